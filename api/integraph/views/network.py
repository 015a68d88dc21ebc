"""The network of statements: who is tied to what by responsibility, cooperation, supervision, membership or money."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import networkx as nx

from integraph.german import located
from integraph.namespaces import ID, IG, SCHEME
from integraph.networks import ties
from integraph.networks.ties import Ties
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.responsibility.knowledge import Fact
from integraph.views.table import Table, cell, sources
from integraph.views.words import GERMAN, Words


@dataclass(frozen=True)
class Style:
    """How a family of relations or a sort of node is called, and drawn: a colour, and dashes that tell it without."""

    text: str
    english: str
    colour: str
    dashes: str = "none"
    corner: float = 0

    def name(self, words: Words = GERMAN) -> str:
        """Return its name in the language of the view."""
        return words(self.text, self.english)


FAMILIES: Final = {
    "zustaendigkeit": Style("Zuständigkeit", "Responsibility", "#0b4f8a"),
    "zusammenarbeit": Style("Zusammenarbeit", "Cooperation", "#2e7d55", "9 4"),
    "aufsicht": Style("Aufsicht", "Supervision", "#a3343c", "2 3"),
    "mitgliedschaft": Style("Mitgliedschaft", "Membership", "#75559b", "9 3 2 3"),
    "verortung": Style("Verortung", "Placement", "#6b7780", "4 4"),
    "foerderung": Style("Förderung", "Funding", "#b5651d", "14 4"),
}
"""Family of relation → how it is drawn."""
SORTS: Final = {
    "aufgabe": Style("Aufgabe", "Task", "#dcebf8", corner=12),
    "stelle": Style("Stelle", "Body", "#e3f1e8"),
    "art": Style("Art von Stelle", "Kind of body", "#f1ece0", "5 3"),
    "gebiet": Style("Gebietskörperschaft", "Territorial authority", "#efe6f5", "1 2"),
    "foerderung": Style("Förderprogramm", "Funding programme", "#fbe7d3", "8 2 2 2", 12),
    "anderes": Style("anderes", "other", "#eef0f2", "2 4", 6),
}
"""Sort of node → how it is drawn."""
_NAMES: Final = {
    ties.RESPONSIBILITY: ("zustaendigkeit", "role"),
    ties.SUPERVISION: ("aufsicht", "role"),
    ties.COOPERATION: ("zusammenarbeit", "cooperationKind"),
    ties.MEMBERSHIP: ("mitgliedschaft", ""),
    ties.PLACEMENT: ("verortung", ""),
}
"""Class of statement → family, and the property that says what kind of tie it is (none: its last)."""


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

    def about(self, words: Words = GERMAN) -> str:
        """Return what it holds and what it leaves out, as a sentence."""
        nodes, edges = words.number(len(self.nodes)), words.number(len(self.edges))
        said = words(f"{nodes} Kästen, {edges} belegte Beziehungen.", f"{nodes} boxes, {edges} sourced relations.")
        if self.left_out:
            more = words.number(self.left_out)
            said += words(
                f" Weitere {more} in dieser Reichweite sind nicht gezeichnet.",
                f" Another {more} in this reach are not drawn.",
            )
        return said


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

        self._ties = Ties(resolver)
        self._facts: dict[str, Fact] = {}

    @cached_property
    def edges(self) -> list[Edge]:
        """Every relation, in a fixed order."""
        found = {edge for edge in (*self._tied(), *self._funded()) if edge.a != edge.b}
        return sorted(found, key=lambda e: (e.family, e.statement.iri, e.a, e.b, e.kind))

    def _tied(self) -> Iterator[Edge]:
        for name, (family, kind) in _NAMES.items():
            for fact in self._ties.of(name).values():
                kinds = fact.all(kind) if kind else [IG + ties.ENDS[name][1][-1]]
                partners = itertools.combinations(sorted(ties.things(fact, "partner")), 2)
                for (a, b), each in itertools.product((*ties.ends(name, fact), *partners), kinds):
                    yield Edge(family, a, b, each, self._statement(fact))

    def _funded(self) -> Iterator[Edge]:
        """Yield the ties of the funding rules: through the programme, which is a node here."""
        for rule in self._ties.of(ties.FUNDING).values():
            for programme in self._ties.programmes_of(rule):
                # the programme is a node of its own here, so its funders are tied to it beside those of the rule
                funders = (*self._ties.funders(rule), *ties.things(programme, "funder"))
                steps = (
                    *((funder, programme.iri, "funder") for funder in funders),
                    *((programme.iri, recipient, "eligibleKind") for recipient in self._ties.recipients(rule)),
                    *((programme.iri, task, "fundedTask") for task in ties.things(rule, "fundedTask")),
                )
                for a, b, kind in steps:
                    yield Edge("foerderung", a, b, IG + kind, self._statement(rule))

    def _statement(self, fact: Fact) -> Thing:
        self._facts[fact.iri] = fact
        return Thing(fact.iri, fact.label)

    def around(
        self,
        centre: Thing,
        families: frozenset[str],
        radius: int = 1,
        area: str = "",
        most: int = 40,
        words: Words = GERMAN,
    ) -> Network:
        """Return what is at most *radius* steps from *centre*, over relations of *families*.

        With *area* (IRI) only statements that hold there: for it, or for a territory that contains it. Of more than
        *most* nodes the nearest are taken, of equally near ones those with most relations.
        """
        chain = self.resolver.geography.chain(area).iris if area else frozenset()
        edges = [
            e
            for e in self.edges
            if e.family in families
            and (not area or not chain.isdisjoint(self._facts[e.statement.iri].all("appliesIn")))
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
        where = words(f" {located(labels(area))}", f" in {labels(area)}") if area else ""
        return Network(
            centre,
            tuple((Thing(iri, labels(iri)), distance[iri]) for iri in ordered[:most]),
            shown,
            len(ordered) - len(taken),
            f"{words('Netz um', 'Network around')} {words.name(centre)}{where}",
        )

    def table(self, found: Network, words: Words = GERMAN) -> Table:
        """Return a row a relation: from, relation, to, the statement, its passages."""
        labels, passages = self.resolver.knowledge.labels, self.resolver.knowledge.passages
        rows = tuple(
            (
                cell(labels.thing(e.a)),
                cell(f"{FAMILIES[e.family].name(words)}: {words.name(Thing(e.kind, labels(e.kind)))}"),
                cell(labels.thing(e.b)),
                cell(e.statement),
                sources(passages(self._facts[e.statement.iri].all("evidence"))),
            )
            for e in found.edges
        )
        head = (
            words("Von", "From"),
            words("Beziehung", "Relation"),
            words("Zu", "To"),
            words("Aussage", "Statement"),
            words("Belege", "Sources"),
        )
        return Table(found.title, head, rows).called(words)

    def centres(self) -> frozenset[str]:
        """Return everything that has a relation at all."""
        return frozenset(iri for e in self.edges for iri in (e.a, e.b))
