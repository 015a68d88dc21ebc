"""`/sparql`: the SPARQL 1.1 protocol for queries (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import asyncio
import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL
from starlette.types import ASGIApp, Receive, Scope, Send

from integraph import void
from integraph.build import STATUS_QUO
from integraph.catalogue import PARAMETER_LABELS, QueryFile
from integraph.http import writing
from integraph.http.bodies import decode, read_text
from integraph.http.headers import EDITOR_POLICY
from integraph.http.problems import Problem
from integraph.http.problems import respond as respond_with_problem
from integraph.http.queries import by_theme, listed, ready_made
from integraph.http.results import Evaluation, Streamed, respond
from integraph.http.state import Service, ServiceDep
from integraph.http.state import service as service_of
from integraph.http.templates import page
from integraph.namespaces import NAMESPACES
from integraph.sparql.formats import GRAPHS, HTML, NAMES, SOLUTIONS, TURTLE, content_type, negotiate, serialise_triples
from integraph.sparql.guard import Inspected, QueryRefused, inspect, require_known_graphs

router = APIRouter()
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
FORM: Final = "application/x-www-form-urlencoded"
EXAMPLE: Final = """# Welche Aussagen gibt es zum Integrationsbeirat, und wo stehen sie?
SELECT ?aussage ?text ?beleg WHERE {
  ?aussage ig:task aufg:integrationsbeirat ; rdfs:label ?text ; ig:evidence ?beleg .
}
ORDER BY ?aussage LIMIT 50"""
_LARGEST: Final = 1 << 20
_LONG: Final = 1 << 13
"""Characters of a query that are read in a few milliseconds."""
_READER: Final = ThreadPoolExecutor(1, thread_name_prefix="inspect")
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Result in the negotiated format",
        "content": {media: {} for media in (*SOLUTIONS, *GRAPHS, HTML)},
    },
    400: {"description": "Syntax error or malformed request (problem+json)"},
    403: {"description": "SERVICE, update, or a graph that is not Integraph's"},
    406: {"description": "None of the accepted media types is available"},
    503: {"description": "Deadline, memory or result limit reached, or too many queries waiting"},
    "default": {"description": "Any other problem (problem+json)"},
}
_PARAMETERS: Final = [
    {
        "name": "query",
        "in": "query",
        "schema": {"type": "string"},
        "description": "SPARQL 1.1 query; Integraph's prefixes are known",
    },
    {"name": "default-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
    {"name": "named-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
    {
        "name": "format",
        "in": "query",
        "schema": {"type": "string", "enum": list(NAMES)},
        "description": "instead of Accept",
    },
    {
        "name": "timeout",
        "in": "query",
        "schema": {"type": "number"},
        "description": "seconds after which to give up; at most the server's deadline",
    },
]


@dataclass
class Asked:
    """The parameters of one protocol request."""

    query: list[str] = field(default_factory=list)
    update: list[str] = field(default_factory=list)
    default_graphs: list[str] = field(default_factory=list)
    named_graphs: list[str] = field(default_factory=list)
    using: list[str] = field(default_factory=list)
    using_named: list[str] = field(default_factory=list)
    format: str = ""
    timeout: str = ""

    def take(self, encoded: str) -> None:
        """Add the parameters of a query string or form body. Raises `Problem` for bad encoding."""
        try:
            pairs = parse_qsl(encoded, keep_blank_values=True, encoding="utf-8", errors="strict")
        except ValueError:
            raise Problem(400, "invalid-encoding", "Die Anfrage ist nicht in UTF-8 kodiert.") from None
        for name, value in pairs:
            match name:
                case "query":
                    self.query.append(value)
                case "default-graph-uri":
                    self.default_graphs.append(value)
                case "named-graph-uri":
                    self.named_graphs.append(value)
                case "format":
                    self.format = value
                case "timeout":
                    self.timeout = value
                case "update":
                    self.update.append(value)
                case "using-graph-uri":
                    self.using.append(value)
                case "using-named-graph-uri":
                    self.using_named.append(value)


@router.get("/sparql/", include_in_schema=False)
@router.get("/sparql", summary="SPARQL query", responses=_RESPONSES, openapi_extra={"parameters": _PARAMETERS})
async def get_sparql(request: Request, service: ServiceDep) -> Response:
    """Evaluate `query`; without one, the query form (HTML) or the service description (RDF)."""
    asked = Asked()
    asked.take(decode(request.scope["query_string"]))
    if asked.update:
        raise QueryRefused("update-refused", "Eine Änderung (update) geht nur mit POST.")
    if not asked.query:
        media = _media(request, asked, [*GRAPHS, HTML])
        if media == HTML:
            if name := request.query_params.get("load"):
                loaded = await run_in_threadpool(ready_made, name)
                return _form(request, loaded.bound(), None, (), loaded)
            return _form(request, EXAMPLE, None, ())
        return _description(request, service, media)
    return await _evaluate(request, service, asked)


@router.head("/sparql/", include_in_schema=False)
@router.head("/sparql", include_in_schema=False)
async def head_sparql(request: Request, service: ServiceDep) -> Response:
    """As GET, without the body."""
    return await get_sparql(request, service)


@router.api_route("/sparql/", methods=["POST", "QUERY"], include_in_schema=False)
@router.api_route("/sparql", methods=["QUERY"], include_in_schema=False)
@router.post(
    "/sparql",
    summary="SPARQL query",
    responses=_RESPONSES,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                QUERY: {"schema": {"type": "string"}},
                UPDATE: {"schema": {"type": "string"}},
                FORM: {"schema": {"type": "object"}},
            },
        }
    },
)
async def post_sparql(request: Request, service: ServiceDep) -> Response:
    """Evaluate the query in the body: `application/sparql-query`, or `query=` in a form."""
    asked = Asked()
    asked.take(decode(request.scope["query_string"]))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    text = await read_text(request, _LARGEST)
    if kind == QUERY:
        asked.query.append(text)
    elif kind == FORM:
        asked.take(text)
    elif kind == UPDATE:
        asked.update.append(text)
    else:
        raise Problem(415, "unsupported-media-type", f"Der Inhalt muss {QUERY}, {UPDATE} oder {FORM} sein.")
    if asked.update and request.method == "POST":
        if len(asked.update) != 1 or asked.query:
            raise Problem(400, "one-update", "Genau eine Änderung (update) ist nötig, und keine Abfrage (query) dazu.")
        return await writing.update(request, service, asked.update[0], asked.using, asked.using_named)
    return await _evaluate(request, service, asked)


class Direct:
    """ASGI middleware that hands requests for `/sparql` to the functions of the routes above.

    What FastAPI does between the server and a function, finding the route, resolving dependencies, converting what is
    returned, takes longer than a small query, and these functions need none of it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.functions = {"GET": get_sparql, "HEAD": head_sparql, "POST": post_sparql, "QUERY": post_sparql}
        self.route = next(route for route in router.routes if isinstance(route, APIRoute) and route.path == "/sparql")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        function = None
        if scope["type"] == "http" and scope["path"] in ("/sparql", "/sparql/"):
            function = self.functions.get(scope["method"])
        if function is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = self.route
        request = Request(scope, receive)
        try:
            response = await function(request, scope["app"].state.service)
        except Exception as error:
            response = await respond_with_problem(request, error)
        await response(scope, receive, send)


async def _inspected(query: str, base: str) -> Inspected:
    """`inspect`; for a long text in a thread, one at a time, so that other requests go on meanwhile."""
    if len(query) < _LONG:
        return inspect(query, base)
    return await asyncio.get_running_loop().run_in_executor(_READER, inspect, query, base)


async def _evaluate(request: Request, service: Service, asked: Asked) -> Response:
    if len(asked.query) != 1:
        raise Problem(400, "one-query", "Genau eine Abfrage (query) ist nötig.")
    query = asked.query[0].removeprefix("\ufeff")  # editors write one before a file
    base = _address(request)
    asked_elsewhere = False
    if service.federation.origins:
        resolved = await run_in_threadpool(service.federation.resolve, query, base)
        asked_elsewhere, query = resolved != query, resolved
    found = await _inspected(query, base)
    default, named = found.default_graphs, found.named_graphs
    if asked.default_graphs or asked.named_graphs:
        default, named = asked.default_graphs, asked.named_graphs
    now = service.now
    if service.curation is None or service.curation.policy.curated:
        require_known_graphs({*default, *named}, {*now.graph_names, STATUS_QUO})
    has_dataset = bool(default or named)
    if not found.form:
        # without a form there is no media type to choose; the worker says where the syntax goes wrong
        await now.pool.run(query, "application/json", base)
    media = _media(request, asked, [*(SOLUTIONS if found.form in ("SELECT", "ASK") else GRAPHS), HTML])
    wanted = media
    if media == HTML:
        wanted = "text/csv" if found.form in ("SELECT", "ASK") else TURTLE
    evaluation = Evaluation(
        query,
        wanted,
        tuple(default) if has_dataset else None,
        tuple(named) if has_dataset else None,
        found.volatile or asked_elsewhere,
        base,
        found.variables,
    )
    seconds = _seconds(asked.timeout)
    response = await respond(request, now.pool, service.cache, now.build.digest, evaluation, seconds)
    if media != HTML or response.status_code != 200:
        return response
    if isinstance(response, Streamed):
        response.close()
        text = "Das Ergebnis ist zu groß für eine Seite. Bitte mit LIMIT begrenzen oder als Datei laden."
        return _page(request, query, text, "", links=found.form)
    return await run_in_threadpool(_page, request, query, bytes(response.body).decode(), found.form)


def _address(request: Request) -> str:
    """The address that was asked, without its query: the base of relative IRIs."""
    scope = request.scope
    server = tuple(scope.get("server") or ()) or None  # ASGI allows a list
    return _address_of(scope["scheme"], scope["path"], request.headers.get("host", ""), server)


@lru_cache(maxsize=256)
def _address_of(scheme: str, path: str, host: str, server: tuple[str, int | None] | None) -> str:
    headers = [(b"host", host.encode("latin-1"))] if host else []
    return str(URL(scope={"scheme": scheme, "path": path, "query_string": b"", "headers": headers, "server": server}))


def _seconds(text: str) -> float | None:
    """The deadline that the client asks for; the server's own is the longest."""
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise Problem(400, "invalid-parameter", "timeout ist eine positive Zahl von Sekunden.")
    return seconds


def _media(request: Request, asked: Asked, offers: list[str]) -> str:
    if asked.format:
        media = NAMES.get(asked.format, asked.format)
        chosen = media if media in offers else None
    else:
        chosen = negotiate(request.headers.get("accept"), offers)
    if chosen is None:
        raise Problem(406, "not-acceptable", "Dieses Format gibt es für diese Abfrage nicht.", available=offers)
    return chosen


def _page(request: Request, query: str, body: str, form: str, links: str = "") -> Response:
    rows = list(csv.reader(io.StringIO(body))) if form == "SELECT" else []
    names = (
        ("json", "xml", "csv", "tsv") if (links or form) in ("SELECT", "ASK") else ("turtle", "jsonld", "nt", "rdfxml")
    )
    return _form(request, query, {"head": rows[0], "rows": rows[1:]} if rows else {"text": body}, names)


def _form(
    request: Request,
    query: str,
    table: dict[str, Any] | None,
    links: tuple[str, ...],
    loaded: QueryFile | None = None,
) -> Response:
    headers = {"Content-Security-Policy": EDITOR_POLICY}
    return page(
        request,
        "sparql.html",
        headers=headers,
        title="SPARQL",
        query=query,
        table=table,
        links=links,
        prefixes=NAMESPACES,
        catalogue=by_theme(listed(service_of(request))),
        loaded=loaded,
        labels=PARAMETER_LABELS,
    )


def _description(request: Request, service: Service, media: str) -> Response:
    triples = void.service(
        _address(request),
        service.graph_names,
        updates=service.curation is not None,
        federated=bool(service.federation.origins),
    )
    output = io.BytesIO()
    serialise_triples(triples, GRAPHS[media], output)
    return Response(output.getvalue(), headers={"Content-Type": content_type(media), "Vary": "Accept"})
