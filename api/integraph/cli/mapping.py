"""`boundaries`: the boundaries of the maps from the official ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from integraph.cli.output import Format, as_json, show
from integraph.geo.boundaries import BOUNDARIES, write


def boundaries(
    file: Annotated[Path, typer.Argument(help="GeoJSON mit den Flächen der Kreise, Eigenschaft ags", dir_okay=False)],
    target: Annotated[Path, typer.Option(help="Ordner, in den geschrieben wird")] = BOUNDARIES,
    format: Annotated[Format, typer.Option(help="Ausgabeformat")] = Format.table,
) -> None:
    """Aus den Grenzen der Kreise (VG5000 des BKG) die vereinfachten Grenzen der Karten machen."""
    points = write(file, target)
    if format is Format.json:
        print(as_json(points))
    else:
        show(format, ("Ebene", "Punkte"), [(layer, str(count)) for layer, count in points.items()])
