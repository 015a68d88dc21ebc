"""The process that forks query workers: `python -m integraph.sparql.zygote FD STORE MEMORY RESULT`.

It is started by `integraph.sparql.workers`, has one thread and no open store, so forking it is safe at any time. Over
the control socket *FD* it is told `F` (fork a worker for the socket sent along; answers with its process id), `L`
(lower the priority of the worker of this id) and `K` (kill it). When the control socket closes, all workers are killed.

A worker opens the store read-only, then gives up memory beyond *MEMORY* bytes and every file descriptor but those that
the store's own files still need.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import resource
import signal
import socket
import struct
import sys
from typing import IO, Any, cast

import pyoxigraph as ox

from integraph.sparql.formats import serialise
from integraph.store import Graph, syntax_error

MESSAGE = struct.Struct("!cq")
FRAME = struct.Struct("!cI")
"""``R`` the store is open; one part of an answer: ``D`` bytes of it, ``E`` it is complete, ``X`` it failed (JSON)."""
NICE = 5
"""Enough that small queries pass at once, and not so much that a slow one starves on a machine with other work."""
_PART = 1 << 16
_PR_SET_PDEATHSIG = 1


class TooLarge(OSError):
    """The result has more bytes than a result may have."""


class Frames(io.RawIOBase):
    """Sends what is written to it in frames; what was begun ends with `end` or `fail`."""

    def __init__(self, connection: socket.socket, limit: int) -> None:
        super().__init__()
        self.connection, self.limit = connection, limit
        self.size, self.full = 0, False
        self.buffer = bytearray()

    def writable(self) -> bool:
        """It takes bytes."""
        return True

    def write(self, data: Any, /) -> int:  # noqa: ANN401
        """Append; raises `TooLarge`."""
        self.size += len(data)
        if self.size > self.limit:
            self.full = True
            raise TooLarge(f"more than {self.limit} bytes")
        self.buffer += data
        while len(self.buffer) >= _PART:
            self.connection.sendall(FRAME.pack(b"D", _PART) + self.buffer[:_PART])
            del self.buffer[:_PART]
        return len(data)

    def end(self) -> None:
        """Send what is left; the answer is complete."""
        self.connection.sendall(FRAME.pack(b"D", len(self.buffer)) + self.buffer + FRAME.pack(b"E", 0))

    def fail(self, error: dict[str, Any]) -> None:
        """The answer is not to be had, or breaks off."""
        encoded = json.dumps(error).encode()
        self.connection.sendall(FRAME.pack(b"X", len(encoded)) + encoded)


def receive(connection: socket.socket) -> list[Any]:
    """The next request: query, media type, default graphs, named graphs, base. Raises `EOFError`."""
    data = bytearray()
    while len(data) < 4 or len(data) < 4 + int.from_bytes(data[:4]):
        part = connection.recv(_PART)
        if not part:
            raise EOFError
        data += part
    request: list[Any] = json.loads(data[4:])
    return request


def answer(graph: Graph, request: list[Any], output: Frames) -> None:
    """Evaluate one request of `receive` into *output*; an error is told with its code and, for syntax, its place."""
    try:
        query, media, default_graphs, named_graphs, base = request
        result = graph.query(query, default_graphs=default_graphs, named_graphs=named_graphs, base=base)
        serialise(result, media, cast("IO[bytes]", output))
    except SyntaxError as error:
        line, column, message = syntax_error(error)
        output.fail({"code": "syntax", "message": message, "line": line, "column": column})
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        output.fail({"code": "result-too-large" if output.full else "evaluation", "message": str(error)})
    else:
        output.end()


def _unopened(path: str) -> int:
    """How many table files of a store are not open yet: the engine opens 16 of them, the others when needed."""
    tables = {name for name in os.listdir(path) if name.endswith(".sst")}  # noqa: PTH208
    for descriptor in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else ():  # noqa: PTH112, PTH208
        with contextlib.suppress(OSError):
            tables.discard(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))  # noqa: PTH115, PTH119
    return len(tables)


def file_limit(descriptor: int, spare: int) -> int:
    """The limit (one above the highest number) that leaves *spare* more descriptors to be opened; *descriptor* is open.

    Numbers below the highest may be free, since the engine closes files that it reads only when it opens a store.
    """
    held = [os.dup(descriptor) for _ in range(spare + 1)]
    for number in held:
        os.close(number)
    return held[-1]


def _end_with_parent() -> None:
    """A worker must not outlive the process that can end it (Linux; elsewhere it ends when its connection closes)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def work(connection: socket.socket, path: str, memory: int, limit: int) -> None:
    """Answer requests until the other side closes."""
    _end_with_parent()
    graph = Graph(ox.Store.read_only(path))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
        used = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)  # the engine prints a backtrace for each query that runs out of memory
    os.close(silent)
    files = file_limit(connection.fileno(), _unopened(path))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    with contextlib.suppress(EOFError, OSError):
        connection.sendall(FRAME.pack(b"R", 0))
        while True:
            answer(graph, receive(connection), Frames(connection, limit))


def main(arguments: list[str]) -> int:
    """Fork, lower and kill as told until the control socket closes."""
    control = socket.socket(fileno=int(arguments[0]))
    path, memory, limit = arguments[1], int(arguments[2]), int(arguments[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: set[int] = set()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MESSAGE.size, 1)
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG)[0]) > 0:
                children.discard(ended)
        if len(data) < MESSAGE.size:
            break
        operation, pid = MESSAGE.unpack(data)
        if operation == b"F" and descriptors:
            child = os.fork()
            if child == 0:
                control.close()
                status = 1
                try:
                    work(socket.socket(fileno=descriptors[0]), path, memory, limit)
                    status = 0
                finally:
                    os._exit(status)
            os.close(descriptors[0])
            children.add(child)
            control.sendall(MESSAGE.pack(b"P", child))
        elif pid in children and operation == b"K":
            # not waited for: to give back much memory takes a while, and the next fork should not stand behind it
            os.kill(pid, signal.SIGKILL)
        elif pid in children:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, pid, NICE)
    for child in children:
        _end(child)
    return 0


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
