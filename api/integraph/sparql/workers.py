"""User-written SPARQL in processes of its own, because a query that runs away can only be stopped with its process.

`Pool.run` is blocking and thread-safe: the server calls it from its thread pool. Workers are forked by a zygote
(`integraph.sparql.zygote`) that was started by exec and has one thread, so the server's threads do not matter. Opening
a built store read-only takes a worker about ten milliseconds, so a killed one is replaced at once.
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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from integraph.sparql.zygote import LENGTHS, MESSAGE


class QueryFailed(Exception):
    """A query that was accepted but has no answer. `code` and HTTP `status`; the message is German."""

    def __init__(self, code: str, message: str, status: int, line: int = 0, column: int = 0) -> None:
        self.code, self.status, self.line, self.column = code, status, line, column
        super().__init__(message)


@dataclass(frozen=True)
class Limits:
    """How many workers, how long a query may run (s) and wait in line, how much it may use and return (bytes)."""

    workers: int = 2
    seconds: float = 10.0
    waiting: int = 16
    memory: int = 1 << 30
    result: int = 64 << 20


@dataclass
class _Worker:
    pid: int
    connection: socket.socket


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
    ) -> bytes:
        """The result of a query in a media type of `integraph.sparql.formats`.

        Raises `QueryFailed`: syntax (400), deadline (503), busy (503), result-too-large (503), worker-died (503).
        """
        request = json.dumps(
            {"query": query, "media": media, "default_graphs": default_graphs, "named_graphs": named_graphs}
        ).encode()
        worker = self._take()
        try:
            if worker is None:
                worker = self._fork()
            body = self._ask(worker, request)
        except QueryFailed as failure:
            if failure.code in ("deadline", "worker-died") and worker is not None:
                self._kill(worker)
                worker = None
            raise
        except BaseException:
            if worker is not None:
                self._kill(worker)
                worker = None
            raise
        finally:
            self._slots.put(worker)
        return body

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
                raise _busy()
            self._waiting += 1
        try:
            return self._slots.get(timeout=self.limits.seconds)
        except queue.Empty:
            raise _busy() from None
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

    def _ask(self, worker: _Worker, request: bytes) -> bytes:
        deadline = time.monotonic() + self.limits.seconds
        try:
            self._send(worker.connection, struct.pack("!I", len(request)) + request, deadline)
            head_size, body_size = LENGTHS.unpack(self._receive(worker.connection, LENGTHS.size, deadline))
            head = json.loads(self._receive(worker.connection, head_size, deadline))
            body = self._receive(worker.connection, body_size, deadline)
        except TimeoutError:
            raise QueryFailed(
                "deadline", f"Die Abfrage lief länger als {self.limits.seconds:g} Sekunden und wurde abgebrochen.", 503
            ) from None
        except (OSError, EOFError):
            raise QueryFailed(
                "worker-died", "Die Abfrage brauchte zu viel Speicher und wurde abgebrochen.", 503
            ) from None
        if head.get("ok"):
            return body
        if head["code"] == "syntax":
            line, column = head.get("line") or 0, head.get("column") or 0
            raise QueryFailed("syntax", f"Zeile {line}, Spalte {column}: {head['message']}", 400, line, column)
        if head["code"] == "result-too-large":
            size = self.limits.result >> 20
            raise QueryFailed(
                "result-too-large", f"Das Ergebnis ist größer als {size} MiB; bitte mit LIMIT teilen.", 503
            )
        raise QueryFailed("evaluation", f"Die Abfrage ist nicht auswertbar: {head['message']}", 400)

    @staticmethod
    def _send(connection: socket.socket, data: bytes, deadline: float) -> None:
        connection.settimeout(max(0.001, deadline - time.monotonic()))
        connection.sendall(data)

    @staticmethod
    def _receive(connection: socket.socket, size: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TimeoutError
            connection.settimeout(remaining)
            part = connection.recv(min(size - len(data), 1 << 20))
            if not part:
                raise EOFError
            data += part
        return bytes(data)

    def _kill(self, worker: _Worker) -> None:
        worker.connection.close()
        with self._lock:
            try:
                if self._control:
                    self._control.sendall(MESSAGE.pack(b"K", worker.pid))
            except OSError:  # the zygote is gone, so nobody has reaped the worker and its id is still its own
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker.pid, signal.SIGKILL)


def _busy() -> QueryFailed:
    return QueryFailed("busy", "Zu viele Abfragen warten gerade; bitte gleich noch einmal versuchen.", 503)
