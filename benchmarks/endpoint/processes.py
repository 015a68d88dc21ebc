"""Server processes: start, wait, end, memory; and one client of them."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

LIMIT = 5.0
"""Seconds that one query may take; each server that has such a limit is given this one."""
_START = 900.0
"""Seconds that a server may take until it answers."""


@dataclass
class Session:
    """A client with one connection that it keeps open."""

    port: int
    path: str
    accept: str = "application/sparql-results+json"
    _connection: http.client.HTTPConnection | None = field(default=None, init=False)

    def ask(self, query: str) -> float | None:
        """Seconds until the whole answer was there; None when it was an error or took longer than the limit."""
        return self.get(f"{self.path}?query={quote(query)}")

    def get(self, target: str) -> float | None:
        """As `ask`, for any address."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
            with contextlib.suppress(OSError):
                self._connection.connect()
        started = time.perf_counter()
        try:
            self._connection.request("GET", target, headers={"Accept": self.accept})
            response = self._connection.getresponse()
            while response.read(1 << 20):
                if time.perf_counter() - started > LIMIT:
                    raise TimeoutError
        except (OSError, http.client.HTTPException):
            self.close()
            return None
        if response.status != 200:
            self.close()
            return None
        return time.perf_counter() - started

    def close(self) -> None:
        """Leave; the next request comes over a new connection."""
        if self._connection:
            self._connection.close()
        self._connection = None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: list[str], work: Path, cwd: Path | None = None, stdin: int | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in *cwd* (default: *work*) with its output in the file `output` of *work*; it is ended afterwards."""
    with (work / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=cwd or work, stdin=stdin, stdout=stdout or output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_it_answers(port: int, path: str, process: subprocess.Popen[bytes], work: Path) -> None:
    """Wait for the first answer. Raises `RuntimeError` with the end of the output when the server ends instead."""
    session = Session(port, path)
    until = time.monotonic() + _START
    while time.monotonic() < until:
        if process.poll() is not None:
            said = (work / "output").read_text(errors="replace")[-1000:]
            raise RuntimeError(f"{process.args} ended with {process.returncode}: {said}")
        if session.ask("ASK {}") is not None:
            session.close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args} did not answer within {_START:g} s")


def wait_until_warm(port: int) -> None:
    """Wait until Integraph's server, which answers already, reads nothing ahead any more."""
    until = time.monotonic() + _START
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", "/metrics")
            if b"\nintegraph_warm 1" in connection.getresponse().read():
                return
        time.sleep(0.2)
    raise RuntimeError(f"the server did not end reading ahead within {_START:g} s")


def memory(pid: int) -> int:
    """MiB that a process and its descendants hold, what they share counted once (proportional set size)."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            ancestor = int(process.name)
            while ancestor not in (0, 1, pid):
                ancestor = int((Path("/proc") / str(ancestor) / "stat").read_text().rpartition(")")[2].split()[1])
            if ancestor == pid:
                lines = (process / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total >> 10
