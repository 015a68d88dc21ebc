"""All answers of many places at once, as CSV: one line for each holder of a role, and one for each silence."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TextIO

from integraph.namespaces import shorten

from .answer import Answer, Row, Thing
from .chain import Chain
from .profiles import Profile, Profiler
from .resolve import Resolver

COLUMNS: Final = (
    "area",
    "areaName",
    "task",
    "role",
    "holder",
    "holderKind",
    "level",
    "obligation",
    "bindingness",
    "certainty",
    "conditions",
    "territory",
    "statements",
)
"""The columns; a silent answer has empty ones from ``role`` on."""
_PLACE = "\x00"
"""Marks where a territory of the place's chain is written; it occurs in no IRI and no label."""


class Writer:
    """Writes answers; with ``labels`` as German labels, else as prefixed names (``geb:06611000``)."""

    def __init__(self, resolver: Resolver, out: TextIO, labels: bool = False) -> None:
        self.resolver, self.out, self.labels = resolver, out, labels
        self._written: dict[str, tuple[str, ...]] = {}

    def header(self) -> None:
        """Write the names of the columns."""
        self.out.write(",".join(COLUMNS) + "\r\n")

    def write(self, answer: Answer, profile: Profile) -> int:
        """Write *answer*, that of the representative, for every member of *profile*; return the number of lines."""
        places = {t.iri: number for number, t in enumerate(profile.representative.inner_first())}
        lines = [self._fields(answer, row, places) for row in answer.rows] or [self._silence(answer)]
        pieces = "".join(_csv(fields) for fields in lines).split(_PLACE)
        fixed, numbers = pieces[::2], [int(piece) for piece in pieces[1::2]]
        for member in profile.members:
            names = self._names(member)
            text = [fixed[0]]
            for number, following in zip(numbers, fixed[1:], strict=True):
                text += (names[number], following)
            self.out.write("".join(text))
        return len(lines) * len(profile.members)

    def _names(self, member: Chain) -> tuple[str, ...]:
        """Return how the territories of *member* are written, then key and name of the place itself."""
        if member.area not in self._written:
            area = member.territories[member.area]
            names = [t.label if self.labels else shorten(t.iri) for t in member.inner_first()]
            self._written[member.area] = tuple(map(_cell, (*names, shorten(area.iri), area.label)))
        return self._written[member.area]

    def _fields(self, answer: Answer, row: Row, places: dict[str, int]) -> list[str]:
        def name(thing: Thing | None) -> str:
            if thing is None:
                return ""
            if thing.iri in places:
                return f"{_PLACE}{places[thing.iri]}{_PLACE}"
            return thing.label if self.labels else shorten(thing.iri)

        kind, level = row.holder_kind, row.level
        return [
            f"{_PLACE}-2{_PLACE}",
            f"{_PLACE}-1{_PLACE}",
            name(answer.task),
            *map(name, (row.role, row.holder, kind, level, row.obligation, row.bindingness, row.certainty)),
            "; ".join(f"{name(Thing(c.iri, c.text))}={c.state}" for c in row.conditions),
            name(row.territory),
            "; ".join(shorten(s.iri) for s in row.statements),
        ]

    def _silence(self, answer: Answer) -> list[str]:
        task = answer.task.label if self.labels else shorten(answer.task.iri)
        return [f"{_PLACE}-2{_PLACE}", f"{_PLACE}-1{_PLACE}", task, *[""] * (len(COLUMNS) - 3)]


def batch(
    resolver: Resolver,
    areas: Iterable[str],
    tasks: Sequence[str],
    on: str,
    out: TextIO,
    *,
    role: str | None = None,
    labels: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Write who is responsible for each of *tasks* in each of *areas* (IRIs) on the ISO date *on* to *out* as CSV.

    Ordered by task; places that share their answers are resolved once. Returns the number of lines. *progress* is
    told the tasks done and to do.
    """
    resolver.geography.load_all()
    profiler = Profiler(resolver)
    profiles = profiler.sort(areas)
    writer = Writer(resolver, out, labels)
    writer.header()
    written = 0
    for number, task in enumerate(tasks):
        progress(number, len(tasks))
        for profile in profiler.for_task(task, profiles):
            answer = resolver.resolve(task, profile.representative.area, on, role)
            written += writer.write(answer, profile)
    progress(len(tasks), len(tasks))
    return written


def _csv(fields: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(fields)
    return buffer.getvalue()


def _cell(text: str) -> str:
    return _csv([text]).rstrip("\r\n")
