"""The formats of a validation report: name, media type, end of file names, and what writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from integraph.reports import html, machine, standard, table, terminal
from integraph.validation.report import Report


@dataclass(frozen=True)
class ReportFormat:
    """One format; ``write`` takes the report and the language (de, en) and returns the bytes of the file."""

    name: str
    media: str
    suffix: str
    about: str
    write: Callable[[Report, str], bytes]


FORMATS: Final = {
    each.name: each
    for each in (
        ReportFormat("text", "text/plain", ".txt", "zum Lesen im Terminal", terminal.write),
        ReportFormat("html", "text/html", ".html", "eine Seite zum Lesen und Drucken", html.write),
        ReportFormat("json", "application/json", ".json", "alle Angaben für Programme", machine.write_json),
        ReportFormat("csv", "text/csv", ".csv", "eine Zeile je Meldung", table.write_csv),
        ReportFormat(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ".xlsx",
            "für Excel: eine Zeile je Meldung, dazu die eigenen Tabellen mit den Meldungen bei den Zellen",
            table.write_xlsx,
        ),
        ReportFormat("turtle", "text/turtle", ".ttl", "sh:ValidationReport nach SHACL", standard.write_turtle),
        ReportFormat(
            "sarif",
            "application/sarif+json",
            ".sarif",
            "SARIF 2.1.0 für Editoren und Code-Prüfung",
            machine.write_sarif,
        ),
        ReportFormat("junit", "application/xml", ".xml", "JUnit für Pipelines", standard.write_junit),
    )
}
"""By name; the first is the default on the command line."""


def render(report: Report, name: str, language: str = "de") -> bytes:
    """The report as a file of format *name*. Raises `KeyError` for a name that `FORMATS` does not have."""
    return FORMATS[name].write(report, language)
