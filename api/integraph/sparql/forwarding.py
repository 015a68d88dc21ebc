"""User-written SPARQL sent on to another server, with the limits and the errors of `integraph.sparql.workers`.

A query that runs away there cannot be ended from here: its client is answered at the deadline, and the other server
needs a limit of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from http.client import HTTPException, HTTPResponse
from typing import Any, Final, NoReturn

import pyoxigraph as ox
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from integraph.namespaces import NAMESPACES
from integraph.remote import RemoteStore, StoreUnavailable, form_of, solutions, with_prologue
from integraph.sparql.formats import GRAPHS, JSON, serialise, serialise_triples
from integraph.sparql.limits import Limits, QueryFailed, busy, cancelled, late

_PART: Final = 1 << 16
_PASSED_ON: Final = {
    "application/json": JSON,
    JSON: JSON,
    "application/xml": "application/sparql-results+xml",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
}
"""Formats of solutions that go through as they come, by what the client asks for."""


class ForwardedAnswer:
    """One answer, like `integraph.sparql.workers.Answer`. It is read in a thread."""

    def __init__(self, forwarder: Forwarder, response: HTTPResponse, seconds: float, stop: threading.Event) -> None:
        self.forwarder, self.response, self.stop = forwarder, response, stop
        self.body: bytes | None = None
        self._until = time.monotonic() + seconds
        self.seconds = seconds
        self._size = 0
        self._ready: list[bytes] = []
        self._open = True
        self._ending = threading.Lock()

    def _advance(self) -> None:
        if self.stop.is_set():
            self._fail(cancelled())
        try:
            part = self.response.read(_PART)
        except TimeoutError:
            self._fail(late(self.seconds))
        except (OSError, HTTPException) as error:
            self._fail(QueryFailed("store-unavailable", f"Der Speicher brach die Antwort ab: {error}", 503))
        if time.monotonic() > self._until:
            self._fail(late(self.seconds))
        self._size += len(part)
        if self._size > self.forwarder.limits.result:
            size = self.forwarder.limits.result >> 20
            text = f"Das Ergebnis ist größer als {size} MiB; bitte mit LIMIT teilen."
            self._fail(QueryFailed("result-too-large", text, 503))
        if part:
            self._ready.append(part)
        else:
            self.close()

    def _fail(self, failure: QueryFailed) -> NoReturn:
        self.close()
        raise failure

    def gather(self, size: int) -> None:
        """Read on until the end, which gives `body`, or until there are about *size* bytes."""
        while self._open and sum(map(len, self._ready)) < size:
            self._advance()
        if not self._open:
            self.body = b"".join(self._ready)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in iterate_in_threadpool(self):
            yield part

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
        """Stop reading and give the place back."""
        with self._ending:
            if not self._open:
                return
            self._open = False
        self.response.close()
        self.forwarder.release()


class Forwarder:
    """Stands where `integraph.sparql.workers.Pool` stands: at most `limits.workers` queries at once, some more wait."""

    def __init__(self, store: RemoteStore, limits: Limits | None = None) -> None:
        self.store, self.limits = store, limits or Limits()
        self._free = threading.Semaphore(self.limits.workers)
        self._lock = threading.Lock()
        self._running = self.waiting = 0

    @property
    def slow(self) -> int:
        """How many queries run: how long they will, the other server knows."""
        return self._running

    @property
    def idle(self) -> bool:
        """Whether no query runs or waits."""
        return not self.waiting and not self._running

    async def run(self, query: str, media: str, base: str = "") -> bytes:
        """The whole result of a query. Raises as `open`."""
        answer = await self.open(query, media, base=base, whole=self.limits.result)
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
        client: str = "",  # noqa: ARG002 - one server behind another cannot tell clients apart
        weight: int = 0,  # noqa: ARG002
        gone: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> ForwardedAnswer:
        """As `integraph.sparql.workers.Pool.open`; a store that fails is `store-unavailable` (503)."""
        limit = min(seconds or self.limits.seconds, self.limits.seconds)
        stop = threading.Event()

        def evaluate() -> ForwardedAnswer:
            answer = self._request(query, media, default_graphs, named_graphs, base, limit, stop)
            try:
                answer.gather(whole)
            except BaseException:
                answer.close()
                raise
            return answer

        evaluating = asyncio.ensure_future(run_in_threadpool(evaluate))
        watching = asyncio.ensure_future(gone() if gone else asyncio.Event().wait())
        try:
            await asyncio.wait({evaluating, watching}, return_when=asyncio.FIRST_COMPLETED)
            if not evaluating.done():
                stop.set()
            return await evaluating
        except asyncio.CancelledError:
            stop.set()
            with contextlib.suppress(QueryFailed):
                (await asyncio.shield(evaluating)).close()
            raise
        finally:
            watching.cancel()

    def _request(
        self,
        query: str,
        media: str,
        default_graphs: Sequence[str] | None,
        named_graphs: Sequence[str] | None,
        base: str,
        limit: float,
        stop: threading.Event,
    ) -> ForwardedAnswer:
        form = form_of(query)
        asked = _PASSED_ON[media] if form == "SELECT" else JSON if form == "ASK" else "application/n-triples"
        text = with_prologue(query, NAMESPACES, base)
        default, named = list(default_graphs or ()), list(named_graphs or ())
        if default_graphs is None and named_graphs is None:
            default, named = self.store.dataset(query, None, None)
        self._take()
        try:
            response = self.store.request(text, asked, default, named, limit)
        except SyntaxError as error:
            self.release()
            raise QueryFailed("syntax", str(error), 400) from None
        except StoreUnavailable as error:
            self.release()
            if error.timeout:
                raise late(limit) from None
            raise QueryFailed("store-unavailable", str(error), 503) from None
        answer = ForwardedAnswer(self, response, limit, stop)
        return answer if form == "SELECT" else self._converted(answer, form, media)

    def _converted(self, answer: ForwardedAnswer, form: str, media: str) -> ForwardedAnswer:
        """What servers do not agree upon is written here: booleans, and the formats of graphs."""
        body = b"".join(answer)
        output = io.BytesIO()
        try:
            if form == "ASK":
                serialise(solutions(body, form), media, output)
            else:
                triples = [quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)]
                serialise_triples(triples, GRAPHS[media], output)
        except (SyntaxError, ValueError) as error:
            raise QueryFailed("store-unavailable", f"Der Speicher antwortete unlesbar: {error}", 503) from None
        answer._ready = [output.getvalue()]
        return answer

    def _take(self) -> None:
        with self._lock:
            if self.waiting >= self.limits.waiting:
                raise busy()
            self.waiting += 1
        try:
            if not self._free.acquire(timeout=self.limits.seconds):
                raise busy()
        finally:
            with self._lock:
                self.waiting -= 1
        with self._lock:
            self._running += 1

    def release(self) -> None:
        """Give a place back."""
        with self._lock:
            self._running -= 1
        self._free.release()

    def start(self) -> None:
        """Nothing needs to be ready."""

    def close(self) -> None:
        """Nothing is kept open."""
