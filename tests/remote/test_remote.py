"""The same application over other SPARQL servers gives the same answers as over its own store."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from integraph import catalogue
from integraph.build import Build, Roots, ensure_build
from integraph.http import create_app
from integraph.namespaces import GRAPH
from integraph.paths import DATA
from integraph.remote import RemoteStore, StoreUnavailable, form_of, load, with_prologue
from integraph.sparql.workers import Limits
from integraph.store import Graph
from remote.servers import OXIGRAPH, VIRTUOSO, Running, oxigraph, virtuoso
from server import Server

PATHS = [
    "/who?task=Unterbringung&in=Kassel&on=2024-01-01&format=json",
    "/who?task=Integrationsbeirat&in=Marburg&on=2024-01-01&format=json",
    "/who?task=Integrationsbeirat&in=06&on=2024-01-01&scenario=s4-verteilsysteme-zusammenlegen&format=json",
    "/gaps?in=Hessen&format=json",
    "/timeline?task=Integrationsbeirat&in=Kassel&format=json",
    "/compare?task=Integrationsbeirat&in=Hessen&in=Kassel&format=json",
    "/id/gebiet/06611000.nt",
    "/id/aufgabe/integrationsbeirat.html",
    "/graph/laender/he/bogumil-hafner-kastilan-beiraete.nt",
    "/sparql?format=json&query=ASK{}",
    "/sparql?format=csv&query=ASK{geb:06 a ig:Task}",
    "/sparql?format=csv&query=SELECT ?s ?l { ?s a ig:Task ; rdfs:label ?l } ORDER BY ?s LIMIT 20",
    "/sparql?format=nt&query=CONSTRUCT WHERE { ?s a ig:Task }",
    f"/sparql?format=csv&query=SELECT ?s ?o {{ GRAPH <{GRAPH}kommunen/kgst-teil-b-koeln> {{ ?s a ?o }} }}",
    f"/sparql?format=csv&query=SELECT ?p FROM <{GRAPH}bund/gibt-es-nicht> {{ ?s ?p ?o }}",
]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The project's graph with the municipalities of one Land only, so that sending it takes seconds."""
    data = tmp_path_factory.mktemp("roots") / "data"
    shutil.copytree(
        DATA, data, ignore=lambda _, names: [n for n in names if n.startswith("gemeinden-") and n != "gemeinden-06.ttl"]
    )
    return ensure_build(Roots(data=data))


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def running(
    request: pytest.FixtureRequest, build: Build, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Running]]:
    """Each server, holding the build."""
    start, present = {"oxigraph": (oxigraph, OXIGRAPH), "virtuoso": (virtuoso, VIRTUOSO)}[request.param]
    if not present:
        pytest.skip(f"{request.param} is not installed")
    with start(tmp_path_factory.mktemp(request.param)) as server:
        assert RemoteStore(server.query).digest() == ""
        sent = load(build, server.graph_store, user=server.user, password=server.password)
        assert sent > 200_000
        yield request.param, server


@pytest.fixture(scope="module")
def both(build: Build, running: tuple[str, Running]) -> Iterator[tuple[Server, Server]]:
    """The application over its own store, and over the server."""
    limits = Limits(seconds=30)
    near = create_app(build, limits)
    far = create_app(build, limits, None, RemoteStore(running[1].query, 30))
    yield Server(near), Server(far)
    near.state.service.close()
    far.state.service.close()


def _content(response: httpx.Response) -> Counter[str]:
    if "csv" in response.headers["content-type"]:
        return Counter(map(str, csv.reader(response.text.splitlines())))
    return Counter(response.text.splitlines())


def test_the_server_says_which_build_it_holds(build: Build, running: tuple[str, Running]) -> None:
    store = RemoteStore(running[1].query)
    assert store.digest() == build.digest
    assert {name.value for name in store.named_graphs()} == set(
        Graph(ox.Store.read_only(str(build.store))).graph_names()
    )


@pytest.mark.parametrize("path", PATHS)
def test_addresses_answer_the_same(both: tuple[Server, Server], path: str) -> None:
    near, far = (server.get(path) for server in both)
    assert (far.status_code, far.headers["content-type"]) == (near.status_code, near.headers["content-type"])
    assert _content(far) == _content(near)


@pytest.mark.timeout(600)
def test_the_catalogue_answers_the_same_over_oxigraph_and_mostly_over_virtuoso(
    both: tuple[Server, Server], running: tuple[str, Running]
) -> None:
    near, far = (server.app.state.service.graph for server in both)
    known = len(list(catalogue.catalogue()))
    differing = set()
    for query in catalogue.catalogue():
        try:
            same = _rows(near, query) == _rows(far, query)
        except (SyntaxError, StoreUnavailable):
            same = False
        if not same:
            differing.add(query.name)
    assert len(differing) <= (known // 8 if running[0] == "virtuoso" else 0), sorted(differing)


def _rows(graph: Graph, query: catalogue.QueryFile) -> Any:
    result = graph.query(query.text, query.bindings())
    return Counter(map(str, result)) if not isinstance(result, ox.QueryBoolean) else bool(result)


def test_errors_keep_their_codes(both: tuple[Server, Server]) -> None:
    _, far = both
    for path, code in (
        ("/sparql?query=SELECT * {", "syntax"),
        ("/sparql?query=SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "service-refused"),
        ("/sparql?query=SELECT * FROM <http://example.org/> { ?s ?p ?o }", "foreign-graph-refused"),
    ):
        response = far.get(path)
        assert response.json()["code"] == code


def test_a_query_that_takes_too_long_ends_at_its_deadline(build: Build, running: tuple[str, Running]) -> None:
    app = create_app(build, Limits(seconds=2), None, RemoteStore(running[1].query, 2))
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }"
    response = Server(app).get("/sparql", params={"query": slow})
    app.state.service.close()
    assert response.status_code == 503
    assert response.json()["code"] in ("deadline", "store-unavailable")


def test_a_server_that_is_not_there_is_named(build: Build, running: tuple[str, Running]) -> None:
    store = RemoteStore(running[1].query, 2)
    app = create_app(build, Limits(seconds=2), None, store)
    store.url = "http://127.0.0.1:9/sparql"
    response = Server(app).get("/sparql?query=ASK{}")
    page = Server(app).get("/id/gebiet/06.ttl")
    app.state.service.close()
    assert (response.status_code, response.json()["code"]) == (503, "store-unavailable")
    assert (page.status_code, page.json()["code"]) == (503, "store-unavailable")
    with pytest.raises(StoreUnavailable):
        load(build, "http://127.0.0.1:9/store")


def test_a_query_is_sent_with_the_prefixes_it_uses() -> None:
    text = with_prologue("SELECT * { recht:he-hgo\\/84 ?p 'zu:x' }", {"recht": "http://e/r/", "zu": "http://e/z/"})
    assert text == "PREFIX recht: <http://e/r/> SELECT * { <http://e/r/he-hgo/84> ?p 'zu:x' }"
    assert form_of("# SELECT\nPREFIX a: <http://e/ASK> CONSTRUCT WHERE { ?s ?p 'ASK' }") == "CONSTRUCT"
