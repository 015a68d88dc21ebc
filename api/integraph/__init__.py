"""Integraph: who is responsible for what in Germany's federal integration landscape, and which source says so.

The library's functions (``open``, ``who``, ``ask``, ``query`` …) are those of ``integraph.library``; they are loaded
when first used, so that ``import integraph`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "DataError",
    "LookupFailure",
    "MissingExtra",
    "Session",
    "Table",
    "answer",
    "ask",
    "construct",
    "diff",
    "network",
    "open",
    "queries",
    "query",
    "validate",
    "who",
]

if TYPE_CHECKING:
    from integraph.library import (
        DataError,
        LookupFailure,
        MissingExtra,
        Session,
        Table,
        answer,
        ask,
        construct,
        diff,
        network,
        open,
        queries,
        query,
        validate,
        who,
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in __all__:
        raise AttributeError(f"module 'integraph' has no attribute '{name}'")
    from integraph import library

    return getattr(library, name)
