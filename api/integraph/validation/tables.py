"""Workbooks made from a Land's template: imported, and checked with places in sheet, row and column."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from integraph.store import Graph
from integraph.validation.inputs import Bounds, Input
from integraph.validation.place import Place, Text
from integraph.validation.report import InputProblem

SUFFIXES: Final = (".xlsx", ".ods")
"""Workbooks name their Land themselves; a CSV file does not, so `integraph import` takes it in."""


@dataclass
class Workbook:
    """An imported workbook: its triples, and where they stand. Has what `Document` has."""

    name: str
    triples: list[ox.Triple] = field(default_factory=list)
    known: dict[tuple[str, str, str], Place] = field(default_factory=dict)

    def subjects(self) -> set[str]:
        """The IRIs that it describes."""
        return {subject for subject, _, _ in self.known}

    def places(self, subjects: set[str]) -> dict[tuple[str, str, str], Place]:
        """(subject, property, "") and (subject, "", "") → the place, for the IRIs in *subjects*."""
        return {key: place for key, place in self.known.items() if key[0] in subjects}


def is_workbook(given: Input) -> bool:
    """Whether the name of an input says that it is a workbook."""
    return not given.format and Path(given.name).suffix.lower() in SUFFIXES


def read_workbook(given: Input, graph: Graph, bounds: Bounds) -> Workbook | list[InputProblem]:
    """The workbook, or everything that is wrong with it as a table."""
    from integraph.land.importing import import_files
    from integraph.land.reading import ImportRefused
    from integraph.namespaces import expand

    if len(given.content) > bounds.size:
        size = f"{bounds.size / (1 << 20):.3g}"
        message = Text(f"Die Datei ist größer als {size} MiB.", f"The file is larger than {size} MiB.")
        return [InputProblem("too-large", Place(given.name), message)]
    with tempfile.TemporaryDirectory(prefix="integraph-") as folder:
        path = Path(folder) / Path(given.name).name
        path.write_bytes(given.content)
        try:
            imported = import_files([path], graph)
        except ImportRefused as refused:
            return [
                InputProblem(
                    "table",
                    Place(given.name, column=p.column, sheet=p.sheet, row=p.row, header=p.header),
                    Text(p.message, p.message),
                    Text(
                        "Die Vorlage gibt „integraph template --land …“.",
                        "The template comes from 'integraph template --land …'.",
                    ),
                )
                for p in refused.problems
            ]
    book = Workbook(given.name, imported.triples)
    for subject, row in imported.places.items():
        book.known[subject, "", ""] = Place(given.name, sheet=row.sheet, row=row.row)
        for name, (column, header) in row.columns.items():
            place = Place(given.name, column=column, sheet=row.sheet, row=row.row, header=header)
            if name:  # a column of its own makes the key, not a property
                book.known[subject, expand(name), ""] = place
    return book
