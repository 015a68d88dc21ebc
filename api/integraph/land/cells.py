"""What a cell of a table holds, as content and as text."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from .columns import SEPARATOR

_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
"""Zero-width characters and soft hyphens, which come along when text is pasted."""
Content = str | int | Decimal | bool | dt.date | None


class CellError(ValueError):
    """A cell that cannot be read; the German message says what is wrong and what would be right."""


@dataclass(frozen=True)
class Cell:
    """One cell as a file gives it: its content, or why it cannot be read."""

    content: Content = None
    problem: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing in the cell."""
        return not self.problem and (self.content is None or self.content == "")


@dataclass
class Table:
    """One sheet of one file: its rows by number (from 1), each with its cells from the first column on."""

    file: Path
    name: str
    rows: dict[int, list[Cell]] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and where: file, sheet, row and column (from 1; 0 for all), header, German message."""

    file: str
    sheet: str
    row: int
    column: int
    header: str
    message: str

    def __str__(self) -> str:
        place = [self.file, f"Blatt „{self.sheet}“" if self.sheet else "", f"Zeile {self.row}" if self.row else ""]
        if self.column:
            place.append(f"Spalte {letters(self.column)}" + (f" („{self.header}“)" if self.header else ""))
        return ", ".join(part for part in place if part) + f": {self.message}"


def letters(column: int) -> str:
    """Return a column's name as spreadsheets write it: 1 → A, 27 → AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def as_text(content: Content) -> str:
    """Return the content as the text a person sees in the cell: composed (NFC), single spaces, nothing invisible."""
    match content:
        case None:
            return ""
        case bool():
            return "ja" if content else "nein"
        case dt.date():
            return f"{content.day:02}.{content.month:02}.{content.year}"
        case Decimal():
            return format(content, "f").replace(".", ",")
        case _:
            return " ".join(unicodedata.normalize("NFC", str(content)).translate(_INVISIBLE).split())


def parts(text: str) -> list[str]:
    r"""Return the values of a cell that may hold several: separated by ``|``, which ``\|`` stands for in a value."""
    found = re.split(r"(?<!\\)" + re.escape(SEPARATOR), text)
    return [part.replace("\\" + SEPARATOR, SEPARATOR).strip() for part in found if part.strip()]
