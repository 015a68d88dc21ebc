"""Small queries pass while others run away; who waits, waits in order; nothing is left behind."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.types import Message

from integraph.http.results import Streamed
from integraph.sparql.lanes import Evicted, Lanes, Turn
from integraph.sparql.workers import Limits, Pool, QueryFailed
from integraph.store import Graph

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STR(?a) > STR(?f)) }"
LONG = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } LIMIT 100000 } FILTER(STRLEN(STR(?c)) >= 0) }"


@pytest.fixture
def pool(graph: Graph) -> Iterator[Pool]:
    assert graph.build
    made = Pool(graph.build.store, Limits(workers=2, quick=2, seconds=60))
    yield made
    made.close()


async def ask(pool: Pool) -> bytes:
    answer = await pool.open("ASK {}", "text/csv", client="small")
    return answer.body or b""


async def until(true: Callable[[], bool]) -> None:
    """Wait for something, at most 30 seconds."""
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.01)


async def end(tasks: list[asyncio.Task[bytes]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def test_a_small_query_is_answered_while_eight_run_away(pool: Pool) -> None:
    async def scenario() -> None:
        tasks = [asyncio.create_task(pool.run(RUNAWAY, "text/csv")) for _ in range(8)]
        await until(lambda: pool.slow == 2)
        for _ in range(20):
            assert await ask(pool) == b"true"
        assert not any(task.done() for task in tasks)
        assert pool.slow == 2
        assert pool.processes.alive <= 5
        await end(tasks)
        assert pool.idle
        assert await ask(pool) == b"true"

    asyncio.run(scenario())


def test_queries_that_change_lanes_are_answered_and_their_workers_serve_no_small_ones(pool: Pool, graph: Graph) -> None:
    async def scenario() -> list[bytes]:
        return await asyncio.gather(*(pool.run(LONG, "text/csv") for _ in range(5)))

    expected = f"n\r\n{graph.select(LONG)[0]['n'].value}\r\n".encode()
    assert asyncio.run(scenario()) == [expected] * 5
    assert pool.idle
    assert pool.processes.idle
    assert {os.getpriority(os.PRIO_PROCESS, worker.pid) for worker in pool.processes.idle} == {
        os.getpriority(os.PRIO_PROCESS, 0)
    }


def test_a_query_that_is_dropped_gives_its_place_and_its_descriptors_back(pool: Pool) -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    async def scenario() -> tuple[int, int]:
        await ask(pool)
        await until(lambda: len(pool.processes.idle) == 2)
        before = descriptors()
        for _ in range(6):
            task = asyncio.create_task(pool.run(RUNAWAY, "text/csv"))
            await until(lambda: not pool.idle)
            await end([task])
        await until(lambda: len(pool.processes.idle) >= 1)
        assert pool.idle
        return before, descriptors()

    before, after = asyncio.run(scenario())
    assert after <= before + 2


def test_a_client_that_leaves_while_its_query_waits_is_noticed(pool: Pool) -> None:
    async def scenario() -> None:
        left = asyncio.Event()

        async def gone() -> None:
            await left.wait()

        running = [asyncio.create_task(pool.run(RUNAWAY, "text/csv")) for _ in range(3)]
        await until(lambda: pool.slow == 2 and pool.waiting == 1)
        waiting = asyncio.create_task(pool.open(RUNAWAY, "text/csv", gone=gone))
        await until(lambda: pool.waiting == 2)
        left.set()
        with pytest.raises(QueryFailed) as caught:
            await waiting
        assert caught.value.code == "cancelled"
        await end(running)

    asyncio.run(scenario())


def test_a_worker_that_died_while_idle_is_replaced_unnoticed(pool: Pool) -> None:
    async def scenario() -> bytes:
        await ask(pool)
        for worker in pool.processes.idle:
            os.kill(worker.pid, 9)
        await asyncio.sleep(0.2)
        return await ask(pool)

    assert asyncio.run(scenario()) == b"true"


def test_the_next_is_of_the_client_with_least_running_then_the_lightest_then_the_oldest() -> None:
    async def scenario() -> list[str]:
        lanes = Lanes(Limits(quick=1, workers=0, waiting=9))
        order: list[str] = []

        async def run(name: str, client: str, weight: int) -> None:
            turn = Turn(60, client, weight)
            await lanes.enter(turn)
            order.append(name)
            await asyncio.sleep(0)
            lanes.leave(turn)

        first = Turn(60, "a")
        await lanes.enter(first)
        tasks = [
            asyncio.create_task(run(*each))
            for each in (("old", "b", 2), ("young", "b", 2), ("light", "b", 1), ("same client", "a", 0))
        ]
        await asyncio.sleep(0)
        first_leaves = Turn(60, "a")
        lanes._running.add(first_leaves)  # client a has another query running
        first_leaves.slow = True
        lanes.leave(first)
        await asyncio.sleep(0)
        lanes.leave(first_leaves)
        await asyncio.gather(*tasks)
        return order

    assert asyncio.run(scenario()) == ["light", "same client", "old", "young"]


def test_when_a_queue_is_full_the_heaviest_is_turned_away() -> None:
    async def scenario() -> None:
        lanes = Lanes(Limits(quick=1, workers=1, waiting=2))
        await lanes.enter(Turn(60))
        turns = [Turn(60, weight=weight) for weight in (9, 2, 1)]
        tasks = [asyncio.create_task(lanes.enter(turn)) for turn in turns]
        done, waiting = await asyncio.wait(tasks, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        assert done == {tasks[0]}
        with pytest.raises(QueryFailed) as caught:
            await tasks[0]
        assert caught.value.code == "busy"
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    asyncio.run(scenario())


def test_what_was_sent_cannot_begin_again_so_a_full_slow_lane_sends_nothing() -> None:
    async def scenario() -> None:
        lanes = Lanes(Limits(quick=2, workers=1))
        one, two = Turn(60), Turn(60)
        for turn in (one, two):
            await lanes.enter(turn)
        lanes.settle(one)
        assert one.slow
        with pytest.raises(Evicted):
            lanes.settle(two)
        again = asyncio.create_task(lanes.begin_again(two))
        await asyncio.sleep(0)
        lanes.leave(one)
        await again
        assert two.slow
        lanes.leave(two)
        assert lanes.idle

    asyncio.run(scenario())


def test_a_client_that_takes_nothing_any_more_is_left(pool: Pool) -> None:
    async def scenario() -> None:
        answer = await pool.open("SELECT * { ?s ?p ?o }", "text/csv", whole=1 << 16)
        assert answer.body is None
        response = Streamed(answer, {}, 0.1)

        async def receive() -> Message:
            await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message.get("body"):
                await asyncio.Event().wait()

        with pytest.raises(QueryFailed) as caught:
            await response({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
        assert caught.value.code == "cancelled"
        assert pool.idle

    asyncio.run(scenario())
