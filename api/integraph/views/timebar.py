"""A time line: who held a role from when to when, and what happened meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from integraph.responsibility import Resolver
from integraph.responsibility.answer import Evidence, Row, Thing
from integraph.responsibility.timeline import Period, first_day
from integraph.views.duty import DUTIES, Duty, duty_of_row
from integraph.views.svg import LINE, MUTED, Address, Drawing, Swatch, on, wrap
from integraph.views.table import Table, cell, day, sources
from integraph.views.words import GERMAN, Words

_EVENTS: Final = """
SELECT DISTINCT ?event ?label ?date ?kind ?passage WHERE {
  ?event a ig:Event ; rdfs:label ?label ; ig:polarity ig:asserted ; ig:eventKind/skos:prefLabel ?kind .
  ?event ig:date|schema:validFrom ?date .
  { ?event ig:appliesIn ?thing } UNION { ?event ig:about ?thing } UNION { ?event ig:actor ?thing }
  OPTIONAL { ?event ig:evidence ?passage }
  FILTER(LANG(?label) = "de" && LANG(?kind) = ?lang)
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

    def table(self, words: Words = GERMAN) -> Table:
        """Return lanes span by span, then events, in the order of time."""
        lanes = [
            (
                start.isoformat() if start else "",
                (
                    day(start.isoformat() if start else "", words("nicht datiert", "not dated")),
                    day(end.isoformat() if end else "", words("offen", "open")),
                    cell(lane.role),
                    cell(lane.holder),
                    cell(lane.duty.name(words)),
                    sources([e for row in lane.rows for e in row.evidence]),
                ),
            )
            for lane in self.lanes
            for start, end in lane.spans
        ]
        events = [
            (h.day.isoformat(), (day(h.date), cell(), cell(h.kind), cell(h.thing), cell(), sources(h.evidence)))
            for h in self.happenings
        ]
        rows = tuple(row for _, row in sorted([*lanes, *events], key=lambda item: item[0]))
        head = (
            words("Von", "From"),
            words("Bis", "Until"),
            words("Rolle oder Ereignis", "Role or event"),
            words("Zuständig oder Geschehen", "Responsible, or what happened"),
            words("Pflicht", "Duty"),
            words("Belege", "Sources"),
        )
        return Table(self.title, head, rows).called(words)


def events(resolver: Resolver, *things: str, words: Words = GERMAN) -> tuple[Happening, ...]:
    """Return the dated events that happened in, to or through any of *things* (IRIs), in the order of time."""
    found: dict[str, tuple[str, str, str, dict[str, None]]] = {}
    for thing in things:
        for row in resolver.graph.select(_EVENTS, thing=thing, lang=words.lang):
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


def draw(found: TimeLine, address: Address, words: Words = GERMAN) -> str:
    """Return *found* as SVG; *address* leads to holders and events. An open end runs to the edge and is dashed."""
    first, last = found.years
    start, end = dt.date(first, 1, 1), dt.date(last, 12, 31)
    days = (end - start).days

    def x(day: dt.date | None, fallback: dt.date) -> float:
        return _LEFT + ((day or fallback) - start).days / days * _WIDTH

    held = [f"{words.name(lane.role)}: {words.name(lane.holder)}" for lane in found.lanes]
    told_of = [f"{words.day(h.date)}: {words.name(h.thing)}" for h in found.happenings]
    names = [wrap(name, _LEFT - 20, 12, 2) for name in held]
    stories = [wrap(story, _LEFT + _WIDTH - 40, 12, 2) for story in told_of]
    height = _TOP + _LANE * len(names) + sum(16.0 * len(s) + 10 for s in stories) + 60
    used = [d for d in DUTIES if any(lane.duty is d for lane in found.lanes)]
    legend = 50.0 + 34 * len(used) if used else 0.0
    height += legend
    drawing = Drawing(_LEFT + _WIDTH + 24, height, found.title, found.about, "zeit")
    bottom = height - legend - 24
    step = max(1, -(-(last - first) // 12))
    for year in range(first, last + 1, step):
        at = x(dt.date(year, 1, 1), start)
        drawing.add("line", x1=at, y1=_TOP - 8, x2=at, y2=bottom, stroke="#d5dadf", stroke_width=0.8)
        drawing.add("text", str(year), x=at, y=_TOP - 14, font_size=11, text_anchor="middle")
    y = _TOP
    for lane, name, lines in zip(found.lanes, held, names, strict=True):
        link = drawing.link(address(lane.holder.iri), f"{name}, {lane.duty.name(words)}")
        drawing.lines(10, y + (12 if len(lines) > 1 else 18), lines, link, 12)
        for begin, stop in lane.spans:
            left, right = x(begin, start), x(stop, end)
            group = drawing.add("g")
            since = words.date(begin) if begin else words("Beginn nicht datiert", "begin not dated")
            until = words.date(stop) if stop else words("offen", "open")
            told = f"{since} {words('bis', 'until')} {until}"
            drawing.add("title", f"{name}, {told}, {lane.duty.name(words)}", group)
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
            drawing.add(
                "text",
                lane.duty.sign,
                group,
                x=(left + max(right, left + 3)) / 2,
                y=y + 17,
                font_size=11,
                text_anchor="middle",
                fill="#000000" if not (begin or stop) else on(lane.duty.colour),
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
    for happening, story, lines in zip(found.happenings, told_of, stories, strict=True):
        at = x(happening.day, start)
        link = drawing.link(address(happening.thing.iri), story)
        drawing.add("circle", parent=link, cx=at, cy=y + 10, r=5, fill="#a3343c")
        before = at > _LEFT + _WIDTH / 2
        room = (at - 20) if before else (_LEFT + _WIDTH - at - 10)
        lines = wrap(story, room, 12, 2)
        drawing.lines(at + (-10 if before else 10), y + 14, lines, link, 12, text_anchor="end" if before else "start")
        y += 16.0 * len(lines) + 10
    if names:
        duties = [Swatch(d.colour, d.name(words), d.sign) for d in used]
        drawing.legend(10, bottom + 12, duties, words("Pflicht", "Duty"))
        drawing.add(
            "text",
            words(
                "Gestrichelter Rand: Beginn oder Ende ist nicht datiert; blass: beides.",
                "Dashed edge: begin or end is not dated; pale: neither is.",
            ),
            x=_LEFT,
            y=bottom + 24,
            font_size=11,
            fill=MUTED,
        )
    return drawing.text()
