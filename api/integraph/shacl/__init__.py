"""SHACL Core and SHACL-SPARQL, compiled to set-based SPARQL on Oxigraph. See docs/validation.md."""

from __future__ import annotations

from collections.abc import Iterable

from integraph.shacl.data import Data
from integraph.shacl.engine import run
from integraph.shacl.errors import ShapesError, ValidationFailure
from integraph.shacl.incremental import revalidate
from integraph.shacl.index import Graph, triples_of
from integraph.shacl.read import read_shapes
from integraph.shacl.report import Finding, ValidationReport, ValidationResult
from integraph.shacl.shapes import Shapes
from integraph.shacl.terms import Term

__all__ = [
    "Finding",
    "Shapes",
    "ShapesError",
    "ValidationFailure",
    "ValidationReport",
    "ValidationResult",
    "read_shapes",
    "revalidate",
    "triples_of",
    "validate",
]


def validate(data: Graph, shapes: Graph | Shapes, *, focus: Iterable[Term] | None = None) -> ValidationReport:
    """Validate *data* against *shapes*: all targets of all shapes, or those of them that are in *focus*.

    A store is validated in place, its default graph being the data; triples are loaded first. Raises `ShapesError`
    when the shapes are ill-formed or not supported, `ValidationFailure` when a constraint's query reports a failure.
    """
    read = shapes if isinstance(shapes, Shapes) else read_shapes(shapes)
    return run(Data(data), read, None if focus is None else frozenset(focus))
