"""Pages for people: the front page, the lists to browse, the description of the interface."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL

from integraph import __version__
from integraph.describe import exists
from integraph.http.explaining import GLOSSARY, terms_of
from integraph.http.i18n import Text, language
from integraph.http.links import is_iri
from integraph.http.state import Service, ServiceDep
from integraph.http.templates import page
from integraph.inventory import LISTS
from integraph.labelling import labels
from integraph.namespaces import BASE, IG, NAMESPACES, SCHEME

router = APIRouter(include_in_schema=False)


EXAMPLES: Final = (
    ("unterbringung", "06611000"),
    ("integrationsbeirat", "06534014"),
    ("koordination-und-netzwerkarbeit", "05566076"),
    ("asylblg-leistungen", "14713000"),
)
"""Questions on the front page: slugs of a task and keys of a place."""
_EXTENT: Final = "SELECT (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing a ?class }"


@router.get("/")
async def home(request: Request, service: ServiceDep) -> Response:
    """Ask, browse, query."""
    pairs = [(NAMESPACES["aufg"] + task, NAMESPACES["geb"] + place) for task, place in EXAMPLES]
    lang = language(request)

    def respond() -> Response:
        names = labels(service.graph, [iri for pair in pairs for iri in pair], lang)
        extent = service.memo.get("extent", lambda: [_count(service, IG + name) for name in ("Statement", "Source")])
        return page(request, "home.html", title="Integraph", lists=LISTS, extent=extent, examples=pairs, names=names)

    return await run_in_threadpool(respond)


def _count(service: Service, class_: str) -> int:
    return int(service.graph.select(_EXTENT, **{"class": class_})[0]["count"].value)


@router.get("/glossar")
async def glossary(request: Request, service: ServiceDep) -> Response:
    """The words that an answer uses, explained."""
    lang = language(request)

    def read() -> list[dict[str, Any]]:
        return [
            {"anchor": name, "iri": SCHEME + name, "title": title, "terms": terms_of(service, name, lang)}
            for name, title in GLOSSARY.items()
        ]

    title = Text("Glossar", "Glossary")(lang)
    return page(request, "glossary.html", title=title, parts=await run_in_threadpool(read))


@router.get("/barrierefreiheit")
async def accessibility(request: Request) -> Response:
    """What was done for accessibility, how it was tested, and what is known to be missing."""
    title = Text("Erklärung zur Barrierefreiheit", "Accessibility statement")(language(request))
    return page(request, "accessibility.html", title=title)


@router.get("/rueckmeldung")
async def feedback(request: Request, service: ServiceDep, zu: str = "") -> Response:
    """How to report an error about a thing or an address."""
    contact = service.contact
    known = labels(service.graph, [zu])[zu] if zu.startswith(BASE) and is_iri(zu) and exists(service.graph, zu) else ""
    digest = service.build.digest[:12]
    head = f"Integraph {__version__}, Datenstand {digest}\nBetrifft: {known} <{zu}>"
    report = f"{head}\n\nWas stimmt nicht oder fehlt?\n\nQuelle (mit Stelle):\n"
    subject, link = f"Integraph: {known or zu}", ""
    if "@" in contact and "/" not in contact:
        link = f"mailto:{contact}?{urlencode({'subject': subject, 'body': report}, quote_via=quote)}"
    elif contact:
        link = str(URL(contact).include_query_params(title=subject, body=report))
    title = Text("Fehler oder Ergänzung melden", "Report an error or an addition")(language(request))
    return page(request, "feedback.html", title=title, known=known, about=zu, report=report, link=link)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The OpenAPI description as a page, without scripts."""
    described: dict[str, Any] = request.app.openapi()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    title = Text("Schnittstelle", "Interface")(language(request))
    return page(request, "docs.html", title=title, operations=operations)
