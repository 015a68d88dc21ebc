"""Who is responsible: the five steps of the algorithm, each in a function of its own.

1. *In reach*: the statement's task is the task or a broader one, its territory is the area or contains it.
2. *Applicable*: it is asserted, describes the status quo, and its validity covers the date.
3. *Holder*: a named body as it stands; a kind of body through the chain of territories.
4. *Condition*: evaluated against the figures of the graph; what is not met drops out.
5. *Specificity*: for the same role a narrower task, a deeper territory or an explicit override beats the more general.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from integraph.namespaces import SCHEME
from integraph.store import Graph

from .answer import Alternative, Answer, Condition, Considered, Row, Thing
from .chain import Chain, Resolved
from .conditions import evaluate
from .facts import Fact, Labels, broader_tasks, facts_in_reach, passages, status_quo
from .lookup import Lookup
from .wording import Wording

_ROLES = "SELECT ?role WHERE { ?role skos:inScheme <https://w3id.org/integraph/scheme/role> } ORDER BY ?role"
_RELATED = """
SELECT DISTINCT ?narrower WHERE {
  ?narrower ig:broaderTask+ ?task . ?area ig:containedIn* ?territory .
  ?statement a ig:Responsibility ; ig:task ?narrower ; ig:appliesIn ?territory .
}"""
_INFERRED = SCHEME + "evidence-kind/schluss-der-redaktion"
_DENIED = "denied"


@dataclass
class Candidate:
    """A statement with the holders that it means at the place."""

    fact: Fact
    holders: list[Resolved]
    conditions: list[Condition]

    @property
    def settled(self) -> bool:
        """Whether nothing about its conditions is open."""
        return all(c.state == "met" for c in self.conditions)


def covers(fact: Fact, on: str) -> bool:
    """Return whether *fact* is valid on the ISO date *on*; a missing bound is open, ``2012`` is the whole year."""
    start, end = fact.one("validFrom"), fact.one("validThrough")
    return (not start or on[: len(start)] >= start) and (not end or on[: len(end)] <= end)


def who(
    graph: Graph,
    task: str,
    area: str,
    on: dt.date | None = None,
    role: str | None = None,
    scenario: str | None = None,
    lookup: Lookup | None = None,
) -> Answer:
    """Return who is responsible for *task* in *area* on the date *on* (default: today).

    *task*, *area* and *role* are IRIs, keys or names. Raises UnknownName or AmbiguousName (see lookup) with candidates.
    The algorithm and its rules: docs/resolution.md.
    """
    lookup = lookup or Lookup(graph)
    task_iri, area_iri = lookup.task(task), lookup.area(area)
    role_iri = lookup.role(role) if role else None
    date = (on or dt.date.today()).isoformat()
    return _Resolution(graph, task_iri, area_iri, date, role_iri, scenario).answer()


class _Resolution:
    """One question on its way to the answer; keeps what was considered and why."""

    def __init__(self, graph: Graph, task: str, area: str, on: str, role: str | None, scenario: str | None) -> None:
        self.graph, self.task, self.area, self.on, self.role, self.scenario = graph, task, area, on, role, scenario
        self.chain = Chain(graph, area)
        self.broader = broader_tasks(graph, task)
        self.labels, self.english = Labels(graph), Labels(graph, "en")
        self.considered: list[Considered] = []
        self.denied: list[Fact] = []

    def answer(self) -> Answer:
        """Run the steps."""
        facts = facts_in_reach(self.graph, self.task, self.area)
        self._load_labels(facts)
        candidates = self._with_holders(self._applicable(facts))
        kept, beaten = self._most_specific(candidates)
        rows = self._rows(kept, beaten)
        all_roles = [r["role"].value for r in self.graph.select(_ROLES)]
        spoken = {row.role.iri for row in rows}
        asked = [self.role] if self.role else all_roles
        evidence = passages(self.graph, (p for f in self.denied for p in f.all("evidence")))
        return Answer(
            task=Thing(self.task, self.labels(self.task)),
            area=Thing(self.area, self.labels(self.area)),
            on=self.on,
            role=self.labels.thing(self.role),
            scenario=self.scenario,
            rows=rows,
            silent=self.labels.things(r for r in asked if r not in spoken),
            denied=[
                (Thing(f.iri, f.one("label") or f.iri), [evidence[p] for p in f.all("evidence") if p in evidence])
                for f in self.denied
            ],
            related=self.labels.things(
                r["narrower"].value for r in self.graph.select(_RELATED, task=self.task, area=self.area)
            ),
            considered=sorted(self.considered, key=lambda c: (c.fate != "taken", c.fate, c.statement.iri)),
        )

    def _load_labels(self, facts: Iterable[Fact]) -> None:
        iris = {v for f in facts for vs in f.values.values() for v in vs if v.startswith("http")}
        self.labels.load(iris | {self.task, self.area} | set(self.chain.territories))
        self.english.load(i for i in iris if i.startswith(SCHEME))

    def _note(self, fact: Fact, fate: str, why: str) -> None:
        self.considered.append(Considered(Thing(fact.iri, fact.one("label") or fact.iri), fate, why))

    def _applicable(self, facts: list[Fact]) -> list[Fact]:
        """Step 2."""
        modalities = status_quo(self.graph)
        applicable = []
        for fact in facts:
            modality = fact.one("modality") or ""
            if self.role and fact.one("role") != self.role:
                self._note(fact, "left out", f"andere Rolle: {self.labels(fact.one('role') or '')}")
            elif modality not in modalities:
                self._note(fact, "left out", f"kein Status quo, sondern {self.labels(modality)}")
            elif not covers(fact, self.on):
                period = f"{fact.one('validFrom') or '…'} bis {fact.one('validThrough') or '…'}"
                self._note(fact, "left out", f"gilt nicht am {self.on} (Geltung {period})")
            elif (fact.one("polarity") or "").endswith(_DENIED):
                self.denied.append(fact)
                self._note(fact, "left out", "die Quelle verneint es ausdrücklich")
            else:
                applicable.append(fact)
        return applicable

    def _with_holders(self, facts: list[Fact]) -> list[Candidate]:
        """Steps 3 and 4."""
        candidates = []
        for fact in facts:
            level = fact.one("level")
            holders = [Resolved(h, self.labels(h), level, True) for h in fact.all("holder")]
            if fact.values.get("holderType"):
                holders += self.chain.resolve(set(fact.all("holderType")), level)
            if not holders:
                kinds = ", ".join(self.labels(k) for k in fact.all("holderType"))
                self._note(fact, "left out", f"hier gibt es kein solches Organ: {kinds}")
                continue
            body = holders[0].iri if holders[0].iri in self.chain.territories else self.area
            conditions = [evaluate(self.graph, c, body) for c in fact.all("condition")]
            unmet = [c for c in conditions if c.state == "notMet"]
            if unmet:
                self._note(
                    fact, "left out", f"Bedingung nicht erfüllt: {unmet[0].text} ({'; '.join(unmet[0].figures)})"
                )
                continue
            exceptions = [evaluate(self.graph, c, body) for c in fact.all("unless")]
            if any(c.state == "met" for c in exceptions):
                self._note(fact, "left out", f"Ausnahme greift: {exceptions[0].text}")
                continue
            candidates.append(Candidate(fact, holders, conditions))
        return candidates

    def _most_specific(self, candidates: list[Candidate]) -> tuple[list[Candidate], dict[str, list[Fact]]]:
        """Step 5: return what stands, and for each of it (by IRI) what it beats."""
        beaten_by: dict[str, list[Fact]] = {}
        standing = []
        for candidate in candidates:
            winners = [other for other in candidates if other is not candidate and self._beats(other, candidate)]
            if winners:
                for winner in winners:
                    beaten_by.setdefault(winner.fact.iri, []).append(candidate.fact)
                self._note(candidate.fact, "beaten", f"spezieller: {winners[0].fact.one('label')}")
            else:
                standing.append(candidate)
        return standing, beaten_by

    def _beats(self, one: Candidate, other: Candidate) -> bool:
        a, b = one.fact, other.fact
        if b.iri in a.values.get("overrides", ()):
            return True
        if a.one("role") != b.one("role") or not one.settled:
            return False
        if a.values.get("targetGroup") and a.all("targetGroup") != b.all("targetGroup"):
            return False
        deeper, level_place = self._closer(a, b)
        narrower, level_task = self._narrower(a, b)
        return (deeper or narrower) and level_place and level_task

    def _closer(self, a: Fact, b: Fact) -> tuple[bool, bool]:
        ours, theirs = self._place(a), self._place(b)
        deeper = self.chain.is_within(ours, theirs)
        return deeper, deeper or ours == theirs

    def _narrower(self, a: Fact, b: Fact) -> tuple[bool, bool]:
        ours, theirs = self._task_of(a), self._task_of(b)
        narrower = theirs in self.broader.get(ours, set())
        return narrower, narrower or ours == theirs

    def _place(self, fact: Fact) -> str:
        """Return the innermost territory of *fact* in this chain."""
        inside = [t for t in fact.all("appliesIn") if t in self.chain.territories]
        return next((t for t in inside if not any(self.chain.is_within(o, t) for o in inside)), inside[0])

    def _task_of(self, fact: Fact) -> str:
        inside = [t for t in fact.all("task") if t in self.broader]
        return next((t for t in inside if not any(t in self.broader[o] for o in inside)), inside[0])

    def _rows(self, kept: list[Candidate], beaten: dict[str, list[Fact]]) -> list[Row]:
        wording = Wording(self.labels, self.english, self.task, self.area)
        known = passages(self.graph, (p for c in kept for p in c.fact.all("evidence")))
        rows: dict[tuple[str, ...], Row] = {}
        for candidate in kept:
            fact = candidate.fact
            self._note(fact, "taken", "gilt für Aufgabe, Gebiet und Datum; keine speziellere Aussage")
            for holder in candidate.holders:
                row = self._row(candidate, holder, beaten.get(fact.iri, []), wording)
                row.evidence = [known[p] for p in fact.all("evidence") if p in known]
                key = (
                    row.role.iri, row.holder.iri, row.holder_kind.iri if row.holder_kind else "", row.task.iri,
                    row.obligation.iri if row.obligation else "", row.bindingness.iri if row.bindingness else "",
                    *(c.iri for c in row.conditions), *(g.iri for g in row.target_groups),
                )  # fmt: skip
                rows[key] = _merged(rows[key], row) if key in rows else row
        order = [r["role"].value for r in self.graph.select(_ROLES)]
        return sorted(
            rows.values(), key=lambda r: (order.index(r.role.iri) if r.role.iri in order else 99, r.holder.label)
        )

    def _row(self, candidate: Candidate, holder: Resolved, beaten: list[Fact], wording: Wording) -> Row:
        fact = candidate.fact
        role = fact.one("role") or ""
        kinds = fact.all("holderType")
        task, place = self._task_of(fact), self._place(fact)
        kind = self._kind_of(holder, kinds)
        certainty = self._certainty(fact, holder, task)
        conditions = candidate.conditions
        alternatives = [Alternative("Die Aussage gilt dann nicht.", self.labels(c)) for c in fact.all("unless")] + [
            Alternative(f"Gilt allgemein: {b.one('label')}", f"nicht: {c.text}") for b in beaten for c in conditions
        ]
        return Row(
            role=Thing(role, self.labels(role)),
            holder=Thing(holder.iri, holder.label or self.labels(holder.iri)),
            holder_kind=self.labels.thing(kind),
            level=self.labels.thing(holder.level or fact.one("level")),
            obligation=self.labels.thing(fact.one("obligation")),
            bindingness=self.labels.thing(fact.one("bindingness")),
            certainty=Thing(certainty, self.labels(certainty)),
            reason=wording.reason(fact, holder, kind, task, place, conditions),
            task=Thing(task, self.labels(task)),
            territory=Thing(place, self.labels(place)),
            statements=[Thing(fact.iri, fact.one("label") or fact.iri)],
            as_of=fact.one("asOf") or "",
            target_groups=self.labels.things(fact.all("targetGroup")),
            legal_basis=self.labels.things(fact.all("legalBasis")),
            conditions=conditions,
            alternatives=alternatives,
            overrides=[Thing(b.iri, b.one("label") or b.iri) for b in beaten],
        )

    def _kind_of(self, holder: Resolved, kinds: list[str]) -> str | None:
        territory = self.chain.territories.get(holder.iri)
        fitting = [k for k in kinds if territory and any(self.chain.is_kind(own, k) for own in territory.kinds)]
        return next(iter(fitting or kinds), None)

    def _certainty(self, fact: Fact, holder: Resolved, task: str) -> str:
        if fact.values.get("contradicts"):
            return SCHEME + "certainty/umstritten"
        if holder.open_level or not holder.exact:
            return SCHEME + "certainty/nur-ebene"
        if task != self.task or fact.one("evidenceKind") == _INFERRED:
            return SCHEME + "certainty/abgeleitet"
        return SCHEME + "certainty/belegt"


def _merged(one: Row, other: Row) -> Row:
    """Join two rows that say the same from different statements: their grounds add up."""
    for name in ("legal_basis", "overrides", "evidence", "statements", "alternatives"):
        ours = getattr(one, name)
        ours.extend(item for item in getattr(other, name) if item not in ours)
    return one
