"""Who is responsible for what: the question, its resolution and the answer (docs/resolution.md)."""

from .answer import Answer, Row, Thing
from .lookup import AmbiguousName, Candidate, Lookup, LookupFailure, UnknownName
from .resolve import Resolver, who

__all__ = [
    "AmbiguousName",
    "Answer",
    "Candidate",
    "Lookup",
    "LookupFailure",
    "Resolver",
    "Row",
    "Thing",
    "UnknownName",
    "who",
]
