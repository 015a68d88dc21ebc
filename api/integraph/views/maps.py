"""A map before it is drawn: for each area of a layer its class and what stands behind it.

What there is to show is made in `integraph.views.answermaps`, `mentionmaps` and `figuremaps`; `choropleth` draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from integraph.responsibility.answer import Thing
from integraph.store import Graph
from integraph.views.table import Cell, Table, cell
from integraph.views.words import GERMAN, Words

BLANK: Final = "#eceff1"
"""The colour of an area of which nothing is known."""
STEPS: Final = ("#d7e6f4", "#a6cde9", "#6aa9d8", "#2f77b5", "#0b3f73")
"""Five steps of one hue, from few to many."""
SILENT: Final = ("keine Aussage in den Quellen", "no statement in the sources")
DENIED: Final = ("ausdrücklich verneint", "explicitly denied")
_AREAS: Final = {
    "laender": "?area ig:ags ?key ; a ig:TerritorialAuthority ; ig:actsAtLevel level:land FILTER(STRLEN(?key) = 2)",
    "kreise": "?area ig:ags ?key ; a ig:TerritorialAuthority ; ig:actsAtLevel level:kreis FILTER(STRLEN(?key) = 5)",
}


@dataclass(frozen=True)
class Area:
    """One area on a map: its class (an index into the classes), and a sentence on why."""

    key: str
    thing: Thing
    group: int
    said: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    """One class: its colour, what the legend says of it, and the sign that tells it apart without colour."""

    colour: str
    text: str
    sign: str = ""


@dataclass(frozen=True)
class Map:
    """A choropleth map before it is drawn. *scale* is the heading of its legend."""

    title: str
    about: str
    layer: str
    groups: tuple[Group, ...]
    areas: tuple[Area, ...]
    head: tuple[str, ...]
    scale: str = ""

    def table(self, words: Words = GERMAN) -> Table:
        """Return what the map shows, area by area."""
        rows = tuple((cell(a.thing), cell(self.groups[a.group].text), *a.cells) for a in self.areas)
        return Table(self.title, (words("Gebiet", "Area"), *self.head), rows).called(words)

    def used(self) -> list[tuple[Group, int]]:
        """Return the classes that occur, in their order, with the number of their areas."""
        counts = [sum(area.group == index for area in self.areas) for index in range(len(self.groups))]
        return [(group, count) for group, count in zip(self.groups, counts, strict=True) if count]


def areas(graph: Graph, layer: str, land: str = "") -> list[tuple[str, Thing]]:
    """Return key and body of each area of *layer* (``laender``, ``kreise``), of one *land* (two digits) or of all."""
    rows = graph.select(
        f"SELECT DISTINCT ?key ?area ?label WHERE {{ {_AREAS[layer]} ?area rdfs:label ?label "
        'FILTER(LANG(?label) IN ("de", "")) } ORDER BY ?key'
    )
    found = {r["key"].value: Thing(r["area"].value, r["label"].value) for r in rows}
    return [(key, thing) for key, thing in found.items() if key.startswith(land)]
