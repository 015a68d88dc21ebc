"""The 16 Länder: code (the folder under ``data/laender/``), official key and name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from integraph.namespaces import NAMESPACES
from integraph.text import fold


@dataclass(frozen=True)
class Land:
    """One Land: two-letter code, two-digit key (AGS), name."""

    code: str
    key: str
    name: str

    @property
    def iri(self) -> str:
        """The Land's IRI."""
        return NAMESPACES["geb"] + self.key


LAENDER: Final = tuple(
    Land(code, f"{number:02}", name)
    for number, (code, name) in enumerate(
        (
            ("sh", "Schleswig-Holstein"),
            ("hh", "Hamburg"),
            ("ni", "Niedersachsen"),
            ("hb", "Bremen"),
            ("nw", "Nordrhein-Westfalen"),
            ("he", "Hessen"),
            ("rp", "Rheinland-Pfalz"),
            ("bw", "Baden-Württemberg"),
            ("by", "Bayern"),
            ("sl", "Saarland"),
            ("be", "Berlin"),
            ("bb", "Brandenburg"),
            ("mv", "Mecklenburg-Vorpommern"),
            ("sn", "Sachsen"),
            ("st", "Sachsen-Anhalt"),
            ("th", "Thüringen"),
        ),
        start=1,
    )
)
"""In the order of their keys."""


class UnknownLand(ValueError):
    """A text that names none of the 16 Länder."""

    def __init__(self, text: str) -> None:
        known = ", ".join(f"{land.code} ({land.name})" for land in LAENDER)
        super().__init__(f"„{text}“ ist kein Land. Es gibt: {known}.")


def find_land(text: str) -> Land:
    """Return the Land of this code, key (``06``, ``geb:06``) or name, however it is spelled. Raises `UnknownLand`."""
    wanted = fold(text.strip().removeprefix("geb:"))
    wanted = wanted.removeprefix("land ").removeprefix("freistaat ")
    for land in LAENDER:
        if wanted in (land.code, land.key, fold(land.name)):
            return land
    raise UnknownLand(text)
