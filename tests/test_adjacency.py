"""Which Kreise and Länder border on each other."""

from __future__ import annotations

from integraph.geo.adjacency import neighbours


def test_neighbours_are_those_with_a_common_border_and_each_is_the_others() -> None:
    for layer in ("kreise", "laender"):
        found = neighbours(layer)
        assert all(key in found[other] for key, others in found.items() for other in others)
        assert all(key not in others for key, others in found.items())
    assert len(neighbours("kreise")) == 400


def test_the_neighbours_are_the_known_ones() -> None:
    assert neighbours("kreise")["06611"] == {"06633", "03159"}
    assert neighbours("laender")["06"] == {"03", "05", "07", "08", "09", "16"}
    assert neighbours("laender")["11"] == {"12"}
    assert neighbours("kreise")["09361"] == {"09371"}  # Amberg lies within Amberg-Sulzbach
    assert "06534" in neighbours("kreise")["06531"]
