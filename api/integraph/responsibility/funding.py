"""What a territory gives or gets for a task: the funding rules in reach, with their figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from integraph.store import Graph

from .answer import Evidence, Thing
from .knowledge import Fact, Knowledge, collect
from .labels import german_amount, german_number
from .resolve import covers

_RULES = """
SELECT ?statement ?property ?value WHERE {
  ?statement a ig:FundingRule ; ig:polarity ig:asserted ; ig:modality/ig:isStatusQuo true ; ?property ?value
}"""
_PROGRAMMES = "SELECT ?statement ?property ?value WHERE { ?statement a ig:FundingProgramme ; ?property ?value }"
_FIGURES = ("amount", "minimumAmount", "maximumAmount")


@dataclass(frozen=True)
class Funding:
    """One rule of a programme: who gives, how much for what, and where the source says it."""

    rule: Thing
    programme: Thing
    funders: tuple[Thing, ...]
    amount: str
    evidence: tuple[Evidence, ...] = field(compare=False, default=())

    def as_dict(self) -> dict[str, Any]:
        """Return the rule for JSON; ``amount`` is a German phrase such as "bis 55.000 EUR je Jahr", or empty."""
        return {
            "rule": self.rule.as_dict(),
            "programme": self.programme.as_dict(),
            "funders": [f.as_dict() for f in self.funders],
            "amount": self.amount,
            "evidence": [e.as_dict() for e in self.evidence],
        }


class FundingRules:
    """The funding rules of one graph."""

    def __init__(self, graph: Graph, knowledge: Knowledge) -> None:
        self.graph, self.knowledge = graph, knowledge

    @cached_property
    def _rules(self) -> list[Fact]:
        return list(collect(self.graph, _RULES).values())

    @cached_property
    def _programmes(self) -> dict[str, Fact]:
        return collect(self.graph, _PROGRAMMES)

    @cached_property
    def _by_task(self) -> dict[str, list[Fact]]:
        index: dict[str, list[Fact]] = defaultdict(list)
        for rule in self._rules:
            for task in rule.all("fundedTask"):
                index[task].append(rule)
        return index

    def of(self, task: str, territories: frozenset[str], on: str) -> list[Funding]:
        """Return the rules for *task* that hold in any of *territories* on the ISO date *on*, by programme.

        A rule holds where it says so, or else where its programme does.
        """
        found = []
        for rule in self._by_task.get(task, ()):
            programme = self._programmes.get(rule.one("programme") or "", Fact(rule.one("programme") or ""))
            places = rule.all("appliesIn") or programme.all("jurisdiction")
            dated = rule if rule.one("validFrom") or rule.one("validThrough") else programme
            if not territories.isdisjoint(places) and covers(dated, on):
                found.append(self._funding(rule, programme))
        return sorted(found, key=lambda f: (f.programme.label, f.rule.label))

    def of_programme(self, programme: str) -> list[Funding]:
        """Return the rules of *programme*, whatever their task, place and date, by their label."""
        known = self._programmes.get(programme, Fact(programme))
        found = [self._funding(rule, known) for rule in self._rules if programme in rule.all("programme")]
        return sorted(found, key=lambda f: f.rule.label)

    def _funding(self, rule: Fact, programme: Fact) -> Funding:
        labels = self.knowledge.labels
        funders = rule.all("funder") or programme.all("funder")
        return Funding(
            Thing(rule.iri, rule.label),
            Thing(programme.iri, labels(programme.iri)),
            tuple(labels.things(funders)),
            self.amount(rule),
            tuple(self.knowledge.passages(rule.all("evidence"))),
        )

    def amount(self, rule: Fact) -> str:
        """Return the figures of *rule* as one German phrase."""
        words = {"amount": "", "minimumAmount": "mindestens ", "maximumAmount": "bis "}
        currency = rule.one("currency") or ""
        per = ", ".join(self.knowledge.labels(p) for p in rule.all("amountPer"))
        parts = [
            f"{words[name]}{german_amount(float(value), currency)}" + (f" ({per})" if per else "")
            for name in _FIGURES
            for value in rule.all(name)
        ]
        parts += [f"{_posts(v)} je Empfänger" for v in rule.all("postsPerRecipient")]
        parts += [f"mindestens {_posts(v)}" for v in rule.all("minimumPostsPerRecipient")]
        parts += [f"höchstens {_posts(v)}" for v in rule.all("maximumPostsPerRecipient")]
        parts += [f"Fördersatz {german_number(float(v))} %" for v in rule.all("fundingRate")]
        parts += [f"Eigenanteil {german_number(float(v))} %" for v in rule.all("ownShare")]
        return "; ".join(parts)


def _posts(number: str) -> str:
    return "1 Stelle" if float(number) == 1 else f"{german_number(float(number))} Stellen"
