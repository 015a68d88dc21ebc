"""Pages for people: the front page, the lists to browse, the description of the interface."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL

from integraph import __version__
from integraph.describe import exists
from integraph.http.i18n import Text, language
from integraph.http.links import is_iri
from integraph.http.state import Service, ServiceDep
from integraph.http.templates import page
from integraph.inventory import LISTS
from integraph.labelling import labels
from integraph.namespaces import BASE, NAMESPACES, SCHEME

router = APIRouter(include_in_schema=False)


EXAMPLES: Final = (
    ("unterbringung", "06611000"),
    ("integrationsbeirat", "06534014"),
    ("koordination-und-netzwerkarbeit", "05566076"),
    ("asylblg-leistungen", "14713000"),
)
"""Questions on the front page: slugs of a task and keys of a place."""
_GLOSSARY: Final = {
    "role": Text("Rollen: was jemand mit einer Aufgabe zu tun hat", "Roles: what somebody has to do with a task"),
    "obligation": Text("Pflicht: wie frei eine Kommune ist", "Obligation: how free a municipality is"),
    "bindingness": Text("Bindung: muss, soll, kann", "Bindingness: must, should, may"),
    "level": Text("Ebenen des Staates", "Levels of government"),
    "certainty": Text("Sicherheit: wie fest eine Antwort steht", "Certainty: how firm an answer is"),
    "modality": Text("Geltung: Recht, Praxis oder Wunsch", "Standing: law, practice or wish"),
    "evidence-kind": Text("Beleg: worauf sich die Quelle stützt", "Evidence: what the source rests on"),
    "steering": Text("Strategisch oder operativ", "Strategic or operative"),
    "field": Text("Handlungsfelder", "Fields of action"),
}
_DEFINITIONS: Final = """
SELECT ?term ?definition WHERE {
  ?term skos:inScheme ?scheme ; skos:definition ?definition FILTER(LANG(?definition) = ?language)
}"""


@router.get("/")
async def home(request: Request, service: ServiceDep) -> Response:
    """Ask, browse, query."""
    pairs = [(NAMESPACES["aufg"] + task, NAMESPACES["geb"] + place) for task, place in EXAMPLES]
    lang = language(request)
    names = await run_in_threadpool(labels, service.graph, [iri for pair in pairs for iri in pair], lang)
    return page(request, "home.html", title="Integraph", lists=LISTS, facts=service.facts, examples=pairs, names=names)


@router.get("/glossar")
async def glossary(request: Request, service: ServiceDep) -> Response:
    """The words that an answer uses, explained."""
    lang = language(request)

    def read() -> list[dict[str, Any]]:
        return [
            {"anchor": name, "iri": SCHEME + name, "title": title, "terms": _terms(service, SCHEME + name, lang)}
            for name, title in _GLOSSARY.items()
        ]

    title = Text("Glossar", "Glossary")(lang)
    return page(request, "glossary.html", title=title, parts=await run_in_threadpool(read))


def _terms(service: Service, scheme: str, lang: str) -> list[dict[str, str]]:
    rows = service.graph.select(_DEFINITIONS, scheme=scheme, language=lang)
    names = labels(service.graph, (row["term"].value for row in rows), lang)
    return sorted(
        (
            {"iri": iri, "label": names[iri], "definition": row["definition"].value}
            for row in rows
            if (iri := row["term"].value)
        ),
        key=lambda term: term["label"].casefold(),
    )


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
    return page(request, "docs.html", title="Schnittstelle", operations=operations)
