"""Changes over HTTP: SPARQL Update (https://www.w3.org/TR/sparql11-protocol/, §2.2) and the Graph Store Protocol
(https://www.w3.org/TR/sparql11-http-rdf-update/), both for whoever has the curator's token.

A graph is named by its own address (`/graph/bund/…`) or as a parameter (`/graph-store?graph=IRI`).
"""

from __future__ import annotations

import email
import email.policy
import hmac
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from integraph.build import STATUS_QUO, Build
from integraph.curation import Condition, Curation, Done, unconditional
from integraph.http.bodies import decode, read_bytes
from integraph.http.links import local
from integraph.http.problems import Problem
from integraph.http.resources import SUFFIXES, graph_response, graph_tags
from integraph.http.state import Service, ServiceDep
from integraph.namespaces import GRAPH
from integraph.sparql.formats import GRAPHS, HTML, TURTLE
from integraph.sparql.guard import QueryRefused
from integraph.store import open_build

router = APIRouter()
_LARGEST: Final = 32 << 20
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Done; the digest of the new generation and how many triples changed"},
    201: {"description": "Done; the graph is new"},
    400: {"description": "The graph is not named, or the body cannot be read"},
    401: {"description": "The curator's token is missing or wrong"},
    403: {"description": "The server takes no changes, or not to this graph"},
    412: {"description": "The graph is not as `If-Match` or `If-None-Match` asks"},
    413: {"description": "The body is too large"},
    415: {"description": "The body is in none of the formats for graphs"},
    422: {"description": "The change would break the shapes or leave references to nothing; with the report"},
    503: {"description": "Another change is under way"},
    "default": {"description": "Any other problem (problem+json)"},
}
_READING: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The graph in the negotiated format", "content": {media: {} for media in (*GRAPHS, HTML)}},
    400: {"description": "Not exactly one of `graph` and `default`, or `graph` is no IRI"},
    404: {"description": "There is no such graph"},
    406: {"description": "None of the accepted media types is available"},
    503: {"description": "Deadline or memory reached, or too many queries waiting"},
    "default": {"description": "Any other problem (problem+json)"},
}
_CONTENT: Final = {
    "requestBody": {
        "required": True,
        "content": {
            media: {"schema": {"type": "string"}}
            for media in (TURTLE, "application/ld+json", "application/n-triples", "application/rdf+xml")
        },
    },
    "security": [{"curator": []}],
}
Graph = Annotated[str, Query(description="IRI of a named graph")]
Default = Annotated[str | None, Query(description="the default graph: give this parameter without a value")]


def curation(request: Request, service: Service) -> Curation:
    """The curation, for a request with its token (`Authorization: Bearer …`).

    Raises `QueryRefused` (403) where the server takes no changes, `Problem` (401) without the right token.
    """
    if service.curation is None:
        raise QueryRefused("update-refused", "Dieser Server beantwortet nur Fragen; er ändert keine Daten.")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), service.curation.token.encode()):
        raise Problem(
            401,
            "token-required",
            "Änderungen brauchen das Kennwort der Redaktion: Authorization: Bearer ….",
            {"WWW-Authenticate": 'Bearer realm="Integraph"'},
        )
    return service.curation


async def update(request: Request, service: Service, text: str, using: list[str], using_named: list[str]) -> Response:
    """Carry out a SPARQL Update; relative IRIs are resolved against the endpoint's address."""
    writer = curation(request, service)
    base = str(request.url.replace(query="", fragment=""))
    return await _done(request, service, lambda: writer.update(text, base, using, using_named))


@router.put("/graph/{path:path}", summary="Replace a named graph", responses=_RESPONSES, openapi_extra=_CONTENT)
async def put_graph(request: Request, path: str, service: ServiceDep) -> Response:
    """Make the named graph say what the body says, and nothing else."""
    return await _write(request, service, _direct(path), "put")


@router.post("/graph/{path:path}", summary="Add to a named graph", responses=_RESPONSES, openapi_extra=_CONTENT)
async def post_graph(request: Request, path: str, service: ServiceDep) -> Response:
    """Add what the body says to the named graph; without a name, to a new one."""
    return await _write(request, service, _direct(path), "post")


@router.delete("/graph/{path:path}", summary="Remove a named graph", responses=_RESPONSES)
async def delete_graph(request: Request, path: str, service: ServiceDep) -> Response:
    """Remove the named graph."""
    return await _write(request, service, _direct(path), "delete")


@router.head("/graph-store", include_in_schema=False)
@router.get("/graph-store", summary="A graph of the store (Graph Store Protocol)", responses=_READING)
async def get_indirect(request: Request, service: ServiceDep, graph: Graph = "", default: Default = None) -> Response:
    """The contents of the graph that `graph` names, or of the `default` graph."""
    named = _indirect(request, graph, default)
    return await graph_response(request, service, named or STATUS_QUO)


@router.put("/graph-store", summary="Replace a graph", responses=_RESPONSES, openapi_extra=_CONTENT)
async def put_indirect(request: Request, service: ServiceDep, graph: Graph = "", default: Default = None) -> Response:
    """Make the graph say what the body says, and nothing else."""
    return await _write(request, service, _indirect(request, graph, default), "put")


@router.post("/graph-store", summary="Add to a graph", responses=_RESPONSES, openapi_extra=_CONTENT)
async def post_indirect(request: Request, service: ServiceDep, graph: Graph = "", default: Default = None) -> Response:
    """Add what the body says to the graph; without a name, to a new one."""
    named = GRAPH if not graph and default is None else _indirect(request, graph, default)
    return await _write(request, service, named, "post")


@router.delete("/graph-store", summary="Remove a graph", responses=_RESPONSES)
async def delete_indirect(
    request: Request, service: ServiceDep, graph: Graph = "", default: Default = None
) -> Response:
    """Remove the graph."""
    return await _write(request, service, _indirect(request, graph, default), "delete")


def _direct(path: str) -> str:
    """The graph that an address of ours names; a suffix only says in which form it is read."""
    stem, dot, suffix = path.rpartition(".")
    return GRAPH + (stem if dot and f".{suffix}" in SUFFIXES else path)


def _indirect(request: Request, graph: str, default: str | None) -> str | None:
    """The graph that the parameters name, None for the default graph. Raises `Problem` (400) unless they name one."""
    given = [name for name, _ in request.query_params.multi_items() if name in ("graph", "default")]
    if len(given) != 1 or bool(graph) == (default is not None):
        raise Problem(400, "one-graph", "Genau eine Angabe ist nötig: graph=IRI oder default.")
    if not graph:
        return None
    _require_iri(graph)
    ours = str(request.url.replace(path="/graph/", query="", fragment=""))
    return _direct(graph.removeprefix(ours)) if graph.startswith(ours) else graph


def _require_iri(graph: str) -> None:
    if not graph.isascii() or any(sign in graph for sign in ' <>"{}|^`\\') or ":" not in graph:
        raise Problem(400, "invalid-parameter", "graph ist keine IRI.")


async def _write(request: Request, service: Service, graph: str | None, kind: str) -> Response:
    writer = curation(request, service)
    if graph == GRAPH:
        if kind != "post" or writer.policy.curated:
            text = "Der Graph hat noch keinen Namen; er wird in der Adresse genannt, zum Beispiel /graph/laender/he/…."
            raise Problem(400, "graph-not-named", text)
        graph = f"{GRAPH}{uuid.uuid4()}"
    if graph == STATUS_QUO:
        graph = None
    if graph is not None:
        _require_iri(graph)
    condition = _condition(request, graph or STATUS_QUO)
    if kind == "delete":
        return await _done(request, service, lambda: writer.delete(graph, condition))
    body = await read_bytes(request, _LARGEST)
    parts = _parts(request.headers.get("content-type", ""), body)
    base = graph or str(request.url.replace(query="", fragment=""))
    if kind == "put":
        return await _done(request, service, lambda: writer.put(graph, parts, base, condition), graph)
    return await _done(request, service, lambda: writer.post(graph, parts, base, condition), graph)


def _condition(request: Request, graph: str) -> Condition:
    """What `If-Match` and `If-None-Match` ask of the graph before it is changed (RFC 9110 §13)."""
    match, none_match = (request.headers.get(name) for name in ("if-match", "if-none-match"))
    if match is None and none_match is None:
        return unconditional

    def condition(build: Build) -> None:
        there = graph in {STATUS_QUO, *open_build(build).graph_names()}
        tags = graph_tags(build, graph) if there else set()
        if match is not None and not (there if match.strip() == "*" else tags & _tags(match)):
            text = "Der Graph ist nicht mehr der, den If-Match nennt; bitte neu lesen und die Änderung dort machen."
            raise Problem(412, "precondition-failed", text)
        if none_match is not None and (there if none_match.strip() == "*" else tags & _tags(none_match)):
            text = "Den Graphen gibt es schon, und If-None-Match schließt das aus."
            raise Problem(412, "precondition-failed", text)

    return condition


def _tags(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",")}  # a weak one is none of ours


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """(media type, text) of the body, or of each part of a form (GSP §5.5). Raises `Problem`."""
    message = email.message_from_bytes(
        b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + body, policy=email.policy.HTTP
    )
    if message.get_content_type() != "multipart/form-data":
        return [(_media(message), decode(body))]
    parts = [part for part in message.iter_parts() if part.get_filename() or part.get_content_type() != "text/plain"]
    if not parts:
        raise Problem(400, "empty-form", "Das Formular enthält keine Datei.")
    return [(_media(part), decode(bytes(part.get_payload(decode=True) or b""))) for part in parts]


def _media(message: Any) -> str:  # noqa: ANN401
    if "content-type" not in message or not str(message["content-type"]):
        raise Problem(415, "unsupported-media-type", "Content-Type fehlt, zum Beispiel text/turtle.")
    charset = message.get_param("charset", "utf-8")
    if str(charset).lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(415, "unsupported-media-type", f"Der Inhalt muss in UTF-8 sein, nicht in {charset}.")
    return str(message.get_content_type())


async def _done(request: Request, service: Service, change: Callable[[], Done], graph: str | None = None) -> Response:
    def work() -> Done:
        done = change()
        service.switch(done.build)
        return done

    done = await run_in_threadpool(work)
    body = {"generation": done.build.digest, "added": done.added, "removed": done.removed}
    headers = {"Cache-Control": "no-store"}
    if done.created and graph:
        path = local(graph) if graph.startswith(GRAPH) else f"/graph-store?graph={quote(graph, safe='')}"
        headers["Location"] = str(request.base_url).rstrip("/") + path
    return JSONResponse(body, 201 if done.created else 200, headers)
