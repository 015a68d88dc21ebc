"""Places side by side: who, with which duty, who pays and how much, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .answer import Answer, Row, Thing
from .funding import Funding, FundingRules
from .resolve import Resolver

_TASKS_OF_FIELD = """
SELECT DISTINCT ?task WHERE { ?task a ig:Task ; ig:field/skos:broader* ?field } ORDER BY ?task"""


@dataclass(frozen=True)
class Cell:
    """What holds in one place for one role: rows of its answer, and what the source denies there."""

    rows: tuple[Row, ...]
    denied: tuple[Thing, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the cell for JSON; rows in the form of the contract of ``who``."""
        return {"answers": [r.as_dict() for r in self.rows], "denied": [d.as_dict() for d in self.denied]}


@dataclass(frozen=True)
class Compared:
    """One role of one task over all places; ``differs`` where the duty or the kind of holder is not the same."""

    task: Thing
    role: Thing
    cells: tuple[Cell, ...]
    differs: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the line for JSON; cells in the order of the places."""
        return {
            "task": self.task.as_dict(),
            "role": self.role.as_dict(),
            "differs": self.differs,
            "cells": [c.as_dict() for c in self.cells],
        }


@dataclass(frozen=True)
class Amounts:
    """The funding rules for one task in each place."""

    task: Thing
    cells: tuple[tuple[Funding, ...], ...]
    differs: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the line for JSON; cells in the order of the places."""
        return {
            "task": self.task.as_dict(),
            "differs": self.differs,
            "cells": [[f.as_dict() for f in cell] for cell in self.cells],
        }


@dataclass(frozen=True)
class Comparison:
    """Places beside each other. Tasks on which the sources are silent in every place are left out of both lists."""

    areas: tuple[Thing, ...]
    on: str
    roles: tuple[Compared, ...]
    funding: tuple[Amounts, ...]
    silent: tuple[Thing, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison for JSON; ``silent`` are the tasks of which nothing is said in any place."""
        return {
            "areas": [a.as_dict() for a in self.areas],
            "on": self.on,
            "roles": [r.as_dict() for r in self.roles],
            "funding": [f.as_dict() for f in self.funding],
            "silent": [s.as_dict() for s in self.silent],
        }


def tasks_of(resolver: Resolver, field: str) -> list[str]:
    """Return the tasks of *field* (IRI) or a narrower one."""
    return [row["task"].value for row in resolver.graph.select(_TASKS_OF_FIELD, field=field)]


def compare(resolver: Resolver, tasks: Sequence[str], areas: Sequence[str], on: str) -> Comparison:
    """Return *tasks* in *areas* (IRIs; at least two of them) side by side on the ISO date *on*.

    Holders count as the same when they are the same kind of body, so that each Land's own ministry makes no
    difference; so do amounts when their figures are. Raises ValueError for fewer than two places.
    """
    if len(set(areas)) < 2:
        raise ValueError("at least two different places are needed")
    labels = resolver.knowledge.labels
    labels.load([*tasks, *areas])
    rules = FundingRules(resolver.graph, resolver.knowledge)
    chains = [resolver.geography.chain(area) for area in areas]
    roles: list[Compared] = []
    funding: list[Amounts] = []
    silent: list[Thing] = []
    for task in sorted(tasks, key=labels):
        answers = [resolver.resolve(task, area, on) for area in areas]
        amounts = [tuple(rules.of(task, chain.iris, on)) for chain in chains]
        lines = _compared(resolver, answers)
        roles += lines
        if any(amounts):
            essences = [frozenset((f.amount, len(f.funders)) for f in cell) for cell in amounts]
            funding.append(Amounts(Thing(task, labels(task)), tuple(amounts), len(set(essences)) > 1))
        if not lines and not any(amounts):
            silent.append(Thing(task, labels(task)))
    return Comparison(
        tuple(labels.thing(a) or Thing(a, a) for a in areas), on, tuple(roles), tuple(funding), tuple(silent)
    )


def _compared(resolver: Resolver, answers: Sequence[Answer]) -> list[Compared]:
    lines = []
    facts = resolver.knowledge.facts
    for iri in resolver.knowledge.roles:
        cells = tuple(
            Cell(
                tuple(row for row in answer.rows if row.role.iri == iri),
                tuple(statement for statement, _ in answer.denied if iri in facts[statement.iri].all("role")),
            )
            for answer in answers
        )
        if any(cell.rows or cell.denied for cell in cells):
            essences = {_essence(resolver, answer, cell) for answer, cell in zip(answers, cells, strict=True)}
            role = Thing(iri, resolver.knowledge.labels(iri))
            lines.append(Compared(answers[0].task, role, cells, len(essences) > 1))
    return lines


def _essence(resolver: Resolver, answer: Answer, cell: Cell) -> frozenset[tuple[object, ...]]:
    """Return what the rows of *cell* say, with bodies replaced by their kinds."""
    said = {
        (
            _kind(resolver, answer, row),
            row.obligation,
            row.bindingness,
            tuple((c.iri, c.state) for c in row.conditions),
            tuple(row.target_groups),
        )
        for row in cell.rows
    }
    return frozenset(said | ({("denied",)} if cell.denied else set()))


def _kind(resolver: Resolver, answer: Answer, row: Row) -> object:
    if row.holder_kind:
        return row.holder_kind.iri
    territory = resolver.geography.chain(answer.area.iri).territories.get(row.holder.iri)
    if territory:
        return frozenset(territory.kinds)
    own = frozenset(kind for iri, kind, _, place, _ in resolver.geography.bodies if iri == row.holder.iri)
    return own or row.holder.iri
