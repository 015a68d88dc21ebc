"""What happens to every request: headers, time taken, counters for Prometheus, a line in the access log."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from integraph.http.headers import HEADERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log: Final = logging.getLogger("integraph.access")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "QUERY", "TRACE", "CONNECT"})
"""Those that have counters of their own; clients may make up others without end."""
_HEADERS: Final = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class Metrics:
    """The counters of one application, in the text format of Prometheus by `text`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self.requests = Counter("integraph_requests", "Requests by route", labels, registry=self.registry)
        self.seconds = Histogram(
            "integraph_request_seconds", "Time to the end of the response", ("route",), registry=self.registry
        )
        self.bytes = Counter("integraph_response_bytes", "Bytes of bodies sent", ("route",), registry=self.registry)
        self.running = Gauge("integraph_requests_running", "Requests in progress", registry=self.registry)
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram, Counter]] = {}

    def watch(self, name: str, help_text: str, value: Any) -> None:  # noqa: ANN401
        """Add a gauge that calls *value* whenever it is read."""
        Gauge(name, help_text, registry=self.registry).set_function(value)

    def count(self, route: str, method: str, status: int, sent: int, seconds: float) -> None:
        """Take down one request: *sent* bytes in *seconds*."""
        key = (route, method, status)
        if (children := self._children.get(key)) is None:
            children = self._children[key] = (
                self.requests.labels(route, method, str(status)),
                self.seconds.labels(route),
                self.bytes.labels(route),
            )
        requests, times, size = children
        requests.inc()
        times.observe(seconds)
        size.inc(sent)

    def text(self) -> bytes:
        """All figures."""
        return generate_latest(self.registry)


class Observer:
    """ASGI middleware. It touches neither body nor disconnects, so responses stream and clients may leave."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write down what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status, sent = 500, 0
        scope.setdefault("state", {})

        async def observed(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"] = list(message.get("headers", ()))
                given = {name for name, _ in headers}
                headers += [header for header in _HEADERS if header[0] not in given]
                duration = (time.perf_counter() - started) * 1000
                headers.append((b"server-timing", f"app;dur={duration:.1f}".encode()))
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        self.metrics.running.inc()
        try:
            await self.app(scope, receive, observed)
        finally:
            self.metrics.running.dec()
            self._note(scope, status, sent, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, sent: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "") or "other"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self.metrics.count(route, method, status, sent, seconds)
        if log.isEnabledFor(logging.INFO):
            line = {
                "time": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "bytes": sent,
                "ms": round(seconds * 1000, 1),
            }
            if digest := scope["state"].get("query_digest"):
                line["query"] = digest
            log.info(json.dumps(line, ensure_ascii=False))
