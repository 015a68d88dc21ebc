"""`diff` and `overlays`: what reforms would change, and which there are."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated

import typer

from integraph.cli.comparing import Output, iso_date
from integraph.cli.output import Format, as_json, counter, progress, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from integraph.responsibility.diff import Change

CHANGED_HEAD = (
    *("Aufgabe", "Gemeinden", "Beispiel", "±", "Rolle", "Zuständig", "Pflicht", "Bindung", "Bedingung"),
    "Rechtsgrundlage",
)


def diff(
    scenario: Annotated[
        list[str], typer.Argument(help="Name eines Reformvorschlags oder eigene .ttl-Datei, mehrere möglich")
    ],
    area: Annotated[list[str] | None, typer.Option("--in", help="nur Gemeinden in diesem Gebiet; sonst alle")] = None,
    narrower: Annotated[bool, typer.Option("--narrower", help="auch Teilaufgaben, die die Änderung nur erben")] = False,
    on: Annotated[str, typer.Option(help="Stichtag JJJJ-MM-TT oder TT.MM.JJJJ; ohne Angabe heute")] = "",
    format: Output = Format.table,
) -> None:
    """Welche Antworten ein Reformvorschlag ändert, und für welche Gemeinden. Exit-Code 1: nichts ändert sich."""
    from integraph.responsibility import Resolver
    from integraph.responsibility import scenario as scenario_of
    from integraph.responsibility.diff import diff as changes_of
    from integraph.responsibility.diff import municipalities
    from integraph.responsibility.scenario import other_changes
    from integraph.store import open_graph

    graph = open_graph(progress=progress)
    today, then = Resolver(graph), Resolver(scenario_of(graph, *scenario))
    within = [today.lookup.area(text) for text in area or []]
    areas = municipalities(graph, within)
    changes = changes_of(today, then, iso_date(on), areas, narrower=narrower, progress=counter("Aufgaben"))
    other = other_changes(then.graph)
    if format is Format.json:
        other_json = [{"sign": sign, "statement": statement.as_dict()} for sign, statement in other]
        print(as_json({"changes": [change.as_dict() for change in changes], "other": other_json}))
    else:
        show(format, CHANGED_HEAD, changed_rows(changes))
        if other and format is Format.table:
            print("\nAußerdem, ohne dass eine Zuständigkeit wechselt:")
            print("\n".join(f"{sign} {statement.label}" for sign, statement in other))
    if not changes and not other:
        raise typer.Exit(1)


def changed_rows(changes: Iterable[Change]) -> list[tuple[str, ...]]:
    """Return the rows under `CHANGED_HEAD`: each line that goes (−) or comes (+)."""
    return [
        (
            change.task.label,
            str(len(change.areas)),
            change.areas[0].label + (" …" if len(change.areas) > 1 else ""),
            sign,
            line.role.label,
            line.holder.label,
            line.obligation.label if line.obligation else "",
            line.bindingness.label if line.bindingness else "",
            "; ".join(c.label for c in line.conditions),
            "; ".join(law.label for law in line.legal_basis),
        )
        for change in changes
        for sign, lines in (("−", change.gone), ("+", change.new))
        for line in lines
    ]


def overlays(
    template: Annotated[
        str, typer.Option(help="statt der Liste eine Vorlage für ein eigenes Szenario dieses Namens ausgeben")
    ] = "",
    format: Output = Format.table,
) -> None:
    """Die Reformvorschläge, die als Szenario gerechnet werden können, oder eine Vorlage für ein eigenes."""
    from integraph.responsibility.scenario import TEMPLATE, known
    from integraph.store import open_graph

    if template:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", template):
            raise typer.BadParameter(
                "Der Name besteht aus Kleinbuchstaben ohne Umlaute, Ziffern und Bindestrichen.", param_hint="--template"
            )
        print(TEMPLATE.format(name=template, year=dt.date.today().year), end="")
        return
    found = known(open_graph(progress=progress))
    if format is Format.json:
        print(as_json([{**o.thing.as_dict(), "name": o.name, "adds": o.adds, "ends": o.ends} for o in found]))
        return
    show(
        format,
        ("Name", "Reformvorschlag", "neu", "beendet"),
        [(o.name, o.thing.label, str(o.adds), str(o.ends)) for o in found],
    )
