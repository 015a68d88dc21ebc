"""`/programme` (funding programmes in a table) and `/geldfluss` (where the money flows)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from integraph.http.choosing import place, place_text, task, task_text
from integraph.http.i18n import Text
from integraph.http.state import ServiceDep
from integraph.http.viewing import View, day, respond, within, words_of
from integraph.views import flows, programmes
from integraph.views.programmes import Programme, Programmes
from integraph.views.words import Words

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Selection:
    """The programmes that an address selects, how a title names the selection, and what the form shows of it."""

    programmes: list[Programme]
    named: Text
    words: Words
    area: str
    task: str
    on: str

    def title(self, de: str, en: str) -> Text:
        """Return the title of a view of the selection."""
        return Text(de + self.named.de, en + self.named.en)


def _selection(
    request: Request,
    service: ServiceDep,
    area: Annotated[str, Query(alias="in")] = "",
    about: Annotated[str, Query(alias="task")] = "",
    on: str = "",
) -> Selection:
    """Return the programmes of a place (it and what contains it), for a task, on a date; nothing chosen means all."""
    resolver = service.resolver()
    known = service.memo.get("programmes", lambda: Programmes(resolver))
    where, what = place(service, area), task(service, about)
    chain = resolver.geography.chain(where.iri).iris if where else frozenset()
    words = words_of(request, service)
    subject, around = f": {words.name(what)}" if what else "", within(where)
    return Selection(
        known.select(chain, what.iri if what else "", day(on) if on else ""),
        Text(subject + around.de, subject + around.en),
        words,
        place_text(service, where),
        task_text(service, what),
        on,
    )


Selected = Annotated[Selection, Depends(_selection)]


@router.get("/programme")
def get_programmes(request: Request, service: ServiceDep, selected: Selected, format: str = "") -> Response:
    """List funding programmes with amounts, recipients and take-up."""
    title, words = selected.title("Förderprogramme", "Funding programmes"), selected.words
    return respond(
        request,
        service,
        "programmes.html",
        title,
        lambda: View(programmes.table(selected.programmes, title(words.lang), words)),
        format=format,
        count=len(selected.programmes),
        area=selected.area,
        task=selected.task,
        on=selected.on,
    )


@router.get("/geldfluss")
def get_flows(request: Request, service: ServiceDep, selected: Selected, format: str = "") -> Response:
    """Draw who funds whom through which programme."""
    title, words = selected.title("Geldfluss", "Flow of money"), selected.words

    def make() -> View:
        made = flows.flows(selected.programmes, title(words.lang))
        draw = (lambda address: flows.draw(made, address, words)) if selected.programmes else None
        return View(made.table(words), draw, flows.about(words))

    return respond(
        request,
        service,
        "flows.html",
        title,
        make,
        format=format,
        count=len(selected.programmes),
        area=selected.area,
        task=selected.task,
        on=selected.on,
    )
