"""Degrees to a plane in which areas keep their proportions, as a map of figures by area needs."""

from __future__ import annotations

import math
from typing import Final

_RADIUS: Final = 6371.0
"""Mean radius of the earth (km); the flattening moves no point of Germany by a pixel."""
_LATITUDE, _LONGITUDE = math.radians(51.2), math.radians(10.45)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the place in km east and south of the centre of Germany, from degrees.

    Lambert azimuthal equal-area projection on the sphere: J. P. Snyder, Map Projections – A Working Manual, U.S.
    Geological Survey Professional Paper 1395 (1987), equations 22-4, 24-2, 24-13, 24-14.
    """
    phi, delta = math.radians(latitude), math.radians(longitude) - _LONGITUDE
    cosine = math.sin(_LATITUDE) * math.sin(phi) + math.cos(_LATITUDE) * math.cos(phi) * math.cos(delta)
    scale = _RADIUS * math.sqrt(2 / (1 + cosine))
    east = scale * math.cos(phi) * math.sin(delta)
    north = scale * (math.cos(_LATITUDE) * math.sin(phi) - math.sin(_LATITUDE) * math.cos(phi) * math.cos(delta))
    return east, -north
