"""`/szenarien`: choose reform options and see what they change for whom; the address says which and can be shared."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from integraph.http.choosing import laender, place, place_text
from integraph.http.i18n import Text
from integraph.http.state import Service, ServiceDep
from integraph.http.viewing import View, day, respond, within, words_of
from integraph.responsibility.answer import Thing
from integraph.responsibility.diff import Change, diff, municipalities
from integraph.responsibility.scenario import known, other_changes
from integraph.views import choropleth, reform

router = APIRouter(include_in_schema=False)


@router.get("/szenarien")
def get_scenarios(
    request: Request,
    service: ServiceDep,
    scenario: Annotated[list[str] | None, Query()] = None,
    area: Annotated[str, Query(alias="in")] = "",
    on: str = "",
    format: str = "",
) -> Response:
    """List the reform options; with some chosen, show what changes in a place, by default in all of Germany."""
    chosen = tuple(sorted({name for name in scenario or () if name}))
    where, date = place(service, area), day(on)
    options = service.memo.get("overlays", lambda: known(service.graph))
    result: dict[str, Any] = {"changes": (), "other": (), "affected": 0, "asked": 0, "names": ()}
    view: View | None = None
    words = words_of(request, service)
    if chosen:
        # the resolver is fetched here, so that unknown or contradicting scenarios are told at once
        then = service.resolver(*chosen)
        names = then.knowledge.labels.things(then.graph.overlays)
        key = ("diff", then.graph.overlays, where, date)
        changes, asked = service.memo.get(key, lambda: _changes(service, chosen, where, date))
        caption = f"{words('Was sich ändert', 'What would change')}: {'; '.join(map(words.name, names))}" + (
            f" ({where.label})" if where else ""
        )
        shown = reform.affected_map(service.graph, changes, asked, caption, words)
        view = View(
            reform.table(changes, caption, words),
            (lambda address: choropleth.draw(shown, address, words)) if asked else None,
            f"{caption}. {words('Stichtag', 'Date')} {words.day(date)}. {shown.about}",
        )
        affected = {a.iri for change in changes for a in change.areas}
        other = service.memo.get(("other", then.graph.overlays), lambda: other_changes(then.graph))
        result = {
            "changes": changes,
            "other": other,
            "affected": len(affected),
            "asked": len(asked),
            "names": names,
            "kreise": shown.table(words),
        }
    return respond(
        request,
        service,
        "scenarios.html",
        Text(f"Was sich ändert{within(where).de}", f"What would change{within(where).en}")
        if chosen
        else Text("Szenarien", "Scenarios"),
        (lambda: view) if view else None,
        format=format,
        options=options,
        chosen=chosen,
        area=place_text(service, where),
        laender=laender(service),
        on=on,
        date=date,
        duty=reform.duty_of_line,
        named=words.thing,
        **result,
    )


def _changes(
    service: Service, chosen: tuple[str, ...], where: Thing | None, date: str
) -> tuple[list[Change], list[str]]:
    today, then = service.resolver(), service.resolver(*chosen)
    today.geography.load_all()
    then.geography.share(today.geography)
    within = (where.iri,) if where else ()
    asked = service.memo.get(("municipalities", within), lambda: municipalities(service.graph, within))
    return diff(today, then, date, asked), asked
