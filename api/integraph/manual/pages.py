"""All pages of the reference documentation, by their file names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from integraph.store import Graph

from . import bom, commands, errors, routes, rules, settings, vocabulary
from .markdown import Page

PAGES: Final[dict[str, Callable[[Graph], Page]]] = {
    "befehle.md": lambda _: commands.page(),
    "einstellungen.md": lambda _: settings.page(),
    "http.md": lambda _: routes.page(),
    "ontologie.md": vocabulary.page,
    "pruefregeln.md": rules.page,
    "fehlercodes.md": lambda _: errors.page(),
    "lizenzen.md": lambda _: bom.page(),
}
"""File → what makes it."""


def pages(graph: Graph) -> dict[str, str]:
    """Return every page as Markdown by its file name, a `README.md` that lists them, the bill of materials."""
    made = {name: make(graph) for name, make in PAGES.items()}
    index = Page(
        "Referenz",
        "Aus dem Programm erzeugt mit `uv run python -m integraph.manual docs/referenz`; ein Test vergleicht. "
        "Nicht von Hand ändern.",
    )
    index.table(("Seite", "Inhalt"), [(f"[{page.title}]({name})", page.about) for name, page in made.items()])
    return {
        "README.md": index.text(),
        **{name: page.text() for name, page in made.items()},
        "sbom.cdx.json": bom.cyclonedx(),
    }
