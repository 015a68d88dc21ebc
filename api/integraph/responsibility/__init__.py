"""Who is responsible for what: the question, its resolution and the answer (docs/resolution.md)."""

from .answer import Answer, Row, Thing
from .lookup import AmbiguousName, Candidate, Lookup, LookupFailure, UnknownName
from .resolve import Resolver, who
from .scenario import ContradictingOverlays, UnusableOverlay, scenario

__all__ = [
    "AmbiguousName",
    "Answer",
    "Candidate",
    "ContradictingOverlays",
    "Lookup",
    "LookupFailure",
    "Resolver",
    "Row",
    "Thing",
    "UnknownName",
    "UnusableOverlay",
    "scenario",
    "who",
]
