"""The time line of a responsibility: the periods in which its answer stays the same."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

from .answer import Answer
from .knowledge import Fact
from .resolve import Resolver


@dataclass(frozen=True)
class Period:
    """A span of days, both inclusive (None: open), and the answer on each of them."""

    start: dt.date | None
    end: dt.date | None
    answer: Answer

    def as_dict(self) -> dict[str, Any]:
        """Return ``{"from", "through", "answers", "denied"}``."""
        body = self.answer.as_dict()
        return {
            "from": self.start.isoformat() if self.start else None,
            "through": self.end.isoformat() if self.end else None,
            "answers": body["answers"],
            "denied": body["denied"],
        }


def first_day(partial: str) -> dt.date:
    """Return the first day of a date, a month (``2012-03``) or a year (``2012``)."""
    year, month, day = (*map(int, partial.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)


def last_day(partial: str) -> dt.date:
    """Return the last day of a date, a month or a year."""
    parts = [int(part) for part in partial.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return dt.date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def timeline(resolver: Resolver, task: str, area: str, role: str | None = None) -> list[Period]:
    """Return the periods of *task* in *area* (IRIs) from the earliest to the latest change that the sources date.

    Neighbouring periods with the same holders and duties are joined.
    """
    chain = resolver.geography.chain(area)
    successions = {date for _, _, date in resolver.geography.successions}
    starts = sorted(_changes(resolver.knowledge.in_reach(task, chain.iris), successions))
    bounds: list[dt.date | None] = [None, *starts]
    periods: list[Period] = []
    for start, following in zip(bounds, [*starts, None], strict=True):
        day = start or (starts[0] - dt.timedelta(days=1) if starts else dt.date.today())
        answer = resolver.resolve(task, area, day.isoformat(), role)
        end = following - dt.timedelta(days=1) if following else None
        if periods and _essence(periods[-1].answer) == _essence(answer):
            periods[-1] = Period(periods[-1].start, end, periods[-1].answer)
        else:
            periods.append(Period(start, end, answer))
    return periods


def _changes(facts: list[Fact], successions: set[str]) -> set[dt.date]:
    starts = {value for fact in facts for value in fact.all("validFrom")} | successions
    ends = {value for fact in facts for value in fact.all("validThrough")} | successions
    return set(map(first_day, starts)) | {last_day(value) + dt.timedelta(days=1) for value in ends}


def _essence(answer: Answer) -> set[tuple[object, ...]]:
    return {row.key() for row in answer.rows} | {(statement,) for statement, _ in answer.denied}
