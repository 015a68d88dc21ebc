"""`template`, `import`, `export` and `add`: the way of a Land's data into the graph and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from integraph.cli.comparing import iso_date
from integraph.cli.output import Format, as_json, progress, show
from integraph.cli.reforming import CHANGED_HEAD, changed_rows
from integraph.paths import DATA

if TYPE_CHECKING:
    from integraph.land.adding import Plan

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


def add(
    file: Annotated[Path, typer.Argument(help="Turtle-Datei oder Tabelle eines Landes", exists=True, dir_okay=False)],
    land: LandName,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="nur zeigen, was sich ändern würde")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="eine schon aufgenommene Datei gleichen Namens ersetzen")
    ] = False,
    to: Annotated[Path, typer.Option("--to", help="Ordner data/, in den die Datei kommt", file_okay=False)] = DATA,
    on: Annotated[str, typer.Option(help="Stichtag JJJJ-MM-TT für den Vergleich der Antworten; sonst heute")] = "",
    format: Annotated[Format, typer.Option(help="Ausgabeformat")] = Format.table,
) -> None:
    """Daten eines Landes prüfen, zeigen, was sich ändert, und in einem Schritt aufnehmen – oder gar nicht.

    Exit-Codes: 0 aufgenommen (mit --dry-run: aufnehmbar), 1 nicht aufnehmbar, 2 Eingabe nicht lesbar.
    """
    from integraph.land.adding import AddRefused, plan
    from integraph.land.laender import find_land
    from integraph.land.reading import ImportRefused

    try:
        planned = plan(file, find_land(land), iso_date(on), to=to, replace=replace, progress=progress)
    except ImportRefused as refused:
        _show_problems(refused, format)
        raise typer.Exit(2) from None
    if not planned.refused and not dry_run:
        try:
            planned.apply()
        except AddRefused as refused:
            planned.refused.append(str(refused))
    if format is Format.json:
        print(as_json({**planned.as_dict(), "applied": not planned.refused and not dry_run}))
    else:
        _show_plan(planned, dry_run)
    if planned.refused:
        raise typer.Exit(1)


def _show_plan(planned: Plan, dry_run: bool) -> None:
    from integraph.reports import render

    if planned.report.results:
        print(render(planned.report, "text").decode().rstrip())
    if planned.known:
        print(f"\n{len(planned.known)} Dinge stehen so schon im Graphen und bleiben weg.")
    for title, things in (("neu", planned.added), ("beendet", planned.ended), ("geändert", planned.changed)):
        if things:
            print(f"\nAussagen, {title} ({len(things)}):")
            print(*(f"  {thing.label}" for thing in things), sep="\n")
    if planned.conflicts:
        print(f"\nWidersprüche ({len(planned.conflicts)}):")
        print(*(f"  {text}" for text in planned.conflicts), sep="\n")
    if planned.changes:
        print("\nAntworten auf die Frage, wer zuständig ist:")
        show(Format.table, CHANGED_HEAD, changed_rows(planned.changes))
    if planned.refused:
        print(f"\nNicht aufgenommen: {' '.join(planned.refused)}")
    elif dry_run:
        print(f"\nAufnehmbar als {planned.target}; geschrieben wurde nichts.")
    else:
        print(f"\nAufgenommen als {planned.target}.")
