"""How fast pages are made: server time of answer and entity pages, and pages a second beside a static file.

    uv run python benchmarks/pages.py --json pages.json

The server runs as `integraph serve` runs it. Server time is what its `Server-Timing` header says; each page is asked
for once to warm up, then ten times. The last lines compare whole requests with a static file of the same server.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from endpoint import free_port

PATHS = [
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


def server_times(client: httpx.Client, path: str, runs: int = 10) -> list[float]:
    """Milliseconds that the server needed for a page, run by run."""
    client.get(path).raise_for_status()
    return [float(client.get(path).headers["server-timing"].rpartition("=")[2]) for _ in range(runs)]


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


def main() -> None:
    """Start the server, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each measurement of the rate")
    parser.add_argument("--json", type=Path, help="write the numbers here too")
    arguments = parser.parse_args()
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", "from integraph.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(command)
    try:
        with httpx.Client(base_url=base, headers={"Accept": "text/html"}, timeout=120) as client:
            for _ in range(300):
                try:
                    client.get("/readyz")
                    break
                except httpx.TransportError:
                    time.sleep(0.5)
            times = {path: server_times(client, path) for path in PATHS}
        rates = {
            name: rate(base, path, arguments.seconds)
            for name, path in (
                ("static", "/static/site.css"),
                ("answer", PATHS[0]),
                ("entity", "/id/aufgabe/unterbringung"),
            )
        }
    finally:
        process.terminate()
        process.wait(timeout=30)
    print("| page | median (ms) | slowest (ms) |\n| --- | ---: | ---: |")
    for path, found in times.items():
        print(f"| `{path}` | {statistics.median(found):.1f} | {max(found):.1f} |")
    every = [each for found in times.values() for each in found]
    print(f"| all | {statistics.median(every):.1f} | {max(every):.1f} |\n")
    for name in ("answer", "entity"):
        less = rates["static"] / rates[name]
        print(f"{name}: {rates[name]:.0f} pages a second, {less:.1f} times fewer than a static file")
    if arguments.json:
        arguments.json.write_text(json.dumps({"ms": times, "per second": rates}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
