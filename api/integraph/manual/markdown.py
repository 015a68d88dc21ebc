"""A page of Markdown: title, what it is about, then headings, paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Page:
    """Collects the parts of a page; `text` puts them together."""

    def __init__(self, title: str, about: str) -> None:
        self.title, self.about = title, about
        self._parts = [f"# {title}", about]

    def heading(self, text: str, level: int = 2) -> None:
        """Begin a section."""
        self._parts.append(f"{'#' * level} {text}")

    def paragraph(self, text: str) -> None:
        """Add *text* (Markdown), nothing where it is empty."""
        if text:
            self._parts.append(text)

    def block(self, text: str, language: str = "text") -> None:
        """Add *text* as it is, in a fixed-width block."""
        self._parts.append(f"```{language}\n{text}\n```")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Add a table, nothing where there are no rows. Bars and line breaks in cells are escaped."""
        lines = [" | ".join(map(cell, row)) for row in rows]
        if lines:
            rule = " | ".join("---" for _ in head)
            self._parts.append("\n".join(f"| {line} |" for line in (" | ".join(head), rule, *lines)))

    def text(self) -> str:
        """Return the page."""
        return "\n\n".join(self._parts) + "\n"


def cell(text: str) -> str:
    """Return *text* as the content of a table's cell."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Return *text* as code within a line, nothing where it is empty."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}" if text else ""
