"""Numbered hygiene queries over ontology, schemes, data and shapes: each returns the offenders, none may.

A second test plants one fault a query in the ontology alone, so that no query passes because it looks at nothing.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from integraph.namespaces import GRAPH, IG
from integraph.paths import DATA, ONTOLOGY, PACKAGE, QUERIES, SHAPES

FILES = sorted((Path(__file__).parent / "hygiene").glob("*.rq"))
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
REFERENCES = ox.NamedNode("http://purl.org/dc/terms/references")
PREFIXES = """
@prefix ig: <https://w3id.org/integraph/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix level: <https://w3id.org/integraph/scheme/level/> .
@prefix ex: <https://example.org/> .
"""
IN_ONTOLOGY, IN_DATA = GRAPH + "ontology/integraph", GRAPH + "bund/fault"
FAULTS = {
    "term-without-label": (IN_ONTOLOGY, 'ig:Fault a owl:Class ; rdfs:label "Fehler"@de .'),
    "term-without-definition": (IN_ONTOLOGY, 'ig:Fault a owl:Class ; skos:definition "Something wrong."@en .'),
    "term-not-declared": (IN_DATA, "ex:x ig:aplliesIn ex:y ."),
    "term-not-used": (IN_ONTOLOGY, "ig:Fault a owl:Class ."),
    "circular-definition": (
        IN_ONTOLOGY,
        'ig:Fault rdfs:label "fault"@en ; skos:definition "A fault, of any sort."@en .',
    ),
    "duplicate-label": (IN_ONTOLOGY, 'ig:Fault a owl:Class ; rdfs:label "aufgabe"@de .'),
    "term-without-isdefinedby": (IN_ONTOLOGY, "ig:Fault a owl:Class ."),
    "term-misnamed": (IN_ONTOLOGY, "ig:Has_fault a owl:ObjectProperty ."),
    "concept-without-scheme": (IN_DATA, "ex:x a skos:Concept ; skos:inScheme ex:undeclared ."),
    "concept-without-label": (IN_DATA, 'level:x a skos:Concept ; skos:prefLabel "x"@de .'),
    "concept-without-definition": (IN_DATA, "level:x a skos:Concept ."),
    "concept-with-two-labels": (IN_DATA, 'ex:x skos:prefLabel "eins"@de , "zwei"@de .'),
    "concept-label-taken": (
        IN_DATA,
        'ex:x skos:prefLabel "a"@de ; skos:inScheme ex:s . ex:y skos:prefLabel "a"@de ; skos:inScheme ex:s .',
    ),
    "concept-not-known": (IN_DATA, "ex:x ig:level level:gemeine ."),
    "broader-cycle": (IN_DATA, "ex:x ig:broaderTask ex:y . ex:y ig:broaderTask ex:x ."),
    "broader-across-schemes": (IN_DATA, "ex:x skos:broader level:bund ; skos:inScheme ex:other ."),
    "containment-cycle": (IN_DATA, "ex:x ig:containedIn ex:y . ex:y ig:containedIn ex:x ."),
    "statement-without-evidence": (IN_DATA, "ex:x a ig:Finding ."),
    "statement-incomplete": (IN_DATA, 'ex:x a ig:Finding ; rdfs:label "x"@de .'),
    "inferred-class-authored": (IN_DATA, "ex:x a ig:MandatoryTask ."),
    "value-of-wrong-sort": (IN_DATA, 'ex:x ig:holder "Stadt" .'),
    "lookalike-namespace": (IN_DATA, "ex:x <http://schema.org/validFrom> 2020 ."),
    "self-reference": (IN_DATA, "ex:x ig:contradicts ex:x ."),
    "assumption-in-status-quo": (
        IN_DATA,
        "ex:x ig:evidenceKind <https://w3id.org/integraph/scheme/evidence-kind/annahme-eines-szenarios> .",
    ),
    "untidy-text": (IN_DATA, 'ex:x rdfs:label "zwei Wörter "@de .'),
}
METADATA = "ontology-without-metadata"


def add(store: ox.Store, triples: list[ox.Triple], graph: str) -> None:
    """Add triples to a named graph and to the union in the default graph."""
    name = ox.NamedNode(graph)
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, g) for g in (name, ox.DefaultGraph()) for t in triples)


def add_folder(store: ox.Store, folder: Path, prefix: str) -> None:
    for path in sorted(folder.rglob("*.ttl")):
        parsed = ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        graph = GRAPH + prefix + path.relative_to(folder).with_suffix("").as_posix()
        add(store, [quad.triple for quad in parsed], graph)


def mentions(folder: Path, prefix: str, pattern: str) -> list[ox.Triple]:
    """`dct:references` from a file to every own term whose name occurs in its text."""
    triples = []
    for path in sorted(folder.rglob(pattern)):
        file = ox.NamedNode(GRAPH + prefix + path.relative_to(folder).as_posix())
        for name in sorted(set(re.findall(r"\big:([A-Za-z]\w*)", path.read_text(encoding="utf-8")))):
            triples.append(ox.Triple(file, REFERENCES, ox.NamedNode(IG + name)))
    return triples


def run(store: ox.Store, file: Path) -> list[str]:
    solutions = store.query(file.read_text(encoding="utf-8"))
    assert isinstance(solutions, ox.QuerySolutions)
    return sorted({" | ".join(str(value) for value in solution if value is not None) for solution in solutions})


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    store = ox.Store()
    for folder, prefix in ((ONTOLOGY, "ontology/"), (DATA, ""), (SHAPES, "shapes/")):
        add_folder(store, folder, prefix)
    texts = ((QUERIES, "queries/", "*.rq"), (SHAPES, "shapes/", "*.ttl"), (PACKAGE, "api/", "*.py"))
    for folder, prefix, pattern in texts:
        add(store, mentions(folder, prefix, pattern), GRAPH + "mentions")
    return store


def name_of(file: Path) -> str:
    return file.stem[5:]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_graph_has_no_offender(file: Path, graph: ox.Store) -> None:
    offenders = run(graph, file)
    assert not offenders, f"{len(offenders)} offenders: " + "; ".join(offenders[:20])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_planted_fault_is_found(file: Path) -> None:
    store = ox.Store()
    if name_of(file) != METADATA:
        add_folder(store, ONTOLOGY, "ontology/")
        before = set(run(store, file))
        graph_name, fault = FAULTS[name_of(file)]
        add(store, [q.triple for q in ox.parse(input=PREFIXES + fault, format=ox.RdfFormat.TURTLE)], graph_name)
        assert set(run(store, file)) - before
    else:
        assert run(store, file)


def test_queries_are_numbered_without_gaps_and_say_what_and_why() -> None:
    assert [int(file.name[:4]) for file in FILES] == list(range(1, len(FILES) + 1))
    for file in FILES:
        assert re.match(r"# title: .+\n# why: .+\n", file.read_text(encoding="utf-8")), file.name
    assert {name_of(file) for file in FILES} == {*FAULTS, METADATA}


def test_the_json_ld_context_names_every_own_term(graph: ox.Store) -> None:
    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    named = {value["@id"] if isinstance(value, dict) else value for value in context.values()}
    declared = {
        quad.subject.value.replace(IG, "ig:")
        for quad in graph.quads_for_pattern(None, TYPE, None, ox.NamedNode(IN_ONTOLOGY))
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(IG)
    }
    assert declared - named == set()
    assert {name for name in named if str(name).startswith("ig:")} - declared == set()


def test_the_json_ld_context_reads_a_statement() -> None:
    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    document = {
        "@context": context,
        "id": "zu:x",
        "type": "Responsibility",
        "label": {"de": "Gemeinden bringen unter."},
        "task": "aufg:unterbringung",
        "level": "scheme:level/gemeinde",
        "polarity": "asserted",
        "enforceable": True,
    }
    found = {str(quad.triple) for quad in ox.parse(input=json.dumps(document), format=ox.RdfFormat.JSON_LD)}
    subject = "<https://w3id.org/integraph/id/zustaendigkeit/x>"
    assert found == {
        f"{subject} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{IG}Responsibility>",
        f'{subject} <http://www.w3.org/2000/01/rdf-schema#label> "Gemeinden bringen unter."@de',
        f"{subject} <{IG}task> <https://w3id.org/integraph/id/aufgabe/unterbringung>",
        f"{subject} <{IG}level> <https://w3id.org/integraph/scheme/level/gemeinde>",
        f"{subject} <{IG}polarity> <{IG}asserted>",
        f'{subject} <{IG}enforceable> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    }
