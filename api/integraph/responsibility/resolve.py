"""Who is responsible: the five steps of the algorithm, each in a function of its own (docs/resolution.md).

1. *In reach*: the statement's task is the task or a broader one, its territory is the area or contains it.
2. *Applicable*: it is asserted, describes the status quo, and its validity covers the date.
3. *Holder*: a named body as it stands; a kind of body through the chain of territories.
4. *Condition*: evaluated against the figures of the graph; what is not met drops out.
5. *Specificity*: for the same role a narrower task, a deeper territory or an explicit override beats the more general.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from integraph.namespaces import SCHEME
from integraph.store import Graph

from .answer import Alternative, Answer, Condition, Considered, Row, Thing
from .chain import Chain, Geography, Holder
from .conditions import Conditions
from .knowledge import Fact, Knowledge
from .labels import german_date
from .lookup import Lookup
from .wording import ASSUMED, Wording

_CERTAINTY = SCHEME + "certainty/"
_INFERRED = (SCHEME + "evidence-kind/schluss-der-redaktion", ASSUMED)


@dataclass
class Candidate:
    """An applicable statement with the holders that it means at the place and the state of its conditions."""

    fact: Fact
    holders: list[Holder]
    conditions: tuple[Condition, ...]
    exceptions: tuple[Condition, ...]


def covers(fact: Fact, on: str) -> bool:
    """Return whether *fact* is valid on the ISO date *on*; a missing bound is open, ``2012`` is the whole year."""
    start, end = fact.one("validFrom"), fact.one("validThrough")
    return (not start or on[: len(start)] >= start) and (not end or on[: len(end)] <= end)


class Resolver:
    """Answers any number of questions on one graph; what it has read is kept."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.lookup = Lookup(graph)
        self.knowledge = Knowledge(graph)
        self.geography = Geography(graph)
        self.conditions = Conditions(graph)

    def who(
        self,
        task: str,
        area: str,
        on: dt.date | None = None,
        role: str | None = None,
        target_group: str | None = None,
    ) -> Answer:
        """Return who is responsible for *task* in *area* on the date *on* (default: today).

        *task*, *area*, *role* and *target_group* are IRIs, keys or names. With a role only its holders are asked for;
        with a target group only statements about it, or about everybody. Raises UnknownName or AmbiguousName with
        candidates.
        """
        return self.resolve(
            self.lookup.task(task),
            self.lookup.area(area),
            (on or dt.date.today()).isoformat(),
            self.lookup.role(role) if role else None,
            self.lookup.target_group(target_group) if target_group else None,
        )

    def resolve(
        self, task: str, area: str, on: str, role: str | None = None, target_group: str | None = None
    ) -> Answer:
        """Answer for IRIs and an ISO date."""
        return _Question(self, task, self.geography.chain(area), on, role, target_group).answer()


def _refusal(conditions: tuple[Condition, ...], exceptions: tuple[Condition, ...]) -> str:
    """Return why a statement does not hold, empty if it may."""
    if unmet := next((c for c in conditions if c.state == "notMet"), None):
        return f"Bedingung nicht erfüllt: {unmet.text} ({'; '.join(unmet.figures)})"
    exempt = next((c for c in exceptions if c.state == "met"), None)
    return f"Ausnahme greift: {exempt.text}" if exempt else ""


def who(graph: Graph, task: str, area: str, on: dt.date | None = None, role: str | None = None) -> Answer:
    """Return who is responsible for *task* in *area*: one question on *graph*; see :meth:`Resolver.who`."""
    return Resolver(graph).who(task, area, on, role)


class _Question:
    """One question on its way to the answer; keeps what was considered and why."""

    def __init__(
        self, resolver: Resolver, task: str, chain: Chain, on: str, role: str | None, target_group: str | None
    ) -> None:
        self.resolver, self.knowledge, self.chain = resolver, resolver.knowledge, chain
        self.task, self.on, self.role, self.target_group = task, on, role, target_group
        self.tasks = {task, *self.knowledge.broader(task)}
        self.labels = self.knowledge.labels
        self.considered: list[Considered] = []
        self.denied: list[Fact] = []

    def answer(self) -> Answer:
        """Run the steps."""
        facts = self.knowledge.in_reach(self.task, self.chain.iris)
        self._load_labels(facts)
        standing, beaten = self._most_specific(self._with_holders(self._applicable(facts)))
        rows = self._rows(standing, beaten)
        asked = [self.role] if self.role else self.knowledge.roles
        spoken = {row.role.iri for row in rows}
        related = (
            task
            for task in self.knowledge.narrower_with_facts(self.task)
            if any(not self.chain.iris.isdisjoint(f.all("appliesIn")) for f in self.knowledge.by_task[task])
        )
        return Answer(
            task=Thing(self.task, self.labels(self.task)),
            area=Thing(self.chain.area, self.labels(self.chain.area)),
            on=self.on,
            role=self.labels.thing(self.role),
            target_group=self.labels.thing(self.target_group),
            scenario=self.labels.things(self.resolver.graph.overlays),
            rows=rows,
            silent=self.labels.things(r for r in asked if r not in spoken),
            denied=[(Thing(f.iri, f.label), self.knowledge.passages(f.all("evidence"))) for f in self.denied],
            related=self.labels.things(related),
            considered=sorted(
                dict.fromkeys(self.considered), key=lambda c: (c.fate != "taken", c.fate, c.statement.iri)
            ),
        )

    def _load_labels(self, facts: list[Fact]) -> None:
        iris = {v for f in facts for values in f.values.values() for v in values if v.startswith("http")}
        self.labels.load(iris | {self.task, self.chain.area} | self.chain.iris | set(self.knowledge.roles))
        self.knowledge.english.load(i for i in iris if i.startswith(SCHEME))

    def _note(self, fact: Fact, fate: str, why: str) -> None:
        self.considered.append(Considered(Thing(fact.iri, fact.label), fate, why))

    def _applicable(self, facts: list[Fact]) -> list[Fact]:
        """Step 2."""
        applicable = []
        for fact in facts:
            groups = fact.all("targetGroup")
            if self.role and self.role not in fact.all("role"):
                self._note(fact, "left out", f"andere Rolle: {self.labels(fact.one('role') or '')}")
            elif self.target_group and groups and self.target_group not in groups:
                self._note(fact, "left out", f"andere Zielgruppe: {', '.join(map(self.labels, groups))}")
            elif fact.one("modality") not in self.knowledge.status_quo:
                self._note(fact, "left out", f"kein Status quo, sondern {self.labels(fact.one('modality') or '')}")
            elif not covers(fact, self.on):
                start, end = (german_date(fact.one(p) or "…") for p in ("validFrom", "validThrough"))
                self._note(fact, "left out", f"gilt nicht am {german_date(self.on)} (Geltung {start} bis {end})")
            elif (fact.one("polarity") or "").endswith("denied"):
                self.denied.append(fact)
                self._note(fact, "left out", "die Quelle verneint es ausdrücklich")
            else:
                applicable.append(fact)
        return applicable

    def _with_holders(self, facts: list[Fact]) -> list[Candidate]:
        """Steps 3 and 4. Where a condition comes out differently for the holders, each outcome is a candidate."""
        candidates = []
        for fact in facts:
            level = fact.one("level")
            named = fact.all("holder")
            kinds = [k for k in fact.all("holderType") if not any(self.chain.is_of_kind(h, k) for h in named)]
            holders = [Holder(h, self.labels(h), level, exact=True) for h in named]
            holders += self.chain.resolve(kinds, level, self.on)
            if not holders:
                missing = ", ".join(self.labels(k) for k in fact.all("holderType"))
                self._note(fact, "left out", f"hier gibt es kein solches Organ: {missing}")
                continue
            outcomes: dict[tuple[tuple[Condition, ...], tuple[Condition, ...]], list[Holder]] = {}
            refused: dict[str, str] = {}
            for holder in holders:
                outcome = self._conditions(fact, "condition", holder), self._conditions(fact, "unless", holder)
                if why := _refusal(*outcome):
                    refused[holder.label or self.labels(holder.iri)] = why
                else:
                    outcomes.setdefault(outcome, []).append(holder)
            for holder_label, why in refused.items():
                self._note(fact, "left out", f"für {holder_label}: {why}" if outcomes else why)
            candidates += [Candidate(fact, each, *outcome) for outcome, each in outcomes.items()]
        return candidates

    def _conditions(self, fact: Fact, name: str, holder: Holder) -> tuple[Condition, ...]:
        """Return the conditions of *fact* evaluated for a holder; one that is no territory is judged by the place."""
        body = holder.iri if holder.iri in self.chain.iris else self.chain.area
        place = self.resolver.geography.territories.get(body)
        return tuple(self.resolver.conditions.evaluate(c, body, place) for c in fact.all(name))

    def _most_specific(self, candidates: list[Candidate]) -> tuple[list[Candidate], dict[str, list[Fact]]]:
        """Step 5: return what stands, and for each of it (by IRI) what it beats."""
        beaten_by: dict[str, list[Fact]] = {}
        standing = []
        for candidate in candidates:
            winners = [other for other in candidates if other is not candidate and self._beats(other, candidate)]
            for winner in winners:
                losers = beaten_by.setdefault(winner.fact.iri, [])
                losers += [candidate.fact] if candidate.fact not in losers else []
            if winners:
                self._note(candidate.fact, "beaten", f"spezieller ist: {winners[0].fact.label}")
            else:
                self._note(candidate.fact, "taken", "gilt für Aufgabe, Gebiet und Datum; keine speziellere Aussage")
                standing.append(candidate)
        return standing, beaten_by

    def _beats(self, one: Candidate, other: Candidate) -> bool:
        a, b = one.fact, other.fact
        if b.iri in a.all("overrides"):
            return True
        if a.all("role") != b.all("role"):
            return False
        if a.all("targetGroup") and a.all("targetGroup") != b.all("targetGroup"):
            return False
        ours, theirs = self._place(a), self._place(b)
        our_task, their_task = self._task_of(a), self._task_of(b)
        deeper = self.chain.is_within(ours, theirs)
        narrower = their_task in self.knowledge.broader(our_task)
        return (deeper or narrower) and (deeper or ours == theirs) and (narrower or our_task == their_task)

    def _place(self, fact: Fact) -> str:
        """Return the innermost territory of *fact* in this chain."""
        inside = [t for t in fact.all("appliesIn") if t in self.chain.iris]
        return next(t for t in inside if not any(self.chain.is_within(o, t) for o in inside))

    def _task_of(self, fact: Fact) -> str:
        """Return the narrowest task of *fact* that is the one asked for or broader."""
        inside = [t for t in fact.all("task") if t in self.tasks]
        return next(t for t in inside if not any(t in self.knowledge.broader(o) for o in inside))

    def _rows(self, standing: list[Candidate], beaten: dict[str, list[Fact]]) -> list[Row]:
        wording = Wording(self.knowledge, self.task)
        rows: dict[tuple[object, ...], Row] = {}
        for candidate in standing:
            for role in candidate.fact.all("role"):
                if self.role in (None, role):
                    for holder in candidate.holders:
                        row = self._row(candidate, role, holder, beaten.get(candidate.fact.iri, []), wording)
                        key = row.key()
                        rows[key] = rows[key].merged(row) if key in rows else row
        for poorer in list(rows.values()):
            richer = [row for row in rows.values() if row.covers(poorer)]
            if len({(row.obligation, row.bindingness) for row in richer}) == 1:
                richer[0].merged(poorer)
                del rows[poorer.key()]
        order = {role: number for number, role in enumerate(self.knowledge.roles)}
        return sorted(rows.values(), key=lambda r: (order.get(r.role.iri, 99), r.holder.label, r.statements[0].iri))

    def _row(self, candidate: Candidate, role: str, holder: Holder, beaten: list[Fact], wording: Wording) -> Row:
        fact, labels = candidate.fact, self.labels
        task, place = self._task_of(fact), self._place(fact)
        certainty = _CERTAINTY + self._certainty(candidate, holder, task)
        alternatives = self._alternatives(candidate, beaten)
        return Row(
            role=Thing(role, labels(role)),
            holder=Thing(holder.iri, holder.label or labels(holder.iri)),
            holder_kind=labels.thing(holder.kind),
            level=labels.thing(holder.level or fact.one("level")),
            obligation=labels.thing(fact.one("obligation") or self._inherited_obligation(fact, beaten)),
            bindingness=labels.thing(fact.one("bindingness")),
            certainty=Thing(certainty, labels(certainty)),
            reason=wording.reason(fact, role, holder, task, place, list(candidate.conditions)),
            task=Thing(task, labels(task)),
            territory=Thing(place, labels(place)),
            statements=[Thing(fact.iri, fact.label)],
            as_of=fact.one("asOf") or "",
            target_groups=labels.things(fact.all("targetGroup")),
            legal_basis=labels.things(fact.all("legalBasis")),
            conditions=list(candidate.conditions),
            alternatives=alternatives,
            overrides=[Thing(b.iri, b.label) for b in beaten],
            evidence=self.knowledge.passages(fact.all("evidence")),
        )

    def _inherited_obligation(self, fact: Fact, beaten: list[Fact]) -> str | None:
        """Return the obligation on which the nearest beaten statements on the task agree; naming a holder ends none."""
        same = [b for b in beaten if b.all("obligation") and self._task_of(b) == self._task_of(fact)]
        places = {self._place(b) for b in same}
        nearest = [b for b in same if not any(self.chain.is_within(p, self._place(b)) for p in places)]
        found = {o for b in nearest for o in b.all("obligation")}
        return found.pop() if len(found) == 1 else None

    def _alternatives(self, candidate: Candidate, beaten: list[Fact]) -> list[Alternative]:
        """Return what holds where an exception does or a doubtful condition does not.

        That is what the statement overrides by name, or else what it beat on the very same task.
        """
        fact = candidate.fact
        named = [b for b in beaten if b.iri in fact.all("overrides")]
        instead = named or [b for b in beaten if self._task_of(b) == self._task_of(fact)]
        doubtful = [c for c in candidate.conditions if c.state == "open" or c.near]
        return [Alternative("Die Aussage gilt dann nicht.", c.text, "met") for c in candidate.exceptions] + [
            Alternative(b.label, c.text, "notMet") for b in instead for c in doubtful
        ]

    def _certainty(self, candidate: Candidate, holder: Holder, task: str) -> str:
        if candidate.fact.all("contradicts"):
            return "umstritten"
        if holder.open_level or not holder.exact:
            return "nur-ebene"
        doubtful = any(c.near or c.state == "open" for c in candidate.conditions)
        if task != self.task or candidate.fact.one("evidenceKind") in _INFERRED or doubtful:
            return "abgeleitet"
        return "belegt"
