"""Bodies of requests: bounded in size, in UTF-8."""

from __future__ import annotations

from fastapi import Request

from integraph.http.problems import Problem


async def read_bytes(request: Request, largest: int) -> bytes:
    """The body. Raises `Problem` (413) as soon as it has more than *largest* bytes, and (415) where it is packed."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        text = "Gepackte Daten werden nicht angenommen; bitte ohne Content-Encoding senden."
        raise Problem(415, "packed", text, {"Accept-Encoding": "identity"})
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > largest:
            size = f"{largest >> 20} MiB"
            raise Problem(413, "body-too-large", f"Der Inhalt der Anfrage ist größer als {size}.")
    return bytes(parts)


def decode(body: bytes) -> str:
    """The text of a body, without a byte order mark. Raises `Problem` (400) when it is not in UTF-8."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(400, "invalid-encoding", "Die Anfrage ist nicht in UTF-8 kodiert.") from None


async def read_text(request: Request, largest: int) -> str:
    """The body as text. Raises `Problem` as `read_bytes` and `decode`."""
    return decode(await read_bytes(request, largest))
