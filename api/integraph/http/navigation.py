"""The main navigation of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from integraph.http.i18n import Text


@dataclass(frozen=True)
class Entry:
    """One link: its address, its text, and the beginnings of the addresses to which it is the way."""

    path: str
    text: Text
    covers: tuple[str, ...] = ()

    def current(self, path: str) -> bool:
        """Whether the page at *path* belongs to this entry."""
        return path == self.path or path.startswith(self.covers)


NAVIGATION: Final = (
    Entry("/", Text("Fragen", "Ask"), ("/who",)),
    Entry("/liste/", Text("Stöbern", "Browse"), ("/liste/",)),
    Entry(
        "/ansichten",
        Text("Ansichten", "Views"),
        (
            "/karte",
            "/vergleich",
            "/matrix",
            "/netz",
            "/geldfluss",
            "/programme",
            "/zeitstrahl",
            "/luecken",
            "/szenarien",
            "/queries",
            "/ontology",
        ),
    ),
    Entry("/glossar", Text("Glossar", "Glossary"), ("/scheme/",)),
    Entry("/validate", Text("Daten prüfen", "Check data")),
    Entry("/sparql", Text("SPARQL", "SPARQL"), ("/sparql",)),
    Entry("/docs", Text("Schnittstelle", "Interface"), ()),
)
