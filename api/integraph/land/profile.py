"""Holds the data of a Land against the general shapes and the Land profile (``shapes/land/``).

The profile is standard SHACL. Its queries need two things that a file of statements does not carry: which Land it is
for, and what it describes itself as against what the graph already has. Both stand in the data graph as one node,
``igs:delivery ig:jurisdiction <Land> ; dct:hasPart <thing>``, which is added for the check and never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from integraph.build import Roots
from integraph.namespaces import DCT, IG, IGS, NAMESPACES, RDF, RDFS, SKOS
from integraph.store import Graph
from integraph.validation import InputProblem, Place, Profile, Report, Result, Text, validate_inputs, validate_triples
from integraph.validation.engine import Engine
from integraph.validation.folders import PassedOver, Progress
from integraph.validation.inputs import Bounds, Input

from .belonging import belonging
from .laender import LAENDER, Land
from .sheets import SHEETS

_DELIVERY = ox.NamedNode(IGS + "delivery")
_JURISDICTION = ox.NamedNode(IG + "jurisdiction")
_HAS_PART = ox.NamedNode(DCT + "hasPart")
_FOLLOWED = {
    *(IG + name for name in ("broaderTask", "jurisdiction", "programme", "editionOf", "usualLevel", "evidence")),
    *(NAMESPACES["eli"] + name for name in ("is_part_of", "jurisdiction")),
    *(DCT + "isPartOf", SKOS + "broader", IG + "bodyKind", IG + "obligation", IG + "modality", IG + "condition"),
}
"""What the profile's queries walk along, beyond what the statements name themselves."""
_AREAS = {IG + "appliesIn", _JURISDICTION.value, NAMESPACES["eli"] + "jurisdiction"}
_TASK = ox.NamedNode(IG + "Task")
_CALLED = "SELECT DISTINCT ?task WHERE { ?task a ig:Task ; rdfs:label|skos:altLabel ?l FILTER(LCASE(STR(?l)) = ?name) }"
_SAME_MATTER = """
SELECT DISTINCT ?statement WHERE {
  { ?statement ig:task ?task } UNION { ?statement ig:fundedTask ?task }
  ?statement ig:appliesIn ?area
  FILTER(?area IN (?land, geb:de) || EXISTS { ?area ig:containedIn ?land })
}"""


def profile_shapes() -> Path:
    """The folder of the profile's shapes."""
    return Roots().shapes / "land"


def land_profile(land: Land, graph: Graph) -> Profile:
    """The shapes and rules for the data of *land*."""
    return Profile(profile_shapes(), lambda own: context(own, land, graph), lambda own: belonging(own, graph))


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
    todo |= _namesakes(triples, graph)
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


def _namesakes(own: list[ox.Triple], graph: Graph) -> set[ox.NamedNode]:
    """The known tasks that are called like one that the delivery describes."""
    tasks = {t.subject for t in own if t.predicate.value == RDF + "type" and t.object == _TASK}
    labels = (t.object for t in own if t.subject in tasks and t.predicate.value == RDFS + "label")
    names = {label.value for label in labels if isinstance(label, ox.Literal)}
    return {row["task"] for name in sorted(names) for row in graph.select(_CALLED, name=ox.Literal(name.casefold()))}


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

    Findings name sheet, row and column where the data say from which table they come, else *file*. Raises
    `ShapesError` for shapes that are themselves at fault.
    """
    triples = list(own)

    def places(subjects: set[str]) -> dict[tuple[str, str, str], Place]:
        return {(subject, "", ""): Place(file) for subject in subjects}

    report = validate_triples(
        triples,
        graph,
        places,
        profile=land_profile(land, graph),
    )
    return _by_row(report, triples)


def check_inputs(
    inputs: Iterable[Input | InputProblem | PassedOver],
    land: Land,
    graph: Graph,
    *,
    bounds: Bounds | None = None,
    progress: Progress = lambda _: None,
    engine: Engine = Engine.integraph,
) -> Report:
    """Return what the general shapes and the profile find in RDF and tables, by file and line or sheet and row.

    All inputs belong together: one may refer to what another describes. What cannot be read ends up in
    `Report.problems`.
    """
    profile = land_profile(land, graph)
    triples: list[ox.Triple] = []

    def asked(read: Sequence[ox.Triple]) -> Iterable[ox.Triple]:
        triples.extend(read)
        return profile.context(read)

    report = validate_inputs(
        inputs,
        graph,
        land=land,
        profile=replace(profile, context=asked),
        bounds=bounds,
        progress=progress,
        engine=engine,
    )
    report.notes += _other_land(triples, land)
    return _by_row(report, triples)


def _by_row(report: Report, triples: Iterable[ox.Triple]) -> Report:
    """Give the results about what a file says comes from a table the place there, in place of that in the file.

    That blank nodes should be named is left out, because `belonging` says that they must be, and so is all else about
    things that these data must not describe at all.
    """
    rows: dict[object, dict[str, str]] = {}
    for triple in triples:
        name = triple.predicate.value.removeprefix(IG)
        if name in ("workbook", "sheet", "sheetRow") and isinstance(triple.object, ox.Literal):
            rows.setdefault(triple.subject, {})[name] = triple.object.value

    def placed(result: Result) -> Result:
        row = rows.get(result.focus_node, {})
        number = row.get("sheetRow", "")
        if result.place.row or not number.isdecimal():
            return result
        sheet = next((sheet for sheet in SHEETS if sheet.name == row.get("sheet")), None)
        column = sheet.by_property(result.path) if sheet else None
        place = Place(
            row.get("workbook", ""),
            sheet=row.get("sheet", ""),
            row=int(number),
            header=column.header if column else "",
        )
        return replace(result, place=place)

    foreign = {r.focus_node for r in report.results if r.code == "LandStock"}
    kept = (r for r in report.results if r.code != "Named" and (r.code == "LandStock" or r.focus_node not in foreign))
    report.results = sorted(map(placed, kept), key=lambda result: result.sort_key())
    return report


def _other_land(triples: Iterable[ox.Triple], land: Land) -> list[Text]:
    """A note where all territories that the data name lie in one other Land: probably the wrong one was chosen."""
    named = {t.object.value for t in triples if t.predicate.value in _AREAS and isinstance(t.object, ox.NamedNode)}
    keys = {iri.removeprefix(NAMESPACES["geb"])[:2] for iri in named if iri.startswith(NAMESPACES["geb"])}
    other = next((each.name for each in LAENDER if keys == {each.key} and each != land), "")
    if not other:
        return []
    return [
        Text(
            f"Alle genannten Gebiete liegen in {other}; geprüft wurde als Datensatz für {land.name}. Ist das Land "
            "richtig gewählt?",
            f"All territories named lie in {other}; the data were checked as those of {land.name}. Is the Land right?",
        )
    ]
