"""What a reform would change: the answers under a scenario beside those of today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from integraph.store import Graph

from .answer import Answer, Thing
from .profiles import Profiler, Scope
from .resolve import Resolver

_MUNICIPALITIES = """
SELECT DISTINCT ?area WHERE { ?area a ig:TerritorialAuthority ; ig:actsAtLevel level:gemeinde } ORDER BY ?area"""
_WITHIN = """
SELECT DISTINCT ?area WHERE {
  ?area ig:containedIn* ?outer ; a ig:TerritorialAuthority ; ig:actsAtLevel level:gemeinde
}"""


@dataclass(frozen=True)
class Line:
    """One row of an answer, reduced to what can change: role, holder, duty, its conditions and its legal basis."""

    role: Thing
    holder: Thing
    obligation: Thing | None
    bindingness: Thing | None
    conditions: tuple[Thing, ...] = ()
    legal_basis: tuple[Thing, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the line for JSON."""
        return {
            "role": self.role.as_dict(),
            "holder": self.holder.as_dict(),
            "obligation": self.obligation.as_dict() if self.obligation else None,
            "bindingness": self.bindingness.as_dict() if self.bindingness else None,
            "conditions": [c.as_dict() for c in self.conditions],
            "legalBasis": [law.as_dict() for law in self.legal_basis],
        }


@dataclass(frozen=True)
class Change:
    """A task whose answer differs, with the lines that go and come, for the municipalities that share it.

    The lines are those of the first of ``areas``; in the others the territories' names differ and nothing else.
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
    return {
        Line(
            r.role,
            r.holder,
            r.obligation,
            r.bindingness,
            tuple(Thing(c.iri, c.text) for c in r.conditions),
            tuple(sorted(r.legal_basis, key=lambda law: law.label)),
        )
        for r in answer.rows
    }


def municipalities(graph: Graph, within: Sequence[str] = ()) -> list[str]:
    """Return the IRIs of all bodies that act at the level of the Gemeinde (10,751), or of those in *within* (IRIs)."""
    if not within:
        return [row["area"].value for row in graph.select(_MUNICIPALITIES)]
    found = {row["area"].value for iri in within for row in graph.select(_WITHIN, outer=iri)}
    return sorted(found)


def diff(
    today: Resolver,
    scenario: Resolver,
    on: str,
    areas: Iterable[str] | None = None,
    *,
    narrower: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Change]:
    """Return what differs between *today* and *scenario* on the ISO date *on*, by task and profile of municipality.

    *areas* (IRIs) limits the question; default is every municipality. Asked are the tasks of
    the statements that the scenario adds or ends, with *narrower* also those below them, which inherit the change.
    """
    tasks = touched_tasks(today, scenario, narrower)
    for resolver in (today, scenario):
        resolver.geography.load_all()
    profilers = (Profiler(today), Profiler(scenario))
    of_task = {task: [profiler.scope(task) for profiler in profilers] for task in tasks}
    whole = [Scope.union(scopes[number] for scopes in of_task.values()) for number in (0, 1)]
    groups = _grouped(areas if areas is not None else municipalities(today.graph), profilers, whole)
    changes = []
    for number, task in enumerate(tasks):
        progress(number, len(tasks))
        scopes = of_task[task]
        coarse = _grouped([members[0] for members in groups], profilers, scopes)
        everybody = {members[0]: members for members in groups}
        for members in coarse:
            before, after = (lines(r.resolve(task, members[0], on)) for r in (today, scenario))
            if before != after:
                affected = [area for first in members for area in everybody[first]]
                changes.append(
                    Change(
                        Thing(task, scenario.knowledge.labels(task)),
                        tuple(Thing(a, today.geography.territories[a].label) for a in affected),
                        _ordered(before - after),
                        _ordered(after - before),
                    )
                )
    progress(len(tasks), len(tasks))
    return sorted(changes, key=lambda c: (c.task.label, -len(c.areas), c.areas[0].iri))


def _grouped(areas: Iterable[str], profilers: Sequence[Profiler], scopes: Sequence[Scope]) -> list[list[str]]:
    """Return *areas* in groups that share their profiles in each of the graphs, whose territories are the same."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for area in areas:
        chain = profilers[0].resolver.geography.chain(area)
        key = tuple(p.key(chain, s) for p, s in zip(profilers, scopes, strict=True))
        groups.setdefault(key, []).append(area)
    return list(groups.values())


def touched_tasks(today: Resolver, scenario: Resolver, narrower: bool = False) -> list[str]:
    """Return the tasks of the statements that *scenario* adds or ends, with *narrower* also all below them."""
    ours, theirs = today.knowledge.facts, scenario.knowledge.facts
    changed = [f for iri, f in (*ours.items(), *theirs.items()) if ours.get(iri) != theirs.get(iri)]
    direct = {task for fact in changed for task in fact.all("task")}
    if not narrower:
        return sorted(direct)
    broader = scenario.knowledge.broader
    return [t for t in scenario.knowledge.tasks if t in direct or not direct.isdisjoint(broader(t))]


def _ordered(found: set[Line]) -> tuple[Line, ...]:
    return tuple(sorted(found, key=lambda line: (line.role.label, line.holder.label, str(line.obligation), str(line))))
