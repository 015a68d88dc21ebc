"""`queries` and `ask`: the catalogue of questions, and the answer to one of them."""

from __future__ import annotations

from typing import Annotated

import typer

from integraph.cli.output import Format, as_json, as_table, progress


def queries(
    words: Annotated[
        list[str] | None, typer.Argument(help="nur Abfragen, in denen alle diese Wörter vorkommen")
    ] = None,
    theme: Annotated[str, typer.Option(help="nur dieses Thema, zum Beispiel funding")] = "",
    every: Annotated[bool, typer.Option("--all", help="auch die Prüffragen (competency)")] = False,
    format: Annotated[Format, typer.Option(help="Ausgabeformat")] = Format.table,
) -> None:
    """Die gespeicherten Fragen mit ihren Parametern; `integraph ask` beantwortet eine. Exit-Code 1: keine passt."""
    from integraph import catalogue
    from integraph.table import as_csv

    order = list(catalogue.THEMES)
    if theme and theme not in order:
        raise typer.BadParameter(f"„{theme}“ ist kein Thema. Es gibt: {', '.join(order)}.", param_hint="--theme")
    wanted = [word.casefold() for word in words or []]
    found = []
    for stored in catalogue.catalogue():
        text = " ".join((stored.name, stored.title, stored.description, *stored.keywords)).casefold()
        hidden = stored.theme == "competency" and not (every or theme)
        if not hidden and theme in ("", stored.theme) and all(word in text for word in wanted):
            found.append(stored)
    found.sort(key=lambda stored: (order.index(stored.theme) if stored.theme in order else len(order), stored.name))
    if format is Format.json:
        print(as_json([stored.as_dict() for stored in found]))
    else:
        head = ("Name", "Frage", "Parameter")
        rows = [(q.name, q.title, ", ".join(f"{p.name}={p.default}" for p in q.parameters)) for q in found]
        print(as_csv(head, rows).rstrip("\n") if format is Format.csv else as_table(head, rows))
    if not found:
        raise typer.Exit(1)


def ask(
    name: Annotated[str, typer.Argument(help="Name der Abfrage, zum Beispiel funding/of-task")],
    param: Annotated[
        list[str] | None,
        typer.Option(help="NAME=WERT, mehrfach möglich; für Dinge genügt ihr Name, zum Beispiel area=Hessen"),
    ] = None,
    scenario: Annotated[
        list[str] | None, typer.Option(help="Reformvorschlag, dessen Folgen gelten sollen: Name oder eigene .ttl-Datei")
    ] = None,
    format: Annotated[Format, typer.Option(help="Ausgabeformat")] = Format.table,
) -> None:
    """Eine gespeicherte Frage beantworten. Exit-Code 1, wenn es keine Antwort gibt."""
    from integraph import catalogue
    from integraph.library import Session
    from integraph.store import open_graph
    from integraph.table import text

    given = {}
    for pair in param or []:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise typer.BadParameter(f"„{pair}“ hat nicht die Form NAME=WERT.", param_hint="--param")
        given[key.lstrip("?$")] = value
    stored = catalogue.find(name)
    session = Session(open_graph(progress=progress))
    if scenario:
        session = session.scenario(*scenario)
    found = session.ask(stored.name, **given)
    if format is Format.json:
        rows = [{key: value if _plain(value) else text(value) for key, value in row.items()} for row in found]
        print(as_json({"query": stored.as_dict(), "given": given, "columns": found.columns, "rows": rows}))
    elif format is Format.csv:
        print(found.to_csv(), end="")
    else:
        print(stored.title + "\n")
        print(as_table(found.columns, [[_short(text(value)) for value in row] for row in found.rows]))
    if not found.rows or found.rows == [(False,)]:
        raise typer.Exit(1)


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _short(value: str) -> str:
    from integraph.namespaces import BASE, shorten

    return shorten(value) if value.startswith(BASE) else value
