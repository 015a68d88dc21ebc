"""What a reform would change: for which municipalities, as a table and as a map of their Kreise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from integraph.namespaces import NAMESPACES
from integraph.responsibility.diff import Change, Line
from integraph.store import Graph
from integraph.views.duty import duty_of
from integraph.views.maps import BLANK, STEPS, Area, Group, Map, areas
from integraph.views.table import Table, cell

GROUPS: Final = (
    Group(STEPS[4], "alle Gemeinden betroffen"),
    Group(STEPS[2], "ein Teil der Gemeinden betroffen"),
    Group(BLANK, "keine Gemeinde betroffen"),
)
HEAD: Final = ("Aufgabe", "Gemeinden", "Beispiel", "Heute oder neu", "Rolle", "Zuständig", "Pflicht", "Bedingung")


def kreis_key(municipality: str) -> str:
    """Return the five-digit key of the Kreis of a municipality (IRI); Berlin and Hamburg are their own."""
    return municipality.removeprefix(NAMESPACES["geb"])[:5].ljust(5, "0")


def table(changes: Sequence[Change], caption: str) -> Table:
    """Return a row for each line that goes or comes, change by change."""
    rows = tuple(
        (
            cell(change.task),
            cell(str(len(change.areas))),
            cell(change.areas[0]),
            cell(sign),
            cell(line.role),
            cell(line.holder),
            cell(duty_text(line)),
            cell("; ".join(c.label for c in line.conditions)),
        )
        for change in changes
        for sign, lines in (("heute", change.gone), ("neu", change.new))
        for line in lines
    )
    return Table(caption, HEAD, rows)


def duty_text(line: Line) -> str:
    """Return the duty of a line as the pictures call it."""
    duty = duty_of(line.obligation.iri if line.obligation else None, line.bindingness.iri if line.bindingness else None)
    return duty.text


def affected_map(graph: Graph, changes: Iterable[Change], asked: Iterable[str], title: str) -> Map:
    """Return the Kreise of the municipalities in *asked* (IRIs) by how many of these see any of *changes*."""
    everybody = Counter(kreis_key(iri) for iri in asked)
    touched: dict[str, set[str]] = defaultdict(set)
    tasks: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        for area in change.areas:
            touched[kreis_key(area.iri)].add(area.iri)
            tasks[kreis_key(area.iri)].add(change.task.label)
    found = []
    for key, thing in areas(graph, "kreise"):
        if everybody[key]:
            count = len(touched[key])
            group = 2 if not count else 0 if count == everybody[key] else 1
            said = f"{count} von {everybody[key]} Gemeinden" + (f": {', '.join(sorted(tasks[key]))}" if count else "")
            cells = (cell(str(count)), cell(str(everybody[key])), cell("; ".join(sorted(tasks[key]))))
            found.append(Area(key, thing, group, said, cells))
    about = "Eine Gemeinde ist betroffen, wenn sich für sie die Antwort auf mindestens eine Aufgabe ändert."
    head = ("Betroffenheit", "Betroffene Gemeinden", "Gefragte Gemeinden", "Aufgaben")
    return Map(title, about, "kreise", GROUPS, tuple(found), head)
