"""The servers that are measured. Each family is started over a file of N-Triples and yields what can be asked."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from benchmarks.endpoint.processes import LIMIT, Session, free_port, running, wait_until_it_answers, wait_until_warm
from benchmarks.endpoint.rdflib_process import InProcess, forking

_SERVE_INTEGRAPH = """
import sys, uvicorn
from pathlib import Path
from starlette.staticfiles import StaticFiles
from integraph.build import Build
from integraph.http import create_app
from integraph.sparql.workers import Limits
folder = Path(sys.argv[1])
app = create_app(Build(folder, "benchmark"), Limits(seconds=float(sys.argv[3]), waiting=64))
app.mount("/bytes", StaticFiles(directory=folder / "bytes"))
uvicorn.run(app, port=int(sys.argv[2]), log_level="error")
"""


@dataclass
class Peer:
    """A server to measure.

    *load* are the seconds from the file to the first answer, *pid* its process. One that cannot stop a query has
    `restart`, which ends what it is doing. *static* is a folder that the same process serves as plain files under
    `/bytes/`. One that takes a single client at a time has `parallel` false.
    """

    name: str
    session: Callable[[], Session | InProcess]
    load: float
    pid: int
    restart: Callable[[], None] | None = None
    static: Path | None = None
    parallel: bool = True


Family = Callable[[Path, Path], AbstractContextManager[list[Peer]]]


@contextlib.contextmanager
def _http(name: str, command: list[str], port: int, path: str, work: Path, started: float) -> Iterator[Peer]:
    with running(command, work) as process:
        wait_until_it_answers(port, path, process, work)
        yield Peer(name, lambda: Session(port, path), time.monotonic() - started, process.pid)


@contextlib.contextmanager
def integraph(data: Path, work: Path) -> Iterator[list[Peer]]:
    """Integraph's own endpoint over a store made of *data*."""
    started = time.monotonic()
    store = ox.Store(str(work / "store"))
    store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    store.optimize()
    del store
    facts = {"digest": "benchmark", "version": "", "files": 0, "triples": 0, "inferred": 0, "seconds": 0}
    (work / "build.json").write_text(json.dumps(facts), encoding="utf-8")
    (work / "bytes").mkdir()
    port = free_port()
    command = [sys.executable, "-c", _SERVE_INTEGRAPH, str(work), str(port), str(LIMIT)]
    with _http("Integraph", command, port, "/sparql", work, started) as peer:
        wait_until_warm(port)
        peer.static = work / "bytes"
        yield [peer]


@contextlib.contextmanager
def oxigraph(data: Path, work: Path) -> Iterator[list[Peer]]:
    """The Oxigraph server."""
    binary = _oxigraph() or "oxigraph"
    started = time.monotonic()
    at = ["--location", str(work / "store")]
    subprocess.run([binary, "load", *at, "--file", str(data)], check=True, capture_output=True)
    subprocess.run([binary, "optimize", *at], check=True, capture_output=True)
    port = free_port()
    command = [binary, "serve-read-only", *at, "--bind", f"127.0.0.1:{port}", "--timeout-s", f"{LIMIT:g}"]
    with _http("Oxigraph server", command, port, "/query", work, started) as peer:
        yield [peer]


@contextlib.contextmanager
def virtuoso(data: Path, work: Path) -> Iterator[list[Peer]]:
    """Virtuoso, loaded by its bulk loader."""
    port, sql = free_port(), free_port()
    started = time.monotonic()
    shutil.copyfile(data, work / "data.nt")
    (work / "virtuoso.ini").write_text(
        f"[Database]\nDatabaseFile={work}/v.db\nErrorLogFile={work}/v.log\nLockFile={work}/v.lck\n"
        f"TransactionFile={work}/v.trx\nxa_persistent_file={work}/v.pxa\n"
        f"[TempDatabase]\nDatabaseFile={work}/t.db\nTransactionFile={work}/t.trx\n"
        f"[Parameters]\nServerPort=127.0.0.1:{sql}\nNumberOfBuffers=170000\nMaxDirtyBuffers=130000\nDirsAllowed={work}\n"
        f"[HTTPServer]\nServerPort=127.0.0.1:{port}\nServerRoot={work}\n"
        f"[SPARQL]\nResultSetMaxRows=10000000\nMaxQueryExecutionTime={LIMIT:g}\n",
        encoding="utf-8",
    )
    command = ["virtuoso-t", "+configfile", str(work / "virtuoso.ini"), "+foreground"]
    with _http("Virtuoso", command, port, "/sparql", work, started) as peer:
        script = f"ld_dir('{work}', 'data.nt', 'https://example.org/data'); rdf_loader_run(); checkpoint;"
        client = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={script}"]
        subprocess.run(client, check=True, capture_output=True, timeout=600)
        peer.load = time.monotonic() - started
        yield [peer]


@contextlib.contextmanager
def fuseki(data: Path, work: Path) -> Iterator[list[Peer]]:
    """Apache Jena Fuseki over a TDB2 database."""
    jar = os.environ["FUSEKI_JAR"]
    port = free_port()
    started = time.monotonic()
    loader = ["java", "-cp", jar, "tdb2.tdbloader", "--loc", str(work / "tdb2"), str(data)]
    subprocess.run(loader, check=True, capture_output=True)
    command = ["java", "-Xmx4g", "-jar", jar, f"--loc={work / 'tdb2'}", f"--timeout={int(LIMIT * 1000)}"]
    command += ["--localhost", f"--port={port}", "/data"]
    with _http("Fuseki", command, port, "/data/sparql", work, started) as peer:
        yield [peer]


@contextlib.contextmanager
def rdflib(data: Path, work: Path) -> Iterator[list[Peer]]:
    """rdflib within a process and, where installed, rdflib-endpoint; both over one graph that is loaded once."""
    with forking(data, work) as holder:
        peers = [Peer("rdflib", holder.session, holder.load, holder.pid, holder.restart_evaluator, parallel=False)]
        if importlib.util.find_spec("rdflib_endpoint"):
            port = free_port()
            restart = lambda: holder.restart_endpoint(port)  # noqa: E731 - a name for what is passed on below
            session = lambda: Session(port, "/sparql")  # noqa: E731
            peers.append(Peer("rdflib-endpoint", session, holder.load, holder.pid, restart))
        yield peers


def _oxigraph() -> str | None:
    return shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")


FAMILIES: dict[str, tuple[Family, Callable[[], bool]]] = {
    "integraph": (integraph, lambda: True),
    "oxigraph": (oxigraph, lambda: bool(_oxigraph())),
    "virtuoso": (virtuoso, lambda: bool(shutil.which("virtuoso-t") and shutil.which("isql-vt"))),
    "fuseki": (fuseki, lambda: bool(os.environ.get("FUSEKI_JAR") and shutil.which("java"))),
    "rdflib": (rdflib, lambda: True),
}
"""How each is started, and whether it is there."""
