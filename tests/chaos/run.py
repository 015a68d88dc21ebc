"""Sends generated requests to a real server and watches what becomes of them.

`uv run python tests/chaos/run.py --requests 10000` prints the figures that `docs/operation.md` quotes.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from chaos.requests import Generator, Sending

DEADLINE = 1.0
"""Seconds that a query may take on the server under test."""
INDEX = Sending("warm", b"GET /suche?q=Kassel HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
"""Is answered when the server has read all that it reads ahead."""
GRACE = 14.0
"""Seconds in which any response must have ended: the queue, the deadline, a page, and a machine with other work."""


@dataclass
class Outcome:
    """What came of all requests."""

    requests: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    seconds: float = 0.0
    trapped: int = 0
    probes: list[float] = field(default_factory=list)
    memory: tuple[int, int] = (0, 0)

    def figures(self) -> dict[str, object]:
        """For printing."""
        probes = sorted(self.probes)
        return {
            "requests": self.requests,
            "seconds": round(self.seconds, 1),
            "statuses": dict(sorted(self.statuses.items())),
            "wrong": self.wrong[:20],
            "slowest answer (s)": round(self.slowest, 2),
            "calls to the trap": self.trapped,
            "ASK {} meanwhile, median and p99 (ms)": [
                round(1000 * probes[int(len(probes) * share)], 1) for share in (0.5, 0.99)
            ]
            if probes
            else [],
            "memory before and after (MiB)": [round(each / 2**20) for each in self.memory],
        }


class Trap:
    """A listener that nobody may call."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/trap"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.calls += 1
                connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


@contextlib.contextmanager
def server() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A real server with a short deadline; its process and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    options = ["--port", str(port), "--deadline", str(DEADLINE), "--memory", "256", "--result", "8", "--waiting", "64"]
    process = subprocess.Popen(
        [sys.executable, "-c", "from integraph.cli import main; main()", "serve", *options], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield process, port
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def memory(pid: int) -> int:
    """Bytes that the server's own process keeps resident."""
    fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def send(sending: Sending, port: int) -> tuple[str, str, float]:
    """Send one request; returns status (`-` without one), what was wrong with the answer, and the seconds it took."""
    started = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=GRACE) as connection:
            connection.settimeout(GRACE)
            with contextlib.suppress(OSError):  # a server may answer and close before it has read all
                if sending.manner == "slow":
                    for start in range(0, len(sending.data), 40):
                        connection.sendall(sending.data[start : start + 40])
                        time.sleep(0.01)
                else:
                    connection.sendall(sending.data)
            if sending.manner == "leaving":
                time.sleep(0.02)
                return "left", "", 0.0
            if sending.kind == "malformed":
                connection.shutdown(socket.SHUT_WR)
            answer = _read(connection, started + GRACE)
    except TimeoutError:
        return "-", f"no end within {GRACE} s", time.monotonic() - started
    except OSError as error:
        return "-", "" if sending.kind in ("malformed", "huge") else str(error), time.monotonic() - started
    status, wrong = judge(answer, sending)
    return status, wrong, time.monotonic() - started


def _read(connection: socket.socket, until: float) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(1 << 16):
            parts.append(part)
            if time.monotonic() > until:
                raise TimeoutError
    return b"".join(parts)


class _Answer(io.BytesIO):
    def makefile(self, _: str) -> _Answer:
        """As a socket does."""
        return self


def judge(answer: bytes, sending: Sending) -> tuple[str, str]:
    """Status of an answer, and what is wrong with it (nothing, if all is well)."""
    if not answer:
        return "-", "" if sending.kind in ("malformed", "huge") else "no answer"
    response = http.client.HTTPResponse(_Answer(answer))  # type: ignore[arg-type]
    head = sending.data.startswith(b"HEAD")
    try:
        response.begin()
        body = b"" if head else response.read()
    except (http.client.HTTPException, ValueError, OSError) as error:
        broken = isinstance(error, http.client.IncompleteRead)  # a late failure breaks the transfer, which is right
        return "broken", "" if broken else repr(error)
    status = str(response.status)
    if response.status >= 500 and response.status != 503:
        return status, body[:300].decode(errors="replace")
    media = response.getheader("content-type") or ""
    if not head and response.status < 400 and media.startswith(("application/json", "application/sparql-results+json")):
        try:
            json.loads(body)
        except ValueError as error:
            return status, f"a malformed {status}: {error}"
    if not head and response.status >= 400 and "problem+json" in media and not json.loads(body).get("code"):
        return status, "a problem without a code"
    return status, ""


def run(count: int, seed: int = 1, threads: int = 12) -> Outcome:
    """Send *count* requests from *seed* over *threads* connections at once, and ask `ASK {}` all the while."""
    outcome = Outcome()
    trap = Trap()
    with server() as (process, port), ThreadPoolExecutor(threads) as pool:
        warm = Sending("warm", b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for _ in range(20):
            send(warm, port)
        send(INDEX, port)
        generate = Generator(seed, f"127.0.0.1:{port}", trap.address)
        for _ in pool.map(lambda each: send(each, port), generate(300)):
            pass
        before = memory(process.pid)
        stop = threading.Event()
        probing = threading.Thread(target=_probe, args=(port, stop, outcome))
        probing.start()
        started = time.monotonic()
        for sending, (status, wrong, seconds) in pool.map(lambda each: (each, send(each, port)), generate(count)):
            outcome.requests += 1
            outcome.statuses[status] += 1
            outcome.slowest = max(outcome.slowest, seconds)
            if wrong:
                outcome.wrong.append(f"{sending.kind}: {sending.data[:160]!r}: {status}: {wrong}")
        outcome.seconds = time.monotonic() - started
        stop.set()
        probing.join()
        time.sleep(1)
        if process.poll() is not None:
            outcome.wrong.append(f"the server ended with {process.returncode}")
        else:
            outcome.memory = (before, memory(process.pid))
        for _ in range(5):
            status, wrong, _ = send(warm, port)
            if status != "200":
                outcome.wrong.append(f"afterwards: {status} {wrong}")
    outcome.trapped = trap.calls
    trap.close()
    return outcome


def _probe(port: int, stop: threading.Event, outcome: Outcome) -> None:
    text = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCache-Control: no-cache\r\n\r\n"
    while not stop.wait(0.1):
        status, _, seconds = send(Sending("probe", text), port)
        if status == "200":
            outcome.probes.append(seconds)


def main() -> None:
    """Run and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.requests, arguments.seed).figures(), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
