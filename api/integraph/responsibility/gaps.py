"""Gaps and overlaps: what the answers of an area lack or have twice, beside what the sources name as such."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from integraph.namespaces import SCHEME

from .answer import Answer, Evidence, Thing
from .resolve import Resolver

_FINDINGS = """
SELECT DISTINCT ?finding ?label ?kind ?about ?territory WHERE {
  VALUES ?kind { fkind:luecke fkind:doppelstruktur }
  ?finding a ig:Finding ; ig:findingKind ?kind ; rdfs:label ?label ; ig:polarity ig:asserted ; ig:about ?about .
  OPTIONAL { ?finding ig:appliesIn ?territory }
  FILTER(LANG(?label) = "de")
}"""
_EVIDENCE = "SELECT ?passage WHERE { ?finding ig:evidence ?passage } ORDER BY ?passage"
_ROLE = SCHEME + "role/"
ROLES = (_ROLE + "ausfuehrung", _ROLE + "finanzierung")
"""The roles that are looked at unless others are named: who does it and who pays."""
GAP, OVERLAP = "gap", "overlap"


@dataclass
class Finding:
    """A task that lacks a holder for a role (gap), or has several (overlap).

    ``agreement``: ``both`` (computed and named by a source), ``computed`` or ``named``. A gap is computed where the
    sources speak of the task here but not of the role, or deny it: it is a gap of the sources' picture, not yet of the
    world.
    """

    kind: str
    task: Thing
    role: Thing | None
    computed: bool
    holders: list[Thing] = field(default_factory=list)
    denied: list[Thing] = field(default_factory=list)
    named: list[tuple[Thing, list[Evidence]]] = field(default_factory=list)

    @property
    def agreement(self) -> str:
        """``both``, ``computed`` or ``named``."""
        if self.computed and self.named:
            return "both"
        return "computed" if self.computed else "named"

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for JSON."""
        return {
            "kind": self.kind,
            "task": self.task.as_dict(),
            "role": self.role.as_dict() if self.role else None,
            "agreement": self.agreement,
            "holders": [h.as_dict() for h in self.holders],
            "denied": [d.as_dict() for d in self.denied],
            "named": [
                {"statement": s.as_dict(), "evidence": [e.as_dict() for e in evidence]} for s, evidence in self.named
            ],
        }


def gaps(resolver: Resolver, area: str, on: str, roles: tuple[str, ...] = ROLES) -> list[Finding]:
    """Return gaps and overlaps of *area* (IRI) on the ISO date *on* for *roles*, ordered by kind and task.

    Looked at is every task of which the sources say anything that holds in the area.
    """
    chain = resolver.geography.chain(area)
    named = _named(resolver, chain.iris)
    findings: list[Finding] = []
    for task in resolver.knowledge.tasks:
        if not resolver.knowledge.in_reach(task, chain.iris):
            continue  # the sources say nothing of it here, so there is neither a holder nor a gap to compute
        answer = resolver.resolve(task, area, on)
        if answer.rows or answer.denied:
            findings += _computed(resolver, answer, roles, named)
    for (kind, task), sources in sorted(named.items()):
        if not any(f.kind == kind and f.task.iri == task for f in findings):
            findings.append(Finding(kind, Thing(task, resolver.knowledge.labels(task)), None, False, named=sources))
    return sorted(findings, key=lambda f: (f.kind, f.task.label, f.role.label if f.role else ""))


def _computed(
    resolver: Resolver,
    answer: Answer,
    roles: tuple[str, ...],
    named: dict[tuple[str, str], list[tuple[Thing, list[Evidence]]]],
) -> Iterator[Finding]:
    for role in roles:
        rows = [row for row in answer.rows if row.role.iri == role]
        holders = sorted({row.holder for row in rows}, key=lambda h: h.label)
        thing = Thing(role, resolver.knowledge.labels(role))
        denied = [s for s, _ in answer.denied if role in resolver.knowledge.facts[s.iri].all("role")]
        if not rows:
            yield Finding(GAP, answer.task, thing, True, [], denied, named.get((GAP, answer.task.iri), []))
        elif len(holders) > 1:
            yield Finding(OVERLAP, answer.task, thing, True, holders, denied, named.get((OVERLAP, answer.task.iri), []))


def _named(
    resolver: Resolver, territories: frozenset[str]
) -> dict[tuple[str, str], list[tuple[Thing, list[Evidence]]]]:
    """Return what the sources name, by kind and task; a finding without a territory holds everywhere."""
    tasks = set(resolver.knowledge.tasks)
    found: dict[tuple[str, str], dict[str, Thing]] = defaultdict(dict)
    for row in resolver.graph.select(_FINDINGS):
        place = row.get("territory")
        if row["about"].value in tasks and (place is None or place.value in territories):
            kind = GAP if row["kind"].value.endswith("luecke") else OVERLAP
            found[kind, row["about"].value][row["finding"].value] = Thing(row["finding"].value, row["label"].value)

    def evidence(finding: str) -> list[Evidence]:
        rows = resolver.graph.select(_EVIDENCE, finding=finding)
        return resolver.knowledge.passages(row["passage"].value for row in rows)

    return {key: [(thing, evidence(iri)) for iri, thing in sorted(things.items())] for key, things in found.items()}
