"""What can go wrong with shapes."""

from __future__ import annotations

from integraph.shacl.terms import SH, Term, short


class ShapesError(ValueError):
    """A shapes graph is ill-formed or asks for something unsupported; the German message says what would be right.

    `shape` is the node concerned and `property` the IRI of the property whose value is wrong ("" if it is the shape).
    """

    def __init__(self, shape: Term, property: str, reason: str) -> None:
        self.shape, self.property, self.reason = shape, property, reason
        where = f", {property.replace(SH, 'sh:')}" if property else ""
        super().__init__(f"Prüfregel {short(shape)}{where}: {reason}")


class ValidationFailure(RuntimeError):
    """A SPARQL-based constraint itself reported a failure (a true `?failure`), so there is no report."""
