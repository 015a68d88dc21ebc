"""From a query to its response: conditional, cached when small, streamed when large, stopped when nobody listens."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import Final

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from integraph import __version__
from integraph.sparql.formats import content_type
from integraph.sparql.forwarding import ForwardedAnswer, Forwarder
from integraph.sparql.limits import cancelled
from integraph.sparql.workers import Answer, Pool

WHOLE: Final = 1 << 20
"""Up to this size (bytes) a result is sent in one piece, with its length, and may be cached."""


@dataclass(frozen=True)
class Evaluation:
    """One query with everything that decides its result, and its `weight` where queries wait."""

    query: str
    media: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    volatile: bool = False
    base: str = ""
    weight: int = 0

    def digest(self, data: str) -> str:
        """A hex digest of the evaluation, of the data (their digest) and of the code's version."""
        graphs = repr((self.default_graphs, self.named_graphs))
        parts = (__version__, data, self.media, graphs, self.base, self.query)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def tag(self, data: str) -> str:
        """The entity tag of the result."""
        return f'"{self.digest(data)}"'


class Cache:
    """Results by digest, the least recently used dropped first, bounded in bytes. Safe between threads."""

    def __init__(self, size: int) -> None:
        self.size, self.used, self.hits, self.misses = size, 0, 0, 0
        self._lock = threading.Lock()
        self._results: OrderedDict[str, bytes] = OrderedDict()

    def get(self, digest: str) -> bytes | None:
        """The result kept under *digest*, if any."""
        with self._lock:
            found = self._results.get(digest)
            if found is None:
                self.misses += 1
            else:
                self.hits += 1
                self._results.move_to_end(digest)
            return found

    def put(self, digest: str, body: bytes) -> None:
        """Keep a result; one that alone exceeds the bound is not kept."""
        with self._lock:
            if len(body) > self.size or digest in self._results:
                return
            self._results[digest] = body
            self.used += len(body)
            while self.used > self.size:
                self.used -= len(self._results.popitem(last=False)[1])


def not_modified(request: Request, tag: str) -> bool:
    """Whether the client already has the version *tag* (RFC 9110 §13.1.2, weak comparison)."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or tag in {part.strip().removeprefix("W/") for part in given.split(",")}


async def respond(
    request: Request,
    pool: Pool | Forwarder,
    cache: Cache,
    data: str,
    evaluation: Evaluation,
    seconds: float | None = None,
) -> Response:
    """Evaluate and respond. A failure before the first megabyte has its own status; a later one breaks the transfer.

    *data* is the digest of the build, *seconds* a shorter deadline. Raises `QueryFailed`.
    """
    headers = {"Vary": "Accept", "Content-Type": content_type(evaluation.media)}
    digest = evaluation.digest(data)
    request.state.query_digest = digest
    if evaluation.volatile:
        headers["Cache-Control"] = "no-store"
    else:
        tag = f'"{digest}"'
        headers.update({"ETag": tag, "Cache-Control": "public, max-age=60, must-revalidate"})
        if not_modified(request, tag):
            return Response(status_code=304, headers=headers)
        if (kept := cache.get(digest)) is not None:
            return Response(kept, headers=headers)
    answer = await pool.open(
        evaluation.query,
        evaluation.media,
        evaluation.default_graphs,
        evaluation.named_graphs,
        evaluation.base,
        seconds=seconds,
        whole=WHOLE,
        client=request.client.host if request.client else "",
        weight=evaluation.weight,
        gone=partial(gone, request),
    )
    if answer.body is None:
        return Streamed(answer, headers, pool.limits.seconds)
    if not evaluation.volatile:
        cache.put(digest, answer.body)
    return Response(answer.body, headers=headers)


async def gone(request: Request) -> None:
    """Return when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


class Streamed(StreamingResponse):
    """A result of which more is to come. Its worker is given back however the response ends, even before it began.

    A client that takes no more for *seconds* is left.
    """

    def __init__(self, answer: Answer | ForwardedAnswer, headers: dict[str, str], seconds: float) -> None:
        super().__init__(answer, headers=headers)
        self.answer, self.seconds = answer, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""

        async def in_time(message: Message) -> None:
            try:
                async with asyncio.timeout(self.seconds):
                    await send(message)
            except TimeoutError:
                raise cancelled() from None

        try:
            if scope.get("method") == "HEAD":  # the rest of the answer need not be worked out
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                await send({"type": "http.response.body", "body": b""})
            else:
                await super().__call__(scope, receive, in_time)
        finally:
            self.close()

    def close(self) -> None:
        """End the query and give the worker back."""
        self.answer.close()
