"""HTTP/1.1 with a bound on the head of a request, which httptools, unlike h11, does not have."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD: Final = 1 << 16
"""Bytes that the address and the headers of a request may have, before what one read brings besides."""
PATIENCE: Final = 30.0
"""Seconds in which the head of a connection's first request must have come."""

if TYPE_CHECKING:
    from asyncio import TimerHandle


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol; a head that does not end is answered with 400, a client that sends none is left."""

    _head = 0
    _reading_head = True
    _patience: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request, but not for ever."""
        super().connection_made(transport)
        self._patience = self.loop.call_later(PATIENCE, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and count what comes without an end of the head in sight."""
        self._head += len(data)
        super().data_received(data)
        if self._reading_head and self._head > HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._stop_waiting()
        self._head, self._reading_head = 0, False
        super().on_headers_complete()

    def on_message_complete(self) -> Any:  # noqa: ANN401
        """The next head begins."""
        self._head, self._reading_head = 0, True
        return super().on_message_complete()

    def _stop_waiting(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None
