"""The report as plain text: problems by weight, each with its places and what helps."""

from __future__ import annotations

from collections.abc import Sequence

from integraph.reports.words import heading, message, summary, thing, verdict
from integraph.validation.report import Report, Result

SHOWN = 5
"""So many places of one problem are listed; the text says how many more there are, and other formats list all."""


def write(report: Report, language: str = "de") -> bytes:
    """UTF-8 text."""
    return (render(report, language) + "\n").encode()


def render(report: Report, language: str = "de") -> str:
    """The text."""
    german = language != "en"
    out: list[str] = []
    for problem in report.problems:
        out.append(f"{'Nicht lesbar' if german else 'Unreadable'}: {problem.place.text(language)}")
        out.append(f"  {problem.message.in_language(language)} {problem.remedy.in_language(language)}".rstrip())
        if problem.excerpt:
            out.append(f"    | {problem.excerpt}")
        out.append("")
    for group in report.groups():
        times = f" – {group.count}×" if group.count > 1 else ""
        out.append(f"{heading(group.first, language)}{times}: {message(group.first, language)}")
        shared = group.shared(language)
        out += [f"  {name}: {text}" for name, text in shared]
        for result in group.results[:SHOWN]:
            out.extend(_result(result, language, "  ", shared))
        if group.count > SHOWN:
            rest = group.count - SHOWN
            out.append(
                f"  … und {rest} weitere gleicher Art (vollständig mit --format html, xlsx, csv oder json)"
                if german
                else f"  … and {rest} more of this kind (all of them: --format html, xlsx, csv or json)"
            )
        out.append("")
    out.append(verdict(report).in_language(language))
    out.append(summary(report).in_language(language))
    out += [note.in_language(language) for note in report.notes]
    return "\n".join(out)


def _result(result: Result, language: str, indent: str, shared: Sequence[tuple[str, str]] = ()) -> list[str]:
    where = result.place.text(language)
    out = [f"{indent}{where + ': ' if where else ''}{thing(result, language)}"]
    out += [f"{indent}  {name}: {text}" for name, text in result.lines(language) if (name, text) not in shared]
    for detail in result.details:
        out.append(f"{indent}  – {message(detail, language)}")
        out += _result(detail, language, indent + "    ")
    return out
