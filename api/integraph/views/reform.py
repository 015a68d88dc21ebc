"""What a reform would change: for which municipalities, as a table and as a map of their Kreise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from integraph.namespaces import NAMESPACES
from integraph.responsibility.diff import Change, Line
from integraph.store import Graph
from integraph.views.duty import Duty, duty_of
from integraph.views.maps import BLANK, STEPS, Area, Group, Map, areas
from integraph.views.table import Table, cell, count, german
from integraph.views.words import GERMAN, Words

GROUPS: Final = (
    (STEPS[4], "alle Gemeinden betroffen", "all municipalities affected", "●"),
    (STEPS[2], "ein Teil der Gemeinden betroffen", "some municipalities affected", "▲"),
    (BLANK, "keine Gemeinde betroffen", "no municipality affected", ""),
)


def kreis_key(municipality: str) -> str:
    """Return the five-digit key of the Kreis of a municipality (IRI); Berlin and Hamburg are their own."""
    return municipality.removeprefix(NAMESPACES["geb"])[:5].ljust(5, "0")


def table(changes: Sequence[Change], caption: str, words: Words = GERMAN) -> Table:
    """Return a row for each line that goes or comes, change by change."""
    rows = tuple(
        (
            cell(change.task),
            count(len(change.areas)),
            cell(change.areas[0]),
            cell(sign),
            cell(line.role),
            cell(line.holder),
            cell(duty_of_line(line).name(words)),
            german("; ".join(c.label for c in line.conditions)),
            german("; ".join(law.label for law in line.legal_basis)),
        )
        for change in changes
        for sign, lines in ((words("heute", "today"), change.gone), (words("neu", "new"), change.new))
        for line in lines
    )
    head = (
        words("Aufgabe", "Task"),
        words("Gemeinden", "Municipalities"),
        words("Beispiel", "Example"),
        words("Heute oder neu", "Today or new"),
        words("Rolle", "Role"),
        words("Zuständig", "Responsible"),
        words("Pflicht", "Duty"),
        words("Bedingung", "Condition"),
        words("Rechtsgrundlage", "Legal basis"),
    )
    return Table(caption, head, rows).called(words)


def duty_of_line(line: Line) -> Duty:
    """Return the duty of a line."""
    return duty_of(line.obligation.iri if line.obligation else None, line.bindingness.iri if line.bindingness else None)


def affected_map(
    graph: Graph, changes: Iterable[Change], asked: Iterable[str], title: str, words: Words = GERMAN
) -> Map:
    """Return the Kreise of the municipalities in *asked* (IRIs) by how many of these see any of *changes*."""
    everybody = Counter(kreis_key(iri) for iri in asked)
    touched: dict[str, set[str]] = defaultdict(set)
    tasks: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        for area in change.areas:
            touched[kreis_key(area.iri)].add(area.iri)
            tasks[kreis_key(area.iri)].add(words.name(change.task))
    found = []
    for key, thing in areas(graph, "kreise"):
        if everybody[key]:
            affected = len(touched[key])
            group = 2 if not affected else 0 if affected == everybody[key] else 1
            said = f"{affected} {words('von', 'of')} {everybody[key]} {words('Gemeinden', 'municipalities')}" + (
                f": {', '.join(sorted(tasks[key]))}" if affected else ""
            )
            cells = (count(affected), count(everybody[key]), cell("; ".join(sorted(tasks[key]))))
            found.append(Area(key, thing, group, said, cells))
    about = words(
        "Eine Gemeinde ist betroffen, wenn sich für sie die Antwort auf mindestens eine Aufgabe ändert.",
        "A municipality is affected where the answer on at least one task changes for it.",
    )
    head = (
        words("Betroffenheit", "How far affected"),
        words("Betroffene Gemeinden", "Affected municipalities"),
        words("Gefragte Gemeinden", "Municipalities asked"),
        words("Aufgaben", "Tasks"),
    )
    groups = tuple(Group(colour, words(de, en), sign) for colour, de, en, sign in GROUPS)
    return Map(title, about, "kreise", groups, tuple(found), head, words("Kreise", "Districts"))
