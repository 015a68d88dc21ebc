"""Adds a file to the data of a Land: what would change is shown first, then the file appears in one step or not at all.

What changes is not estimated: the graph is built as it would be with the file, and asked the same questions.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from integraph.build import Roots, read_turtle
from integraph.namespaces import BELEG, GRAPH, IG, shorten
from integraph.paths import DATA
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.responsibility.chain import Geography
from integraph.responsibility.diff import Change, diff, municipalities
from integraph.responsibility.knowledge import Knowledge
from integraph.responsibility.scenario import different_duty
from integraph.store import Graph, open_graph
from integraph.validation import Report
from integraph.validation.inputs import read_inputs
from integraph.validation.place import PROVENANCE

from .belonging import described_in, is_own
from .files import write_atomically
from .importing import import_files, slug
from .laender import Land
from .profile import check, check_inputs
from .reading import TABLES
from .turtle import serialize

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STATEMENTS = """
SELECT ?statement ?label WHERE {
  GRAPH ?graph { ?statement ig:modality ?modality ; rdfs:label ?label FILTER(LANG(?label) = "de") }
}"""


class AddRefused(ValueError):
    """The file cannot be added; the German message says why. Nothing has changed."""


@dataclass
class Plan:
    """What adding a file would do; `apply` does it.

    ``known`` are things left out because the graph says the same of them. ``refused`` holds the reasons why the file
    cannot be added (none: it can). ``added``, ``ended`` and ``changed`` are statements, ``conflicts`` sentences about
    statements that give one holder different duties, ``changes`` the answers that differ for the Land's municipalities.
    """

    land: Land
    target: Path
    content: bytes
    report: Report
    replaces: bool = False
    known: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    added: list[Thing] = field(default_factory=list)
    ended: list[Thing] = field(default_factory=list)
    changed: list[Thing] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the plan for JSON."""
        return {
            "target": str(self.target),
            "replaces": self.replaces,
            "known": self.known,
            "refused": self.refused,
            "validation": self.report.as_dict(),
            **{name: [thing.as_dict() for thing in getattr(self, name)] for name in ("added", "ended", "changed")},
            "conflicts": self.conflicts,
            "changes": [change.as_dict() for change in self.changes],
        }

    def apply(self) -> None:
        """Put the file in its place in one step. Raises `AddRefused` and `OSError`; then nothing has changed."""
        if self.refused:
            raise AddRefused(" ".join(self.refused))
        missing = [folder for folder in reversed(self.target.parents) if not folder.exists()]
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.target, self.content, replace=self.replaces)
        except FileExistsError:
            raise AddRefused(f"{self.target} ist inzwischen entstanden. Bitte noch einmal prüfen.") from None
        except OSError:
            for folder in reversed(missing):
                with contextlib.suppress(OSError):
                    folder.rmdir()
            raise


def plan(
    file: Path,
    land: Land,
    on: str,
    *,
    to: Path = DATA,
    replace: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Return what adding *file* (Turtle or a table) to the data of *land* would change on the ISO date *on*.

    *to* is the data folder: one with a register of its own is taken as it is, any other is laid over the data of the
    package. A file of that name is only replaced with *replace*. Raises `AddRefused`, `ImportRefused`, `DataError` and
    `OSError`.
    """
    name = slug(file.stem)
    if not _NAME.fullmatch(name):
        raise AddRefused(
            f"Aus dem Dateinamen „{file.name}“ lässt sich kein Name bilden; bitte Buchstaben oder Ziffern."
        )
    target = to / "laender" / land.code / f"{name}.ttl"
    if target.exists() and not replace:
        raise AddRefused(f"{target} gibt es schon. Bitte anders benennen oder mit --replace ersetzen.")
    relative = target.relative_to(to)
    files = _data_files(to)
    old = files.pop(relative, None)
    progress("Der Graph ohne die Datei")
    without = _graph_of(files)
    content, own = _read(file, land, without)
    kept, known = _without_known(own, without)
    if known:
        content = serialize(kept, f"{file.name}, ohne {len(known)} Dinge, die schon bekannt sind.")
    if file.suffix.lower() == ".ttl" and not known:
        report = check_inputs(read_inputs([str(file)]), land, without)
    else:
        report = check(kept, land, without, file.name)
    planned = Plan(land, target, content, report, target.exists(), known)
    planned.refused = [*_misplaced(kept, without)]
    if not kept:
        planned.refused.append("Die Datei sagt nichts, was nicht schon im Graphen steht.")
    if not report.conforms:
        planned.refused.append("Die Daten entsprechen den Prüfregeln nicht.")
    if planned.refused:
        return planned
    progress("Der Graph mit der Datei")
    today = _graph_of({**files, relative: old}) if old else without
    then = _graph_of({**files, relative: content})
    _compare(planned, today, then, f"{GRAPH}laender/{land.code}/{name}", on, progress)
    return planned


def _read(file: Path, land: Land, graph: Graph) -> tuple[bytes, list[ox.Triple]]:
    """The file as Turtle, and its triples."""
    if file.suffix.lower() in TABLES:
        imported = import_files([file], graph, land)
        return imported.turtle(), imported.triples
    if file.suffix.lower() != ".ttl":
        raise AddRefused(f"{file.name}: Aufgenommen werden Turtle-Dateien (.ttl) und Tabellen ({', '.join(TABLES)}).")
    content = file.read_bytes()
    return content, [quad.triple for quad in read_turtle(file, content=content)]


def _without_known(own: list[ox.Triple], graph: Graph) -> tuple[list[ox.Triple], list[str]]:
    """Leave out the things that the graph already describes, all their properties included, and say which they are.

    So the workbook of an export can be added after somebody has put new rows among the old ones.
    """
    described: dict[str, list[ox.Triple]] = {}
    for triple in own:
        if isinstance(triple.subject, ox.NamedNode):
            described.setdefault(triple.subject.value, []).append(triple)
    known = [
        iri
        for iri, triples in described.items()
        if all(
            t.predicate.value in PROVENANCE or ox.Quad(t.subject, t.predicate, t.object) in graph.store for t in triples
        )
    ]
    left_out = set(known)
    return [t for t in own if getattr(t.subject, "value", "") not in left_out], known


def _data_files(to: Path) -> dict[Path, Path]:
    """Path below ``data/`` → file, of the data that the new file joins."""
    folders = [to] if (to / "register").is_dir() else [DATA, to]
    return {path.relative_to(folder): path for folder in folders for path in sorted(folder.rglob("*.ttl"))}


def _graph_of(files: Mapping[Path, Path | bytes]) -> Graph:
    """The graph that a build makes of these data files."""
    if files == _data_files(DATA):
        return open_graph()
    with tempfile.TemporaryDirectory(prefix="integraph-add-") as name:
        for relative, content in files.items():
            (Path(name) / relative).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / relative).write_bytes(content.read_bytes() if isinstance(content, Path) else content)
        return Graph.from_roots(Roots(data=Path(name)))


def _misplaced(own: list[ox.Triple], graph: Graph) -> Iterator[str]:
    """Which things cannot be added because the graph says something else under their name."""
    subjects = sorted({t.subject.value for t in own if isinstance(t.subject, ox.NamedNode)})
    for iri in subjects:
        if is_own(iri) and not iri.startswith(BELEG) and (place := described_in(iri, graph)):
            yield f"{shorten(iri)} ist schon beschrieben (in {place}). Bitte eine andere Kennung wählen."


def _compare(
    planned: Plan, today: Graph, then: Graph, graph_name: str, on: str, progress: Callable[[str], None]
) -> None:
    """Fill in what differs between the graph of today and the one with the file."""
    before, after = (
        {row["statement"].value: row["label"].value for row in graph.select(_STATEMENTS, graph=graph_name)}
        for graph in (today, then)
    )
    planned.added = [Thing(iri, after[iri]) for iri in sorted(after.keys() - before.keys())]
    planned.ended = [Thing(iri, before[iri]) for iri in sorted(before.keys() - after.keys())]
    planned.changed = [
        Thing(iri, after[iri])
        for iri in sorted(after.keys() & before.keys())
        if _described(iri, today) != _described(iri, then)
    ]
    planned.conflicts = _conflicts({thing.iri for thing in [*planned.added, *planned.changed]}, then)
    progress("Die Antworten werden verglichen")
    areas = municipalities(then, [planned.land.iri])
    planned.changes = diff(Resolver(today), Resolver(then), on, areas)


def _described(iri: str, graph: Graph) -> set[ox.Triple]:
    pattern = graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph())
    return {quad.triple for quad in pattern}


def _conflicts(fresh: set[str], graph: Graph) -> list[str]:
    """What the new statements of the status quo say against others about the duty of one holder, each pair once."""
    knowledge, geography = Knowledge(graph), Geography(graph)
    holding = {
        iri
        for iri, fact in knowledge.facts.items()
        if knowledge.status_quo.intersection(fact.all("modality")) and fact.one("polarity") == IG + "asserted"
    }
    pairs = {
        tuple(sorted((iri, other.iri)))
        for iri in fresh & holding
        for task in knowledge.facts[iri].all("task")
        for other in knowledge.by_task[task]
        if other.iri != iri and other.iri in holding
    }
    found = (different_duty(knowledge.facts[a], knowledge.facts[b], geography) for a, b in sorted(pairs))
    return [problem for problem in found if problem]
