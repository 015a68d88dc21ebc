"""SERVICE is carried out for allowed origins only, and brings in nothing but solutions."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integraph.build import Build
from integraph.curation.targets import targets
from integraph.http import create_app
from integraph.sparql.federation import Federation
from integraph.sparql.guard import QueryRefused, inspect
from integraph.sparql.workers import Limits, QueryFailed
from integraph.store import Graph
from server import Server

JSON = "application/sparql-results+json"
Answer = tuple[int, dict[str, str], bytes]


def result(names: list[str], *rows: dict[str, Any]) -> bytes:
    """A SPARQL result in JSON."""
    return json.dumps({"head": {"vars": names}, "results": {"bindings": list(rows)}}).encode()


class Endpoint:
    """A SPARQL endpoint on this machine that answers as a test says, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[], Answer] = lambda: (200, {"Content-Type": JSON}, result([]))
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                endpoint.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, headers, body = endpoint.answer()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    yield made
    made.server.shutdown()
    made.server.server_close()


def federation(endpoint: Endpoint, seconds: float = 2) -> Federation:
    """One that allows the endpoint of the test."""
    return Federation(frozenset({endpoint.origin}), seconds, private=True)


def test_a_service_is_replaced_by_its_solutions(endpoint: Endpoint) -> None:
    endpoint.answer = lambda: (
        200,
        {"Content-Type": JSON},
        result(
            ["a", "b"],
            {
                "a": {"type": "uri", "value": "http://e/1"},
                "b": {"type": "literal", "value": "x\"}' y", "xml:lang": "de"},
            },
            {"a": {"type": "bnode", "value": "n"}},
        ),
    )
    service = f"SERVICE <{endpoint.origin}/sparql> {{ ?a e:q ?b {{ }} }}"
    resolved = federation(endpoint).resolve(f"PREFIX e: <http://e/> SELECT * {{ ?a e:p ?c . {service} ?x ?y ?z }}")
    assert resolved.endswith(
        '?a e:p ?c .  VALUES (?a ?b) { (<http://e/1> "x\\"}\' y"@de) (<urn:integraph:blank:n> UNDEF) }  ?x ?y ?z }'
    )
    assert endpoint.asked[0].endswith("SELECT * WHERE { ?a e:q ?b { } }")
    assert "PREFIX e: <http://e/>" in endpoint.asked[0]


def test_the_endpoint_carries_out_what_is_allowed(endpoint: Endpoint, graph: Graph) -> None:
    assert isinstance(graph.build, Build)
    app = create_app(graph.build, Limits(seconds=20, federated=(endpoint.origin,)))
    app.state.service.federation = federation(endpoint)
    endpoint.answer = lambda: (
        200,
        {"Content-Type": JSON},
        result(["land"], {"land": {"type": "uri", "value": "https://w3id.org/integraph/id/gebiet/06"}}),
    )
    query = f"SELECT ?name {{ SERVICE <{endpoint.origin}/> {{ ?land a <http://e/Land> }} ?land rdfs:label ?name }}"
    response = Server(app).get("/sparql", JSON, params={"query": query})
    app.state.service.close()
    assert response.json()["results"]["bindings"][0]["name"]["value"] == "Hessen"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "target",
    [
        "<http://example.org/sparql>",
        "?anywhere",
        "wd:x",
        "<http://127.0.0.1/>",
        "<http://127.0.0.1.example.org/>",
        "SILENT <file:///x>",
    ],
)
def test_other_endpoints_are_refused(endpoint: Endpoint, target: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        federation(endpoint).resolve(f"SELECT * {{ SERVICE {target} {{ ?s ?p ?o }} }}")
    assert refused.value.code == "service-refused"
    assert endpoint.asked == []


def test_private_addresses_are_not_asked(endpoint: Endpoint) -> None:
    strict = Federation(frozenset({endpoint.origin, "http://localhost:1"}))
    for origin in (endpoint.origin, "http://localhost:1"):
        with pytest.raises(QueryFailed, match="im eigenen Netz"):
            strict.resolve(f"SELECT * {{ SERVICE <{origin}/> {{ ?s ?p ?o }} }}")
    assert endpoint.asked == []


def _slow() -> Answer:
    time.sleep(3)
    return 200, {}, b""


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda: (302, {"Location": "http://127.0.0.1:9/"}, b""), "Weiterleitung"),
        (lambda: (500, {}, b"no"), "Status 500"),
        (lambda: (200, {}, b"<html>"), "kein SPARQL-Ergebnis"),
        (lambda: (200, {}, b'{"head": {}, "boolean": true}'), "keiner Tabelle"),
        (lambda: (200, {}, b"x" * (9 << 20)), "mehr als 8 MiB"),
        (lambda: (200, {}, result(["a"], *[{}] * 10_001)), "mehr als 10000 Zeilen"),
        (lambda: (200, {}, result(["a) { } SERVICE <x"])), "kein SPARQL-Ergebnis"),
        (_slow, "nicht erreichbar"),
    ],
)
def test_a_failing_endpoint_is_told_of_unless_the_query_says_silent(
    endpoint: Endpoint, answer: Callable[[], Answer], message: str
) -> None:
    endpoint.answer = answer
    with pytest.raises(QueryFailed, match=message) as failed:
        federation(endpoint, 1).resolve(f"ASK {{ SERVICE <{endpoint.origin}/> {{ ?s ?p ?o }} }}")
    assert (failed.value.code, failed.value.status) == ("service-failed", 503)
    silent = federation(endpoint, 1).resolve(f"ASK {{ SERVICE SILENT <{endpoint.origin}/> {{ ?s ?p ?o }} }}")
    assert silent == "ASK {  VALUES () { () }  }"


def test_queries_without_a_service_stay_as_they_are(endpoint: Endpoint) -> None:
    query = "SELECT * { ?s ?p 'SERVICE <x> {' } # SERVICE"
    assert federation(endpoint).resolve(query) == query


@pytest.mark.parametrize("query", ["ASK { SERVICE ORIGIN }", "ASK { SERVICE ORIGIN { ?s ?p ?o ", "ASK { SERVICE"])
def test_a_broken_service_is_a_syntax_error(endpoint: Endpoint, query: str) -> None:
    with pytest.raises((QueryFailed, QueryRefused)) as failed:
        federation(endpoint).resolve(query.replace("ORIGIN", f"<{endpoint.origin}/>"))
    assert isinstance(failed.value, QueryFailed | QueryRefused)
    assert failed.value.status in (400, 403)


WORDS = re.findall(
    r"\S+",
    r"""SERVICE SILENT BASE PREFIX SELECT FROM NAMED <x> a: ex:y { } * ?x INSERT DELETE DATA WHERE WITH USING GRAPH ; .
    LOAD INTO CLEAR ALL COPY TO #c "s \u0053ERVICE""",
)


@given(st.lists(st.sampled_from(WORDS), max_size=10).map("\n".join))
def test_whatever_stands_in_a_query_is_refused_in_words_or_read(text: str) -> None:
    federation = Federation(frozenset({"https://example.org"}))
    for read in (federation.resolve, inspect, targets):
        with contextlib.suppress(QueryRefused, QueryFailed):
            read(text, "https://example.com/")
