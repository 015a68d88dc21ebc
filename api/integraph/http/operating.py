"""For those who run the server: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from integraph.http.problems import Problem
from integraph.http.state import ServiceDep
from integraph.sparql.workers import QueryFailed

router = APIRouter()


@router.get("/healthz", summary="The process is alive", response_model=None)
async def health() -> JSONResponse:
    """Answer as long as the server runs at all."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get(
    "/readyz",
    summary="Queries are answered",
    response_model=None,
    responses={503: {"description": "Queries are not answered at the moment"}},
)
async def ready(service: ServiceDep) -> JSONResponse:
    """Have a worker answer `ASK {}`; 503 where that fails."""
    try:
        await service.pool.run("ASK {}", "application/json")
    except QueryFailed as failure:
        raise Problem(503, "not-ready", f"Abfragen werden gerade nicht beantwortet: {failure}") from None
    facts = service.facts
    body = {"status": "ok", "triples": facts["triples"], "digest": facts["digest"]}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {CONTENT_TYPE_LATEST.partition(";")[0]: {"schema": {"type": "string"}}}}},
)
async def metrics(service: ServiceDep) -> Response:
    """Requests, times, bytes, cache and queue in the text format of Prometheus."""
    headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    return Response(service.metrics.text(), headers=headers)
