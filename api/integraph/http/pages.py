"""Pages for people: the front page, the lists to browse, the description of the interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from integraph.http.problems import Problem
from integraph.http.sparql import EXAMPLE
from integraph.http.state import ServiceDep
from integraph.http.templates import page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Listing:
    """One list to browse: its title, what to say of it, and the pattern that `?thing` fits."""

    title: str
    about: str
    pattern: str


LISTS: Final = {
    "aufgaben": Listing("Aufgaben", "Wofür jemand zuständig sein kann.", "?thing a ig:Task"),
    "laender": Listing("Länder", "Die 16 Länder.", "?thing ig:bodyKind ?k VALUES ?k { kind:land kind:stadtstaat }"),
    "quellen": Listing("Quellen", "Woher jede Aussage stammt.", "?thing a ig:Source"),
    "programme": Listing("Förderprogramme", "Wer wofür Geld gibt.", "?thing a ig:FundingProgramme"),
    "gesetze": Listing("Gesetze und Erlasse", "Worauf Zuständigkeiten beruhen.", "?thing a eli:LegalResource"),
    "akteure": Listing(
        "Akteure",
        "Behörden, Stellen, Gremien und Verbände.",
        "?thing a ig:Body FILTER(!STRSTARTS(STR(?thing), STR(geb:)))",
    ),
}
_LIST: Final = """
SELECT DISTINCT ?thing (SAMPLE(?label) AS ?name) WHERE {
  %s . ?thing rdfs:label|dct:title ?label FILTER(LANG(?label) IN ("de", ""))
} GROUP BY ?thing ORDER BY LCASE(STR(SAMPLE(?label)))"""


@router.get("/")
async def home(request: Request, service: ServiceDep) -> Response:
    """Ask, browse, query."""
    facts = service.build.facts()
    tasks = await run_in_threadpool(service.graph.select, _LIST % LISTS["aufgaben"].pattern)
    names = [row["name"].value for row in tasks]
    return page(request, "home.html", title="Integraph", lists=LISTS, facts=facts, tasks=names, query=EXAMPLE)


@router.get("/liste/{name}")
async def listing(request: Request, name: str, service: ServiceDep) -> Response:
    """One list of `LISTS`."""
    if name not in LISTS:
        raise Problem(404, "not-found", f"Die Liste „{name}“ gibt es nicht. Es gibt: {', '.join(LISTS)}.")
    chosen = LISTS[name]
    rows = await run_in_threadpool(service.graph.select, _LIST % chosen.pattern)
    entries = [{"iri": row["thing"].value, "label": row["name"].value} for row in rows]
    return page(request, "list.html", title=chosen.title, about=chosen.about, entries=entries)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The OpenAPI description as a page, without scripts."""
    described: dict[str, Any] = request.app.openapi()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    return page(request, "docs.html", title="Schnittstelle", operations=operations)
