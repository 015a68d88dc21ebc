"""User-written SPARQL in processes of its own, because a query that runs away can only be stopped with its process.

`Pool.open` and `Pool.run` block and are thread-safe: the server calls them from its thread pool. Workers are forked by
a zygote (`integraph.sparql.zygote`) that was started by exec and has one thread, so the server's threads do not matter.
Opening a built store read-only takes a worker about ten milliseconds, so a killed one is replaced at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from integraph.codes import ProblemCode
from integraph.sparql.zygote import FRAME, MESSAGE


class QueryFailed(Exception):
    """A query that was accepted but has no answer. `code` and HTTP `status`; the message is German."""

    def __init__(self, code: ProblemCode, message: str, status: int, line: int = 0, column: int = 0) -> None:
        self.code, self.status, self.line, self.column = code, status, line, column
        super().__init__(message)


@dataclass(frozen=True)
class Limits:
    """How many workers, how long a query may run (s), how many may wait, how much it may use and return (bytes).

    ``cache`` bounds the results that the server keeps (bytes), ``federated`` are the origins that `SERVICE` may name.
    """

    workers: int = 2
    seconds: float = 10.0
    waiting: int = 16
    memory: int = 1 << 30
    result: int = 1 << 30
    cache: int = 64 << 20
    federated: tuple[str, ...] = ()


@dataclass
class _Worker:
    pid: int
    connection: socket.socket


class Cancelling:
    """Lets another thread stop a query: `cancel` ends it wherever it is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self.cancelled = False

    def watch(self, connection: socket.socket | None) -> None:
        """Cancelling will close *connection* from now on (None: nothing)."""
        with self._lock:
            self._connection = connection
            if self.cancelled and connection:
                connection.shutdown(socket.SHUT_RDWR)

    def cancel(self) -> None:
        """Stop the query. Harmless when it is over."""
        with self._lock:
            self.cancelled = True
            if self._connection:
                with contextlib.suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)


class Stream:
    """The parts of one answer. Iterate to the end or call `close`; either gives the worker back.

    Only the time spent waiting for the worker counts against the deadline, not that of a slow reader.
    """

    def __init__(self, pool: Pool, worker: _Worker, seconds: float, cancelling: Cancelling) -> None:
        self.pool, self.worker, self.seconds, self.cancelling = pool, worker, seconds, cancelling
        self._spent = 0.0
        self._open = True
        self._ending = threading.Lock()
        self._ready: list[bytes] = []
        cancelling.watch(worker.connection)

    def begin(self, request: bytes) -> None:
        """Send the request and wait for the first part or the end."""
        started = time.monotonic()
        try:
            self.worker.connection.settimeout(self.seconds)
            self.worker.connection.sendall(struct.pack("!I", len(request)) + request)
        except OSError:
            self._broken(timeout=False)
        self._spent += time.monotonic() - started
        while self._open and not self._ready:
            self._advance()

    def gather(self, size: int) -> bytes | None:
        """Read on until the end or about *size* bytes: the whole answer, or None when there is more to iterate over."""
        while self._open and sum(map(len, self._ready)) < size:
            self._advance()
        return None if self._open else b"".join(self._ready)

    def __iter__(self) -> Iterator[bytes]:
        try:
            while self._open or self._ready:
                yield from self._ready
                self._ready.clear()
                if self._open:
                    self._advance()
        finally:
            self.close()

    def close(self) -> None:
        """Give the worker back; one that is not done is ended."""
        if self._open:
            self._finish(reusable=False)

    def _finish(self, *, reusable: bool) -> None:
        with self._ending:  # the one who closes and the one who reads may be different threads
            if not self._open:
                return
            self._open = False
        self.cancelling.watch(None)
        self.pool.release(self.worker, reusable=reusable and not self.cancelling.cancelled)

    def _advance(self) -> None:
        """Read one frame."""
        started = time.monotonic()
        try:
            kind, size = FRAME.unpack(self._receive(FRAME.size, started))
            data = self._receive(size, started)
        except TimeoutError:
            self._broken(timeout=True)
        except (OSError, EOFError):
            self._broken(timeout=False)
        self._spent += time.monotonic() - started
        if kind == b"D":
            self._ready.append(data)
        elif kind == b"E":
            self._finish(reusable=True)
        elif kind == b"X":
            self._finish(reusable=True)
            raise self._told(json.loads(data))

    def _receive(self, size: int, started: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            remaining = self.seconds - self._spent - (time.monotonic() - started)
            if remaining <= 0:
                raise TimeoutError
            self.worker.connection.settimeout(remaining)
            part = self.worker.connection.recv(min(size - len(data), 1 << 20))
            if not part:
                raise EOFError
            data += part
        return bytes(data)

    def _broken(self, *, timeout: bool) -> NoReturn:
        self._finish(reusable=False)
        if self.cancelling.cancelled:
            raise QueryFailed("cancelled", "Die Abfrage wurde abgebrochen.", 499) from None
        if timeout:
            text = f"Die Abfrage lief länger als {self.seconds:g} Sekunden und wurde abgebrochen."
            raise QueryFailed("deadline", text, 503) from None
        raise QueryFailed("worker-died", "Die Abfrage brauchte zu viel Speicher und wurde abgebrochen.", 503) from None

    def _told(self, error: dict[str, Any]) -> QueryFailed:
        if error["code"] == "syntax":
            line, column = error.get("line") or 0, error.get("column") or 0
            return QueryFailed("syntax", f"Zeile {line}, Spalte {column}: {error['message']}", 400, line, column)
        if error["code"] == "result-too-large":
            size = self.pool.limits.result >> 20
            return QueryFailed(
                "result-too-large", f"Das Ergebnis ist größer als {size} MiB; bitte mit LIMIT teilen.", 503
            )
        return QueryFailed("evaluation", f"Die Abfrage ist nicht auswertbar: {error['message']}", 400)


class Pool:
    """Workers over one built store. Close it when done: that ends all its processes."""

    def __init__(self, store: Path, limits: Limits | None = None) -> None:
        self.store, self.limits = store, limits or Limits()
        self._slots: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(self.limits.workers):
            self._slots.put(None)
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._zygote: subprocess.Popen[bytes] | None = None
        self._waiting = 0

    def run(
        self,
        query: str,
        media: str,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        base: str = "",
    ) -> bytes:
        """The whole result of a query. Raises as `open`, at any point."""
        return b"".join(self.open(query, media, default_graphs, named_graphs, base))

    def open(
        self,
        query: str,
        media: str,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        base: str = "",
        *,
        seconds: float | None = None,
        cancelling: Cancelling | None = None,
    ) -> Stream:
        """The result of a query in a media type of `integraph.sparql.formats`, part by part.

        Relative IRIs are resolved against *base*. *seconds* shortens the deadline. Returns when the first part is
        there, so that what fails before it fails here: raises `QueryFailed` for syntax (400), evaluation (400),
        deadline, busy, result-too-large, worker-died (503) and cancelled (499). A failure after that is raised while
        iterating.
        """
        request = json.dumps(
            {
                "query": query,
                "media": media,
                "default_graphs": default_graphs,
                "named_graphs": named_graphs,
                "base": base,
            }
        ).encode()
        limit = min(seconds or self.limits.seconds, self.limits.seconds)
        worker = self._take()
        try:
            if worker is None:
                worker = self._fork()
        except BaseException:
            self._slots.put(None)
            raise
        stream = Stream(self, worker, limit, cancelling or Cancelling())
        stream.begin(request)
        return stream

    def release(self, worker: _Worker, *, reusable: bool) -> None:
        """Take back a worker, or end it when its answer was not read to the end."""
        if not reusable:
            self._kill(worker)
        self._slots.put(worker if reusable else None)

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker."""
        return self._waiting

    @property
    def idle(self) -> bool:
        """Whether no query runs or waits."""
        return not self._waiting and self._slots.qsize() == self.limits.workers

    def close(self) -> None:
        """End the zygote and with it all workers."""
        with self._lock:
            control, zygote = self._control, self._zygote
            self._control = self._zygote = None
        while True:
            try:
                worker = self._slots.get_nowait()
            except queue.Empty:
                break
            if worker:
                worker.connection.close()
        for _ in range(self.limits.workers):
            self._slots.put(None)
        if control:
            control.close()
        if zygote:
            try:
                zygote.wait(timeout=5)
            except subprocess.TimeoutExpired:
                zygote.kill()
                zygote.wait()

    def _take(self) -> _Worker | None:
        with self._lock:
            if self._waiting >= self.limits.waiting:
                raise busy()
            self._waiting += 1
        try:
            return self._slots.get(timeout=self.limits.seconds)
        except queue.Empty:
            raise busy() from None
        finally:
            with self._lock:
                self._waiting -= 1

    def _fork(self) -> _Worker:
        ours, theirs = socket.socketpair()
        try:
            with self._lock:
                try:
                    pid = self._request_fork(theirs)
                except OSError:
                    self._restart()
                    pid = self._request_fork(theirs)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return _Worker(pid, ours)

    def _request_fork(self, theirs: socket.socket) -> int:
        if self._control is None:
            self._restart()
        if self._control is None:
            raise OSError("no zygote")
        socket.send_fds(self._control, [MESSAGE.pack(b"F", 0)], [theirs.fileno()])
        data = self._control.recv(MESSAGE.size, socket.MSG_WAITALL)
        if len(data) < MESSAGE.size:
            raise OSError("the zygote ended")
        pid: int = MESSAGE.unpack(data)[1]
        return pid

    def _restart(self) -> None:
        if self._control:
            self._control.close()
        if self._zygote:
            self._zygote.kill()
            self._zygote.wait()
        ours, theirs = socket.socketpair()
        ours.settimeout(20)
        command = [sys.executable, "-m", "integraph.sparql.zygote", str(theirs.fileno()), str(self.store)]
        limits = [str(self.limits.memory), str(self.limits.result)]
        self._zygote = subprocess.Popen([*command, *limits], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()
        self._control = ours

    def _kill(self, worker: _Worker) -> None:
        worker.connection.close()
        with self._lock:
            try:
                if self._control:
                    self._control.sendall(MESSAGE.pack(b"K", worker.pid))
            except OSError:  # the zygote is gone, so nobody has reaped the worker and its id is still its own
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker.pid, signal.SIGKILL)


def busy() -> QueryFailed:
    """Too many queries wait."""
    return QueryFailed("busy", "Zu viele Abfragen warten gerade; bitte gleich noch einmal versuchen.", 503)
