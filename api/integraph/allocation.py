"""That the server gives memory back which its threads no longer need.

glibc gives each thread an arena of its own, up to eight a core, and what one arena has free the others cannot use; and
it learns from large buffers to take the next ones from an arena too, where they leave holes. After some thousand mixed
requests the server held half as much again as it needed. Two arenas are enough, for the threads take turns at the
interpreter anyway, and buffers of 128 KiB and more come from the system and go back to it, as they do at first.
"""

from __future__ import annotations

import ctypes
from typing import Final

_SETTINGS: Final = {-8: 2, -3: 128 << 10, -1: 128 << 10}
"""`M_ARENA_MAX`, `M_MMAP_THRESHOLD` and `M_TRIM_THRESHOLD` of glibc's malloc.h, by their numbers there (mallopt(3))."""


def return_memory() -> bool:
    """Set this up for the whole process, before it has threads; False where the C library is not glibc."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # musl and macOS have no such function, and no such arenas
        return False
    taken = [mallopt(name, value) for name, value in _SETTINGS.items()]
    return all(taken)
