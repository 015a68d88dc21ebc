"""What HTTP lets clients say in several ways, said in one to the routes: HEAD as GET, a list in one header field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.routing import Match

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

_LISTS: Final = frozenset({b"accept", b"accept-encoding", b"accept-language", b"if-match", b"if-none-match"})
_OWN_HEAD: Final = ("/sparql", "/graph")
"""Below these the routes answer HEAD themselves, for they need not work out a body."""


class Plain:
    """ASGI middleware. Fields that hold a list are joined (RFC 9110 §5.3); HEAD is GET without its body (§9.3.2).

    That the body is not sent is left to the server, which knows the method that the client sent.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            names = [name for name, _ in scope["headers"]]
            if any(names.count(name) > 1 for name in _LISTS):
                scope = {**scope, "headers": _joined(scope["headers"])}
            if scope["method"] == "HEAD" and not scope["path"].startswith(_OWN_HEAD):
                scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)


def _joined(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _LISTS:
            found[name] = found[name] + b", " + value if name in found else value
    return [*((name, value) for name, value in headers if name not in _LISTS), *found.items()]


def allowed(request: Request) -> str:
    """The methods that the address takes, as `Allow` wants them (RFC 9110 §10.2.1); empty where there is none."""
    methods = {"OPTIONS"}
    for route in request.app.state.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            methods |= set(getattr(route, "methods", None) or ())
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods)) if len(methods) > 1 else ""
