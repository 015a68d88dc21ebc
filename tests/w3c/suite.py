"""Reads the manifests of the W3C's SPARQL test suites and compares results as the suites ask."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, Namespace, URIRef
from rdflib.collection import Collection

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
BASE = "https://w3c.example/"
"""Where the files of the suites stand for the tests; IRIs in them are relative to it."""
XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {XSD + name for name in ("decimal", "double", "float", "integer")}


@dataclass(frozen=True)
class Case:
    """One test: its kind (local name of its type), the query or update, data and the expected result, as paths."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...] = ()
    graphs: tuple[Path, ...] = ()
    result: Path | None = None
    features: frozenset[str] = field(default_factory=frozenset)

    @property
    def id(self) -> str:
        """Folder and name."""
        return f"{self.query.parent.parent.name}/{self.query.parent.name}/{self.name}"


def iri_of(path: Path, root: Path) -> str:
    """The IRI for which a file of the suites stands."""
    return BASE + str(path.relative_to(root))


def cases(root: Path) -> list[Case]:
    """All tests of all manifests below *root* that name a query, in the order of their files."""
    found: dict[str, Case] = {}
    for manifest in sorted(root.rglob("manifest*.ttl")):
        for case in _cases(manifest):
            found.setdefault(case.id, case)
    return list(found.values())


def _cases(manifest: Path) -> Iterator[Case]:
    graph = rdflib.Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())

    def path(node: Any) -> Path:
        return Path(unquote(str(node).removeprefix("file://")))

    for entries in graph.objects(None, MF.entries):
        for entry in Collection(graph, entries):
            kind = str(graph.value(entry, RDF.type) or "").rpartition("#")[2]
            action = graph.value(entry, MF.action)
            if action is None or "Test" not in kind or kind in ("ProtocolTest", "GraphStoreProtocolTest"):
                continue
            query = graph.value(action, QT.query) or (action if isinstance(action, URIRef) else None)
            if not isinstance(query, URIRef):
                continue
            result = graph.value(entry, MF.result)
            regime = graph.value(action, SD.entailmentRegime) or graph.value(entry, SD.entailmentRegime)
            features = {str(f).rpartition("#")[2] for f in graph.objects(entry, MF.feature)}
            features |= {"entailment"} if regime is not None else set()
            features |= {"service"} if (action, QT.serviceData, None) in graph else set()
            yield Case(
                str(entry).rpartition("#")[2],
                kind,
                path(query),
                tuple(path(d) for d in graph.objects(action, QT.data)),
                tuple(path(g) for g in graph.objects(action, QT.graphData)),
                path(result) if isinstance(result, URIRef) else None,
                frozenset(features),
            )


def expected(path: Path, iri: str) -> ox.QuerySolutions | ox.QueryBoolean | list[ox.Triple]:
    """The expected result in a file: solutions or a boolean in any of the formats, or the triples of a graph."""
    formats = {
        ".srx": ox.QueryResultsFormat.XML,
        ".srj": ox.QueryResultsFormat.JSON,
        ".tsv": ox.QueryResultsFormat.TSV,
    }
    if path.suffix in formats:
        return ox.parse_query_results(path.read_bytes(), formats[path.suffix])
    syntax = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}[path.suffix]
    return [quad.triple for quad in ox.parse(path.read_bytes(), syntax, base_iri=iri)]


def comparable(triples: list[ox.Triple]) -> Any:
    """Solutions, as `solutions` gives them, in a form that is equal for equal ones."""
    if any(isinstance(t.object, ox.BlankNode) for t in triples):
        return canonical(triples)
    by_solution: dict[Any, list[str]] = {}
    for triple in triples:
        by_solution.setdefault(triple.subject, []).append(f"{triple.predicate} {_number(triple.object)}")
    return sorted(sorted(values) for values in by_solution.values())


def canonical(triples: list[ox.Triple]) -> frozenset[str]:
    """Triples as lines in which blank nodes have canonical names and numbers canonical digits."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, _number(t.object)) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(str(quad) for quad in dataset)


def solutions(result: ox.QuerySolutions) -> list[ox.Triple]:
    """Solutions as triples: one blank node a solution, one predicate a variable."""
    names = [variable.value for variable in result.variables]
    triples = []
    for number, row in enumerate(result):
        node = ox.BlankNode(f"solution{number}")
        triples.append(ox.Triple(node, ox.NamedNode("urn:solution"), ox.Literal("")))
        for name in names:
            if (value := row[name]) is not None:
                triples.append(ox.Triple(node, ox.NamedNode(f"urn:var:{name}"), value))
    return triples


def result_set(triples: list[ox.Triple]) -> tuple[bool | None, list[ox.Triple]]:
    """A result set that a file describes in RDF: its boolean, or its solutions as `solutions` gives them."""
    by_subject: dict[Any, dict[str, list[Any]]] = {}
    for triple in triples:
        by_subject.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    for values in by_subject.values():
        if RS + "boolean" in values:
            return values[RS + "boolean"][0].value == "true", []
    found = []
    for values in by_subject.values():
        for solution in values.get(RS + "solution", []):
            node = ox.BlankNode()
            found.append(ox.Triple(node, ox.NamedNode("urn:solution"), ox.Literal("")))
            for binding in by_subject.get(solution, {}).get(RS + "binding", []):
                (name,), (value,) = by_subject[binding][RS + "variable"], by_subject[binding][RS + "value"]
                found.append(ox.Triple(node, ox.NamedNode(f"urn:var:{name.value}"), value))
    return None, found


def rows(text: str) -> list[list[tuple[str, str]]]:
    """The lines of a CSV result in order, each as its cells by name; blank nodes without their names."""
    head, *lines = [
        ["_:" if cell.startswith("_:") else cell for cell in line] for line in csv.reader(io.StringIO(text))
    ]
    return sorted(sorted(zip(head, line, strict=True)) for line in lines)


def _number(term: Any) -> Any:
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        kind = term.datatype.value.removeprefix(XSD)
        try:
            if kind in ("decimal", "integer"):
                return ox.Literal(str(Decimal(term.value).normalize()), datatype=term.datatype)
            return ox.Literal(f"{float(term.value):.7g}", datatype=term.datatype)
        except (ValueError, ArithmeticError):
            return term
    return term


def params(found: Iterable[Any], exceptions: Mapping[str, str]) -> list[ParameterSet]:
    """Cases as parameters of a test; the exceptions are expected to fail, and one that passes must leave the list."""
    return [
        pytest.param(
            case,
            id=case.id,
            marks=[pytest.mark.xfail(reason=exceptions[case.id], raises=AssertionError)]
            if case.id in exceptions
            else [],
        )
        for case in found
    ]
