"""How fast and how large pages are: server time, bytes of the first load, and requests a second beside a static file.

    uv run python -m benchmarks.pages --json pages.json

The server runs as `integraph serve` runs it. Server time is what its `Server-Timing` header says; each page is asked
for once to warm up, then ten times. The first load is all that a browser fetches for a page with an empty cache, as
transferred: the page, its style sheets, their fonts, its scripts and what these import. The last lines compare whole
requests with the same bytes served as a file by the same HTTP server (uvicorn, Starlette's StaticFiles).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import httpx
from benchmarks.endpoint.processes import free_port

PATHS: Final = [
    "/who?task=unterbringung&in=06611000",
    "/who?task=unterbringung&in=Rheine",
    "/who?task=integrationsbeirat&in=06611000",
    "/who?task=integrationsbeirat&in=Rheine",
    "/id/aufgabe/unterbringung",
    "/id/akteur/bamf",
    "/id/gebiet/06611000",
    "/id/gebiet/06",
    "/id/recht/aufenthg",
    "/id/recht/aufenthg/45a",
    "/id/foerderung/nw-komm-an",
    "/id/vorschlag/s0-pflichtaufgabe-integration",
    "/id/quelle/kgst",
    "/id/beleg/kgst/164-166",
    "/id/zustaendigkeit/s0-kommunen-organisationsentwicklung",
    "/scheme/role/ausfuehrung",
    "/liste/aussagen?land=06&rolle=finanzierung",
    "/",
]
"""Answer, entity and list pages: the server time of these is quoted."""
VIEWS: Final = [
    "/suche?q=Sprachmittlung",
    "/ansichten",
    "/vergleich?task=koordination",
    "/matrix?field=partizipation",
    "/karte?zeige=pflicht&task=integrationsbeirat",
    "/karte?zeige=pflicht&task=integrationsbeirat&ebene=kreise",
    "/netz?um=Kommunales+Integrationszentrum",
    "/geldfluss?in=Hessen",
    "/programme?in=Hessen",
    "/zeitstrahl?in=Nordrhein-Westfalen&task=bildungskoordination",
    "/luecken?in=Nordrhein-Westfalen",
    "/szenarien?scenario=s0-koordinierende-stellen&in=Th%C3%BCringen",
    "/queries",
    "/ontology",
    "/glossar",
]
"""The other types of page, for the size of the first load; `/sparql` brings an editor and is measured apart."""
LIMIT: Final = 300_000
"""Bytes that the first load of a page may have, `/sparql` excepted."""
_LINKED: Final = re.compile(r'(?:rel="(?:stylesheet|icon)" href|<script[^>]* src|data-script)="([^"]+)"')
_FONT: Final = re.compile(r'url\(["\']?([^"\')]+\.woff2[^"\')]*)')
_IMPORT: Final = re.compile(r'^import [^"]*"(\.[^"]+)"', re.MULTILINE)
_STATIC: Final = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles
app = Starlette()
app.mount("/", StaticFiles(directory=sys.argv[1]))
uvicorn.run(app, port=int(sys.argv[2]), log_level="warning")
"""


@contextlib.contextmanager
def serving(arguments: list[str], port: int, ready: str) -> Iterator[str]:
    """Run a server until the block ends; yield its address once *ready* (a path) answers."""
    base = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, "-c", *arguments]) as process:
        try:
            for _ in range(600):
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(base + ready, timeout=120)
                    break
                time.sleep(0.5)
            yield base
        finally:
            process.terminate()


def server_times(client: httpx.Client, path: str, runs: int = 10) -> list[float]:
    """Milliseconds that the server needed for a page, run by run."""
    client.get(path).raise_for_status()
    return [float(client.get(path).headers["server-timing"].rpartition("=")[2]) for _ in range(runs)]


def first_load(client: httpx.Client, path: str) -> int:
    """Bytes that a browser with an empty cache receives for a page, compressed as they are transferred."""
    total, done, todo = 0, set[str](), [path]
    while todo:
        address = todo.pop()
        if address in done:
            continue
        done.add(address)
        response = client.get(address)
        response.raise_for_status()
        total += response.num_bytes_downloaded
        kind = response.headers["content-type"].partition(";")[0]
        pattern = {"text/html": _LINKED, "text/css": _FONT, "text/javascript": _IMPORT}.get(kind)
        todo += [urljoin(address, found) for found in pattern.findall(response.text)] if pattern else []
    return total


def rate(base: str, path: str, seconds: float) -> float:
    """Requests a second of four clients."""
    until = time.monotonic() + seconds

    def ask(_: int) -> int:
        done = 0
        with httpx.Client(base_url=base, headers={"Accept": "text/html"}, timeout=60) as client:
            while time.monotonic() < until:
                done += client.get(path).status_code == 200
        return done

    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        done = sum(pool.map(ask, range(4)))
    return done / (time.monotonic() - started)


def main() -> int:
    """Start the servers, measure, print; return 1 where a first load is too large."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each measurement of the rate")
    parser.add_argument("--json", type=Path, help="write the numbers here too")
    arguments = parser.parse_args()
    port, beside = free_port(), free_port()
    rates: dict[str, dict[str, float]] = {}
    served = ["from integraph.cli import main; main()", "serve", "--port", str(port)]
    with tempfile.TemporaryDirectory() as directory, serving(served, port, "/readyz") as base:
        with httpx.Client(base_url=base, headers={"Accept": "text/html"}, timeout=120) as client:
            times = {path: server_times(client, path) for path in PATHS}
            sizes = {path: first_load(client, path) for path in [*PATHS, *VIEWS, "/sparql"]}
            copied = {"answer": PATHS[0], "entity": "/id/aufgabe/unterbringung", "view": VIEWS[4]}
            for name, path in copied.items():
                (Path(directory) / f"{name}.html").write_bytes(client.get(path).content)
        with serving([_STATIC, directory, str(beside)], beside, "/answer.html") as static:
            for name, path in copied.items():
                rates[name] = {
                    "page": rate(base, path, arguments.seconds),
                    "file": rate(static, f"/{name}.html", arguments.seconds),
                }
    print("| page | median (ms) | slowest (ms) |\n| --- | ---: | ---: |")
    for path, found in times.items():
        print(f"| `{path}` | {statistics.median(found):.1f} | {max(found):.1f} |")
    every = [each for found in times.values() for each in found]
    print(f"| all | {statistics.median(every):.1f} | {max(every):.1f} |\n")
    print("| first load of | kB, compressed |\n| --- | ---: |")
    for path, size in sizes.items():
        print(f"| `{path}` | {size / 1000:.0f} |")
    largest = max((size, path) for path, size in sizes.items() if path != "/sparql")
    print(f"\nlargest but /sparql: {largest[0] / 1000:.0f} kB of {LIMIT / 1000:.0f} ({largest[1]})")
    for name, found in rates.items():
        less = found["file"] / found["page"]
        print(f"{name}: {found['page']:.0f} a second, the same bytes as a file {found['file']:.0f} ({less:.1f} times)")
    if arguments.json:
        numbers = {"ms": times, "bytes": sizes, "per second": rates}
        arguments.json.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    return int(largest[0] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
