"""A table as it is shown and exported: a head, and rows of cells that may each lead to a thing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from integraph.responsibility.answer import Evidence, Thing
from integraph.views.svg import printable


@dataclass(frozen=True)
class Cell:
    """What stands in one field: things in their order, or a text."""

    text: str = ""
    things: tuple[Thing, ...] = ()

    @property
    def plain(self) -> str:
        """The field as text."""
        return self.text or "; ".join(thing.label for thing in self.things)

    @property
    def iris(self) -> str:
        """The IRIs of the things, divided by blanks (an IRI holds none)."""
        return " ".join(thing.iri for thing in self.things)


def cell(*what: Thing | str | None) -> Cell:
    """Return the field that holds *what*: things, or one text; None is left out."""
    things = tuple(dict.fromkeys(each for each in what if isinstance(each, Thing)))
    return Cell("; ".join(each for each in what if isinstance(each, str)), things)


def sources(evidence: Sequence[Evidence]) -> Cell:
    """Return the field that names passages by their citation."""
    return cell(*(Thing(each.iri, each.citation) for each in evidence))


@dataclass(frozen=True)
class Table:
    """*caption* says in one line what is listed. Each row has as many cells as the head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def records(self) -> list[list[str]]:
        """Return head and rows as text; a column with things is followed by one with their IRIs."""
        linked = [any(row[i].things for row in self.rows) for i in range(len(self.head))]

        def spread(values: Sequence[tuple[str, str]]) -> list[str]:
            return [
                text
                for (value, iri), two in zip(values, linked, strict=True)
                for text in ([value, iri] if two else [value])
            ]

        return [spread([(name, f"{name} (IRI)") for name in self.head])] + [
            spread([(c.plain, c.iris) for c in row]) for row in self.rows
        ]

    def csv(self) -> str:
        """Return the table by RFC 4180."""
        output = io.StringIO()
        csv.writer(output).writerows(self.records())
        return output.getvalue()

    def xlsx(self) -> bytes:
        """Return the table as a workbook, its head in bold and fixed.

        Text stays text: none can become a formula, and control characters, which XLSX forbids, are left out.
        """
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Integraph"
        for number, record in enumerate(self.records(), 1):
            for column, text in enumerate(record, 1):
                if text:
                    field = sheet.cell(number, column)
                    field.value = printable(text)
                    field.data_type = "s"
                    if number == 1:
                        field.font = Font(bold=True)
        sheet.freeze_panes = "B2"
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
