"""What a cell of a table holds, and how German dates, numbers and yes or no become terms."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from integraph.namespaces import XSD

from .columns import SEPARATOR

Content = str | int | Decimal | bool | dt.date | None
_GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_GERMAN_MONTH: Final = re.compile(r"(\d{1,2})[./](\d{4})")
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NUMBER: Final = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_INTEGRAL: Final = re.compile(r"-?\d+")


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
    """Return the content as the text a person sees in the cell, without white space around or doubled within it."""
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
            return " ".join(str(content).split())


def parts(text: str) -> list[str]:
    r"""Return the values of a cell that may hold several: separated by ``|``, which ``\|`` stands for in a value."""
    found = re.split(r"(?<!\\)" + re.escape(SEPARATOR), text)
    return [part.replace("\\" + SEPARATOR, SEPARATOR).strip() for part in found if part.strip()]


def period(content: Content) -> ox.Literal:
    """Return a day (xsd:date), month (xsd:gYearMonth) or year (xsd:gYear). Raises `CellError`."""
    if isinstance(content, dt.date):
        return _day(content.year, content.month, content.day)
    text = as_text(content)
    if match := _GERMAN_DAY.fullmatch(text):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _GERMAN_MONTH.fullmatch(text):
        return _month(int(match[2]), int(match[1]))
    if match := _ISO.fullmatch(text):
        if match[3]:
            return _day(int(match[1]), int(match[2]), int(match[3]))
        return _month(int(match[1]), int(match[2])) if match[2] else _year(int(match[1]))
    raise CellError(f"„{text}“ ist kein Datum. Erwartet wird ein Tag (31.12.2025), ein Monat (12.2025) oder ein Jahr.")


def _year(year: int) -> ox.Literal:
    if not 1800 <= year <= 2200:
        raise CellError(f"Das Jahr {year} liegt nicht zwischen 1800 und 2200.")
    return ox.Literal(f"{year:04}", datatype=ox.NamedNode(XSD + "gYear"))


def _month(year: int, month: int) -> ox.Literal:
    _year(year)
    if not 1 <= month <= 12:
        raise CellError(f"Den Monat {month} gibt es nicht.")
    return ox.Literal(f"{year:04}-{month:02}", datatype=ox.NamedNode(XSD + "gYearMonth"))


def _day(year: int, month: int, day: int) -> ox.Literal:
    _month(year, month)
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise CellError(f"Den Tag {day:02}.{month:02}.{year} gibt es nicht.")
    return ox.Literal(f"{year:04}-{month:02}-{day:02}", datatype=ox.NamedNode(XSD + "date"))


def number(content: Content, *, whole: bool = False) -> ox.Literal:
    """Return a number, written the German way (1.234,5), as xsd:integer or xsd:decimal. Raises `CellError`."""
    if isinstance(content, bool | dt.date) or content is None:
        raise CellError(f"„{as_text(content)}“ ist keine Zahl.")
    if isinstance(content, str):
        text = as_text(content).removesuffix("%").removesuffix("€").strip().replace("\u2212", "-")
        if not _NUMBER.fullmatch(text):
            raise CellError(
                f"„{as_text(content)}“ ist keine Zahl in deutscher Schreibweise. "
                "Erwartet wird ein Komma vor den Nachkommastellen; Punkte trennen nur Tausender (1.234,5)."
            )
        content = Decimal(text.replace(".", "").replace(",", "."))
    value = Decimal(content)
    digits = format(value, "f")
    if value == value.to_integral_value():
        return ox.Literal(str(int(value)), datatype=ox.NamedNode(XSD + "integer"))
    if whole:
        raise CellError(f"„{as_text(value)}“ ist keine ganze Zahl.")
    return ox.Literal(digits.rstrip("0"), datatype=ox.NamedNode(XSD + "decimal"))


def boolean(content: Content) -> ox.Literal:
    """Return ``ja`` or ``nein`` as xsd:boolean. Raises `CellError`."""
    text = as_text(content).casefold()
    if text not in ("ja", "nein", "wahr", "falsch"):
        raise CellError(f"„{as_text(content)}“ ist weder „ja“ noch „nein“.")
    return ox.Literal(text in ("ja", "wahr"))


def shown(literal: ox.Literal) -> str:
    """Return a date, number, boolean or text as it is written into a cell; what `period` and the like read back."""
    kind, text = literal.datatype.value.removeprefix(XSD), literal.value
    if kind == "date":
        return ".".join(reversed(text.split("-")))
    if kind == "gYearMonth":
        return ".".join(reversed(text.split("-")))
    if kind == "boolean":
        return "ja" if text in ("true", "1") else "nein"
    if kind in ("integer", "decimal", "double") and _INTEGRAL.fullmatch(text) is None:
        return as_text(Decimal(text))
    return text
