"""Reports in a form in which those of the W3C, of pySHACL and of the engine can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import pyoxigraph as ox
import pyshacl
import rdflib

from integraph.shacl import ValidationReport
from integraph.shacl.index import Index
from integraph.shacl.paths import Path, read_path
from integraph.shacl.terms import SH, Term
from integraph.validation.reference import to_rdflib

Results = Counter["Result"]


class Result(NamedTuple):
    """A validation result. Literals are compared by value and datatype; messages only where shapes give them."""

    focus: str
    path: Path | None
    value: str | None
    shape: str
    component: str
    constraint: str | None
    severity: str
    messages: frozenset[str]
    detail: frozenset[tuple[Result, int]]


def term_key(term: Any) -> str:
    """A term's text; numbers and dates in the form in which rdflib writes their values."""
    if isinstance(term, ox.Literal):
        return str(to_rdflib(term).n3())
    return str(term)


def results_of(triples: Iterable[ox.Triple], declared: Iterable[ox.Triple] = ()) -> tuple[bool, Results]:
    """The verdict and the results of the report in *triples*; messages are those that *declared* triples contain."""
    index = Index(triples)
    # pySHACL drops the language of a shape's message where the shape has a query, so texts are compared
    known = {
        t.object.value for t in declared if t.predicate.value == SH + "message" and isinstance(t.object, ox.Literal)
    }
    report = index.subjects(SH + "conforms")[0]

    def one(node: Term, name: str) -> Term | None:
        values = index.objects(node, SH + name)
        assert len(values) <= 1, (name, values)
        return values[0] if values else None

    def key(node: Term, name: str) -> str | None:
        value = one(node, name)
        return None if value is None else term_key(value)

    def result(node: Term) -> Result:
        path = one(node, "resultPath")
        return Result(
            key(node, "focusNode") or "",
            None if path is None else read_path(index, path, node),
            key(node, "value"),
            key(node, "sourceShape") or "",
            key(node, "sourceConstraintComponent") or "",
            key(node, "sourceConstraint"),
            key(node, "resultSeverity") or "",
            frozenset(m.value for m in index.objects(node, SH + "resultMessage") if m.value in known),
            frozenset(Counter(result(inner) for inner in index.objects(node, SH + "detail")).items()),
        )

    conforms = one(report, "conforms")
    assert isinstance(conforms, ox.Literal)
    return conforms.value == "true", Counter(result(node) for node in index.objects(report, SH + "result"))


def of_report(report: ValidationReport, declared: Iterable[ox.Triple] = ()) -> tuple[bool, Results]:
    """The same of the engine's report, by way of its triples."""
    return results_of(report.as_triples(), declared)


def from_rdflib(term: Any) -> Any:
    """A term of rdflib as one of Oxigraph."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)


def to_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Triples as a graph of rdflib, blank nodes keeping their names."""
    graph = rdflib.Graph()
    for t in triples:
        graph.add((to_rdflib(t.subject), to_rdflib(t.predicate), to_rdflib(t.object)))
    return graph


def of_pyshacl(data: Iterable[ox.Triple], shapes: list[ox.Triple]) -> tuple[bool, Results]:
    """What pySHACL finds."""
    _, report, text = pyshacl.validate(to_graph(data), shacl_graph=to_graph(shapes), inference="none", inplace=True)
    assert isinstance(report, rdflib.Graph), text
    triples = [ox.Triple(from_rdflib(s), from_rdflib(p), from_rdflib(o)) for s, p, o in report]
    return results_of(triples, shapes)
