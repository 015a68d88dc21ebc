"""The process that forks query workers: `python -m integraph.sparql.zygote FD STORE MEMORY RESULT`.

It is started by `integraph.sparql.workers`, has one thread and no open store, so forking it is safe at any time. Over
the control socket *FD* it is told `F` (fork a worker for the socket sent along; answers with its process id) and `K`
(kill the worker of this id). When the control socket closes, all workers are killed.

A worker opens the store read-only, then gives up memory beyond *MEMORY* bytes and every further file descriptor, so
that not even a bug in the query engine could reach the network.
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
from typing import Any

import pyoxigraph as ox

from integraph.sparql.formats import serialise
from integraph.store import Graph, syntax_error

MESSAGE = struct.Struct("!cq")
LENGTHS = struct.Struct("!IQ")


class TooLarge(OSError):
    """The result has more bytes than a result may have."""


class Capped(io.BytesIO):
    """A buffer that refuses to grow beyond a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit, self.full = limit, False

    def write(self, data: Any, /) -> int:  # noqa: ANN401
        """Append; raises `TooLarge`."""
        if self.tell() + len(data) > self.limit:
            self.full = True
            raise TooLarge(f"more than {self.limit} bytes")
        return super().write(data)


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


def answer(graph: Graph, request: dict[str, Any], limit: int) -> tuple[dict[str, Any], bytes]:
    """Evaluate one request: ({"ok": true} or an error with code and place, body)."""
    output = Capped(limit)
    try:
        result = graph.query(
            request["query"], default_graphs=request["default_graphs"], named_graphs=request["named_graphs"]
        )
        serialise(result, request["media"], output)
    except SyntaxError as error:
        line, column, message = syntax_error(error)
        return {"code": "syntax", "message": message, "line": line, "column": column}, b""
    except TooLarge:
        return {"code": "result-too-large", "limit": limit}, b""
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        text = str(error)
        return {
            "code": "result-too-large" if output.full else "evaluation",
            "message": text,
            "limit": limit,
        }, b""
    return {"ok": True}, output.getvalue()


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
    free = os.dup(connection.fileno())
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, free))
    with contextlib.suppress(EOFError, OSError):
        while True:
            (size,) = struct.unpack("!I", receive(connection, 4))
            head, body = answer(graph, json.loads(receive(connection, size)), limit)
            encoded = json.dumps(head).encode()
            connection.sendall(LENGTHS.pack(len(encoded), len(body)) + encoded)
            connection.sendall(body)


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
