"""Reads .xlsx workbooks with openpyxl: values, last computed results of formulas, merged cells refused."""

from __future__ import annotations

import datetime as dt
import warnings
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell

from .cells import Cell, Content, Table
from .reading import MAX_COLUMNS, MAX_ROWS, open_package, refuse

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MERGED = (
    "Die Zelle ist mit anderen verbunden. Bitte den Verbund aufheben und den Wert in jede Zeile schreiben, "
    "für die er gilt."
)
NOT_COMPUTED = "Die Zelle enthält eine Formel ohne gespeichertes Ergebnis. Bitte das Ergebnis als Wert einfügen."
ERROR_VALUE = "Die Zelle enthält den Fehlerwert {}. Bitte die Formel berichtigen oder den Wert eintragen."


def read_xlsx(path: Path) -> list[Table]:
    """Return all sheets that are shown or hidden alike. Raises `ImportRefused`."""
    open_package(path).close()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of extensions it drops; they hold no cell values
            formulas = openpyxl.load_workbook(path, data_only=False)
            has_formula = any(cell.data_type == "f" for sheet in formulas.worksheets for cell in _cells(sheet))
            values = openpyxl.load_workbook(path, data_only=True) if has_formula else formulas
    except Exception as error:  # openpyxl raises whatever its readers stumble over
        raise refuse(path, f"Die Datei lässt sich nicht als Excel-Arbeitsmappe lesen ({error}).") from None
    return [
        _table(path, formula_sheet, value_sheet)
        for formula_sheet, value_sheet in zip(formulas.worksheets, values.worksheets, strict=True)
    ]


def _cells(sheet: Worksheet) -> list[SheetCell]:
    """The cells the file names: walking rows and columns would visit every cell up to the last formatted one."""
    found = [cell for cell in sheet._cells.values() if isinstance(cell, SheetCell)]
    return sorted(found, key=lambda cell: (cell.row, cell.column))


def _table(path: Path, formulas: Worksheet, values: Worksheet) -> Table:
    table = Table(path, formulas.title)
    anchors = {(r.min_row, r.min_col) for r in formulas.merged_cells.ranges}  # the other cells of a range are empty
    for cell in _cells(formulas):
        row, column = int(cell.row), int(cell.column)
        read = _read(cell, values)
        if read.empty:
            continue
        if row > MAX_ROWS:
            raise refuse(path, f"Ein Blatt hat höchstens {MAX_ROWS} Zeilen.", table.name, row, column)
        if column > MAX_COLUMNS:
            raise refuse(path, f"Ein Blatt hat höchstens {MAX_COLUMNS} Spalten.", table.name, row, column)
        if (row, column) in anchors:
            read = Cell(read.content, MERGED)
        cells = table.rows.setdefault(row, [])
        cells.extend(Cell() for _ in range(column - len(cells)))
        cells[column - 1] = read
    return table


def _read(cell: SheetCell, values: Worksheet) -> Cell:
    value = values._cells[cell.row, cell.column].value if cell.data_type == "f" else cell.value
    if cell.data_type == "f" and value is None:
        return Cell(problem=NOT_COMPUTED)
    kind = values._cells[cell.row, cell.column].data_type
    if kind == "e":
        return Cell(problem=ERROR_VALUE.format(value))
    return Cell(content(value, percent="%" in (cell.number_format or "")))


def content(value: object, *, percent: bool = False) -> Content:
    """Return a spreadsheet's value as content; of a cell shown as per cent the number that is shown."""
    match value:
        case None | bool() | str():
            return value
        case dt.datetime():
            return value.date() if value.time() == dt.time() else value.isoformat(" ")
        case dt.date():
            return value
        case int():
            return value * 100 if percent else value
        case float():
            exact = Decimal(repr(value))
            return exact * 100 if percent else exact
        case _:
            return str(value)
