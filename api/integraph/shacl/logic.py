"""The components of SHACL Core that try value nodes on other shapes: sets of failing nodes, and set algebra."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from integraph.shacl.data import Data
from integraph.shacl.engine import Scope
from integraph.shacl.report import ValidationResult
from integraph.shacl.shapes import Constraint, Shape, Violation, joined
from integraph.shacl.terms import Term, sh, short

_OR = sh("OrConstraintComponent")
_LISTED = 10_000
"""Up to so many nodes are written into a query rather than found anew."""


def _values_in(scope: Scope, failing: frozenset[Term]) -> Iterable[Violation]:
    """A violation for each pair whose value is one of *failing*."""
    return (Violation(this, value) for this, value in scope.pairs_with(failing))


@dataclass(frozen=True, eq=False)
class NodeConstraint(Constraint):
    """`sh:node`. What a value lacks is given as the result's details."""

    shapes: tuple[Shape]
    component = sh("NodeConstraintComponent")

    def test(self, data: Data) -> str | None:
        return self.shapes[0].test(data)

    def violations(self, scope: Scope) -> Iterable[Violation]:
        return _values_in(scope, scope.failing(self.shapes[0]))

    def results(self, scope: Scope) -> Iterator[tuple[Term, ValidationResult]]:
        details: dict[Term, list[ValidationResult]] = defaultdict(list)
        for node, result in scope.run.results(self.shapes[0], scope.inner):
            details[node].append(result)
        for violation in _values_in(scope, frozenset(details)):
            assert violation.value is not None  # noqa: S101 - pairs have values
            yield violation.this, scope.result(self, violation, tuple(details[violation.value]))


@dataclass(frozen=True, eq=False)
class PropertyConstraint(Constraint):
    """`sh:property`. It has no results of its own: those of the property shape are its results."""

    shapes: tuple[Shape]
    component = sh("PropertyConstraintComponent")

    def violations(self, scope: Scope) -> Iterable[Violation]:
        return _values_in(scope, scope.failing(self.shapes[0]))

    def failing(self, scope: Scope) -> set[Term]:
        if scope.shape.path is None:
            return set(scope.failing(self.shapes[0]))
        return super().failing(scope)

    def results(self, scope: Scope) -> Iterator[tuple[Term, ValidationResult]]:
        if scope.shape.path is None:
            yield from scope.run.results(self.shapes[0], scope.focus)
            return
        found = list(scope.run.results(self.shapes[0], scope.inner))
        above: dict[Term, list[Term]] = defaultdict(list)
        for this, value in scope.pairs_with(frozenset(value for value, _ in found)):
            above[value].append(this)
        for value, result in found:
            for this in above[value]:
                yield this, result


@dataclass(frozen=True, eq=False)
class LogicalConstraint(Constraint):
    """`sh:not`, `sh:and`, `sh:or` and `sh:xone`, by the local name of their component."""

    component: ox.NamedNode
    shapes: tuple[Shape, ...]

    def test(self, data: Data) -> str | None:
        tests = [shape.test(data) for shape in self.shapes]
        match self.component.value.rpartition("#")[2]:
            case "AndConstraintComponent":
                return joined("||", tests)
            case "OrConstraintComponent":
                return joined("&&", tests)
            case "NotConstraintComponent":
                return None if tests[0] is None else f"(!{tests[0]})"
        return None if None in tests else f"({' + '.join(f'IF({test}, 0, 1)' for test in tests)} != 1)"

    def violations(self, scope: Scope) -> Iterable[Violation]:
        test = self.test(scope.run.data)
        if test is not None:
            rows = scope.violating(lambda scope: f"SELECT ?this ?value {{ {scope.values} FILTER({test}) }}")
            return (Violation(this, value) for this, value in rows if this is not None)
        if self.component == _OR:
            return _values_in(scope, self._failing_all(scope))
        failing = [scope.failing(shape) for shape in self.shapes]
        match self.component.value.rpartition("#")[2]:
            case "AndConstraintComponent":
                return _values_in(scope, frozenset().union(*failing))
            case "NotConstraintComponent":
                return (Violation(this, value) for this, value in scope.pairs if value not in failing[0])
        failures = Counter(node for nodes in failing for node in nodes)
        wanted = len(self.shapes) - 1
        return (Violation(this, value) for this, value in scope.pairs if failures[value] != wanted)

    def _failing_all(self, scope: Scope) -> frozenset[Term]:
        """The value nodes that conform to none of the shapes: each is tried on those that failed the ones before."""
        failing = scope.failing(self.shapes[0])
        for shape in self.shapes[1:]:
            if not failing:
                break
            few = len(failing) <= _LISTED
            failing &= scope.run.failing(shape, scope.run.listing(failing)) if few else scope.failing(shape)
        return failing


@dataclass(frozen=True, eq=False)
class QualifiedConstraint(Constraint):
    """`sh:qualifiedValueShape` with a minimum or a maximum: counts values that conform to it and to no sibling."""

    component: ox.NamedNode
    shapes: tuple[Shape, ...]
    """The shape that counts, and its siblings."""
    least: int | None = None
    most: int | None = None

    @property
    def parameter(self) -> str:
        return short(self.shapes[0].node)

    def violations(self, scope: Scope) -> Iterable[Violation]:
        counted, *others = (shape.test(scope.run.data) for shape in self.shapes)
        fails = joined("&&", others)
        if counted is not None and fails is not None:
            condition = f"!{counted} && {fails}"
            bounded = (
                scope.more(self.most, condition) if self.most is not None else scope.fewer(self.least or 0, condition)
            )
            return (Violation(this) for (this,) in scope.run.select(bounded) if this is not None)
        failing, *siblings = (scope.failing(shape) for shape in self.shapes)
        counts = Counter(
            this for this, value in scope.pairs if value not in failing and all(value in others for others in siblings)
        )
        if self.most is not None:
            return (Violation(this) for this, count in counts.items() if count > self.most)
        least = self.least or 0
        return (Violation(this) for this in scope.nodes if counts[this] < least)
