"""Answers that take long get few threads, and only so many may wait for them."""

from __future__ import annotations

import asyncio
import threading

import pytest

from integraph.http.heavy import Heavy
from integraph.http.problems import Problem
from server import Server


def test_those_beyond_the_queue_are_sent_away_and_the_others_are_answered() -> None:
    async def run() -> None:
        heavy, release = Heavy(at_once=1, waiting=2), threading.Event()
        running = [asyncio.create_task(heavy.run(release.wait)) for _ in range(3)]
        await asyncio.sleep(0.05)
        with pytest.raises(Problem) as refused:
            await heavy.run(release.wait)
        assert (refused.value.status, refused.value.code) == (503, "busy")
        assert refused.value.headers["Retry-After"]
        release.set()
        assert await asyncio.gather(*running) == [True, True, True]
        assert await heavy.run(lambda: "again") == "again"

    asyncio.run(run())


def test_a_very_long_address_is_unknown_without_a_search(server: Server) -> None:
    response = server.get("/id/" + "a" * 20_000, "application/json")
    assert (response.status_code, response.json()["code"]) == (404, "unknown-thing")
    assert response.json()["suggestions"] == []
    assert len(response.json()["detail"]) < 200
