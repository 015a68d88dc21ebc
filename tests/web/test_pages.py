"""Each kind of page: accessible in both themes and languages, narrow enough for a phone, self-sufficient."""

from __future__ import annotations

import pytest

from integraph.http.views import VIEWS
from integraph.inventory import LISTS
from web.conftest import Open, violations

PAGES = [
    "/",
    "/suche",
    "/suche?q=Integrationsbeirat",
    "/suche?q=xyzzyq",
    "/who?task=unterbringung&in=Baunatal&on=2024-01-01",
    "/who?task=integrationsbeirat&in=06611000&on=2024-01-01&scenario=s0-planungsauftrag",
    "/who?task=integrationsbeirat&in=Neuenkirchen",
    "/who?task=Raumfahrt&in=Kassel",
    "/who?task=integrationsbeirat",
    "/who?task=integrationsbeirat&in=Kassel&on=gestern",
    "/who?task=koordination&in=Region+Hannover&on=31.12.2024",
    "/who?task=unterbringung&in=Kassel&on=1990-01-01",
    "/suche?q=06611000",
    "/suche?q=Kassel&seite=999",
    "/suche?q=Wer+zahlt+Sprachmittlung+in+Kassel",
    "/liste/aussagen?q=xyzzyq",
    "/liste/gibt-es-nicht",
    "/id/aufgabe/unterbringung",
    "/id/akteur/bamf",
    "/id/gebiet/06611000",
    "/id/gebiet/06",
    "/id/recht/aufenthg",
    "/id/recht/aufenthg/45a",
    "/id/foerderung/nw-komm-an",
    "/id/vorschlag/s0-pflichtaufgabe-integration",
    "/id/quelle/kgst",
    "/id/quelle/kgst/abschnitt-1",
    "/id/beleg/kgst/164-166",
    "/id/zustaendigkeit/s0-kommunen-organisationsentwicklung",
    "/id/fall/s3-a2-integrationsverantwortliche",
    "/scheme/role",
    "/scheme/role/ausfuehrung",
    "/id/aufgabe/gibt-es-nicht",
    "/liste/",
    "/liste/aussagen?land=06&rolle=finanzierung",
    *(f"/liste/{name}" for name in LISTS),
    "/glossar",
    "/barrierefreiheit",
    "/rueckmeldung?zu=https://w3id.org/integraph/id/aufgabe/unterbringung",
    "/docs",
    "/sparql",
    "/sparql?query=SELECT+%3Fa+WHERE+%7B+%3Fa+a+ig%3ASource+%7D",
    "/ontology",
    "/graph/",
    "/graph/register/laender",
    "/ansichten",
    *(view.example or view.path for view in VIEWS),
]


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_accessible_in_both_themes_and_languages(open_page: Open, axe: str, path: str) -> None:
    page = open_page(path, color_scheme="light")
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator("h1").count() == 1
    assert violations(page, axe) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, axe) == []
    page.goto(path + ("&" if "?" in path else "?") + "lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert violations(page, axe) == []


@pytest.mark.parametrize("path", PAGES)
def test_each_page_fits_a_narrow_screen(open_page: Open, path: str) -> None:
    page = open_page(path, viewport={"width": 360, "height": 740})
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    wide = page.evaluate(
        """[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
             && !e.closest(".scroll, pre, .kern-sr-only, svg, .CodeMirror"))
             .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert (max(width, 0), wide) == (0, [])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/who?task=unterbringung&in=Baunatal",
        "/id/aufgabe/unterbringung",
        "/karte?zeige=pflicht&task=integrationsbeirat&ebene=kreise",
    ],
)
def test_the_first_load_is_small(open_page: Open, base: str, path: str) -> None:
    page = open_page("about:blank")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(base + path)
    page.wait_for_load_state("networkidle")
    assert len(received) >= 5
    assert 20_000 < sum(received) < 300_000
