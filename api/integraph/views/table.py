"""A table as it is shown and exported: a head, and rows of cells that may each lead to a thing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from integraph.responsibility.answer import Evidence, Thing
from integraph.views.svg import printable
from integraph.views.words import Words


@dataclass(frozen=True)
class Cell:
    """What stands in one field: things in their order, or a text."""

    text: str = ""
    things: tuple[Thing, ...] = ()
    lang: str = ""
    """The language of *text* where it is not that of the table."""
    kind: str = ""
    """``number`` or ``date`` (ISO) where *text* is one: a page writes it as its readers do, a workbook can count."""

    @property
    def plain(self) -> str:
        """The field as text."""
        return self.text or "; ".join(thing.label for thing in self.things)

    @property
    def number(self) -> float:
        """The number that the text writes; raises ValueError where it is none."""
        return float(self.text) if "." in self.text else int(self.text)

    @property
    def iris(self) -> str:
        """The IRIs of the things, divided by blanks (an IRI holds none)."""
        return " ".join(thing.iri for thing in self.things)


def cell(*what: Thing | str | None) -> Cell:
    """Return the field that holds *what*: things, or one text; None is left out."""
    things = tuple(dict.fromkeys(each for each in what if isinstance(each, Thing)))
    return Cell("; ".join(each for each in what if isinstance(each, str)), things)


def count(number: float) -> Cell:
    """Return the field that holds a number."""
    return Cell(f"{number:.10g}" if number % 1 else str(int(number)), kind="number")


def day(iso: str, otherwise: str = "") -> Cell:
    """Return the field that holds an ISO date, month or year; *otherwise* stands for none."""
    return Cell(iso, kind="date") if iso else Cell(otherwise)


def german(*what: str) -> Cell:
    """Return the field that holds German phrases, in whatever language the table is."""
    return Cell("; ".join(what), (), "de")


def sources(evidence: Sequence[Evidence]) -> Cell:
    """Return the field that names passages by their citation."""
    return cell(*(Thing(each.iri, each.citation) for each in evidence))


def _fill(sheet: Worksheet, records: Sequence[Sequence[str | float]], heads: int) -> None:
    for number, record in enumerate(records, 1):
        for column, value in enumerate(record, 1):
            if value != "":
                field = sheet.cell(number, column)
                field.value = printable(value) if isinstance(value, str) else value
                field.data_type = "s" if isinstance(value, str) else "n"
                if number <= heads:
                    field.font = Font(bold=True)


@dataclass(frozen=True)
class Table:
    """*caption* says in one line what is listed. Each row has as many cells as the head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def called(self, words: Words) -> Table:
        """Return the table with its things as they are called in the language of *words*."""
        rows = tuple(tuple(replace(c, things=tuple(map(words.thing, c.things))) for c in row) for row in self.rows)
        return replace(self, rows=rows)

    def records(self) -> list[list[str]]:
        """Return head and rows as text; a column with things is followed by one with their IRIs."""
        return [[str(value) for value in record] for record in self._records()]

    def _records(self) -> list[list[str | float]]:
        """Return `records` with numbers as numbers."""
        linked = [any(row[i].things for row in self.rows) for i in range(len(self.head))]

        def spread(values: Sequence[tuple[str | float, str]]) -> list[str | float]:
            return [
                text
                for (value, iri), two in zip(values, linked, strict=True)
                for text in ([value, iri] if two else [value])
            ]

        return [spread([(name, f"{name} (IRI)") for name in self.head])] + [
            spread([(c.number if c.kind == "number" else c.plain, c.iris) for c in row]) for row in self.rows
        ]

    def csv(self) -> str:
        """Return the table by RFC 4180."""
        output = io.StringIO()
        csv.writer(output).writerows(self.records())
        return output.getvalue()

    def xlsx(self, notes: Sequence[tuple[str, str]] = ()) -> bytes:
        """Return the table as a workbook, its head in bold and fixed; *notes* (name, text) go on a second sheet.

        Numbers are numbers. Text stays text: none can become a formula, and control characters, which XLSX forbids, are
        left out.
        """
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Integraph"
        records = self._records()
        _fill(sheet, records, heads=1)
        for column in range(1, len(records[0]) + 1):
            longest = max((len(str(record[column - 1])) for record in records[:200]), default=0)
            sheet.column_dimensions[get_column_letter(column)].width = min(60, max(12, longest + 2))
        sheet.freeze_panes = "B2"
        if notes:
            second = book.create_sheet("Info")
            _fill(second, [list(note) for note in notes], heads=0)
            second.column_dimensions["A"].width, second.column_dimensions["B"].width = 20, 100
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    def as_dict(self) -> dict[str, Any]:
        """Return the table for JSON."""
        return {
            "caption": self.caption,
            "head": list(self.head),
            "rows": [[{"text": c.plain, "things": [t.as_dict() for t in c.things]} for c in row] for row in self.rows],
        }
