"""The report as one page that needs nothing else: to read, to print, to send."""

from __future__ import annotations

from typing import Any

import jinja2

from integraph import __version__
from integraph.paths import PACKAGE
from integraph.reports import words
from integraph.validation.report import KEYWORDS, SEVERITIES, SEVERITY_NAMES, Report

_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(PACKAGE / "reports" / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def values(report: Report, language: str = "de") -> dict[str, Any]:
    """What the templates of a report need."""
    return {
        "report": report,
        "groups": report.groups(),
        "counts": report.counts(),
        "severities": SEVERITIES,
        "severity_names": SEVERITY_NAMES,
        "keywords": KEYWORDS,
        "heading": words.heading,
        "message": words.message,
        "meanings": words.MEANINGS,
        "verdict": words.verdict(report).in_language(language),
        "summary": words.summary(report).in_language(language),
        "language": language,
        "german": language != "en",
        "version": __version__,
    }


def body(report: Report, language: str = "de") -> str:
    """The report as a piece of HTML, for a page that frames it."""
    return _environment.get_template("report-body.html").render(**values(report, language))


def write(report: Report, language: str = "de") -> bytes:
    """The whole page, UTF-8, with its style inside."""
    return _environment.get_template("report.html").render(**values(report, language)).encode()
