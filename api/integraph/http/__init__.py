"""The server: `create_app` makes the ASGI application."""

from __future__ import annotations

from integraph.http.app import create_app

__all__ = ["create_app"]
