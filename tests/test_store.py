"""Queries on the graph: prefixes are known, values are bound and never pasted."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integraph.namespaces import ID, NAMESPACES, expand, shorten
from integraph.sparql.lexer import bind, tokens
from integraph.store import Graph, syntax_error


@pytest.fixture(scope="module")
def small() -> Graph:
    store = ox.Store()
    text = 'geb:06 rdfs:label "Hessen"@de ; ig:ags "06" . geb:07 rdfs:label "Rheinland-Pfalz"@de ; ig:ags "07" .'
    head = "".join(f"@prefix {p}: <{NAMESPACES[p]}> .\n" for p in ("geb", "rdfs", "ig"))
    store.load(head + text, format=ox.RdfFormat.TURTLE)
    return Graph(store)


def test_a_value_is_bound_where_the_variable_is_not_selected(small: Graph) -> None:
    rows = small.select("SELECT ?thing WHERE { ?thing ig:ags ?key }", key="07")
    assert [row["thing"].value for row in rows] == [ID + "gebiet/07"]


def test_a_value_is_bound_where_the_variable_is_selected_grouped_and_ordered(small: Graph) -> None:
    query = "SELECT ?thing (COUNT(?label) AS ?n) WHERE { ?thing rdfs:label ?label } GROUP BY ?thing ORDER BY ?thing"
    rows = small.select(query, thing=ID + "gebiet/06")
    assert [(row["thing"].value, row["n"].value) for row in rows] == [(ID + "gebiet/06", "1")]


def test_ask_and_construct_take_values_too(small: Graph) -> None:
    assert small.ask("ASK { ?thing ig:ags ?key }", key="06")
    assert not small.ask("ASK { ?thing ig:ags ?key }", key="99")
    assert len(small.construct("CONSTRUCT { ?thing ?p ?o } WHERE { ?thing ?p ?o }", thing=ID + "gebiet/06")) == 2


def test_unbound_variables_are_absent_from_a_row(small: Graph) -> None:
    (row,) = small.select("SELECT ?a ?b { geb:06 ig:ags ?a OPTIONAL { geb:06 ig:none ?b } }")
    assert "b" not in row


def test_the_wrong_form_of_query_is_an_error(small: Graph) -> None:
    with pytest.raises(TypeError):
        small.select("ASK {}")
    with pytest.raises(TypeError):
        small.ask("SELECT * {}")
    with pytest.raises(TypeError):
        small.construct("ASK {}")


def test_a_syntax_error_says_line_and_column(small: Graph) -> None:
    with pytest.raises(SyntaxError) as caught:
        small.select("SELECT *\n{ ?s ?p }")
    line, column, message = syntax_error(caught.value)
    assert line == 2
    assert column in (9, 10)  # the engine points at or behind the token at fault
    assert message == "Ab hier ist die Abfrage nicht lesbar, oft wegen eines Fehlers kurz davor."


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "nicht lesbar"),
        ("SELECT * {", 'vielleicht eines dieser Zeichen: ( . < [ " { }.'),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "denselben Namen zweimal"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?o", "weder gruppiert"),
    ],
)
def test_a_syntax_error_is_told_in_german_and_without_lists_that_mislead(small: Graph, query: str, said: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        small.select(query)
    message = syntax_error(caught.value)[2]
    assert said in message
    assert "expected" not in message


@given(st.text(max_size=40))
def test_any_text_is_bound_as_one_literal(text: str) -> None:
    rows = Graph(ox.Store()).select("SELECT ?value WHERE { BIND(?given AS ?value) }", given=ox.Literal(text))
    assert rows[0]["value"].value == text


@given(st.text(max_size=60))
def test_the_tokens_of_any_text_add_up_to_it(text: str) -> None:
    assert "".join(token for _, token in tokens(text)) == text


def test_variables_in_strings_and_comments_are_left_alone() -> None:
    query = 'SELECT ?x { ?x rdfs:label "?key" } # ?key'
    assert bind(query, {"key": '"1"'}) == query


def test_an_empty_list_of_default_graphs_is_an_empty_graph(small: Graph) -> None:
    assert list(small.query("SELECT * { ?s ?p ?o }", default_graphs=[])) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["aufg:unterbringung", "recht:he-hgo\\/84", "s0:931-933", "ig:Task", "schema:validFrom"]
)
def test_names_expand_and_shorten_back(name: str) -> None:
    assert shorten(expand(name)) == name


def test_an_unknown_prefix_cannot_be_expanded() -> None:
    with pytest.raises(ValueError, match="known prefixes"):
        expand("nix:da")
