"""The data graph: a store to query, sets of its nodes as patterns, and literals as they were written.

Threads may share it.
"""

from __future__ import annotations

import itertools
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable

import pyoxigraph as ox

from integraph.shacl.index import Graph, Index, triples_of
from integraph.shacl.terms import SUBCLASS, XSD, Term

_MEMBER = "urn:integraph:shacl:member:"
_CANONICAL = frozenset(
    XSD + name
    for name in (
        *("boolean", "decimal", "integer", "double", "float", "byte", "short", "int", "long"),
        *("unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong", "nonNegativeInteger", "nonPositiveInteger"),
        *("positiveInteger", "negativeInteger", "dateTime", "dateTimeStamp", "date", "time", "gYear", "gYearMonth"),
        *("gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration", "yearMonthDuration"),
    )
)
"""Datatypes whose literals Oxigraph stores by value, forgetting how they were written ("007" becomes "7")."""


def _values(variable: str, terms: Iterable[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(terms)} }}"


NOBODY = f"{{ {_values('this', ())} }}"
"""The pattern of no focus node."""


class Data:
    """Data to validate: the default graph of a store as it is, or triples, which are loaded into a store in memory."""

    SHAPES_GRAPH = ox.NamedNode("urn:integraph:shacl:shapes-graph")
    """What `$shapesGraph` is bound to."""

    def __init__(self, graph: Graph) -> None:
        self.spellings: dict[Term, frozenset[Term]] | None = None
        """Of triples: stored literal → all forms in which it was written, where one of these is another."""
        if isinstance(graph, ox.Store):
            self.store = graph
        else:
            triples = list(triples_of(graph))
            self.store = ox.Store()
            self.store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
            self.spellings = _spellings(t.object for t in triples)
        self._functions: dict[ox.NamedNode, Callable[..., Term | ox.Triple | None]] = {}
        self._numbers = itertools.count()
        self._copying = threading.Lock()
        self._with_shapes: ox.Store | None = None
        self._subclasses: dict[Term, tuple[Term, ...]] = {}

    def query(
        self, query: str, prefixes: dict[str, str] | None = None, shapes: Index | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Evaluate a query over the data, to which *shapes* are added as the named graph `SHAPES_GRAPH`."""
        store = self.store if shapes is None else self._store_with(shapes)
        return store.query(query, prefixes=prefixes, custom_functions=self._functions.copy())

    def _store_with(self, shapes: Index) -> ox.Store:
        with self._copying:
            if self._with_shapes is None:  # a copy: the store may be read-only, and is not ours to change
                self._with_shapes = ox.Store()
                self._with_shapes.bulk_extend(self.store)
                self._with_shapes.bulk_extend(
                    ox.Quad(t.subject, t.predicate, t.object, self.SHAPES_GRAPH) for t in shapes.triples
                )
            return self._with_shapes

    def subclasses(self, kind: Term) -> tuple[Term, ...]:
        """The class itself and all below it, looked up once."""
        if kind not in self._subclasses:
            below = self.query(f"SELECT DISTINCT ?below {{ ?below <{SUBCLASS}>+ {kind} }}")
            assert isinstance(below, ox.QuerySolutions)  # noqa: S101 - of a SELECT query
            self._subclasses[kind] = tuple(dict.fromkeys([kind, *(row["below"] for row in below)]))
        return self._subclasses[kind]

    def constant(self, term: Term, variable: str) -> str:
        """A pattern that binds *variable* to one node, also where a blank node or a named graph is concerned."""
        if isinstance(term, ox.BlankNode):
            return f"BIND({self.function(lambda: term)}() AS ?{variable})"
        return _values(variable, [str(term)])

    def written(self, term: Term) -> Term:
        """A term as the data has it, where the store changed its form and it was written in one form only."""
        forms = (self.spellings or {}).get(term, ())
        return next(iter(forms)) if len(forms) == 1 else term

    def members(self, nodes: Iterable[Term], variable: str) -> str:
        """A pattern that binds *variable* to each of *nodes*; those that the data does not mention included.

        Blank nodes cannot be written down in SPARQL. They are found by asking each blank node of the graph, which
        costs one pass over it.
        """
        named: list[str] = []
        blank: set[Term] = set()
        for node in dict.fromkeys(nodes):
            if isinstance(node, ox.BlankNode):
                blank.add(node)
            else:
                named.append(str(node))
        branches = [_values(variable, named)]
        if blank:
            member = self.function(lambda node: ox.Literal(node in blank))
            every = f"{{ SELECT DISTINCT ?{variable} {{ {{ ?{variable} ?p ?o }} UNION {{ ?s ?p ?{variable} }} }} }}"
            branches.append(f"{every} FILTER(isBlank(?{variable}) && {member}(?{variable}))")
        return " UNION ".join(f"{{ {branch} }}" for branch in branches)

    def function(self, implementation: Callable[..., Term]) -> ox.NamedNode:
        """Make a Python function callable from queries; the result is its name."""
        name = ox.NamedNode(f"{_MEMBER}{next(self._numbers)}")
        self._functions[name] = implementation
        return name


def _spellings(terms: Iterable[object]) -> dict[Term, frozenset[Term]]:
    literals = list(dict.fromkeys(t for t in terms if isinstance(t, ox.Literal) and t.datatype.value in _CANONICAL))
    mirror, predicate = ox.Store(), ox.NamedNode("urn:stored-as")
    mirror.bulk_extend(ox.Quad(ox.NamedNode(f"urn:{n}"), predicate, literal) for n, literal in enumerate(literals))
    forms: dict[Term, set[Term]] = defaultdict(set)
    for quad in mirror:
        assert isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)  # noqa: S101, PT018
        forms[quad.object].add(literals[int(quad.subject.value.removeprefix("urn:"))])
    return {stored: frozenset(written) for stored, written in forms.items() if written != {stored}}
