"""The words that all formats share."""

from __future__ import annotations

import re
from typing import Final

from integraph.validation.place import Text
from integraph.validation.report import KEYWORDS, SEVERITY_NAMES, Report, Result

VERDICTS: Final = {
    "unread": Text(
        "Nicht alles konnte geprüft werden. Die Daten können so nicht übernommen werden.",
        "Not everything could be checked. The data can't be taken in.",
    ),
    "fails": Text(
        "Entspricht den Prüfregeln nicht. Die Daten können so nicht übernommen werden.",
        "Does not conform. The data can't be taken in.",
    ),
    "warns": Text(
        "Entspricht den Prüfregeln. Die Daten können übernommen werden; die Warnungen bitte ansehen.",
        "Conforms. The data can be taken in; please look at the warnings.",
    ),
    "passes": Text(
        "Entspricht den Prüfregeln. Die Daten können übernommen werden.", "Conforms. The data can be taken in."
    ),
}
_KEYWORD: Final = re.compile(r"([A-Z]+(?: [A-Z]+)?): ")
MEANINGS: Final = {
    "Violation": Text("muss behoben werden", "must be mended"),
    "Warning": Text("wird übernommen, soll angesehen werden", "is taken in, should be looked at"),
    "Info": Text("Rat", "advice"),
}


def verdict(report: Report) -> Text:
    """One sentence: can the data be taken in?"""
    if report.problems:
        return VERDICTS["unread"]
    if not report.conforms:
        return VERDICTS["fails"]
    return VERDICTS["warns" if report.counts()["Warning"] else "passes"]


def summary(report: Report) -> Text:
    """How much was checked and found."""
    counts = report.counts()
    files, things = len(report.inputs), report.focus_nodes
    german = [
        _number(counts["Violation"], "Verstoß", "Verstöße"),
        _number(counts["Warning"], "Warnung", "Warnungen"),
        _number(counts["Info"], "Hinweis", "Hinweise"),
    ]
    english = [
        _number(counts["Violation"], "violation", "violations"),
        _number(counts["Warning"], "warning", "warnings"),
        _number(counts["Info"], "advice", "advices"),
    ]
    unread = len({problem.place.file for problem in report.problems})
    places = len(report.problems) if len(report.problems) > unread else 0
    checked = f"{_number(things, 'Ding', 'Dinge')} mit {_number(report.triples, 'Aussage', 'Aussagen')}"
    checked_en = f"{_number(things, 'thing', 'things')} with {_number(report.triples, 'triple', 'triples')}"
    if files:
        checked += f" aus {_number(files, 'Datei', 'Dateien')}"
        checked_en += f" from {_number(files, 'file', 'files')}"
    lost = f"{_number(unread, 'Datei', 'Dateien')} nicht lesbar{f' ({places} Stellen)' if places else ''}. "
    lost_en = f"{_number(unread, 'file', 'files')} unreadable{f' ({places} places)' if places else ''}. "
    if not unread:
        lost = lost_en = ""
    return Text(
        f"{lost}{', '.join(german)}. Geprüft: {checked}.", f"{lost_en}{', '.join(english)}. Checked: {checked_en}."
    )


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def keyword(result: Result, language: str) -> str:
    """MUSS, SOLL, DARF, or what else a message of a profile begins with (DARF NICHT, SOLL NICHT)."""
    own = _KEYWORD.match(result.messages.in_language(language))
    return own[1] if own else KEYWORDS[result.severity].in_language(language)


def message(result: Result, language: str) -> str:
    """The rule in words, without the keyword that `keyword` gives."""
    return _KEYWORD.sub("", result.messages.in_language(language))


def heading(result: Result, language: str) -> str:
    """`Verstoß (MUSS)`."""
    return f"{SEVERITY_NAMES[result.severity].in_language(language)} ({keyword(result, language)})"


def thing(result: Result, language: str) -> str:
    """The thing that a result is about, with its label and the name of its sort."""
    label = f" „{result.label}“" if result.label else ""
    kind = result.kind.in_language(language)
    return f"{kind + ' ' if kind else ''}{result.focus}{label}"
