"""`template`, `import`, `export` and `add`: the way of a Land's data into the graph and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from integraph.cli.output import Format, as_json, progress, show

LandName = Annotated[str, typer.Option("--land", help="Name, Kürzel (he) oder Schlüssel (06) des Landes")]
Output = Annotated[Path, typer.Option("--output", "-o", help="Datei, die geschrieben wird", dir_okay=False)]


def template(land: LandName, output: Output) -> None:
    """Eine leere Excel-Arbeitsmappe für die Zuständigkeiten eines Landes schreiben."""
    from integraph.land.files import write_atomically
    from integraph.land.laender import find_land
    from integraph.land.template import workbook
    from integraph.store import open_graph

    _require_ending(output)
    write_atomically(output, workbook(find_land(land), open_graph(progress=progress)))
    print(f"{output} geschrieben.")


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="Tabellen (.xlsx, .ods, .csv); mehrere gehören zusammen", exists=True, dir_okay=False),
    ],
    land: Annotated[str, typer.Option("--land", help="Land; ohne Angabe das im Blatt „Anleitung“ genannte")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Turtle-Datei; ohne Angabe Standardausgabe", dir_okay=False)
    ] = None,
    format: Annotated[Format, typer.Option(help="Ausgabeformat der Probleme")] = Format.table,
) -> None:
    """Tabellen eines Landes in Turtle umwandeln. Bei einem Problem wird nichts geschrieben (Exit-Code 2)."""
    from integraph.land.files import write_atomically
    from integraph.land.importing import import_files
    from integraph.land.laender import find_land
    from integraph.land.reading import ImportRefused
    from integraph.store import open_graph

    chosen = find_land(land) if land else None
    try:
        imported = import_files(files, open_graph(progress=progress), chosen)
    except ImportRefused as refused:
        _show_problems(refused, format)
        raise typer.Exit(2) from None
    if output is None:
        sys.stdout.buffer.write(imported.turtle())
        return
    write_atomically(output, imported.turtle())
    print(f"{output} geschrieben: {len(imported.places)} Zeilen, {len(imported.triples)} Tripel.")


def _show_problems(refused: Exception, format: Format) -> None:
    import dataclasses

    problems = getattr(refused, "problems", [])
    if format is Format.json:
        print(as_json([dataclasses.asdict(problem) for problem in problems]))
    elif format is Format.csv:
        head = ("file", "sheet", "row", "column", "header", "message")
        show(format, head, [tuple(str(value) for value in dataclasses.astuple(problem)) for problem in problems])
    else:
        print(*problems, sep="\n", file=sys.stderr)
        print(f"{len(problems)} Probleme; nichts geschrieben.", file=sys.stderr)


def export(
    land: LandName,
    output: Output,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="als Arbeitsmappe der Vorlage; sonst als Turtle")] = False,
) -> None:
    """Die Daten eines Landes ausgeben: als Turtle, oder mit --xlsx in der Arbeitsmappe der Vorlage.

    Was die Blätter der Arbeitsmappe nicht fassen, wird gezählt und genannt.
    """
    from integraph.land.exporting import export as export_land
    from integraph.land.exporting import left_out_lines
    from integraph.land.files import write_atomically
    from integraph.land.laender import find_land
    from integraph.land.template import workbook
    from integraph.store import open_graph

    chosen, graph = find_land(land), open_graph(progress=progress)
    exported = export_land(chosen, graph)
    if not xlsx:
        write_atomically(output, exported.turtle())
        print(f"{output} geschrieben: {len(exported.triples)} Tripel.")
        return
    _require_ending(output)
    write_atomically(output, workbook(chosen, graph, exported.rows))
    print(f"{output} geschrieben:")
    for sheet, rows in exported.rows.items():
        print(f"  {sheet}: {len(rows)} Zeilen")
    lines = list(left_out_lines(exported))
    print("Nicht enthalten, weil die Blätter es nicht fassen:" if lines else "Nichts fehlt.")
    for line in lines:
        print(f"  {line}")


def _require_ending(output: Path) -> None:
    if output.suffix.lower() != ".xlsx":
        raise typer.BadParameter("Der Dateiname endet auf .xlsx.", param_hint="--output")
