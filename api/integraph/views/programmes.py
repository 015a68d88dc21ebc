"""Funding programmes in a table: who gives, who can get it, how much for what, and how far it is taken up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from integraph.responsibility import Resolver
from integraph.responsibility.answer import Evidence, Thing
from integraph.responsibility.funding import FundingRules
from integraph.responsibility.knowledge import Fact, collect
from integraph.responsibility.resolve import covers
from integraph.views.table import Table, cell, german, sources
from integraph.views.words import GERMAN, Words

_PROGRAMMES: Final = "SELECT ?statement ?property ?value WHERE { ?statement a ig:FundingProgramme ; ?property ?value }"
_RULES: Final = """
SELECT ?statement ?property ?value WHERE {
  ?statement a ig:FundingRule ; ig:polarity ig:asserted ; ig:modality/ig:isStatusQuo true ; ?property ?value
}"""
_FIGURES: Final = """
SELECT ?statement ?property ?value WHERE {
  ?statement a ig:Observation ; ig:about ?programme ; ig:modality/ig:isStatusQuo true ; ?property ?value .
  ?programme a ig:FundingProgramme
}"""
HEAD: Final = (
    ("Programm", "Programme"),
    ("Gebiet", "Areas"),
    ("Geldgeber", "Funders"),
    ("Empfänger", "Recipients"),
    ("Aufgaben", "Tasks"),
    ("Beträge und Stellen", "Amounts and posts"),
    ("Inanspruchnahme und andere Zahlen", "Take-up and other figures"),
    ("Laufzeit", "Period"),
    ("Belege", "Sources"),
)


@dataclass(frozen=True)
class Programme:
    """One programme with its rules, their amounts as German phrases, and the figures that are known of it."""

    thing: Thing
    places: tuple[Thing, ...]
    funders: tuple[Thing, ...]
    recipients: tuple[Thing, ...]
    tasks: tuple[Thing, ...]
    rules: tuple[Thing, ...]
    amounts: tuple[str, ...]
    figures: tuple[Thing, ...]
    period: str
    evidence: tuple[Evidence, ...]


class Programmes:
    """All programmes of one graph, read once."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver, self.labels = resolver, resolver.knowledge.labels
        self._funding = FundingRules(resolver.graph, resolver.knowledge)

    @cached_property
    def rules(self) -> dict[str, list[Fact]]:
        """Programme (IRI) → its rules of the status quo."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for rule in collect(self.resolver.graph, _RULES).values():
            for programme in rule.all("programme"):
                found[programme].append(rule)
        return found

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Programme (IRI) → what is said of the programme itself."""
        return collect(self.resolver.graph, _PROGRAMMES)

    @cached_property
    def _figures(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = defaultdict(list)
        for figure in collect(self.resolver.graph, _FIGURES).values():
            for programme in figure.all("about"):
                found[programme].append(figure)
        return found

    @cached_property
    def all(self) -> tuple[Programme, ...]:
        """Every programme, by label."""
        facts = self.facts
        wanted = {
            value
            for fact in (*facts.values(), *(r for rules in self.rules.values() for r in rules))
            for values in fact.values.values()
            for value in values
        }
        self.labels.load(wanted | set(facts))
        return tuple(sorted(map(self._programme, facts.values()), key=lambda p: p.thing.label.casefold()))

    def _programme(self, fact: Fact, territories: frozenset[str] = frozenset()) -> Programme:
        """Return the programme with the rules and figures that hold in *territories* (none: with all)."""
        rules = [rule for rule in self.rules.get(fact.iri, ()) if _holds(rule, territories)]

        def united(names: tuple[str, ...], own: tuple[str, ...] = ()) -> tuple[Thing, ...]:
            iris = {v for name in own for v in fact.all(name)} | {v for r in rules for n in names for v in r.all(n)}
            return tuple(self.labels.things(iris))

        passages = {p for each in (fact, *rules) for p in each.all("evidence")}
        start, end = fact.one("validFrom"), fact.one("validThrough")
        return Programme(
            Thing(fact.iri, fact.label),
            united(("appliesIn",), ("jurisdiction",)),
            united(("funder",), ("funder",)),
            united(("eligibleKind", "eligibleBody")),
            united(("fundedTask",)),
            tuple(Thing(rule.iri, rule.label) for rule in rules),
            tuple(dict.fromkeys(text for rule in rules if (text := self._funding.amount(rule)))),
            tuple(
                Thing(figure.iri, figure.label)
                for figure in self._figures.get(fact.iri, ())
                if _holds(figure, territories)
            ),
            f"{start or '…'} bis {end or '…'}" if start or end else "",
            tuple(self.resolver.knowledge.passages(sorted(passages))),
        )

    def select(self, territories: frozenset[str] = frozenset(), task: str = "", on: str = "") -> list[Programme]:
        """Return the programmes at work in any of *territories* (IRIs), for *task* (IRI), on the ISO date *on*.

        With territories, each programme has only the rules and figures that hold there.
        """
        found = [
            self._programme(fact, territories)
            for fact in self.facts.values()
            if (not territories or self._reaches(fact, territories)) and (not on or covers(fact, on))
        ]
        wanted = [p for p in found if not task or task in {t.iri for t in p.tasks}]
        return sorted(wanted, key=lambda p: p.thing.label.casefold())

    def _reaches(self, programme: Fact, territories: frozenset[str]) -> bool:
        places = {*programme.all("jurisdiction")}
        places.update(place for rule in self.rules.get(programme.iri, ()) for place in rule.all("appliesIn"))
        return not territories.isdisjoint(places)


def _holds(fact: Fact, territories: frozenset[str]) -> bool:
    """Return whether *fact* holds in any of *territories*; without one of its own it holds where its programme does."""
    places = fact.all("appliesIn")
    return not territories or not places or not territories.isdisjoint(places)


def table(programmes: list[Programme], caption: str, words: Words = GERMAN) -> Table:
    """Return *programmes* as a table, a programme a row."""
    return Table(
        caption,
        tuple(words(*name) for name in HEAD),
        tuple(
            (
                cell(p.thing),
                cell(*p.places),
                cell(*p.funders),
                cell(*p.recipients),
                cell(*p.tasks),
                german(*p.amounts) if p.amounts else cell(words("nicht genannt", "not stated")),
                cell(*p.figures),
                cell(p.period),
                sources(p.evidence),
            )
            for p in programmes
        ),
    ).called(words)
