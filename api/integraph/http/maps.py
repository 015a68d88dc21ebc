"""`/karte`: Germany, its Länder or Kreise, coloured by a duty, a programme, a body or a figure."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from integraph.http.choosing import laender, land_key, options, roles, task, task_text
from integraph.http.i18n import Text
from integraph.http.problems import Problem
from integraph.http.state import Service, ServiceDep
from integraph.http.viewing import View, day, one_of, respond, words_of
from integraph.namespaces import NAMESPACES
from integraph.responsibility.answer import Thing
from integraph.views import answermaps, choropleth, figuremaps, mentionmaps
from integraph.views.maps import BLANK, Map
from integraph.views.naming import BODY, INDICATOR, PROGRAMME, find
from integraph.views.words import Words

router = APIRouter(include_in_schema=False)
THEMES: Final = {
    "pflicht": Text("eine Aufgabe: wie streng ist die Pflicht?", "a task: how strict is the duty?"),
    "wer": Text("eine Aufgabe: wer hat sie, wer zahlt?", "a task: who has it, who pays?"),
    "programm": Text("ein Förderprogramm: wo wirkt es?", "a funding programme: where is it at work?"),
    "akteur": Text("ein Akteur: wo kommt er vor?", "a body: where does it occur?"),
    "zahl": Text("eine Kennzahl", "a figure"),
}
POPULATION: Final = "einwohner"


@router.get("/karte")
def get_map(
    request: Request,
    service: ServiceDep,
    show: Annotated[str, Query(alias="zeige")] = "",
    task: str = "",
    role: str = "",
    on: str = "",
    scenario: Annotated[list[str] | None, Query()] = None,
    programme: Annotated[str, Query(alias="programm")] = "",
    body: Annotated[str, Query(alias="akteur")] = "",
    figure: Annotated[str, Query(alias="kennzahl")] = "",
    layer: Annotated[str, Query(alias="ebene")] = "",
    land: str = "",
    format: str = "",
) -> Response:
    """Draw the map that the parameters ask for; without any, show what can be drawn."""
    theme = one_of("zeige", show, tuple(THEMES))
    level = one_of("ebene", layer, ("laender", "kreise"))
    key = land_key(service, land)
    if key and level == "laender":
        level = "kreise"
    words = words_of(request, service)
    chosen = {"pflicht": task, "wer": task, "programm": programme, "akteur": body, "zahl": figure}[theme]
    overlays = tuple(name for name in scenario or () if name)
    made = _made(service, theme, chosen, level, key, role, day(on), overlays, words) if chosen.strip() else None
    if show and made is None:
        name = {"pflicht": "task", "wer": "task", "programm": "programm", "akteur": "akteur", "zahl": "kennzahl"}[theme]
        if name in request.query_params:
            raise Problem(400, "invalid-parameter", f"Es fehlt, was die Karte zeigen soll (Angabe {name}).")
    return respond(
        request,
        service,
        "map.html",
        Text(made.title if made else "Karte", made.title if made else "Map"),
        (
            lambda: View(
                made.table(words),
                lambda address: choropleth.draw(made, address, words),
                made.about,
            )
        )
        if made
        else None,
        format=format,
        map=made,
        nothing=made is not None and all(group.colour == BLANK for group, _ in made.used()),
        themes=THEMES,
        theme=theme,
        level=level,
        land=NAMESPACES["geb"] + key if key else "",
        chosen=_chosen(service, theme, chosen),
        role=service.resolver().lookup.role(role) if role else answermaps.EXECUTION,
        roles=roles(service, words),
        overlays=[words.thing(thing) for thing in _overlays(service, overlays)],
        on=on,
        programmes=options(service, PROGRAMME, words),
        bodies=options(service, BODY, words),
        figures=options(service, INDICATOR, words),
        laender=laender(service),
        population=POPULATION,
    )


def _chosen(service: Service, theme: str, text: str) -> str:
    """Return what the form shows as chosen: tasks by name, inhabitants by their word, other things by IRI."""
    if theme in ("pflicht", "wer"):
        return task_text(service, task(service, text))
    sort = {"programm": PROGRAMME, "akteur": BODY, "zahl": INDICATOR}.get(theme)
    if sort is None or text == POPULATION or not text.strip():
        return text
    return find(service.resolver().lookup, sort, text).iri


def _overlays(service: Service, names: tuple[str, ...]) -> list[Thing]:
    """Return the reform options that a map supposes. Raises what `Service.resolver` does."""
    resolver = service.resolver(*names)
    return resolver.knowledge.labels.things(resolver.graph.overlays) if names else []


def _made(
    service: Service,
    theme: str,
    chosen: str,
    level: str,
    land: str,
    role: str,
    on: str,
    overlays: tuple[str, ...],
    words: Words,
) -> Map:
    resolver = service.resolver(*overlays)
    lookup = resolver.lookup
    key: tuple[object, ...] = ("map", theme, level, land, on, words.lang)
    match theme:
        case "pflicht" | "wer":
            iri = lookup.task(chosen)
            held = lookup.role(role) if role else answermaps.EXECUTION
            reading = answermaps.DUTY if theme == "pflicht" else answermaps.LEVEL
            return service.memo.get(
                (*key, iri, held, overlays),
                lambda: answermaps.answer_map(reading, resolver, level, iri, on, held, land, words),
            )
        case "zahl" if chosen == POPULATION:
            return service.memo.get((*key, chosen), lambda: figuremaps.population_map(resolver, level, land, words))
        case "zahl":
            indicator = find(lookup, INDICATOR, chosen)
            try:
                return service.memo.get(
                    (*key, indicator), lambda: figuremaps.figure_map(resolver, level, indicator, land, words)
                )
            except figuremaps.NotOnMap as error:
                raise Problem(404, "not-on-map", str(error)) from None
    if theme == "programm":
        programme = find(lookup, PROGRAMME, chosen)
        return service.memo.get(
            (*key, programme), lambda: mentionmaps.programme_map(resolver, level, programme, land, words)
        )
    body = find(lookup, BODY, chosen)
    return service.memo.get((*key, body), lambda: mentionmaps.body_map(resolver, level, body, land, words))
