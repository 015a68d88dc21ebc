"""`/programme` (funding programmes in a table) and `/geldfluss` (where the money flows)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from integraph.http.choosing import place, place_text, task, task_text
from integraph.http.i18n import Text
from integraph.http.state import Service, ServiceDep
from integraph.http.viewing import View, day, respond, within, words_of
from integraph.responsibility.answer import Thing
from integraph.views import flows, programmes
from integraph.views.programmes import Programme, Programmes
from integraph.views.words import Words

router = APIRouter(include_in_schema=False)


def _selected(
    service: Service, area: str, task_text: str, on: str
) -> tuple[list[Programme], Thing | None, Thing | None]:
    """Return the programmes of a place (it and what contains it), for a task, on a date; nothing chosen means all."""
    resolver = service.resolver()
    known = service.memo.get("programmes", lambda: Programmes(resolver))
    where, what = place(service, area), task(service, task_text)
    chain = resolver.geography.chain(where.iri).iris if where else frozenset()
    return known.select(chain, what.iri if what else "", day(on) if on else ""), where, what


def _named(de: str, en: str, where: Thing | None, what: Thing | None, words: Words) -> Text:
    about = f": {words.name(what)}" if what else ""
    return Text(de + about + within(where).de, en + about + within(where).en)


@router.get("/programme")
def get_programmes(
    request: Request,
    service: ServiceDep,
    area: Annotated[str, Query(alias="in")] = "",
    about: Annotated[str, Query(alias="task")] = "",
    on: str = "",
    format: str = "",
) -> Response:
    """List funding programmes with amounts, recipients and take-up."""
    found, where, what = _selected(service, area, about, on)
    words = words_of(request, service)
    title = _named("Förderprogramme", "Funding programmes", where, what, words)
    return respond(
        request,
        service,
        "programmes.html",
        title,
        lambda: View(programmes.table(found, title(words.lang), words)),
        format=format,
        count=len(found),
        area=place_text(service, where),
        task=task_text(service, what),
        on=on,
    )


@router.get("/geldfluss")
def get_flows(
    request: Request,
    service: ServiceDep,
    area: Annotated[str, Query(alias="in")] = "",
    about: Annotated[str, Query(alias="task")] = "",
    on: str = "",
    format: str = "",
) -> Response:
    """Draw who funds whom through which programme."""
    found, where, what = _selected(service, area, about, on)
    words = words_of(request, service)
    title = _named("Geldfluss", "Flow of money", where, what, words)

    def make() -> View:
        made = flows.flows(found, title(words.lang))
        draw = (lambda address: flows.draw(made, address, words)) if found else None
        return View(made.table(words), draw, flows.about(words))

    return respond(
        request,
        service,
        "flows.html",
        title,
        make,
        format=format,
        count=len(found),
        area=place_text(service, where),
        task=task_text(service, what),
        on=on,
    )
