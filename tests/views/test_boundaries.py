"""The boundaries: made the same each time, fitting each other and the register, in true proportion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from integraph.geo import BOUNDARIES, boundaries, project
from integraph.geo.boundaries import LAYERS, BoundaryError, write
from integraph.store import Graph
from integraph.views.maps import areas


def shapes(layer: str) -> dict[str, Any]:
    found = json.loads((BOUNDARIES / f"{layer}.geojson").read_text(encoding="utf-8"))
    return {f["properties"]["ags"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in found["features"]}


def projected_area(layer: str, key: str) -> float:
    """Square kilometres between outer and inner rings, whose turning directions differ."""
    (one,) = (b for b in boundaries(layer) if b.key == key)
    rings = [[project(*point) for point in ring] for ring in one.rings]
    return abs(sum(shapely.Polygon(r).area * (1 if shapely.LinearRing(r).is_ccw else -1) for r in rings))


def test_the_command_makes_the_committed_files_to_the_byte(shared: Path, tmp_path: Path) -> None:
    points = write(shared / "geo" / "kreise_vg5000.geojson", tmp_path)
    assert sorted(points) == sorted(LAYERS)
    for layer in LAYERS:
        name = f"{layer}.geojson"
        assert (tmp_path / name).read_bytes() == (BOUNDARIES / name).read_bytes()


def test_the_committed_files_are_small_and_name_their_source() -> None:
    files = [BOUNDARIES / f"{layer}.geojson" for layer in LAYERS]
    assert sum(path.stat().st_size for path in files) < 600_000
    for path in files:
        head = path.read_text(encoding="utf-8")[:300]
        assert "GeoBasis-DE / BKG" in head
        assert "dl-de/by-2-0" in head


@pytest.mark.parametrize("layer", LAYERS)
def test_every_area_of_the_register_has_a_boundary_and_no_other_has(graph: Graph, layer: str) -> None:
    in_register = {key for key, _ in areas(graph, layer)}
    assert {b.key for b in boundaries(layer)} == in_register
    assert len(in_register) == {"laender": 16, "kreise": 400}[layer]


@pytest.mark.parametrize("layer", LAYERS)
def test_neighbours_share_one_line_without_gap_or_overlap(layer: str) -> None:
    found = shapes(layer)
    assert all(shape.is_valid and not shape.is_empty for shape in found.values())
    assert shapely.coverage_is_valid(list(found.values()))


def test_a_land_is_the_union_of_its_kreise() -> None:
    laender, kreise = shapes("laender"), shapes("kreise")
    for key, land in laender.items():
        parts = [shape for name, shape in kreise.items() if name.startswith(key)]
        assert shapely.coverage_union_all(parts).equals(land)


def test_the_projection_keeps_the_areas_that_the_register_gives(graph: Graph) -> None:
    rows = graph.select("SELECT ?key ?ha { ?a ig:ags ?key ; ig:actsAtLevel level:land ; ig:areaHectares ?ha }")
    official = {row["key"].value: float(row["ha"].value) / 100 for row in rows if len(row["key"].value) == 2}
    assert len(official) == 16
    for key, area in official.items():
        assert projected_area("laender", key) == pytest.approx(area, rel=0.08)
    total = sum(projected_area("laender", key) for key in official)
    assert total == pytest.approx(sum(official.values()), rel=0.01)


def feature(key: str, *ring: tuple[float, float]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"ags": key},
        "geometry": {"type": "Polygon", "coordinates": [[list(point) for point in ring]]},
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("kein JSON", "kein GeoJSON"),
        ('{"type": "FeatureCollection"}', "kein GeoJSON"),
        (json.dumps({"features": [feature("16", (0, 0), (1, 0), (1, 1), (0, 0))]}), "kein Kreisschlüssel"),
        (
            json.dumps(
                {
                    "features": [
                        feature("16001", (0, 0), (2, 0), (2, 2), (0, 2), (0, 0)),
                        feature("16002", (1, 0), (3, 0), (3, 2), (1, 2), (1, 0)),
                    ]
                }
            ),
            "überlappen",
        ),
        (json.dumps({"features": [feature("16001", (0, 0), (1, 0), (1, 1), (0, 0))] * 2}), "mehrfach"),
        (
            json.dumps({"features": [{"properties": {"ags": "16001"}, "geometry": {"type": "Point"}}]}),
            "Erwartet ist eine Fläche",
        ),
    ],
)
def test_unusable_boundaries_are_refused_in_german_and_nothing_is_written(
    tmp_path: Path, content: str, said: str
) -> None:
    source, target = tmp_path / "grenzen.geojson", tmp_path / "ziel"
    source.write_text(content, encoding="utf-8")
    with pytest.raises(BoundaryError, match=said) as error:
        write(source, target)
    assert str(source) in str(error.value)
    assert not target.exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BoundaryError, match=r"fehlt\.geojson"):
        write(tmp_path / "fehlt.geojson", tmp_path)
