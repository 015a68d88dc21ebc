"""How values are written into the cells of a workbook, whatever they hold."""

from __future__ import annotations

import datetime as dt
from typing import Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell

FILLS: Final = {"Violation": "F8D7DA", "Warning": "FFF3CD", "Info": "DCEBF7"}
"""Colour of a cell with a finding, by severity."""
_LONGEST: Final = 32_000  # a cell of Excel takes 32,767 characters
Value = str | int | float | bool | dt.date


def put(cell: Cell | MergedCell, value: Value) -> None:
    """Write a value. Text is never a formula, has no character that Excel refuses, and ends with … where it is cut."""
    if not isinstance(value, str):
        cell.value = value
        return
    plain = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
    cell.value = plain if len(plain) <= _LONGEST else plain[:_LONGEST] + " …"
    cell.data_type = "s"
