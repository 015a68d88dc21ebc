"""Changes by the curator: only with the token, only to curated graphs, only what keeps the shapes, at once for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Store

from integraph.build import INFERRED
from integraph.curation import CURATED, OPEN, Curation, WriteRefused
from integraph.http import create_app
from integraph.namespaces import GRAPH
from integraph.sparql.workers import Limits
from integraph.store import Graph
from server import Server

TOKEN = "a token for the tests only"  # noqa: S105
AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {**AUTHORISED, "Content-Type": "text/turtle"}
UPDATE = {**AUTHORISED, "Content-Type": "application/sparql-update"}
STATEMENT = """
@prefix ig: <https://w3id.org/integraph/ontology#> .
@prefix geb: <https://w3id.org/integraph/id/gebiet/> .
@prefix aufg: <https://w3id.org/integraph/id/aufgabe/> .
@prefix recht: <https://w3id.org/integraph/id/recht/> .
@prefix zu: <https://w3id.org/integraph/id/zustaendigkeit/> .
@prefix s3: <https://w3id.org/integraph/id/beleg/bogumil-hafner-kastilan/> .
@prefix level: <https://w3id.org/integraph/scheme/level/> .
@prefix role: <https://w3id.org/integraph/scheme/role/> .
@prefix obl: <https://w3id.org/integraph/scheme/obligation/> .
@prefix bind: <https://w3id.org/integraph/scheme/bindingness/> .
@prefix mod: <https://w3id.org/integraph/scheme/modality/> .
@prefix ek: <https://w3id.org/integraph/scheme/evidence-kind/> .
@prefix kind: <https://w3id.org/integraph/scheme/body-kind/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

zu:test-he-beirat a ig:Responsibility ;
    rdfs:label "Probeaussage: hessische Landkreise richten den Beirat ein."@de ;
    ig:task aufg:integrationsbeirat ; ig:role role:planung ; ig:holderType kind:landkreis ; ig:level level:kreis ;
    ig:appliesIn geb:06 ; ig:obligation obl:freiwillig ; ig:bindingness bind:kann ; ig:legalBasis recht:he-hko\\/4b ;
    ig:modality mod:geltendes-recht ; ig:polarity ig:asserted ; ig:evidenceKind ek:befund-der-autoren ;
    ig:evidence s3:167-167 ; ig:asOf "2022"^^xsd:gYear .
"""
COUNT = "SELECT (COUNT(*) AS ?n) { zu:test-he-beirat ?p ?o }"


@pytest.fixture(scope="module")
def curated(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application over a copy of the graph that takes changes."""
    curation = Curation(tmp_path_factory.mktemp("curated"), TOKEN, graph.build, CURATED)
    app = create_app(None, Limits(seconds=30), curation)
    yield Server(app)
    app.state.service.close()


def put(server: Server, path: str, text: str, **headers: str) -> httpx.Response:
    """PUT some Turtle."""
    return server.request("PUT", path, content=text.encode(), headers={**TURTLE, **headers})


def said(server: Server) -> int:
    """How many triples the default graph has about the statement of the tests."""
    found = server.get("/sparql", "application/json", params={"query": COUNT}).json()
    return int(found["results"]["bindings"][0]["n"]["value"])


def _triples(graph: Graph, name: DefaultGraph | NamedNode) -> set[Any]:
    return {quad.triple for quad in graph.store.quads_for_pattern(None, None, None, name)}


def code(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem."""
    return response.status_code, response.json()["code"]


def test_a_server_without_a_curator_takes_no_changes(server: Server) -> None:
    assert code(put(server, "/graph/laender/he/probe", STATEMENT)) == (403, "update-refused")
    assert code(server.request("POST", "/sparql", content="CLEAR ALL", headers=UPDATE)) == (403, "update-refused")
    assert code(server.request("DELETE", "/graph-store", params={"default": ""})) == (403, "update-refused")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer ä", TOKEN])
def test_changes_need_the_token(curated: Server, authorization: str) -> None:
    response = curated.request(
        "PUT",
        "/graph/laender/he/probe",
        content=STATEMENT.encode(),
        headers={"Content-Type": "text/turtle", "Authorization": authorization.encode("latin-1")},
    )
    assert code(response) == (401, "token-required")
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_a_change_is_seen_at_once_and_can_be_taken_back(graph: Graph, curated: Server) -> None:
    before = curated.get("/sparql", "application/json", params={"query": COUNT})
    question = {"task": "Integrationsbeirat", "in": "06", "role": "planung", "on": "2024-01-01", "format": "json"}
    silent = curated.get("/who", params=question).json()
    made = put(curated, "/graph/laender/he/probe", STATEMENT)
    assert made.status_code == 201, made.text
    assert made.headers["location"].endswith("/graph/laender/he/probe")
    assert made.json()["added"] == 15
    assert said(curated) > 15  # what follows from the statement was worked out too
    after = curated.get("/sparql", "application/json", params={"query": COUNT})
    assert after.headers["etag"] != before.headers["etag"]
    answer = curated.get("/who", params=question).json()
    assert [a["holder"]["label"] for a in silent["answers"]] != [a["holder"]["label"] for a in answer["answers"]]

    ended = curated.request("DELETE", "/graph/laender/he/probe", headers=AUTHORISED)
    assert (ended.status_code, ended.json()["removed"]) == (200, 15)
    assert said(curated) == 0
    fresh, kept = (Graph(each.store) for each in (graph, curated.app.state.service.graph))
    for name in (DefaultGraph(), NamedNode(INFERRED)):
        assert _triples(kept, name) == _triples(fresh, name)
    assert curated.get("/graph/laender/he/probe.ttl").status_code == 404
    assert code(curated.request("DELETE", "/graph/laender/he/probe", headers=AUTHORISED)) == (404, "unknown-graph")


def test_an_update_changes_the_graphs_it_names(curated: Server) -> None:
    label = """
        WITH <https://w3id.org/integraph/graph/laender/he/bogumil-hafner-kastilan-beiraete>
        DELETE { ?s rdfs:label ?old } INSERT { ?s rdfs:label "Neu gefasst."@de } WHERE {
          VALUES ?s { zu:s3-he-auslaenderbeirat-landkreis } ?s rdfs:label ?old }"""
    made = curated.request("POST", "/sparql", content=label, headers=UPDATE)
    assert made.status_code == 200, made.text
    assert (made.json()["added"], made.json()["removed"]) == (1, 1)
    found = curated.get("/id/zustaendigkeit/s3-he-auslaenderbeirat-landkreis.ttl").text
    assert "Neu gefasst." in found
    assert "können einen Ausländerbeirat" not in found


@pytest.mark.parametrize(
    ("update", "status", "wanted"),
    [
        ("INSERT DATA { geb:06 rdfs:label 'x' }", 400, "graph-not-named"),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", 400, "graph-not-named"),
        ("CLEAR ALL", 400, "graph-not-named"),
        (f"DROP GRAPH <{GRAPH}register/laender>", 403, "graph-refused"),
        (f"CLEAR GRAPH <{GRAPH}ontology/integraph>", 403, "graph-refused"),
        (f"INSERT DATA {{ GRAPH <{GRAPH}bund/../../x> {{ geb:06 rdfs:label 'x' }} }}", 403, "graph-refused"),
        ("INSERT DATA { GRAPH <http://example.org/> { geb:06 rdfs:label 'x' } }", 403, "graph-refused"),
        ("LOAD <http://example.org/>", 403, "load-refused"),
        ("INSERT DATA {", 400, "syntax"),
        (f"DROP GRAPH <{GRAPH}bund/gibt-es-nicht>", 400, "evaluation"),
    ],
)
def test_what_may_not_be_changed_is_refused(curated: Server, update: str, status: int, wanted: str) -> None:
    assert code(curated.request("POST", "/sparql", content=update, headers=UPDATE)) == (status, wanted)


@pytest.mark.parametrize(
    ("text", "media", "status", "wanted"),
    [
        (STATEMENT.replace("ig:evidence s3:167-167 ;", ""), "text/turtle", 422, "shapes-violated"),
        (STATEMENT.replace("aufg:integrationsbeirat", "aufg:gibt-es-nicht"), "text/turtle", 422, "dangling-references"),
        ("zu:x a zu:y .", "text/turtle", 400, "syntax"),
        ("<a> <b> <c> .", "application/x-unknown", 415, "unsupported-media-type"),
        ("<a> <b> <c> .", "text/turtle; charset=utf-16", 415, "unsupported-media-type"),
        ("<urn:a> <urn:b> <urn:c> <urn:g> .", "application/n-quads", 400, "several-graphs"),
    ],
)
def test_what_breaks_the_rules_changes_nothing(
    curated: Server, text: str, media: str, status: int, wanted: str
) -> None:
    before = curated.app.state.service.build
    response = put(curated, "/graph/laender/he/probe", text, **{"Content-Type": media})
    assert code(response) == (status, wanted)
    if wanted == "shapes-violated":
        assert any(result["severity"] == "Violation" for result in response.json()["results"])
    assert curated.app.state.service.build == before
    assert said(curated) == 0


def test_what_others_refer_to_is_not_removed(curated: Server) -> None:
    passage = "<https://w3id.org/integraph/id/beleg/bogumil-hafner-kastilan/167-167>"
    graph = f"<{GRAPH}quellen/belege-bogumil-hafner-kastilan>"
    removal = f"DELETE WHERE {{ GRAPH {graph} {{ {passage} ?p ?o }} }}"
    response = curated.request("POST", "/sparql", content=removal, headers=UPDATE)
    assert code(response) == (422, "dangling-references")
    pointing = [each["subject"] for each in response.json()["references"]]
    assert "<https://w3id.org/integraph/id/zustaendigkeit/s3-he-auslaenderbeirat-landkreis>" in pointing


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("PUT", "/graph-store", "one-graph"),
        ("PUT", "/graph-store?graph=http://example.org/&default", "one-graph"),
        ("PUT", "/graph-store?graph=nonsense", "invalid-parameter"),
        ("GET", "/graph-store", "one-graph"),
        ("POST", "/graph-store", "graph-not-named"),
        ("PUT", "/graph/", "graph-not-named"),
    ],
)
def test_a_graph_must_be_named(curated: Server, method: str, path: str, wanted: str) -> None:
    response = curated.request(method, path, headers=TURTLE, content=b"" if method != "GET" else None)
    assert code(response) == (400, wanted)


def test_the_default_graph_is_not_written(curated: Server) -> None:
    assert code(put(curated, "/graph-store?default", "")) == (403, "default-graph-refused")


def test_a_change_survives_a_restart_and_old_generations_are_removed(graph: Graph, tmp_path: Path) -> None:
    first = Curation(tmp_path, TOKEN, graph.build)
    overlay = f"{GRAPH}vorschlaege/leer"
    for _ in range(4):
        done = first.put(overlay, [("text/turtle", "")], overlay)
    again = Curation(tmp_path, TOKEN, graph.build)
    assert again.build.digest == done.build.digest
    assert len(list(tmp_path.glob("gen-*"))) == 3
    (tmp_path / "work-left-behind").mkdir()
    Curation(tmp_path, TOKEN)
    assert not (tmp_path / "work-left-behind").exists()


def test_a_change_that_runs_away_is_ended_and_leaves_nothing(graph: Graph, tmp_path: Path) -> None:
    curation = Curation(tmp_path, TOKEN, graph.build, seconds=2)
    where = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i)"
    update = f"INSERT {{ GRAPH <{GRAPH}bund/probe> {{ ?a ?b ?c }} }} WHERE {{ {where} }}"
    with pytest.raises(WriteRefused) as refused:
        curation.update(update, "http://test/", [], [])
    assert refused.value.code == "deadline"
    assert [path.name for path in tmp_path.glob("work-*")] == []


@pytest.mark.parametrize(
    ("text", "media", "said", "line"),
    [
        ("zu:a a <urn:b> .", "text/turtle", "Am Anfang der Datei ergänzen: @prefix zu:", 1),
        ("<urn:a> <urn:b> ", "text/turtle", "Die Datei hört mitten in einer Aussage auf.", 1),
        ('{"@context": "https://example.org/c", "@id": "urn:a"}', "application/ld+json", "aus dem Netz", 1),
        ('\n<!DOCTYPE a [<!ENTITY e "x">]><a/>', "application/rdf+xml", "Entitäten", 2),
        ("<urn:a> <urn:b> " + "[ <urn:b> " * 200 + "1" + "]" * 200 + " .", "text/turtle", "verschachtelt", 1),
    ],
)
def test_what_cannot_be_read_is_told_in_german_with_its_place(
    curated: Server, text: str, media: str, said: str, line: int
) -> None:
    headers = {**AUTHORISED, "Content-Type": media}
    refused = curated.request("PUT", "/graph/laender/he/probe", content=text.encode(), headers=headers)
    assert code(refused) == (400, "syntax")
    assert said in refused.json()["detail"]
    assert refused.json()["detail"].startswith(f"Zeile {line}, Spalte ")
    assert refused.json()["line"] == line


def test_data_may_name_integraphs_own_context(curated: Server) -> None:
    text = '{"@context": "https://w3id.org/integraph/context.jsonld", "@id": "urn:a", "label": {"de": "x"}}'
    headers = {**AUTHORISED, "Content-Type": "application/ld+json"}
    made = curated.request("PUT", "/graph/laender/he/kontext", content=text.encode(), headers=headers)
    assert made.status_code in (201, 422), made.text


def test_a_graph_is_changed_only_if_it_is_the_one_that_was_read(curated: Server) -> None:
    path = "/graph/laender/he/bedingt"
    assert code(put(curated, path, STATEMENT, **{"If-Match": "*"})) == (412, "precondition-failed")
    assert put(curated, path, STATEMENT, **{"If-None-Match": "*"}).status_code == 201
    assert code(put(curated, path, STATEMENT, **{"If-None-Match": "*"})) == (412, "precondition-failed")
    read = curated.get(path, "application/ld+json").headers["etag"]
    other = STATEMENT.replace("Probeaussage", "Zweite Probeaussage")
    assert put(curated, path, other, **{"If-Match": f'"x", {read}'}).status_code == 200
    for method in ("PUT", "POST", "DELETE"):
        late = curated.request(method, path, content=STATEMENT.encode(), headers={**TURTLE, "If-Match": read})
        assert code(late) == (412, "precondition-failed")
    assert "Zweite Probeaussage" in curated.get(path, "text/turtle").text
    read = curated.get("/graph-store", "text/turtle", params={"graph": f"{GRAPH}laender/he/bedingt"}).headers["etag"]
    assert curated.request("DELETE", path, headers={**AUTHORISED, "If-Match": read}).status_code == 200


def test_a_weak_token_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteRefused) as refused:
        Curation(tmp_path, "short")
    assert refused.value.code == "weak-token"


def test_two_processes_do_not_change_one_directory_at_once(tmp_path: Path) -> None:
    from integraph.curation import OPEN

    one: Any = Curation(tmp_path, TOKEN, policy=OPEN)
    with one.generations.locked(), pytest.raises(WriteRefused) as refused:
        one.delete("http://example.org/")
    assert refused.value.code == "busy"


def test_a_directory_may_be_named_relative_to_where_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(5):
        curation = Curation(Path("hier"), TOKEN, policy=OPEN)
        curation.put(f"http://example.org/{number}", [("text/turtle", "<urn:s> <urn:p> 1 .")], "")
    assert _graphs(Curation(Path("hier"), TOKEN, policy=OPEN)) == {f"http://example.org/{n}" for n in range(5)}


def test_two_who_write_to_one_directory_lose_nothing_of_each_other(tmp_path: Path) -> None:
    first, second = (Curation(tmp_path, TOKEN, policy=OPEN) for _ in range(2))
    for number, writer in enumerate([first, second, second, first]):
        writer.put(f"http://example.org/{number}", [("text/turtle", "<urn:s> <urn:p> 1 .")], "")
    assert _graphs(first) == {f"http://example.org/{n}" for n in range(4)}


def _graphs(curation: Curation) -> set[str]:
    store = Store.read_only(str(curation.build.store))
    return {str(name.value) for name in store.named_graphs()}
