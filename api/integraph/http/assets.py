"""Files for the browser: our own below `static/`, and below `static/vendor/` what the build took from npm."""

from __future__ import annotations

import hashlib
import logging
from functools import cache
from typing import TYPE_CHECKING, Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from integraph.paths import PACKAGE

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

STATIC: Final = PACKAGE / "http" / "static"
_STREAMED: Final = ("/sparql", "/graph/")
_log = logging.getLogger("integraph")


@cache
def asset(name: str) -> str | None:
    """The address of a file below `static/`, with a digest of its content; None (and a warning, once) where missing."""
    try:
        content = (STATIC / name).read_bytes()
    except OSError:
        _log.warning(
            "browser asset %s is missing, pages use the plain style sheet; "
            "with the npm registry in reach, `uv sync --reinstall-package integraph` brings it",
            name,
        )
        return None
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


class Assets(StaticFiles):
    """Static files; an address that carries a digest may be kept for ever."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404."""
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response


class Compressed:
    """ASGI middleware: gzip for pages and assets. Query results stream as they are, so that clients see them stop."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain, self.compressed = app, GZipMiddleware(app, minimum_size=1000, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        streamed = scope["type"] != "http" or scope["path"].startswith(_STREAMED)
        await (self.plain if streamed else self.compressed)(scope, receive, send)
