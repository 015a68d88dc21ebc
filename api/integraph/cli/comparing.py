"""`timeline`, `gaps`, `compare` and `batch`: answers set beside each other."""

from __future__ import annotations

import contextlib
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from integraph.cli.output import Format, as_json, counter, progress, show
from integraph.dates import day_of

if TYPE_CHECKING:
    from integraph.responsibility.compare import Cell

Place = Annotated[str, typer.Option("--in", help="Ort: Name, amtlicher Schlüssel (AGS, ARS) oder IRI")]
Output = Annotated[Format, typer.Option(help="Ausgabeformat")]


def iso_date(text: str) -> str:
    """Return *text* as an ISO date, today where it is empty. Raises BadParameter."""
    try:
        return day_of(text).isoformat()
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--on") from None


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
    on: Annotated[str, typer.Option(help="Stichtag JJJJ-MM-TT oder TT.MM.JJJJ; ohne Angabe heute")] = "",
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


def compare(
    task: Annotated[list[str] | None, typer.Argument(help="Aufgaben: Namen, Kurznamen oder IRIs")] = None,
    area: Annotated[list[str] | None, typer.Option("--in", help="Ort oder Land, mindestens zweimal")] = None,
    field: Annotated[str, typer.Option(help="statt einzelner Aufgaben alle eines Handlungsfelds")] = "",
    on: Annotated[str, typer.Option(help="Stichtag JJJJ-MM-TT oder TT.MM.JJJJ; ohne Angabe heute")] = "",
    differences: Annotated[bool, typer.Option("--differences", help="nur, worin sich die Orte unterscheiden")] = False,
    format: Output = Format.table,
) -> None:
    """Länder oder Kommunen nebeneinander: wer, mit welcher Pflicht, wer zahlt und wie viel; ≠ heißt: nicht gleich.

    Verglichen werden Arten von Stellen: dass jedes Land sein eigenes Ministerium hat, ist kein Unterschied.
    """
    from integraph.responsibility import Resolver
    from integraph.responsibility.compare import compare as comparison_of
    from integraph.responsibility.compare import tasks_of
    from integraph.store import open_graph

    if bool(task) == bool(field):
        raise typer.BadParameter("Bitte entweder Aufgaben oder --field angeben.")
    resolver = Resolver(open_graph(progress=progress))
    lookup = resolver.lookup
    areas = list(dict.fromkeys(lookup.area(text) for text in area or []))
    if len(areas) < 2:
        raise typer.BadParameter("Ein Vergleich braucht mindestens zwei verschiedene Orte.", param_hint="--in")
    tasks = [lookup.task(text) for text in task or []] or tasks_of(resolver, lookup.field(field))
    found = comparison_of(resolver, tasks, areas, iso_date(on))
    if format is Format.json:
        print(as_json(found.as_dict()))
        return
    rows = [
        (line.task.label, line.role.label, "≠" if line.differs else "", *map(_cell, line.cells))
        for line in found.roles
        if line.differs or not differences
    ]
    rows += [
        (
            amounts.task.label,
            "Förderung",
            "≠" if amounts.differs else "",
            *("; ".join(f"{f.programme.label}: {f.amount or 'ohne Betrag'}" for f in cell) for cell in amounts.cells),
        )
        for amounts in found.funding
        if amounts.differs or not differences
    ]
    show(format, ("Aufgabe", "Rolle", "", *(a.label for a in found.areas)), rows)
    if found.silent and format is Format.table:
        print("\nKeine Aussage in den Quellen zu: " + ", ".join(t.label for t in found.silent))


def _cell(cell: Cell) -> str:
    said = [row.holder.label + (f" ({row.obligation.label})" if row.obligation else "") for row in cell.rows]
    return "; ".join([*dict.fromkeys(said), *(f"verneint: {d.label}" for d in cell.denied)]) or "keine Aussage"


def batch(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Datei (.csv oder .csv.gz); - ist die Standardausgabe")
    ],
    area: Annotated[list[str] | None, typer.Option("--in", help="nur Gemeinden in diesem Gebiet; sonst alle")] = None,
    task: Annotated[list[str] | None, typer.Option(help="nur diese Aufgabe, mehrfach möglich; sonst alle")] = None,
    role: Annotated[str, typer.Option(help="nur diese Rolle")] = "",
    on: Annotated[str, typer.Option(help="Stichtag JJJJ-MM-TT oder TT.MM.JJJJ; ohne Angabe heute")] = "",
    scenario: Annotated[list[str] | None, typer.Option(help="Reformvorschlag: Name oder eigene .ttl-Datei")] = None,
    labels: Annotated[bool, typer.Option("--labels", help="deutsche Namen statt Kurz-IRIs")] = False,
) -> None:
    """Alle Zuständigkeiten aller Gemeinden als CSV: eine Zeile je Stelle und Rolle, eine leere bei Schweigen.

    Für alle Gemeinden und Aufgaben sind das einige Gigabyte; gepackt (.csv.gz) ein kleiner Teil davon.
    """
    from integraph.responsibility import Resolver
    from integraph.responsibility import scenario as scenario_of
    from integraph.responsibility.batch import batch as write
    from integraph.responsibility.diff import municipalities
    from integraph.store import open_graph

    graph = open_graph(progress=progress)
    resolver = Resolver(scenario_of(graph, *scenario) if scenario else graph)
    lookup = resolver.lookup
    within = [lookup.area(text) for text in area or []]
    tasks = [lookup.task(text) for text in task or []] or resolver.knowledge.tasks
    date, only = iso_date(on), lookup.role(role) if role else None
    with _written(output) as out:
        lines = write(
            resolver,
            municipalities(graph, within),
            tasks,
            date,
            out,
            role=only,
            labels=labels,
            progress=counter("Aufgaben"),
        )
    progress(f"{lines} Zeilen in {output}")


@contextlib.contextmanager
def _written(path: Path) -> Iterator[TextIO]:
    """Open *path* for text; it appears when it is complete, or not at all."""
    if str(path) == "-":
        yield sys.stdout
        return
    part = path.with_name(f".{path.name}.part")
    try:
        if path.suffix == ".gz":
            with gzip.open(part, "wt", compresslevel=1, encoding="utf-8", newline="") as packed:
                yield packed
        else:
            with part.open("w", encoding="utf-8", newline="") as plain:
                yield plain
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
