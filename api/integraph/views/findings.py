"""Gaps and overlaps of a place as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from integraph.responsibility.gaps import GAP, OVERLAP, Finding
from integraph.views.table import Table, cell, sources

KINDS: Final = {GAP: "Lücke", OVERLAP: "Doppelung"}
AGREEMENTS: Final = {
    "both": "berechnet und von einer Quelle benannt",
    "named": "von einer Quelle benannt",
    "computed": "nur berechnet",
}
"""Where a finding comes from, the best founded first."""


def ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Return *findings* with those first that a source names, then by kind, task and role."""
    rank = {agreement: number for number, agreement in enumerate(AGREEMENTS)}
    return sorted(
        findings,
        key=lambda f: (rank[f.agreement], f.kind, f.task.label.casefold(), f.role.label if f.role else ""),
    )


def table(findings: Sequence[Finding], caption: str) -> Table:
    """Return a row a finding, in the order of `ordered`."""
    rows = tuple(
        (
            cell(f.task),
            cell(KINDS[f.kind]),
            cell(f.role) if f.role else cell("alle Rollen"),
            cell(AGREEMENTS[f.agreement]),
            cell(*f.holders),
            cell(*f.denied),
            cell(*(statement for statement, _ in f.named)),
            sources([e for _, evidence in f.named for e in evidence]),
        )
        for f in ordered(findings)
    )
    head = ("Aufgabe", "Art", "Rolle", "Woher", "Zuständige", "Ausdrücklich verneint", "Befund der Quelle", "Belege")
    return Table(caption, head, rows)
