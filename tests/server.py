"""The application, asked without a network."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI


class Server:
    """Sends requests to an ASGI application; redirects are not followed."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def request(self, method: str, path: str, accept: str | None = None, **more: Any) -> httpx.Response:
        """One request; *accept* None sends no such header."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                del client.headers["accept"]
                headers = {**more.pop("headers", {}), **({"Accept": accept} if accept else {})}
                return await client.request(method, path, headers=headers, **more)

        return asyncio.run(send())

    def get(self, path: str, accept: str | None = None, **more: Any) -> httpx.Response:
        """One GET request."""
        return self.request("GET", path, accept, **more)
