"""All statements of a graph, read once: their values, their kind, and which of them mention a thing."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Final

from integraph.namespaces import IG, NAMESPACES, RDF
from integraph.responsibility.knowledge import Fact, collect
from integraph.store import Graph

_ALL: Final = "SELECT ?statement ?property ?value WHERE { ?statement a ig:Statement ; ?property ?value }"
TYPE: Final = RDF + "type"
RESPONSIBILITY: Final = IG + "Responsibility"
EVENT: Final = IG + "Event"
INFERRED: Final = {
    IG + name
    for name in (
        "Statement",
        "StatusQuoStatement",
        "ContestedStatement",
        "MandatoryResponsibility",
        "VoluntaryResponsibility",
        "StateResponsibility",
    )
}
"""Classes that follow from what is said; they are no kind of their own."""


class Statements:
    """The statements of one graph; never changed."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every statement by its IRI."""
        return collect(self.graph, _ALL)

    @cached_property
    def _mentions(self) -> dict[str, list[str]]:
        index: dict[str, dict[str, None]] = defaultdict(dict)
        for fact in self.facts.values():
            for name, values in fact.values.items():
                if name != TYPE:
                    for value in values:
                        index[value][fact.iri] = None
        return {value: list(found) for value, found in index.items() if value.startswith("http")}

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {
            iri: min((t for t in fact.all(TYPE) if t.startswith(IG) and t not in INFERRED), default=IG + "Statement")
            for iri, fact in self.facts.items()
        }

    def kind(self, iri: str) -> str:
        """The IRI of the class that says what sort of statement it is: a responsibility, a finding, …"""
        return self._kinds[iri]

    def mentioning(self, iri: str) -> list[Fact]:
        """The statements that have *iri* as any value, by IRI."""
        return [self.facts[each] for each in self._mentions.get(iri, ()) if each != iri]


def is_denied(fact: Fact) -> bool:
    """Whether the source says that it is not so."""
    return (fact.one("polarity") or "").endswith("denied")


def places(fact: Fact) -> list[str]:
    """The territories in which the statement holds; none where it says nothing of a place."""
    return [value for value in fact.all("appliesIn") if value.startswith(NAMESPACES["geb"])]
