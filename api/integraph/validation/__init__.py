"""Validation: data against the shapes and what holds beyond them, with findings that lead back to file and line."""

from __future__ import annotations

from integraph.validation.check import (
    Profile,
    validate_files,
    validate_graph,
    validate_inputs,
    validate_things,
    validate_triples,
)
from integraph.validation.place import Place, Text
from integraph.validation.report import InputProblem, Report, Result, Suggestion

__all__ = [
    "InputProblem",
    "Place",
    "Profile",
    "Report",
    "Result",
    "Suggestion",
    "Text",
    "validate_files",
    "validate_graph",
    "validate_inputs",
    "validate_things",
    "validate_triples",
]
