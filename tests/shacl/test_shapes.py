"""Ill-formed and unsupported shapes are refused, naming shape, property and what would be right."""

from __future__ import annotations

import pytest

from integraph.shacl import ShapesError, read_shapes
from integraph.shacl.terms import SH
from shacl.generated import EX
from shacl.test_against_pyshacl import turtle

ILL_FORMED = {
    "a count that is no number": ('ex:S sh:path ex:p ; sh:minCount "1" .', "minCount", "eine ganze Zahl ab 0"),
    "a negative count": ("ex:S sh:path ex:p ; sh:maxCount -1 .", "maxCount", "eine ganze Zahl ab 0"),
    "two counts": ("ex:S sh:path ex:p ; sh:minCount 1 , 2 .", "minCount", "höchstens ein Wert"),
    "a count without a path": (
        "ex:S a sh:NodeShape ; sh:minCount 1 .",
        "minCount",
        "nur bei einer Prüfregel mit sh:path",
    ),
    "an unknown kind of node": ("ex:S sh:nodeKind ex:Iri .", "nodeKind", "sh:BlankNodeOrIRI"),
    "a misspelt property": ("ex:S a sh:NodeShape ; sh:datatyp ex:D .", "datatyp", "das gibt es in SHACL Core"),
    "a rule of SHACL-AF": ("ex:S a sh:NodeShape ; sh:rule [] .", "rule", "ohne Wirkung"),
    "a class that is a text": ('ex:S sh:class "C" .', "class", "ein IRI"),
    "a target that is a blank node": (
        "ex:S a sh:NodeShape ; sh:targetNode [] .",
        "targetNode",
        "ein IRI oder ein Literal",
    ),
    "a target class that is a text": ('ex:S a sh:NodeShape ; sh:targetClass "C" .', "targetClass", "ein IRI"),
    "a severity that is a text": ('ex:S sh:class ex:C ; sh:severity "hoch" .', "severity", "sh:Warning"),
    "a message that is a number": ("ex:S sh:class ex:C ; sh:message 1 .", "message", "ein Text"),
    "deactivated neither true nor false": (
        'ex:S sh:class ex:C ; sh:deactivated "ja" .',
        "deactivated",
        "true oder false",
    ),
    "a list that is none": ("ex:S sh:in ex:a .", "in", "keine abgeschlossene Liste"),
    "a list without end": ("ex:S sh:in _:l . _:l a rdfs:Resource .", "in", "keine abgeschlossene Liste"),
    "alternatives that are none": ("ex:S sh:or () .", "or", "die Liste ist leer"),
    "a language that is none": ("ex:S sh:languageIn ( ex:de ) .", "languageIn", 'etwa "de"'),
    "an ignored property that is a text": (
        'ex:S sh:closed true ; sh:ignoredProperties ( "p" ) .',
        "ignoredProperties",
        "kein IRI",
    ),
    "a pattern that looks ahead": ('ex:S sh:pattern "(?!a)b" .', "pattern", "ohne Vorausschau"),
    "a pattern that is broken": ('ex:S sh:pattern "(" .', "pattern", "nicht möglich"),
    "a flag that does not exist": ('ex:S sh:pattern "a" ; sh:flags "y" .', "pattern", "s, m, i, x, q"),
    "two paths": ("ex:S sh:path ex:p , ex:q ; sh:minCount 1 .", "path", "höchstens ein Wert"),
    "a property shape without a path": ("ex:S a sh:PropertyShape .", "path", "genau einen sh:path"),
    "a node shape with a path": ("ex:S a sh:NodeShape ; sh:path ex:p .", "path", "keinen sh:path"),
    "a path that is a text": ('ex:S sh:path "p" ; sh:minCount 1 .', "path", "kein Pfad"),
    "a path of one step": ("ex:S sh:path ( ex:p ) ; sh:minCount 1 .", "path", "mindestens zwei Gliedern"),
    "a path of two kinds": (
        "ex:S sh:path [ sh:inversePath ex:p ; sh:oneOrMorePath ex:q ] ; sh:minCount 1 .",
        "path",
        "genau eine der Angaben",
    ),
    "a path that contains itself": (
        "ex:S sh:path _:p ; sh:minCount 1 . _:p sh:inversePath _:p .",
        "path",
        "sich selbst",
    ),
    "a property that is a node shape": ("ex:S sh:property ex:T . ex:T sh:class ex:C .", "property", "keinen sh:path"),
    "a node that is a property shape": ("ex:S sh:node ex:T . ex:T sh:path ex:p .", "node", "hat einen sh:path"),
    "a qualified shape without a count": (
        "ex:S sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] .",
        "qualifiedValueShape",
        "sh:qualifiedMinCount",
    ),
    "entailment": ("ex:S sh:entailment ex:RDFS .", "entailment", "nicht unterstützt"),
    "a nameless class as shape": ("[] a sh:NodeShape , rdfs:Class .", "type", "muss ein IRI haben"),
}


@pytest.mark.parametrize(("text", "name", "reason"), ILL_FORMED.values(), ids=ILL_FORMED.keys())
def test_an_ill_formed_shape_is_refused_with_what_would_be_right(text: str, name: str, reason: str) -> None:
    with pytest.raises(ShapesError) as caught:
        read_shapes(turtle(text))
    assert caught.value.property.removeprefix(SH).rpartition("#")[2] == name
    assert reason in str(caught.value)
    if "ex:S" in text:
        assert f"<{EX}S>" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "ex:S sh:node ex:S .",
        "ex:S sh:property ex:T . ex:T sh:path ex:p ; sh:node ex:S .",
        "ex:S sh:or ( [ sh:not ex:T ] ) . ex:T sh:xone ( ex:S ) .",
    ],
)
def test_recursive_shapes_are_refused_with_their_circle(text: str) -> None:
    with pytest.raises(ShapesError, match="Rekursive") as caught:
        read_shapes(turtle(text))
    assert str(caught.value).count("→") >= 1


QUERIES = {
    "an update": ("DELETE WHERE { $this ?p ?o }", "richtig wäre eine SELECT-Abfrage"),
    "a syntax error": ("SELECT $this WHERE { $this ?p }", "nicht auswertbar"),
    "an undeclared prefix": ("SELECT $this WHERE { $this foo:p ?o }", "nicht auswertbar"),
    "an unknown function": ("SELECT $this WHERE { FILTER(<urn:f>($this)) }", "nicht auswertbar"),
    "a federated query": ("SELECT $this WHERE { SERVICE <urn:x> { $this ?p ?o } }", "SERVICE"),
    "another data set": ("SELECT $this FROM <urn:x> WHERE { $this ?p ?o }", "FROM"),
    "subtraction": ("SELECT $this WHERE { $this ?p ?o MINUS { $this ?p 1 } }", "MINUS"),
    "the node not returned": ("SELECT ?o WHERE { $this ?p ?o }", "$this zurückgeben"),
    "the node bound anew": ("SELECT $this WHERE { BIND(1 AS $this) }", "vorab gebunden"),
    "a subquery without the node": (
        "SELECT $this WHERE { $this ?p ?o { SELECT ?o WHERE { ?o ?q 1 } } }",
        "Unterabfrage",
    ),
    "a path where there is none": ("SELECT $this WHERE { $this $PATH ?o }", "$PATH"),
}


@pytest.mark.parametrize(("query", "reason"), QUERIES.values(), ids=QUERIES.keys())
def test_a_query_that_shacl_does_not_allow_is_refused(query: str, reason: str) -> None:
    with pytest.raises(ShapesError) as caught:
        read_shapes(turtle(f'ex:S a sh:NodeShape ; sh:sparql ex:Q . ex:Q sh:select "{query}" .'))
    assert reason in str(caught.value)
    assert f"<{EX}Q>, sh:select" in str(caught.value)


COMPONENTS = {
    "no mandatory parameter": ("ex:C sh:parameter [ sh:path ex:p ; sh:optional true ] .", "verpflichtend"),
    "a parameter without a name": ("ex:C sh:parameter [ sh:path [ sh:inversePath ex:p ] ] .", "genau einen sh:path"),
    "a reserved name": ("ex:C sh:parameter [ sh:path ex:this ] .", "kein Name eines Parameters"),
    "no validator for the kind of shape": ("ex:C sh:parameter [ sh:path ex:p ] . ex:S ex:p 1 .", "sh:nodeValidator"),
    "a validator without a query": (
        "ex:C sh:parameter [ sh:path ex:p ] ; sh:validator [] . ex:S ex:p 1 .",
        "genau eine Abfrage",
    ),
    "several values of several parameters": (
        "ex:C sh:parameter [ sh:path ex:p ] , [ sh:path ex:q ] ; sh:validator [ sh:ask 'ASK {}' ] ."
        " ex:S ex:p 1 , 2 ; ex:q 1 .",
        "höchstens ein Wert",
    ),
    "a condition after the pattern": (
        "ex:C sh:parameter [ sh:path ex:p ] ; sh:validator [ sh:ask 'ASK { ?a ?b ?c } HAVING(COUNT(*) > 1)' ] ."
        " ex:S ex:p 1 .",
        "Unterabfrage",
    ),
}


@pytest.mark.parametrize(("text", "reason"), COMPONENTS.values(), ids=COMPONENTS.keys())
def test_an_ill_formed_constraint_component_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ShapesError) as caught:
        read_shapes(turtle(f"ex:C a sh:ConstraintComponent . {text}"))
    assert reason in str(caught.value)


def test_prefixes_that_contradict_each_other_are_refused() -> None:
    text = """ex:S a sh:NodeShape ; sh:sparql ex:Q . ex:Q sh:prefixes ex:P ; sh:select "SELECT $this { $this a:b 1 }" .
        ex:P sh:declare [ sh:prefix "a" ; sh:namespace "urn:1:" ] , [ sh:prefix "a" ; sh:namespace "urn:2:" ] ."""
    with pytest.raises(ShapesError, match="doppelt vergeben"):
        read_shapes(turtle(text))
