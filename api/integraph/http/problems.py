"""Every error of the server in one shape: RFC 9457 problem+json with a stable `code`, or a page for people."""

from __future__ import annotations

import http
import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from integraph.codes import ProblemCode
from integraph.curation import WriteRefused
from integraph.http import problem_page
from integraph.http.headers import HEADERS
from integraph.http.plain import allowed
from integraph.remote import StoreUnavailable
from integraph.responsibility import ContradictingOverlays, LookupFailure
from integraph.sparql.formats import HTML, negotiate
from integraph.sparql.guard import QueryRefused
from integraph.sparql.workers import QueryFailed
from integraph.store import UnknownOverlay

PROBLEM = "application/problem+json"
_PHRASES = {status.value: status.phrase for status in http.HTTPStatus}
_log = logging.getLogger("integraph")


class Problem(Exception):
    """An error with its HTTP status, a stable code, a German sentence and further members of the problem object."""

    def __init__(
        self,
        status: int,
        code: ProblemCode,
        detail: str,
        headers: dict[str, str] | None = None,
        **more: Any,  # noqa: ANN401
    ) -> None:
        self.status, self.code, self.detail, self.headers, self.more = status, code, detail, headers or {}, more
        super().__init__(detail)


def as_problem(error: Exception) -> Problem:
    """The problem that stands for an exception. What is not foreseen becomes `internal`, without its text."""
    match error:
        case Problem():
            return error
        case QueryRefused():
            return Problem(error.status, error.code, str(error))
        case StoreUnavailable():
            return Problem(503, "store-unavailable", str(error), {"Retry-After": "5"})
        case WriteRefused():
            retry = {"Retry-After": "5"} if error.status == 503 else {}
            return Problem(error.status, error.code, str(error), retry, **error.more)
        case QueryFailed():
            retry = {"Retry-After": "5"} if error.status == 503 else {}
            place = {"line": error.line, "column": error.column} if error.line else {}
            return Problem(error.status, error.code, str(error), retry, **place)
        case ClientDisconnect():
            return Problem(499, "cancelled", "Der Client ging, bevor seine Anfrage da war.")
        case UnknownOverlay():
            return Problem(404, "unknown-scenario", str(error), known=error.known)
        case ContradictingOverlays():
            return Problem(409, "contradicting-scenarios", str(error))
        case LookupFailure():
            candidates = [{"iri": c.iri, "label": c.label, "context": c.context} for c in error.candidates]
            return Problem(404, error.code, str(error), candidates=candidates)
        case RequestValidationError():
            errors = [{"parameter": str(e["loc"][-1]), "message": e["msg"]} for e in error.errors()]
            names = ", ".join(e["parameter"] for e in errors)
            return Problem(400, "invalid-parameter", f"Fehlende oder ungültige Angabe: {names}.", errors=errors)
        case HTTPException(status_code=404):
            return Problem(404, "not-found", "Diese Adresse gibt es nicht.")
        case HTTPException(status_code=405):
            return Problem(405, "method-not-allowed", "Diese Methode gibt es hier nicht.", dict(error.headers or {}))
        case HTTPException():
            return Problem(error.status_code, "http", str(error.detail), dict(error.headers or {}))
    return Problem(
        500, "internal", "Das hätte nicht passieren dürfen. Der Fehler ist im Protokoll des Servers vermerkt."
    )


async def respond(request: Request, error: Exception) -> Response:
    """The response for an exception: a page where the client prefers HTML, problem+json otherwise."""
    problem = as_problem(error)
    if problem.status == 405:
        problem.headers["Allow"] = allowed(request)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**HEADERS, **problem.headers})
    if problem.status >= 500 and problem.code == "internal":
        _log.error("%s %s", request.method, request.url.path, exc_info=error)
    headers = {**HEADERS, **problem.headers, "Vary": "Accept, Cookie", "Cache-Control": "no-store"}
    accept = request.headers.get("accept")
    if accept and negotiate(accept, [PROBLEM, "application/json", HTML]) == HTML:
        return await run_in_threadpool(problem_page.respond, request, problem, error, headers)
    body = {
        "type": f"https://w3id.org/integraph/problem/{problem.code}",
        "title": _PHRASES.get(problem.status, "Client Closed Request"),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "instance": request.url.path,
        **problem.more,
    }
    return JSONResponse(body, problem.status, headers, PROBLEM)


def install(app: FastAPI) -> None:
    """Let *app* answer every exception with `respond`."""
    for kind in (
        Problem,
        QueryRefused,
        QueryFailed,
        WriteRefused,
        StoreUnavailable,
        LookupFailure,
        UnknownOverlay,
        ContradictingOverlays,
        RequestValidationError,
        HTTPException,
        ClientDisconnect,
        Exception,
    ):
        app.add_exception_handler(kind, respond)
