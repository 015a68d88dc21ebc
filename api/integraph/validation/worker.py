"""One validation in a process of its own, so that what strangers send can neither stop nor harm the server.

The process has bounded memory and processor time and is killed at its deadline. It comes from a fork server, a
process of one thread that has imported everything, so that it starts at once and the server's threads do not matter.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

from integraph.validation.inputs import Bounds, Input

_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["__main__", "integraph.validation.warm"])
_FILE: Final = 1 << 28  # bytes; a workbook is assembled in a temporary file


@dataclass(frozen=True)
class Job:
    """What to validate against which store, and how to report it.

    *format* is one of `integraph.reports.FORMATS`, or "body": the HTML of a report without a page around it.
    """

    inputs: Sequence[Input]
    format: str
    language: str
    bounds: Bounds
    store: str
    land: str = ""
    """Code of the Land whose profile holds too."""


@dataclass(frozen=True)
class Outcome:
    """A report as bytes, whether the data conform, and whether every input could be read."""

    report: bytes
    conforms: bool
    readable: bool


class Stopped(Exception):
    """A validation without an outcome: ``cancelled``, ``deadline``, or ``died`` for want of memory or time."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Worker:
    """One job. `run` blocks; `cancel` may be called from another thread and ends it."""

    def __init__(self, job: Job, *, seconds: float, memory: int) -> None:
        self.job, self.seconds, self.memory = job, seconds, memory
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._cancelled = False

    def run(self) -> Outcome:
        """The outcome. Raises `Stopped`. Temporary files of the process are gone when it returns."""
        ours, theirs = _CONTEXT.Pipe()
        with tempfile.TemporaryDirectory(prefix="integraph-") as folder, ours:
            with theirs, self._lock:
                if self._cancelled:
                    raise Stopped("cancelled")
                limits = (self.memory, max(1, round(self.seconds) + 1))
                self._process = _CONTEXT.Process(target=_work, args=(theirs, limits, folder), daemon=True)
                self._process.start()
            try:
                return self._outcome(ours)
            finally:
                self._process.kill()
                self._process.join()
                self._process.close()

    def _outcome(self, ours: Connection) -> Outcome:
        try:
            ours.send(self.job)
            if not ours.poll(self.seconds):
                raise Stopped("deadline")
            conforms, readable = ours.recv()
            return Outcome(ours.recv_bytes(), conforms, readable)
        except (EOFError, OSError):
            raise Stopped("cancelled" if self._cancelled else "died") from None

    def cancel(self) -> None:
        """End the process. Harmless when it is over."""
        with self._lock:
            self._cancelled = True
            if self._process is not None:
                with contextlib.suppress(ValueError):  # closed already
                    self._process.kill()


def _work(connection: Connection, limits: tuple[int, int], folder: str) -> None:
    """What the process does: bound itself, then one job from the pipe."""
    import pyoxigraph as ox

    from integraph.land.laender import find_land
    from integraph.land.profile import check_inputs
    from integraph.reports import render
    from integraph.reports.html import body
    from integraph.store import Graph
    from integraph.validation.check import validate_inputs

    memory, seconds = limits
    tempfile.tempdir = folder
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE, _FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    job: Job = connection.recv()
    graph = Graph(ox.Store.read_only(job.store))
    if job.land:
        report = check_inputs(job.inputs, find_land(job.land), graph, bounds=job.bounds)
    else:
        report = validate_inputs(job.inputs, graph, bounds=job.bounds)
    made = body(report, job.language).encode() if job.format == "body" else render(report, job.format, job.language)
    connection.send((report.conforms, not report.problems))
    connection.send_bytes(made)
