"""pySHACL, the reference to compare with, and the way between the terms of Oxigraph and of rdflib."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import rdflib

from integraph import shacl
from integraph.build import Roots, read_turtle
from integraph.validation.engine import Data, RuleSet


def to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
    """A term of Oxigraph as one of rdflib. Raises `TypeError` for a triple term, which rdflib does not have."""
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal(language=str() as language):
            return rdflib.Literal(term.value, lang=language, normalize=False)
        case ox.Literal():
            plain = term.datatype.value.endswith("#string")
            datatype = None if plain else rdflib.URIRef(term.datatype.value)
            return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise TypeError("a triple term")


def from_rdflib(node: rdflib.term.Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A term of rdflib as one of Oxigraph."""
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return (
            ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype))) if node.datatype else ox.Literal(str(node))
        )
    return ox.NamedNode(str(node))


def _graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    return graph


def shapes_graph(folder: Path | None = None) -> rdflib.Graph:
    """The shapes of a folder (default: those that hold for the whole graph), for rdflib. Raises `DataError`."""
    root = folder or Roots().shapes
    return _graph(quad.triple for path in sorted(root.glob("*.ttl")) for quad in read_turtle(path))


def reference_triples(data: Data, rules: RuleSet) -> list[ox.Triple]:
    """The `sh:ValidationReport` of all of *data* by pySHACL."""
    # pySHACL's own focus_nodes would also silence the shapes that sh:node and sh:or refer to
    import pyshacl

    _, report, _ = pyshacl.validate(
        _graph(shacl.triples_of(data)),
        shacl_graph=_graph(rules.triples),
        advanced=True,
        inference="none",
        do_owl_imports=False,
        inplace=True,
    )
    if not isinstance(report, rdflib.Graph):
        raise TypeError(f"pySHACL returned no report: {report!r}")
    triples = []
    for subject, predicate, value in report:
        start, end = from_rdflib(subject), from_rdflib(value)
        if isinstance(start, ox.Literal):
            raise TypeError("a literal as subject")
        triples.append(ox.Triple(start, ox.NamedNode(str(predicate)), end))
    return triples
