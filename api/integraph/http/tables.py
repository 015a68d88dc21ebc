"""Tables as files: CSV, and XLSX with a sheet that says where the rows come from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\]")
Cell = str | int | float | None


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Comma-separated values in UTF-8 with a byte order mark, by which Excel tells the encoding."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], about: Mapping[str, str]) -> bytes:
    """A workbook: the rows below a fixed head with a filter, and *about* (name → text) on a second sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _NOT_IN_TITLES.sub(" ", title)[:31]
    _fill(sheet, [head, *rows])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for number, name in enumerate(head, 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 60 if name.endswith("IRI") else 32
    second = book.create_sheet("Über diese Tabelle")
    _fill(second, list(about.items()))
    second.column_dimensions["A"].width, second.column_dimensions["B"].width = 20, 100
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Cell]]) -> None:
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # text that begins with = stays text
