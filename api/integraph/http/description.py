"""The description of the HTTP interface (`/openapi.json`): what holds for all operations is written here, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI

from integraph.http.problems import PROBLEM
from integraph.sparql.formats import HTML

_PROBLEM: Final = {
    "title": "Problem",
    "description": "RFC 9457; `code` is stable, `detail` is a German sentence. Some problems have further members.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "minLength": 1},
        "detail": {"type": "string", "minLength": 1},
        "instance": {"type": "string"},
    },
}
_CURATOR: Final = {"type": "http", "scheme": "bearer", "description": "the curator's token"}


def complete(app: FastAPI) -> None:
    """Let the description of *app* say that every error is a problem (or a page) and how a curator proves who it is."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            description = generate()
            components = description.setdefault("components", {})
            components.setdefault("schemas", {})["Problem"] = _PROBLEM
            components.setdefault("securitySchemes", {})["curator"] = _CURATOR
            for response in _errors(description):
                content = response.setdefault("content", {})
                content.setdefault(PROBLEM, {"schema": {"$ref": "#/components/schemas/Problem"}})
                content.setdefault(HTML, {"schema": {"type": "string"}})
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign] # the way FastAPI documents for extending it


def _errors(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in description["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status == "default" or status >= "400":
                    yield response
