"""Reads the tables of an .xlsx, .ods or .csv file within limits, refusing what would be a guess or an attack."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import range_boundaries

from .cells import Problem, Table

TABLES: Final = (".xlsx", ".ods", ".csv")
"""Endings of the files that are read."""
MAX_FILE: Final = 20_000_000
"""Bytes of a file."""
MAX_UNPACKED: Final = 30_000_000
"""Bytes of all parts of a packed file (.xlsx, .ods) together."""
MAX_PARTS: Final = 2_000
MAX_MERGED: Final = 100_000
"""Cells of all merged ranges together: the library for .xlsx makes an object of each."""
MAX_ROWS: Final = 20_000
"""Rows of a sheet, up to the last one with content."""
MAX_COLUMNS: Final = 200
MAX_TEXT: Final = 5_000
"""Characters of a cell."""


class ImportRefused(ValueError):
    """A table that cannot be taken in; `problems` says what is wrong and where, one entry each."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def refuse(file: Path, message: str, sheet: str = "", row: int = 0, column: int = 0) -> ImportRefused:
    """Return the exception for a single problem."""
    return ImportRefused([Problem(file.name, sheet, row, column, "", message)])


def read_tables(path: Path) -> list[Table]:
    """Return the sheets of *path*, by its ending (.xlsx, .ods, .csv). Raises `ImportRefused` and `OSError`."""
    from .delimited import read_csv
    from .ods import read_ods
    from .xlsx import read_xlsx

    readers = dict(zip(TABLES, (read_xlsx, read_ods, read_csv), strict=True))
    reader = readers.get(path.suffix.lower())
    if reader is None:
        hint = " Bitte ohne Makros als .xlsx speichern." if path.suffix.lower() in (".xls", ".xlsm", ".xlsb") else ""
        raise refuse(path, f"Die Endung „{path.suffix}“ wird nicht gelesen, nur {', '.join(readers)}.{hint}")
    size = path.stat().st_size
    if size > MAX_FILE:
        raise refuse(path, f"Die Datei hat {size} Bytes; gelesen werden höchstens {MAX_FILE}.")
    if size == 0:
        raise refuse(path, "Die Datei ist leer.")
    tables = reader(path)
    for table in tables:
        _within_limits(table)
    return tables


def _within_limits(table: Table) -> None:
    for number, cells in table.rows.items():
        if number > MAX_ROWS:
            raise refuse(table.file, f"Ein Blatt hat höchstens {MAX_ROWS} Zeilen.", table.name, number)
        if len(cells) > MAX_COLUMNS:
            raise refuse(table.file, f"Ein Blatt hat höchstens {MAX_COLUMNS} Spalten.", table.name, number, len(cells))
        for column, cell in enumerate(cells, 1):
            if isinstance(cell.content, str) and len(cell.content) > MAX_TEXT:
                message = f"Die Zelle hat {len(cell.content)} Zeichen; erlaubt sind {MAX_TEXT}."
                raise refuse(table.file, message, table.name, number, column)


def open_package(path: Path) -> zipfile.ZipFile:
    """Open a packed file after looking at all its parts: number, unpacked size, no DTD and no entity in any XML.

    Raises `ImportRefused`. The limits hold for what really comes out of the parts, not only for what their headers say.
    """
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError):
        raise refuse(path, f"Das ist keine {path.suffix}-Datei (oder sie ist beschädigt oder verschlüsselt).") from None
    try:
        _inspect(package, path)
    except BaseException:
        package.close()
        raise
    return package


def _inspect(package: zipfile.ZipFile, path: Path) -> None:
    parts = package.infolist()
    if len(parts) > MAX_PARTS or len({part.filename for part in parts}) != len(parts):
        raise refuse(path, f"Die Datei hat zu viele oder doppelte Bestandteile (höchstens {MAX_PARTS}).")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise refuse(path, f"Die Datei ist entpackt zu groß (höchstens {MAX_UNPACKED} Bytes).")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise refuse(path, "Die Datei enthält Makros. Bitte ohne Makros als .xlsx speichern.")
    for part in parts:
        if part.flag_bits & 1:
            raise refuse(path, "Die Datei ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern.")
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        try:
            with package.open(part) as stream:
                merged = 0
                for _, element in iterparse(stream, forbid_dtd=True):
                    if element.tag.endswith("}mergeCell"):
                        merged += _area(element.get("ref", ""))
                        if merged > MAX_MERGED:
                            raise refuse(path, f"Ein Blatt hat zu viele verbundene Zellen (höchstens {MAX_MERGED}).")
                    element.clear()
        except DefusedXmlException:
            message = f"Der Bestandteil {part.filename} enthält eine DTD oder XML-Entitäten; das wird nicht gelesen."
            raise refuse(path, message) from None
        except (SyntaxError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
            raise refuse(path, f"Der Bestandteil {part.filename} ist beschädigt ({error}).") from None


def _area(reference: str) -> int:
    """The number of cells of a range such as ``A1:C5``; one that is too large where the range is not understood."""
    try:
        left, top, right, bottom = range_boundaries(reference)
    except ValueError:
        return MAX_MERGED + 1
    if left is None or top is None or right is None or bottom is None:
        return MAX_MERGED + 1
    return (right - left + 1) * (bottom - top + 1)
