"""`/who`: who is responsible, as JSON (a contract: fields are added, never renamed) or as a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from integraph.german import located
from integraph.http.answer_page import NEAR, chain_of, elsewhere, in_short, payers, times_of
from integraph.http.comparing import RESPONSES, date_of
from integraph.http.explaining import explained
from integraph.http.i18n import Text, language
from integraph.http.labels import in_language
from integraph.http.problems import Problem
from integraph.http.state import Service, ServiceDep
from integraph.http.templates import page
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Answer
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
    on: Annotated[str, Query(description="date YYYY-MM-DD or DD.MM.YYYY; default today")] = "",
    role: Annotated[str, Query(description="role: name, slug or IRI")] = "",
    group: Annotated[str, Query(description="target group: name, slug or IRI")] = "",
    scenario: Annotated[list[str] | None, Query(description="overlays: names or IRIs")] = None,
    format: Annotated[str, Query(description="json or html, instead of Accept")] = "",
) -> Response:
    """Answer who is responsible for a task in a territory, with reason, legal basis and evidence."""
    date = date_of(on)
    chosen = [name for name in scenario or [] if name]
    offers = ["application/json", HTML]
    media = NAMES.get(format, format) if format else negotiate(request.headers.get("accept"), offers)
    if media not in offers:
        raise Problem(406, "not-acceptable", "Dieses Format gibt es hier nicht.", available=offers)

    def respond() -> Response:
        resolver = service.resolver(*chosen)
        answer = resolver.who(task, area, date, role or None, group or None)
        if media == HTML:
            return _page(request, service, resolver, answer)
        return JSONResponse(answer.as_dict(), headers={"Vary": "Accept"})

    return await run_in_threadpool(respond)


def _page(request: Request, service: Service, resolver: Resolver, answer: Answer) -> Response:
    chain, outside = chain_of(resolver, answer)
    shown: dict[str, Any] = {
        "answer": answer.as_dict(),
        "chain": [{**vars(link)} for link in chain],
        "outside": outside,
        "payers": payers(service, resolver, answer),
        "short": in_short(resolver, answer),
        "elsewhere": elsewhere(service, resolver, answer),
        "considered": [each.as_dict() for each in answer.considered],
    }
    lang = language(request)
    shown = in_language(service.graph, shown, lang)
    asked = shown["answer"]["question"]
    where = Text(located(asked["area"]["label"]), f"in {asked['area']['label']}")(lang)
    title = f"{asked['task']['label']} {where}"
    words = explained(service, _words(answer), lang)
    times = times_of(service, answer, dt.date.today().isoformat())
    more: dict[str, Any] = {"words": words, "times": times, "near": NEAR, "options": service.options(lang)}
    return page(request, "who.html", title=title, where=where, **more, **shown)


def _words(answer: Answer) -> Iterator[str]:
    """The concepts that the page of *answer* uses."""
    for name in ("role", "certainty", "obligation", "bindingness", "level"):
        for row in answer.rows:
            if thing := getattr(row, name):
                yield thing.iri
