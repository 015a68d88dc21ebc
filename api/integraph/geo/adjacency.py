"""Which Kreise, and which Länder, share a border: read off the committed boundaries."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise

from .boundaries import boundaries


@cache
def neighbours(layer: str) -> dict[str, frozenset[str]]:
    """Return for each official key of ``laender`` or ``kreise`` the keys of the areas that border on it.

    Areas border on each other when they share at least a segment of their outlines; a common point is not enough.
    The boundaries are a coverage (`integraph.geo.boundaries`), so a common border is the same points in both.
    Raises `BoundaryError`.
    """
    sharing: dict[frozenset[tuple[float, float]], set[str]] = defaultdict(set)
    found: dict[str, set[str]] = {}
    for area in boundaries(layer):
        found[area.key] = set()
        for ring in area.rings:
            for segment in pairwise(ring):
                sharing[frozenset(segment)].add(area.key)
    for keys in sharing.values():
        for key in keys:
            found[key] |= keys - {key}
    return {key: frozenset(others) for key, others in found.items()}
