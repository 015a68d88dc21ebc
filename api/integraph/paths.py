"""Where the graph's files lie: in a repository checkout, or inside the installed wheel.

`ONTOLOGY`, `DATA`, `SHAPES` and `QUERIES` are directories with the same contents in both cases.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
"""The Python package itself."""


def _root() -> Path:
    checkout = PACKAGE.parents[1]
    if (checkout / "pyproject.toml").is_file() and (checkout / "ontology").is_dir():
        return checkout
    return PACKAGE / "_graph"


ROOT = _root()
ONTOLOGY = ROOT / "ontology"
DATA = ROOT / "data"
SHAPES = ROOT / "shapes"
QUERIES = ROOT / "queries"
HYGIENE = ROOT / "hygiene" if ROOT.name == "_graph" else ROOT / "tests" / "hygiene"
"""Numbered queries that must find nothing."""
SBOM = ROOT / "sbom.cdx.json" if ROOT.name == "_graph" else ROOT / "docs" / "referenz" / "sbom.cdx.json"
"""The software bill of materials."""


def cache_directory() -> Path:
    """The directory for builds of the graph: `$INTEGRAPH_CACHE`, or the platform's user cache."""
    if chosen := os.environ.get("INTEGRAPH_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "integraph" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "integraph"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "integraph"
