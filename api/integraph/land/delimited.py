"""Reads .csv tables: encoding and separator are found out from the headers, or the file is refused."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import Final

from .cells import Cell, Table
from .reading import refuse
from .rows import sheet_by_headers

_SEPARATORS: Final = ";,\t"
_WESTERN: Final = frozenset("äöüÄÖÜßéèêàâáçñëïîôœÉÈ§°²³µ€–—„“”‚‘’…·»«›‹×½¼¾ \t\r\n")
"""What German administrative text holds beyond ASCII. Anything else in cp1252 is the sign of another encoding."""

_WRONGLY_DECODED: Final = {
    "\x00": "Nullzeichen",
    "\ufffd": "Ersatzzeichen für verlorene Umlaute",
    **{c.encode().decode("latin-1"): f"Zeichenfolgen wie „Ã…“ statt „{c}“" for c in "äöüÄÖÜß"},
    **{c.encode().decode("cp1252"): f"„{c.encode().decode('cp1252')}“ statt „{c}“" for c in "äöüÄÖÜß"},
}


def read_csv(path: Path) -> list[Table]:
    """Return the one table of a CSV file, named after the sheet whose headers it has. Raises `ImportRefused`."""
    text = _decode(path)
    first = text.split("\n", 1)[0].strip()
    told = first[4:] if len(first) == 5 and first.casefold().startswith("sep=") else ""  # as Excel takes it
    separator = told or max(_SEPARATORS, key=max(text.split("\n")[:10], key=len).count)
    table = Table(path, "")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = begun = 1
    try:
        for number, row in enumerate(lines, 1):
            begun = lines.line_num + 1
            if any(value.strip() for value in row) and not (told and number == 1):
                table.rows[number] = [Cell(value) for value in row]
    except csv.Error:
        message = "Ein Feld ist nicht zu lesen, das hier oder später beginnt. Sind alle Anführungszeichen geschlossen?"
        raise refuse(path, message, row=begun) from None
    sheet = sheet_by_headers(table)
    if sheet is None:
        message = "Die Überschriften passen zu keinem Blatt der Vorlage, oder zu mehreren gleich gut."
        raise refuse(path, f"{message} Die Vorlage gibt „integraph template“ aus.")
    table.name = sheet.name
    return [table]


def _decode(path: Path) -> str:
    data = path.read_bytes()
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return _printable(path, data.decode(encoding))
            except UnicodeDecodeError:
                raise refuse(path, f"Die Datei beginnt wie {encoding}, ist es aber nicht durchgehend.") from None
    try:
        return _printable(path, data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    unclear = "Die Zeichenkodierung ist unklar (weder UTF-8 noch Windows-1252). Bitte als „CSV UTF-8“ speichern."
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise refuse(path, unclear) from None
    strange = next((c for c in text if not c.isascii() and c not in _WESTERN), None)
    if strange:
        line = text.count("\n", 0, text.index(strange)) + 1
        raise refuse(path, f"{unclear} Als Windows-1252 gelesen stünde hier „{strange}“.", row=line)
    return _printable(path, text)


def _printable(path: Path, text: str) -> str:
    for sign, what in _WRONGLY_DECODED.items():
        if sign in text:
            line = text.count("\n", 0, text.index(sign)) + 1
            message = f"Der Text ist falsch kodiert: Er enthält {what}. Bitte neu als „CSV UTF-8“ speichern."
            raise refuse(path, message, row=line)
    return text
