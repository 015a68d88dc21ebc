"""The reference documentation, made from the program itself: ``python -m integraph.manual docs/referenz``.

Every page says what it was made from; a test compares the files in the repository with what this package makes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from integraph.store import Graph

from . import commands, errors, routes, rules, settings, vocabulary
from .markdown import Page

PAGES: Final[dict[str, Callable[[Graph], Page]]] = {
    "befehle.md": lambda _: commands.page(),
    "einstellungen.md": lambda _: settings.page(),
    "http.md": lambda _: routes.page(),
    "ontologie.md": vocabulary.page,
    "pruefregeln.md": rules.page,
    "fehlercodes.md": lambda _: errors.page(),
}
"""File → what makes it."""


def pages(graph: Graph) -> dict[str, str]:
    """Return every page as Markdown by its file name, with a `README.md` that lists them."""
    made = {name: make(graph) for name, make in PAGES.items()}
    index = Page(
        "Referenz",
        "Aus dem Programm erzeugt mit `uv run python -m integraph.manual docs/referenz`; ein Test vergleicht. "
        "Nicht von Hand ändern.",
    )
    index.table(("Seite", "Inhalt"), [(f"[{page.title}]({name})", page.about) for name, page in made.items()])
    return {"README.md": index.text(), **{name: page.text() for name, page in made.items()}}
