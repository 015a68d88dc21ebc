"""What a sheet and a column are: the one description from which template, import and export are made."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Final

SEPARATOR: Final = "|"
"""Stands between several values of one cell; ``;`` and ``,`` occur in labels."""
ROW_KIND: Final = "Zeilenart"
"""Header of the column that marks rows which are no data."""
IGNORED_ROWS: Final = ("Erläuterung", "Beispiel")
KEY: Final = "Kennung"
"""Header of the column with the last part of the IRI of what the row describes."""


class Kind(enum.Enum):
    """What a cell holds, and so which term it becomes."""

    KEY = "Kennung"
    ENTRY = "Art des Eintrags"
    GERMAN = "Text"
    PLAIN = "Zeichenkette"
    INTEGER = "ganze Zahl"
    NUMBER = "Zahl"
    PERIOD = "Datum"
    BOOLEAN = "ja/nein"
    REFERENCE = "Verweis"
    EVIDENCE = "Beleg"
    URL = "Internetadresse"


@dataclass(frozen=True)
class Column:
    """One column: its header, the property its cells fill, what they hold, and what the template says about it.

    ``targets`` (of a reference) are prefixes (`kind`, `akt`) or classes whose instances are meant (`ig:Polarity`).
    """

    header: str
    property: str
    kind: Kind
    help: str
    example: str = ""
    targets: tuple[str, ...] = ()
    multiple: bool = False
    required: bool = False
    default: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: the things its rows describe. ``entries`` maps the entry's German name to its class (prefixed)."""

    name: str
    prefix: str
    entries: dict[str, str]
    purpose: str
    columns: tuple[Column, ...] = field(default_factory=tuple)

    @property
    def headers(self) -> tuple[str, ...]:
        """All headers, that of the row's kind first."""
        return (ROW_KIND, *(column.header for column in self.columns))

    def column(self, header: str) -> Column | None:
        """Return the column of this header, or None."""
        return next((column for column in self.columns if column.header == header), None)

    def by_property(self, name: str) -> Column | None:
        """Return the column that fills this property (prefixed name), or None."""
        return next((column for column in self.columns if column.property == name), None)
