"""`/suche`: search over everything that has a name, as a page or as JSON (for suggestions while typing)."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from integraph.http.i18n import Text, language
from integraph.http.links import local
from integraph.http.problems import Problem
from integraph.http.state import Service, ServiceDep
from integraph.http.templates import page
from integraph.search import KINDS, Found, Hit
from integraph.sparql.formats import HTML, NAMES, negotiate

router = APIRouter()
KIND_NAMES: Final = {
    "aufgabe": Text("Aufgabe", "task"),
    "ort": Text("Ort", "place"),
    "stelle": Text("Stelle", "body"),
    "recht": Text("Recht", "law"),
    "foerderung": Text("Förderprogramm", "funding programme"),
    "quelle": Text("Quelle", "source"),
    "vorschlag": Text("Reformvorschlag", "reform proposal"),
    "begriff": Text("Begriff", "concept"),
    "fall": Text("Fall ohne Namen", "anonymous case"),
    "aussage": Text("Aussage", "statement"),
}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "What was found, best first", "content": {"application/json": {}, HTML: {}}},
    400: {"description": "A parameter is malformed (problem+json)"},
    406: {"description": "Neither JSON nor HTML is accepted"},
    "default": {"description": "Any other problem (problem+json)"},
}


@router.get("/suche", summary="Search", response_model=None, responses=_RESPONSES)
async def get_search(
    request: Request,
    service: ServiceDep,
    q: Annotated[str, Query(max_length=200, description="what to search for")] = "",
    kind: Annotated[list[str] | None, Query(alias="art", description="only these kinds: " + ", ".join(KINDS))] = None,
    count: Annotated[int, Query(alias="anzahl", ge=1, le=100, description="hits a page")] = 20,
    number: Annotated[int, Query(alias="seite", ge=1, description="page of the hits")] = 1,
    format: Annotated[str, Query(description="json or html, instead of Accept")] = "",
) -> Response:
    """Find tasks, bodies, places, laws, programmes, sources, proposals, concepts and statements by their names."""
    kinds = [each for each in kind or [] if each]
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise Problem(400, "invalid-parameter", f"Die Art „{unknown[0]}“ gibt es nicht. Es gibt: {', '.join(KINDS)}.")
    offers = [HTML, "application/json"]
    media = NAMES.get(format, format) if format else negotiate(request.headers.get("accept"), offers)
    if media not in offers:
        raise Problem(406, "not-acceptable", "Dieses Format gibt es hier nicht.", available=offers)
    return await run_in_threadpool(_answer, request, service, q, kinds, count, number, media == HTML)


def _answer(
    request: Request, service: Service, q: str, kinds: list[str], count: int, number: int, html: bool
) -> Response:
    lang = language(request)
    everything = service.index.find(q)
    shown = [hit for hit in everything.hits if not kinds or hit.entry.kind in kinds]
    chosen = shown[(number - 1) * count : number * count]
    if not html:
        return JSONResponse(_as_dict(q, everything, shown, chosen, lang), headers={"Vary": "Accept, Cookie"})
    question = service.index.question(q)
    return page(
        request,
        "search.html",
        title=Text(f"Suche nach „{q}“", f"Search for “{q}”")(lang) if q else Text("Suche", "Search")(lang),
        searched=q,
        found=everything,
        kinds=kinds,
        names=KIND_NAMES,
        hits=chosen,
        total=len(shown),
        number=number,
        pages=-(-len(shown) // count),
        question=question,
    )


def _as_dict(q: str, found: Found, shown: list[Hit], chosen: list[Hit], lang: str) -> dict[str, Any]:
    return {
        "query": q,
        "complete": found.complete,
        "total": len(shown),
        "counts": found.counts(),
        "hits": [
            {
                "iri": hit.entry.iri,
                "address": local(hit.entry.iri),
                "label": hit.entry.labelled(lang),
                "kind": hit.entry.kind,
                "kindLabel": KIND_NAMES[hit.entry.kind](lang),
                "context": hit.entry.context,
                "value": hit.entry.value,
                "foundBy": found.reason(hit, lang) or None,
                "score": round(hit.score, 3),
            }
            for hit in chosen
        ],
    }
