"""Answers that take seconds of computing have few threads of their own, so that they do not hold up all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from integraph.http.problems import Problem

Made = TypeVar("Made")


class Heavy:
    """Runs *at_once* of them in threads while at most *waiting* wait."""

    def __init__(self, at_once: int = 2, waiting: int = 16) -> None:
        self.waiting = waiting
        self._limiter = CapacityLimiter(at_once)

    async def run(self, work: Callable[[], Made]) -> Made:
        """What *work* returns. Raises `Problem` (503) when too many wait."""
        if self._limiter.statistics().tasks_waiting >= self.waiting:
            text = "Zu viele aufwendige Anfragen warten gerade; bitte gleich noch einmal versuchen."
            raise Problem(503, "busy", text, {"Retry-After": "5"})
        return await to_thread.run_sync(work, limiter=self._limiter)
