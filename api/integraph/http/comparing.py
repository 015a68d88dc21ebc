"""`/timeline`, `/gaps`, `/compare`, `/diff` and `/overlays`: answers set beside each other, as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from integraph.dates import day_of
from integraph.http.heavy import Heavy
from integraph.http.problems import Problem
from integraph.http.state import Service, ServiceDep
from integraph.responsibility.compare import compare, tasks_of
from integraph.responsibility.diff import diff, municipalities
from integraph.responsibility.gaps import ROLES, gaps
from integraph.responsibility.scenario import known, other_changes
from integraph.responsibility.timeline import timeline

router = APIRouter()
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The answer", "content": {"application/json": {}}},
    400: {"description": "A parameter is missing or malformed (problem+json)"},
    404: {"description": "Unknown or ambiguous name; problem+json with candidates"},
    409: {"description": "Scenarios that contradict each other (problem+json)"},
    503: {"description": "Too many requests that take long"},
    "default": {"description": "Any other problem (problem+json)"},
}
MOST_TASKS: Final = 60
"""How many tasks one comparison may have; a field has fewer."""
MOST_PLACES: Final = 16

On = Annotated[str, Query(description="date YYYY-MM-DD or DD.MM.YYYY; default today")]
Task = Annotated[str, Query(min_length=1, description="task: name, slug or IRI")]
Area = Annotated[str, Query(alias="in", min_length=1, description="territory: name, AGS, ARS or IRI")]


def date_of(text: str) -> dt.date:
    """Return the date that a parameter gives, today where it is empty. Raises `Problem` 400."""
    try:
        return day_of(text)
    except ValueError as error:
        raise Problem(400, "invalid-parameter", str(error)) from None


def heavy(request: Request) -> Heavy:
    """The threads for answers that take long."""
    found: Heavy = request.app.state.heavy
    return found


@router.get("/timeline", summary="How a responsibility changed", responses=RESPONSES, response_model=None)
def get_timeline(
    service: ServiceDep, task: Task, area: Area, role: Annotated[str, Query(description="only this role")] = ""
) -> JSONResponse:
    """Return the periods in which the answer stays the same, each with its answer."""
    resolver = service.resolver()
    lookup = resolver.lookup
    periods = timeline(resolver, lookup.task(task), lookup.area(area), lookup.role(role) if role else None)
    return JSONResponse([period.as_dict() for period in periods])


@router.get("/gaps", summary="Tasks with no or several holders", responses=RESPONSES, response_model=None)
async def get_gaps(
    request: Request,
    service: ServiceDep,
    area: Area,
    on: On = "",
    role: Annotated[list[str] | None, Query(description="roles; default Ausführung and Finanzierung")] = None,
) -> JSONResponse:
    """Return computed gaps and overlaps of a territory beside those that the sources name."""
    resolver = service.resolver()
    roles = tuple(resolver.lookup.role(text) for text in role or []) or ROLES
    place, day = resolver.lookup.area(area), date_of(on).isoformat()
    found = await heavy(request).run(lambda: gaps(resolver, place, day, roles))
    return JSONResponse([finding.as_dict() for finding in found])


@router.get("/compare", summary="Places side by side", responses=RESPONSES, response_model=None)
async def get_compare(
    request: Request,
    service: ServiceDep,
    areas: Annotated[list[str], Query(alias="in", description="two or more territories")],
    task: Annotated[list[str] | None, Query(description="tasks")] = None,
    field: Annotated[str, Query(description="instead: all tasks of a field")] = "",
    on: On = "",
) -> JSONResponse:
    """Return who, with which duty, who pays and how much, for each territory, and where they differ."""
    resolver = service.resolver()
    lookup = resolver.lookup
    if bool(task) == bool(field):
        raise Problem(400, "invalid-parameter", "Bitte entweder task oder field angeben.")
    places = list(dict.fromkeys(lookup.area(text) for text in areas))
    if not 2 <= len(places) <= MOST_PLACES:
        raise Problem(400, "invalid-parameter", f"Ein Vergleich braucht 2 bis {MOST_PLACES} verschiedene Orte.")
    tasks = [lookup.task(text) for text in task or []] or tasks_of(resolver, lookup.field(field))
    if len(tasks) > MOST_TASKS:
        raise Problem(400, "invalid-parameter", f"Ein Vergleich hat höchstens {MOST_TASKS} Aufgaben.")
    day = date_of(on).isoformat()
    found = await heavy(request).run(lambda: compare(resolver, tasks, places, day))
    return JSONResponse(found.as_dict())


@router.get("/diff", summary="What a reform would change", responses=RESPONSES, response_model=None)
async def get_diff(
    request: Request,
    service: ServiceDep,
    area: Area,
    scenario: Annotated[list[str], Query(description="overlays: names or IRIs", min_length=1)],
    on: On = "",
) -> JSONResponse:
    """Return which answers the scenarios change for the municipalities of a territory."""
    day = date_of(on).isoformat()
    return JSONResponse(await heavy(request).run(lambda: _diff(service, area, tuple(scenario), day)))


def _diff(service: Service, area: str, scenarios: tuple[str, ...], on: str) -> dict[str, Any]:
    today, then = service.resolver(), service.resolver(*scenarios)
    areas = municipalities(service.graph, [today.lookup.area(area)])
    changes = diff(today, then, on, areas)
    other = other_changes(then.graph)
    return {
        "scenario": [thing.as_dict() for thing in then.knowledge.labels.things(then.graph.overlays)],
        "on": on,
        "changes": [change.as_dict() for change in changes],
        "other": [{"sign": sign, "statement": statement.as_dict()} for sign, statement in other],
    }


@router.get("/overlays", summary="Reform options that can be computed", responses=RESPONSES, response_model=None)
def get_overlays(service: ServiceDep) -> JSONResponse:
    """Return the overlays with their names and how many statements they add and end."""
    overlays = service.memo.get("overlays", lambda: known(service.graph))
    return JSONResponse([{**o.thing.as_dict(), "name": o.name, "adds": o.adds, "ends": o.ends} for o in overlays])
