"""`/netz` (what is tied to a body or task) and `/zeitstrahl` (who held a responsibility when)."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from integraph.http.choosing import options, place, place_text, task, task_text
from integraph.http.i18n import Text
from integraph.http.problems import Problem
from integraph.http.state import ServiceDep
from integraph.http.viewing import View, one_of, respond, within, words_of
from integraph.responsibility import LookupFailure
from integraph.responsibility.answer import Thing
from integraph.responsibility.timeline import timeline
from integraph.views import netdrawing, timebar
from integraph.views.naming import BODY, PROGRAMME, TASK, Sort, find
from integraph.views.network import FAMILIES, Networks

router = APIRouter(include_in_schema=False)
MOST: Final = 120
_CENTRE: Final = Sort(
    "Der Mittelpunkt",
    f"{{ {BODY.pattern} }} UNION {{ {PROGRAMME.pattern} }} UNION {{ {TASK.pattern} }}",
)


@router.get("/netz")
def get_network(
    request: Request,
    service: ServiceDep,
    centre: Annotated[str, Query(alias="um")] = "",
    radius: Annotated[str, Query(alias="schritte")] = "",
    family: Annotated[list[str] | None, Query(alias="beziehung")] = None,
    area: Annotated[str, Query(alias="in")] = "",
    most: Annotated[int, Query(alias="knoten", ge=2, le=MOST)] = 40,
    format: str = "",
) -> Response:
    """Draw the surroundings of a body, a kind of body, a task or a programme."""
    steps = int(one_of("schritte", radius, ("1", "2")))
    families = frozenset(one_of("beziehung", each, tuple(FAMILIES)) for each in family or [] if each) or frozenset(
        FAMILIES
    )
    where = place(service, area)
    resolver = service.resolver()
    networks = service.memo.get("networks", lambda: Networks(resolver))
    thing = _centre(service, centre) if centre.strip() else None

    def make() -> View:
        if thing is None:
            raise Problem(400, "invalid-parameter", "Es fehlt der Mittelpunkt des Netzes (Angabe um).")
        found = networks.around(thing, families, steps, where.iri if where else "", most, words)
        draw = (lambda address: netdrawing.draw(found, address, words)) if found.edges else None
        return View(networks.table(found, words), draw, found.about(words))

    words, place_name = words_of(request, service), within(where)
    called = words.name(thing) if thing else ""
    return respond(
        request,
        service,
        "network.html",
        Text(f"Netz um {called}{place_name.de}", f"Network around {called}{place_name.en}")
        if thing
        else Text("Netz", "Network"),
        make if thing else None,
        format=format,
        address=lambda iri: f"/netz?um={quote(iri, safe='')}",
        thing=thing,
        centre=thing.label if thing else "",
        steps=steps,
        families=FAMILIES,
        chosen=families,
        area=place_text(service, where),
        most=most,
        largest=MOST,
        centres=options(service, _CENTRE),
    )


def _centre(service: ServiceDep, text: str) -> Thing:
    lookup = service.resolver().lookup
    try:
        return find(lookup, _CENTRE, text)
    except LookupFailure as error:
        if error.candidates:
            raise
        found = place(service, text)
        if found is None:
            raise
        return found


@router.get("/zeitstrahl")
def get_time_line(
    request: Request,
    service: ServiceDep,
    about: Annotated[str, Query(alias="task")] = "",
    area: Annotated[str, Query(alias="in")] = "",
    role: str = "",
    format: str = "",
) -> Response:
    """Draw how a responsibility changed in a place, and the events around it; without a task the place's events."""
    resolver = service.resolver()
    what, where = task(service, about), place(service, area)
    held = resolver.lookup.role(role) if role else None
    if held and not (what and where):
        raise Problem(400, "invalid-parameter", "Eine Rolle lässt sich nur mit Aufgabe und Ort zeigen.")

    def make() -> View:
        periods = timeline(resolver, what.iri, where.iri, held) if what and where else []
        things = [thing.iri for thing in (what, where) if thing]
        found = timebar.TimeLine(
            title(words.lang),
            words(
                "Balken: wer nach den Quellen wann zuständig war. Punkte: Ereignisse, von denen die Quellen berichten.",
                "Bars: who was responsible when, according to the sources. Dots: events of which the sources tell.",
            ),
            timebar.lanes(periods),
            timebar.events(resolver, *things, words=words),
        )
        empty = not found.lanes and not found.happenings
        draw = None if empty else lambda address: timebar.draw(found, address, words)
        return View(found.table(words), draw, found.about)

    words = words_of(request, service)
    subject, place_name = f": {words.name(what)}" if what else "", within(where)
    title = Text(f"Zeitstrahl{subject}{place_name.de}", f"Time line{subject}{place_name.en}")
    return respond(
        request,
        service,
        "timeline.html",
        title,
        make if what or where else None,
        format=format,
        task=task_text(service, what),
        area=place_text(service, where),
        role=role,
    )
