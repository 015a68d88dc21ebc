"""How much memory the server keeps for its threads.

glibc gives each thread an arena of its own, up to eight a core, and what one arena has free the others cannot use:
after some thousand mixed requests the server held a third more than it needed. Two arenas are enough, for the threads
take turns at the interpreter anyway.
"""

from __future__ import annotations

import ctypes
from typing import Final

_M_ARENA_MAX: Final = -8
"""`M_ARENA_MAX` of glibc's malloc.h (mallopt(3))."""
_ARENAS: Final = 2


def share_arenas() -> bool:
    """Let all threads of this process share two arenas; False where the C library is not glibc. Before any thread."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # musl and macOS have no such function, and no such arenas
        return False
    return bool(mallopt(_M_ARENA_MAX, _ARENAS))
