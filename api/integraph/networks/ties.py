"""The statements that tie actors to tasks and to each other: the one reading for measures and for pictures.

What counts is what the graph asserts of the status quo and no overlay in force ends. What a statement ties stands in
`ENDS`; a funding rule ties through its programme.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from integraph.namespaces import IG
from integraph.responsibility import Resolver
from integraph.responsibility.knowledge import Fact, collect

_STATEMENTS: Final = """
SELECT ?statement ?property ?value WHERE {
  ?statement a ?class ; ig:polarity ig:asserted ; ig:modality/ig:isStatusQuo true ; ?property ?value
  FILTER NOT EXISTS { ?overlay a ig:Overlay ; ig:ends ?statement }
}"""
_PROGRAMMES: Final = "SELECT ?statement ?property ?value WHERE { ?statement a ig:FundingProgramme ; ?property ?value }"

RESPONSIBILITY: Final = "Responsibility"
SUPERVISION: Final = "Supervision"
COOPERATION: Final = "Cooperation"
MEMBERSHIP: Final = "Membership"
PLACEMENT: Final = "Placement"
FUNDING: Final = "FundingRule"
ENDS: Final = {
    RESPONSIBILITY: (("holder", "holderType"), ("task",)),
    SUPERVISION: (("supervisor",), ("supervised",)),
    COOPERATION: (("from",), ("to",)),
    MEMBERSHIP: (("member",), ("memberOf",)),
    PLACEMENT: (("placed",), ("placedIn",)),
}
"""Class of statement → the properties that lead from it to where its tie begins, and to where it ends."""
_RECIPIENTS: Final = ("eligibleKind", "eligibleBody")


class Ties:
    """The tying statements of one graph, each class read once."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._read: dict[str, dict[str, Fact]] = {}

    def of(self, name: str) -> dict[str, Fact]:
        """Return the statements of a class (one of `ENDS`, or `FUNDING`) by IRI."""
        if name not in self._read:
            if name == RESPONSIBILITY:  # the resolver has read these, with those that assert nothing
                knowledge = self._resolver.knowledge
                self._read[name] = {
                    iri: fact
                    for iri, fact in knowledge.facts.items()
                    if fact.one("polarity") == IG + "asserted" and fact.one("modality") in knowledge.status_quo
                }
            else:
                self._read[name] = collect(self._resolver.graph, _STATEMENTS.replace("?class", f"<{IG}{name}>"))
        return self._read[name]

    @cached_property
    def programmes(self) -> dict[str, Fact]:
        """What is said of each funding programme, by IRI."""
        return collect(self._resolver.graph, _PROGRAMMES)

    def programmes_of(self, rule: Fact) -> list[Fact]:
        """Return the programmes of a funding rule: mostly one."""
        return [self.programmes[iri] for iri in rule.all("programme") if iri in self.programmes]

    def funders(self, rule: Fact) -> list[str]:
        """Return who pays by a funding rule: those that it names, else those of its programmes (IRIs)."""
        others = (iri for programme in self.programmes_of(rule) for iri in things(programme, "funder"))
        return things(rule, "funder") or list(dict.fromkeys(others))

    @staticmethod
    def recipients(rule: Fact) -> list[str]:
        """Return who can get the money of a funding rule (IRIs of bodies and kinds of body)."""
        return things(rule, *_RECIPIENTS)


def things(fact: Fact, *properties: str) -> list[str]:
    """Return the things (IRIs) that any of *properties* leads to, each once."""
    return list(dict.fromkeys(iri for name in properties for iri in fact.all(name) if iri.startswith("http")))


def ends(name: str, fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield what a statement of class *name* ties, from and to (IRIs)."""
    sources, targets = (things(fact, *properties) for properties in ENDS[name])
    for source in sources:
        for target in targets:
            yield source, target
