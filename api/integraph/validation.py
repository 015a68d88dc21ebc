"""SHACL validation with pySHACL, the reference: of the whole graph, or of some files in the light of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import rdflib
from rdflib import SH

from integraph.build import INFERRED, Roots, read_turtle
from integraph.namespaces import GRAPH, RDF, RDFS, SKOS, shorten
from integraph.store import Graph

_ORDER: Final = {"Violation": 0, "Warning": 1, "Info": 2}
_NAMES: Final = {"Violation": "Verstoß", "Warning": "Warnung", "Info": "Hinweis"}


@dataclass(frozen=True, order=True)
class Result:
    """One finding: severity (`Violation`, `Warning`, `Info`), place, what was found (short names), messages."""

    rank: int
    severity: str
    file: str
    focus: str
    path: str
    value: str
    message: str
    message_en: str
    shape: str

    def __str__(self) -> str:
        place = f"{self.file}: " if self.file else ""
        found = f" (gefunden: {self.value})" if self.value else ""
        return f"{place}{_NAMES[self.severity]} bei {self.focus}: {self.message}{found}"


@dataclass
class Report:
    """The outcome. `conforms` is false when there is a violation; warnings and infos do not stop data."""

    results: list[Result] = field(default_factory=list)
    focus_nodes: int = 0

    @property
    def conforms(self) -> bool:
        return all(result.severity != "Violation" for result in self.results)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: `{"conforms", "results": [{"severity", "file", "focus", …}]}`."""
        results = [{k: v for k, v in asdict(result).items() if k != "rank"} for result in self.results]
        return {"conforms": self.conforms, "focusNodes": self.focus_nodes, "results": results}


def to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
    """A term of Oxigraph as one of rdflib. Raises `TypeError` for a triple term, which rdflib does not have."""
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal(language=str() as language):
            return rdflib.Literal(term.value, lang=language)
        case ox.Literal():
            plain = term.datatype.value.endswith("#string")
            return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value))
    raise TypeError("a triple term")


def _graph(triples: Iterable[ox.Triple | ox.Quad]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    return graph


def shapes_graph(folder: Path | None = None) -> rdflib.Graph:
    """All shapes. Raises `DataError`."""
    root = folder or Roots().shapes
    return _graph(quad for path in sorted(root.rglob("*.ttl")) for quad in read_turtle(path))


def validate_graph(graph: Graph) -> Report:
    """Validate the status quo as a whole (minutes: pySHACL takes its time)."""
    triples = graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return _report(_graph(triples), None, graph)


def validate_files(files: Sequence[Path], graph: Graph) -> Report:
    """Validate the things described in *files*; what they refer to is looked up in *graph*. Raises `DataError`."""
    own: list[ox.Triple] = []
    place: dict[str, str] = {}
    for path in files:
        for quad in read_turtle(path):
            own.append(quad.triple)
            if isinstance(quad.subject, ox.NamedNode):
                place.setdefault(quad.subject.value, str(path))
    data = _graph([*own, *_context(own, graph)])
    return _report(data, list(place), graph, place)


def validate_things(iris: Iterable[str], graph: Graph, overlays: Iterable[str] = ()) -> Report:
    """Validate these things as *graph* and the *overlays* describe them."""
    graphs: list[ox.DefaultGraph | ox.NamedNode] = [ox.DefaultGraph(), *map(ox.NamedNode, overlays)]
    wanted = sorted(set(iris))
    own = [
        quad.triple
        for iri in wanted
        for name in graphs
        for quad in graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, name)
    ]
    return _report(_graph([*own, *_context(own, graph)]), wanted, graph)


def _context(own: Iterable[ox.Triple], graph: Graph) -> list[ox.Triple]:
    """What shapes may ask about things that the files name: their triples, the types of what these name, classes."""
    subjects = {t.subject.value for t in own if isinstance(t.subject, ox.NamedNode)}
    named = {t.object.value for t in own if isinstance(t.object, ox.NamedNode)} - subjects
    found: list[ox.Triple] = []
    second: set[str] = set()
    for iri in sorted(named):
        for quad in graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph()):
            found.append(quad.triple)
            if isinstance(quad.object, ox.NamedNode):
                second.add(quad.object.value)
    kinds = [ox.NamedNode(p) for p in (RDF + "type", SKOS + "inScheme", SKOS + "broader")]
    for iri in sorted(second - named - subjects):
        for kind in kinds:
            found.extend(
                q.triple for q in graph.store.quads_for_pattern(ox.NamedNode(iri), kind, None, ox.DefaultGraph())
            )
    subclass = ox.NamedNode(RDFS + "subClassOf")
    found.extend(q.triple for q in graph.store.quads_for_pattern(None, subclass, None, ox.DefaultGraph()))
    return found


def _report(data: rdflib.Graph, focus: list[str] | None, graph: Graph, place: dict[str, str] | None = None) -> Report:
    import pyshacl

    # pySHACL's own focus_nodes would also silence the shapes that sh:node and sh:or refer to
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes_graph(), advanced=True, inference="none", do_owl_imports=False
    )
    if not isinstance(report, rdflib.Graph):
        raise TypeError(f"pySHACL returned no report: {report!r}")
    wanted = None if focus is None else {rdflib.URIRef(iri) for iri in focus}
    results = [
        _result(report, node, graph, place)
        for node in report.objects(None, SH.result)
        if wanted is None or report.value(node, SH.focusNode) in wanted
    ]
    count = len(set(data.subjects())) if focus is None else len(focus)
    return Report(sorted(set(results)), count)


def _result(report: rdflib.Graph, node: rdflib.term.Node, graph: Graph, place: dict[str, str] | None) -> Result:
    def short(predicate: rdflib.URIRef) -> str:
        value = report.value(node, predicate)
        return shorten(str(value)) if isinstance(value, rdflib.URIRef) else str(value or "")

    severity = str(report.value(node, SH.resultSeverity)).rpartition("#")[2]
    messages = {m.language: str(m) for m in report.objects(node, SH.resultMessage) if isinstance(m, rdflib.Literal)}
    first = next(iter(messages.values()), "")
    focus = str(report.value(node, SH.focusNode))
    file = place.get(focus, "") if place else _file(graph, focus)
    return Result(
        _ORDER.get(severity, 0),
        severity,
        file,
        shorten(focus),
        short(SH.resultPath),
        short(SH.value),
        messages.get("de", first),
        messages.get("en", first),
        short(SH.sourceShape),
    )


def _file(graph: Graph, focus: str) -> str:
    if not focus.startswith("http"):
        return ""
    rows = graph.select(
        "SELECT ?g WHERE { GRAPH ?g { ?focus ?p ?o } FILTER(?g != ?inferred) } ORDER BY ?g LIMIT 1",
        focus=focus,
        inferred=INFERRED,
    )
    name = str(rows[0]["g"].value).removeprefix(GRAPH) if rows else ""
    folder = "" if name.startswith(("ontology/", "shapes/")) else "data/"
    return f"{folder}{name}.ttl" if name else ""
