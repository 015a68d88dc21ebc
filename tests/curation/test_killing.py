"""A writer that is killed at any moment loses nothing acknowledged and leaves nothing half-done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from curation.writer import SIZE

KILLS = 200
_WRITER = Path(__file__).with_name("writer.py")


def _written(directory: Path) -> dict[int, int]:
    """Triples of each graph in the generation in force."""
    store = ox.Store.read_only(str(directory / "current" / "store"))
    found: dict[int, int] = {}
    for quad in store:
        name = int(str(getattr(quad.graph_name, "value", "")).rpartition("/")[2])
        found[name] = found.get(name, 0) + 1
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_killed_writer_loses_nothing_acknowledged_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    chance = random.Random(20261121)  # noqa: S311
    acknowledged: set[int] = set()
    known: set[int] = set()
    following, landed = 0, 0
    for _ in range(KILLS):
        before = len(acknowledged)
        command = [sys.executable, str(_WRITER), str(tmp_path), str(following)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as writer:
            assert writer.stdout
            # half of the kills strike the writer only, so that its own child goes on as an orphan
            end = os.killpg if chance.random() < 0.5 else os.kill
            timer = threading.Timer(chance.uniform(0.2, 1.4), end, (writer.pid, signal.SIGKILL))
            timer.start()
            acknowledged |= {int(line) for line in writer.stdout if line.strip().isdigit()}
            timer.join()
        landed += len(acknowledged) > before
        if not (tmp_path / "current").exists():
            assert not acknowledged
            continue
        written = _written(tmp_path)
        assert acknowledged | known <= written.keys()
        assert set(written.values()) <= {SIZE}
        assert len(written.keys() - known - acknowledged) <= 1  # written, but killed before it could say so
        known |= written.keys()
        following = max(written, default=-1) + 1
    assert landed > KILLS // 10
