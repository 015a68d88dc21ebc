"""The process that forks query workers: `python -m integraph.sparql.zygote FD STORE MEMORY RESULT`.

It is started by `integraph.sparql.workers`, has one thread and no open store, so forking it is safe at any time. Over
the control socket *FD* it is told `F` (fork a worker for the socket sent along; answers with its process id) and `K`
(kill the worker of this id). When the control socket closes, all workers are killed.

A worker opens the store read-only, then gives up memory beyond *MEMORY* bytes and every file descriptor but those that
the store's own files still need.
"""

from __future__ import annotations

import contextlib
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
"""One part of an answer: ``H`` it has begun, ``D`` bytes of it, ``E`` it is complete, ``X`` it failed (JSON)."""
_PART = 1 << 16


class TooLarge(OSError):
    """The result has more bytes than a result may have."""


class Frames(io.RawIOBase):
    """Sends what is written to it in frames; what was begun ends with `end` or `fail`."""

    def __init__(self, connection: socket.socket, limit: int) -> None:
        super().__init__()
        self.connection, self.limit = connection, limit
        self.size, self.begun, self.full = 0, False, False
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
        if len(self.buffer) >= _PART:
            self._send()
        return len(data)

    def _send(self) -> None:
        if not self.begun:
            self.begun = True
            self.connection.sendall(FRAME.pack(b"H", 0))
        if self.buffer:
            self.connection.sendall(FRAME.pack(b"D", len(self.buffer)) + self.buffer)
            self.buffer.clear()

    def end(self) -> None:
        """Send what is left; the answer is complete."""
        self._send()
        self.connection.sendall(FRAME.pack(b"E", 0))

    def fail(self, error: dict[str, Any]) -> None:
        """The answer is not to be had, or breaks off."""
        encoded = json.dumps(error).encode()
        self.connection.sendall(FRAME.pack(b"X", len(encoded)) + encoded)


def receive(connection: socket.socket, size: int) -> bytes:
    """Exactly *size* bytes. Raises `EOFError` when the other side closed."""
    parts = []
    while size:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def answer(graph: Graph, request: dict[str, Any], output: Frames) -> None:
    """Evaluate one request into *output*; an error is told with its code and, for syntax, its place."""
    try:
        result = graph.query(
            request["query"],
            default_graphs=request["default_graphs"],
            named_graphs=request["named_graphs"],
            base=request["base"],
        )
        serialise(result, request["media"], cast("IO[bytes]", output))
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


def work(connection: socket.socket, path: str, memory: int, limit: int) -> None:
    """Answer requests until the other side closes."""
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
        while True:
            (size,) = struct.unpack("!I", receive(connection, 4))
            answer(graph, json.loads(receive(connection, size)), Frames(connection, limit))


def main(arguments: list[str]) -> int:
    """Fork and kill as told until the control socket closes."""
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
        elif pid in children:
            _end(pid)
            children.discard(pid)
    for child in children:
        _end(child)
    return 0


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
