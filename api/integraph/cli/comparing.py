"""`timeline`, `gaps` and `diff`: answers set beside each other."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated

import typer

from integraph.cli.output import Format, as_json, progress, show

Place = Annotated[str, typer.Option("--in", help="Ort: Name, amtlicher Schlüssel (AGS, ARS) oder IRI")]
Output = Annotated[Format, typer.Option(help="Ausgabeformat")]


def iso_date(text: str) -> str:
    """Return *text* as an ISO date, today where it is empty. Raises BadParameter."""
    try:
        return (dt.date.fromisoformat(text) if text else dt.date.today()).isoformat()
    except ValueError:
        raise typer.BadParameter(f"„{text}“ ist kein Datum der Form JJJJ-MM-TT.", param_hint="--on") from None


def timeline(
    task: Annotated[str, typer.Argument(help="Aufgabe: Name, Kurzname oder IRI")],
    area: Place,
    role: Annotated[str, typer.Option(help="nur diese Rolle")] = "",
    format: Output = Format.table,
) -> None:
    """Wie sich eine Zuständigkeit an einem Ort mit der Zeit geändert hat, soweit die Quellen es datieren."""
    from integraph.responsibility import Resolver
    from integraph.responsibility.timeline import timeline as periods_of
    from integraph.store import open_graph

    resolver = Resolver(open_graph(progress=progress))
    lookup = resolver.lookup
    periods = periods_of(resolver, lookup.task(task), lookup.area(area), lookup.role(role) if role else None)
    if format is Format.json:
        print(as_json([period.as_dict() for period in periods]))
        return
    rows = [
        (str(p.start or "…"), str(p.end or "…"), row.role.label, row.holder.label, row.certainty.label)
        for p in periods
        for row in p.answer.rows
    ]
    show(format, ("von", "bis", "Rolle", "Zuständig", "Gewissheit"), rows)


def gaps(
    area: Place,
    on: Annotated[str, typer.Option(help="Stichtag JJJJ-MM-TT; ohne Angabe heute")] = "",
    role: Annotated[
        list[str] | None, typer.Option(help="Rolle, mehrfach möglich; sonst Ausführung, Finanzierung")
    ] = None,
    format: Output = Format.table,
) -> None:
    """Aufgaben, für die an einem Ort niemand oder mehrere genannt sind, neben dem, was die Quellen selbst so nennen.

    Eine Lücke heißt: die Quellen sprechen von der Aufgabe, aber nicht davon, wer diese Rolle hat, oder verneinen es.
    """
    from integraph.responsibility import Resolver
    from integraph.responsibility.gaps import ROLES
    from integraph.responsibility.gaps import gaps as findings_of
    from integraph.store import open_graph

    resolver = Resolver(open_graph(progress=progress))
    roles = tuple(resolver.lookup.role(text) for text in role) if role else ROLES
    found = findings_of(resolver, resolver.lookup.area(area), iso_date(on), roles)
    if format is Format.json:
        print(as_json([finding.as_dict() for finding in found]))
        return
    kinds = {"gap": "Lücke", "overlap": "Mehrfach"}
    agreement = {"both": "berechnet und genannt", "computed": "berechnet", "named": "genannt"}
    rows = [
        (
            kinds[f.kind],
            f.task.label,
            f.role.label if f.role else "",
            ", ".join(h.label for h in f.holders),
            agreement[f.agreement],
            "; ".join(e.citation for _, evidence in f.named for e in evidence),
        )
        for f in found
    ]
    show(format, ("Art", "Aufgabe", "Rolle", "Zuständig", "Grundlage", "Beleg"), rows)


def diff(
    scenario: Annotated[list[str], typer.Argument(help="Name eines Reformvorschlags, mehrere möglich")],
    area: Annotated[str, typer.Option("--in", help="nur dieser Ort; ohne Angabe alle Gemeinden")] = "",
    on: Annotated[str, typer.Option(help="Stichtag JJJJ-MM-TT; ohne Angabe heute")] = "",
    format: Output = Format.table,
) -> None:
    """Welche Antworten ein Reformvorschlag ändert, und für welche Gemeinden. Exit-Code 1: nichts ändert sich."""
    from integraph.responsibility import Resolver
    from integraph.responsibility.diff import diff as changes_of
    from integraph.store import open_graph

    graph = open_graph(progress=progress)
    today, then = Resolver(graph), Resolver(graph.scenario(*scenario))
    areas = [today.lookup.area(area)] if area else None

    def report(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done}/{of} Gruppen von Gemeinden", end="" if done < of else "\n", file=sys.stderr)

    changes = changes_of(today, then, iso_date(on), areas, report)
    if format is Format.json:
        print(as_json([change.as_dict() for change in changes]))
    else:
        rows = [
            (
                change.task.label,
                str(len(change.areas)),
                change.areas[0].label + (" …" if len(change.areas) > 1 else ""),
                sign,
                line.role.label,
                line.holder.label,
                line.obligation.label if line.obligation else "",
                line.bindingness.label if line.bindingness else "",
            )
            for change in changes
            for sign, lines in (("−", change.gone), ("+", change.new))
            for line in lines
        ]
        show(format, ("Aufgabe", "Gemeinden", "Beispiel", "±", "Rolle", "Zuständig", "Pflicht", "Bindung"), rows)
    if not changes:
        raise typer.Exit(1)
