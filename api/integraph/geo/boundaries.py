"""The committed boundaries: how they are made from the official ones, and how they are read.

Kreise are simplified together, so that neighbours keep one common line (no gaps, no overlaps); Länder are the union of
their Kreise, so that both layers lie on each other.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from integraph.paths import DATA

Ring = tuple[tuple[float, float], ...]
"""Points (longitude, latitude in degrees); the last is the first."""
BOUNDARIES: Final = DATA / "grenzen"
CREDIT: Final = "© GeoBasis-DE / BKG 2021, dl-de/by-2-0 (vereinfacht)"
"""What the licence of the boundaries demands to be shown with every map."""
LICENCE: Final = "https://www.govdata.de/dl-de/by-2-0"
LAYERS: Final = ("laender", "kreise")
_TOLERANCE: Final = 0.025
"""Degrees; triangles below about its square (some 5 km²) are cut off."""
_DIGITS: Final = 3
"""Decimals of a degree: about a hundred metres."""


class BoundaryError(ValueError):
    """A file that has no usable boundaries; says which file, which feature and what would be right."""


@dataclass(frozen=True)
class Boundary:
    """One area: its official key (two digits a Land, five a Kreis) and its rings, outer and inner alike."""

    key: str
    rings: tuple[Ring, ...]


@cache
def boundaries(layer: str) -> tuple[Boundary, ...]:
    """Return the boundaries of ``laender`` or ``kreise``, ordered by key. Raises `BoundaryError`."""
    path = BOUNDARIES / f"{layer}.geojson"
    return tuple(
        Boundary(key, tuple(_rings(geometry))) for key, geometry in sorted(_read(path).items(), key=lambda kv: kv[0])
    )


def write(source: Path, target: Path = BOUNDARIES) -> dict[str, int]:
    """Make the files of `BOUNDARIES` from the Kreise in *source* (GeoJSON, property ``ags``); return points by layer.

    The same input gives the same bytes. Nothing is written unless all can be. Raises `BoundaryError`.

    Algorithm: Visvalingam–Whyatt on a polygonal coverage (M. Visvalingam, J. D. Whyatt, Line generalisation by
    repeated elimination of points, The Cartographic Journal 30 (1993)), as in GEOS ``CoverageSimplifier``.
    """
    import shapely

    read = _read(source)
    keys = sorted(read)
    if wrong := [key for key in keys if not (len(key) == 5 and key.isdigit())]:
        raise BoundaryError(f"{source}: „{wrong[0]}“ ist kein Kreisschlüssel aus fünf Ziffern.")
    shapes = [shapely.from_geojson(json.dumps(read[key])) for key in keys]
    if not shapely.coverage_is_valid(shapes):
        raise BoundaryError(f"{source}: Die Flächen überlappen sich oder ihre Grenzen liegen nicht genau aufeinander.")
    simple = shapely.coverage_simplify(shapes, _TOLERANCE)
    laender: dict[str, list[Any]] = defaultdict(list)
    for key, shape in zip(keys, simple, strict=True):
        laender[key[:2]].append(shape)
    layers = {
        "kreise": dict(zip(keys, simple, strict=True)),
        "laender": {key: shapely.coverage_union_all(parts) for key, parts in sorted(laender.items())},
    }
    texts = {
        layer: _text({k: json.loads(shapely.to_geojson(s)) for k, s in found.items()})
        for layer, found in layers.items()
    }
    target.mkdir(parents=True, exist_ok=True)
    for layer, text in texts.items():
        (target / f"{layer}.geojson").write_text(text, encoding="utf-8")
    return {layer: sum(len(shapely.get_coordinates(s)) for s in found.values()) for layer, found in layers.items()}


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        features = [(f["properties"]["ags"], f["geometry"]) for f in found["features"]]
    except OSError as error:
        raise BoundaryError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise BoundaryError(f"{path}: Das ist kein GeoJSON mit einer Eigenschaft „ags“ je Fläche.") from None
    for key, geometry in features:
        if geometry.get("type") not in ("Polygon", "MultiPolygon"):
            raise BoundaryError(f"{path}: {key}: Erwartet ist eine Fläche (Polygon oder MultiPolygon).")
    if len({key for key, _ in features}) != len(features):
        raise BoundaryError(f"{path}: Ein Schlüssel kommt mehrfach vor; je Kreis ist eine Fläche nötig.")
    return dict(features)


def _rings(geometry: dict[str, Any]) -> list[Ring]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [tuple((point[0], point[1]) for point in ring) for polygon in polygons for ring in polygon]


def _text(geometries: dict[str, dict[str, Any]]) -> str:
    """GeoJSON (RFC 7946) with one area a line, so that changes can be read."""
    lines = ",\n".join(
        json.dumps(
            {"type": "Feature", "properties": {"ags": key}, "geometry": _rounded(geometry)}, separators=(",", ":")
        )
        for key, geometry in geometries.items()
    )
    head = json.dumps({"credit": CREDIT, "license": LICENCE}, ensure_ascii=False)[1:-1]
    return f'{{"type":"FeatureCollection",{head},"features":[\n{lines}\n]}}\n'


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def rounded(part: Any) -> Any:  # noqa: ANN401
        if isinstance(part[0], list):
            return [rounded(each) for each in part]
        return [round(number, _DIGITS) for number in part]

    return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}
