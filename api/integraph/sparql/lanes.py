"""Which query may run: small ones pass, long ones do not stand in their way.

Nobody can tell beforehand how long a query takes, so each begins in the *quick lane* (multilevel feedback queue,
Corbató et al. 1962). One that has used `SLOW` seconds of a processor, or `SLICE` when others wait for its place, moves
as it is to one of the few places of the *slow lane*, at a lower priority. When none is free it is ended, and waits to
begin again there: that changes nothing, as queries have no effects and nothing of its answer was sent. Time of a
processor, because on a busy machine a small query may take long too; but one that uses none, waiting for a disk, has
to leave after `PATIENCE` times as long.

A query with more than `LIGHT` variables, and most that run away have more, gets at most half of the quick places, so
that a flood of such queries does not even take the time of starting new processes from the small ones.

Both queues are bounded. The next from a queue is the one whose client has least running, then the one with the fewest
variables (a query has at most terms^variables solutions), then the oldest; when a queue is full, the last of this
order is turned away.

Everything here happens in one event loop at a time. A tick every `TICK` seconds, only while queries run, looks at the
times of all of them; so a small query starts no timer.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

from integraph.sparql.limits import Limits, busy, cancelled, late

TICK: Final = 0.01
SLICE: Final = 0.01
SLOW: Final = 0.1
PATIENCE: Final = 20
LIGHT: Final = 3
_numbers: Final = itertools.count()


class Evicted(Exception):
    """The query has to make way and begins again in the slow lane."""


class Turn:
    """One query on its way through the lanes.

    *seconds* is its deadline from now on; *gone* returns when its client has left, and is called only for a query that
    is not answered within a tick. `lower` is called once when it has to run at a lower priority.
    """

    def __init__(
        self,
        seconds: float,
        client: str = "",
        weight: int = 0,
        gone: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        self.seconds, self.client, self.weight = seconds, client, weight
        self.number = next(_numbers)
        self.until = time.monotonic() + seconds
        self.light = weight <= LIGHT
        self.ticks = 0
        self.slow = False
        self.paused = 0.0
        self.lower: Callable[[], None] = lambda: None
        self._processor: Callable[[], float] | None = None
        self._used = 0.0
        self._gone = gone
        self._watching: asyncio.Task[None] | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._error: Exception | None = None

    def run_by(self, lower: Callable[[], None]) -> None:
        """A process evaluates the query; *lower* lowers its priority. The clock runs from `started` on."""
        self.lower, self._processor = lower, None
        if self.slow:
            lower()

    def started(self, processor: Callable[[], float]) -> None:
        """The evaluation has begun; *processor* gives the seconds of a processor that its process has used."""
        self._processor, self._used, self.ticks = processor, processor(), 0

    def has_had(self, seconds: float) -> bool:
        """Whether the evaluation has used *seconds*, of a processor or, many times as long, of waiting."""
        if self._processor is None:
            return False
        return self._processor() - self._used >= seconds or self.ticks * TICK >= seconds * PATIENCE

    async def wait(self) -> None:
        """Wait for `wake`. Raises what `interrupt` was given."""
        self.check()
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None

    def check(self) -> None:
        """Raise what `interrupt` was given, if anything."""
        if self._error:
            error, self._error = self._error, None
            raise error

    def wake(self) -> None:
        """Let `wait` return; without a waiter, nothing."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    def interrupt(self, error: Exception) -> None:
        """Let this `wait`, or the next `check`, raise *error*."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(error)
        else:
            self._error = error

    def pause(self) -> None:
        """Stop the clock: the query waits for something else, such as a client that reads slowly."""
        self.paused = time.monotonic()

    def resume(self) -> None:
        """Let the clock run again."""
        if self.paused:
            self.until += time.monotonic() - self.paused
            self.paused = 0.0

    def watch(self) -> None:
        """Begin to look whether the client is still there."""
        if self._gone and not self._watching:
            self._watching = asyncio.ensure_future(self._gone())
            self._watching.add_done_callback(self._left)

    def _left(self, watching: asyncio.Task[None]) -> None:
        if not watching.cancelled() and not watching.exception():
            self.interrupt(cancelled())

    def unwatch(self) -> None:
        """Look no longer."""
        self._gone = None
        if self._watching:
            self._watching.cancel()


class Lanes:
    """The places and queues of one pool."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._running: set[Turn] = set()
        self._quick_queue: set[Turn] = set()
        self._slow_queue: set[Turn] = set()
        self._ticking: asyncio.AbstractEventLoop | None = None

    @property
    def waiting(self) -> int:
        """How many queries wait in either queue."""
        return len(self._quick_queue) + len(self._slow_queue)

    @property
    def slow(self) -> int:
        """How many queries run in the slow lane."""
        return sum(turn.slow for turn in self._running)

    @property
    def idle(self) -> bool:
        """Whether no query runs or waits."""
        return not self._running and not self.waiting

    async def enter(self, turn: Turn) -> None:
        """Wait for a place in the quick lane. Raises `QueryFailed` (busy, cancelled) and `Evicted`."""
        self._tick_from_now_on()
        if not self._admits(turn):
            self._enqueue(self._quick_queue, turn)
            self._make_room()
            await self._granted(turn)
        else:
            self._start(turn)

    async def begin_again(self, turn: Turn) -> None:
        """After `Evicted`, wait for a place in the slow lane. Raises `QueryFailed` (busy, cancelled)."""
        self._enqueue(self._slow_queue, turn)
        self._fill()
        await self._granted(turn)

    def settle(self, turn: Turn) -> None:
        """Move to the slow lane before the first byte is sent, as what is sent cannot begin again. Raises `Evicted`."""
        turn.check()
        if not turn.slow and not self._promote(turn):
            self._running.discard(turn)
            raise Evicted

    def leave(self, turn: Turn) -> None:
        """The query is over, in whatever way."""
        turn.unwatch()
        self._running.discard(turn)
        self._quick_queue.discard(turn)
        self._slow_queue.discard(turn)
        self._fill()

    def _start(self, turn: Turn) -> None:
        self._running.add(turn)
        turn.wake()

    async def _granted(self, turn: Turn) -> None:
        turn.watch()
        while turn not in self._running:
            await turn.wait()

    def _order(self, turn: Turn) -> tuple[int, int, int]:
        running = sum(each.client == turn.client for each in self._running)
        return running, turn.weight, turn.number

    def _enqueue(self, queue: set[Turn], turn: Turn) -> None:
        queue.add(turn)
        if len(queue) > self.limits.waiting:
            last = max(queue, key=self._order)
            queue.discard(last)
            last.interrupt(busy())

    def _admits(self, turn: Turn) -> bool:
        """Whether the quick lane has a place for this query. Who waits there waits because it has none."""
        quick = [each for each in self._running if not each.slow]
        heavy = sum(not each.light for each in quick)
        return len(quick) < self.limits.quick and (turn.light or heavy < max(1, self.limits.quick // 2))

    def _slow_free(self) -> int:
        return self.limits.workers - self.slow

    def _fill(self) -> None:
        """Give the free places of both lanes to those who wait."""
        for _ in range(min(self._slow_free(), len(self._slow_queue))):
            turn = min(self._slow_queue, key=self._order)
            self._slow_queue.discard(turn)
            turn.slow = True
            self._start(turn)
        for turn in sorted(self._quick_queue, key=self._order):
            if self._admits(turn):
                self._quick_queue.discard(turn)
                self._start(turn)

    def _promote(self, turn: Turn) -> bool:
        if self._slow_queue or not self._slow_free():
            return False
        turn.slow = True
        turn.lower()
        return True

    def _make_room(self) -> None:
        """Let those leave the quick lane who have been there too long."""
        pressed = len(self._quick_queue)
        for turn in sorted((turn for turn in self._running if not turn.slow), key=lambda turn: turn.number):
            if turn.has_had(SLICE if pressed > 0 else SLOW):
                pressed -= 1
                if not self._promote(turn):
                    self._running.discard(turn)
                    turn.interrupt(Evicted())
        self._fill()

    def _tick_from_now_on(self) -> None:
        loop = asyncio.get_running_loop()
        if self._ticking is not loop:  # none, or one that was closed before its tick came
            self._ticking = loop
            loop.call_later(TICK, self._tick)

    def _tick(self) -> None:
        now = time.monotonic()
        for turn in [*self._running, *self._quick_queue, *self._slow_queue]:
            turn.watch()
            turn.ticks += 1
            if now >= turn.until and not turn.paused:
                turn.interrupt(late(turn.seconds) if turn in self._running else busy())
        self._make_room()
        if self.idle:
            self._ticking = None
        else:
            asyncio.get_running_loop().call_later(TICK, self._tick)
