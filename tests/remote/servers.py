"""Real SPARQL servers on this machine, each with its data in a temporary directory."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

VIRTUOSO = shutil.which("virtuoso-t")
OXIGRAPH = shutil.which("oxigraph", path=sysconfig.get_path("scripts"))
_CONFIGURATION = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 50000
MaxDirtyBuffers = 35000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Running:
    """A server that runs: where it takes queries and graphs, and who may write."""

    query: str
    graph_store: str
    user: str = ""
    password: str = ""


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def _process(command: Sequence[str], folder: Path, address: str) -> Iterator[None]:
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
    try:
        for _ in range(300):
            with contextlib.suppress(urllib.error.HTTPError), contextlib.suppress(OSError):
                urllib.request.urlopen(address, timeout=5).close()
                break
            if process.poll() is not None:
                raise RuntimeError((folder / "output").read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[Running]:
    """The `oxigraph` server from PyPI."""
    if OXIGRAPH is None:
        raise RuntimeError("the package oxigraph is not installed")
    home = f"http://127.0.0.1:{_port()}"
    command = [OXIGRAPH, "serve", "--location", str(folder / "store"), "--bind", home.removeprefix("http://")]
    with _process(command, folder, home + "/query?query=ASK%7B%7D"):
        yield Running(home + "/query", home + "/store")


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[Running]:
    """Virtuoso Open Source from Debian."""
    if VIRTUOSO is None:
        raise RuntimeError("virtuoso-t is not installed")
    http = _port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(_CONFIGURATION.format(folder=folder, sql=_port(), http=http), encoding="utf-8")
    home = f"http://127.0.0.1:{http}"
    command = [VIRTUOSO, "+configfile", str(configuration), "+foreground"]
    with _process(command, folder, home + "/sparql?query=ASK%7B%7D"):
        yield Running(home + "/sparql", home + "/sparql-graph-crud-auth", "dba", "dba")
