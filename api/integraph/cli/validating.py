"""`validate`: for those who bring data, and for the pipelines that take them in."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import Annotated

import typer

from integraph.cli.output import progress


class ReportName(enum.StrEnum):
    """The formats of `integraph.reports`, and `table` as other commands call the text."""

    text = "text"
    table = "table"
    html = "html"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"
    turtle = "turtle"
    sarif = "sarif"
    junit = "junit"


class InputFormat(enum.StrEnum):
    """The formats of `integraph.validation.inputs.NAMES`."""

    turtle = "turtle"
    trig = "trig"
    nt = "nt"
    nq = "nq"
    jsonld = "jsonld"
    rdfxml = "rdfxml"


class Weight(enum.StrEnum):
    """Of a result."""

    violation = "violation"
    warning = "warning"
    info = "info"


class EngineName(enum.StrEnum):
    """The engines of `integraph.validation.engine`."""

    integraph = "integraph"
    pyshacl = "pyshacl"


class Language(enum.StrEnum):
    """Of a report."""

    de = "de"
    en = "en"


def validate(
    files: Annotated[
        list[str] | None,
        typer.Argument(help="Dateien, Ordner oder - für die Standardeingabe; ohne Angabe der ganze Graph"),
    ] = None,
    format: Annotated[
        ReportName, typer.Option(help="Form des Berichts; text ist zum Lesen im Terminal")
    ] = ReportName.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Datei für den Bericht; sonst Standardausgabe")
    ] = None,
    fail_on: Annotated[Weight, typer.Option(help="ab welchem Gewicht der Exit-Code 1 ist")] = Weight.violation,
    input: Annotated[
        InputFormat | None, typer.Option(help="Format der Eingaben; sonst nach der Endung, bei - nach dem Inhalt")
    ] = None,
    engine: Annotated[
        EngineName, typer.Option(help="womit geprüft wird; pyshacl ist langsam und dient dem Vergleich")
    ] = EngineName.integraph,
    language: Annotated[Language, typer.Option(help="Sprache des Berichts")] = Language.de,
    land: Annotated[str, typer.Option("--land", help="Land, dessen Daten es sind: prüft auch das Länderprofil")] = "",
) -> None:
    """Dateien oder den ganzen Graphen gegen die Prüfregeln halten.

    Exit-Codes: 0 entspricht, 1 entspricht nicht, 2 eine Eingabe ist nicht lesbar.
    """
    from integraph.land.files import write_atomically
    from integraph.reports import FORMATS, render
    from integraph.store import open_graph
    from integraph.validation import validate_graph, validate_inputs
    from integraph.validation.engine import Engine
    from integraph.validation.inputs import read_inputs

    for name in files or []:
        if name != "-" and not Path(name).exists():
            raise typer.BadParameter(f"„{name}“ gibt es nicht", param_hint="FILES")
    graph = open_graph(progress=progress)
    if land:
        from integraph.land.laender import find_land
        from integraph.land.profile import check_inputs

        if not files:
            raise typer.BadParameter("mit --land bitte Dateien angeben", param_hint="FILES")
        given = read_inputs(files, input or "", progress=progress)
        report = check_inputs(given, find_land(land), graph, progress=progress, engine=Engine(engine))
    elif files:
        given = read_inputs(files, input or "", progress=progress)
        report = validate_inputs(given, graph, progress=progress, engine=Engine(engine))
    else:
        report = validate_graph(graph, progress, engine=Engine(engine))
    name = "text" if format is ReportName.table else format.value
    made = render(report, name, language.value)
    if output is not None:
        write_atomically(output, made)
        progress(f"{FORMATS[name].about}: {output}")
    elif name == "xlsx" and sys.stdout.isatty():
        raise typer.BadParameter("eine Excel-Datei bitte mit -o in eine Datei schreiben", param_hint="--format")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    for problem in report.problems:
        print(f"Fehler: {problem.where()}: {problem.message.de}", file=sys.stderr)
    if report.problems:
        raise typer.Exit(2)
    if not report.passes(fail_on.value):
        raise typer.Exit(1)
