"""User-written SPARQL in workers: bounded in time, memory and size, without a way out, in nobody's way."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from integraph.sparql.workers import Limits, Pool, QueryFailed
from integraph.store import Graph

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STR(?a) > STR(?f)) }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"


@pytest.fixture
def pool(graph: Graph) -> Iterator[Pool]:
    assert graph.build
    made = Pool(graph.build.store, Limits(workers=1, quick=1, seconds=2.5, waiting=2, result=1 << 16))
    yield made
    made.close()


def ask(pool: Pool) -> bytes:
    return asyncio.run(pool.run("ASK { geb:06 a ig:TerritorialAuthority }", "text/csv"))


def failure(pool: Pool, query: str) -> QueryFailed:
    with pytest.raises(QueryFailed) as caught:
        asyncio.run(pool.run(query, "text/csv"))
    return caught.value


def ends(pid: int) -> bool:
    """Whether a process ends, at the latest after ten seconds."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":  # ended, and soon to be reaped
            return True
        time.sleep(0.05)
    return False


def test_a_query_is_answered(pool: Pool) -> None:
    assert ask(pool) == b"true"


def test_a_runaway_query_is_stopped_at_its_deadline_and_the_next_one_is_answered(pool: Pool) -> None:
    ask(pool)
    started = time.monotonic()
    stopped = failure(pool, RUNAWAY)
    assert (stopped.code, stopped.status) == ("deadline", 503)
    assert 2.5 <= time.monotonic() - started < 7.5
    assert ask(pool) == b"true"


def test_a_query_that_needs_too_much_memory_dies_alone(graph: Graph) -> None:
    assert graph.build
    pool = Pool(graph.build.store, Limits(workers=1, seconds=20, memory=64 << 20))
    assert failure(pool, HUNGRY).code == "worker-died"
    assert ask(pool) == b"true"
    pool.close()


def test_a_result_that_is_too_large_is_refused_and_never_cut(pool: Pool) -> None:
    assert failure(pool, "SELECT * { ?s ?p ?o }").code == "result-too-large"
    assert ask(pool) == b"true"


def test_a_syntax_error_says_where(pool: Pool) -> None:
    wrong = failure(pool, "SELECT *\n{ ?s ?p }")
    assert (wrong.code, wrong.status, wrong.line) == ("syntax", 400, 2)


def test_a_worker_cannot_reach_the_network_even_when_asked_directly(pool: Pool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        port = listener.getsockname()[1]
        assert failure(pool, f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}").code == "evaluation"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_more_queries_than_may_wait_are_turned_away(pool: Pool) -> None:
    async def run() -> str:
        try:
            await pool.run(RUNAWAY, "text/csv")
        except QueryFailed as failed:
            return failed.code
        return "answered"

    async def all_at_once() -> list[str]:
        return await asyncio.gather(*(run() for _ in range(6)))

    codes = asyncio.run(all_at_once())
    assert codes.count("deadline") >= 1
    assert codes.count("busy") >= 3
    assert len(codes) == 6


def test_closing_ends_every_process(graph: Graph) -> None:
    assert graph.build
    pool = Pool(graph.build.store, Limits(workers=1))
    ask(pool)
    pid = pool.processes.idle[0].pid
    pool.close()
    assert ends(pid)


def test_a_zygote_that_died_is_started_again(pool: Pool) -> None:
    ask(pool)
    assert pool.processes._zygote
    workers = [worker.pid for worker in pool.processes.idle]
    pool.processes._zygote.kill()
    pool.processes._zygote.wait()
    assert workers
    assert all(ends(pid) for pid in workers)
    assert failure(pool, RUNAWAY).code == "deadline"
    assert ask(pool) == b"true"


@pytest.mark.parametrize("spare", [0, 1, 5])
def test_the_limit_of_files_leaves_as_many_as_the_store_still_opens_wherever_numbers_are_free(spare: int) -> None:
    code = f"""
import os, resource
from integraph.sparql.zygote import file_limit
held = [os.open(os.devnull, os.O_RDONLY) for _ in range(8)]
os.close(held[1])
os.close(held[4])
files = file_limit(0, {spare})
resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
opened = 0
try:
    while True:
        os.open(os.devnull, os.O_RDONLY)
        opened += 1
except OSError:
    print(opened)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == spare
