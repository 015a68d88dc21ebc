"""HTTP/1.1 with bounds that uvicorn's protocol does not have: on the size of a head, on the time a request may take.

As `mod_reqtimeout` of the Apache server does it, a request has some seconds, and its body a second more for each
`RATE` bytes that came: who sends is never cut off for sending much, who holds a connection by sending next to nothing
is answered with 408 (RFC 9110 §15.5.9).
"""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD: Final = 1 << 16
"""Bytes that the address and the headers of a request may have, before what one read brings besides."""
PATIENCE: Final = 30.0
"""Seconds in which a head must have come, and in which a body must have come or keep to `RATE`."""
RATE: Final = 1 << 13
"""Bytes of a body a second for which a client is waited for beyond that."""

_HOST: Final = re.compile(rb"[\w.~!$&'()*+,;=%:\[\]-]*", re.ASCII)

if TYPE_CHECKING:
    from asyncio import TimerHandle

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from integraph.codes import ProblemCode


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol; what does not come to an end is refused, a client that sends nothing is left."""

    patience = PATIENCE
    _head = 0
    _body = 0
    _reading_head = True
    _began = 0.0
    _timer: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request, but not for ever."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and count what comes without an end of the head in sight."""
        self._head += len(data)
        super().data_received(data)
        if not self._reading_head or self.transport.is_closing():
            return
        if self._head > HEAD:
            self._refuse(431, "head-too-long", "Adresse und Kopf der Anfrage sind zusammen zu lang.")
        elif self._head and self._timer is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """The head is there; the body begins."""
        hosts = [value for name, value in self.headers if name == b"host"]
        if (len(hosts) != 1 and self.parser.get_http_version() == "1.1") or not all(map(_HOST.fullmatch, hosts)):
            raise ValueError("a request names one host (RFC 9112 §3.2)")  # the parser makes it 400
        self._head, self._body, self._reading_head = 0, 0, False
        self._wait()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Count it."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> Any:  # noqa: ANN401
        """The request is there; the next head begins with the next byte."""
        self._stop_waiting()
        self._head, self._reading_head = 0, True
        return super().on_message_complete()

    def on_response_complete(self) -> None:
        """Where the answer did not need the rest of the body, let the client read the answer, and then leave it."""
        super().on_response_complete()
        if not self._reading_head and self.cycle.response_complete and not self.transport.is_closing():
            self._stop_waiting()
            self._timer = self.loop.call_later(self.timeout_keep_alive, self.transport.close)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - ours is in the shape of all errors
        """What is not HTTP gets a problem too."""
        self._refuse(400, "malformed-request", "Das ist keine Anfrage nach HTTP/1.1.")

    def _wait(self) -> None:
        self._stop_waiting()
        self._began = self.loop.time()
        self._timer = self.loop.call_later(self.patience, self._late)

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        if self.flow.read_paused:  # it is we who do not read
            self._wait()
            return
        left = self._began + self.patience + self._body / RATE - self.loop.time()
        if not self._reading_head and left > 0:
            self._timer = self.loop.call_later(left, self._late)
        elif self._reading_head and not self._head:
            self.transport.close()
        else:
            self._refuse(408, "too-slow", "Die Anfrage kam zu langsam an und wurde abgebrochen.")

    def _refuse(self, status: int, code: ProblemCode, detail: str) -> None:
        """Answer with a problem, unless another answer is under way, and close the connection."""
        cycle: RequestResponseCycle | None = self.cycle
        ours = not self._reading_head and not self.pipeline
        if cycle is None or cycle.response_complete or (ours and not cycle.response_started):
            body = json.dumps(
                {
                    "type": f"https://w3id.org/integraph/problem/{code}",
                    "title": HTTPStatus(status).phrase,
                    "status": status,
                    "code": code,
                    "detail": detail,
                }
            ).encode()
            head = (
                f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: application/problem+json\r\n"
                f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.transport.close()


def patient(seconds: float) -> type[BoundedProtocol]:
    """The protocol with another patience than `PATIENCE`."""
    return type("PatientProtocol", (BoundedProtocol,), {"patience": seconds})
