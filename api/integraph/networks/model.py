"""A network: nodes, typed and dated relations, and the graphs that are made of them. Everything is in a fixed order."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from integraph.namespaces import SCHEME
from integraph.table import Table
from integraph.text import fold

if TYPE_CHECKING:
    MultiGraph = nx.MultiDiGraph[str]
    SimpleGraph = nx.Graph[str]

LEVEL: Final = SCHEME + "level/"
_STATE_LEVELS: Final = {
    "eu": "eu",
    "bund": "bund",
    "land": "land",
    "regierungsbezirk": "land",
    "kommune": "kommune",
    "kreis": "kommune",
    "gemeinde": "kommune",
    "nicht-staatlich": "nicht-staatlich",
}
LEVELS: Final = ("eu", "bund", "land", "kommune", "nicht-staatlich")
"""The levels that are told apart: Kreis and Gemeinde are one, as are Land and Regierungsbezirk."""


def level_of(iris: Iterable[str]) -> str:
    """Return the outermost of ``LEVELS`` that *iris* name, or an empty text; a Stadtstaat is a Land."""
    found = {_STATE_LEVELS.get(iri.removeprefix(LEVEL), "") for iri in iris}
    return next((level for level in LEVELS if level in found), "")


@dataclass(frozen=True, order=True)
class Node:
    """An actor or a task. ``sort``: ``body``, ``kind`` (of body), ``territory``, ``task``; ``level``: one of LEVELS."""

    iri: str
    label: str
    sort: str
    level: str = ""


@dataclass(frozen=True, order=True)
class Relation:
    """What ties *source* to *target*, by one statement.

    ``kind``: one of KINDS; ``type``: the role or kind of cooperation, as label; ``level``: that at which the source
    acts here, if said; dates are ISO dates, months or years as in the data, empty where the data say none.
    ``mutual`` relations stand in both directions.
    """

    source: str
    target: str
    kind: str
    type: str
    statement: str
    task: str = ""
    level: str = ""
    obligation: str = ""
    programme: str = ""
    territory: str = ""
    as_of: str = ""
    start: str = ""
    end: str = ""
    mutual: bool = False


class UnknownActor(ValueError):
    """A name that no actor of the network, or more than one, bears; the message names those that may be meant."""


class Network:
    """Actors and tasks with their relations, as read from one graph, for one territory or for all.

    ``contains(outer, inner)`` says whether a territory lies in another; it decides whether two statements meet.
    """

    def __init__(
        self,
        nodes: Iterable[Node],
        relations: Iterable[Relation],
        title: str,
        contains: Callable[[str, str], bool] = lambda _outer, _inner: True,
    ) -> None:
        self.nodes = {node.iri: node for node in sorted(nodes)}
        self.relations = tuple(sorted(relations))
        self.title = title
        self._contains = contains

    def __repr__(self) -> str:
        return f"<Network {self.title}: {len(self.actors)} actors, {len(self.relations)} relations>"

    @property
    def actors(self) -> list[Node]:
        """All nodes but the tasks, by IRI."""
        return [node for node in self.nodes.values() if node.sort != "task"]

    @cached_property
    def graph(self) -> MultiGraph:
        """All relations: a directed graph with one edge for each, tasks included. Keys of edges are their numbers."""
        graph: MultiGraph = nx.MultiDiGraph(title=self.title)
        for node in self.nodes.values():
            graph.add_node(node.iri, label=node.label, sort=node.sort, level=node.level)
        for relation in self.relations:
            attributes = {k: v for k, v in asdict(relation).items() if k not in ("source", "target")}
            graph.add_edge(relation.source, relation.target, **attributes)
        return graph

    @cached_property
    def directed(self) -> MultiGraph:
        """The relations between actors, without the tasks."""
        tasks = [node.iri for node in self.nodes.values() if node.sort == "task"]
        graph = self.graph.copy()
        graph.remove_nodes_from(tasks)
        return graph

    @cached_property
    def ties(self) -> SimpleGraph:
        """One actor tied to another by any relation, or by a task in which both have a part where both statements hold.

        Undirected; ``weight`` is the number of statements and shared tasks, ``distance`` its inverse, ``kinds`` what
        ties them (``shared task`` among them) and ``tasks`` the labels of shared tasks.
        """
        statements: dict[tuple[str, str], set[str]] = defaultdict(set)
        kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
        tasks: dict[tuple[str, str], set[str]] = defaultdict(set)
        by_task: dict[str, list[Relation]] = defaultdict(list)
        for relation in self.relations:
            if self.nodes[relation.target].sort == "task":
                by_task[relation.target].append(relation)
            elif relation.source != relation.target:
                pair = _pair(relation.source, relation.target)
                statements[pair].add(relation.statement)
                kinds[pair].add(relation.kind)
        for task, relations in by_task.items():
            for one, other in combinations(relations, 2):
                if one.source != other.source and self._meet(one.territory, other.territory):
                    pair = _pair(one.source, other.source)
                    tasks[pair].add(task)
                    kinds[pair].add("shared task")
        graph: SimpleGraph = nx.Graph(title=self.title)
        for node in self.actors:
            graph.add_node(node.iri, label=node.label, sort=node.sort, level=node.level)
        for pair in sorted(kinds):
            weight = len(statements[pair]) + len(tasks[pair])
            graph.add_edge(
                *pair,
                weight=weight,
                distance=1 / weight,
                kinds=", ".join(sorted(kinds[pair])),
                tasks="; ".join(sorted(self.nodes[task].label for task in tasks[pair])),
            )
        return graph

    def _meet(self, one: str, other: str) -> bool:
        return one == other or self._contains(one, other) or self._contains(other, one)

    def find(self, name: str) -> Node:
        """Return the actor with this label or IRI. Raises UnknownActor."""
        if name in self.nodes:
            return self.nodes[name]
        wanted = fold(name)
        exact = [node for node in self.actors if fold(node.label) == wanted]
        if len(exact) == 1:
            return exact[0]
        near = exact or [node for node in self.actors if wanted and wanted in fold(node.label)]
        hint = "; ".join(f"{node.label} <{node.iri}>" for node in near[:8])
        what = "kommt mehrmals vor" if exact else "kommt in diesem Netz nicht vor"
        raise UnknownActor(f"„{name}“ {what}." + (f" Gemeint sein kann: {hint}." if hint else ""))

    def edges(self) -> Table:
        """Return the relations as a table, with labels."""
        columns = ("source", "target", "kind", "type", "task", "programme", "asOf", "start", "end", "statement")
        rows = [
            (
                self.nodes[r.source].label, self.nodes[r.target].label, r.kind, r.type,
                self.nodes[r.task].label if r.task in self.nodes else None,
                r.programme or None, r.as_of or None, r.start or None, r.end or None, r.statement,
            )
            for r in self.relations
        ]  # fmt: skip
        return Table(columns, rows)

    def as_dict(self) -> dict[str, Any]:
        """Return nodes and relations for JSON: ``{"title", "nodes", "relations"}``."""
        return {
            "title": self.title,
            "nodes": [asdict(node) for node in self.nodes.values()],
            "relations": [asdict(relation) for relation in self.relations],
        }

    def write(self, path: str | Path) -> None:
        """Write the network to *path*: ``.graphml`` and ``.gexf`` for Gephi, yEd, Cytoscape, ``.json`` for programs.

        Equal networks give equal bytes. Raises ValueError for another ending.
        """
        target = Path(path)
        match target.suffix.lower():
            case ".graphml":
                content = "\n".join(nx.generate_graphml(self.graph)) + "\n"
            case ".gexf":
                # networkx writes the day of the export into the file; without it equal networks give equal files
                content = "\n".join(nx.generate_gexf(self.graph)) + "\n"
                content = _without_date(content)
            case ".json":
                content = json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"
            case other:
                raise UnknownFormat(f"{target}: „{other}“ ist kein Netzformat. Möglich sind .graphml, .gexf und .json.")
        part = target.with_name(f".{target.name}.part")
        try:
            part.write_text(content, encoding="utf-8", newline="\n")
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


class UnknownFormat(ValueError):
    """An ending that is no format of networks; the message names those there are."""


def _without_date(gexf: str) -> str:
    return re.sub(r' lastmodifieddate="[^"]*"', "", gexf)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
