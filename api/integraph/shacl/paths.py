"""Property paths: read from a shapes graph, written as SPARQL and as RDF, and taken apart into steps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from integraph.namespaces import shorten
from integraph.shacl.errors import ShapesError
from integraph.shacl.index import Index
from integraph.shacl.terms import RDF, SH, Term, sh


class Step(NamedTuple):
    """One hop that a validation takes: from a node reached by `before` over `predicate` (None: over any).

    `before` is the path from the focus node to where the hop starts, None for the focus node itself; `inverse` says
    that the hop goes from object to subject.
    """

    before: Path | None
    predicate: str | None
    inverse: bool = False


class Path(ABC):
    """A well-formed SHACL property path (https://www.w3.org/TR/shacl/#property-paths)."""

    @property
    @abstractmethod
    def nullable(self) -> bool:
        """Whether every node reaches itself by it."""

    @property
    def unique(self) -> bool:
        """Whether SPARQL yields each pair of nodes once only."""
        return False

    @abstractmethod
    def written(self, name: Callable[[str], str]) -> str:
        """The path in SPARQL's syntax with its IRIs as *name* writes them, and no parentheses around the whole."""

    def sparql(self) -> str:
        """The path in SPARQL's syntax; other parts of a path may be written before and after it."""
        return _inside(self, lambda iri: f"<{iri}>")

    def __str__(self) -> str:
        """For people: with prefixed names."""
        return self.written(shorten)

    @abstractmethod
    def inverted(self) -> Path:
        """The path from the other end, inversion standing at predicates only."""

    @abstractmethod
    def steps(self, before: Path | None) -> Iterator[Step]:
        """Every hop of the path when it starts at the end of *before*."""

    @abstractmethod
    def triples(self) -> tuple[Term, list[ox.Triple]]:
        """The path in RDF: its node and the triples that describe it."""


@dataclass(frozen=True)
class Predicate(Path):
    """A predicate path."""

    iri: str

    nullable = False
    unique = True

    def written(self, name: Callable[[str], str]) -> str:
        return name(self.iri)

    def inverted(self) -> Path:
        return Inverse(self)

    def steps(self, before: Path | None) -> Iterator[Step]:
        yield Step(before, self.iri)

    def triples(self) -> tuple[Term, list[ox.Triple]]:
        return ox.NamedNode(self.iri), []


@dataclass(frozen=True)
class Inverse(Path):
    """An inverse path."""

    path: Path

    @property
    def nullable(self) -> bool:
        return self.path.nullable

    @property
    def unique(self) -> bool:
        return self.path.unique

    def written(self, name: Callable[[str], str]) -> str:
        return "^" + _inside(self.path, name, Inverse)

    def inverted(self) -> Path:
        return self.path

    def steps(self, before: Path | None) -> Iterator[Step]:
        if isinstance(self.path, Predicate):
            yield Step(before, self.path.iri, inverse=True)
        else:
            yield from self.path.inverted().steps(before)

    def triples(self) -> tuple[Term, list[ox.Triple]]:
        return _wrapped("inversePath", self.path)


@dataclass(frozen=True)
class Sequence(Path):
    """A sequence path."""

    paths: tuple[Path, ...]

    @property
    def nullable(self) -> bool:
        return all(path.nullable for path in self.paths)

    def written(self, name: Callable[[str], str]) -> str:
        return "/".join(_inside(path, name) for path in self.paths)

    def inverted(self) -> Path:
        return Sequence(tuple(path.inverted() for path in reversed(self.paths)))

    def steps(self, before: Path | None) -> Iterator[Step]:
        for path in self.paths:
            yield from path.steps(before)
            before = follow(before, path)

    def triples(self) -> tuple[Term, list[ox.Triple]]:
        return _listed(self.paths)


@dataclass(frozen=True)
class Alternative(Path):
    """An alternative path."""

    paths: tuple[Path, ...]

    @property
    def nullable(self) -> bool:
        return any(path.nullable for path in self.paths)

    def written(self, name: Callable[[str], str]) -> str:
        return "|".join(_inside(path, name) for path in self.paths)

    def inverted(self) -> Path:
        return Alternative(tuple(path.inverted() for path in self.paths))

    def steps(self, before: Path | None) -> Iterator[Step]:
        for path in self.paths:
            yield from path.steps(before)

    def triples(self) -> tuple[Term, list[ox.Triple]]:
        head, triples = _listed(self.paths)
        node = ox.BlankNode()
        return node, [ox.Triple(node, sh("alternativePath"), head), *triples]


@dataclass(frozen=True)
class Repeated(Path):
    """A zero-or-more (`*`), one-or-more (`+`) or zero-or-one (`?`) path."""

    path: Path
    mark: str

    @property
    def nullable(self) -> bool:
        return self.mark != "+" or self.path.nullable

    def written(self, name: Callable[[str], str]) -> str:
        return _inside(self.path, name, Inverse, Repeated) + self.mark

    def inverted(self) -> Path:
        return Repeated(self.path.inverted(), self.mark)

    def steps(self, before: Path | None) -> Iterator[Step]:
        again = before if self.mark == "?" else follow(before, Repeated(self.path, "*"))
        yield from self.path.steps(again)

    def triples(self) -> tuple[Term, list[ox.Triple]]:
        return _wrapped({"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}[self.mark], self.path)


def own_properties(path: Path) -> list[str]:
    """IRIs of the properties that a focus node itself may have on *path*: first steps and all alternatives."""
    match path:
        case Predicate(iri):
            return [iri]
        case Alternative(paths):
            return [iri for each in paths for iri in own_properties(each)]
        case Sequence((first, *rest)):
            later = own_properties(Sequence(tuple(rest))) if rest and first.nullable else []
            return [*own_properties(first), *later]
        case Repeated(inner):
            return own_properties(inner)
    return []


def _inside(path: Path, name: Callable[[str], str], *also: type[Path]) -> str:
    """A part of a path, in parentheses where it is a sequence, an alternative or one of *also*."""
    text = path.written(name)
    return f"({text})" if isinstance(path, (Sequence, Alternative, *also)) else text


def follow(before: Path | None, path: Path | None) -> Path | None:
    """The one path after the other; None is the empty path."""
    if before is None or path is None:
        return path or before
    return Sequence((before, path))


def _wrapped(name: str, path: Path) -> tuple[Term, list[ox.Triple]]:
    inner, triples = path.triples()
    node = ox.BlankNode()
    return node, [ox.Triple(node, sh(name), inner), *triples]


def _listed(paths: tuple[Path, ...]) -> tuple[Term, list[ox.Triple]]:
    head: Term = ox.NamedNode(RDF + "nil")
    triples: list[ox.Triple] = []
    for path in reversed(paths):
        item, described = path.triples()
        node = ox.BlankNode()
        link = [ox.Triple(node, ox.NamedNode(RDF + "first"), item), ox.Triple(node, ox.NamedNode(RDF + "rest"), head)]
        triples = [*link, *described, *triples]
        head = node
    return head, triples


_REPEATED = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def read_path(index: Index, node: Term, shape: Term, above: tuple[Term, ...] = ()) -> Path:
    """The path that *node* describes. Raises `ShapesError` naming *shape* when it is ill-formed."""

    def fail(reason: str) -> ShapesError:
        return ShapesError(shape, SH + "path", reason)

    if isinstance(node, ox.NamedNode):
        return Predicate(node.value)
    if isinstance(node, ox.Literal):
        raise fail(f"{node} ist kein Pfad; richtig wäre ein IRI oder ein leerer Knoten mit einem Pfadausdruck.")
    if node in above:
        raise fail("der Pfad enthält sich selbst; richtig wäre ein endlicher Pfadausdruck.")

    def members(head: Term) -> tuple[Path, ...]:
        items = index.items(head)
        if items is None or len(items) < 2:
            raise fail("eine Folge oder Auswahl von Pfaden muss eine Liste mit mindestens zwei Gliedern sein.")
        return tuple(read_path(index, item, shape, (*above, node)) for item in items)

    if index.objects(node, RDF + "first"):
        return Sequence(members(node))
    kinds = [name for name in ("inversePath", "alternativePath", *_REPEATED) if index.objects(node, SH + name)]
    if len(kinds) != 1 or len(index.objects(node, SH + kinds[0])) != 1:
        known = "sh:inversePath, sh:alternativePath, sh:zeroOrMorePath, sh:oneOrMorePath, sh:zeroOrOnePath"
        raise fail(f"richtig wäre genau eine der Angaben {known}, mit einem Wert.")
    (inner,) = index.objects(node, SH + kinds[0])
    if kinds[0] == "alternativePath":
        return Alternative(members(inner))
    path = read_path(index, inner, shape, (*above, node))
    return Inverse(path) if kinds[0] == "inversePath" else Repeated(path, _REPEATED[kinds[0]])
