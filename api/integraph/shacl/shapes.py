"""What shapes are to the engine: where they apply, and constraints that give the nodes that violate them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import pyoxigraph as ox

from integraph.shacl.index import Index
from integraph.shacl.paths import Inverse, Path, Predicate, Repeated
from integraph.shacl.paths import Sequence as SequencePath
from integraph.shacl.report import ValidationResult
from integraph.shacl.terms import SUBCLASS, TYPE, Term, short

if TYPE_CHECKING:
    from integraph.shacl.data import Data
    from integraph.shacl.engine import Scope

INSTANCE = SequencePath((Predicate(TYPE), Repeated(Predicate(SUBCLASS), "*")))
"""The path from a node to the classes that it is a SHACL instance of."""


def instances(variable: str, kind: Term, classes: Sequence[Term]) -> str:
    """A graph pattern that holds of the SHACL instances of *kind*, given all *classes* that are subclasses of it.

    To name the classes is faster than to have the engine follow `rdfs:subClassOf` anew in every query.
    """
    if any(isinstance(each, ox.BlankNode) for each in classes):  # these cannot be named
        return f"?{variable} {INSTANCE.sparql()} {kind}"
    if len(classes) == 1:
        return f"?{variable} <{TYPE}> {kind}"
    return f"?{variable} <{TYPE}> ?class FILTER(?class IN ({', '.join(map(str, classes))}))"


@dataclass(frozen=True)
class Target:
    """One target declaration: `kind` is the name of its property in the SHACL vocabulary, `value` what it gives."""

    kind: str
    value: Term

    def pattern(self) -> str:
        """A group graph pattern's content that binds `?this` to the focus nodes. Not for classes: see `instances`."""
        match self.kind:
            case "targetNode":
                return f"VALUES ?this {{ {self.value} }}"
            case "targetSubjectsOf":
                return f"?this {self.value} ?object"
            case _:
                return f"?subject {self.value} ?this"

    @property
    def unique(self) -> bool:
        """Whether the pattern yields each focus node once; of a class, where it has no subclasses."""
        return self.kind in ("targetNode", "targetClass")

    @property
    def path(self) -> Path | None:
        """The path from a focus node over the triples that make it one; None where no triple does."""
        iri = self.value.value
        paths: dict[str, Path] = {
            "targetClass": INSTANCE,
            "targetSubjectsOf": Predicate(iri),
            "targetObjectsOf": Inverse(Predicate(iri)),
        }
        return paths.get(self.kind)


class Violation(NamedTuple):
    """A constraint's finding: the focus node, and what a result says beyond the shape's own words."""

    this: Term
    value: Term | None = None
    path: Path | None = None
    messages: tuple[ox.Literal, ...] = ()


class Read(NamedTuple):
    """A path (None: any outgoing triple) that a constraint follows from each value node, or from the focus node."""

    path: Path | None
    at_focus: bool = False


class Constraint(ABC):
    """One constraint of one shape: a component with its parameters. Evaluated for a whole scope at once."""

    component: ox.NamedNode
    source: Term | None = None
    """The value of `sh:sourceConstraint` in results."""
    reads: tuple[Read, ...] = ()
    shapes: tuple[Shape, ...] = ()
    """The shapes that value nodes are tried on."""
    bounded: ClassVar[bool] = True
    """Whether `reads` and `shapes` tell all that the outcome depends on."""

    @property
    def parameter(self) -> str:
        """The parameter's value as people read it, for messages."""
        return ", ".join(short(shape.node) for shape in self.shapes)

    def test(self, data: Data) -> str | None:  # noqa: ARG002 - overridden
        """A SPARQL expression about `?value` that is true where it violates the constraint; None if it takes more."""
        return None

    @abstractmethod
    def violations(self, scope: Scope) -> Iterable[Violation]:
        """What violates the constraint."""

    def failing(self, scope: Scope) -> set[Term]:
        """The focus nodes that violate the constraint."""
        return {violation.this for violation in self.violations(scope)}

    def results(self, scope: Scope) -> Iterator[tuple[Term, ValidationResult]]:
        """The validation results, each with the focus node of *scope* for which it is one."""
        for violation in self.violations(scope):
            yield violation.this, scope.result(self, violation)


def joined(operator: str, tests: Iterable[str | None]) -> str | None:
    """Expressions joined by ``||`` or ``&&``; None if one of them is."""
    known = list(tests)
    if any(test is None for test in known):
        return None
    return "(" + f" {operator} ".join(map(str, known)) + ")" if known else ("true" if operator == "&&" else "false")


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape (`path` is None) or a property shape. Shapes are told apart by identity; `node` names them."""

    node: Term
    path: Path | None
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: ox.NamedNode
    messages: tuple[ox.Literal, ...]
    deactivated: bool

    def test(self, data: Data) -> str | None:
        """A SPARQL expression about `?value` that is true where it does not conform; None if it takes more.

        It does for shapes that only look at the node itself, and spares a set of failing nodes.
        """
        if self.deactivated:
            return "false"
        tests = [None] if self.path is not None else [constraint.test(data) for constraint in self.constraints]
        return joined("||", tests)


@dataclass(frozen=True, eq=False)
class Shapes:
    """A shapes graph, read and found well-formed. Can be used for any number of validations."""

    shapes: tuple[Shape, ...]
    index: Index

    @property
    def targeted(self) -> Iterator[Shape]:
        """The shapes with targets of their own that are not deactivated."""
        return (shape for shape in self.shapes if shape.targets and not shape.deactivated)
