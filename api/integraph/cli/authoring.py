"""`check`, `register` and `passages`: for those who keep the data."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from integraph.cli.output import Format, as_json, progress, show
from integraph.paths import DATA


def check(
    names: Annotated[
        list[str] | None, typer.Argument(help="hygiene, references, passages, consistency; ohne Angabe alle")
    ] = None,
    format: Annotated[Format, typer.Option(help="Ausgabeformat")] = Format.table,
) -> None:
    """Prüfen, was über die Prüfregeln hinaus gelten muss. Exit-Code 1, wenn etwas gefunden wird."""
    from integraph.checks import CHECKS, run

    for name in names or []:
        if name not in CHECKS:
            raise typer.BadParameter(f"„{name}“ gibt es nicht; es gibt {', '.join(CHECKS)}", param_hint="NAMES")
    outcomes = run(names)
    if format is Format.json:
        print(as_json([dataclasses.asdict(outcome) for outcome in outcomes]))
    elif format is Format.csv:
        show(format, ("check", "finding"), [(o.name, finding) for o in outcomes for finding in o.findings])
    else:
        for outcome in outcomes:
            print(f"{'nein' if outcome.findings else 'ja  '}  {outcome.title} ({outcome.name})")
            for finding in outcome.findings:
                print(f"      {finding}")
    if any(outcome.findings for outcome in outcomes):
        raise typer.Exit(1)


def register(
    file: Annotated[Path, typer.Argument(help="amtliche Datei GV100AD_*.txt", exists=True, dir_okay=False)],
    target: Annotated[Path, typer.Option(help="Ordner, der neu geschrieben wird")] = DATA / "register",
    format: Annotated[Format, typer.Option(help="Ausgabeformat")] = Format.table,
) -> None:
    """Aus dem Gemeindeverzeichnis (GV100AD) data/register/ machen; bei einem Fehler wird nichts geschrieben."""
    from integraph.register import build_register

    report = dataclasses.asdict(build_register(file, target, progress))
    if format is Format.json:
        print(as_json(report))
    else:
        show(
            format,
            ("Angabe", "Wert"),
            [(n, ", ".join(v) if isinstance(v, list | tuple) else str(v)) for n, v in report.items()],
        )


def passages(
    check_only: Annotated[bool, typer.Option("--check", help="nur prüfen, nichts schreiben")] = False,
    format: Annotated[Format, typer.Option(help="Ausgabeformat")] = Format.table,
) -> None:
    """Die Belegstellen data/quellen/belege-*.ttl aus den verwendeten Belegen machen.

    Exit-Code 1 bei falschen Belegen, mit --check auch dann, wenn eine Datei veraltet ist.
    """
    from integraph import passages as module
    from integraph.paths import ONTOLOGY

    made = module.make(ontology=ONTOLOGY)
    changed = module.stale(made) if check_only else module.write(made)
    if format is Format.json:
        print(as_json({"passages": made.count, "changed": changed, "problems": made.problems}))
    elif format is Format.csv:
        rows = [("changed", name) for name in changed] + [("problem", text) for text in made.problems]
        show(format, ("kind", "text"), rows)
    else:
        for problem in made.problems:
            print(problem)
        state = "veraltet" if check_only else "geschrieben"
        print(f"{made.count} Belegstellen; {state}: {', '.join(changed) or 'keine Datei'}")
    if made.problems or (check_only and changed):
        raise typer.Exit(1)
