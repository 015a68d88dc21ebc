"""A process that writes graph after graph and says which writes were acknowledged: `writer.py DIRECTORY FIRST`."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from integraph.curation import OPEN, Curation

SIZE = 50
"""Triples a graph has when it was written wholly."""


def main(directory: str, first: str) -> None:
    """Write until killed."""
    curation = Curation(Path(directory), "a token for the tests only", policy=OPEN)
    print("ready", flush=True)
    for number in itertools.count(int(first)):
        graph = f"http://example.org/{number}"
        text = "".join(f"<urn:s> <urn:p> {each} ." for each in range(SIZE))
        curation.put(graph, [("text/turtle", text)], graph)
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
