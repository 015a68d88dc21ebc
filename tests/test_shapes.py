"""The SHACL shapes: each has files that pass and files that fail, and the whole graph conforms to all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from integraph import lint_rules, shacl
from integraph.namespaces import IG, IGS, NAMESPACES, shorten

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = Path(__file__).parent / "shapes"
FILES = sorted(EXAMPLES.glob("*/*.ttl"))
SHAPE_FILES = sorted((ROOT / "shapes").glob("*.ttl"))


class Result(NamedTuple):
    """One result of a validation report, as far as the tests look at it."""

    focus: str
    shape: str
    path: Node | None
    severity: str
    messages: dict[str | None, str]


def convert(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == NAMESPACES["xsd"] + "string"
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value))


def load(paths: Iterable[Path]) -> Graph:
    """All files in one graph; Oxigraph parses them, because rdflib takes minutes for the register."""
    graph = Graph()
    for path in paths:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject, value = convert(quad.subject), convert(quad.object)
            graph.add((subject, URIRef(quad.predicate.value), value))
    return graph


def validate(data: Graph, shapes: Graph) -> list[Result]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph)
    results = []
    for node in report.subjects(RDF.type, SH.ValidationResult):
        messages = {m.language: str(m) for m in report.objects(node, SH.resultMessage) if isinstance(m, Literal)}
        results.append(
            Result(
                focus=str(report.value(node, SH.focusNode)),
                shape=str(report.value(node, SH.sourceShape)),
                path=report.value(node, SH.resultPath),
                severity=str(report.value(node, SH.resultSeverity)),
                messages=messages,
            )
        )
    return results


@pytest.fixture(scope="session")
def shapes() -> Graph:
    return load(SHAPE_FILES)


@pytest.fixture(scope="session")
def example_results(shapes: Graph) -> dict[str, list[Result]]:
    """Results by focus node, from one run over all example files together."""
    by_focus: dict[str, list[Result]] = defaultdict(list)
    for result in validate(load(FILES), shapes):
        by_focus[result.focus].append(result)
    return by_focus


def subject_of(path: Path) -> str:
    (subject,) = {str(quad.subject.value) for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}
    return subject


def expected(path: Path) -> set[str]:
    marker = "# expects: "
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(marker)]
    return {name.replace("igs:", IGS) for line in lines for name in line.removeprefix(marker).split()}


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def named_shapes(shapes: Graph, kind: URIRef) -> set[URIRef]:
    return {shape for shape in shapes.subjects(RDF.type, kind) if isinstance(shape, URIRef)}


def test_no_two_example_files_speak_about_the_same_thing() -> None:
    subjects = [subject_of(path) for path in FILES]
    assert len(subjects) == len(set(subjects))


@pytest.mark.parametrize("path", [p for p in FILES if p.stem.startswith("passes-")], ids=name)
def test_a_passing_file_has_no_result(path: Path, example_results: dict[str, list[Result]]) -> None:
    assert example_results.get(subject_of(path), []) == []


@pytest.mark.parametrize("path", [p for p in FILES if p.stem.startswith("fails-")], ids=name)
def test_a_failing_file_reports_exactly_the_shapes_it_names_with_their_path_in_german(
    path: Path, shapes: Graph, example_results: dict[str, list[Result]]
) -> None:
    results = example_results.get(subject_of(path), [])
    assert {result.shape for result in results} == expected(path) != set()
    for result in results:
        declared = shapes.value(URIRef(result.shape), SH.path)
        assert (result.path is None) == (declared is None)
        if isinstance(declared, URIRef):
            assert result.path == declared
        german = [m for m in shapes.objects(URIRef(result.shape), SH.message) if getattr(m, "language", "") == "de"]
        assert [result.messages.get("de")] == [str(message) for message in german]


def test_every_shape_has_a_passing_and_a_failing_file(shapes: Graph) -> None:
    targeted = {s for s in named_shapes(shapes, SH.NodeShape) if (s, SH.property, None) in shapes}
    for shape in targeted:
        folder = EXAMPLES / str(shape).removeprefix(IGS)
        assert list(folder.glob("passes-*.ttl")), folder
        assert list(folder.glob("fails-*.ttl")), folder


def test_every_property_shape_is_shown_to_fail_in_some_file(shapes: Graph) -> None:
    shown = {iri for path in FILES for iri in expected(path)}
    assert {str(shape) for shape in named_shapes(shapes, SH.PropertyShape)} - shown == set()


def test_every_property_shape_says_in_both_languages_what_is_expected(shapes: Graph) -> None:
    for shape in named_shapes(shapes, SH.PropertyShape):
        for predicate in (SH.name, SH.message):
            texts = {text.language: str(text) for text in shapes.objects(shape, predicate) if isinstance(text, Literal)}
            assert set(texts) == {"de", "en"}, (shape, predicate)
        german = {m for m in shapes.objects(shape, SH.message) if isinstance(m, Literal) and m.language == "de"}
        assert all(any(word in message for word in ("MUSS", "SOLL", "DARF")) for message in german)
        severity = shapes.value(shape, SH.severity)
        assert severity == (SH.Warning if any("SOLL " in message for message in german) else SH.Violation), shape


def test_every_property_shape_belongs_to_a_node_shape(shapes: Graph) -> None:
    used = set(shapes.objects(None, SH.property))
    assert named_shapes(shapes, SH.PropertyShape) - used == set()


def test_the_fast_check_and_the_shapes_require_the_same(shapes: Graph) -> None:
    def required(node: str) -> set[tuple[str, ...]]:
        found = set()
        for shape in shapes.objects(URIRef(IGS + node + "Shape"), SH.property):
            if (shape, SH.minCount, None) in shapes and shapes.value(shape, SH.severity) == SH.Violation:
                path = shapes.value(shape, SH.path)
                assert path is not None
                alternatives = shapes.value(path, SH.alternativePath)
                parts = [path] if alternatives is None else list(shapes.items(alternatives))
                found.add(tuple(str(part).removeprefix(IG) for part in parts))
        return found

    # curated statements must cite; in a scenario of one's own they may be assumptions, which the shape lets pass
    assert required("Statement") | {("evidence",)} == {(term,) for term in lint_rules.COMMON}
    for kind, (_, requirements) in lint_rules.STATEMENTS.items():
        plain = {alternatives for alternatives in requirements if not any("+" in part for part in alternatives)}
        assert required(kind) == plain, kind


PERIODS = """
PREFIX schema: <https://schema.org/>
SELECT ?thing ?from ?through WHERE {
  ?thing schema:validFrom ?from ; schema:validThrough ?through .
  BIND(IF(STRLEN(STR(?from)) < STRLEN(STR(?through)), STRLEN(STR(?from)), STRLEN(STR(?through))) AS ?width)
  FILTER(SUBSTR(STR(?from), 1, ?width) > SUBSTR(STR(?through), 1, ?width))
}
"""


@pytest.fixture(scope="session")
def data_files() -> list[Path]:
    return sorted([*(ROOT / "data").glob("**/*.ttl"), *(ROOT / "ontology" / "schemes").glob("*.ttl")])


def test_no_period_ends_before_it_begins(data_files: list[Path]) -> None:
    store = ox.Store()
    for path in data_files:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    solutions = store.query(PERIODS)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [shorten(str(row["thing"].value)) for row in solutions] == []


def test_the_whole_graph_conforms(data_files: list[Path]) -> None:
    """Every data file and every scheme at once; warnings are allowed, violations are not."""
    store = ox.Store()
    for path in data_files:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    shapes = [quad for path in SHAPE_FILES for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    violations = [r for r in shacl.validate(store, shapes).results if r.result_severity.value == str(SH.Violation)]
    lines = sorted({str(violation) for violation in violations})
    assert not lines, f"{len(lines)} violations\n" + "\n".join(lines[:200])
