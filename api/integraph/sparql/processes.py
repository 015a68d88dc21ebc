"""The worker processes of one pool: forked by a zygote, one of them always ready ahead of need.

Workers are forked by `integraph.sparql.zygote`, which was started by exec and has one thread, so the server's threads
do not matter. A fresh worker needs ten milliseconds to open the store; that is why one waits in reserve.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from integraph.sparql.limits import Limits
from integraph.sparql.zygote import MESSAGE

_CPUCLOCK_SCHED: Final = 2
"""The clock of a process's time, by its id: clock_getcpuclockid(3), which Python does not offer."""


@dataclass(eq=False)
class Worker:
    """A process that answers queries over *connection*, which does not block; `ready` when it has opened the store."""

    pid: int
    connection: socket.socket
    ready: bool = False

    def processor(self) -> float:
        """Seconds of a processor that it has used so far; where the system does not tell (not Linux), 0."""
        if sys.platform == "linux":
            with contextlib.suppress(OSError):  # it has ended
                return time.clock_gettime(~self.pid << 3 | _CPUCLOCK_SCHED)
        return 0.0


class Processes:
    """Gives workers out and takes them back. `take`, `give` and `end` belong to one event loop at a time."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self.store, self.limits = store, limits
        self.idle: list[Worker] = []
        self.alive = 0
        self._most = limits.quick + limits.workers + 1
        self._spare: Future[Worker] | None = None
        self._control: socket.socket | None = None
        self._zygote: subprocess.Popen[bytes] | None = None
        # one thread, so that forks follow one another and the event loop waits for none of them
        self._forking = ThreadPoolExecutor(1, thread_name_prefix="fork")

    async def take(self, *, light: bool = True) -> Worker:
        """A worker that is free; the last that is ready is for a *light* query. Raises `OSError` when none starts."""
        if len(self.idle) > (0 if light else 1):
            worker = self.idle.pop()
        else:
            worker = await self._started()
        if not self.idle:
            self.reserve()
        return worker

    def reserve(self) -> None:
        """Start a worker ahead of need, unless there are as many as there may be."""
        if self.alive < self._most and (self._spare is None or self._spare.done()):
            self.alive += 1
            self._spare = self._forking.submit(self._fork)
            self._spare.add_done_callback(self._keep)

    def give(self, worker: Worker) -> None:
        """Take back a worker that has answered."""
        self.idle.append(worker)

    def lower(self, worker: Worker) -> None:
        """Let others go before this worker from now on; it cannot rise again."""
        self._tell(b"L", worker.pid)

    def end(self, worker: Worker) -> None:
        """Kill a worker."""
        self.alive -= 1
        worker.connection.close()
        self._tell(b"K", worker.pid)

    def close(self) -> None:
        """End the zygote and with it all workers."""
        self._forking.shutdown(cancel_futures=True)
        control, zygote = self._control, self._zygote
        self._control = self._zygote = None
        while self.idle:
            self.idle.pop().connection.close()
        if control:
            control.close()
        if zygote:
            try:
                zygote.wait(timeout=5)
            except subprocess.TimeoutExpired:
                zygote.kill()
                zygote.wait()

    async def _started(self) -> Worker:
        self.alive += 1
        forking = self._forking.submit(self._fork)
        try:
            return await asyncio.wrap_future(forking)
        except BaseException:
            forking.add_done_callback(self._keep)  # it may come after all
            raise

    def _keep(self, forking: Future[Worker]) -> None:
        if forking.cancelled() or forking.exception():
            self.alive -= 1
        else:
            self.idle.append(forking.result())

    def _tell(self, operation: bytes, pid: int) -> None:
        with contextlib.suppress(OSError):  # without a zygote there are no workers
            if self._control:
                self._control.sendall(MESSAGE.pack(operation, pid))

    def _fork(self) -> Worker:
        ours, theirs = socket.socketpair()
        try:
            try:
                pid = self._request_fork(theirs)
            except OSError:
                self._restart()
                pid = self._request_fork(theirs)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        return Worker(pid, ours)

    def _request_fork(self, theirs: socket.socket) -> int:
        if self._control is None:
            self._restart()
        if self._control is None:
            raise OSError("no zygote")
        socket.send_fds(self._control, [MESSAGE.pack(b"F", 0)], [theirs.fileno()])
        data = self._control.recv(MESSAGE.size, socket.MSG_WAITALL)
        if len(data) < MESSAGE.size:
            raise OSError("the zygote ended")
        pid: int = MESSAGE.unpack(data)[1]
        return pid

    def _restart(self) -> None:
        if self._control:
            self._control.close()
        if self._zygote:
            self._zygote.kill()
            self._zygote.wait()
        ours, theirs = socket.socketpair()
        ours.settimeout(20)
        command = [sys.executable, "-m", "integraph.sparql.zygote", str(theirs.fileno()), str(self.store)]
        limits = [str(self.limits.memory), str(self.limits.result)]
        self._zygote = subprocess.Popen([*command, *limits], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()
        self._control = ours
