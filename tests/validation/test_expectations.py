# ruff: noqa: E501 - one case a line reads best
"""What a shape asks for, in words: every kind of constraint, nested ones unfolded, with or without a message."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking import HEADER

from integraph.namespaces import NAMESPACES
from integraph.reports import render
from integraph.store import Graph
from integraph.validation import Profile, Report, validate_inputs
from integraph.validation.inputs import Input

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix igs: <https://w3id.org/integraph/shapes#> .
@prefix ig: <https://w3id.org/integraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
igs:Probe a sh:NodeShape ; sh:targetClass skos:Collection ; sh:name "Probe"@de , "probe"@en ; %s .
"""
THING = HEADER + "<http://example.org/x> a skos:Collection ;\n %s ."


def probe(graph: Graph, folder: Path, shape: str, data: str) -> Report:
    """The report of the profile's shape about one thing."""
    (folder / "profil.ttl").write_text(SHAPES % shape, encoding="utf-8")
    report = validate_inputs([Input("x.ttl", (THING % data).encode())], graph, profile=Profile(folder))
    report.results = [r for r in report.results if r.component.startswith(NAMESPACES["sh"])]
    return report


def field(constraint: str, severity: str = "Violation") -> str:
    return (
        f'sh:property [ sh:path skos:note ; sh:name "Notiz"@de , "note"@en ; sh:severity sh:{severity} ; {constraint} ]'
    )


@pytest.mark.parametrize(
    ("shape", "data", "expected"),
    [
        (field("sh:minCount 2"), 'skos:note "a"', "mindestens 2 Angaben"),
        (field("sh:maxCount 1"), 'skos:note "a" , "b"', "höchstens eine Angabe"),
        (field("sh:datatype xsd:decimal"), 'skos:note "a"', "eine Zahl mit Dezimalpunkt"),
        (field("sh:datatype xsd:time"), 'skos:note "a"', "ein Wert vom Typ xsd:time"),
        (field("sh:nodeKind sh:Literal"), "skos:note geb:06", "keine IRI"),
        (field("sh:minLength 3"), 'skos:note "a"', "mindestens 3 Zeichen"),
        (field("sh:maxLength 1"), 'skos:note "abc"', "höchstens 1 Zeichen"),
        (field('sh:pattern "^[a-z]+$"'), 'skos:note "A1"', "die Form ^[a-z]+$"),
        (field("sh:minInclusive 5"), "skos:note 1", "mindestens 5"),
        (field("sh:maxExclusive 5"), "skos:note 5", "weniger als 5"),
        (field("sh:in ( geb:06 geb:05 )").replace("geb:0", "<https://w3id.org/integraph/id/gebiet/0").replace("06 ", "06> ").replace("05 )", "05> )"), "skos:note geb:01", "einer der Werte geb:06, geb:05"),
        (field('sh:languageIn ( "de" "en" )'), 'skos:note "a"@fr', "@de oder @en"),
        (field("sh:uniqueLang true"), 'skos:note "a"@de , "b"@de', "höchstens ein Text je Sprache"),
        (field("sh:class ig:Task"), "skos:note geb:06", "etwas von der Klasse ig:Task"),
        (field("sh:hasValue true"), 'skos:note "a"', "der Wert true"),
        (field("sh:equals skos:example"), 'skos:note "a"', "dieselben Werte wie skos:example"),
        (field("sh:disjoint skos:example"), 'skos:note "a" ; skos:example "a"', "keiner der Werte von skos:example"),
        (field("sh:lessThan skos:example"), "skos:note 5 ; skos:example 3", "kleiner als der Wert von skos:example"),
        (field("sh:not [ sh:datatype xsd:string ]"), 'skos:note "a"', "nicht: ein Text ohne Sprachangabe"),
        (field("sh:and ( [ sh:datatype xsd:string ] [ sh:minLength 3 ] )"), 'skos:note "a"', "alles davon: (1) ein Text ohne Sprachangabe; (2) mindestens 3 Zeichen"),
        (field("sh:xone ( [ sh:minLength 1 ] [ sh:maxLength 3 ] )"), 'skos:note "a"', "genau eines davon: (1) mindestens 1 Zeichen; (2) höchstens 3 Zeichen"),
        (field("sh:or ( [ sh:not [ sh:or ( [ sh:datatype xsd:string ] [ sh:datatype xsd:date ] ) ] ] [ sh:minLength 9 ] )"), 'skos:note "a"', "(1) nicht: mindestens eines davon: (1) ein Text ohne Sprachangabe; (2) ein Tag"),
        (field("sh:node [ sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ]"), "skos:note geb:97009", "rdfs:label: mindestens eine Angabe"),
        (field("sh:qualifiedValueShape [ sh:datatype xsd:integer ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 2"), 'skos:note "a"', "mindestens 1 und höchstens 2 davon: eine ganze Zahl"),
        ("sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> )", 'skos:note "a"', "keine anderen Eigenschaften"),
    ],
)  # fmt: skip
def test_every_constraint_says_in_words_what_it_asks_for(
    graph: Graph, tmp_path: Path, shape: str, data: str, expected: str
) -> None:
    (result,) = probe(graph, tmp_path, shape, data).results
    assert expected in result.expected.de
    assert result.expected.en
    assert result.expected.en != result.expected.de
    assert result.place.line


@pytest.mark.parametrize(
    ("severity", "word", "english"),
    [("Violation", "MUSS", "MUST"), ("Warning", "SOLL", "SHOULD"), ("Info", "DARF", "MAY")],
)
def test_a_shape_without_a_message_gets_one_with_the_word_of_its_weight(
    graph: Graph, tmp_path: Path, severity: str, word: str, english: str
) -> None:
    (result,) = probe(graph, tmp_path, field("sh:minCount 1", severity), 'skos:example "a"').results
    assert result.severity == severity
    assert result.messages.de == f"Probe: „Notiz“ (skos:note) {word} Folgendes erfüllen: mindestens eine Angabe."
    assert result.messages.en == f'probe: "note" (skos:note) {english} meet: at least one value.'


def test_a_query_of_a_shape_speaks_with_its_own_message(graph: Graph, tmp_path: Path) -> None:
    shape = (
        'sh:sparql [ sh:message "MUSS anders sein."@de , "MUST differ."@en ; '
        'sh:select "SELECT $this ?value WHERE { $this <http://www.w3.org/2004/02/skos/core#note> ?value }" ]'
    )
    (result,) = probe(graph, tmp_path, shape, 'skos:note "a"').results
    assert result.messages == ("MUSS anders sein.", "MUST differ.")
    assert result.value == '"a"'


def test_a_profile_holds_beside_the_shapes_of_the_graph_and_only_where_it_is_asked_for(
    graph: Graph, tmp_path: Path
) -> None:
    data = 'skos:example "a"'
    assert len(probe(graph, tmp_path, field("sh:minCount 1"), data).results) == 1
    plain = validate_inputs([Input("x.ttl", (THING % data).encode())], graph)
    assert [r.code for r in plain.results] == ["Covered"]


def test_a_broken_nested_shape_brings_its_own_results_as_details(graph: Graph, tmp_path: Path) -> None:
    shape = field('sh:node [ sh:property [ sh:path rdfs:label ; sh:name "Name"@de ; sh:minCount 1 ] ]')
    report = probe(graph, tmp_path, shape, "skos:note geb:97009")
    (detail,) = report.results[0].details
    assert (detail.focus, detail.code) == ("geb:97009", "rdfs:label/MinCount")
    text = render(report, "text").decode()
    assert "„Name“ (rdfs:label) ergänzen." in text
    assert "„Name“ (rdfs:label) ergänzen." in render(report, "html").decode()
    turtle = render(report, "turtle").decode()
    assert "sh:detail" in turtle
    assert render(report, "csv").decode().count("→Verstoß") == 1
