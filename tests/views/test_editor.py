"""The SPARQL editor in a real browser: own prefixes and terms, no request elsewhere, nothing that the policy blocks."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator

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
