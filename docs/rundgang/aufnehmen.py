"""Take the screenshots of docs/rundgang.md: `uv run python docs/rundgang/aufnehmen.py`.

Each picture there follows a comment `<!-- bild: ADDRESS [SELECTOR] -->`: the address to open and, where given, the
element to which the page is scrolled first. Needs Chromium on the machine; the server is started here and ended again.
"""

from __future__ import annotations

import re
import shutil
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import uvicorn
from playwright.sync_api import sync_playwright

from integraph.http import create_app
from integraph.sparql.workers import Limits

GUIDE = Path(__file__).resolve().parents[1] / "rundgang.md"
SHOT = re.compile(r"<!-- bild: (?P<address>/\S*)(?: (?P<selector>\S+))? -->\n!\[[^\]]+\]\((?P<file>[^)]+)\)")
SIZE = {"width": 1280, "height": 860}


def main() -> int:
    """Take every picture; return 0, or 1 where Chromium or a picture's place is missing."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium fehlt (apt-get install chromium).", file=sys.stderr)
        return 1
    server = uvicorn.Server(uvicorn.Config(create_app(limits=Limits(workers=1)), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.1)
        port = server.servers[0].sockets[0].getsockname()[1]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE, locale="de-DE", color_scheme="light")
            for shot in SHOT.finditer(GUIDE.read_text(encoding="utf-8")):
                address = quote(shot["address"], safe="/?&=+.-%")
                response = page.goto(f"http://127.0.0.1:{port}{address}", timeout=120_000)
                if response is None or not response.ok:
                    print(f"{shot['address']}: {response and response.status}", file=sys.stderr)
                    return 1
                if shot["selector"]:
                    page.locator(shot["selector"]).first.evaluate("element => element.scrollIntoView()")
                page.screenshot(path=GUIDE.parent / shot["file"])
                print(shot["file"])
            browser.close()
    finally:
        server.should_exit = True
        thread.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
