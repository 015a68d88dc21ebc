"""What queries from outside may not do, and that words which only look like it are let through."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integraph.namespaces import GRAPH
from integraph.sparql.formats import GRAPHS, HTML, JSON, SOLUTIONS, negotiate
from integraph.sparql.guard import QueryRefused, inspect, require_known_graphs
from integraph.sparql.lexer import tokens

WORDS = ["SERVICE", "service", "LOAD", "INSERT DATA", "FROM <http://evil.example/>", "DROP ALL"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { SERVICE# comment\n<http://x.example/> {} }",
        "SELECT * { \\u0053ERVICE <http://x.example/> {} }",
        "SELECT * { { SELECT * { FILTER EXISTS { SERVICE ex:x {} } } } }",
        "PREFIX service: <urn:x> ASK { SERVICE service:x {} }",
    ],
)
def test_service_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        inspect(query)
    assert caught.value.code == "service-refused"


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://x.example/>",
        "INSERT DATA {}",
        "delete where { ?s ?p ?o }",
        "PREFIX a: <urn:a> CLEAR ALL",
        "WITH <urn:g> DELETE {} WHERE {}",
    ],
)
def test_updates_are_refused(update: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        inspect(update)
    assert caught.value.code == "update-refused"


@pytest.mark.parametrize(
    "clause",
    [
        "FROM <http://example.org/x>",
        "FROM NAMED <file:///etc/passwd>",
        "FROM ex:x",
        "FROM <https://w3id.org/integraph/graphics>",
        "FROM <../../elsewhere>",
    ],
)
def test_graphs_that_are_not_ours_are_refused(clause: str) -> None:
    found = inspect(f"BASE <{GRAPH}> PREFIX ex: <http://example.org/> SELECT * {clause} {{ ?s ?p ?o }}")
    with pytest.raises(QueryRefused) as caught:
        require_known_graphs([*found.default_graphs, *found.named_graphs], {GRAPH + "bund/x"})
    assert caught.value.code == "foreign-graph-refused"


def test_our_graphs_are_read_from_every_spelling() -> None:
    found = inspect(
        f"BASE <{GRAPH}bund/> PREFIX g: <{GRAPH}> SELECT * FROM <a> FROM g:x FROM NAMED <{GRAPH}y> {{ ?s ?p ?o }}"
    )
    assert found.default_graphs == [GRAPH + "bund/a", GRAPH + "x"]
    assert found.named_graphs == [GRAPH + "y"]


@given(
    st.sampled_from(WORDS), st.sampled_from(["comment", "string", "long string", "single", "iri", "variable", "name"])
)
def test_words_that_are_no_keywords_are_let_through(word: str, place: str) -> None:
    first = word.split()[0]
    text = {
        "comment": f"ASK {{ # {word}\n}}",
        "string": f'ASK {{ ?s ?p "{word} \\" {word}" }}',
        "long string": f'ASK {{ ?s ?p """{word} " {word}\n{word}""" }}',
        "single": f"ASK {{ ?s ?p '{word} \\' {word}' }}",
        "iri": f"ASK {{ ?s ?p <urn:{first}> }}",
        "variable": f"ASK {{ ?{first} ?p $FROM }}",
        "name": f"PREFIX {first}: <urn:x> ASK {{ ?s ?p {first}:{first}.SERVICE }}",
    }[place]
    assert inspect(text).form == "ASK"


@given(st.text(max_size=80))
def test_no_text_makes_the_inspection_fail_otherwise(text: str) -> None:
    with contextlib.suppress(QueryRefused):
        inspect(text)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("application/xml;q=0.5, text/csv;q=0.9", "text/csv"),
        ("text/*", "text/csv"),
        ("*/*;q=0.1, application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("image/png", None),
        ("*/*;q=0", None),
        ("nonsense", JSON),
    ],
)
def test_the_result_format_is_negotiated(accept: str | None, chosen: str | None) -> None:
    assert negotiate(accept, [*SOLUTIONS, HTML]) == chosen


def test_graphs_come_as_turtle_unless_asked_otherwise() -> None:
    assert negotiate(None, list(GRAPHS)) == "text/turtle"
    assert negotiate("application/json", list(GRAPHS)) == "application/json"


@pytest.mark.timeout(120)  # a quadratic lexer takes hours
@pytest.mark.parametrize(
    "part", ["a.", "a-", "'\\", "'''\\", '"""\\"', "''a", "<a", "@a-", "a:%4", "_a.", "'\n", "\\u0041"]
)
def test_any_text_is_read_in_time_linear_in_its_length(part: str) -> None:
    text = "ASK {" + "'''" * (part == "''a") + part * (300_000 // len(part))
    assert sum(len(each) for _, each in tokens(text)) == len(text)
    inspect(text)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { VALUES ?x { '''a#' } SERVICE <http://x.example/> {} }",
        "SELECT * { VALUES ?x { '''a' } SERVICE <http://x.example/> {} }",
        "SELECT * { 'a\nSERVICE <http://x.example/> {} }",
        "SELECT * { '<' \" SERVICE <http://x.example/> {} }",
    ],
)
def test_a_string_that_never_ends_hides_nothing(query: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        inspect(query)
    assert caught.value.code == "service-refused"
