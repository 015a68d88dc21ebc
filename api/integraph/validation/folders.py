"""Which files of a folder are data to check, and which are passed over; what is passed over is said, not dropped."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from integraph.validation.place import Text

_EVERY: Final = 10_000
"""After so many files a walk says how far it is."""
_NAMED: Final = 5
_SIGNS: Final = {
    ".json": re.compile(rb'"@(?:context|id|type|graph|value)"'),
    ".xml": re.compile(re.escape(b"http://www.w3.org/1999/02/22-rdf-syntax-ns#")),
}
"""Endings that mostly mean something else, and what is in such a file where it is RDF."""
Progress = Callable[[str], None]


@dataclass
class PassedOver:
    """What of a folder is not checked: files by ending, and what kinds of folders."""

    folder: str
    files: Counter[str] = field(default_factory=Counter)
    hidden: int = 0
    links: int = 0

    def __bool__(self) -> bool:
        return bool(self.files or self.hidden or self.links)

    def text(self) -> Text:
        """In words."""
        count = self.files.total()
        endings = [(ending or "ohne Endung", number) for ending, number in self.files.most_common(_NAMED)]
        more = " …" if len(self.files) > _NAMED else ""
        shown = ", ".join(f"{ending} {number}" for ending, number in endings) + more
        german, english = [], []
        if count:
            german.append(f"{count} {'Datei' if count == 1 else 'Dateien'} anderer Art ({shown})")
            english.append(
                f"{count} {'file' if count == 1 else 'files'} of other kinds ({shown})".replace("ohne Endung", "none")
            )
        if self.hidden:
            german.append(
                f"{self.hidden} verborgene {'Datei oder Ordner' if self.hidden == 1 else 'Dateien und Ordner'}"
            )
            english.append(f"{self.hidden} hidden {'file or folder' if self.hidden == 1 else 'files and folders'}")
        if self.links:
            german.append(f"{self.links} {'Verknüpfung' if self.links == 1 else 'Verknüpfungen'} auf Ordner")
            english.append(f"{self.links} {'link' if self.links == 1 else 'links'} to folders")
        return Text(
            f"Übergangen in {self.folder}: {'; '.join(german)}.", f"Passed over in {self.folder}: {'; '.join(english)}."
        )


def files_in(folder: Path, endings: set[str], progress: Progress) -> tuple[list[Path], PassedOver, list[OSError]]:
    """The files below *folder* with one of *endings*, in order; what is passed over; and what could not be opened.

    Hidden files and folders (``.git``) are left alone, as are locks of spreadsheet programs (``~$x.xlsx``).
    """
    found: list[Path] = []
    passed, errors, seen = PassedOver(str(folder)), list[OSError](), 0
    for name, below, files in os.walk(folder, onerror=errors.append):
        passed.hidden += sum(map(_hidden, [*below, *files]))
        below[:] = [each for each in below if not _hidden(each)]
        passed.links += sum(Path(name, each).is_symlink() for each in below)
        for each in files:
            seen += 1
            if seen % _EVERY == 0:
                progress(f"{folder} wird durchsucht: {seen} Dateien angesehen, {len(found)} zu prüfen")
            path = Path(name, each)
            if _hidden(each):
                continue
            if path.suffix.lower() in endings and path.is_file():
                found.append(path)
            else:
                passed.files[path.suffix.lower()] += 1
    return sorted(found), passed, errors


def is_data(path: Path, content: bytes) -> bool:
    """Whether a file found in a folder is meant to be checked; many .json and .xml files are no RDF at all."""
    sign = _SIGNS.get(path.suffix.lower())
    return sign is None or sign.search(content.replace(b"\0", b"")) is not None


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$"))
