"""The network of statements: who is tied to what by responsibility, cooperation, supervision, membership or money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import networkx as nx

from integraph.namespaces import ID, SCHEME
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.views.table import Table, cell, sources

FAMILIES: Final = {
    "zustaendigkeit": ("Zuständigkeit", "#0b4f8a"),
    "zusammenarbeit": ("Zusammenarbeit", "#2e7d55"),
    "aufsicht": ("Aufsicht", "#a3343c"),
    "mitgliedschaft": ("Mitgliedschaft", "#75559b"),
    "verortung": ("Verortung", "#6b7780"),
    "foerderung": ("Förderung", "#b5651d"),
}
"""Family of relation → its name and colour."""
SORTS: Final = {
    "aufgabe": ("Aufgabe", "#dcebf8"),
    "stelle": ("Stelle", "#e3f1e8"),
    "art": ("Art von Stelle", "#f1ece0"),
    "gebiet": ("Gebietskörperschaft", "#efe6f5"),
    "foerderung": ("Förderprogramm", "#fbe7d3"),
    "anderes": ("anderes", "#eef0f2"),
}
"""Sort of node → its name and colour."""
_EDGES: Final = """
SELECT DISTINCT ?family ?statement ?label ?a ?b ?kind WHERE {
  {
    { ?statement a ig:Responsibility ; ig:holder|ig:holderType ?a ; ig:task ?b ; ig:role ?kind
      BIND("zustaendigkeit" AS ?family) }
    UNION { ?statement a ig:Cooperation ; ig:from ?a ; ig:to ?b ; ig:cooperationKind ?kind
      BIND("zusammenarbeit" AS ?family) }
    UNION { ?statement a ig:Cooperation ; ig:partner ?a , ?b ; ig:cooperationKind ?kind
      FILTER(STR(?a) < STR(?b)) BIND("zusammenarbeit" AS ?family) }
    UNION { ?statement a ig:Supervision ; ig:supervisor ?a ; ig:supervised ?b ; ig:role ?kind
      BIND("aufsicht" AS ?family) }
    UNION { ?statement a ig:Membership ; ig:member ?a ; ig:memberOf ?b
      BIND(ig:memberOf AS ?kind) BIND("mitgliedschaft" AS ?family) }
    UNION { ?statement a ig:Placement ; ig:placed ?a ; ig:placedIn ?b
      BIND(ig:placedIn AS ?kind) BIND("verortung" AS ?family) }
    UNION { ?statement a ig:FundingRule ; ig:programme ?b ; ig:funder|(ig:programme/ig:funder) ?a
      BIND(ig:funder AS ?kind) BIND("foerderung" AS ?family) }
    UNION { ?statement a ig:FundingRule ; ig:programme ?a ; ig:eligibleKind|ig:eligibleBody ?b
      BIND(ig:eligibleKind AS ?kind) BIND("foerderung" AS ?family) }
    UNION { ?statement a ig:FundingRule ; ig:programme ?a ; ig:fundedTask ?b
      BIND(ig:fundedTask AS ?kind) BIND("foerderung" AS ?family) }
  }
  ?statement ig:polarity ig:asserted ; ig:modality/ig:isStatusQuo true ; rdfs:label ?label .
  FILTER(LANG(?label) = "de" && isIRI(?a) && isIRI(?b) && ?a != ?b)
} ORDER BY ?family ?statement ?a ?b ?kind"""
_PLACES: Final = "SELECT ?statement ?place WHERE { ?statement a ig:Statement ; ig:appliesIn ?place }"
_EVIDENCE: Final = (
    "SELECT ?statement ?passage WHERE { ?statement a ig:Statement ; ig:evidence ?passage } ORDER BY ?passage"
)


@dataclass(frozen=True)
class Edge:
    """One relation that a statement of the status quo asserts, from *a* to *b*."""

    family: str
    a: str
    b: str
    kind: str
    statement: Thing


@dataclass(frozen=True)
class Network:
    """The surroundings of *centre*: nodes with their distance, nearest and best tied first, and the edges among them.

    ``left_out`` counts nodes in reach that were not taken because there were too many.
    """

    centre: Thing
    nodes: tuple[tuple[Thing, int], ...]
    edges: tuple[Edge, ...]
    left_out: int
    title: str


def sort_of(iri: str) -> str:
    """Return the key of `SORTS` that the IRI of a node belongs to."""
    if iri.startswith(SCHEME + "body-kind/"):
        return "art"
    kind = iri.removeprefix(ID).partition("/")[0]
    return {"aufgabe": "aufgabe", "akteur": "stelle", "gebiet": "gebiet", "foerderung": "foerderung"}.get(
        kind, "anderes"
    )


class Networks:
    """All relations of one graph, read once."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    @cached_property
    def edges(self) -> list[Edge]:
        """Every relation, in a fixed order."""
        return [
            Edge(
                row["family"].value,
                row["a"].value,
                row["b"].value,
                row["kind"].value,
                Thing(row["statement"].value, row["label"].value),
            )
            for row in self.resolver.graph.select(_EDGES)
        ]

    @cached_property
    def _places(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.resolver.graph.select(_PLACES):
            found[row["statement"].value].add(row["place"].value)
        return found

    @cached_property
    def _passages(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.resolver.graph.select(_EVIDENCE):
            found[row["statement"].value].append(row["passage"].value)
        return found

    def around(
        self, centre: Thing, families: frozenset[str], radius: int = 1, area: str = "", most: int = 40
    ) -> Network:
        """Return what is at most *radius* steps from *centre*, over relations of *families*.

        With *area* (IRI) only statements that hold there: for it, or for a territory that contains it. Of more than
        *most* nodes the nearest are taken, of equally near ones those with most relations.
        """
        chain = self.resolver.geography.chain(area).iris if area else frozenset()
        edges = [
            e
            for e in self.edges
            if e.family in families and (not area or not chain.isdisjoint(self._places.get(e.statement.iri, ())))
        ]
        graph: nx.Graph[str] = nx.Graph()
        graph.add_node(centre.iri)
        graph.add_edges_from((e.a, e.b) for e in edges)
        distance = nx.single_source_shortest_path_length(graph, centre.iri, cutoff=radius)
        ties: dict[str, int] = defaultdict(int)
        for e in edges:
            if e.a in distance and e.b in distance:
                ties[e.a] += 1
                ties[e.b] += 1
        ordered = sorted(distance, key=lambda iri: (distance[iri], -ties[iri], iri))
        taken = set(ordered[:most])
        labels = self.resolver.knowledge.labels
        labels.load([*taken, *(e.kind for e in edges if e.a in taken and e.b in taken)])
        shown = tuple(e for e in edges if e.a in taken and e.b in taken)
        return Network(
            centre,
            tuple((Thing(iri, labels(iri)), distance[iri]) for iri in ordered[:most]),
            shown,
            len(ordered) - len(taken),
            f"Netz um {centre.label}" + (f" in {labels(area)}" if area else ""),
        )

    def table(self, found: Network) -> Table:
        """Return a row a relation: from, relation, to, the statement, its passages."""
        labels, passages = self.resolver.knowledge.labels, self.resolver.knowledge.passages
        rows = tuple(
            (
                cell(labels.thing(e.a)),
                cell(f"{FAMILIES[e.family][0]}: {labels(e.kind)}"),
                cell(labels.thing(e.b)),
                cell(e.statement),
                sources(passages(self._passages.get(e.statement.iri, ()))),
            )
            for e in found.edges
        )
        return Table(found.title, ("Von", "Beziehung", "Zu", "Aussage", "Belege"), rows)

    def centres(self) -> frozenset[str]:
        """Return everything that has a relation at all."""
        return frozenset(iri for e in self.edges for iri in (e.a, e.b))
