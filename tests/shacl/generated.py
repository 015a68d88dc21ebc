"""Strategies for graphs and shapes: small enough to collide often, wide enough to meet every component."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st

from integraph.shacl.terms import RDF, RDFS, SH, SUBCLASS, TYPE, XSD, Term

EX = "http://example.org/"
Triples = list[ox.Triple]


def ex(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


CLASSES = [ex("C"), ex("D"), ex("E")]
PREDICATES = [ex("p"), ex("q"), ex("r")]
NODES = [ex("a"), ex("b"), ex("c"), ex("d")]
BLANK = [ox.BlankNode("x"), ox.BlankNode("y")]
NUMBERS = [typed(str(n), "integer") for n in (1, 2, 3)] + [typed("2.5", "decimal")]
TEXTS = [ox.Literal("a"), ox.Literal("bcd"), ox.Literal("ä b")]
TAGGED = [ox.Literal("a", language=tag) for tag in ("de", "en", "de-at")] + [ox.Literal("b", language="de")]
DATES = [typed("2024-01-31", "date"), typed("2024-02-01", "date")]
OTHERS = [typed("true", "boolean"), typed("no date", "date"), typed("x", "integer")]
LITERALS = NUMBERS + TEXTS + TAGGED + DATES + OTHERS
POOLS = {"mixed": LITERALS, "numbers": NUMBERS + TEXTS, "dates": DATES}
"""Which literals a graph and its shapes have. Bounds occur only among literals that SPARQL can compare: what it
cannot compare violates a bound, while pySHACL orders dates, numbers and booleans by rdflib's order of terms."""
BOUNDS = {"mixed": [], "numbers": NUMBERS, "dates": DATES}

_types = st.builds(ox.Triple, st.sampled_from([*NODES, *BLANK]), st.just(ox.NamedNode(TYPE)), st.sampled_from(CLASSES))
_classes = st.builds(ox.Triple, st.sampled_from(CLASSES), st.just(ox.NamedNode(SUBCLASS)), st.sampled_from(CLASSES))


def triples(pool: str = "mixed") -> st.SearchStrategy[ox.Triple]:
    """Triples between a few nodes, with the literals of a pool."""
    values: list[Any] = [*NODES, *BLANK, *POOLS[pool]]
    links = st.builds(
        ox.Triple, st.sampled_from([*NODES, *BLANK]), st.sampled_from(PREDICATES), st.sampled_from(values)
    )
    return st.one_of(links, links, links, _types, _types, _classes)


def graphs(pool: str = "mixed") -> st.SearchStrategy[Triples]:
    """Graphs of some such triples."""
    return st.lists(triples(pool), max_size=25, unique=True)


class Shapes:
    """Writes one shapes graph, drawing what it says."""

    def __init__(self, draw: Callable[[Any], Any], pool: str) -> None:
        self.draw = draw
        self.literals, self.bounds = POOLS[pool], BOUNDS[pool]
        self.triples: Triples = []
        self._names = count()

    def add(self, subject: Any, name: str, value: Any) -> None:
        self.triples.append(ox.Triple(subject, ox.NamedNode(SH + name), value))

    def one(self, choices: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(choices))

    def some(self, choices: Sequence[Any], least: int = 1, most: int = 3) -> list[Any]:
        found: list[Any] = self.draw(st.lists(st.sampled_from(choices), min_size=least, max_size=most, unique=True))
        return found

    def list(self, items: Sequence[Any]) -> Any:
        head: Any = ox.NamedNode(RDF + "nil")
        for item in reversed(items):
            node = ox.BlankNode()
            self.triples += [
                ox.Triple(node, ox.NamedNode(RDF + "first"), item),
                ox.Triple(node, ox.NamedNode(RDF + "rest"), head),
            ]
            head = node
        return head

    def path(self, depth: int = 2) -> Any:
        kinds = ["predicate"] * 3
        if depth:
            kinds += ["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "sequence", "alternativePath"]
        kind = self.one(kinds)
        if kind == "predicate":
            return self.one(PREDICATES)
        if kind == "sequence":
            return self.list([self.path(depth - 1), self.path(depth - 1)])
        node = ox.BlankNode()
        inner = (
            self.path(depth - 1)
            if kind != "alternativePath"
            else self.list([self.path(depth - 1), self.path(depth - 1)])
        )
        self.add(node, kind, inner)
        return node

    def shape(self, depth: int, *, prop: bool | None = None) -> ox.NamedNode:
        node = ex(f"S{next(self._names)}")
        is_property = self.draw(st.booleans()) if prop is None else prop
        self.triples.append(
            ox.Triple(node, ox.NamedNode(TYPE), ox.NamedNode(SH + ("PropertyShape" if is_property else "NodeShape")))
        )
        if is_property:
            self.add(node, "path", self.path())
        kinds = (
            [*_VALUE]
            + ([*_BOUNDS] if self.bounds else [])
            + ([*_PROPERTY] if is_property else [])
            + ([*_NESTED] * 2 if depth else [])
        )
        if depth and is_property:
            kinds.append("qualifiedValueShape")
        for kind in self.some(kinds, 1, 2):
            self.constraint(node, kind, depth)
        if self.draw(st.integers(0, 9)) == 0:
            self.add(node, "deactivated", typed("true", "boolean"))
        if self.draw(st.integers(0, 4)) == 0:
            self.add(node, "severity", ox.NamedNode(SH + self.one(["Info", "Warning"])))
        if self.draw(st.booleans()):
            self.add(node, "message", ox.Literal(f"Nicht gut: {node.value}", language="de"))
        return node

    def constraint(self, node: Term, kind: str, depth: int) -> None:
        if kind in _VALUE or kind in _PROPERTY:
            self.add(node, kind, {**_VALUE, **_PROPERTY}[kind](self))
        elif kind in _BOUNDS:
            self.add(node, kind, self.one(self.bounds))
        elif kind in ("and", "or", "xone"):
            members = [self.shape(depth - 1) for _ in range(self.draw(st.integers(1, 3)))]
            self.add(node, kind, self.list(members))
        elif kind == "qualifiedValueShape":
            self.add(node, kind, self.shape(depth - 1))
            for bound in self.some(["qualifiedMinCount", "qualifiedMaxCount"], 1, 2):
                self.add(node, bound, typed(str(self.draw(st.integers(0, 2))), "integer"))
            if self.draw(st.booleans()):
                self.add(node, "qualifiedValueShapesDisjoint", typed("true", "boolean"))
        elif kind == "closed":
            self.add(node, "closed", typed("true", "boolean"))
            self.add(node, "ignoredProperties", self.list([ox.NamedNode(TYPE), *self.some(PREDICATES, 0, 1)]))
        else:
            for _ in range(self.draw(st.integers(1, 2))):
                self.add(node, kind, self.shape(depth - 1, prop={"property": True, "node": False}.get(kind)))

    def target(self, node: ox.NamedNode) -> None:
        kind = self.one(["targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "implicit"])
        if kind == "implicit":
            for subject, predicate, value in (
                (node, TYPE, ox.NamedNode(RDFS + "Class")),
                (ex("a"), TYPE, node),
            ):
                self.triples.append(ox.Triple(subject, ox.NamedNode(predicate), value))
        else:
            values: dict[str, Sequence[Any]] = {
                "targetNode": [*NODES, ex("unknown"), *self.literals],
                "targetClass": CLASSES,
            }
            self.add(node, kind, self.one(values.get(kind, PREDICATES)))


_VALUE: dict[str, Callable[[Shapes], Any]] = {
    "class": lambda s: s.one(CLASSES),
    "datatype": lambda s: s.one(
        [
            *(ox.NamedNode(XSD + n) for n in ("integer", "decimal", "string", "date", "boolean")),
            ox.NamedNode(RDF + "langString"),
        ]
    ),
    "nodeKind": lambda s: ox.NamedNode(
        SH + s.one(["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"])
    ),
    "minLength": lambda s: typed(str(s.one([1, 2])), "integer"),  # 0: pySHACL lets blank nodes pass, against the text
    "maxLength": lambda s: typed(str(s.one([0, 1, 2, 20])), "integer"),
    "pattern": lambda s: ox.Literal(s.one(["^a", "b", "c$", "^http"])),
    "languageIn": lambda s: s.list([ox.Literal(tag) for tag in s.some(["de", "en"], 1, 2)]),
    "in": lambda s: s.list(s.some([*NODES, *s.literals], 0, 3)),
    "hasValue": lambda s: s.one([*NODES, *s.literals]),
    "equals": lambda s: s.one(PREDICATES),
    "disjoint": lambda s: s.one(PREDICATES),
}
_PROPERTY: dict[str, Callable[[Shapes], Any]] = {
    "minCount": lambda s: typed(str(s.one([0, 1, 2])), "integer"),
    "maxCount": lambda s: typed(str(s.one([0, 1, 2])), "integer"),
    "uniqueLang": lambda _: typed("true", "boolean"),
}
_BOUNDS = ["minExclusive", "minInclusive", "maxExclusive", "maxInclusive"]
_NESTED = ["node", "property", "not", "and", "or", "xone", "closed"]


@st.composite
def shapes_graphs(draw: Callable[[Any], Any], pool: str = "mixed", depth: int = 2) -> Triples:
    """A shapes graph of one or two shapes with targets."""
    writer = Shapes(draw, pool)
    for _ in range(draw(st.integers(1, 2))):
        node = writer.shape(depth)
        for _ in range(draw(st.integers(1, 2))):
            writer.target(node)
    return list(dict.fromkeys(writer.triples))


pools = st.sampled_from(sorted(POOLS))
cases = pools.flatmap(lambda pool: st.tuples(graphs(pool), shapes_graphs(pool)))
"""A graph and shapes for it."""
