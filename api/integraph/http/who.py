"""`/who`: who is responsible, as JSON (a contract: fields are added, never renamed) or as a German page."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from integraph.http.comparing import RESPONSES, date_of
from integraph.http.problems import Problem
from integraph.http.state import ServiceDep
from integraph.http.templates import page
from integraph.sparql.formats import HTML, NAMES, negotiate

router = APIRouter()
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    **RESPONSES,
    200: {"description": "The answer", "content": {"application/json": {}, HTML: {}}},
    406: {"description": "Neither JSON nor HTML is accepted"},
}


@router.get("/who", summary="Who is responsible", response_model=None, responses=_RESPONSES)
async def get_who(
    request: Request,
    service: ServiceDep,
    task: Annotated[str, Query(min_length=1, description="task: name, slug or IRI")],
    area: Annotated[str, Query(alias="in", min_length=1, description="territory: name, AGS, ARS or IRI")],
    on: Annotated[str, Query(description="date YYYY-MM-DD; default today")] = "",
    role: Annotated[str, Query(description="role: name, slug or IRI")] = "",
    group: Annotated[str, Query(description="target group: name, slug or IRI")] = "",
    scenario: Annotated[list[str] | None, Query(description="overlays: names or IRIs")] = None,
    format: Annotated[str, Query(description="json or html, instead of Accept")] = "",
) -> Response:
    """Answer who is responsible for a task in a territory, with reason, legal basis and evidence."""
    date = date_of(on)
    chosen = [name for name in scenario or [] if name]
    answer = await run_in_threadpool(
        lambda: service.resolver(*chosen).who(task, area, date, role or None, group or None)
    )
    body = answer.as_dict()
    offers = ["application/json", HTML]
    media = NAMES.get(format, format) if format else negotiate(request.headers.get("accept"), offers)
    if media == HTML:
        return page(request, "who.html", title=f"{answer.task.label} in {answer.area.label}", answer=body)
    if media != "application/json":
        raise Problem(406, "not-acceptable", "Dieses Format gibt es hier nicht.", available=offers)
    return JSONResponse(body, headers={"Vary": "Accept"})
