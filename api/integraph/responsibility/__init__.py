"""Who is responsible for what: the question, its resolution and the answer (docs/resolution.md)."""

from .answer import Answer, Row, Thing
from .lookup import AmbiguousName, Candidate, Lookup, LookupFailure, UnknownName
from .resolve import who

__all__ = ["AmbiguousName", "Answer", "Candidate", "Lookup", "LookupFailure", "Row", "Thing", "UnknownName", "who"]
