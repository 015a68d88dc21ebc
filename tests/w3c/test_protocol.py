"""The W3C's tests of the SPARQL 1.1 Protocol (34) and the Graph Store Protocol (13), request by request.

The application runs over an empty store with the open policy, so that the tests may write what they like.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import Namespace
from rdflib.collection import Collection

from integraph.curation import OPEN, Curation
from integraph.http import create_app
from integraph.sparql.workers import Limits
from server import Server
from w3c.suite import MF, canonical

CNT = Namespace("http://www.w3.org/2011/content#")
HT = Namespace("http://www.w3.org/2011/http#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SUITES = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "sparql" / "sparql11"
TOKEN = "a token for the tests only"  # noqa: S105
STATUS = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404, "BadRequest": 400}
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml", "application/json"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "application/json", "text/csv"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}


@dataclass(frozen=True)
class Exchange:
    """One request and what the response must be like; *written* are its header fields that name an address."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    encoding: str
    statuses: frozenset[str]
    expected: dict[str, str] = field(default_factory=dict)
    boolean: bool | None = None
    form: str | None = None
    graph: str | None = None


@dataclass(frozen=True)
class Case:
    """One test: data to begin with, by graph, and the exchanges in order."""

    name: str
    data: tuple[tuple[str, Path], ...]
    exchanges: tuple[Exchange, ...]


def _headers(graph: rdflib.Graph, node: Any) -> dict[str, str]:
    fields = graph.value(node, HT.headers)
    return {
        str(graph.value(each, HT.fieldName)).lower(): str(graph.value(each, HT.fieldValue))
        for each in (Collection(graph, fields) if fields is not None else ())
    }


def _exchange(graph: rdflib.Graph, node: Any) -> Exchange:
    response = graph.value(node, HT.resp)
    body = graph.value(node, HT.body)
    content = graph.value(response, HT.body)
    boolean = graph.value(response, MF.expectedBoolean)
    form = graph.value(response, MF.expectedFormat)
    return Exchange(
        str(graph.value(node, HT.methodName)),
        str(graph.value(node, HT.absolutePath)),
        _headers(graph, node),
        str(graph.value(body, CNT.chars) or "") if body is not None else "",
        str(graph.value(body, CNT.characterEncoding) or "UTF-8") if body is not None else "UTF-8",
        frozenset(str(status).rpartition("#")[2] for status in graph.objects(response, MF.expectedStatus)),
        _headers(graph, response),
        None if boolean is None else bool(boolean.toPython()),
        None if form is None else str(form),
        str(graph.value(content, CNT.chars)) if content is not None else None,
    )


def _cases(*manifests: str) -> Iterator[Case]:
    for name in manifests:
        path = SUITES / name
        if not path.is_file():
            continue
        graph = rdflib.Graph().parse(path, format="turtle", publicID=path.as_uri())
        (entries,) = graph.objects(None, MF.entries)
        for entry in Collection(graph, entries):
            requests = graph.value(graph.value(entry, MF.action), HT.requests)
            assert requests is not None
            data = [
                (str(graph.value(each, rdflib.RDFS.label)), Path(unquote(str(graph.value(each, UT.graph))[7:])))
                for each in (*graph.objects(entry, UT.graphData), *graph.objects(entry, QT.graphData))
            ]
            exchanges = tuple(_exchange(graph, each) for each in Collection(graph, requests))
            yield Case(str(entry).rpartition("#")[2], tuple(sorted(data)), exchanges)


PROTOCOL = list(_cases("protocol/manifest.ttl"))
STORE = list(_cases("graph-store-protocol/manifest-direct.ttl", "graph-store-protocol/manifest-indirect.ttl"))


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[Server]:
    """The application over an empty store that takes changes of any kind."""
    app = create_app(None, Limits(seconds=5), Curation(tmp_path, TOKEN, policy=OPEN))
    yield Server(app)
    app.state.service.close()


def test_the_suites_are_complete(shared: Path) -> None:
    assert SUITES.is_relative_to(shared)
    assert (len(PROTOCOL), len(STORE)) == (34, 13)


@pytest.mark.parametrize("case", PROTOCOL, ids=lambda case: case.name)
def test_protocol(case: Case, writable: Server) -> None:
    _run(case, writable, {})


@pytest.mark.parametrize("case", STORE, ids=lambda case: case.name)
def test_graph_store_protocol(case: Case, writable: Server) -> None:
    addresses = {
        "www.example": "test",
        "/gsp?": "/graph-store?",
        "/gsp/": "/graph/",
        "%2Fgsp%2F": "%2Fgraph%2F",
        "$HOST$": "test",
        "$GRAPHSTORE$": "graph",
    }
    _run(case, writable, addresses)


def _run(case: Case, server: Server, addresses: dict[str, str]) -> None:
    def here(text: str) -> str:
        for old, new in addresses.items():
            text = text.replace(old, new)
        return "/graph-store" if text == "/gsp" else text

    for iri, data in case.data:
        loaded = server.request(
            "PUT", "/graph-store", **_body(data.read_text(), "application/n-triples"), params={"graph": iri}
        )
        assert loaded.status_code == 201, loaded.text
    location = ""
    for exchange in case.exchanges:
        path = here(exchange.path.replace("$NEWPATH$", location).replace("$LOCATION$", location))
        headers = {**exchange.headers, "Authorization": f"Bearer {TOKEN}"}
        accept = headers.pop("accept", None)
        content = here(exchange.body).encode(exchange.encoding) if exchange.body else None
        response = server.request(exchange.method, path, accept, content=content, headers=headers)
        allowed = {STATUS.get(status, status.removeprefix("StatusCode")) for status in exchange.statuses}
        assert {response.status_code, f"{response.status_code // 100}xx"} & allowed, (path, response.text)
        location = response.headers.get("location", location)
        media = response.headers.get("content-type", "").partition(";")[0]
        if exchange.form:
            assert media in FORMATS[exchange.form]
        if exchange.boolean is not None:
            assert response.json()["boolean"] is exchange.boolean
        if "content-type" in exchange.expected:
            assert response.headers["content-type"].lower() == exchange.expected["content-type"].lower()
        if exchange.graph is not None and exchange.graph.strip():
            wanted = ox.parse(here(exchange.graph).encode(), ox.RdfFormat.TURTLE)
            got = ox.parse(response.content, ox.RdfFormat.TURTLE)
            assert canonical([quad.triple for quad in got]) == canonical([quad.triple for quad in wanted])


def _body(text: str, media: str) -> dict[str, Any]:
    return {"content": text.encode(), "headers": {"Content-Type": media, "Authorization": f"Bearer {TOKEN}"}}
