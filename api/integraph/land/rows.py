"""From a table to rows by column: the header row is found, everything that is no data is told apart or refused."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from integraph.text import fold

from .cells import Cell, Content, Problem, Table, as_text
from .columns import IGNORED_ROWS, KEY, ROW_KIND, Column, Sheet
from .sheets import GUIDE, SHEETS, VALUES

_HEADER_WITHIN = 10


@dataclass
class Row:
    """One row with data: the sheet's description, place, the cells that hold something, headers of unreadable ones."""

    sheet: Sheet
    table: Table
    number: int
    cells: dict[str, Content]
    columns: dict[str, int]
    unread: set[str] = field(default_factory=set)

    def problem(self, header: str, message: str) -> Problem:
        """Return a problem in the cell under *header*, or of the whole row."""
        column = self.columns.get(header, 0)
        return Problem(self.table.file.name, self.table.name, self.number, column, header if column else "", message)

    def get(self, column: Column) -> Content:
        """Return the content of the cell, the column's default where it is empty."""
        return self.cells.get(column.header, column.default or None)

    def text(self, header: str) -> str:
        """Return the text of the cell under *header*."""
        return as_text(self.cells.get(header))


def rows_of(tables: Iterable[Table], problems: list[Problem]) -> Iterator[Row]:
    """Yield all rows with data; what is wrong goes to *problems*."""
    sheets = {fold(sheet.name): sheet for sheet in SHEETS}
    others = {fold(name) for name in (GUIDE, VALUES)}
    for table in tables:
        name = fold(table.name)
        if name in others or not table.rows:
            continue
        sheet = sheets.get(name)
        if sheet is None:
            problems.append(Problem(table.file.name, table.name, 0, 0, "", _unknown_sheet(table)))
            continue
        yield from _rows(sheet, table, problems)


def _unknown_sheet(table: Table) -> str:
    meant = sheet_by_headers(table)
    if meant:
        hint = f"Nach seinen Überschriften ist es das Blatt „{meant.name}“; bitte so benennen."
    else:
        hint = f"Bitte löschen. Es gibt: {', '.join(sheet.name for sheet in SHEETS)}."
    return f"Dieses Blatt gibt es in der Vorlage nicht. {hint}"


def sheet_by_headers(table: Table) -> Sheet | None:
    """Return the sheet whose headers stand in one of the first rows of *table*, if it is one alone."""
    best: list[Sheet] = []
    most = 1
    for number in sorted(table.rows):
        if number > _HEADER_WITHIN:
            break
        headers = {fold(as_text(cell.content)) for cell in table.rows[number]}
        for sheet in SHEETS:
            common = len(headers & set(map(fold, sheet.headers)))
            if common > most:
                best, most = [sheet], common
            elif common == most and most > 1 and sheet not in best:
                best.append(sheet)
    return best[0] if len(best) == 1 else None


def _rows(sheet: Sheet, table: Table, problems: list[Problem]) -> Iterator[Row]:
    head = _header_row(sheet, table)
    if head is None:
        wanted = ", ".join(c.header for c in sheet.columns if c.required)
        message = f"In den ersten {_HEADER_WITHIN} Zeilen stehen keine Überschriften (gebraucht: {wanted})."
        problems.append(Problem(table.file.name, table.name, 0, 0, "", message))
        return
    columns = _columns(sheet, table, head, problems)
    names = {number: header for header, number in columns.items()}
    told = {n for n, cell in enumerate(table.rows[head], 1) if as_text(cell.content)} - set(names)
    for number in sorted(n for n in table.rows if n > head):
        cells = table.rows[number]
        kind = as_text(cells[columns[ROW_KIND] - 1].content) if _has(cells, columns.get(ROW_KIND)) else ""
        if kind in IGNORED_ROWS:
            continue
        row = Row(sheet, table, number, {}, columns)
        if kind:
            problems.append(
                row.problem(ROW_KIND, f"„{kind}“ ist keine Zeilenart; leer oder {' oder '.join(IGNORED_ROWS)}.")
            )
        for column, cell in enumerate(cells, 1):
            if column not in told:  # of a header that is not the template's, the header row has been told of
                _take(row, column, names.get(column), cell, problems)
        if row.cells or any(not cell.empty for cell in cells):
            yield row


def _has(cells: list[Cell], column: int | None) -> bool:
    return column is not None and column <= len(cells)


def _take(row: Row, column: int, header: str | None, cell: Cell, problems: list[Problem]) -> None:
    if cell.empty or (as_text(cell.content) == "" and not cell.problem):
        return
    place = (row.table.file.name, row.table.name, row.number, column, header or "")
    if cell.problem:
        problems.append(Problem(*place, cell.problem))
        row.unread.add(header or "")
    elif header is None:
        problems.append(Problem(*place, "Die Spalte hat keine Überschrift der Vorlage, die Zelle aber einen Inhalt."))
    elif header != ROW_KIND:
        row.cells[header] = cell.content


def _header_row(sheet: Sheet, table: Table) -> int | None:
    wanted = {column.header for column in sheet.columns if column.required}
    for number in sorted(table.rows):
        if number > _HEADER_WITHIN:
            break
        if {fold(header) for header in wanted - {KEY}} <= {fold(as_text(c.content)) for c in table.rows[number]}:
            return number
    return None


def _columns(sheet: Sheet, table: Table, head: int, problems: list[Problem]) -> dict[str, int]:
    """Header → number of its column."""
    found: dict[str, int] = {}
    known = {fold(header): header for header in sheet.headers}
    given = {fold(as_text(cell.content)) for cell in table.rows[head]}
    for number, cell in enumerate(table.rows[head], 1):
        written = as_text(cell.content)
        header = known.get(fold(written), written)
        place = (table.file.name, table.name, head, number, header)
        if header in found:
            problems.append(Problem(*place, "Die Überschrift kommt zweimal vor."))
        elif header in sheet.headers:
            found[header] = number
        elif header:
            near = difflib.get_close_matches(header, sheet.headers, n=3, cutoff=0.6)
            free = ", ".join(c.header for c in sheet.columns if fold(c.header) not in given)
            hint = f" Ähnlich: {', '.join(near)}." if near else f" Noch nicht vergeben: {free}."
            message = f"Die Überschrift „{header}“ gibt es im Blatt „{sheet.name}“ nicht.{hint}"
            problems.append(Problem(*place, f"{message} Bitte umbenennen oder die Spalte löschen."))
    return found
