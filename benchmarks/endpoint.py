"""How fast the endpoint answers, beside other SPARQL servers over the same triples, in one run.

    uv run --with rdflib-endpoint python benchmarks/endpoint.py --json endpoint.json
    uv run python benchmarks/endpoint.py --synthetic      # 10,751 municipalities with 20 responsibilities each

Every server gets the default graph of the build (or the made-up graph) as its default graph and the same queries over
HTTP, one client at a time for latency and eight for throughput. A cold query differs from all before it by a comment,
so that no cache knows it; a cached one is sent as it was. Servers that are not installed are left out and named. A
peer that a query takes longer than the limit is shown with `>`; ratios are to Integraph, above 1 is slower.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import importlib.util
import itertools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from integraph import catalogue
from integraph.build import Build, ensure_build
from integraph.namespaces import NAMESPACES
from integraph.remote import with_prologue
from integraph.sparql.lexer import bind, tokens

LIMIT = 5.0
"""Seconds a peer may take for one query."""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }"
POINT = "SELECT ?p ?o WHERE { <%s> ?p ?o }"
_SERVE_OWN = """
import sys, uvicorn
from pathlib import Path
from integraph.build import Build
from integraph.http import create_app
from integraph.sparql.workers import Limits
app = create_app(Build(Path(sys.argv[1]), "benchmark"), Limits(seconds=float(sys.argv[3]), waiting=64))
uvicorn.run(app, port=int(sys.argv[2]), log_level="error")
"""
_SERVE_RDFLIB = """
import sys, rdflib, uvicorn
from rdflib_endpoint import SparqlEndpoint
graph = rdflib.Graph(); graph.parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


@dataclass
class Peer:
    """A server that runs: where it takes queries, how long it took to load, its process."""

    name: str
    port: int
    path: str
    load: float
    pid: int
    numbers: dict[str, Any] = field(default_factory=dict)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def synthetic(build: Build) -> list[ox.Triple]:
    """The build's union with 20 made-up responsibilities for each municipality, the same on every run."""
    store = ox.Store.read_only(str(build.store))
    triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    ig, scheme, rdf_type = (
        NAMESPACES["ig"],
        NAMESPACES["role"].rsplit("role/", 1)[0],
        ox.NamedNode(NAMESPACES["rdf"] + "type"),
    )
    tasks = sorted(
        (q.subject for q in store.quads_for_pattern(None, rdf_type, ox.NamedNode(ig + "Task"), ox.DefaultGraph())),
        key=str,
    )
    places = sorted(
        {
            q.subject
            for q in store.quads_for_pattern(
                None, ox.NamedNode(ig + "actsAtLevel"), ox.NamedNode(scheme + "level/gemeinde"), ox.DefaultGraph()
            )
        },
        key=str,
    )
    obligations = [ox.NamedNode(scheme + "obligation/" + name) for name in ("pflichtig", "freiwillig", "staatlich")]
    for number, place in enumerate(places):
        for index in range(20):
            statement = ox.NamedNode(f"https://example.org/z/{number}-{index}")
            triples += [
                ox.Triple(statement, rdf_type, ox.NamedNode(ig + "Responsibility")),
                ox.Triple(statement, ox.NamedNode(ig + "task"), tasks[(number + index * 7) % len(tasks)]),
                ox.Triple(statement, ox.NamedNode(ig + "appliesIn"), place),
                ox.Triple(statement, ox.NamedNode(ig + "holder"), place),
                ox.Triple(statement, ox.NamedNode(ig + "obligation"), obligations[(number + index) % 3]),
                ox.Triple(
                    statement,
                    ox.NamedNode(NAMESPACES["rdfs"] + "label"),
                    ox.Literal(f"Aussage {number}-{index}", language="de"),
                ),
            ]
    return triples


def wait_for(port: int, path: str, process: subprocess.Popen[bytes], seconds: float = 900) -> None:
    """Wait until the server answers. Raises `RuntimeError` when it ends instead."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            if ask(port, path, "ASK {}")[0] == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("the server did not answer")


def ask(port: int, path: str, query: str, connection: http.client.HTTPConnection | None = None) -> tuple[int, bytes]:
    """One query; status and body."""
    kept = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    kept.request("GET", f"{path}?query={quote(query)}", headers={"Accept": "application/sparql-results+json"})
    response = kept.getresponse()
    body = response.read()
    if connection is None:
        kept.close()
    return response.status, body


@contextlib.contextmanager
def running(
    command: list[str], port: int, path: str, name: str, before: float, cwd: Path | None = None
) -> Iterator[Peer]:
    """Start a server and wait for it; *before* are seconds already spent on loading."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=cwd)
    try:
        wait_for(port, path, process)
        yield Peer(name, port, path, before + time.monotonic() - started, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def integraph(data: Path, work: Path) -> Iterator[Peer]:
    """Integraph's own endpoint over a store made of *data*."""
    started = time.monotonic()
    store = ox.Store(str(work / "store"))
    store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    store.optimize()
    del store
    facts = {"digest": "benchmark", "version": "", "files": 0, "triples": 0, "inferred": 0, "seconds": 0}
    (work / "build.json").write_text(json.dumps(facts), encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-c", _SERVE_OWN, str(work), str(port), str(LIMIT)]
    with running(command, port, "/sparql", "Integraph", time.monotonic() - started) as peer:
        yield peer


def _oxigraph() -> str | None:
    return shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")


@contextlib.contextmanager
def oxigraph(data: Path, work: Path) -> Iterator[Peer]:
    """The Oxigraph server from PyPI."""
    binary = _oxigraph() or "oxigraph"
    started = time.monotonic()
    subprocess.run(
        [binary, "load", "--location", str(work / "store"), "--file", str(data)], check=True, capture_output=True
    )
    subprocess.run([binary, "optimize", "--location", str(work / "store")], check=True, capture_output=True)
    port = free_port()
    command = [binary, "serve-read-only", "--location", str(work / "store"), "--bind", f"127.0.0.1:{port}"]
    with running(command, port, "/query", "Oxigraph server", time.monotonic() - started) as peer:
        yield peer


@contextlib.contextmanager
def rdflib_endpoint(data: Path, work: Path) -> Iterator[Peer]:
    """The package rdflib-endpoint."""
    port = free_port()
    command = [sys.executable, "-c", _SERVE_RDFLIB, str(data), str(port)]
    with running(command, port, "/sparql", "rdflib-endpoint", 0.0, work) as peer:
        yield peer


@contextlib.contextmanager
def virtuoso(data: Path, work: Path) -> Iterator[Peer]:
    """Virtuoso from Debian, loaded by its bulk loader."""
    port, sql = free_port(), free_port()
    shutil.copyfile(data, work / "data.nt")
    (work / "virtuoso.ini").write_text(
        f"[Database]\nDatabaseFile={work}/v.db\nErrorLogFile={work}/v.log\nLockFile={work}/v.lck\nTransactionFile={work}/v.trx\n"
        f"xa_persistent_file={work}/v.pxa\n[TempDatabase]\nDatabaseFile={work}/t.db\nTransactionFile={work}/t.trx\n"
        f"[Parameters]\nServerPort=127.0.0.1:{sql}\nNumberOfBuffers=170000\nMaxDirtyBuffers=130000\nDirsAllowed={work}\n"
        f"[HTTPServer]\nServerPort=127.0.0.1:{port}\nServerRoot={work}\n[SPARQL]\nResultSetMaxRows=1000000\n",
        encoding="utf-8",
    )
    command = ["virtuoso-t", "+configfile", str(work / "virtuoso.ini"), "+foreground"]
    with running(command, port, "/sparql", "Virtuoso", 0.0, work) as peer:
        started = time.monotonic()
        script = f"ld_dir('{work}', 'data.nt', 'https://example.org/data'); rdf_loader_run(); checkpoint;"
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={script}"],
            check=True,
            capture_output=True,
            timeout=1800,
        )
        peer.load += time.monotonic() - started
        yield peer


PEERS: dict[str, tuple[Callable[..., Any], Callable[[], bool]]] = {
    "Integraph": (integraph, lambda: True),
    "Oxigraph server": (oxigraph, lambda: bool(_oxigraph())),
    "Virtuoso": (virtuoso, lambda: bool(shutil.which("virtuoso-t") and shutil.which("isql-vt"))),
    "rdflib-endpoint": (rdflib_endpoint, lambda: importlib.util.find_spec("rdflib_endpoint") is not None),
}


def resident(pid: int) -> int:
    """MiB that a process and its descendants keep resident."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            ancestor = int(process.name)
            while ancestor not in (0, 1, pid):
                ancestor = int((Path("/proc") / str(ancestor) / "stat").read_text().rpartition(")")[2].split()[1])
            if ancestor == pid:
                total += int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return total >> 20


def latency(peer: Peer, queries: list[str], runs: int, cold: bool) -> list[float]:
    """Seconds of each request, one client; infinite where the limit was reached or the query refused."""
    times: list[float] = []
    for query in queries:
        connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=LIMIT)
        for number in range(runs):
            text = f"# {time.monotonic_ns()}\n{query}" if cold else query
            started = time.perf_counter()
            try:
                status, _ = ask(peer.port, peer.path, text, connection)
            except OSError:
                status = 0
            times.append(time.perf_counter() - started if status == 200 else float("inf"))
            if status != 200:
                connection.close()
                times += [float("inf")] * (runs - number - 1)
                break
        connection.close()
    return times


def throughput(peer: Peer, queries: list[str], seconds: float, cold: bool, target: str = "") -> float:
    """Requests a second of eight clients with connections kept open; *target* asks for an address instead."""
    until = time.monotonic() + seconds

    def client(start: int) -> int:
        done = 0
        connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=LIMIT)
        for query in itertools.islice(itertools.cycle(queries), start, None):
            if time.monotonic() > until:
                break
            text = f"# {time.monotonic_ns()} {start}\n{query}" if cold else query
            address = target or f"{peer.path}?{urlencode({'query': text})}"
            connection.request("GET", address, headers={"Accept": "application/sparql-results+json"})
            response = connection.getresponse()
            response.read()
            done += response.status == 200
        connection.close()
        return done

    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(client, range(8)))
    return done / (time.monotonic() - started)


def beside_runaways(peer: Peer, queries: list[str], runs: int) -> tuple[float, float]:
    """p99 of small queries in seconds: alone, and while another client sends one runaway query after the other."""
    alone = latency(peer, queries, runs, cold=True)
    stop = threading.Event()

    def run_away() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                ask(peer.port, peer.path, f"# {time.monotonic_ns()}\n{RUNAWAY}")

    thread = threading.Thread(target=run_away, daemon=True)
    thread.start()
    time.sleep(0.5)
    mixed = latency(peer, queries, runs, cold=True)
    stop.set()
    return percentile(alone, 0.99), percentile(mixed, 0.99)


def percentile(times: list[float], share: float) -> float:
    """The value below which *share* of the times lie."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def catalogue_queries(count: int) -> list[str]:
    """Queries of the catalogue about the default graph, with their defaults, prefixes written out."""
    found = []
    for query in catalogue.catalogue():
        if {"GRAPH", "FROM"} & {text.upper() for kind, text in tokens(query.text) if kind == "word"}:
            continue
        bound = bind(query.text, {name: str(term) for name, term in query.bindings().items()})
        found.append(with_prologue(bound, NAMESPACES))
    return found[:: max(1, len(found) // count)][:count]


def measure(peer: Peer, queries: list[str], points: list[str], seconds: float) -> None:
    """Take all numbers of one peer."""
    latency(peer, points[:5], 2, cold=True)
    numbers = peer.numbers
    numbers["load (s)"] = round(peer.load, 1)
    for name, these, runs in (("point", points, 5), ("catalogue", queries, 3)):
        times = latency(peer, these, runs, cold=True)
        finite = [each for each in times if each != float("inf")]
        numbers[f"{name} cold median (ms)"] = round(1000 * statistics.median(times), 2) if finite else None
        numbers[f"{name} cold p99 (ms)"] = round(1000 * percentile(finite, 0.99), 2) if finite else None
        numbers[f"{name} not answered"] = len(times) - len(finite)
    numbers["point cached median (ms)"] = round(1000 * statistics.median(latency(peer, points[:5], 40, cold=False)), 2)
    numbers["cold requests/s"] = round(throughput(peer, points, seconds, cold=True))
    numbers["cached requests/s"] = round(throughput(peer, points[:5], seconds, cold=False))
    if peer.name == "Integraph":
        numbers["static requests/s"] = round(throughput(peer, points, seconds, cold=False, target="/static/site.css"))
    alone, mixed = beside_runaways(peer, points, 5)
    numbers["small p99 alone (ms)"], numbers["small p99 with runaways (ms)"] = (
        None if each == float("inf") else round(1000 * each, 2) for each in (alone, mixed)
    )
    numbers["memory (MiB)"] = resident(peer.pid)


def table(results: dict[str, dict[str, Any]]) -> str:
    """Markdown: one row a number, one column a peer, ratios to Integraph in brackets."""
    names = list(results)
    rows = dict.fromkeys(row for numbers in results.values() for row in numbers)
    lines = ["| | " + " | ".join(names) + " |", "| --- |" + " ---: |" * len(names)]
    for row in rows:
        own = results["Integraph"].get(row)
        cells = []
        for name in names:
            value = results[name].get(row)
            shown = "–" if value is None else f"{value:,}"
            if name != "Integraph" and own and value and not row.endswith("not answered"):
                shown += f" ({value / own:.2g}×)"
            cells.append(shown)
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Run all peers one after the other and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--synthetic", action="store_true", help="the made-up graph of 1.6 million triples")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each measurement of throughput")
    parser.add_argument("--queries", type=int, default=40, help="how many queries of the catalogue")
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="only these (Integraph always)")
    parser.add_argument("--json", type=Path, help="write the numbers here too")
    arguments = parser.parse_args()
    build = ensure_build(progress=lambda text: print(text, file=sys.stderr))
    store = ox.Store.read_only(str(build.store))
    triples = (
        synthetic(build)
        if arguments.synthetic
        else [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    )
    things = sorted(
        {str(t.subject.value) for t in triples[:: max(1, len(triples) // 40)] if isinstance(t.subject, ox.NamedNode)}
    )
    points = [POINT % thing for thing in things[:40]]
    queries = catalogue_queries(arguments.queries)
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.nt"
        ox.serialize(triples, str(data), format=ox.RdfFormat.N_TRIPLES)
        print(f"{len(triples)} triples, {len(queries)} queries, {len(points)} point queries", file=sys.stderr)
        del triples
        for name, (start, present) in PEERS.items():
            if arguments.peer and name not in (*arguments.peer, "Integraph"):
                continue
            if not present():
                print(f"{name} is not installed and left out", file=sys.stderr)
                continue
            work = Path(folder) / name.replace(" ", "-")
            work.mkdir()
            print(f"{name} …", file=sys.stderr)
            with start(data, work) as peer:
                measure(peer, queries, points, arguments.seconds)
            results[name] = peer.numbers
            shutil.rmtree(work, ignore_errors=True)
    print(table(results))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
