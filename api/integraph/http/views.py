"""The views together: their routes, and `/ansichten`, which leads to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from integraph.http import comparison, findings, flows, maps, networks, queries, scenarios
from integraph.http.i18n import Text, language
from integraph.http.templates import page

router = APIRouter(include_in_schema=False)
for module in (maps, comparison, flows, networks, findings, scenarios, queries):
    router.include_router(module.router)


@dataclass(frozen=True)
class Entry:
    """One view on the overview: its address, name, what it answers, and an example to start from."""

    path: str
    name: Text
    about: Text
    example: str = ""


VIEWS: Final = (
    Entry(
        "/vergleich",
        Text("Vergleich", "Comparison"),
        Text("Wie regeln die Länder dieselbe Aufgabe?", "How do the Länder settle the same task?"),
        "/vergleich?task=koordination",
    ),
    Entry(
        "/matrix",
        Text("Matrix", "Matrix"),
        Text("Welche Ebene oder Stelle hat welche Rolle?", "Which level or body has which role?"),
        "/matrix?field=partizipation",
    ),
    Entry(
        "/karte",
        Text("Karte", "Map"),
        Text("Wo gilt eine Pflicht, wo wirkt ein Programm?", "Where does a duty hold, where is a programme at work?"),
        "/karte?zeige=pflicht&task=integrationsbeirat&ebene=laender",
    ),
    Entry(
        "/netz",
        Text("Netz", "Network"),
        Text("Wer ist mit wem wodurch verbunden?", "Who is tied to whom, and by what?"),
        "/netz?um=Kommunales+Integrationszentrum",
    ),
    Entry(
        "/geldfluss",
        Text("Geldfluss", "Flow of money"),
        Text("Von wem fließt Geld über welches Programm an wen?", "Who funds whom through which programme?"),
        "/geldfluss?in=Hessen",
    ),
    Entry(
        "/programme",
        Text("Förderprogramme", "Funding programmes"),
        Text("Beträge, Empfänger, Inanspruchnahme", "Amounts, recipients, take-up"),
        "/programme?in=Hessen&task=sprachmittlung",
    ),
    Entry(
        "/zeitstrahl",
        Text("Zeitstrahl", "Time line"),
        Text("Wer war wann zuständig, was geschah?", "Who was responsible when, and what happened?"),
        "/zeitstrahl?in=Nordrhein-Westfalen&task=bildungskoordination",
    ),
    Entry(
        "/luecken",
        Text("Lücken und Doppelungen", "Gaps and overlaps"),
        Text("Wofür ist niemand zuständig, wofür mehrere?", "For what is nobody responsible, for what several?"),
        "/luecken?in=Nordrhein-Westfalen&woher=benannt",
    ),
    Entry(
        "/szenarien",
        Text("Szenarien", "Scenarios"),
        Text("Was würde eine Reform für wen ändern?", "What would a reform change for whom?"),
        "/szenarien?scenario=s0-koordinierende-stellen&in=Th%C3%BCringen",
    ),
    Entry(
        "/queries",
        Text("Abfragen", "Queries"),
        Text("Fertige Abfragen mit Ergebnis, zum Verändern", "Ready-made queries with results, to be changed"),
    ),
    Entry(
        "/ontology",
        Text("Ontologie", "Ontology"),
        Text("Die Begriffe des Graphen und ihre Verwendung", "The terms of the graph and their use"),
    ),
)


@router.get("/ansichten")
def get_views(request: Request) -> Response:
    """List the views with an example each."""
    title = Text("Ansichten", "Views")
    return page(request, "overview.html", title=title(language(request)), views=VIEWS)
