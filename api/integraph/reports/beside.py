"""The tables that were checked, as sheets of a workbook, with what was found beside the cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from integraph.reports.sheet import FILLS, put
from integraph.reports.words import keyword, message
from integraph.validation.place import Place
from integraph.validation.report import KEYWORDS, SEVERITIES, Report

if TYPE_CHECKING:
    from integraph.land.cells import Table

_TITLE: Final = 31  # Excel takes no longer names of sheets
_REFUSED: Final = re.compile(r"[\\/*?:\[\]]")
_WIDTH: Final = 60
_SIZE: Final = (320, 140)
Note = tuple[str, str]


def add_tables(book: Workbook, report: Report, language: str) -> None:
    """Add the report's tables to *book*: cells with findings filled and commented, and a last column with the row's."""
    notes: dict[tuple[str, str], dict[tuple[int, int], list[Note]]] = defaultdict(lambda: defaultdict(list))
    for place, note in _notes(report, language):
        if place.row:
            notes[place.file, place.sheet][place.row, place.column].append(note)
    for table in report.tables:
        sheet = book.create_sheet(_title(table, book))
        width = _copy(table, sheet)
        _annotate(sheet, width + 1, notes[str(table.file), table.name])


def _notes(report: Report, language: str) -> Iterator[tuple[Place, Note]]:
    for problem in report.problems:
        text = f"{problem.message.in_language(language)} {problem.remedy.in_language(language)}"
        yield problem.place, (SEVERITIES[0], f"{KEYWORDS[SEVERITIES[0]].in_language(language)}: {text}".strip())
    for result in report.results:
        text = f"{keyword(result, language)}: {message(result, language)} {result.remedy.in_language(language)}"
        yield result.place, (result.severity, text.strip())


def _title(table: Table, book: Workbook) -> str:
    """A name that Excel takes and no other sheet has."""
    wanted = _REFUSED.sub("_", table.name or table.file.stem)[:_TITLE]
    taken = {title.casefold() for title in book.sheetnames}
    title, number = wanted, 2
    while title.casefold() in taken:
        ending = f" ({number})"
        title, number = wanted[: _TITLE - len(ending)] + ending, number + 1
    return title


def _copy(table: Table, sheet: Worksheet) -> int:
    """Write the cells where they were; return the number of columns."""
    for number, cells in table.rows.items():
        for column, cell in enumerate(cells, 1):
            content = float(cell.content) if isinstance(cell.content, Decimal) else cell.content
            if content is not None:
                put(sheet.cell(number, column), content)
    return max((len(cells) for cells in table.rows.values()), default=0)


def _annotate(sheet: Worksheet, last: int, notes: dict[tuple[int, int], list[Note]]) -> None:
    rows: dict[int, list[Note]] = defaultdict(list)
    for (row, column), found in sorted(notes.items()):
        rows[row] += found
        if column:
            cell = sheet.cell(row, column)
            cell.fill = _fill(found)
            cell.comment = Comment(_joined(found), "Integraph", *reversed(_SIZE))
    for row, found in rows.items():
        cell = sheet.cell(row, last)
        put(cell, _joined(found))
        cell.fill, cell.alignment = _fill(found), Alignment(wrap_text=True, vertical="top")
    if rows:
        sheet.column_dimensions[get_column_letter(last)].width = _WIDTH


def _joined(found: list[Note]) -> str:
    return "\n".join(text for _, text in dict.fromkeys(found))


def _fill(found: list[Note]) -> PatternFill:
    heaviest = min((severity for severity, _ in found), key=SEVERITIES.index)
    return PatternFill("solid", start_color=FILLS[heaviest])
