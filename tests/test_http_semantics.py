"""HTTP itself (RFC 9110): what holds for every address, whatever it answers."""

from __future__ import annotations

import asyncio
import gzip

import httpx
import pytest

from server import Server

ASK = "/sparql?query=ASK%20%7B%7D"
QUERY = {"Content-Type": "application/sparql-query"}


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/healthz",
        "/id/gebiet/06.ttl",
        "/who?task=integrationskurse&in=06611",
        "/.well-known/void",
        ASK,
    ],
)
def test_head_says_what_get_says_without_the_body(server: Server, path: str) -> None:
    got, head = server.get(path), server.request("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "vary", "cache-control", "etag"):
        assert head.headers.get(name) == got.headers.get(name)


def test_head_of_nothing_is_404(server: Server) -> None:
    assert server.request("HEAD", "/gibt-es-nicht").status_code == 404
    assert server.request("HEAD", "/gibt-es-nicht").content == b""


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/sparql", {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}),
        ("/graph-store", {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}),
        ("/graph/bund/x", {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}),
        ("/healthz", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_is_not_taken_names_all_that_are(server: Server, path: str, methods: set[str]) -> None:
    refused = server.request("PATCH", path)
    assert code(refused) == (405, "method-not-allowed")
    assert set(refused.headers["allow"].split(", ")) == methods
    asked = server.request("OPTIONS", path)
    assert (asked.status_code, asked.content) == (204, b"")
    assert set(asked.headers["allow"].split(", ")) == methods


def test_a_preflight_from_another_origin_is_answered_and_headers_are_shown_to_it(server: Server) -> None:
    origin = {"Origin": "https://example.org"}
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization, content-type"}
    preflight = server.request("OPTIONS", "/graph-store", headers={**origin, **asked})
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "PUT" in preflight.headers["access-control-allow-methods"]
    assert "ETag" in server.get(ASK, headers=origin).headers["access-control-expose-headers"]


def test_several_accept_fields_are_one_list(server: Server) -> None:
    fields = [("Accept", "application/sparql-results+xml;q=0.5"), ("Accept", "text/csv")]

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=server.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(ASK, headers=httpx.Headers(fields))

    assert asyncio.run(ask()).text.strip() == "true"


def test_gzip_is_not_sent_to_who_refuses_it(server: Server) -> None:
    packed = server.get("/", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    for refusal in ("gzip;q=0", "gzip; q=0.0, *;q=0", "identity"):
        assert "content-encoding" not in server.get("/", headers={"Accept-Encoding": refusal}).headers


def test_what_is_packed_has_a_weak_entity_tag_that_is_recognised(server: Server) -> None:
    path = "/static/site.css"
    plain = server.get(path, headers={"Accept-Encoding": "identity"}).headers["etag"]
    packed = server.get(path, headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["content-encoding"], packed.headers["etag"]) == ("gzip", f"W/{plain}")
    again = server.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": f"W/{plain}"})
    assert again.status_code == 304


def test_a_packed_body_is_refused_with_the_coding_that_is_read(server: Server) -> None:
    headers = {**QUERY, "Content-Encoding": "gzip"}
    refused = server.request("POST", "/sparql", content=gzip.compress(b"ASK {}"), headers=headers)
    assert code(refused) == (415, "packed")
    assert refused.headers["accept-encoding"] == "identity"


def test_a_byte_order_mark_before_a_query_does_no_harm(server: Server) -> None:
    body = "\ufeffASK {}".encode()
    assert server.request("POST", "/sparql", content=body, headers=QUERY).json()["boolean"] is True
    assert server.get("/sparql", params={"query": "\ufeffASK {}"}).json()["boolean"] is True


def test_lines_may_end_as_windows_ends_them(server: Server) -> None:
    body = b"ASK # no comment beyond the line\r\n{ geb:06 ?p ?o }\r\n"
    assert server.request("POST", "/sparql", content=body, headers=QUERY).json()["boolean"] is True


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        ("graph=http://a/&graph=http://b/", "one-graph"),
        ("graph=http://a/&default", "one-graph"),
        ("", "one-graph"),
        ("graph=nicht/absolut", "invalid-parameter"),
        ("graph=http://a/%3Cb%3E", "invalid-parameter"),
    ],
)
def test_a_graph_is_named_once_and_by_an_absolute_iri(server: Server, parameters: str, wanted: str) -> None:
    assert code(server.get(f"/graph-store?{parameters}")) == (400, wanted)
