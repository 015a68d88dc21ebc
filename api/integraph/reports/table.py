"""The report as a table, one row a result: CSV, and a workbook for Excel."""

from __future__ import annotations

import csv
import io
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from integraph.reports.beside import add_tables
from integraph.reports.sheet import FILLS, put
from integraph.reports.words import keyword, message, summary, verdict
from integraph.validation.place import Place, Text
from integraph.validation.report import KEYWORDS, SEVERITY_NAMES, InputProblem, Report, Result, nested

HEAD: Final = (
    Text("Gewicht", "Severity"),
    Text("Regel", "Keyword"),
    Text("Datei", "File"),
    Text("Blatt", "Sheet"),
    Text("Zeile", "Line"),
    Text("Spalte", "Column"),
    Text("Spaltenkopf", "Header"),
    Text("Ding", "Thing"),
    Text("Bezeichnung", "Label"),
    Text("Eigenschaft", "Property"),
    Text("Feld", "Field"),
    Text("Meldung", "Message"),
    Text("Gefunden", "Found"),
    Text("Erwartet", "Expected"),
    Text("Abhilfe", "Remedy"),
    Text("Vorschläge", "Suggestions"),
    Text("Kennung", "Code"),
)
_WIDTHS: Final = (11, 8, 28, 16, 7, 8, 16, 34, 40, 20, 18, 60, 40, 40, 50, 40, 34)
Cell = str | int


def rows(report: Report, language: str) -> list[tuple[Cell, ...]]:
    """Unreadable inputs first, then the results; details follow what they explain, marked by `→`."""
    found = [_problem(problem, language) for problem in report.problems]
    return found + [_row(result, depth, language) for depth, result in nested(report.results)]


def _where(place: Place) -> tuple[Cell, ...]:
    return (place.file, place.sheet, place.row or place.line or "", place.letter or place.column or "", place.header)


def _row(result: Result, depth: int, language: str) -> tuple[Cell, ...]:
    return (
        "→" * depth + SEVERITY_NAMES[result.severity].in_language(language),
        keyword(result, language),
        *_where(result.place),
        result.focus,
        result.label,
        result.path,
        result.name.in_language(language),
        message(result, language),
        result.found.in_language(language),
        result.expected.in_language(language),
        result.remedy.in_language(language),
        "; ".join(map(str, result.suggestions)),
        result.code,
    )


def _problem(problem: InputProblem, language: str) -> tuple[Cell, ...]:
    unread = "unreadable" if language == "en" else "nicht lesbar"
    empty = ("",) * 4
    texts = (problem.message.in_language(language), problem.excerpt, "", problem.remedy.in_language(language))
    return (
        unread,
        KEYWORDS["Violation"].in_language(language),
        *_where(problem.place),
        *empty,
        *texts,
        "",
        problem.code,
    )


def _inert(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return cell


def write_csv(report: Report, language: str = "de") -> bytes:
    """RFC 4180 in UTF-8, with a header line and without a byte order mark."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow([head.in_language(language) for head in HEAD])
    writer.writerows([[_inert(cell) for cell in row] for row in rows(report, language)])
    return output.getvalue().encode()


def write_xlsx(report: Report, language: str = "de") -> bytes:
    """A workbook: the results, the verdict, and each table that was checked with its findings beside the cells."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has no sheet")
    sheet.title = "Results" if language == "en" else "Meldungen"
    _fill(sheet, report, language)
    overview = book.create_sheet("Verdict" if language == "en" else "Ergebnis")
    overview.column_dimensions["A"].width = 100
    said = [verdict(report), summary(report), *report.notes]
    lines = [*(text.in_language(language) for text in said), *report.inputs]
    for number, line in enumerate(lines, 1):
        put(overview.cell(number, 1), line)
        overview.cell(number, 1).alignment = Alignment(wrap_text=True)
    add_tables(book, report, language)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _fill(sheet: Worksheet, report: Report, language: str) -> None:
    for column, (head, width) in enumerate(zip(HEAD, _WIDTHS, strict=True), 1):
        sheet.cell(1, column, head.in_language(language)).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    severities = ["Violation"] * len(report.problems) + [result.severity for _, result in nested(report.results)]
    for number, (row, severity) in enumerate(zip(rows(report, language), severities, strict=True), 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).fill = PatternFill("solid", start_color=FILLS[severity])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
