"""Reads .ods spreadsheets (OpenDocument 1.2 and later).

Own code because the libraries at hand expand XML entities or the repeat counts of rows and columns without a limit.
Elements and attributes: OpenDocument v1.3, part 3, chapters 9.1 and 19 (table and office value attributes).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Final

from defusedxml.ElementTree import parse

from .cells import Cell, Content, Table
from .reading import MAX_COLUMNS, MAX_ROWS, open_package, refuse
from .xlsx import ERROR_VALUE, MERGED, NOT_COMPUTED

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALCEXT: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ROW_GROUPS: Final = {_TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group")}


def read_ods(path: Path) -> list[Table]:
    """Return all sheets. Raises `ImportRefused`."""
    with open_package(path) as package:
        if "content.xml" not in package.namelist():
            raise refuse(path, "Das ist kein OpenDocument-Tabellendokument: Der Bestandteil content.xml fehlt.")
        with package.open("content.xml") as stream:
            sheets = list(parse(stream, forbid_dtd=True).iter(_TABLE + "table"))
    if not sheets:
        raise refuse(path, "Das OpenDocument enthält keine Tabelle.")
    return [_table(path, sheet) for sheet in sheets]


def _table(path: Path, sheet: Element) -> Table:
    table = Table(path, sheet.get(_TABLE + "name", ""))
    number = 1
    for row in _rows(sheet):
        repeated = _count(row, "number-rows-repeated")
        cells = _cells(path, table.name, number, row)
        if cells:
            if number + repeated - 1 > MAX_ROWS:
                raise refuse(path, f"Ein Blatt hat höchstens {MAX_ROWS} Zeilen.", table.name, number)
            for each in range(number, number + repeated):
                table.rows[each] = cells
        number += repeated
    return table


def _rows(parent: Element) -> list[Element]:
    found: list[Element] = []
    for child in parent:
        if child.tag == _TABLE + "table-row":
            found.append(child)
        elif child.tag in _ROW_GROUPS:
            found += _rows(child)
    return found


def _cells(path: Path, sheet: str, number: int, row: Element) -> list[Cell]:
    """The cells of a row up to the last with content."""
    cells: list[Cell] = []
    column = 1
    for element in row:
        covered = element.tag == _TABLE + "covered-table-cell"
        if not covered and element.tag != _TABLE + "table-cell":
            continue
        repeated = _count(element, "number-columns-repeated")
        read = _read(element)
        if not read.empty:
            if column + repeated - 1 > MAX_COLUMNS:
                raise refuse(path, f"Ein Blatt hat höchstens {MAX_COLUMNS} Spalten.", sheet, number, column)
            spans = [_count(element, f"number-{what}-spanned") for what in ("rows", "columns")]
            if covered or max(spans) > 1:
                read = Cell(read.content, MERGED)
            cells.extend(Cell() for _ in range(column - 1 - len(cells)))
            cells.extend(read for _ in range(repeated))
        column += repeated
    return cells


def _count(element: Element, name: str) -> int:
    text = element.get(_TABLE + name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1


def _read(element: Element) -> Cell:
    kind = element.get(_OFFICE + "value-type")
    lines = ["".join(_run(child)) for child in element if child.tag == _TEXT + "p"]
    text = "\n".join(lines)
    if element.get(_CALCEXT + "value-type") == "error" or text.startswith("Err:"):
        return Cell(problem=ERROR_VALUE.format(text))
    if kind is None and element.get(_TABLE + "formula"):
        return Cell(problem=NOT_COMPUTED)
    try:
        return Cell(_content(element, kind, text))
    except (ValueError, InvalidOperation):
        return Cell(problem=f"Der gespeicherte Wert „{text}“ passt nicht zum Zellformat.")


def _content(element: Element, kind: str | None, text: str) -> Content:
    match kind:
        case "float" | "currency":
            return Decimal(element.get(_OFFICE + "value", ""))
        case "percentage":
            return Decimal(element.get(_OFFICE + "value", "")) * 100
        case "date":
            value = element.get(_OFFICE + "date-value", "")
            return dt.date.fromisoformat(value.removesuffix("T00:00:00"))
        case "boolean":
            return element.get(_OFFICE + "boolean-value") == "true"
        case _:
            return text or None


def _run(element: Element) -> list[str]:
    """The text of a paragraph; ``text:s`` stands for spaces."""
    found = [element.text or ""]
    for child in element:
        found += [" "] if child.tag in (_TEXT + "s", _TEXT + "tab", _TEXT + "line-break") else _run(child)
        found.append(child.tail or "")
    return found
