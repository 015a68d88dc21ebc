"""Writes the reference documentation: ``python -m integraph.manual FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from integraph.land.files import write_atomically
from integraph.manual.pages import pages
from integraph.store import open_graph


def main(arguments: list[str]) -> int:
    """Write all pages into the folder that *arguments* name; 2 where they don't name one."""
    if len(arguments) != 1:
        print("Aufruf: python -m integraph.manual ORDNER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(open_graph()).items():
        write_atomically(folder / name, text.encode())
        print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
