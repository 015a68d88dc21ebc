"""What happens to every request: headers, time taken, counters for Prometheus, a line in the access log."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import MutableHeaders

from integraph.http.headers import HEADERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log: Final = logging.getLogger("integraph.access")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "QUERY", "TRACE", "CONNECT"})
"""Those that have counters of their own; clients may make up others without end."""


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

    def watch(self, name: str, help_text: str, value: Any) -> None:  # noqa: ANN401
        """Add a gauge that calls *value* whenever it is read."""
        Gauge(name, help_text, registry=self.registry).set_function(value)

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
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.append("Server-Timing", f"app;dur={(time.perf_counter() - started) * 1000:.1f}")
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
        self.metrics.requests.labels(route, method, str(status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        self.metrics.bytes.labels(route).inc(sent)
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
