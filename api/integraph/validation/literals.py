"""What texts and dates must meet that no shape can say: a bearable length, a day that exists, readable characters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from integraph.namespaces import XSD, shorten
from integraph.validation.finding import Finding, finding_at
from integraph.validation.place import Text
from integraph.validation.report import Suggestion

LONGEST: Final = 100_000
"""Characters that a text may have."""
_FORMS: Final = {
    ox.NamedNode(XSD + "date"): (
        re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
        Text("ein Tag in der Form 2025-12-31, den es gibt", "a day such as 2025-12-31 that exists"),
    ),
    ox.NamedNode(XSD + "gYearMonth"): (
        re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
        Text("ein Monat in der Form 2025-12", "a month such as 2025-12"),
    ),
    ox.NamedNode(XSD + "gYear"): (re.compile(r"\d{4}"), Text("eine Jahreszahl wie 2025", "a year such as 2025")),
}
_GARBLED: Final = re.compile(
    "\u00c3[\u0080-\u00bf\u0178\u201e\u2013\u0153\u0152\u2039]|\u00e2\u20ac.|\u00c2[\u00a7\u00a0\u00b0]|\ufffd"
)


def literal_findings(triple: ox.Triple, value: ox.Literal) -> Iterator[Finding]:
    """What is wrong with the value of a triple: its length, its day, its characters."""
    if len(value.value) > LONGEST:
        size = f"{len(value.value):,}".replace(",", ".")
        limit = f"{LONGEST:,}".replace(",", ".")
        yield finding_at(
            "TextLength",
            triple,
            Text(f"Ein Text MUSS kürzer als {limit} Zeichen sein.", f"A text MUST be below {LONGEST} characters."),
            expected=Text(f"höchstens {limit} Zeichen statt {size}", f"at most {LONGEST} characters"),
            remedy=Text(
                "Den Inhalt einer Datei nicht als Wert angeben, sondern auf sie verweisen.",
                "Refer to a file instead of giving its content as a value.",
            ),
        )
    elif value.datatype in _FORMS and not _in_calendar(value):
        shown = shorten(value.datatype.value)
        yield finding_at(
            "Calendar",
            triple,
            Text(
                f"Einen Wert vom Typ {shown} MUSS es im Kalender geben.",
                f"A value of type {shown} MUST exist in the calendar.",
            ),
            expected=_FORMS[value.datatype][1],
            remedy=Text(f"Die Schreibweise von „{value.value}“ prüfen.", f"Check '{value.value}'."),
        )
    elif match := _GARBLED.search(value.value):
        around = value.value[max(match.start() - 15, 0) : match.end() + 15]
        yield finding_at(
            "TextEncoding",
            triple,
            Text(
                "Ein Text SOLL keine falsch dekodierten Zeichen enthalten (Ã¼ statt ü, �).",
                "A text SHOULD hold no wrongly decoded characters (Ã¼ for ü, �).",
            ),
            expected=Text("lesbare Umlaute und Anführungszeichen", "readable umlauts and quotation marks"),
            remedy=Text(
                f"Die Stelle „…{around}…“ neu eingeben oder die Datei mit der richtigen Kodierung neu ausgeben.",
                f"Type “…{around}…” again, or export the file in the right encoding.",
            ),
            suggestions=_repaired(value.value),
        )


def _in_calendar(value: ox.Literal) -> bool:
    if not _FORMS[value.datatype][0].fullmatch(value.value):
        return False
    try:
        dt.date.fromisoformat((value.value + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _repaired(text: str) -> tuple[Suggestion, ...]:
    try:
        better = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ()
    return (Suggestion(f'"{better[:200]}"'),)
