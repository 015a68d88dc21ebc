"""What is expensive and stays the same as long as the build does: made once, kept while it is used."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

Made = TypeVar("Made")
_KEPT: Final = 128


class Memo:
    """Results by key, the least recently used dropped first. Two who want the same wait for one to make it."""

    def __init__(self, kept: int = _KEPT) -> None:
        self.kept = kept
        self._lock = threading.Lock()
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under *key*, else what *make* returns; an error of *make* is raised and not kept."""
        with self._lock:
            if key in self._made:
                return cast("Made", self._kept(key))
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._made:
                    return cast("Made", self._kept(key))
            try:
                made = make()
                with self._lock:
                    self._made[key] = made
                    while len(self._made) > self.kept:
                        self._made.popitem(last=False)
                return made
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def _kept(self, key: Hashable) -> Any:  # noqa: ANN401
        self._made.move_to_end(key)
        return self._made[key]
