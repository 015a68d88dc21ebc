"""The constraint components of SHACL Core that need no other shape: one query each, over all focus nodes.

Each function gives the query as a function of a scope; its definition is the one in https://www.w3.org/TR/shacl/. A
query's columns are the focus node and, where the definition has them, the value and the path of the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from integraph.shacl.data import Data
from integraph.shacl.engine import Scope
from integraph.shacl.paths import Predicate
from integraph.shacl.shapes import Constraint, Read, Violation, instances
from integraph.shacl.terms import Term

Build = Callable[[Scope], str]
NOTHING = "SELECT ?this { FILTER(false) }"
"""The query without solutions."""


@dataclass(frozen=True, eq=False)
class ValueTest:
    """The query of a constraint that looks at one value node at a time: where an expression about it is true."""

    violated: Callable[[Data], str]
    """A SPARQL expression about `?value`, never an error, that is true where the value node violates it."""

    def __call__(self, scope: Scope) -> str:
        return f"SELECT ?this ?value {{ {scope.values} FILTER({self.violated(scope.run.data)}) }}"


@dataclass(frozen=True, eq=False)
class Pairwise:
    """The query of a constraint that looks at one pair of focus and value node at a time, and begins at the values."""

    query: Build

    def __call__(self, scope: Scope) -> str:
        return self.query(scope)


@dataclass(frozen=True, eq=False)
class QueryConstraint(Constraint):
    """A constraint that one query decides; each solution is a violation."""

    component: ox.NamedNode
    build: Build
    given: str
    reads: tuple[Read, ...] = ()

    @property
    def parameter(self) -> str:
        return self.given

    def test(self, data: Data) -> str | None:
        return self.build.violated(data) if isinstance(self.build, ValueTest) else None

    def violations(self, scope: Scope) -> Iterable[Violation]:
        pairwise = isinstance(self.build, ValueTest | Pairwise)
        for this, *more in scope.violating(self.build) if pairwise else scope.run.select(self.build(scope)):
            assert this is not None  # noqa: S101 - every query binds it
            value = more[0] if more else None
            path = more[1] if len(more) > 1 else None
            yield Violation(this, value, Predicate(path.value) if isinstance(path, ox.NamedNode) else None)


def value_test(violated: str) -> Build:
    """Value nodes for which the SPARQL expression *violated* is true."""
    return ValueTest(lambda _: violated)


def unless(conforms: str) -> Build:
    """Value nodes for which the SPARQL expression *conforms* is false or an error."""
    return value_test(f"!COALESCE({conforms}, false)")


def instance_of(kind: Term) -> Build:
    """`sh:class`."""
    return ValueTest(lambda data: f"NOT EXISTS {{ {instances('value', kind, data.subclasses(kind))} }}")


_KINDS = {
    "IRI": "isIRI(?value)",
    "BlankNode": "isBlank(?value)",
    "Literal": "isLiteral(?value)",
    "BlankNodeOrIRI": "!isLiteral(?value)",
    "BlankNodeOrLiteral": "!isIRI(?value)",
    "IRIOrLiteral": "!isBlank(?value)",
}
NODE_KINDS = tuple(_KINDS)


def node_kind(name: str) -> Build:
    """`sh:nodeKind`, by the local name of the kind."""
    return value_test(f"!({_KINDS[name]})")


def compared(operator: str, bound: Term) -> Build:
    """`sh:minExclusive` and its like: the value must stand in this relation to *bound*."""
    return unless(f"?value {operator} {bound}")


def length(operator: str, bound: int) -> Build:
    """`sh:minLength` and `sh:maxLength`."""
    return unless(f"!isBlank(?value) && STRLEN(STR(?value)) {operator} {bound}")


def pattern(regex: ox.Literal, flags: ox.Literal) -> Build:
    """`sh:pattern` with `sh:flags`."""
    return unless(f"!isBlank(?value) && REGEX(STR(?value), {regex}, {flags})")


def language_in(tags: Iterable[Term]) -> Build:
    """`sh:languageIn`."""
    matches = " || ".join(f"LANGMATCHES(LANG(?value), {tag})" for tag in tags) or "false"
    return unless(f"isLiteral(?value) && ({matches})")


def one_of(members: Iterable[Term]) -> Build:
    """`sh:in`. A blank node of the shapes graph is never a node of the data."""
    rows = " ".join(f"({member} true)" for member in members if not isinstance(member, ox.BlankNode))
    listed = f"OPTIONAL {{ VALUES (?value ?listed) {{ {rows} }} }} FILTER(!BOUND(?listed))"
    return Pairwise(lambda scope: f"SELECT ?this ?value {{ {{ {scope.values} }} {listed} }}")


def has_value(value: Term) -> Build:
    """`sh:hasValue`."""
    same = "false" if isinstance(value, ox.BlankNode) else f"sameTerm(?value, {value})"

    def build(scope: Scope) -> str:
        having = f"SELECT ?this (true AS ?has) {{ {scope.values} FILTER({same}) }}"
        return f"SELECT ?this {{ {scope.focus} OPTIONAL {{ {{ {having} }} }} FILTER(!BOUND(?has)) }}"

    return build


def min_count(least: int) -> Build:
    """`sh:minCount`."""

    def build(scope: Scope) -> str:
        if least == 0:
            return NOTHING
        return scope.fewer(least)

    return build


def max_count(most: int) -> Build:
    """`sh:maxCount`."""
    return lambda scope: NOTHING if most and scope.single else scope.more(most)


def unique_lang() -> Build:
    """`sh:uniqueLang`: a result a language that is used more than once."""

    def build(scope: Scope) -> str:
        if scope.single:
            return NOTHING
        tagged = f'{scope.values} BIND(LCASE(LANG(?value)) AS ?language) FILTER(?language != "")'
        return f"SELECT ?this {{ {tagged} }} GROUP BY ?this ?language HAVING(COUNT(?value) > 1)"

    return build


def equals(predicate: Term) -> Build:
    """`sh:equals`: both the values that are not among the other property's and the other way round."""

    def build(scope: Scope) -> str:
        missing = f"{{ {scope.values} }} FILTER NOT EXISTS {{ ?this {predicate} ?value }}"
        among = f"OPTIONAL {{ {{ SELECT ?this ?value (true AS ?among) {{ {scope.values} }} }} }} FILTER(!BOUND(?among))"
        return f"SELECT ?this ?value {{ {{ {missing} }} UNION {{ {scope.focus} ?this {predicate} ?value {among} }} }}"

    return build


def disjoint(predicate: Term) -> Build:
    """`sh:disjoint`."""
    return Pairwise(lambda scope: f"SELECT ?this ?value {{ {{ {scope.values} }} ?this {predicate} ?value }}")


def less_than(operator: str, predicate: Term) -> Build:
    """`sh:lessThan` and `sh:lessThanOrEquals`: a result a pair of values."""

    def build(scope: Scope) -> str:
        test = f"FILTER(!COALESCE(?value {operator} ?other, false))"
        return f"SELECT ?this ?value {{ {{ {scope.values} }} ?this {predicate} ?other {test} }}"

    return Pairwise(build)


def closed(allowed: Iterable[str]) -> Build:
    """`sh:closed`: the result has the predicate that is not allowed as its path and the object as its value."""
    other = " && ".join(["true", *(f"?path != <{iri}>" for iri in allowed)])  # Oxigraph has NOT IN () as an error

    def build(scope: Scope) -> str:
        found = f"{{ {scope.values} }} ?value ?path ?object FILTER({other})"
        return f"SELECT ?this ?object ?path {{ {found} }}"

    return build
