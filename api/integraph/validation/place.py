"""Words in two languages, and places in files: what every finding needs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, NamedTuple

from integraph.namespaces import IG


class Text(NamedTuple):
    """The same in German and in English."""

    de: str
    en: str

    def in_language(self, language: str) -> str:
        """The German text, or the English one for ``en``."""
        return self.en if language == "en" else self.de


NO_TEXT: Final = Text("", "")


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: in a text by line and column, in a table by sheet, row, column and header.

    Numbers count from 1; 0 and "" mean unknown.
    """

    file: str = ""
    line: int = 0
    column: int = 0
    sheet: str = ""
    row: int = 0
    header: str = ""

    @property
    def letter(self) -> str:
        """The column of a table as a spreadsheet names it, "" where it is unknown or the place is in a text."""
        number, letters = (self.column if self.row else 0), ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    def as_dict(self) -> dict[str, str | int]:
        """What is known of it, for JSON."""
        return {name: value for name, value in asdict(self).items() if value}

    def text(self, language: str = "de") -> str:
        """For people: ``datei.ttl, Zeile 3, Spalte 5``, or file, sheet, row, column and header of a table."""
        german = language != "en"
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"Blatt „{self.sheet}“" if german else f'sheet "{self.sheet}"')
        if number := self.row or self.line:
            parts.append(f"Zeile {number}" if german else f"{'row' if self.row else 'line'} {number}")
        if self.column:
            column = self.letter or str(self.column)
            parts.append((f"Spalte {column}" if german else f"column {column}") + self._quoted(german))
        elif self.header:
            parts.append(("Spalte" if german else "column") + self._quoted(german, bare=True))
        return ", ".join(parts)

    def _quoted(self, german: bool, *, bare: bool = False) -> str:
        if not self.header:
            return ""
        quoted = f"„{self.header}“" if german else f'"{self.header}"'
        return f" {quoted}" if bare else f" ({quoted})"


NOWHERE: Final = Place()
PROVENANCE: Final = frozenset(IG + name for name in ("workbook", "sheet", "sheetRow"))
"""Properties that say where in a table a thing comes from, and nothing about the thing."""
