"""Releases: dumps, tables, metadata, checksums and a report of changes, the same bytes every time."""

from .changes import Changes, UnusableRelease, compare
from .writing import OccupiedDirectory, write

__all__ = ["Changes", "OccupiedDirectory", "UnusableRelease", "compare", "write"]
