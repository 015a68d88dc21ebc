"""A time line: who held a role from when to when, and what happened meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from integraph.responsibility import Resolver
from integraph.responsibility.answer import Evidence, Row, Thing
from integraph.responsibility.timeline import Period, first_day
from integraph.views.duty import Duty, duty_of_row
from integraph.views.svg import LINE, MUTED, Address, Drawing, Swatch, on, wrap
from integraph.views.table import Table, cell, sources

_EVENTS: Final = """
SELECT DISTINCT ?event ?label ?date ?kind ?passage WHERE {
  ?event a ig:Event ; rdfs:label ?label ; ig:polarity ig:asserted ; ig:eventKind/skos:prefLabel ?kind .
  ?event ig:date|schema:validFrom ?date .
  { ?event ig:appliesIn ?thing } UNION { ?event ig:about ?thing } UNION { ?event ig:actor ?thing }
  OPTIONAL { ?event ig:evidence ?passage }
  FILTER(LANG(?label) = "de" && LANG(?kind) = "de")
} ORDER BY STR(?date) ?event ?passage"""
_LEFT, _WIDTH, _TOP, _LANE = 330.0, 720.0, 46.0, 30.0


@dataclass(frozen=True)
class Lane:
    """One holder of one role with one duty, and the spans of days for which that is the answer (None: open)."""

    role: Thing
    holder: Thing
    duty: Duty
    spans: tuple[tuple[dt.date | None, dt.date | None], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Happening:
    """An event of the sources: its day (the first of its month or year where only these are known) and its text."""

    thing: Thing
    date: str
    kind: str
    evidence: tuple[Evidence, ...]

    @property
    def day(self) -> dt.date:
        """The day at which it is drawn."""
        return first_day(self.date)


@dataclass(frozen=True)
class TimeLine:
    """Lanes and happenings with the years between which they are drawn."""

    title: str
    about: str
    lanes: tuple[Lane, ...]
    happenings: tuple[Happening, ...]

    @property
    def years(self) -> tuple[int, int]:
        """First and last year of the axis: all dates with a year around, at least ten years."""
        days = [d for lane in self.lanes for span in lane.spans for d in span if d]
        found = [d.year for d in (*days, *(h.day for h in self.happenings))] or [dt.date.today().year]
        first, last = min(found) - 1, max(found) + 1
        return (first, last) if last - first >= 10 else (last - 10, last)

    def table(self) -> Table:
        """Return lanes span by span, then events, in the order of time."""
        lanes = [
            (
                start.isoformat() if start else "",
                (
                    cell(start.isoformat() if start else "nicht datiert"),
                    cell(end.isoformat() if end else "offen"),
                    cell(lane.role),
                    cell(lane.holder),
                    cell(lane.duty.text),
                    sources([e for row in lane.rows for e in row.evidence]),
                ),
            )
            for lane in self.lanes
            for start, end in lane.spans
        ]
        events = [
            (h.day.isoformat(), (cell(h.date), cell(), cell(h.kind), cell(h.thing), cell(), sources(h.evidence)))
            for h in self.happenings
        ]
        rows = tuple(row for _, row in sorted([*lanes, *events], key=lambda item: item[0]))
        return Table(
            self.title, ("Von", "Bis", "Rolle oder Ereignis", "Zuständig oder Geschehen", "Pflicht", "Belege"), rows
        )


def events(resolver: Resolver, *things: str) -> tuple[Happening, ...]:
    """Return the dated events that happened in, to or through any of *things* (IRIs), in the order of time."""
    found: dict[str, tuple[str, str, str, dict[str, None]]] = {}
    for thing in things:
        for row in resolver.graph.select(_EVENTS, thing=thing):
            entry = found.setdefault(row["event"].value, (row["label"].value, row["date"].value, row["kind"].value, {}))
            if row.get("passage"):
                entry[3][row["passage"].value] = None
    happenings = [
        Happening(Thing(iri, label), date, kind, tuple(resolver.knowledge.passages(passages)))
        for iri, (label, date, kind, passages) in found.items()
    ]
    return tuple(sorted(happenings, key=lambda h: (h.day, h.thing.iri)))


def lanes(periods: Sequence[Period]) -> tuple[Lane, ...]:
    """Return the rows of all *periods* as lanes; spans of the same answer that touch become one."""
    spans: dict[tuple[Thing, Thing, Duty], list[tuple[dt.date | None, dt.date | None]]] = {}
    rows: dict[tuple[Thing, Thing, Duty], list[Row]] = {}
    for period in periods:
        for key in dict.fromkeys((row.role, row.holder, duty_of_row(row)) for row in period.answer.rows):
            mine = spans.setdefault(key, [])
            if mine and mine[-1][1] and period.start and mine[-1][1] + dt.timedelta(days=1) == period.start:
                mine[-1] = (mine[-1][0], period.end)
            else:
                mine.append((period.start, period.end))
        for row in period.answer.rows:
            known = rows.setdefault((row.role, row.holder, duty_of_row(row)), [])
            if not any(row.statements == other.statements for other in known):
                known.append(row)
    return tuple(Lane(*key, tuple(found), tuple(rows[key])) for key, found in spans.items())


def draw(found: TimeLine, address: Address) -> str:
    """Return *found* as SVG; *address* leads to holders and events. An open end runs to the edge and is dashed."""
    first, last = found.years
    start, end = dt.date(first, 1, 1), dt.date(last, 12, 31)
    days = (end - start).days

    def x(day: dt.date | None, fallback: dt.date) -> float:
        return _LEFT + ((day or fallback) - start).days / days * _WIDTH

    names = [wrap(f"{lane.role.label}: {lane.holder.label}", _LEFT - 20, 12, 2) for lane in found.lanes]
    stories = [wrap(f"{h.date}: {h.thing.label}", _LEFT + _WIDTH - 40, 12, 2) for h in found.happenings]
    height = _TOP + _LANE * len(names) + sum(16.0 * len(s) + 10 for s in stories) + 60 + (140 if names else 0)
    drawing = Drawing(_LEFT + _WIDTH + 24, height, found.title, found.about, "zeit")
    bottom = height - (150 if names else 24)
    step = max(1, -(-(last - first) // 12))
    for year in range(first, last + 1, step):
        at = x(dt.date(year, 1, 1), start)
        drawing.add("line", x1=at, y1=_TOP - 8, x2=at, y2=bottom, stroke="#d5dadf", stroke_width=0.8)
        drawing.add("text", str(year), x=at, y=_TOP - 14, font_size=11, text_anchor="middle")
    y = _TOP
    for lane, lines in zip(found.lanes, names, strict=True):
        link = drawing.link(address(lane.holder.iri), f"{lane.role.label}: {lane.holder.label}, {lane.duty.text}")
        drawing.lines(10, y + (12 if len(lines) > 1 else 18), lines, link, 12)
        for begin, stop in lane.spans:
            left, right = x(begin, start), x(stop, end)
            group = drawing.add("g")
            told = (
                f"{begin.isoformat() if begin else 'Beginn nicht datiert'} bis {stop.isoformat() if stop else 'offen'}"
            )
            drawing.add("title", f"{lane.role.label}: {lane.holder.label}, {told}, {lane.duty.text}", group)
            drawing.add(
                "rect",
                parent=group,
                x=left,
                y=y + 4,
                width=max(3.0, right - left),
                height=18,
                fill=lane.duty.colour,
                fill_opacity=1 if begin or stop else 0.55,
            )
            for at, known in ((left, begin), (right, stop)):
                colour = on(lane.duty.colour) if not known else LINE
                dashes = "3 3" if not known else "none"
                drawing.add(
                    "line",
                    parent=group,
                    x1=at,
                    y1=y + 4,
                    x2=at,
                    y2=y + 22,
                    stroke=colour,
                    stroke_width=2,
                    stroke_dasharray=dashes,
                )
        y += _LANE
    for happening, lines in zip(found.happenings, stories, strict=True):
        at = x(happening.day, start)
        link = drawing.link(address(happening.thing.iri), f"{happening.date}: {happening.thing.label}")
        drawing.add("circle", parent=link, cx=at, cy=y + 10, r=5, fill="#a3343c")
        before = at > _LEFT + _WIDTH / 2
        room = (at - 20) if before else (_LEFT + _WIDTH - at - 10)
        lines = wrap(f"{happening.date}: {happening.thing.label}", room, 12, 2)
        drawing.lines(at + (-10 if before else 10), y + 14, lines, link, 12, text_anchor="end" if before else "start")
        y += 16.0 * len(lines) + 10
    if names:
        used = dict.fromkeys(lane.duty for lane in found.lanes)
        drawing.legend(10, bottom + 12, [Swatch(d.colour, d.text) for d in used], "Pflicht")
        drawing.add(
            "text",
            "Gestrichelter Rand: Beginn oder Ende ist nicht datiert; blass: beides.",
            x=_LEFT,
            y=bottom + 24,
            font_size=11,
            fill=MUTED,
        )
    return drawing.text()
