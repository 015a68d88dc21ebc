"""Gaps and overlaps of a place as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from integraph.responsibility.answer import Thing
from integraph.responsibility.gaps import GAP, OVERLAP, Finding
from integraph.views.table import Table, cell, sources
from integraph.views.words import GERMAN, Words

KINDS: Final = {GAP: ("Lücke", "gap"), OVERLAP: ("Doppelung", "overlap")}
AGREEMENTS: Final = {
    "both": ("berechnet und von einer Quelle benannt", "computed, and named by a source"),
    "named": ("von einer Quelle benannt", "named by a source"),
    "computed": ("nur berechnet", "only computed"),
}
"""Where a finding comes from, the best founded first."""


def ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Return *findings* with those first that a source names, then by kind, task and role."""
    rank = {agreement: number for number, agreement in enumerate(AGREEMENTS)}
    return sorted(
        findings,
        key=lambda f: (rank[f.agreement], f.kind, f.task.label.casefold(), f.role.label if f.role else ""),
    )


def by_roles(findings: Sequence[Finding]) -> list[tuple[Finding, list[Thing]]]:
    """Return *findings* with those that differ in their role only as one, each with its roles (none: all roles)."""
    found: dict[tuple[object, ...], tuple[Finding, list[Thing]]] = {}
    for f in findings:
        named = tuple(statement.iri for statement, _ in f.named)
        key = (f.kind, f.task.iri, f.agreement, tuple(f.holders), tuple(f.denied), named)
        found.setdefault(key, (f, []))[1].extend([f.role] if f.role else [])
    return list(found.values())


def table(findings: Sequence[Finding], caption: str, words: Words = GERMAN) -> Table:
    """Return a row a finding, in the order of `ordered`."""
    rows = tuple(
        (
            cell(f.task),
            cell(words(*KINDS[f.kind])),
            cell(f.role) if f.role else cell(words("alle Rollen", "all roles")),
            cell(words(*AGREEMENTS[f.agreement])),
            cell(*f.holders),
            cell(*f.denied),
            cell(*(statement for statement, _ in f.named)),
            sources([e for _, evidence in f.named for e in evidence]),
        )
        for f in ordered(findings)
    )
    head = (
        words("Aufgabe", "Task"),
        words("Art", "Kind"),
        words("Rolle", "Role"),
        words("Woher", "Origin"),
        words("Zuständige", "Responsible"),
        words("Ausdrücklich verneint", "Explicitly denied"),
        words("Befund der Quelle", "Finding of the source"),
        words("Belege", "Sources"),
    )
    return Table(caption, head, rows).called(words)
