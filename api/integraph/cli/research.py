"""`network` and `release`: what researchers take away."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from integraph.cli.comparing import Output, iso_date
from integraph.cli.output import Format, as_csv, as_json, as_table, progress

if TYPE_CHECKING:
    from integraph.table import Table


def network(
    area: Annotated[
        list[str] | None,
        typer.Option("--in", help="Ort oder Land; mehrere werden verglichen; ohne Angabe alle Aussagen der Quellen"),
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="nur diese Beziehungen: responsibility, supervision, funding, cooperation")
    ] = None,
    scenario: Annotated[
        list[str] | None, typer.Option(help="Reformvorschlag, dessen Netz daneben gestellt wird: Name oder .ttl-Datei")
    ] = None,
    between: Annotated[
        list[str] | None, typer.Option(help="zwei Akteure: der kürzeste Weg vom einen zum anderen")
    ] = None,
    actors: Annotated[bool, typer.Option("--actors", help="Zentralität jedes Akteurs")] = False,
    brokers: Annotated[
        bool, typer.Option("--brokers", help="wer zwischen anderen vermittelt, und in welcher Rolle")
    ] = False,
    communities: Annotated[bool, typer.Option("--communities", help="Gruppen enger verbundener Akteure")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Netz in eine Datei schreiben (.graphml, .gexf, .json)")
    ] = None,
    on: Annotated[str, typer.Option(help="Stichtag JJJJ-MM-TT oder TT.MM.JJJJ; ohne Angabe heute")] = "",
    format: Output = Format.table,
) -> None:
    """Akteursnetze: Kennzahlen der Verflechtung, zentrale Akteure, Wege, Gruppen, Export. Exit-Code 1: nichts da."""
    from integraph import networks
    from integraph.library import Session
    from integraph.store import open_graph

    if between and len(between) != 2:
        raise typer.BadParameter("Ein Weg braucht genau zwei Akteure.", param_hint="--between")
    views = sum([bool(between), actors, brokers, communities, output is not None])
    if views > 1:
        raise typer.BadParameter(
            "Bitte nur eines von --between, --actors, --brokers, --communities und --output angeben."
        )
    if views and len(area or []) > 1:
        raise typer.BadParameter("Diese Ansicht zeigt ein einziges Netz: bitte höchstens einen Ort.", param_hint="--in")
    date = dt.date.fromisoformat(iso_date(on))
    today = Session(open_graph(progress=progress))
    then = today.scenario(*scenario) if scenario else None
    if views:
        place = area[0] if area else None
        chosen = (then or today).network(kind or (), area=place, on=date)
        if output is not None:
            chosen.write(output)
            progress(f"{len(chosen.nodes)} Knoten, {len(chosen.relations)} Beziehungen in {output}")
            return
        if between:
            found = networks.distance(chosen, *between)
        else:
            found = (networks.centralities if actors else networks.brokerage if brokers else networks.communities)(
                chosen
            )
    else:
        drawn = {}
        for name in area or [""]:
            title = name or "Deutschland"
            drawn[title] = today.network(kind or (), area=name or None, on=date)
            if then:
                drawn[f"{title} (Szenario)"] = then.network(kind or (), area=name or None, on=date)
        found = networks.compare(drawn)
    _show(found, format)
    if not found.rows:
        raise typer.Exit(1)


def _show(found: Table, format: Format) -> None:
    from integraph.table import text

    if format is Format.json:
        print(as_json(found.to_dicts()))
    elif format is Format.csv:
        print(found.to_csv(), end="")
    else:
        print(as_table(found.columns, [[text(value) for value in row] for row in found.rows]))


def release(
    output: Annotated[Path, typer.Option("--output", "-o", help="neues Verzeichnis für die Veröffentlichung")],
    previous: Annotated[
        Path | None,
        typer.Option(help="Verzeichnis der vorigen Veröffentlichung: auch berichten, was sich geändert hat"),
    ] = None,
    endpoint: Annotated[str, typer.Option(help="Adresse des öffentlichen SPARQL-Endpunkts")] = "",
    issued: Annotated[
        str, typer.Option(help="Tag der Veröffentlichung JJJJ-MM-TT; ohne Angabe steht keiner darin")
    ] = "",
    format: Output = Format.table,
) -> None:
    """Den Graphen veröffentlichen: N-Quads, JSON-LD, Turtle, CSV, Metadaten, Prüfsummen; immer dieselben Bytes."""
    from integraph import release as releases
    from integraph.namespaces import BASE
    from integraph.store import open_graph

    day = iso_date(issued) if issued else ""
    changes = releases.write(
        open_graph(progress=progress),
        output,
        previous=previous,
        endpoint=endpoint or BASE + "sparql",
        issued=day,
        progress=progress,
    )
    if format is Format.json:
        print(as_json({"directory": str(output), "changes": changes.as_dict() if changes else None}))
    elif format is Format.csv:
        rows = [
            (group, fate, change.iri, change.label)
            for group, fates in (changes.groups if changes else {}).items()
            for fate, found in fates.items()
            for change in found
        ]
        print(as_csv(("group", "fate", "iri", "label"), rows))
    else:
        print(f"Veröffentlicht in {output}")
        if changes:
            print(changes.markdown().split("\n## ")[0].rstrip())
