"""What a query may use, and how it fails when it wants more."""

from __future__ import annotations

from dataclasses import dataclass

from integraph.codes import ProblemCode


class QueryFailed(Exception):
    """A query that was accepted but has no answer. `code` and HTTP `status`; the message is German."""

    def __init__(self, code: ProblemCode, message: str, status: int, line: int = 0, column: int = 0) -> None:
        self.code, self.status, self.line, self.column = code, status, line, column
        super().__init__(message)


@dataclass(frozen=True)
class Limits:
    """How many queries run at once, how long (s), how many may wait, how much one may use and return (bytes).

    ``quick`` queries run besides ``workers`` slow ones (`integraph.sparql.lanes`); ``waiting`` bounds each of their
    queues. ``seconds`` bounds waiting and evaluation together. ``cache`` bounds the results that the server keeps
    (bytes), ``federated`` are the origins that `SERVICE` may name.
    """

    workers: int = 2
    seconds: float = 10.0
    waiting: int = 16
    memory: int = 1 << 30
    result: int = 1 << 30
    cache: int = 64 << 20
    federated: tuple[str, ...] = ()
    quick: int = 4


def busy() -> QueryFailed:
    """Too many queries wait, or this one has waited too long."""
    return QueryFailed("busy", "Zu viele Abfragen warten gerade; bitte gleich noch einmal versuchen.", 503)


def late(seconds: float) -> QueryFailed:
    """The deadline of *seconds* has passed."""
    text = f"Die Abfrage lief länger als {seconds:g} Sekunden und wurde abgebrochen."
    return QueryFailed("deadline", text, 503)


def cancelled() -> QueryFailed:
    """The client has left."""
    return QueryFailed("cancelled", "Die Abfrage wurde abgebrochen.", 499)
