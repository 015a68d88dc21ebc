"""The SPARQL endpoint: three ways to ask, every format, and a reason for whatever is refused."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest

from integraph.build import STATUS_QUO
from integraph.namespaces import GRAPH
from server import Server

SELECT = 'SELECT ?name WHERE { geb:06 rdfs:label ?name FILTER(LANG(?name) = "de") }'
SD = "http://www.w3.org/ns/sparql-service-description#"
CONSTRUCT = "CONSTRUCT { geb:06 rdfs:label ?name } WHERE { geb:06 rdfs:label ?name }"


def ask(server: Server, query: str, accept: str | None = None, **more: str) -> httpx.Response:
    return server.get("/sparql", accept, params={"query": query, **more})


def code(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["detail"]
    return response.status_code, body["code"]


def names(response: httpx.Response) -> list[str]:
    return [binding["name"]["value"] for binding in response.json()["results"]["bindings"]]


def test_get_and_both_kinds_of_post_give_the_same_answer(server: Server) -> None:
    form = server.request("POST", "/sparql", data={"query": SELECT})
    direct = server.request(
        "POST", "/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query; charset=utf-8"}
    )
    assert names(ask(server, SELECT)) == names(form) == names(direct) == ["Hessen"]


def test_head_answers_without_a_body(server: Server) -> None:
    response = server.request("HEAD", "/sparql", params={"query": SELECT})
    assert response.status_code == 200


@pytest.mark.parametrize("accept", [None, "*/*", "application/sparql-results+json", "application/json"])
def test_select_comes_as_json_by_default(server: Server, accept: str | None) -> None:
    response = ask(server, SELECT, accept)
    assert "json" in response.headers["content-type"]
    assert "Accept" in response.headers["vary"]
    assert names(response) == ["Hessen"]


def test_select_comes_as_xml_csv_and_tsv(server: Server) -> None:
    xml = ElementTree.fromstring(ask(server, SELECT, "application/sparql-results+xml").text)  # noqa: S314
    assert "Hessen" in "".join(xml.itertext())
    assert list(csv.reader(io.StringIO(ask(server, SELECT, "text/csv").text))) == [["name"], ["Hessen"]]
    assert ask(server, SELECT, "text/tab-separated-values").text.splitlines() == ["?name", '"Hessen"@de']


def test_ask_comes_in_json_and_xml(server: Server) -> None:
    assert ask(server, "ASK {}").json()["boolean"] is True
    assert "true" in ask(server, "ASK {}", "application/sparql-results+xml").text


@pytest.mark.parametrize(
    ("accept", "syntax"),
    [
        (None, ox.RdfFormat.TURTLE),
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/trig", ox.RdfFormat.TRIG),
        ("application/n-quads", ox.RdfFormat.N_QUADS),
    ],
)
def test_construct_comes_in_every_graph_format(server: Server, accept: str | None, syntax: ox.RdfFormat) -> None:
    response = ask(server, CONSTRUCT, accept)
    assert response.headers["content-type"].startswith(syntax.media_type)
    assert [quad.object.value for quad in ox.parse(input=response.content, format=syntax)] == ["Hessen"]


@pytest.mark.parametrize(
    ("query", "media"),
    [
        ('SELECT ("a\\u0001" AS ?x) {}', "application/sparql-results+xml"),
        ('SELECT ("a\\uFFFE" AS ?x) {}', "application/xml"),
        ('CONSTRUCT { <urn:a> <urn:b> "\\u000B" } {}', "application/rdf+xml"),
    ],
)
def test_what_xml_cannot_say_is_refused_and_said_in_json(server: Server, query: str, media: str) -> None:
    response = ask(server, query, media)
    assert code(response) == (400, "evaluation")
    assert "U+" in response.json()["detail"]
    assert ask(server, query, "application/json").status_code == 200


def test_describe_tells_what_is_said_of_a_thing(server: Server) -> None:
    assert "Hessen" in ask(server, "DESCRIBE geb:06", "application/n-triples").text


def test_format_in_the_address_wins_over_accept(server: Server) -> None:
    assert ask(server, SELECT, "application/json", format="csv").text.split() == ["name", "Hessen"]


def test_a_browser_gets_a_table_in_which_everything_is_escaped(server: Server) -> None:
    page = ask(server, 'SELECT ("<script>alert(1)</script>" AS ?x) {}', "text/html,application/xml;q=0.9,*/*;q=0.8")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


def test_without_a_query_a_browser_gets_the_form_and_a_client_the_service_description(server: Server) -> None:
    assert "<form" in server.get("/sparql", "text/html").text
    described = server.get("/sparql")
    assert described.headers["content-type"].startswith("text/turtle")
    assert "Accept" in described.headers["vary"]
    store = ox.Store()
    store.load(described.content, ox.RdfFormat.TURTLE)
    query = """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
      SELECT ?endpoint ?name {
        ?service a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query ;
          sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ; sd:namedGraph ?graph ] ;
          sd:availableGraphs [ a sd:GraphCollection ; sd:namedGraph ?graph ] .
        ?graph a sd:NamedGraph ; sd:name ?name
      }"""
    rows = list(store.query(query))  # type: ignore[arg-type]
    assert {row["endpoint"].value for row in rows} == {"http://test/sparql"}
    graphs = names(ask(server, "SELECT (STR(?g) AS ?name) { GRAPH ?g {} }"))
    assert {row["name"].value for row in rows} == {*graphs, STATUS_QUO}
    assert not list(store.quads_for_pattern(None, None, ox.NamedNode(SD + "SPARQL11Update")))


def test_the_service_description_comes_in_every_graph_format_and_in_no_other(server: Server) -> None:
    for syntax in (ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD, ox.RdfFormat.N_TRIPLES):
        response = server.get("/sparql", syntax.media_type)
        assert response.headers["content-type"] == syntax.media_type
        assert list(ox.parse(input=response.content, format=syntax))
    assert code(server.get("/sparql", "application/sparql-results+json")) == (406, "not-acceptable")


def test_the_dataset_of_the_request_wins_over_that_of_the_query(server: Server) -> None:
    count = "SELECT (COUNT(*) AS ?name) FROM <%s> WHERE { ?s a ig:Source }"
    empty, full = GRAPH + "register/laender", GRAPH + "quellen/quellen"
    assert names(ask(server, count % empty)) == ["0"]
    assert names(ask(server, count % empty, **{"default-graph-uri": full})) == ["5"]
    assert names(ask(server, count % STATUS_QUO)) != ["0"]


def test_only_the_named_graphs_that_were_asked_for_are_seen(server: Server) -> None:
    query = "SELECT DISTINCT (STR(?g) AS ?name) WHERE { GRAPH ?g { ?s ?p ?o } }"
    one = GRAPH + "quellen/quellen"
    assert names(ask(server, query, **{"named-graph-uri": one})) == [one]
    assert names(ask(server, "SELECT (1 AS ?name) { ?s ?p ?o }", **{"named-graph-uri": one})) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", (403, "service-refused")),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", (403, "update-refused")),
        ("LOAD <file:///etc/passwd>", (403, "update-refused")),
        ("SELECT * FROM <http://127.0.0.1/x> { ?s ?p ?o }", (403, "foreign-graph-refused")),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", (403, "foreign-graph-refused")),
        (f"SELECT * FROM <{GRAPH}gibt-es-nicht> {{ ?s ?p ?o }}", (400, "unknown-graph")),
        ("SELECT * { ?s ?p }", (400, "syntax")),
        ("", (400, "syntax")),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STR(?a) > STR(?f)) }", (503, "deadline")),
    ],
)
def test_what_cannot_be_answered_gets_a_reason(server: Server, query: str, expected: tuple[int, str]) -> None:
    response = ask(server, query)
    assert code(response) == expected
    assert ("retry-after" in response.headers) == (expected[0] == 503)


def test_a_media_type_that_does_not_fit_is_406_and_names_those_that_do(server: Server) -> None:
    response = ask(server, SELECT, "image/png")
    assert code(response) == (406, "not-acceptable")
    assert "text/csv" in response.json()["available"]
    assert code(ask(server, SELECT, "text/turtle")) == (406, "not-acceptable")


def test_requests_that_break_the_protocol_get_a_reason(server: Server) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert code(server.get(f"/sparql?query={quote(SELECT)}&query=ASK{{}}")) == (400, "one-query")
    assert code(server.get("/sparql?query=%FF")) == (400, "invalid-encoding")
    assert code(server.request("POST", "/sparql", content=b"update=x", headers=form)) == (403, "update-refused")
    assert code(server.request("POST", "/sparql", content=b"", headers=form)) == (400, "one-query")
    assert code(server.request("POST", "/sparql", content=b"{}", headers={"Content-Type": "application/json"})) == (
        415,
        "unsupported-media-type",
    )
    sparql = {"Content-Type": "application/sparql-query"}
    assert code(server.request("POST", "/sparql", content=SELECT.encode("utf-16"), headers=sparql))[0] == 400
    assert code(server.request("POST", "/sparql", content=b"#" * (1 << 21), headers=sparql)) == (413, "body-too-large")
    assert code(server.request("PUT", "/sparql")) == (405, "method-not-allowed")


def test_percent_signs_survive_a_form(server: Server) -> None:
    response = server.request("POST", "/sparql", data={"query": 'SELECT ("%2F %252F +" AS ?name) {}'})
    assert names(response) == ["%2F %252F +"]


def test_other_origins_may_read_without_credentials(server: Server) -> None:
    response = server.get("/sparql?query=ASK{}", headers={"Origin": "https://example.org"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers


def test_the_json_of_an_answer_parses_for_every_solution(server: Server) -> None:
    body = json.loads(ask(server, "SELECT * { ?s a ig:Task ; ?p ?o }").text)
    assert len(body["results"]["bindings"]) > 10
