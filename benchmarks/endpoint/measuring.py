"""The numbers of one peer: latency cold and cached, throughput, small queries beside runaways, memory."""

from __future__ import annotations

import http.client
import itertools
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from benchmarks.endpoint.graphs import RUNAWAY, Workload
from benchmarks.endpoint.peers import Peer
from benchmarks.endpoint.processes import LIMIT, memory

BUDGET = 15.0
"""Seconds that a peer may take for one list of queries; those it does not get to are not asked."""
RUNAWAYS = 4
"""Clients that send one runaway query after the other."""
CLIENTS = 8
"""Clients at once when throughput is measured."""
_RUNS = {"point": 5, "catalogue": 3}
_INFINITE = float("inf")
_count = itertools.count()


@dataclass
class Latencies:
    """Seconds of each run of each query that was asked, in order; infinite where there was no answer in time."""

    of: int
    runs: list[list[float]] = field(default_factory=list)

    def median(self, first: int | None = None) -> float:
        """The median over all runs of the *first* queries (default: of all that were asked)."""
        return statistics.median(itertools.chain.from_iterable(self.runs[:first]))

    def p99(self, first: int | None = None) -> float:
        """The 99th percentile, as `median`."""
        return percentile(list(itertools.chain.from_iterable(self.runs[:first])), 0.99)

    @property
    def asked(self) -> int:
        """How many queries were asked."""
        return len(self.runs)

    @property
    def answered(self) -> int:
        """How many queries were answered each time."""
        return sum(_INFINITE not in runs for runs in self.runs)


@dataclass
class Measured:
    """All numbers of one peer over one graph: seconds, MiB, requests a second. None: not measured."""

    load: float
    memory: int = 0
    point: Latencies = field(default_factory=lambda: Latencies(0))
    catalogue: Latencies = field(default_factory=lambda: Latencies(0))
    cached: Latencies = field(default_factory=lambda: Latencies(0))
    rate_cold: float | None = None
    rate_cached: float | None = None
    rate_static: float | None = None
    alone: Latencies | None = None
    beside: Latencies | None = None


def measure(peer: Peer, work: Workload, seconds: float) -> Measured:
    """Take all numbers of one peer, *seconds* for each rate."""
    if peer.restart:
        peer.restart()
    found = Measured(peer.load)
    latencies(peer, work.points[:5], 2, cold=True)  # what is done once at the first requests is not measured
    found.point = latencies(peer, work.points, _RUNS["point"], cold=True)
    found.cached = latencies(peer, work.points[:5], 40, cold=False)
    found.memory = memory(peer.pid)
    found.catalogue = latencies(peer, work.queries, _RUNS["catalogue"], cold=True)
    found.memory = max(found.memory, memory(peer.pid))
    if peer.parallel:
        found.rate_cold = rate(peer, work.points, seconds, cold=True)
        _settle()
        found.rate_cached = rate(peer, work.points[:5], seconds, cold=False)
        if peer.static:
            found.rate_static = _static_rate(peer, work.points[:5], seconds)
        _settle()
        found.alone, found.beside = beside_runaways(peer, work.points)
    return found


def _settle() -> None:
    """Wait until no query of before is held any more.

    The Oxigraph server keeps a thread for each query until its time limit has passed, and ends when there are too many.
    """
    time.sleep(LIMIT + 1)


def latencies(peer: Peer, queries: Sequence[str], runs: int, *, cold: bool) -> Latencies:
    """Ask each query *runs* times from one client, until the budget is spent; a query that fails is not asked again."""
    found = Latencies(len(queries))
    session = peer.session()
    until = time.monotonic() + BUDGET
    for query in queries:
        if time.monotonic() > until:
            break
        times = []
        for _ in range(runs):
            seconds = session.ask(_never_asked(query) if cold else query)
            times.append(_INFINITE if seconds is None else seconds)
            if seconds is None:
                times += [_INFINITE] * (runs - len(times))
                if peer.restart:
                    peer.restart()
                break
        found.runs.append(times)
    session.close()
    return found


def rate(peer: Peer, queries: Sequence[str], seconds: float, *, cold: bool) -> float:
    """Answers a second to `CLIENTS` clients that keep their connections."""
    return _rate(peer, queries, seconds, lambda session, query: session.ask(_never_asked(query) if cold else query))


def _rate(peer: Peer, items: Sequence[str], seconds: float, ask: Callable[[Any, str], float | None]) -> float:
    until = time.monotonic() + seconds

    def client(start: int) -> int:
        session = peer.session()
        done = 0
        for item in itertools.islice(itertools.cycle(items), start, None):
            if time.monotonic() > until:
                break
            done += ask(session, item) is not None
        session.close()
        return done

    started = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(client, range(CLIENTS)))
    return done / (time.monotonic() - started)


def _static_rate(peer: Peer, queries: Sequence[str], seconds: float) -> float:
    """The rate at which the peer's own process serves the bytes of these results as plain files."""
    session = peer.session()
    if peer.static is None or not hasattr(session, "port"):
        raise ValueError(f"{peer.name} serves no files")
    for number, query in enumerate(queries):
        connection = http.client.HTTPConnection("127.0.0.1", session.port, timeout=LIMIT)
        accept = {"Accept": "application/sparql-results+json"}
        connection.request("GET", f"/sparql?query={quote(query)}", headers=accept)
        (peer.static / f"{number}.json").write_bytes(connection.getresponse().read())
        connection.close()
    targets = [f"/bytes/{number}.json" for number in range(len(queries))]
    return _rate(peer, targets, seconds, lambda session, target: session.get(target))


def beside_runaways(peer: Peer, queries: Sequence[str]) -> tuple[Latencies, Latencies]:
    """Small queries alone, and while `RUNAWAYS` other clients send runaway queries without a pause."""
    alone = latencies(peer, queries, 5, cold=True)
    stop = threading.Event()

    def run_away() -> None:
        session = peer.session()
        while not stop.is_set():
            session.ask(_never_asked(RUNAWAY))
        session.close()

    with ThreadPoolExecutor(RUNAWAYS) as pool:
        running = [pool.submit(run_away) for _ in range(RUNAWAYS)]
        time.sleep(1)
        beside = latencies(replace(peer, restart=None), queries, 5, cold=True)  # a new one would be busy at once too
        stop.set()
    for each in running:
        each.result()
    return alone, beside


def percentile(times: Sequence[float], share: float) -> float:
    """The value below which *share* of the times lie."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _never_asked(query: str) -> str:
    return f"# {next(_count)} {time.monotonic_ns()}\n{query}"
