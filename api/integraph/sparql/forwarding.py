"""User-written SPARQL sent on to another server, with the limits and the errors of `integraph.sparql.workers`.

A query that runs away there cannot be ended from here: its client is answered at the deadline, and the other server
needs a limit of its own.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPException, HTTPResponse
from typing import Final, NoReturn

import pyoxigraph as ox

from integraph.codes import ProblemCode
from integraph.namespaces import NAMESPACES
from integraph.remote import RemoteStore, StoreUnavailable, form_of, solutions, with_prologue
from integraph.sparql.formats import GRAPHS, JSON, serialise, serialise_triples
from integraph.sparql.workers import Cancelling, Limits, QueryFailed, busy

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


class ForwardedStream:
    """The parts of one answer, like `integraph.sparql.workers.Stream`."""

    def __init__(self, forwarder: Forwarder, response: HTTPResponse, seconds: float, cancelling: Cancelling) -> None:
        self.forwarder, self.response, self.cancelling = forwarder, response, cancelling
        self._until = time.monotonic() + seconds
        self.seconds = seconds
        self._size = 0
        self._ready: list[bytes] = []
        self._open = True
        self._ending = threading.Lock()

    def _advance(self) -> None:
        if self.cancelling.cancelled:
            self._fail("cancelled", "Die Abfrage wurde abgebrochen.", 499)
        try:
            part = self.response.read(_PART)
        except TimeoutError:
            self._late()
        except (OSError, HTTPException) as error:
            self._fail("store-unavailable", f"Der Speicher brach die Antwort ab: {error}", 503)
        if time.monotonic() > self._until:
            self._late()
        self._size += len(part)
        if self._size > self.forwarder.limits.result:
            size = self.forwarder.limits.result >> 20
            self._fail("result-too-large", f"Das Ergebnis ist größer als {size} MiB; bitte mit LIMIT teilen.", 503)
        if part:
            self._ready.append(part)
        else:
            self.close()

    def _late(self) -> NoReturn:
        self._fail("deadline", f"Die Abfrage lief länger als {self.seconds:g} Sekunden und wurde abgebrochen.", 503)

    def _fail(self, code: ProblemCode, message: str, status: int) -> NoReturn:
        self.close()
        raise QueryFailed(code, message, status)

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
    def idle(self) -> bool:
        """Whether no query runs or waits."""
        return not self.waiting and not self._running

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
    ) -> ForwardedStream:
        """As `integraph.sparql.workers.Pool.open`; a store that fails is `store-unavailable` (503)."""
        limit = min(seconds or self.limits.seconds, self.limits.seconds)
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
                message = f"Die Abfrage lief länger als {limit:g} Sekunden und wurde abgebrochen."
                raise QueryFailed("deadline", message, 503) from None
            raise QueryFailed("store-unavailable", str(error), 503) from None
        stream = ForwardedStream(self, response, limit, cancelling or Cancelling())
        return stream if form == "SELECT" else self._converted(stream, form, media)

    def _converted(self, stream: ForwardedStream, form: str, media: str) -> ForwardedStream:
        """What servers do not agree upon is written here: booleans, and the formats of graphs."""
        body = b"".join(stream)
        output = io.BytesIO()
        try:
            if form == "ASK":
                serialise(solutions(body, form), media, output)
            else:
                triples = [quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)]
                serialise_triples(triples, GRAPHS[media], output)
        except (SyntaxError, ValueError) as error:
            raise QueryFailed("store-unavailable", f"Der Speicher antwortete unlesbar: {error}", 503) from None
        stream._ready = [output.getvalue()]
        return stream

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

    def close(self) -> None:
        """Nothing is kept open."""
