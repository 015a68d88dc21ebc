"""Run all peers one after the other over each graph and print the tables."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import benchmarks.endpoint
from benchmarks.endpoint.graphs import workload
from benchmarks.endpoint.measuring import measure
from benchmarks.endpoint.peers import FAMILIES
from benchmarks.endpoint.report import Results, as_json, table

from integraph.build import ensure_build

GRAPHS = ("build", "synthetic")


def main() -> None:
    """Read the options, measure, print; what is going on and what is missing goes to standard error."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.endpoint",
        description=benchmarks.endpoint.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--graph", action="append", choices=GRAPHS, help="only this one")
    parser.add_argument("--peer", action="append", choices=list(FAMILIES), help="only these (Integraph always)")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each measurement of throughput")
    parser.add_argument("--json", type=Path, help="write the numbers here too")
    arguments = parser.parse_args()
    build = ensure_build(progress=_say)
    all_numbers: dict[str, Any] = {}
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for graph in arguments.graph or GRAPHS:
            work = workload(build, graph, folder)
            results: Results = {}
            for family, (start, present) in FAMILIES.items():
                if arguments.peer and family not in ("integraph", *arguments.peer):
                    continue
                if not present():
                    _say(f"{family} is not installed and left out")
                    continue
                place = folder / family
                place.mkdir()
                with start(work.data, place) as peers:
                    for peer in peers:
                        results[peer.name] = measure(peer, work, arguments.seconds)
                        _say(f"{graph}: {peer.name} measured, {time.monotonic() - started:.0f} s so far")
                shutil.rmtree(place, ignore_errors=True)
            work.data.unlink()
            print(table(work, results) + "\n", flush=True)
            all_numbers[graph] = as_json(work, results)
    if arguments.json:
        arguments.json.write_text(json.dumps(all_numbers, indent=1) + "\n", encoding="utf-8")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
