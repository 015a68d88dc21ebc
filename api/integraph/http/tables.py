"""Tables as files: CSV, and XLSX with a sheet that says where the rows come from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

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


def as_xlsx(
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    about: Mapping[str, str],
    about_title: str = "Über diese Tabelle",
) -> bytes:
    """A workbook: the rows below a fixed head with a filter, and *about* (name → text) on a second sheet."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_NOT_IN_TITLES.sub(" ", title)[:31])  # its type hints lack what it has
    for number, name in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(number)].width = 60 if name.endswith("IRI") else 32
    sheet.freeze_panes = "A2"
    count = _fill(sheet, head, rows)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{count}"
    second: Any = book.create_sheet(about_title)
    second.column_dimensions["A"].width, second.column_dimensions["B"].width = 20, 100
    _fill(second, (), about.items())
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _fill(sheet: Any, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:  # noqa: ANN401
    """Write the rows and return how many there are with the head."""
    if head:
        cells = [WriteOnlyCell(sheet, name) for name in head]
        for cell in cells:
            cell.font = Font(bold=True)
        sheet.append(cells)
    count = int(bool(head))
    for row in rows:
        sheet.append([_text(sheet, v) if isinstance(v, str) and v.startswith("=") else v for v in row])
        count += 1
    return count


def _text(sheet: Any, value: str) -> Any:  # noqa: ANN401
    """A cell whose text begins with = and is no formula all the same."""
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell
