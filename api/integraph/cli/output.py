"""How commands print: tables for people, JSON and CSV for programs, progress on stderr only for a terminal."""

from __future__ import annotations

import csv
import enum
import io
import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import Any


class Format(enum.StrEnum):
    """Formats that every listing command has."""

    table = "table"
    json = "json"
    csv = "csv"


def progress(message: str) -> None:
    """Say what is being done, if somebody is watching."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr)


def counter(what: str) -> Callable[[int, int], None]:
    """Return a function that shows how many of *what* are done, on one line, if somebody is watching."""

    def report(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done}/{of} {what}", end="" if done < of else "\n", file=sys.stderr, flush=True)

    return report


def as_json(value: Any) -> str:  # noqa: ANN401
    """Indented JSON with real umlauts."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def as_csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """RFC 4180, with a header line."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return output.getvalue().rstrip("\n")


def as_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns; on a terminal wrapped to its width, else as wide as the values are."""
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    if sys.stdout.isatty():
        room = shutil.get_terminal_size().columns - 2 * (len(head) - 1)
        while sum(widths) > room and max(widths) > 8:
            widths[widths.index(max(widths))] -= 1
    lines = []
    for row in [list(head), ["-" * width for width in widths], *rows]:
        cells = [textwrap.wrap(str(cell), width) or [""] for cell, width in zip(row, widths, strict=True)]
        for i in range(max(map(len, cells))):
            parts = (c[i].ljust(w) if i < len(c) else " " * w for c, w in zip(cells, widths, strict=True))
            lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def show(chosen: Format, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as table or CSV."""
    print(as_csv(head, rows) if chosen is Format.csv else as_table(head, rows))
