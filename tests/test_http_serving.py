"""The endpoint in operation: conditional requests, cache, streaming, leaving clients, figures."""

from __future__ import annotations

import contextlib
import csv
import gc
import io
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
import uvicorn

from integraph.http import create_app
from integraph.http.protocol import HEAD, BoundedProtocol
from integraph.http.results import Cache
from integraph.sparql.workers import Limits
from integraph.store import Graph
from integraph.void import DESCRIPTION
from server import Server

ASK = "/sparql?query=" + quote("ASK {}")
RUNAWAY = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STR(?a) > STR(?f)) }")
EVERYTHING = "/sparql?format=csv&query=" + quote("SELECT * { ?s ?p ?o }")
BREAKING = "/sparql?format=csv&query=" + quote("SELECT ?a ?f { ?a ?b ?c . ?d ?e ?f }")


@pytest.fixture(scope="module")
def address(graph: Graph) -> Iterator[str]:
    """The address of a real server with one worker and a deadline of six seconds."""
    app = create_app(graph.build, Limits(workers=1, seconds=6))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        running = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on", http=BoundedProtocol))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        while not running.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        running.should_exit = True
        thread.join(timeout=10)


def test_a_known_version_is_not_sent_again(server: Server) -> None:
    first = server.get(ASK)
    tag = first.headers["etag"]
    again = server.get(ASK, headers={"If-None-Match": f'W/"x", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert server.get(ASK, "text/csv").headers["etag"] != tag
    other = server.get("/sparql?query=" + quote("ASK { }"))
    assert other.headers["etag"] != tag
    assert server.get(ASK, headers={"If-None-Match": '"x"'}).status_code == 200


def test_a_query_for_the_time_or_for_chance_is_never_kept(server: Server) -> None:
    query = "/sparql?format=csv&query=" + quote("SELECT (RAND() AS ?x) {}")
    one, two = server.get(query), server.get(query)
    assert one.content != two.content
    assert "etag" not in one.headers
    assert one.headers["cache-control"] == "no-store"


def test_the_cache_is_bounded_in_bytes_and_drops_the_oldest() -> None:
    cache = Cache(10)
    for name in ("a", "b", "c"):
        cache.put(name, b"1234")
    cache.put("large", b"x" * 11)
    assert [cache.get(name) for name in ("a", "b", "c", "large")] == [None, b"1234", b"1234", None]
    assert (cache.used, cache.hits, cache.misses) == (8, 2, 2)


def test_a_second_answer_comes_from_the_cache(server: Server) -> None:
    query = "/sparql?query=" + quote("SELECT ?x { VALUES ?x { 'nur hier' } }")
    first = server.get(query)
    hits = server.app.state.service.cache.hits
    assert server.get(query).content == first.content
    assert server.app.state.service.cache.hits == hits + 1


def test_the_client_may_shorten_the_deadline_but_not_extend_it(address: str) -> None:
    assert httpx.get(address + ASK, timeout=60).status_code == 200
    started = time.monotonic()
    response = httpx.get(address + RUNAWAY + "&timeout=0.3")
    assert (response.status_code, response.json()["code"]) == (503, "deadline")
    assert time.monotonic() - started < 4.0  # well before the server's deadline
    started = time.monotonic()
    assert httpx.get(address + RUNAWAY + "&timeout=60", timeout=30).status_code == 503
    assert time.monotonic() - started < 8
    assert httpx.get(address + RUNAWAY + "&timeout=bald").status_code == 400


def test_a_large_result_streams_and_is_complete(address: str) -> None:
    many = "/sparql?format=csv&query=" + quote("SELECT * { ?s ?p ?o } LIMIT 50000")
    with httpx.stream("GET", address + many, timeout=60) as response:
        assert response.status_code == 200
        assert "content-length" not in response.headers
        parts = list(response.iter_bytes())
    assert len(list(csv.reader(io.StringIO(b"".join(parts).decode())))) == 50_001
    assert max(map(len, parts)) < 1 << 20


def test_what_fails_after_it_began_breaks_the_transfer(address: str) -> None:
    with httpx.stream("GET", address + BREAKING, timeout=30) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            for _ in response.iter_bytes():
                pass


def test_a_client_that_leaves_frees_its_worker_at_once(address: str) -> None:
    with contextlib.suppress(httpx.TimeoutException):
        httpx.get(address + RUNAWAY, timeout=0.3)
    started = time.monotonic()
    assert httpx.get(address + ASK, timeout=5).json()["boolean"] is True
    assert time.monotonic() - started < 4.0  # well before its deadline


def test_a_client_that_leaves_in_the_middle_of_a_stream_frees_its_worker(address: str) -> None:
    with httpx.stream("GET", address + EVERYTHING, timeout=10) as response:
        next(response.iter_bytes())
    started = time.monotonic()
    assert httpx.get(address + "/sparql?query=" + quote("ASK {#}\n}"), timeout=5).status_code == 200
    assert time.monotonic() - started < 4.0  # well before its deadline


def test_health_readiness_and_figures(server: Server) -> None:
    assert server.get("/healthz").json() == {"status": "ok"}
    ready = server.get("/readyz").json()
    assert ready["triples"] > 200_000
    server.get(ASK)
    text = server.get("/metrics").text
    assert 'integraph_requests_total{method="GET",route="/sparql",status="200"}' in text
    assert "integraph_cache_bytes" in text


def test_what_was_read_ahead_is_not_looked_through_for_garbage_until_the_server_ends(graph: Graph) -> None:
    app = create_app(graph.build)
    app.state.service.warm().join()
    text = Server(app).get("/metrics").text
    held = gc.get_freeze_count()
    app.state.service.close()
    assert "\nintegraph_warm 1.0" in text
    assert held > 100_000
    assert gc.get_freeze_count() == 0


def test_each_response_says_how_long_it_took_and_the_log_has_a_line(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="integraph.access"):
        response = server.get(ASK)
    assert response.headers["server-timing"].startswith("app;dur=")
    (line,) = [json.loads(record.message) for record in caplog.records if record.name == "integraph.access"]
    assert {"method": "GET", "path": "/sparql", "status": 200}.items() <= line.items()
    assert len(line["query"]) == 32
    assert line["bytes"] == len(response.content)


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_a_query_may_be_sent_by_post_and_by_query_with_or_without_a_slash(
    server: Server, method: str, path: str
) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    response = server.request(method, path, content=b"ASK {}", headers=headers)
    assert response.json()["boolean"] is True


def test_the_slash_does_not_matter_for_get(server: Server) -> None:
    assert server.get(ASK.replace("/sparql?", "/sparql/?")).json() == server.get(ASK).json()


def test_the_data_set_describes_itself(server: Server, graph: Graph) -> None:
    store = ox.Store()
    store.load(server.get("/.well-known/void").content, ox.RdfFormat.TURTLE)
    assert graph.build
    query = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX sh: <http://www.w3.org/ns/shacl#>
      SELECT ?triples ?responsibilities ?prefix {
        ?set a void:Dataset ; void:triples ?triples ; void:classPartition ?part .
        ?part void:class <https://w3id.org/integraph/ontology#Responsibility> ; void:entities ?responsibilities ;
          void:propertyPartition/void:property <https://w3id.org/integraph/ontology#holder> .
        ?declaration sh:prefix ?prefix ; sh:namespace ?namespace FILTER(?prefix = "aufg")
      }"""
    (row,) = store.query(query)  # type: ignore[misc]
    (description,) = graph.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", g=DESCRIPTION)
    assert int(row["triples"].value) == graph.build.facts()["triples"] - int(description["n"].value)
    assert int(row["responsibilities"].value) > 900
    assert server.get("/datensatz", "application/ld+json").headers["content-type"] == "application/ld+json"
    assert server.get("/datensatz", "image/png").status_code == 406


def test_a_result_too_large_for_a_page_gives_its_worker_back(server: Server) -> None:
    for _ in range(3):
        page = server.get(EVERYTHING.replace("csv", "html"))
        assert "zu groß" in page.text
    assert server.app.state.service.pool.idle
    assert server.get("/sparql?query=ASK{}", "application/json").json()["boolean"] is True


def test_clients_that_leave_before_the_answer_begins_give_their_workers_back(address: str) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    for _ in range(6):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(f"GET {EVERYTHING} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            time.sleep(0.05)
    for _ in range(50):
        response = httpx.get(address + "/sparql?query=ASK{}", timeout=30)
        if response.status_code == 200:
            break
        time.sleep(0.1)
    assert response.status_code == 200


@pytest.mark.parametrize("begin", [b"GET /", b"GET / HTTP/1.1\r\nX-Long: ", b"GET / HTTP/1.1\r\nX: 1\r\n"])
def test_a_head_without_an_end_is_refused_and_not_kept(address: str, begin: bytes) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(begin)
        more = b"X: 1\r\n" * 1000 if begin.endswith(b"\n") else b"x" * 6000
        with contextlib.suppress(OSError):  # it may close while we are still sending
            for _ in range(1000):
                connection.sendall(more)
        received = b""
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(1 << 16):
                received += part
    assert received.startswith(b"HTTP/1.1 431 ") or not received


def test_a_long_address_and_a_kept_connection_are_served(address: str) -> None:
    query = "# " + "x" * (HEAD // 2) + "\nASK {}"
    with httpx.Client(base_url=address, timeout=30) as client:
        for _ in range(3):
            assert client.get("/sparql", params={"query": query}).json()["boolean"] is True
            body = client.post("/sparql", data={"query": "#" + "x" * (4 * HEAD) + "\nASK {}"})
            assert body.json()["boolean"] is True
