"""SHACL property paths (https://www.w3.org/TR/shacl/#property-paths): read from triples, written as SPARQL and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from integraph.namespaces import NAMESPACES, RDF, shorten

SH: Final = NAMESPACES["sh"]
_UNARY: Final = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_OF_MARK: Final = {mark: name for name, mark in _UNARY.items()}
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Values = Callable[[Term, str], list[Term]]
"""Objects of a subject and a predicate IRI."""


@dataclass(frozen=True)
class Path:
    """``operator`` is "" for a property (``iri``), or one of ``/ | ^ * + ?`` over ``parts``."""

    operator: str = ""
    iri: str = ""
    parts: tuple[Path, ...] = ()

    def __str__(self) -> str:
        """As in SPARQL, with prefixed names."""
        match self.operator:
            case "":
                return shorten(self.iri)
            case "^":
                return f"^{self._inner(self.parts[0])}"
            case "/" | "|":
                return self.operator.join(self._inner(part) for part in self.parts)
        return f"{self._inner(self.parts[0])}{self.operator}"

    @staticmethod
    def _inner(part: Path) -> str:
        return f"({part})" if part.operator in ("/", "|") else str(part)

    def properties(self) -> list[str]:
        """IRIs of the properties that a thing itself may have on this path: first steps and all alternatives."""
        if not self.operator:
            return [self.iri]
        if self.operator == "^":
            return []
        parts = self.parts if self.operator == "|" else self.parts[:1]
        return [iri for part in parts for iri in part.properties()]


def read_path(node: Term, values: Values) -> Path:
    """The path that *node* stands for in a shapes or report graph. Raises `ValueError` for what is none."""
    if isinstance(node, ox.NamedNode):
        return Path(iri=node.value)
    if first := values(node, RDF + "first"):
        return Path("/", parts=tuple(read_path(each, values) for each in _list(node, values) if first))
    if inverse := values(node, SH + "inversePath"):
        return Path("^", parts=(read_path(inverse[0], values),))
    if alternatives := values(node, SH + "alternativePath"):
        return Path("|", parts=tuple(read_path(each, values) for each in _list(alternatives[0], values)))
    for name, mark in _UNARY.items():
        if inner := values(node, SH + name):
            return Path(mark, parts=(read_path(inner[0], values),))
    raise ValueError(f"no property path: {node}")


def _list(node: Term, values: Values) -> Iterator[Term]:
    while isinstance(node, ox.BlankNode):
        yield from values(node, RDF + "first")[:1]
        rest = values(node, RDF + "rest")
        if not rest:
            return
        node = rest[0]


def read_list(node: Term, values: Values) -> list[Term]:
    """The members of an RDF list."""
    return list(_list(node, values))


def path_triples(path: Path, triples: list[ox.Triple]) -> ox.NamedNode | ox.BlankNode:
    """The node for *path*; the triples that describe it are appended to *triples*."""
    if not path.operator:
        return ox.NamedNode(path.iri)
    parts = [path_triples(part, triples) for part in path.parts]
    if path.operator == "/":
        return _as_list(parts, triples)
    node = ox.BlankNode()
    if path.operator == "|":
        triples.append(ox.Triple(node, ox.NamedNode(SH + "alternativePath"), _as_list(parts, triples)))
    else:
        name = "inversePath" if path.operator == "^" else _OF_MARK[path.operator]
        triples.append(ox.Triple(node, ox.NamedNode(SH + name), parts[0]))
    return node


def _as_list(members: list[ox.NamedNode | ox.BlankNode], triples: list[ox.Triple]) -> ox.NamedNode | ox.BlankNode:
    rest: ox.NamedNode | ox.BlankNode = ox.NamedNode(RDF + "nil")
    for member in reversed(members):
        node = ox.BlankNode()
        triples.append(ox.Triple(node, ox.NamedNode(RDF + "first"), member))
        triples.append(ox.Triple(node, ox.NamedNode(RDF + "rest"), rest))
        rest = node
    return rest
