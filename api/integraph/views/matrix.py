"""The responsibility matrix: tasks against levels or actors; in each field who has which role with which duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from integraph.german import located
from integraph.namespaces import SCHEME
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.responsibility.resolve import covers
from integraph.views.duty import DUTIES, Duty, duty_of, duty_of_row, strictest
from integraph.views.svg import LINE, Address, Drawing, Swatch, on, wrap
from integraph.views.table import Table, cell
from integraph.views.words import GERMAN, Words

LEVELS: Final = tuple(
    SCHEME + "level/" + name
    for name in ("eu", "bund", "land", "regierungsbezirk", "kommune", "kreis", "gemeinde", "nicht-staatlich")
)
NO_LEVEL: Final = Thing("", "Ebene nicht genannt")
_NO_LEVEL: Final = (NO_LEVEL.label, "level not stated")
_ROW, _COLUMN, _LEFT, _HEAD = 24.0, 124.0, 300.0, 70.0
_CHIP: Final = 38.0


@dataclass(frozen=True)
class Entry:
    """A role that is held in one field, with the strictest duty that is said of it."""

    role: Thing
    duty: Duty


@dataclass(frozen=True)
class Matrix:
    """``fields`` maps (task IRI, column IRI) to its entries; a column without an IRI is `NO_LEVEL`."""

    title: str
    about: str
    tasks: tuple[Thing, ...]
    columns: tuple[Thing, ...]
    fields: dict[tuple[str, str], tuple[Entry, ...]]
    column_name: str

    def entries(self, task: Thing, column: Thing) -> tuple[Entry, ...]:
        """Return what stands in one field."""
        return self.fields.get((task.iri, column.iri), ())

    def table(self, words: Words = GERMAN) -> Table:
        """Return the matrix as a table, a task a row."""
        rows = tuple(
            (
                cell(task),
                *(
                    cell("; ".join(f"{words.name(e.role)} ({e.duty.name(words)})" for e in self.entries(task, c)))
                    for c in self.columns
                ),
            )
            for task in self.tasks
        )
        head = (words("Aufgabe", "Task"), *(column_name(c, words) for c in self.columns))
        return Table(self.title, head, rows).called(words)


def column_name(column: Thing, words: Words = GERMAN) -> str:
    """Return what a column is called, `NO_LEVEL` too."""
    return words.name(column) if column.iri else words(*_NO_LEVEL)


def of_place(
    resolver: Resolver, tasks: Sequence[str], area: str, on_date: str, by_actor: bool, words: Words = GERMAN
) -> Matrix:
    """Return the answers for *tasks* in *area* (IRIs) on an ISO date as a matrix by level, or by holder."""
    said: dict[tuple[str, Thing], dict[Thing, list[Duty]]] = defaultdict(lambda: defaultdict(list))
    labels = resolver.knowledge.labels
    for task in tasks:
        for row in resolver.resolve(task, area, on_date).rows:
            column = row.holder if by_actor else row.level or NO_LEVEL
            said[task, column][row.role].append(duty_of_row(row))
    place = labels(area)
    about = words(
        f"Antworten für {place} am {words.day(on_date)}. Aufgaben ohne Antwort stehen nicht darin.",
        f"Answers for {place} on {words.day(on_date)}. Tasks without an answer are left out.",
    )
    title = words(f"Wer macht was {located(place)}?", f"Who does what in {place}?")
    return _matrix(resolver, said, title, about, by_actor, words)


def of_statements(
    resolver: Resolver, tasks: Sequence[str], on_date: str, by_actor: bool, words: Words = GERMAN
) -> Matrix:
    """Return what the sources say of *tasks* (IRIs) anywhere in Germany, by level, or by body and kind of body.

    Taken are the asserted statements of the status quo on the ISO date; nothing is resolved for a place.
    """
    said: dict[tuple[str, Thing], dict[Thing, list[Duty]]] = defaultdict(lambda: defaultdict(list))
    knowledge, wanted = resolver.knowledge, set(tasks)
    facts = [f for f in knowledge.facts.values() if not wanted.isdisjoint(f.all("task"))]
    knowledge.labels.load({v for f in facts for values in f.values.values() for v in values})
    for fact in facts:
        if (
            fact.one("modality") not in knowledge.status_quo
            or not covers(fact, on_date)
            or (fact.one("polarity") or "").endswith("denied")
        ):
            continue
        holders = knowledge.labels.things([*fact.all("holder"), *fact.all("holderType")])
        if by_actor:
            columns = holders
        else:
            levels = {fact.one("level") or resolver.geography.usual_level(h.iri) for h in holders}
            columns = [knowledge.labels.thing(level) or NO_LEVEL for level in sorted(levels, key=str)]
        for task in wanted.intersection(fact.all("task")):
            for role in knowledge.labels.things(fact.all("role")):
                for column in columns:
                    said[task, column][role].append(duty_of(fact.one("obligation"), fact.one("bindingness")))
    about = words(
        f"Aussagen der Quellen über alle Gebiete, Stand {words.day(on_date)}. Was an einem Ort gilt, zeigt die Matrix "
        "eines Ortes.",
        f"Statements of the sources on all areas, as of {words.day(on_date)}. What holds at one place is shown by the "
        "matrix of a place.",
    )
    title = words("Wer macht was? Aussagen der Quellen", "Who does what? What the sources say")
    return _matrix(resolver, said, title, about, by_actor, words)


def _matrix(
    resolver: Resolver,
    said: dict[tuple[str, Thing], dict[Thing, list[Duty]]],
    title: str,
    about: str,
    by_actor: bool,
    words: Words,
) -> Matrix:
    labels = resolver.knowledge.labels
    order = {role: number for number, role in enumerate(resolver.knowledge.roles)}
    columns = {column for _, column in said}
    if by_actor:
        count = {c: sum(column == c for _, column in said) for c in columns}
        ordered = sorted(columns, key=lambda c: (-count[c], c.label))
    else:
        rank = {iri: number for number, iri in enumerate(LEVELS)}
        ordered = sorted(columns, key=lambda c: (rank.get(c.iri, len(rank)), c.label))
    fields = {
        (task, column.iri): tuple(
            Entry(role, strictest(duties))
            for role, duties in sorted(roles.items(), key=lambda r: order.get(r[0].iri, 99))
        )
        for (task, column), roles in said.items()
    }
    tasks = labels.things({task for task, _ in said})
    column = words("Stelle", "Body") if by_actor else words("Ebene", "Level")
    return Matrix(title, about, tuple(tasks), tuple(ordered), fields, column)


def codes(found: Matrix, words: Words = GERMAN) -> dict[Thing, str]:
    """Return a short code for each role of the matrix: its first letter, more of them where that is taken."""
    taken: dict[str, Thing] = {}
    for role in sorted({e.role for entries in found.fields.values() for e in entries}, key=words.name):
        name = words.name(role)[:1].upper() + words.name(role)[1:]
        code = next(name[:n] for n in range(1, len(name) + 1) if name[:n] not in taken)
        taken[code] = role
    return {role: code for code, role in taken.items()}


def draw(found: Matrix, address: Address, words: Words = GERMAN) -> str:
    """Return *found* as SVG in the language of *words*; *address* leads to the page of a task."""
    code = codes(found, words)
    width = _LEFT + len(found.columns) * _COLUMN + 20
    wide = max(width, 720.0)
    names = [wrap(words.name(task), _LEFT - 20, 12, 2) for task in found.tasks]
    used = {e.duty for entries in found.fields.values() for e in entries}
    tall: list[float] = []
    for task, lines in zip(found.tasks, names, strict=True):
        entries = max((len(found.entries(task, c)) for c in found.columns), default=1)
        tall.append(max(_ROW, 14.0 * len(lines) + 8, 20.0 * -(-entries // 3) + 6))
    legend = 60 + 24 * len(used)
    drawing = Drawing(wide, _HEAD + sum(tall) + max(legend, 20 * len(code) + 60), found.title, found.about, "matrix")
    for number, column in enumerate(found.columns):
        x = _LEFT + number * _COLUMN + _COLUMN / 2
        lines = wrap(column_name(column, words), _COLUMN - 8, 11, 4)
        drawing.lines(x, _HEAD - 10 - 13.2 * (len(lines) - 1), lines, size=11, text_anchor="middle", font_weight="bold")
    y = _HEAD
    for task, lines, height in zip(found.tasks, names, tall, strict=True):
        drawing.add("line", x1=8, y1=y, x2=width - 8, y2=y, stroke="#d5dadf", stroke_width=0.8)
        link = drawing.link(address(task.iri), words.name(task))
        drawing.lines(12, y + 16, lines, link, 12)
        for number, column in enumerate(found.columns):
            for place, entry in enumerate(found.entries(task, column)):
                x = _LEFT + number * _COLUMN + 3 + place % 3 * (_CHIP + 2)
                top = y + 4 + place // 3 * 20
                group = drawing.add("g")
                told = f"{words.name(task)}, {column_name(column, words)}: {words.name(entry.role)}"
                drawing.add("title", f"{told}, {entry.duty.name(words)}", group)
                fill = entry.duty.colour
                drawing.add(
                    "rect",
                    parent=group,
                    x=x,
                    y=top,
                    width=_CHIP,
                    height=17,
                    rx=3,
                    fill=fill,
                    stroke=LINE,
                    stroke_width=0.5,
                )
                drawing.add(
                    "text",
                    f"{code[entry.role]} {entry.duty.sign}",
                    group,
                    x=x + _CHIP / 2,
                    y=top + 12.5,
                    font_size=11,
                    text_anchor="middle",
                    fill=on(fill),
                )
        y += height
    drawing.add("line", x1=8, y1=y, x2=width - 8, y2=y, stroke="#d5dadf", stroke_width=0.8)
    duties = [Swatch(d.colour, d.name(words), d.sign) for d in DUTIES if d in used]
    drawing.legend(12, y + 20, duties, words("Pflicht (Farbe und Zeichen)", "Duty (colour and sign)"))
    drawing.add("text", words("Rolle (Buchstabe)", "Role (letter)"), x=_LEFT, y=y + 32, font_weight="bold")
    for number, (role, short) in enumerate(sorted(code.items(), key=lambda item: item[1])):
        drawing.add("text", f"{short}:  {words.name(role)}", x=_LEFT, y=y + 54 + number * 20)
    return drawing.text()
