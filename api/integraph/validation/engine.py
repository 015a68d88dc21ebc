"""SHACL: from data and shapes to a validation report, as the triples that the standard defines for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path

import pyoxigraph as ox

from integraph import shacl
from integraph.build import Roots, read_turtle
from integraph.shacl.terms import Term
from integraph.validation.expectations import Shapes

Data = ox.Store | list[ox.Triple]
"""What is validated: the default graph of a store, or triples."""


@dataclass(frozen=True)
class RuleSet:
    """Shapes as triples, compiled, and as something to read in words; each made once."""

    triples: tuple[ox.Triple, ...]

    @cached_property
    def compiled(self) -> shacl.Shapes:
        """For the engine. Raises `integraph.shacl.ShapesError`."""
        return shacl.read_shapes(self.triples)

    @cached_property
    def words(self) -> Shapes:
        """For explanations."""
        return Shapes(self.triples)


class Engine(StrEnum):
    """What evaluates shapes: `integraph.shacl`, or pySHACL, the reference, to check it by."""

    integraph = "integraph"
    pyshacl = "pyshacl"


def rule_set(profile: Iterable[Path] = ()) -> RuleSet:
    """The shapes of the graph, and those that lie directly in the folders of *profile*. Raises `DataError`."""
    files = [path for folder in (Roots().shapes, *profile) for path in sorted(folder.glob("*.ttl"))]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=8)
def _read(stamped: tuple[tuple[Path, int], ...]) -> RuleSet:
    return RuleSet(tuple(quad.triple for path, _ in stamped for quad in read_turtle(path)))


def report_triples(
    data: Data, rules: RuleSet, focus: Iterable[Term] | None = None, engine: Engine = Engine.integraph
) -> list[ox.Triple]:
    """The `sh:ValidationReport` of some nodes or (None) of all; pySHACL always takes all.

    Raises `integraph.shacl.ShapesError`.
    """
    if engine is Engine.pyshacl:
        from integraph.validation.reference import reference_triples  # rdflib takes a third of a second to import

        return reference_triples(data, rules)
    return list(shacl.validate(data, rules.compiled, focus=focus).as_triples())
