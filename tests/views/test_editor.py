"""The SPARQL editor in a real browser: own prefixes and terms, no request elsewhere, nothing that the policy blocks."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from html import unescape

import pytest
import uvicorn
from playwright.sync_api import Page, sync_playwright

from integraph.http import create_app
from integraph.http.assets import STATIC
from integraph.sparql.workers import Limits
from integraph.store import Graph
from server import Server

CHROMIUM = shutil.which("chromium")
EDITOR = STATIC / "vendor" / "yasgui" / "yasgui.min.js"
in_browser = pytest.mark.skipif(
    CHROMIUM is None or not EDITOR.is_file(), reason="needs Chromium and the browser assets from npm"
)
PREFIXES = (
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX level: <https://w3id.org/integraph/scheme/level/> "
)
VALUE = "document.querySelector('.CodeMirror').CodeMirror"


@pytest.fixture(scope="module")
def address(graph: Graph) -> Iterator[str]:
    app = create_app(graph.build, Limits(workers=1))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """A page that must not ask anybody else, nor say anything on its console."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(base_url=address)
        said: list[str] = []
        opened.on("console", lambda message: said.append(message.text))
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.on("request", lambda request: said.append(request.url) if address not in request.url else None)
        opened.goto("/sparql")
        opened.wait_for_selector(".yasqe_queryButton")
        yield opened
        assert [text for text in said if not text.startswith("data:")] == []
        browser.close()


@in_browser
def test_the_editor_takes_over_the_query_with_its_prefixes_and_shows_the_result(page: Page) -> None:
    query = page.evaluate(f"{VALUE}.getValue()")
    assert query.startswith("PREFIX aufg: <https://w3id.org/integraph/id/aufgabe/>")
    assert "ig:task aufg:integrationsbeirat" in query
    assert page.locator("#plain").is_hidden()
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr_results tbody tr")
    assert page.locator(".yasr_results tbody tr").count() == 50
    assert page.evaluate("localStorage.length") == 0


@in_browser
def test_the_editor_speaks_german_on_a_german_page_and_english_on_an_english_one(page: Page) -> None:
    said = (
        "[...document.querySelectorAll('#editor [title], #editor [aria-label], #editor [placeholder]')].flatMap("
        "e => [e.title, e.getAttribute('aria-label'), e.getAttribute('placeholder')]).filter(Boolean).join('\\n')"
    )
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr_results tbody tr")
    german = page.evaluate(said) + page.inner_text("#editor .yasr")
    for word in (
        "Abfrage ausführen",
        "Ergebnis filtern",
        "Tabelle",
        "Antwort im Wortlaut",
        "Zeilen in",
        "Zeilen 1 bis",
    ):
        assert word in german
    for word in ("Run query", "Filter query", "Response", "Showing", "results in", "Activate to sort", "Next"):
        assert word not in german
    page.goto("/sparql?lang=en")
    page.wait_for_selector(".yasqe_queryButton")
    assert "Run query" in page.evaluate(said)


@in_browser
def test_a_ready_made_query_is_loaded_run_and_drawn_as_a_chart(page: Page) -> None:
    query = "SELECT ?land (COUNT(*) AS ?zahl) { ?s ig:appliesIn ?l . ?l rdfs:label ?land ; ig:actsAtLevel level:land }"
    page.goto("/sparql?load=responsibility/in-reach")
    page.wait_for_selector(".yasqe_queryButton")
    assert "title-de: Aussagen, die für eine Aufgabe" in page.evaluate(f"{VALUE}.getValue()")
    text = f"PREFIX ig: <https://w3id.org/integraph/ontology#> {PREFIXES}{query} GROUP BY ?land"
    page.evaluate(f"{VALUE}.setValue({text!r})")
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr_results tbody tr")
    rows = page.locator(".yasr_results tbody tr").count()
    page.click(".select_chart")
    page.wait_for_selector(".chart svg")
    assert page.locator(".chart svg rect").count() == rows + 1, "the ground and a bar a row"
    assert page.inner_text(".select_chart") == "Diagramm"


@in_browser
def test_a_chart_draws_the_number_that_most_rows_have_and_any_other_that_is_chosen(page: Page) -> None:
    rows = "(1 'a' 10 UNDEF) (2 'b' 20 7) (3 'c' UNDEF UNDEF)"
    query = f"SELECT ?row ?name ?many ?few {{ VALUES (?row ?name ?many ?few) {{ {rows} }} }}"
    page.evaluate(f"{VALUE}.setValue({query!r})")
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr_results tbody tr")
    page.click(".select_chart")
    page.wait_for_selector(".chart svg")
    assert page.locator(".chart text").all_text_contents() == ["many", "a", "10", "b", "20"]
    assert "Zeilen ohne Zahl: 1." in page.inner_text(".chart")
    page.select_option(".chart select", "few")
    assert page.locator(".chart text").all_text_contents() == ["few", "b", "7"]
    assert "Zeilen ohne Zahl: 2." in page.inner_text(".chart")


@in_browser
def test_a_query_that_cannot_be_read_is_told_in_the_language_of_the_page(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(base_url=address)
        failed: list[str] = []
        page.on("pageerror", lambda error: failed.append(str(error)))
        for path, said in (
            ("/sparql", "Die Abfrage ist ab Zeile 1, Spalte 17 nicht lesbar."),
            ("/sparql?lang=en", "The query cannot be read from line 1, column 17 on."),
        ):
            page.goto(path)
            page.wait_for_selector(".yasqe_queryButton")
            page.evaluate(f"{VALUE}.setValue('SELECT * {{ ?s ?p')")
            page.click(".yasqe_queryButton")
            page.wait_for_selector(".yasr_results [role=alert]")
            assert page.locator("[role=alert] p").inner_text() == said
        assert failed == []
        browser.close()


@in_browser
def test_the_editor_completes_the_terms_that_the_data_use(page: Page) -> None:
    start = "PREFIX ig: <https://w3id.org/integraph/ontology#> SELECT * { ?s a ig:Resp"
    page.evaluate(f"{VALUE}.setValue({start!r})")
    page.evaluate(f"{VALUE}.setCursor(0, 999)")
    page.evaluate(f"{VALUE}.focus()")
    page.keyboard.press("Control+Space")
    for _ in range(600):
        text = page.evaluate(f"{VALUE}.getValue() + (document.querySelector('.CodeMirror-hints')?.textContent ?? '')")
        if "ig:Responsibility" in text:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"not completed: {text}")


def test_without_scripts_the_plain_form_is_there_and_asks(server: Server) -> None:
    text = server.get("/sparql", "text/html").text
    assert '<form id="plain" action="/sparql" method="get">' in text
    assert '<div id="editor" hidden' in text or not EDITOR.is_file()
    assert "hidden" not in text[text.index('<form id="plain"') : text.index("</form>", text.index('<form id="plain"'))]
    answered = server.get("/sparql?query=SELECT (1 AS ?eins) {}", "text/html").text
    assert "<td>1</td>" in answered


def test_without_scripts_a_ready_made_query_is_loaded_into_the_form(server: Server) -> None:
    text = unescape(server.get("/sparql?load=responsibility/in-reach", "text/html").text)
    area = text[text.index("<textarea") : text.index("</textarea>")]
    assert "<https://w3id.org/integraph/id/aufgabe/integrationsbeirat>" in area
    assert 'value="responsibility/in-reach" selected' in text
    assert 'href="/queries/responsibility/in-reach"' in text
    unknown = server.get("/sparql?load=gibt-es-nicht", "text/html")
    assert unknown.status_code == 404
    assert "gibt es nicht" in unescape(unknown.text)
