"""What a reform would change: the answers under a scenario beside those of today."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from integraph.store import Graph

from .answer import Answer, Thing
from .profiles import Profiler
from .resolve import Resolver

_MUNICIPALITIES = """
SELECT DISTINCT ?area WHERE { ?area a ig:TerritorialAuthority ; ig:actsAtLevel level:gemeinde } ORDER BY ?area"""


@dataclass(frozen=True)
class Line:
    """One row of an answer, reduced to what can change: role, holder, obligation, bindingness."""

    role: Thing
    holder: Thing
    obligation: Thing | None
    bindingness: Thing | None

    def as_dict(self) -> dict[str, Any]:
        """Return the line for JSON."""
        return {
            "role": self.role.as_dict(),
            "holder": self.holder.as_dict(),
            "obligation": self.obligation.as_dict() if self.obligation else None,
            "bindingness": self.bindingness.as_dict() if self.bindingness else None,
        }


@dataclass(frozen=True)
class Change:
    """A task whose answer differs, with the lines that go and come, for the municipalities that share it.

    ``lines`` are those of the first of ``areas``; in the others the territories' names differ and nothing else.
    """

    task: Thing
    areas: tuple[Thing, ...]
    gone: tuple[Line, ...]
    new: tuple[Line, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the change for JSON."""
        return {
            "task": self.task.as_dict(),
            "count": len(self.areas),
            "areas": [a.as_dict() for a in self.areas],
            "gone": [line.as_dict() for line in self.gone],
            "new": [line.as_dict() for line in self.new],
        }


def lines(answer: Answer) -> set[Line]:
    """Return the rows of *answer* as lines."""
    return {Line(r.role, r.holder, r.obligation, r.bindingness) for r in answer.rows}


def municipalities(graph: Graph) -> list[str]:
    """Return the IRIs of all bodies that act at the level of the Gemeinde (10,751)."""
    return [row["area"].value for row in graph.select(_MUNICIPALITIES)]


def diff(
    today: Resolver,
    scenario: Resolver,
    on: str,
    areas: Iterable[str] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Change]:
    """Return what differs between *today* and *scenario* on the ISO date *on*, by task and profile of municipality.

    *areas* (IRIs) limits the question; default is every municipality. Only tasks that the scenario touches are asked.
    """
    tasks = touched_tasks(today, scenario)
    for resolver in (today, scenario):
        resolver.geography.load_all()
    wanted = list(areas) if areas is not None else municipalities(today.graph)
    profilers = (Profiler(today), Profiler(scenario))
    groups: dict[tuple[object, ...], list[str]] = {}
    for area in wanted:
        key = (
            profilers[0].key(today.geography.chain(area)),
            profilers[1].key(scenario.geography.chain(area)),
        )
        groups.setdefault(key, []).append(area)
    changes = []
    for number, members in enumerate(groups.values()):
        progress(number, len(groups))
        for task in tasks:
            before, after = (lines(r.resolve(task, members[0], on)) for r in (today, scenario))
            if before != after:
                changes.append(
                    Change(
                        Thing(task, today.knowledge.labels(task)),
                        tuple(Thing(a, today.geography.territories[a].label) for a in members),
                        _ordered(before - after),
                        _ordered(after - before),
                    )
                )
    progress(len(groups), len(groups))
    return sorted(changes, key=lambda c: (c.task.label, -len(c.areas), c.areas[0].iri))


def touched_tasks(today: Resolver, scenario: Resolver) -> list[str]:
    """Return every task whose answer the scenario could change: those of its statements, and all narrower ones."""
    ours, theirs = today.knowledge.facts, scenario.knowledge.facts
    changed = [f for iri, f in (*ours.items(), *theirs.items()) if ours.get(iri) != theirs.get(iri)]
    direct = {task for fact in changed for task in fact.all("task")}
    return [t for t in today.knowledge.tasks if t in direct or not direct.isdisjoint(today.knowledge.broader(t))]


def _ordered(found: set[Line]) -> tuple[Line, ...]:
    return tuple(sorted(found, key=lambda line: (line.role.label, line.holder.label, str(line.obligation))))
