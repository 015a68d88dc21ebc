"""What the servers hold and what they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from integraph import catalogue
from integraph.build import Build
from integraph.namespaces import NAMESPACES, SCHEME
from integraph.remote import with_prologue
from integraph.sparql.lexer import bind, tokens

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }"
PER_MUNICIPALITY = 20
_POINT = "SELECT ?p ?o WHERE { <%s> ?p ?o }"
_POINTS = 40
_RDF_TYPE = ox.NamedNode(NAMESPACES["rdf"] + "type")


@dataclass(frozen=True)
class Workload:
    """A file of N-Triples with its size, point queries, and queries of the catalogue (*left_out*: how many are not)."""

    name: str
    data: Path
    triples: int
    points: list[str]
    queries: list[str]
    left_out: int


def workload(build: Build, name: str, folder: Path) -> Workload:
    """Write the graph *name* (`build` or `synthetic`) into *folder* and choose the queries, the same on every run."""
    store = ox.Store.read_only(str(build.store))
    triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    if name == "synthetic":
        triples += responsibilities(store)
    data = folder / f"{name}.nt"
    ox.serialize(triples, str(data), format=ox.RdfFormat.N_TRIPLES)
    chosen = triples[:: max(1, len(triples) // (2 * _POINTS))]
    things = sorted({triple.subject.value for triple in chosen if isinstance(triple.subject, ox.NamedNode)})
    queries, left_out = _catalogue_queries()
    return Workload(name, data, len(triples), [_POINT % thing for thing in things[:_POINTS]], queries, left_out)


def responsibilities(store: ox.Store, *, complete: bool = False) -> list[ox.Triple]:
    """Made-up responsibilities of each municipality, the same on every run.

    *complete* ones are as the project's shapes want them, but that each hundredth lacks its evidence.
    """
    ig, rdfs = NAMESPACES["ig"], NAMESPACES["rdfs"]

    def subjects(predicate: ox.NamedNode, value: str) -> list[ox.NamedNode]:
        found = store.quads_for_pattern(None, predicate, ox.NamedNode(value), ox.DefaultGraph())
        return sorted({quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)}, key=str)

    def own(name: str) -> ox.NamedNode:
        return ox.NamedNode(ig + name)

    def concept(name: str) -> ox.NamedNode:
        return ox.NamedNode(SCHEME + name)

    tasks = subjects(_RDF_TYPE, ig + "Task")
    municipalities = set(subjects(own("actsAtLevel"), SCHEME + "level/gemeinde"))
    places = [place for place in subjects(_RDF_TYPE, ig + "TerritorialAuthority") if place in municipalities]
    obligations = [concept("obligation/" + name) for name in ("pflichtig", "freiwillig", "staatlich")]
    evidence = subjects(_RDF_TYPE, ig + "Passage")[0]
    required: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (own("role"), concept("role/ausfuehrung")),
        (own("evidenceKind"), concept("evidence-kind/befund-der-autoren")),
        (own("modality"), concept("modality/beobachtete-praxis")),
        (own("polarity"), own("asserted")),
        (own("asOf"), ox.Literal("2025", datatype=ox.NamedNode(NAMESPACES["xsd"] + "gYear"))),
    ]
    made = []
    for number, place in enumerate(places):
        for index in range(PER_MUNICIPALITY):
            statement = ox.NamedNode(f"{NAMESPACES['zu']}z/{number}-{index}")
            label = ox.Literal(f"Aussage {number}-{index}", language="de")
            made += [
                ox.Triple(statement, _RDF_TYPE, own("Responsibility")),
                ox.Triple(statement, own("task"), tasks[(number + index * 7) % len(tasks)]),
                ox.Triple(statement, own("appliesIn"), place),
                ox.Triple(statement, own("holder"), place),
                ox.Triple(statement, own("obligation"), obligations[(number + index) % 3]),
                ox.Triple(statement, ox.NamedNode(rdfs + "label"), label),
            ]
            if complete:
                made += [ox.Triple(statement, predicate, value) for predicate, value in required]
                if (number * PER_MUNICIPALITY + index) % 100 != 99:
                    made.append(ox.Triple(statement, own("evidence"), evidence))
    return made


def _catalogue_queries() -> tuple[list[str], int]:
    """The catalogue's queries about the default graph with their defaults and prefixes, and how many are about others.

    Those with GRAPH or FROM are left out, for the peers hold the default graph alone.
    """
    found, left_out = [], 0
    for query in catalogue.catalogue():
        if {"GRAPH", "FROM"} & {text.upper() for kind, text in tokens(query.text) if kind == "word"}:
            left_out += 1
            continue
        bound = bind(query.text, {name: str(term) for name, term in query.bindings().items()})
        found.append(with_prologue(bound, NAMESPACES))
    return found, left_out
