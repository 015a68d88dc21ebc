"""Tables made from a Land's template: taken in together, and checked with places in sheet, row and column."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from integraph.namespaces import expand
from integraph.store import Graph
from integraph.validation.inputs import Bounds, Input
from integraph.validation.place import NO_TEXT, Place, Text
from integraph.validation.report import InputProblem

if TYPE_CHECKING:
    from integraph.land.cells import Table
    from integraph.land.importing import Imported
    from integraph.land.laender import Land
    from integraph.land.reading import ImportRefused

SUFFIXES: Final = (".xlsx", ".ods", ".csv")
"""Endings of tables. A workbook names its Land itself; for a CSV file somebody has to say it."""
_TEMPLATE: Final = Text(
    "Blätter und Überschriften gibt die Vorlage vor („integraph template --land …“).",
    "Sheets and headers are those of the template ('integraph template --land …').",
)


@dataclass
class Taken:
    """What tables that belong together say: triples, and where these stand. Has what `Document` has."""

    triples: list[ox.Triple] = field(default_factory=list)
    known: dict[tuple[str, str, str], Place] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The tables that say it."""
        return ", ".join(sorted({place.file for place in self.known.values()}))

    def places(self, subjects: set[str]) -> dict[tuple[str, str, str], Place]:
        """(subject, property, "") and (subject, "", "") → the place, for the IRIs in *subjects*."""
        return {key: place for key, place in self.known.items() if key[0] in subjects}


def is_table(given: Input) -> bool:
    """Whether the name of an input says that it is a table."""
    return not given.format and Path(given.name).suffix.lower() in SUFFIXES


def take_tables(
    inputs: Sequence[Input], graph: Graph, bounds: Bounds, land: Land | None, beside: Sequence[ox.Triple]
) -> Iterator[Taken | InputProblem | Table]:
    """Yield each sheet as it was read, then what tables of one Land say together, or all that is wrong with them.

    They may refer to each other, to the triples *beside* them and to *graph*. *land* is the Land they are of; without
    it each workbook says so itself.
    """
    from integraph.land.importing import import_tables
    from integraph.land.reading import ImportRefused

    groups: dict[Land, list[Table]] = {}
    names: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="integraph-") as folder:
        for number, given in enumerate(inputs):
            names.setdefault(Path(given.name).name, given.name)
            try:
                found, tables = _read(given, Path(folder) / str(number), bounds, land)
            except ImportRefused as refused:
                yield from _problems(refused, names)
            else:
                yield from (replace(table, file=Path(given.name)) for table in tables)
                groups.setdefault(found, []).extend(tables)
    for named, tables in groups.items():
        try:
            yield _taken(import_tables(tables, graph, named, beside), names)
        except ImportRefused as refused:
            yield from _problems(refused, names)


def _read(given: Input, folder: Path, bounds: Bounds, land: Land | None) -> tuple[Land, list[Table]]:
    from integraph.land.importing import land_of
    from integraph.land.reading import read_tables, refuse

    path = folder / Path(given.name).name
    if len(given.content) > bounds.size:
        raise refuse(path, f"Die Datei ist größer als {bounds.size / (1 << 20):.3g} MiB.")
    folder.mkdir()
    path.write_bytes(given.content)
    tables = read_tables(path)
    return land_of(tables, land), tables


def _taken(imported: Imported, names: dict[str, str]) -> Taken:
    taken = Taken(imported.triples)
    for subject, row in imported.places.items():
        file = names[row.file]
        taken.known[subject, "", ""] = Place(file, sheet=row.sheet, row=row.row)
        for name, (column, header) in row.columns.items():
            if name:  # a column of its own makes the key, not a property
                place = Place(file, column=column, sheet=row.sheet, row=row.row, header=header)
                taken.known[subject, expand(name), ""] = place
    return taken


def _problems(refused: ImportRefused, names: dict[str, str]) -> Iterator[InputProblem]:
    for problem in refused.problems:
        place = Place(
            names.get(problem.file, problem.file),
            column=problem.column,
            sheet=problem.sheet,
            row=problem.row,
            header=problem.header,
        )
        remedy = NO_TEXT if problem.sheet else _TEMPLATE  # what is said of a sheet or cell says what would be right
        yield InputProblem("table", place, Text(problem.message, problem.message), remedy)
