"""Writes the workbook of a Land: empty as a template, or filled with rows of an export."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from integraph.namespaces import shorten
from integraph.store import Graph

from .columns import IGNORED_ROWS, SEPARATOR, Column, Kind, Sheet
from .importing import LAND
from .laender import Land
from .sheets import GUIDE, SHEETS, VALUES

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Filled = Mapping[str, Sequence[Mapping[str, str]]]
"""Rows by the name of their sheet: header → text."""
_HEAD: Final = PatternFill("solid", fgColor="1F3864")
_SHADE: Final = PatternFill("solid", fgColor="EDEDED")
_LISTED: Final = (
    *("role", "obl", "bind", "mod", "ek", "level", "kind", "aufg", "lawkind", "group", "field", "steer", "direct"),
    *("aim", "ind", "unit", "ig:Polarity", "ig:Comparator", "ig:AmountBasis"),
)
"""Prefixes and classes whose members the workbook lists."""
_DATA_ROWS: Final = 2000
"""Rows that get drop-down lists; below them the lists' values can still be typed."""
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_CONCEPTS: Final = """
SELECT ?thing ?label ?definition WHERE {
  ?thing rdfs:label|skos:prefLabel ?label FILTER(LANG(?label) = "de")
  %s
  FILTER NOT EXISTS { ?thing a skos:ConceptScheme }
  OPTIONAL { ?thing skos:definition ?definition FILTER(LANG(?definition) = "de") }
} ORDER BY ?label ?thing"""
_GUIDE: Final = (
    "Diese Arbeitsmappe nimmt auf, wer in einem Land für welche Integrationsaufgabe zuständig ist und wer sie bezahlt.",
    "Jedes Blatt hat Überschriften in Zeile 1, darunter eine Erläuterung und ein Beispiel. Zeilen mit „Erläuterung“ "
    "oder „Beispiel“ in der Spalte „Zeilenart“ werden nicht eingelesen. Für eigene Zeilen bleibt die Spalte leer.",
    f"Mehrere Werte in einer Zelle trennt ein senkrechter Strich ( {SEPARATOR} ). Auswahllisten schlagen Werte vor.",
    "Namen dürfen so eingetragen werden, wie sie im Blatt „Zulässige Werte“ oder in einem anderen Blatt dieser Mappe "
    "stehen. Ist ein Name mehrdeutig, hilft die Kennung in eckigen Klammern: Kassel [06611000].",
    "Amtliche Schlüssel (AGS) sind Text; sonst geht die führende Null verloren.",
    "Daten: 31.12.2025, 12.2025 oder 2025. Zahlen: 1.234,5. Leere Zeilen sind erlaubt, verbundene Zellen nicht. Bei "
    "Formeln zählt das zuletzt gespeicherte Ergebnis.",
    "Jede Aussage braucht einen Beleg: Quelle und Zeilen der Textfassung, z. B. s3:214-216. Eigene Quellen stehen im "
    "Blatt „Quellen“.",
    "Einlesen: integraph import DATEI.xlsx -o DATEI.ttl – Prüfen: integraph validate --land LAND DATEI.ttl – "
    "Aufnehmen: integraph add DATEI.ttl --land LAND --dry-run",
)


def workbook(land: Land, graph: Graph, filled: Filled | None = None) -> bytes:
    """Return the .xlsx workbook of *land*: with example rows, or with the rows of *filled*. Same input, same bytes."""
    book = openpyxl.Workbook()
    guide = book.worksheets[0]
    guide.title = GUIDE
    _write_guide(guide, land)
    listed = _listed(graph)
    sheets = [(sheet, book.create_sheet(sheet.name)) for sheet in SHEETS]
    ranges = _write_values(book.create_sheet(VALUES), listed)
    for sheet, target in sheets:
        _write_sheet(sheet, target, land, ranges, None if filled is None else filled.get(sheet.name, ()))
    return _reproducible(book)


def _listed(graph: Graph) -> dict[str, list[tuple[str, str, str]]]:
    """Prefix or class → label, key and definition of each allowed value."""
    found = {}
    for target in _LISTED:
        where = f"?thing a {target} ." if ":" in target else f"FILTER(STRSTARTS(STR(?thing), STR({target}:)))"
        rows = graph.select(_CONCEPTS % where)
        found[target] = list(
            dict.fromkeys(
                (
                    row["label"].value,
                    shorten(row["thing"].value).replace("\\", ""),
                    row["definition"].value if "definition" in row else "",
                )
                for row in rows
            )
        )
    return found


def _write_guide(target: Worksheet, land: Land) -> None:
    target.append([LAND, land.name])
    target.append([])
    for text in _GUIDE:
        target.append(["", text])
    target.append([])
    target.append(["Blatt", "Wofür"])
    for sheet in SHEETS:
        target.append([sheet.name, sheet.purpose])
    target.column_dimensions["A"].width, target.column_dimensions["B"].width = 20, 110
    for row in target.iter_rows(min_col=1, max_col=2):
        row[0].font = Font(bold=True)
        row[1].alignment = Alignment(wrap_text=True, vertical="top")


def _write_values(target: Worksheet, listed: dict[str, list[tuple[str, str, str]]]) -> dict[str, str]:
    """Write three columns a list (value, key, meaning); return the range of the values of each."""
    ranges = {}
    for number, (name, values) in enumerate(listed.items()):
        first = 1 + 3 * number
        for offset, head in enumerate((_title(name), "Kennung", "Bedeutung")):
            cell = target.cell(1, first + offset, head)
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
        for row, entry in enumerate(values, 2):
            for offset, text in enumerate(entry):
                target.cell(row, first + offset, text).number_format = "@"
        letter = get_column_letter(first)
        ranges[name] = f"'{VALUES}'!${letter}$2:${letter}${len(values) + 1}"
        target.column_dimensions[letter].width = 40
    target.freeze_panes = "A2"
    return ranges


def _title(target: str) -> str:
    found = next((c for sheet in SHEETS for c in sheet.columns if c.targets == (target,)), None)
    return found.header if found else target


def _write_sheet(
    sheet: Sheet, target: Worksheet, land: Land, ranges: dict[str, str], rows: Sequence[Mapping[str, str]] | None
) -> None:
    target.append(list(sheet.headers))
    target.append([IGNORED_ROWS[0], *(_explained(column) for column in sheet.columns)])
    for cell in target[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
    marked = 2
    if rows is None:
        target.append([IGNORED_ROWS[1], *(_example(column, land) for column in sheet.columns)])
        marked = 3
    for row in target.iter_rows(min_row=2, max_row=marked):
        for cell in row:
            cell.font, cell.fill = Font(italic=True, color="595959"), _SHADE
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for values in rows or ():
        target.append([values.get(header, "") or None for header in sheet.headers])
    last = max(_DATA_ROWS, len(rows or ()) + marked)
    for number, column in enumerate(sheet.columns, 2):
        letter = get_column_letter(number)
        target.column_dimensions[letter].width = 45 if column.header in ("Aussage", "Bezeichnung", "Titel") else 24
        target.column_dimensions[letter].number_format = "@"  # keeps leading zeros and dates as they are typed
        _add_list(target, column, sheet, ranges, f"{letter}{marked + 1}:{letter}{last}")
    for row in target.iter_rows(min_row=marked + 1):
        for cell in row:
            cell.data_type = "s" if cell.value is not None else cell.data_type  # a text that begins with = stays one
            cell.number_format = "@"
    kinds = DataValidation("list", formula1=f'"{",".join(IGNORED_ROWS)}"', allow_blank=True)
    target.add_data_validation(kinds)
    kinds.add(f"A2:A{last}")
    target.column_dimensions["A"].width = 14
    target.freeze_panes = "C2"


def _example(column: Column, land: Land) -> str:
    """The examples are written for Hessen; every other Land gets its own name and code.

    A territory has its key with it: Bremen alone may be the Land or the city.
    """
    if column.example == "Hessen" and "geb" in column.targets:
        return f"{land.name} [{land.key}]"
    return re.sub(r"\bhe-muster", f"{land.code}-muster", column.example.replace("Hessen", land.name))


def _explained(column: Column) -> str:
    kind = "" if column.kind in (Kind.GERMAN, Kind.REFERENCE, Kind.KEY, Kind.ENTRY) else f" ({column.kind.value})"
    many = f" Mehrere mit {SEPARATOR}." if column.multiple else ""
    return ("Pflichtfeld. " if column.required else "") + column.help + kind + many


def _add_list(target: Worksheet, column: Column, sheet: Sheet, ranges: dict[str, str], cells: str) -> None:
    """Give the cells a drop-down list; it only proposes, because a cell may hold several values or one's own."""
    formula = ""
    if column.kind is Kind.ENTRY:
        formula = f'"{",".join(sheet.entries)}"'
    elif column.kind is Kind.BOOLEAN:
        formula = '"ja,nein"'
    else:
        formula = next((ranges[name] for name in column.targets if name in ranges), "")
    if formula:
        proposed = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=False)
        target.add_data_validation(proposed)
        proposed.add(cells)


def _reproducible(book: openpyxl.Workbook) -> bytes:
    """Return the workbook's bytes without the time of day, which openpyxl writes into parts and properties."""
    fixed = dt.datetime(2000, 1, 1)
    book.properties.creator = "Integraph"
    book.properties.created = book.properties.modified = fixed
    first, second = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                stamp = book.properties.modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = content.replace(stamp, b"2000-01-01T00:00:00Z")
            copy = zipfile.ZipInfo(part.filename, _ZIP_DATE)
            copy.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(copy, content)
    return second.getvalue()
