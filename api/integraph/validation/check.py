"""Validation of files in the light of the graph, and of the graph as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from integraph.build import INFERRED
from integraph.namespaces import GRAPH, RDF, RDFS, SKOS
from integraph.shacl.terms import Term
from integraph.store import Graph
from integraph.validation.engine import Engine, report_triples, rule_set
from integraph.validation.explain import Explainer, Places
from integraph.validation.finding import Finding, findings_of
from integraph.validation.folders import PassedOver, Progress
from integraph.validation.inputs import Bounds, Document, Input, parse, read_inputs
from integraph.validation.literals import LONGEST
from integraph.validation.once import once
from integraph.validation.place import Place, Text
from integraph.validation.report import InputProblem, Report, Unusable
from integraph.validation.rules import Rules
from integraph.validation.suggest import Names
from integraph.validation.tables import Taken, is_table, take_tables
from integraph.validation.twice import twice

if TYPE_CHECKING:
    from integraph.land.laender import Land

_TYPE = ox.NamedNode(RDF + "type")


def _quiet(_: str) -> None:
    pass


def _none(_: Sequence[ox.Triple]) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class Profile:
    """What holds for some data beside the general rules.

    ``shapes`` is a folder of shapes, ``context`` yields what these may ask about the data beyond what the data name,
    ``rules`` finds what no shape can say.
    """

    shapes: Path
    context: Callable[[Sequence[ox.Triple]], Iterable[ox.Triple]] = _none
    rules: Callable[[Sequence[ox.Triple]], Iterable[Finding]] = _none


def validate_graph(graph: Graph, progress: Progress = _quiet, *, engine: Engine = Engine.integraph) -> Report:
    """Validate the status quo as a whole against the shapes (seconds; pySHACL takes minutes)."""
    (counts,) = graph.select("SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?things) WHERE { ?s ?p ?o }")
    triples, things = (int(counts[name].value) for name in ("triples", "things"))
    rules = rule_set()
    progress(f"{triples} Aussagen werden geprüft")
    findings = findings_of(report_triples(graph.store, rules, engine=engine))
    own = _around({f.focus for f in findings}, graph)
    places = {(f.focus.value, "", ""): Place(_file(graph, f.focus)) for f in findings}
    explainer = Explainer(own, rules.words, Names(graph), places)
    results = sorted({explainer.result(finding) for finding in findings}, key=lambda r: r.sort_key())
    return Report(results, things, triples=triples)


def validate_things(iris: Iterable[str], graph: Graph, overlays: Iterable[str] = ()) -> Report:
    """Validate these things as *graph* and the *overlays* describe them, against the shapes."""
    wanted = {ox.NamedNode(iri) for iri in iris}
    rules = rule_set()
    data: ox.Store | list[ox.Triple] = graph.store
    graphs: list[ox.DefaultGraph | ox.NamedNode] = [ox.DefaultGraph(), *map(ox.NamedNode, overlays)]
    own = [
        quad.triple
        for name in graphs
        for thing in sorted(wanted, key=str)
        for quad in graph.store.quads_for_pattern(thing, None, None, name)
    ]
    if overlays:
        data = [*own, *_context(own, graph)]
    findings = findings_of(report_triples(data, rules, wanted))
    explainer = Explainer(own, rules.words, Names(graph), {})
    results = sorted({explainer.result(finding) for finding in findings}, key=lambda r: r.sort_key())
    return Report(results, len(wanted), triples=len(own))


def validate_files(
    files: Sequence[Path],
    graph: Graph,
    *,
    progress: Progress = _quiet,
    engine: Engine = Engine.integraph,
) -> Report:
    """Validate the things described in *files*; see `validate_inputs`."""
    return validate_inputs(read_inputs(map(str, files)), graph, progress=progress, engine=engine)


def validate_inputs(
    inputs: Iterable[Input | InputProblem | PassedOver],
    graph: Graph,
    *,
    land: Land | None = None,
    profile: Profile | None = None,
    bounds: Bounds | None = None,
    progress: Progress = _quiet,
    engine: Engine = Engine.integraph,
) -> Report:
    """Validate what some inputs, RDF and tables, describe together; what they refer to is looked up in *graph*.

    *land* is whose tables they are (workbooks say so themselves). Inputs that cannot be read end up in
    `Report.problems`; the others are checked all the same.
    """
    report = Report()
    own: list[ox.Triple] = []
    documents: list[Document | Taken] = []
    tables: list[Input] = []
    most = (bounds or Bounds()).triples
    for given in inputs:
        if isinstance(given, PassedOver):
            report.notes.append(given.text())
            continue
        if isinstance(given, InputProblem):
            report.inputs.append(given.place.file)
            report.problems.append(given)
            continue
        report.inputs.append(given.name)
        progress(f"{given.name} wird gelesen")
        if is_table(given):
            tables.append(given)
            continue
        try:
            document = parse(given, bounds)
        except Unusable as error:
            report.problems.append(error.problem)
            continue
        if documents and len(own) + len(document.triples) > most:
            report.problems.append(_too_many(given.name, most))
            break
        own.extend(document.triples)
        documents.append(document)
    for taken in take_tables(tables, graph, bounds or Bounds(), land, own) if tables else ():
        if isinstance(taken, InputProblem):
            report.problems.append(taken)
        elif isinstance(taken, Taken):
            own.extend(taken.triples)
            documents.append(taken)
        else:
            report.tables.append(taken)

    def places(subjects: set[str]) -> Places:
        found: dict[tuple[str, str, str], Place] = {}
        for document in documents:
            for key, place in document.places(subjects).items():
                found.setdefault(key, place)
            if isinstance(document, Document):
                for subject in subjects & document.subjects():
                    found.setdefault((subject, "", ""), Place(document.name))
        return found

    more = list(twice((document.name, document.triples) for document in documents)) if len(documents) > 1 else []
    return validate_triples(own, graph, places, report, profile=profile, more=more, progress=progress, engine=engine)


def _too_many(name: str, most: int) -> InputProblem:
    return InputProblem(
        "too-many-triples",
        Place(name),
        Text(
            f"Mit dieser Datei sind es zusammen mehr als {most} Aussagen; ab hier wurde nichts mehr gelesen.",
            f"With this file there are more than {most} triples in all; from here on nothing was read.",
        ),
        Text("Bitte in mehreren Durchgängen prüfen.", "Check the files in several runs."),
    )


def validate_triples(
    own: list[ox.Triple],
    graph: Graph,
    places: Callable[[set[str]], Places],
    report: Report | None = None,
    *,
    profile: Profile | None = None,
    more: Sequence[Finding] = (),
    progress: Progress = _quiet,
    engine: Engine = Engine.integraph,
) -> Report:
    """Validate triples from anywhere; *places* is asked once, for the IRIs that something was found about.

    The results, and those of *more* findings, are added to *report* (default: a new one), which is returned.
    """
    report = report or Report()
    report.triples += len(own)
    subjects = {triple.subject for triple in own}
    report.focus_nodes += len(subjects)
    if not own:
        return report
    rules, names = rule_set([profile.shapes] if profile else []), Names(graph, own)
    progress(f"{len(own)} Aussagen zu {len(subjects)} Dingen werden geprüft")
    beyond = [*Rules(own, graph, rules.words, names).findings(), *(profile.rules(own) if profile else ())]
    nodes = [subject for subject in subjects if not isinstance(subject, ox.Triple)]
    data = [*map(_clipped, own), *_context(own, graph), *(profile.context(own) if profile else ())]
    found = [f for f in findings_of(report_triples(data, rules, nodes, engine)) if f.focus in subjects]
    progress(f"{len(beyond) + len(found)} Meldungen werden erläutert")
    findings = [*more, *beyond, *found]
    explainer = Explainer(data, rules.words, names, places(_named(findings, own)) if findings else {})
    results = {explainer.result(finding) for finding in findings}
    report.results = sorted({*report.results, *once(results)}, key=lambda r: r.sort_key())
    return report


def _around(nodes: Iterable[Term], graph: Graph) -> list[ox.Triple]:
    """What the graph says of some nodes, and of the things that hold the blank ones among them."""
    found: list[ox.Triple] = []
    todo, seen = [*nodes], set[Term]()
    while todo:
        node = todo.pop()
        if node in seen or isinstance(node, ox.Literal):
            continue
        seen.add(node)
        found.extend(q.triple for q in graph.store.quads_for_pattern(node, None, None, ox.DefaultGraph()))
        if isinstance(node, ox.BlankNode):
            holders = (q.subject for q in graph.store.quads_for_pattern(None, None, node, ox.DefaultGraph()))
            todo.extend(holder for holder in holders if not isinstance(holder, ox.Triple))
    return found


def _named(findings: Iterable[Finding], own: Iterable[ox.Triple]) -> set[str]:
    """The IRIs whose places are needed: those found at fault, and those that hold a blank node."""
    named = {f.focus.value for f in findings if isinstance(f.focus, ox.NamedNode)}
    named |= {
        t.subject.value for t in own if isinstance(t.object, ox.BlankNode) and isinstance(t.subject, ox.NamedNode)
    }
    return named


def _clipped(triple: ox.Triple) -> ox.Triple:
    """The triple for the engine; a text that is too long (and reported as such) need not be searched by patterns."""
    value = triple.object
    if isinstance(value, ox.Literal) and len(value.value) > LONGEST:
        short = value.value[:LONGEST]
        clipped = (
            ox.Literal(short, language=value.language) if value.language else ox.Literal(short, datatype=value.datatype)
        )
        return ox.Triple(triple.subject, triple.predicate, clipped)
    return triple


def _context(own: Sequence[ox.Triple], graph: Graph) -> list[ox.Triple]:
    """What shapes may ask about things that the files name: their triples, the types of what these name, classes.

    A thing that the files only add to (they give it no class) also has what the graph says of it.
    """
    typed = {t.subject for t in own if t.predicate == _TYPE}
    subjects = {t.subject for t in own if isinstance(t.subject, ox.NamedNode)}
    added = subjects - typed
    named = {t.object for t in own if isinstance(t.object, ox.NamedNode)} - subjects
    found: list[ox.Triple] = []
    second: set[ox.NamedNode] = set()
    for node in sorted(named | added, key=str):
        for quad in graph.store.quads_for_pattern(node, None, None, ox.DefaultGraph()):
            found.append(quad.triple)
            if isinstance(quad.object, ox.NamedNode):
                second.add(quad.object)
    kinds = [ox.NamedNode(p) for p in (RDF + "type", SKOS + "inScheme", SKOS + "broader")]
    for node in sorted(second - named - subjects, key=str):
        for kind in kinds:
            found.extend(q.triple for q in graph.store.quads_for_pattern(node, kind, None, ox.DefaultGraph()))
    subclass = ox.NamedNode(RDFS + "subClassOf")
    found.extend(q.triple for q in graph.store.quads_for_pattern(None, subclass, None, ox.DefaultGraph()))
    return found


def _file(graph: Graph, focus: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    if not isinstance(focus, ox.NamedNode):
        return ""
    rows = graph.select(
        "SELECT ?g WHERE { GRAPH ?g { ?focus ?p ?o } FILTER(?g != ?inferred) } ORDER BY ?g LIMIT 1",
        focus=focus,
        inferred=ox.NamedNode(INFERRED),
    )
    name = str(rows[0]["g"].value).removeprefix(GRAPH) if rows else ""
    folder = "" if name.startswith(("ontology/", "shapes/")) else "data/"
    return f"{folder}{name}.ttl" if name else ""
