"""Wording that is not our own: runs of nine words that a label shares with a source text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

RUN: Final = 9
"""From this many consecutive words on, a sentence counts as taken over."""

_WORD: Final = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Lower-case words without punctuation and markup; hyphens and hyphenated line breaks join."""
    plain = re.sub(r"</?[a-zA-Z][^>]*>", " ", text)
    joined = re.sub(r"[-\u00ad\u2010\u2011]\s*\n\s*|(?<=\w)[-\u00ad\u2010\u2011](?=\w)", "", plain.casefold())
    return _WORD.findall(joined)


def text_runs(directory: Path) -> dict[tuple[str, ...], str]:
    """Every run of nine words in the texts of a directory, with the name of the text it stands in."""
    runs: dict[tuple[str, ...], str] = {}
    for path in sorted(directory.glob("*.txt")):
        tokens = words(path.read_text(encoding="utf-8"))
        runs.update((tuple(tokens[i : i + RUN]), path.name[:3]) for i in range(len(tokens) - RUN + 1))
    return runs


def first_copied(text: str, runs: Mapping[tuple[str, ...], str]) -> tuple[str, str] | None:
    """The first run of the text that also stands in a source: (name of the source text, the nine words), or None."""
    tokens = words(text)
    for start in range(len(tokens) - RUN + 1):
        run = tuple(tokens[start : start + RUN])
        if run in runs:
            return runs[run], " ".join(run)
    return None
