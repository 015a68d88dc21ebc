"""The HTTP interface: every route with method, parameters, media types and statuses, as FastAPI knows them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from integraph import __version__
from integraph.http.app import ROUTERS
from integraph.http.viewing import FORMATS

from .markdown import Page, code


def page() -> Page:
    """Return the page of all routes."""
    made = Page("HTTP interface", "Every address of the server: method, parameters, media types, statuses.")
    made.paragraph(
        "What is for programs is machine-readable at `/openapi.json` as well. Errors are "
        "`application/problem+json` (RFC 9457) with a `code` from [fehlercodes.md](fehlercodes.md), or a page where "
        "`Accept` prefers HTML. All `GET` addresses take `lang=de` or `lang=en` where they yield a page; all answers "
        "may be read from any origin (CORS)."
    )
    described = {(path, method.upper()): o for path, found in openapi()["paths"].items() for method, o in found.items()}
    made.heading("For programs")
    hidden = []
    for route in routes():
        for method in sorted(route.methods or ()):
            operation = described.get((path_of(route), method))
            if operation is None:
                hidden.append((method, route))
            else:
                _operation(made, method, path_of(route), operation, route)
    made.heading("Pages, and other ways to the above")
    made.paragraph(
        f"Views (those with `format`) come as {', '.join(map(code, FORMATS))}; the others as HTML. Statuses: 200, and "
        "those of the errors."
    )
    made.table(
        ("method", "address", "parameters", "what it gives"),
        [(m, code(path_of(r)), ", ".join(code(n) for n in names(r)), first_line(r)) for m, r in hidden],
    )
    made.paragraph(
        "`/static/…` holds style sheets, scripts and fonts; `/openapi.json` the machine-readable description."
    )
    return made


def _operation(made: Page, method: str, path: str, operation: dict[str, Any], route: APIRoute) -> None:
    made.heading(f"{method} {path}", 3)
    summary = str(operation.get("summary", "")).rstrip(".")
    made.paragraph(f"{summary}. {first_line(route)}")
    made.table(
        ("parameter", "in", "type", "meaning"),
        [
            (
                code(p["name"]),
                p["in"] + (", required" if p.get("required") else ""),
                kind(p.get("schema", {})),
                p.get("description", ""),
            )
            for p in operation.get("parameters", ())
        ],
    )
    if body := operation.get("requestBody"):
        made.paragraph(f"Body: {', '.join(map(code, body['content']))}.")
    responses = operation["responses"]
    media = dict.fromkeys(name for r in responses.values() for name in r.get("content", ()) if "problem" not in name)
    made.paragraph(f"Media types: {', '.join(map(code, media))}.")
    made.table(
        ("status", "meaning"),
        [(status, r.get("description") or HTTPStatus(int(status)).phrase) for status, r in responses.items()],
    )


def kind(schema: dict[str, Any]) -> str:
    """Return the type that a JSON schema asks for, in words."""
    if options := [o for o in schema.get("anyOf", ()) if o.get("type") != "null"]:
        return " or ".join(dict.fromkeys(map(kind, options)))
    if schema.get("enum"):
        return ", ".join(code(str(value)) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"{kind(schema.get('items', {}))}, repeatable"
    return str(schema.get("type", "string"))


def routes() -> Iterator[APIRoute]:
    """Yield every route of the server, in the order in which they are tried."""
    for router in ROUTERS:
        yield from _flat(router.routes)


def _flat(found: Iterable[Any]) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route
        else:  # a router within a router
            yield from _flat(route.original_router.routes)


def openapi() -> dict[str, Any]:
    """Return the OpenAPI description, made without starting a server."""
    app = FastAPI(title="Integraph", version=__version__)
    for router in ROUTERS:
        app.include_router(router)
    return get_openapi(title=app.title, version=app.version, routes=app.routes)


def path_of(route: APIRoute) -> str:
    """Return the path as OpenAPI writes it: without converters."""
    return route.path_format


def names(route: APIRoute) -> list[str]:
    """Return the parameters that the route declares, as they are written in an address."""
    return [p.alias or p.name for p in (*route.dependant.path_params, *route.dependant.query_params)]


def first_line(route: APIRoute) -> str:
    """Return the first paragraph of what the route's function says of itself."""
    return " ".join((inspect.getdoc(route.endpoint) or "").partition("\n\n")[0].split())
