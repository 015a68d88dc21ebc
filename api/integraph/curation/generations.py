"""The directory a curated store lives in: generations, of which a symbolic link names the one in force.

```
<directory>/current -> gen-000007     switched by one rename
<directory>/gen-000007/store          an Oxigraph store, never written again
<directory>/gen-000007/build.json     its facts, as a build has them
<directory>/work-…                    a generation in the making, or what a crash left of one
```
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from integraph.build import Build

_KEEP: Final = 3


class Generations:
    """All generations below one directory. Raises `OSError` where the file system refuses."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()  # `prune` compares its entries with where the link leads
        self.directory.mkdir(parents=True, exist_ok=True)
        self._link = self.directory / "current"

    @property
    def current(self) -> Build | None:
        """The generation in force, None before the first."""
        if not (self._link / "build.json").is_file():
            return None
        directory = self._link.resolve()
        return Build(directory, _facts(directory)["digest"])

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other process from changing the directory meanwhile. Raises `BlockingIOError` when one is."""
        with (self.directory / "lock").open("w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    def prepare(self, source: Build | None) -> Path:
        """A new working directory with a copy of *source*'s store, or an empty one; files are shared until written."""
        work = Path(tempfile.mkdtemp(prefix="work-", dir=self.directory))
        if source:
            ox.Store.read_only(str(source.store)).backup(str(work / "store"))
        else:
            ox.Store(str(work / "store")).flush()
        return work

    def publish(self, work: Path, facts: dict[str, Any]) -> Build:
        """Put a finished working directory in force. When this returns, it outlives a power cut."""
        (work / "build.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        _sync(work)
        final = self.directory / f"gen-{max(map(_number, self.directory.glob('gen-*')), default=0) + 1:06d}"
        work.rename(final)
        fresh = self.directory / "current.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(final.name)
        fresh.rename(self._link)
        _sync_directory(self.directory)
        return Build(final, facts["digest"])

    def discard(self, work: Path) -> None:
        """Remove a working directory."""
        shutil.rmtree(work, ignore_errors=True)

    def prune(self) -> None:
        """Remove old generations but the last few, and what crashes left behind."""
        current = self._link.resolve()
        generations = sorted(self.directory.glob("gen-*"), key=_number)
        unfinished = [path for path in generations if _number(path) > _number(current)]
        generations = generations[: len(generations) - len(unfinished)]
        for path in [*generations[:-_KEEP], *unfinished, *self.directory.glob("work-*")]:
            shutil.rmtree(path, ignore_errors=True)


def _number(generation: Path) -> int:
    return int(generation.name.removeprefix("gen-"))


def _facts(directory: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((directory / "build.json").read_text(encoding="utf-8"))
    return facts


def _sync(directory: Path) -> None:
    for path in directory.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    for path in [*(p for p in directory.rglob("*") if p.is_dir()), directory]:
        _sync_directory(path)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
