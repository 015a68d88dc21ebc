"""Boundaries of Länder and Kreise: made simple once by a command, drawn in an equal-area projection."""

from __future__ import annotations

from integraph.geo.boundaries import BOUNDARIES, CREDIT, Boundary, boundaries
from integraph.geo.projection import project

__all__ = ["BOUNDARIES", "CREDIT", "Boundary", "boundaries", "project"]
