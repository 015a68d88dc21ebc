"""Holds the data of a Land against the general shapes and the Land profile (``shapes/land/``).

The profile is standard SHACL. Its queries need two things that a file of statements does not carry: which Land it is
for, and what it describes itself as against what the graph already has. Both stand in the data graph as one node,
``igs:delivery ig:jurisdiction <Land> ; dct:hasPart <thing>``, which is added for the check and never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from integraph.build import Roots, read_turtle
from integraph.namespaces import DCT, IG, IGS, NAMESPACES, RDFS, SKOS, shorten
from integraph.store import Graph
from integraph.validation import Report, Result

from .laender import Land
from .sheets import SHEETS

if TYPE_CHECKING:
    from integraph.shacl import Shapes, ValidationResult

SEVERITIES: Final = ("Violation", "Warning", "Info")
"""From the worst on."""
_DELIVERY = ox.NamedNode(IGS + "delivery")
_JURISDICTION = ox.NamedNode(IG + "jurisdiction")
_HAS_PART = ox.NamedNode(DCT + "hasPart")
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_FOLLOWED = {
    *(IG + name for name in ("broaderTask", "jurisdiction", "programme", "editionOf", "usualLevel", "evidence")),
    *(NAMESPACES["eli"] + name for name in ("is_part_of", "jurisdiction")),
    *(DCT + "isPartOf", SKOS + "broader", IG + "bodyKind", IG + "obligation", IG + "modality", IG + "condition"),
}
"""What the profile's queries walk along, beyond what the statements name themselves."""
_SAME_MATTER = """
SELECT DISTINCT ?statement WHERE {
  { ?statement ig:task ?task } UNION { ?statement ig:fundedTask ?task }
  ?statement ig:appliesIn ?area
  FILTER(?area IN (?land, geb:de) || EXISTS { ?area ig:containedIn ?land })
}"""


def profile_shapes() -> Path:
    """The folder of the profile's shapes."""
    return Roots().shapes / "land"


def context(own: Iterable[ox.Triple], land: Land, graph: Graph) -> list[ox.Triple]:
    """Return what the profile may ask about a delivery: the delivery node, and from *graph* what it speaks of.

    That is everything the delivery names with all that this leads to (broader tasks, containing territories, laws,
    sources), and the statements of the Land and the federation about the same tasks.
    """
    triples = list(own)
    subjects = {t.subject for t in triples if isinstance(t.subject, ox.NamedNode)}
    land_node = ox.NamedNode(land.iri)
    found = [ox.Triple(_DELIVERY, _JURISDICTION, land_node)]
    found += [ox.Triple(_DELIVERY, _HAS_PART, subject) for subject in sorted(subjects, key=str)]
    seen: set[ox.NamedNode] = set(subjects)
    todo = {t.object for t in triples if isinstance(t.object, ox.NamedNode)} | {land_node}
    tasks = {t.object for t in triples if t.predicate.value in (IG + "task", IG + "fundedTask", IG + "broaderTask")}
    asked: set[object] = set()
    while todo or tasks - asked:
        if not todo:
            new, asked = tasks - asked, asked | tasks
            todo = {statement for task in new for statement in _statements(task, land, graph)}
        for node in sorted(todo - seen, key=str):
            for triple in _described(node, graph):
                found.append(triple)
                if triple.predicate.value == IG + "broaderTask":
                    tasks.add(triple.object)
        seen |= todo
        todo = {t.object for t in found if t.predicate.value in _FOLLOWED and isinstance(t.object, ox.NamedNode)} - seen
    return found


def _described(node: ox.NamedNode, graph: Graph) -> list[ox.Triple]:
    """All that the graph says of a thing but the inverses, which lead to half the graph."""
    quads = graph.store.quads_for_pattern(node, None, None, ox.DefaultGraph())
    return [quad.triple for quad in quads if quad.predicate.value != IG + "taskOf"]


def _statements(task: object, land: Land, graph: Graph) -> Iterable[ox.NamedNode]:
    if not isinstance(task, ox.NamedNode):
        return []
    rows = graph.select(_SAME_MATTER, task=task, land=land.iri)
    return [row["statement"] for row in rows]


def check(own: Iterable[ox.Triple], land: Land, graph: Graph, file: str = "") -> Report:
    """Return what the general shapes and the profile find about the things that *own* describes.

    Findings name the row and column where the data say from which table they come, else *file*. Raises `ShapesError`
    for shapes that are themselves at fault.
    """
    from integraph import shacl

    triples = list(own)
    subjects = {t.subject for t in triples if isinstance(t.subject, ox.NamedNode)}
    subclasses = [q.triple for q in graph.store.quads_for_pattern(None, _SUBCLASS, None, ox.DefaultGraph())]
    report = shacl.validate([*triples, *context(triples, land, graph), *subclasses], _shapes(), focus=subjects)
    places = _Places(triples, file)
    return Report(sorted({_result(result, places) for result in report.results}), len(subjects))


@lru_cache(maxsize=1)
def _shapes() -> Shapes:
    """The general shapes and the profile, read once."""
    from integraph.shacl import read_shapes

    folders = (Roots().shapes, profile_shapes())
    return read_shapes(
        q.triple for folder in folders for path in sorted(folder.glob("*.ttl")) for q in read_turtle(path)
    )


class _Places:
    """Where things stand: in a row of a table if the data say so, else in the file."""

    def __init__(self, triples: Iterable[ox.Triple], file: str) -> None:
        self._file = file
        self._rows: dict[str, dict[str, str]] = {}
        for triple in triples:
            name = triple.predicate.value.removeprefix(IG)
            if name in ("workbook", "sheet", "sheetRow") and isinstance(triple.object, ox.Literal):
                self._rows.setdefault(str(triple.subject), {})[name] = triple.object.value

    def of(self, focus: object, path: str) -> str:
        """Return the place of a thing, and of one of its properties (prefixed name)."""
        row = self._rows.get(str(focus))
        if row is None:
            return self._file
        sheet = next((sheet for sheet in SHEETS if sheet.name == row.get("sheet")), None)
        column = sheet.by_property(path) if sheet else None
        place = f"{row.get('workbook')}, Blatt „{row.get('sheet')}“, Zeile {row.get('sheetRow')}"
        return place + (f", Spalte „{column.header}“" if column else "")


def _result(found: ValidationResult, places: _Places) -> Result:
    texts = {message.language: message.value for message in found.result_messages}
    first = next(iter(texts.values()), str(found))
    path = _shown(found.result_path.sparql()) if found.result_path else ""
    severity = found.result_severity.value.rpartition("#")[2]
    return Result(
        SEVERITIES.index(severity) if severity in SEVERITIES else 0,
        severity if severity in SEVERITIES else "Violation",
        places.of(found.focus_node, path),
        shorten(getattr(found.focus_node, "value", "")),
        path,
        "" if found.value is None else _shown(str(found.value)),
        texts.get("de", first),
        texts.get("en", first),
        shorten(getattr(found.source_shape, "value", "")),
    )


def _shown(text: str) -> str:
    """IRIs in angle brackets as prefixed names."""
    return re.sub(r"<([^<>]*)>", lambda match: shorten(match[1]), text)
