"""German dates, numbers and yes or no in cells: how they become literals, and what is said of those that do not.

What can be read in one way only is read; what would be a guess is refused with what was probably meant.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from integraph.namespaces import XSD

from .cells import CellError, Content, as_text

_GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_GERMAN_MONTH: Final = re.compile(r"(\d{1,2})[./](\d{4})")
_NAMED: Final = re.compile(r"(?:(\d{1,2})\.?\s)?([A-Za-zä]+)\.?\s(\d{4})")
_SHORT_YEAR: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2})")
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WITH_TIME: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T]\d.*")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            *("januar jan", "februar feb", "märz mär mrz", "april apr", "mai", "juni jun", "juli jul", "august aug"),
            *("september sep sept", "oktober okt", "november nov", "dezember dez"),
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_ZERO: Final = dt.date(1899, 12, 30)
"""From where spreadsheets count days."""
_NUMBER: Final = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_INTEGRAL: Final = re.compile(r"-?\d+")
_UNITS: Final = {
    "": re.compile(r"(.+)"),
    "%": re.compile(r"(.+?)\s*(?:%|v\.\s?H\.|vH|Prozent)?"),
    "€": re.compile(r"(?:€|EUR|Euro)?\s*(.+?)(?:,[-–—]+)?\s*(?:€|EUR|Euro)?", re.IGNORECASE),
}
"""By unit of a column: what may stand around a number there."""
_LARGE: Final = re.compile(
    r"(?:€|EUR|Euro)?\s*(-?[\d.,]+)\s*(Tsd|Tausend|TEUR|T€|T|Mio|Million(?:en)?|Mrd|Milliarden?)(?![a-z]).*", re.I
)
_FACTORS: Final = {"t": 10**3, "mi": 10**6, "mr": 10**9, "milliarde": 10**9}
_WITH_WORDS: Final = re.compile(r"(-?[\d.]+(?:,\d+)?)\s*[^\d\s.,][^\d]*")


def period(content: Content) -> ox.Literal:
    """Return a day (xsd:date), month (xsd:gYearMonth) or year (xsd:gYear). Raises `CellError`."""
    if isinstance(content, dt.date):
        return _day(content.year, content.month, content.day)
    text = as_text(content)
    if match := _GERMAN_DAY.fullmatch(text):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _GERMAN_MONTH.fullmatch(text):
        return _month(int(match[2]), int(match[1]))
    if (match := _NAMED.fullmatch(text)) and (month := _MONTHS.get(match[2].casefold())):
        return _day(int(match[3]), month, int(match[1])) if match[1] else _month(int(match[3]), month)
    if match := _ISO.fullmatch(text):
        if match[3]:
            return _day(int(match[1]), int(match[2]), int(match[3]))
        return _month(int(match[1]), int(match[2])) if match[2] else _year(int(match[1]))
    expected = "Erwartet wird ein Tag (31.12.2025), ein Monat (12.2025) oder ein Jahr."
    raise CellError(f"„{text}“ ist kein Datum. {expected}{_meant_by(content, text)}")


def _meant_by(content: Content, text: str) -> str:
    """What is probably wrong with a date that cannot be read."""
    if match := _SHORT_YEAR.fullmatch(text):
        return f" Bitte das Jahr mit vier Ziffern: {match[1]}.{match[2]}.20{match[3]} oder 19{match[3]}."
    if match := _WITH_TIME.fullmatch(text):
        return f" Bitte ohne Uhrzeit: {match[3]}.{match[2]}.{match[1]}."
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text):
        return " Mit Schrägstrichen ist unklar, was Tag und was Monat ist; bitte Punkte setzen (Tag.Monat.Jahr)."
    if isinstance(content, int | Decimal) and content == int(content) and 10_000 < content < 100_000:
        day = as_text(_DAY_ZERO + dt.timedelta(days=int(content)))
        return (
            f" Die Zahl ist wohl eine Tageszahl der Tabellenkalkulation ({day}); bitte die Zelle als Datum formatieren."
        )
    return ""


def _year(year: int) -> ox.Literal:
    if not 1800 <= year <= 2200:
        raise CellError(f"Das Jahr {year} liegt nicht zwischen 1800 und 2200.")
    return ox.Literal(f"{year:04}", datatype=ox.NamedNode(XSD + "gYear"))


def _month(year: int, month: int) -> ox.Literal:
    _year(year)
    if not 1 <= month <= 12:
        raise CellError(f"Den Monat {month} gibt es nicht.")
    return ox.Literal(f"{year:04}-{month:02}", datatype=ox.NamedNode(XSD + "gYearMonth"))


def _day(year: int, month: int, day: int) -> ox.Literal:
    _month(year, month)
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise CellError(f"Den Tag {day:02}.{month:02}.{year} gibt es nicht.")
    return ox.Literal(f"{year:04}-{month:02}-{day:02}", datatype=ox.NamedNode(XSD + "date"))


def number(content: Content, *, whole: bool = False, unit: str = "") -> ox.Literal:
    """Return a number, written the German way (1.234,5), as xsd:integer or xsd:decimal. Raises `CellError`.

    *unit* is ``%`` or ``€`` where that may stand with the number.
    """
    if isinstance(content, bool | dt.date) or content is None:
        raise CellError(f"„{as_text(content)}“ ist keine Zahl.")
    if isinstance(content, str):
        text = as_text(content).replace("\u2212", "-")
        match = _UNITS[unit].fullmatch(text)
        plain = match[1] if match else text
        if not _NUMBER.fullmatch(plain):
            raise CellError(f"„{as_text(content)}“ ist keine Zahl in deutscher Schreibweise. {_number_meant_by(text)}")
        content = Decimal(plain.replace(".", "").replace(",", "."))
    value = Decimal(content)
    digits = format(value, "f")
    if value == value.to_integral_value():
        return ox.Literal(str(int(value)), datatype=ox.NamedNode(XSD + "integer"))
    if whole:
        raise CellError(f"„{as_text(value)}“ ist keine ganze Zahl.")
    return ox.Literal(digits.rstrip("0"), datatype=ox.NamedNode(XSD + "decimal"))


def _number_meant_by(text: str) -> str:
    """What would be right instead of a number that cannot be read."""
    if (match := _LARGE.fullmatch(text)) and _NUMBER.fullmatch(match[1]):
        word = match[2].casefold()
        factor = next(_FACTORS[start] for start in sorted(_FACTORS, key=len, reverse=True) if word.startswith(start))
        value = Decimal(match[1].replace(".", "").replace(",", ".")) * factor
        whole = value.to_integral_value()
        shown = f"{whole:,}".replace(",", ".") if value == whole else as_text(value.normalize())
        return f"Bitte ausschreiben: {shown}."
    if (match := _WITH_WORDS.fullmatch(text)) and _NUMBER.fullmatch(match[1]):
        return f"Bitte nur die Zahl eintragen: {match[1]}."
    return "Erwartet wird ein Komma vor den Nachkommastellen; Punkte trennen nur Tausender (1.234,5)."


def boolean(content: Content) -> ox.Literal:
    """Return ``ja`` or ``nein`` as xsd:boolean. Raises `CellError`."""
    text = as_text(content).casefold()
    if text not in ("ja", "nein", "wahr", "falsch"):
        raise CellError(f"„{as_text(content)}“ ist weder „ja“ noch „nein“.")
    return ox.Literal(text in ("ja", "wahr"))


def shown(literal: ox.Literal) -> str:
    """Return a date, number, boolean or text as it is written into a cell; what `period` and the like read back."""
    kind, text = literal.datatype.value.removeprefix(XSD), literal.value
    if kind == "date":
        return ".".join(reversed(text.split("-")))
    if kind == "gYearMonth":
        return ".".join(reversed(text.split("-")))
    if kind == "boolean":
        return "ja" if text in ("true", "1") else "nein"
    if kind in ("integer", "decimal", "double") and _INTEGRAL.fullmatch(text) is None:
        return as_text(Decimal(text))
    return text
