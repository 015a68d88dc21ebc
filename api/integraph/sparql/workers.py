"""User-written SPARQL in processes of its own, because a query that runs away can only be stopped with its process.

A `Pool` belongs to one event loop at a time and never blocks it. Which query may run is decided by
`integraph.sparql.lanes`, the processes are kept by `integraph.sparql.processes`, what a worker does is in
`integraph.sparql.zygote`.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from integraph.sparql.lanes import Evicted, Lanes, Turn
from integraph.sparql.limits import Limits, QueryFailed, busy, late
from integraph.sparql.processes import Processes, Worker
from integraph.sparql.zygote import FRAME

__all__ = ["Answer", "Limits", "Pool", "QueryFailed"]
_READ: Final = 1 << 16
_EVERYTHING: Final = 1 << 62


class Answer:
    """What a query answers: `body` where all of it is there, else to be iterated over, or closed.

    Only the time spent waiting for the worker counts against the deadline, not that of a slow reader.
    """

    def __init__(self, pool: Pool, turn: Turn, worker: Worker) -> None:
        self.pool, self.turn, self.worker = pool, turn, worker
        self.body: bytes | None = None
        self._buffer = bytearray()
        self._ready: list[bytes] = []
        self._size = 0
        self._open = True

    async def begin(self, request: bytes, whole: int) -> None:
        """Send the request and read to the end, or until there are *whole* bytes. Raises as `Pool.open`."""
        loop = asyncio.get_running_loop()
        connection = self.worker.connection
        sent = connection.send(request)
        if sent < len(request):
            async with asyncio.timeout(self.turn.seconds):
                await loop.sock_sendall(connection, memoryview(request)[sent:])
        loop.add_reader(connection.fileno(), self.turn.wake)
        while self._open and self._size < whole:
            await self._read()
        if self._open:
            loop.remove_reader(connection.fileno())
            self.pool.lanes.settle(self.turn)
            self.turn.pause()
        else:
            self.body = b"".join(self._ready)

    async def _read(self) -> None:
        """Take what the worker has sent, waiting for it; `add_reader` wakes the turn."""
        await self.turn.wait()
        try:
            data = self.worker.connection.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            text = "Die Abfrage brauchte zu viel Speicher oder ist zu tief geschachtelt und wurde abgebrochen."
            raise QueryFailed("worker-died", text, 503)
        self._buffer += data
        position = 0
        while self._open and len(self._buffer) - position >= FRAME.size:
            kind, size = FRAME.unpack_from(self._buffer, position)
            end = position + FRAME.size + size
            if len(self._buffer) < end:
                break
            if kind == b"D":
                self._ready.append(bytes(self._buffer[position + FRAME.size : end]))
                self._size += size
            elif kind == b"R":
                self.worker.ready = True
                self.turn.started(self.worker.processor)  # opening the store is not held against the query
            else:
                self._finish(reusable=True)
                if kind == b"X":
                    raise self._told(json.loads(self._buffer[position + FRAME.size : end]))
            position = end
        del self._buffer[:position]

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        loop = asyncio.get_running_loop()
        try:
            while self._open or self._ready:
                parts, self._ready = self._ready, []
                for part in parts:
                    yield part
                if self._open:
                    self.turn.resume()
                    loop.add_reader(self.worker.connection.fileno(), self.turn.wake)
                    await self._read()
                    if self._open:
                        loop.remove_reader(self.worker.connection.fileno())
                    self.turn.pause()
        finally:
            self.close()

    def close(self) -> None:
        """Give the worker back; one that is not done is ended."""
        self._finish(reusable=False)

    def abandon(self) -> None:
        """End the worker; the query keeps its turn."""
        if self._open:
            self._stop_reading()
            self.pool.processes.end(self.worker)

    def _finish(self, *, reusable: bool) -> None:
        if not self._open:
            return
        if reusable and not self.turn.slow:
            self._stop_reading()
            self.pool.processes.give(self.worker)
        else:
            self.abandon()
        self.pool.lanes.leave(self.turn)

    def _stop_reading(self) -> None:
        self._open = False
        asyncio.get_running_loop().remove_reader(self.worker.connection.fileno())

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
        self.lanes = Lanes(self.limits)
        self.processes = Processes(store, self.limits)

    async def run(self, query: str, media: str, base: str = "") -> bytes:
        """The whole result of a query. Raises as `open`."""
        answer = await self.open(query, media, base=base, whole=_EVERYTHING)
        return answer.body or b""

    async def open(
        self,
        query: str,
        media: str,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        base: str = "",
        *,
        seconds: float | None = None,
        whole: int = 1 << 20,
        client: str = "",
        weight: int = 0,
        gone: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> Answer:
        """The result of a query in a media type of `integraph.sparql.formats`; all of it where it has < *whole* bytes.

        Relative IRIs are resolved against *base*. *seconds* shortens the deadline, which counts from now. *client* and
        *weight* decide who is next when queries have to wait; *gone* returns when the client has left. What fails
        before there are *whole* bytes fails here: raises `QueryFailed` for syntax (400), evaluation (400), deadline,
        busy, result-too-large, worker-died (503) and cancelled (499). A failure after that is raised while iterating.
        """
        asked = json.dumps([query, media, default_graphs, named_graphs, base]).encode()
        request = struct.pack("!I", len(asked)) + asked
        turn = Turn(min(seconds or self.limits.seconds, self.limits.seconds), client, weight, gone)
        wait_for_place = self.lanes.enter
        try:
            while True:
                try:
                    await wait_for_place(turn)
                    return await self._evaluate(turn, request, whole)
                except Evicted:
                    wait_for_place = self.lanes.begin_again
        except BaseException:
            self.lanes.leave(turn)
            raise

    async def _evaluate(self, turn: Turn, request: bytes, whole: int) -> Answer:
        while True:
            turn.check()
            turn.pause()  # that a process has to be started is no fault of the query
            try:
                worker = await self.processes.take(light=turn.light)
            except OSError:
                raise busy() from None
            turn.resume()
            answer = Answer(self, turn, worker)
            turn.run_by(partial(self.processes.lower, worker))
            if worker.ready:
                turn.started(worker.processor)
            try:
                await answer.begin(request, whole)
            except ConnectionError:  # it died while nobody needed it
                answer.abandon()
            except TimeoutError:
                answer.abandon()
                raise late(turn.seconds) from None
            except BaseException:
                answer.abandon()
                raise
            else:
                return answer

    def start(self) -> None:
        """Have a worker ready before the first query."""
        self.processes.reserve()

    @property
    def waiting(self) -> int:
        """How many queries wait for a place."""
        return self.lanes.waiting

    @property
    def slow(self) -> int:
        """How many queries run in the slow lane."""
        return self.lanes.slow

    @property
    def idle(self) -> bool:
        """Whether no query runs or waits."""
        return self.lanes.idle

    def close(self) -> None:
        """End all processes."""
        self.processes.close()
