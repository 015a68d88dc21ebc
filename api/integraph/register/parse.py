"""Reads the official register of municipalities, GV100AD (fixed width, one record a line).

Shapes: `read_records(path)` → tuple of `Record`, one for each line, in the order of the file.
Errors: `RegisterError` with every malformed line: its number, the field and what would be right.
Source: Datensatzbeschreibung GV100AD of Destatis. Positions, counted from 0, with the end left out: Satzart 0:2,
Gebietsstand 2:10, Schlüssel 10:18, Verband 18:22, Name 22:72, Sitz 72:122, Textkennzeichen 122:124, Fläche (ha)
128:139, Bevölkerung 139:150, davon männlich 150:161, Postleitzahl 165:170. Every record has 220 characters.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

LENGTH: Final = 220
LAND, BEZIRK, REGION, KREIS, VERBAND, GEMEINDE = "10", "20", "30", "40", "50", "60"

KEY_DIGITS: Final = {LAND: 2, BEZIRK: 3, REGION: 4, KREIS: 5, VERBAND: 5, GEMEINDE: 8}
"""Satzart → number of digits of the key in positions 11 to 18."""

TEXT_CODES: Final[dict[str, dict[str, str]]] = {
    LAND: {"": "Land"},
    BEZIRK: {"": "Regierungsbezirk"},
    REGION: {"": "Region"},
    KREIS: {
        "41": "Kreisfreie Stadt",
        "42": "Stadtkreis",
        "43": "Kreis",
        "44": "Landkreis",
        "45": "Regionalverband",
    },
    VERBAND: {
        "50": "verbandsfreie Gemeinde",
        "51": "Amt",
        "52": "Samtgemeinde",
        "53": "Verbandsgemeinde",
        "54": "Verwaltungsgemeinschaft",
        "55": "Kirchspielslandgemeinde",
        "56": "Verwaltungsverband",
        "58": "Erfüllende Gemeinde",
    },
    GEMEINDE: {
        "60": "Markt",
        "61": "Kreisfreie Stadt",
        "62": "Stadtkreis",
        "63": "Stadt",
        "64": "Kreisangehörige Gemeinde",
        "65": "gemeindefreies Gebiet, bewohnt",
        "66": "gemeindefreies Gebiet, unbewohnt",
        "67": "Große Kreisstadt",
    },
}
"""Satzart → Textkennzeichen → what it stands for."""


@dataclass(frozen=True)
class Problem:
    """What is wrong in one line (`line` 0: in the file as a whole), in which field, and what would be right."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.field}: {self.message}"


class RegisterError(ValueError):
    """The register cannot be taken in. `problems` holds everything found, `line` the number of the first bad line."""

    SHOWN: Final = 20

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        self.line = problems[0].line
        shown = [str(problem) for problem in problems[: self.SHOWN]]
        if len(problems) > self.SHOWN:
            shown.append(f"... and {len(problems) - self.SHOWN} more")
        super().__init__("\n".join(shown))

    @classmethod
    def of(cls, line: int, field_name: str, message: str) -> RegisterError:
        """An error with a single problem."""
        return cls([Problem(line, field_name, message)])


@dataclass(frozen=True)
class Record:
    """One line of the register. `association` has four digits in records 50 and 60, the figures only stand in 60."""

    line: int
    kind: str
    as_of: date
    key: str
    association: str
    name: str
    seat: str
    code: str
    area: int
    population: int
    postal_code: str

    @property
    def association_key(self) -> str:
        """The nine digits of the Gemeindeverband: Kreis and Verband."""
        return self.key[:5] + self.association

    @property
    def ars(self) -> str:
        """The twelve digits of the Amtlicher Regionalschlüssel of a municipality."""
        return self.association_key + self.key[5:]

    @property
    def type_name(self) -> str:
        """What the Textkennzeichen stands for."""
        return TEXT_CODES[self.kind][self.code]


@dataclass
class _Line:
    """Cuts one line into fields and collects what is wrong with it."""

    number: int
    text: str
    problems: list[Problem] = field(default_factory=list)

    def bad(self, name: str, message: str) -> None:
        self.problems.append(Problem(self.number, name, message))

    def digits(self, name: str, start: int, end: int, count: int) -> str:
        """The `count` digits at `start`, followed by blanks up to `end`."""
        raw = self.text[start:end]
        value = raw.rstrip(" ")
        if len(value) != count or (value and not (value.isascii() and value.isdigit())):
            blanks = " followed by blanks" if end - start > count else ""
            right = f"{count} digits{blanks}" if count else "blanks"
            self.bad(name, f"positions {start + 1} to {end} hold '{raw}'; right would be {right}")
        return value

    def number_at(self, name: str, start: int, end: int) -> int:
        value = self.digits(name, start, end, end - start)
        return int(value) if value.isascii() and value.isdigit() else 0

    def day(self) -> date:
        value = self.text[2:10]
        try:
            if not (value.isascii() and value.isdigit()):
                raise ValueError
            return date(int(value[:4]), int(value[4:6]), int(value[6:]))
        except ValueError:
            self.bad("Gebietsstand", f"positions 3 to 10 hold '{value}'; right would be a date as YYYYMMDD")
            return date.min

    def code(self, kind: str) -> str:
        value = self.text[122:124].strip()
        if value not in TEXT_CODES[kind]:
            known = ", ".join(code or "blanks" for code in TEXT_CODES[kind])
            self.bad("Textkennzeichen", f"'{value}' is unknown in Satzart {kind}; right would be one of: {known}")
        return value


def _record(line: _Line) -> Record | None:
    """The record of one line, or None when the line has problems."""
    text, kind = line.text, line.text[:2]
    if kind not in KEY_DIGITS:
        line.bad("Satzart", f"'{kind}' is unknown; right would be one of {', '.join(KEY_DIGITS)} (positions 1 and 2)")
        return None
    if len(text) != LENGTH:
        line.bad("length", f"{len(text)} characters; right would be {LENGTH}")
        return None
    as_of, key = line.day(), line.digits("Schlüssel", 10, 18, KEY_DIGITS[kind])
    association = line.digits("Verband", 18, 22, 4 if kind in (VERBAND, GEMEINDE) else 0)
    name = " ".join(text[22:72].split())
    if not name:
        line.bad("Name", "positions 23 to 72 are blank; right would be the name")
    code = line.code(kind)
    area = population = 0
    postal_code = ""
    if kind == GEMEINDE:
        area, population = line.number_at("Fläche", 128, 139), line.number_at("Bevölkerung", 139, 150)
        if line.number_at("Bevölkerung männlich", 150, 161) > population:
            line.bad("Bevölkerung männlich", f"right would be at most the population ({population})")
        if text[165:170].strip() or code != "66":
            postal_code = line.digits("Postleitzahl", 165, 170, 5)
    if line.problems:
        return None
    seat = " ".join(text[72:122].split())
    return Record(line.number, kind, as_of, key, association, name, seat, code, area, population, postal_code)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines without their ends. A byte order mark, CRLF and blank lines at the end of the file are fine."""
    raw = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RegisterError.of(1, "encoding", "the file is UTF-16; right would be UTF-8")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02X} is not UTF-8 (the file may be Windows-1252 or ISO 8859-1)"
        raise RegisterError.of(number, "encoding", f"{found}; right would be UTF-8") from error
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    return iter(enumerate(lines, 1))


def read_records(path: Path) -> tuple[Record, ...]:
    """All records of the file. Raises `RegisterError` with every malformed line, a second use of a key included."""
    records: list[Record] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for number, text in _lines(path):
        line = _Line(number, text)
        record = _record(line)
        problems.extend(line.problems)
        if record is None:
            continue
        own_key = record.association_key if record.kind == VERBAND else record.key
        first = seen.setdefault((record.kind, own_key), number)
        if first != number:
            message = f"'{own_key}' stands already in line {first}; right would be once in Satzart {record.kind}"
            problems.append(Problem(number, "Schlüssel", message))
        elif records and record.as_of != records[0].as_of:
            message = f"{record.as_of}; right would be {records[0].as_of} as in line {records[0].line}"
            problems.append(Problem(number, "Gebietsstand", message))
        records.append(record)
    if problems:
        raise RegisterError(problems)
    if not records:
        raise RegisterError.of(0, "file", "it is empty; right would be the records of GV100AD")
    return tuple(records)
