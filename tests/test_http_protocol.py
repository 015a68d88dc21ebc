"""What a client may take its time with, and what it gets when it takes too much: over real connections."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from integraph.http import create_app
from integraph.http.protocol import HEAD, RATE, patient
from integraph.sparql.workers import Limits
from integraph.store import Graph

PATIENCE = 0.5
BODY = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def port(graph: Graph) -> Iterator[int]:
    """The port of a server that waits half a second for a request."""
    app = create_app(graph.build, Limits(workers=1))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, log_level="critical", lifespan="on", http=patient(PATIENCE), timeout_keep_alive=2)
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        while not running.started:
            time.sleep(0.02)
        yield listener.getsockname()[1]
        running.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def connection(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as made:
        yield made


def rest(connection: socket.socket) -> bytes:
    """What comes until the server closes the connection."""
    received = b""
    try:
        while part := connection.recv(1 << 16):
            received += part
    except ConnectionError:
        pass
    return received


def answer(connection: socket.socket) -> bytes:
    """One answer with a length, head and body."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += more(connection, 1, received)
    length = int(received.lower().partition(b"content-length:")[2].split()[0])
    while missing := length - len(received.partition(b"\r\n\r\n")[2]):
        received += more(connection, missing, received)
    return received


def more(connection: socket.socket, size: int, received: bytes) -> bytes:
    """At most *size* further bytes; fails where the server has closed the connection."""
    part = connection.recv(size)
    assert part, f"closed after {received!r}"
    return part


def problem(received: bytes) -> tuple[int, str]:
    """Status and code of an answer that says what is wrong and that the connection ends."""
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"connection: close" in head.lower()
    found = json.loads(body)
    assert head.startswith(b"HTTP/1.1 %d " % found["status"])
    return found["status"], found["code"]


@pytest.mark.parametrize("sent", [b"", b"{", b"ASK {} #"])
def test_a_body_that_does_not_come_is_408(connection: socket.socket, sent: bytes) -> None:
    connection.sendall(BODY % 1000 + sent)
    assert problem(rest(connection)) == (408, "too-slow")


def test_a_chunked_body_without_an_end_is_408(connection: socket.socket) -> None:
    head = BODY.replace(b"Content-Length: %d", b"Transfer-Encoding: chunked")
    connection.sendall(head + b"5\r\nASK {\r\n")
    assert problem(rest(connection)) == (408, "too-slow")


@pytest.mark.parametrize("before", [b"", GET])
def test_a_head_that_does_not_end_is_408_on_a_kept_connection_too(connection: socket.socket, before: bytes) -> None:
    if before:
        connection.sendall(before)
        assert answer(connection).startswith(b"HTTP/1.1 200 ")
    connection.sendall(GET[:-2])
    assert problem(rest(connection)) == (408, "too-slow")


def test_a_connection_on_which_nothing_is_sent_is_closed_without_a_word(connection: socket.socket) -> None:
    assert rest(connection) == b""


def test_who_sends_much_may_take_longer(connection: socket.socket) -> None:
    query = b"ASK {} #" + b"x" * (20 * RATE)
    connection.sendall(BODY % len(query) + query[: 10 * RATE])
    time.sleep(2 * PATIENCE)
    connection.sendall(query[10 * RATE :])
    assert b'"boolean":true' in answer(connection).replace(b" ", b"")


def test_a_body_that_nobody_needs_any_more_is_not_read_for_ever(connection: socket.socket) -> None:
    connection.sendall(BODY.replace(b"/sparql ", b"/healthz ") % (1 << 40))
    started = time.monotonic()
    try:
        while time.monotonic() - started < 60:
            connection.sendall(b"x" * (4 * RATE))
            time.sleep(0.01)
    except ConnectionError:
        return
    pytest.fail("the server went on reading")


def test_what_is_not_http_gets_a_problem(connection: socket.socket) -> None:
    connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
    assert problem(rest(connection)) == (400, "malformed-request")


def test_a_head_that_is_too_long_gets_a_problem(connection: socket.socket) -> None:
    connection.sendall(b"GET /healthz HTTP/1.1\r\nX: " + b"x" * (2 * HEAD))
    try:
        received = rest(connection)
    finally:
        connection.close()
    assert not received or problem(received) == (431, "head-too-long")


def test_requests_in_one_packet_are_answered_in_their_order(connection: socket.socket) -> None:
    connection.sendall(GET + BODY % 6 + b"ASK {}" + GET)
    assert [answer(connection)[:12] for _ in range(3)] == [b"HTTP/1.1 200"] * 3


@pytest.mark.parametrize("hosts", [b"", b"Host: a\r\nHost: b\r\n", b'Host: x"<y>\r\n', b"Host: a b\r\n"])
def test_a_request_names_one_host(connection: socket.socket, hosts: bytes) -> None:
    connection.sendall(b"GET /healthz HTTP/1.1\r\n" + hosts + b"\r\n")
    assert problem(rest(connection)) == (400, "malformed-request")


def test_http_1_0_needs_no_host(connection: socket.socket) -> None:
    connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
    assert rest(connection).startswith(b"HTTP/1.1 200 ")
