"""`/luecken`: tasks without a holder, and tasks with several, in a Land or a municipality."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from integraph.http.choosing import laender, options, place, place_text
from integraph.http.choosing import roles as listed_roles
from integraph.http.i18n import Text
from integraph.http.state import ServiceDep
from integraph.http.viewing import View, day, one_of, respond, within, words_of
from integraph.responsibility.answer import Thing
from integraph.responsibility.compare import tasks_of
from integraph.responsibility.gaps import GAP, OVERLAP, ROLES, Finding, gaps
from integraph.views import findings
from integraph.views.naming import FIELD

router = APIRouter(include_in_schema=False)
KINDS: Final = {"luecke": GAP, "doppelung": OVERLAP}
ORIGINS: Final = {"benannt": ("both", "named"), "berechnet": ("both", "computed")}


def _groups(listed: list[Finding]) -> dict[str, list[tuple[Finding, list[Thing]]]]:
    """Return the findings by their origin, the best founded first; origins without a finding are left out."""
    rows = {origin: findings.by_roles([f for f in listed if f.agreement == origin]) for origin in findings.AGREEMENTS}
    return {origin: found for origin, found in rows.items() if found}


@router.get("/luecken")
def get_findings(
    request: Request,
    service: ServiceDep,
    area: Annotated[str, Query(alias="in")] = "",
    kind: Annotated[str, Query(alias="art")] = "",
    origin: Annotated[str, Query(alias="woher")] = "",
    role: Annotated[list[str] | None, Query()] = None,
    field: str = "",
    on: str = "",
    format: str = "",
) -> Response:
    """List gaps and overlaps; each filter left empty lets everything through."""
    resolver = service.resolver()
    where, date = place(service, area), day(on)
    roles = tuple(resolver.lookup.role(text) for text in role or [] if text) or ROLES
    chosen = one_of("art", kind, ("", *KINDS)), one_of("woher", origin, ("", *ORIGINS))
    in_field = frozenset(tasks_of(resolver, resolver.lookup.field(field))) if field else None

    def found() -> list[Finding]:
        if where is None:
            return []
        every = service.memo.get(("gaps", where, date, roles), lambda: gaps(resolver, where.iri, date, roles))
        return [
            f
            for f in findings.ordered(every)
            if (not chosen[0] or f.kind == KINDS[chosen[0]])
            and (not chosen[1] or f.agreement in ORIGINS[chosen[1]])
            and (in_field is None or f.task.iri in in_field)
        ]

    listed = found()
    name = {"": "Lücken und Doppelungen", "luecke": "Lücken", "doppelung": "Doppelungen"}[chosen[0]]
    english = {"": "Gaps and overlaps", "luecke": "Gaps", "doppelung": "Overlaps"}[chosen[0]]
    words = words_of(request, service)
    title = Text(name + within(where).de, english + within(where).en)
    caption = f"{title(words.lang)}, {words('Stichtag', 'date')} {words.day(date)}"
    return respond(
        request,
        service,
        "findings.html",
        title,
        (lambda: View(findings.table(listed, caption, words))) if where else None,
        format=format,
        count=len(listed),
        groups=_groups(listed),
        named=words.thing,
        kinds=findings.KINDS,
        agreements=findings.AGREEMENTS,
        where=where,
        area=place_text(service, where),
        kind=chosen[0],
        origin=chosen[1],
        chosen=roles,
        roles=listed_roles(service, words),
        field=resolver.lookup.field(field) if field else "",
        fields=options(service, FIELD, words),
        laender=laender(service),
        on=on,
        date=date,
    )
