"""rdflib, which cannot stop a query: one process reads the graph and forks another one whenever a query has to end.

As a program (`python -m benchmarks.endpoint.rdflib_process FILE`) it reads the file, says so, and then for each line
`evaluator PORT` or `endpoint PORT` ends the child that it has and forks one that listens there.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.endpoint.processes import LIMIT, Session, free_port, running

_ROOT = Path(__file__).resolve().parents[2]


class _Overrun(BaseException):
    """The limit is reached; not an `Exception`, which rdflib might take for a failed expression."""


@dataclass
class InProcess:
    """A client of the evaluating process. The time is taken over there, around the query alone."""

    port: int
    _connection: socket.socket | None = field(default=None, init=False)

    def ask(self, query: str) -> float | None:
        """Seconds from the query to the last byte of its result as JSON; None after an error or the limit."""
        try:
            if self._connection is None:
                self._connection = socket.create_connection(("127.0.0.1", self.port), timeout=3 * LIMIT)
            self._connection.sendall(json.dumps(query).encode() + b"\n")
            with self._connection.makefile("rb") as lines:
                seconds: float | None = json.loads(lines.readline() or b"null")
        except OSError:
            seconds = None
        if seconds is None:
            self.close()
        return seconds

    def close(self) -> None:
        """Leave."""
        if self._connection:
            self._connection.close()
        self._connection = None


@dataclass
class Holder:
    """The process that holds the graph; *load* are the seconds it took to read it."""

    process: subprocess.Popen[bytes]
    load: float
    port: int

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def session(self) -> InProcess:
        """A client of the evaluator."""
        return InProcess(self.port)

    def restart_evaluator(self) -> None:
        """End what runs; fork a process that evaluates."""
        self._tell(f"evaluator {self.port}")
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.1)
        raise RuntimeError("the evaluator did not start")

    def restart_endpoint(self, port: int) -> None:
        """End what runs; fork an rdflib-endpoint."""
        self._tell(f"endpoint {port}")
        session = Session(port, "/sparql")
        for _ in range(300):
            if session.ask("ASK {}") is not None:
                session.close()
                return
            time.sleep(0.1)
        raise RuntimeError("rdflib-endpoint did not start")

    def _tell(self, line: str) -> None:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the holder has no pipes")
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        self.process.stdout.readline()


@contextlib.contextmanager
def forking(data: Path, work: Path) -> Iterator[Holder]:
    """Start the process and wait until it has read *data*. Raises `RuntimeError` when it ends before."""
    started = time.monotonic()
    command = [sys.executable, "-m", __name__, str(data)]
    with running(command, work, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError(f"rdflib: {(work / 'output').read_text(errors='replace')[-1000:]}")
        yield Holder(process, time.monotonic() - started, free_port())


def hold(data: str) -> None:
    """Read the graph, then fork as told on standard input until that ends."""
    import rdflib

    graph = rdflib.Graph()
    graph.parse(data, format="nt")
    print("read", flush=True)
    child = 0

    def end_child(*_: object) -> None:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def leave(*_: object) -> None:
        end_child()
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)
    for line in sys.stdin:
        kind, port = line.split()
        end_child()
        child = os.fork()
        if not child:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            (_evaluate if kind == "evaluator" else _serve)(graph, int(port))
        print(child, flush=True)
    leave()


def _serve(graph: object, port: int) -> None:
    import uvicorn
    from rdflib_endpoint import SparqlEndpoint  # type: ignore[import-not-found,import-untyped,unused-ignore]

    app = SparqlEndpoint(graph=graph, path="/sparql")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")
    os._exit(0)


def _evaluate(graph: object, port: int) -> None:
    def overrun(*_: object) -> None:
        raise _Overrun

    signal.signal(signal.SIGALRM, overrun)
    server = socket.create_server(("127.0.0.1", port))
    while True:
        connection, _ = server.accept()
        with connection, connection.makefile("rwb") as lines:
            for line in lines:
                lines.write(json.dumps(_timed(graph, json.loads(line))).encode() + b"\n")
                lines.flush()


def _timed(graph: object, query: str) -> float | None:
    started = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        graph.query(query).serialize(format="json")  # type: ignore[attr-defined]
    except _Overrun:
        return None
    except Exception as error:  # rdflib raises many kinds for what it cannot evaluate
        print(f"{error!r}: {query}", file=sys.stderr, flush=True)
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.perf_counter() - started


if __name__ == "__main__":
    hold(sys.argv[1])
