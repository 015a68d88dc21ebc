"""`who` and `query`: the two ways to ask."""

from __future__ import annotations

import enum
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import pyoxigraph as ox
import typer

from integraph.cli.output import Format, as_csv, as_json, as_table, progress, show
from integraph.dates import day_of

_NAME = re.compile(r"[\w./\\-]+")
"""What is a name of a file or of a query, and no SPARQL."""
_HEAD = ("Rolle", "Zuständig", "Ebene", "Pflicht", "Bindung", "Gewissheit", "Bedingung", "Rechtsgrundlage", "Beleg")


def who(
    task: Annotated[str, typer.Argument(help="Aufgabe: Name, Kurzname oder IRI")],
    area: Annotated[str, typer.Option("--in", help="Ort: Name, amtlicher Schlüssel (AGS, ARS) oder IRI")],
    on: Annotated[str, typer.Option(help="Stichtag JJJJ-MM-TT oder TT.MM.JJJJ; ohne Angabe heute")] = "",
    role: Annotated[str, typer.Option(help="nur diese Rolle, zum Beispiel Finanzierung")] = "",
    scenario: Annotated[
        list[str] | None, typer.Option(help="Reformvorschlag, dessen Folgen gelten sollen: Name oder eigene .ttl-Datei")
    ] = None,
    group: Annotated[str, typer.Option(help="nur Aussagen zu dieser Zielgruppe")] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="auch zeigen, was geprüft und warum verworfen wurde")
    ] = False,
    format: Annotated[Format, typer.Option(help="Ausgabeformat")] = Format.table,
) -> None:
    """Wer ist für eine Aufgabe an einem Ort zuständig? Exit-Code 1, wenn die Quellen nichts dazu sagen."""
    from integraph.responsibility import LookupFailure, Resolver
    from integraph.responsibility import scenario as scenario_of
    from integraph.store import open_graph

    try:
        date = day_of(on)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--on") from None
    graph = open_graph(progress=progress)
    if scenario:
        graph = scenario_of(graph, *scenario)
    try:
        answer = Resolver(graph).who(task, area, date, role or None, group or None)
    except LookupFailure as failure:
        if format is Format.json:
            candidates = [{"iri": c.iri, "label": c.label, "context": c.context} for c in failure.candidates]
            print(as_json({"code": failure.code, "detail": str(failure), "candidates": candidates}))
            raise typer.Exit(2) from None
        raise
    found = answer.as_dict()
    if explain:
        found["considered"] = [considered.as_dict() for considered in answer.considered]
    if format is Format.json:
        print(as_json(found))
    elif format is Format.csv:
        print(as_csv(_HEAD, [_row(a) for a in found["answers"]]))
    else:
        _print_table(found)
        for considered in answer.considered if explain else ():
            fate = {"taken": "genommen", "beaten": "verdrängt", "left out": "verworfen"}[considered.fate]
            print(f"\n{fate}: {considered.statement.label}\n  {considered.why}\n  {considered.statement.iri}")
    if not found["answers"]:
        raise typer.Exit(1)


def _row(answer: dict[str, Any]) -> list[str]:
    def label(name: str) -> str:
        return str(answer[name]["label"]) if answer[name] else ""

    states = {"met": "erfüllt", "notMet": "nicht erfüllt", "open": "offen"}
    conditions = answer.get("conditions") or ([answer["condition"]] if answer["condition"] else [])
    return [
        label("role"),
        label("holder"),
        label("level"),
        label("obligation"),
        label("bindingness"),
        label("certainty"),
        "; ".join(f"{c['text']} ({states.get(c['state'], c['state'])})" for c in conditions),
        ", ".join(basis["label"] for basis in answer["legalBasis"]),
        "; ".join(e["citation"] for e in answer["evidence"]),
    ]


def _print_table(found: dict[str, Any]) -> None:
    question = found["question"]
    print(f"{question['task']['label']} in {question['area']['label']}, Stichtag {question['on']}\n")
    if found["answers"]:
        rows = [_row(a) for a in found["answers"]]
        used = [i for i in range(len(_HEAD)) if any(row[i] for row in rows)]
        print(as_table([_HEAD[i] for i in used], [[row[i] for i in used] for row in rows]))
    if found.get("note"):
        print(found["note"])
    if found["answers"] and found["silent"]:
        print("\nKeine Aussage in den Quellen zu: " + ", ".join(r["label"] for r in found["silent"]))


class ResultFormat(enum.StrEnum):
    """Formats of query results."""

    table = "table"
    json = "json"
    csv = "csv"
    tsv = "tsv"
    xml = "xml"
    turtle = "turtle"
    jsonld = "jsonld"
    nt = "nt"
    rdfxml = "rdfxml"


def query(
    text: Annotated[str, typer.Argument(help="SPARQL-Text, Datei, Name unter queries/, oder - (stdin)")],
    param: Annotated[list[str] | None, typer.Option(help="NAME=WERT: Wert für ?NAME, mehrfach möglich")] = None,
    format: Annotated[ResultFormat, typer.Option(help="Ausgabeformat")] = ResultFormat.table,
) -> None:
    """Eine SPARQL-Abfrage beantworten; Integraphs Präfixe sind bekannt. Exit-Code 1, wenn ASK false ergibt."""
    from integraph.build import STATUS_QUO
    from integraph.sparql.formats import GRAPHS, NAMES, SOLUTIONS, serialise
    from integraph.sparql.guard import inspect, require_known_graphs
    from integraph.store import open_graph

    given = dict(_pair(p) for p in param or [])
    sparql, bindings = _read(text, given)
    asked = inspect(sparql)
    graph = open_graph(progress=progress)
    require_known_graphs({*asked.default_graphs, *asked.named_graphs}, {*graph.graph_names(), STATUS_QUO})
    result = graph.query(sparql, bindings)
    if format is ResultFormat.table and isinstance(result, ox.QuerySolutions):
        names = [v.value for v in result.variables]
        show(Format.table, names, [[_cell(row[name]) for name in names] for row in result])
        return
    truth = bool(result) if isinstance(result, ox.QueryBoolean) else True
    graphs = isinstance(result, ox.QueryTriples)
    name = ("turtle" if graphs else "json") if format is ResultFormat.table else format.value
    media = NAMES[name]
    if media not in (GRAPHS if graphs else SOLUTIONS):
        raise typer.BadParameter(f"{name} passt nicht zur Art der Abfrage.", param_hint="--format")
    if isinstance(result, ox.QueryBoolean) and format is ResultFormat.table:
        print("ja" if truth else "nein")
    else:
        sys.stdout.flush()
        serialise(result, media, sys.stdout.buffer)
        sys.stdout.buffer.write(b"\n")
    if not truth:
        raise typer.Exit(1)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(f"„{text}“ hat nicht die Form NAME=WERT.", param_hint="--param")
    return name.lstrip("?$"), value


def _read(text: str, given: dict[str, str]) -> tuple[str, dict[str, Any]]:
    from integraph import catalogue
    from integraph.namespaces import expand
    from integraph.paths import QUERIES

    if text == "-":
        return sys.stdin.read(), dict(given)
    known = QUERIES / f"{text.removesuffix('.rq')}.rq"
    path = Path(text) if text.endswith(".rq") else known
    if "{" not in text and not path.is_file() and known.is_file():
        path = known
    if not path.is_file() and _NAME.fullmatch(text):
        message = f"Die Datei oder gespeicherte Abfrage „{text}“ gibt es nicht; „integraph queries“ zeigt alle."
        raise typer.BadParameter(message, param_hint="TEXT")
    if not text.strip():
        raise typer.BadParameter("Die Abfrage ist leer.", param_hint="TEXT")
    if "{" not in text and path.is_file():
        if path.resolve().is_relative_to(QUERIES.resolve()):
            stored = catalogue.read(path.resolve(), QUERIES.resolve())
            return stored.text, dict(stored.bindings(given))
        return path.read_text(encoding="utf-8"), dict(given)
    bindings = {}
    for name, value in given.items():
        try:
            bindings[name] = expand(value)
        except ValueError:
            bindings[name] = value
    return text, bindings


def _cell(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    from integraph.namespaces import BASE, shorten

    if isinstance(value, ox.NamedNode):
        return shorten(value.value) if value.value.startswith(BASE) else value.value
    return "" if value is None else str(getattr(value, "value", value))
