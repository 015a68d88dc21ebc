"""Files appear whole or not at all: written beside their place under another name, then moved there in one step."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Write *content* to *path*; readers see the old file or the new one, never a part.

    Raises `FileExistsError` when there is a file and *replace* is false, and `OSError` where nothing can be written;
    then everything is as before.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        if replace:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)  # unlike a rename, fails where somebody else was faster
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
