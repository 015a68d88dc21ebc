"""`/vergleich` (Länder or other places side by side) and `/matrix` (tasks against levels or actors)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from integraph.http.choosing import laender, options, place, place_text, task_text
from integraph.http.comparing import MOST_PLACES, MOST_TASKS
from integraph.http.i18n import Text
from integraph.http.problems import Problem
from integraph.http.state import ServiceDep
from integraph.http.viewing import View, day, one_of, respond, words_of
from integraph.responsibility.answer import Thing
from integraph.responsibility.compare import Comparison, compare, tasks_of
from integraph.views import comparison, matrix
from integraph.views.duty import DUTIES, duty_of_row
from integraph.views.naming import FIELD

router = APIRouter(include_in_schema=False)


@router.get("/vergleich")
def get_comparison(
    request: Request,
    service: ServiceDep,
    task: Annotated[list[str] | None, Query()] = None,
    field: str = "",
    areas: Annotated[list[str] | None, Query(alias="in")] = None,
    on: str = "",
    format: str = "",
) -> Response:
    """Compare places, by default all Länder, for tasks or for a field."""
    resolver = service.resolver()
    lookup = resolver.lookup
    tasks = [lookup.task(text) for text in task or [] if text.strip()]
    date = day(on)
    texts = [text for text in areas or [] if text.strip()]
    places = list(dict.fromkeys(lookup.area(text) for text in texts)) or [land.iri for land in laender(service)]
    found: Comparison | None = None
    if tasks and field:
        raise Problem(400, "invalid-parameter", "Bitte entweder eine Aufgabe (task) oder ein Feld (field) angeben.")
    if tasks or field:
        if not 2 <= len(places) <= MOST_PLACES:
            raise Problem(400, "invalid-parameter", f"Ein Vergleich braucht 2 bis {MOST_PLACES} verschiedene Orte.")
        tasks = tasks or tasks_of(resolver, lookup.field(field))
        if len(tasks) > MOST_TASKS:
            raise Problem(400, "invalid-parameter", f"Ein Vergleich hat höchstens {MOST_TASKS} Aufgaben.")
        key = ("compare", tuple(tasks), tuple(places), date)
        found = service.memo.get(key, lambda: compare(resolver, tasks, places, date))
    name = (
        resolver.knowledge.labels(tasks[0]) if len(tasks) == 1 else lookup.label(lookup.field(field)) if field else ""
    )
    if field:
        name = next((f.label for f in options(service, FIELD) if f.iri == lookup.field(field)), name)
    words = words_of(request, service)
    if name:
        only = tasks[0] if len(tasks) == 1 and not field else lookup.field(field)
        name = words.name(Thing(only, name))
    overview = comparison.overview(found, words) if found else None
    return respond(
        request,
        service,
        "comparison.html",
        Text(f"Vergleich: {name}" if name else "Vergleich", f"Comparison: {name}" if name else "Comparison"),
        (
            lambda: View(
                comparison.table(found, words), lambda address: matrix.draw(overview, address, words), overview.about
            )
        )
        if found and overview
        else None,
        format=format,
        found=found,
        named=words.thing,
        duty=duty_of_row,
        distinct=comparison.distinct,
        distinct_rules=comparison.distinct_rules,
        tasks=[task_text(service, Thing(t, resolver.knowledge.labels(t))) for t in tasks] if task else [],
        field=lookup.field(field) if field else "",
        fields=options(service, FIELD, words),
        laender=laender(service),
        places=places,
        on=on,
    )


@router.get("/matrix")
def get_matrix(
    request: Request,
    service: ServiceDep,
    area: Annotated[str, Query(alias="in")] = "",
    field: str = "",
    columns: Annotated[str, Query(alias="spalten")] = "",
    on: str = "",
    format: str = "",
) -> Response:
    """Show the responsibility matrix of a place, or of all statements of the sources."""
    resolver = service.resolver()
    by_actor = one_of("spalten", columns, ("ebenen", "akteure")) == "akteure"
    date, where = day(on), place(service, area)
    chosen = resolver.lookup.field(field) if field else ""
    tasks = tasks_of(resolver, chosen) if chosen else resolver.knowledge.tasks

    def make() -> matrix.Matrix:
        if where:
            return matrix.of_place(resolver, tasks, where.iri, date, by_actor, words)
        return matrix.of_statements(resolver, tasks, date, by_actor, words)

    words = words_of(request, service)
    found = service.memo.get(("matrix", where, chosen, by_actor, date, words.lang), make)
    return respond(
        request,
        service,
        "matrix.html",
        Text(found.title, found.title),
        lambda: View(found.table(words), lambda address: matrix.draw(found, address, words), found.about),
        format=format,
        matrix=found,
        column_name=lambda column: matrix.column_name(column, words),
        named=words.thing,
        duties=[d for d in DUTIES if any(e.duty is d for entries in found.fields.values() for e in entries)],
        area=place_text(service, where),
        field=chosen,
        fields=options(service, FIELD, words),
        by_actor=by_actor,
        on=on,
    )
