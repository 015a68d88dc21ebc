"""Files for the browser: our own below `static/`, and below `static/vendor/` what the build took from npm."""

from __future__ import annotations

import hashlib
import logging
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from integraph.paths import PACKAGE

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC: Final = PACKAGE / "http" / "static"
_STREAMED: Final = ("/sparql", "/graph/", "/graph-store")
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
    """ASGI middleware: gzip for pages and assets. Query results stream as they are, so that clients see them stop.

    What is packed is another representation, so its entity tag is a weak one (RFC 9110 §8.8.3).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.plain, self.compressed = app, GZipMiddleware(app, minimum_size=1000, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                if "content-encoding" in headers and headers.get("etag", "").startswith('"'):
                    headers["etag"] = "W/" + headers["etag"]
            await send(message)

        if scope["type"] != "http" or scope["path"].startswith(_STREAMED) or _refuses_gzip(Headers(scope=scope)):
            await self.plain(scope, receive, send)
        else:
            await self.compressed(scope, receive, tagged)


def _refuses_gzip(headers: Headers) -> bool:
    return re.search(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", headers.get("accept-encoding", ""), re.IGNORECASE) is not None
