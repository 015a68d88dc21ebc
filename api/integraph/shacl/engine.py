"""Evaluates shapes set by set: patterns for focus and value nodes, a query a constraint, sets of failing nodes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from integraph.shacl.data import NOBODY, Data
from integraph.shacl.messages import standard_messages
from integraph.shacl.paths import Path
from integraph.shacl.report import Finding, ValidationReport, ValidationResult
from integraph.shacl.shapes import Constraint, Shape, Shapes, Violation, instances
from integraph.shacl.terms import TYPE, Term

Row = tuple[Term | None, ...]
_FEW = 1000
"""Up to so many focus nodes are written into queries; more are described by a pattern, which is then faster."""

_SUSPECTS = 1000
"""Up to so many solutions of a query without focus are looked for among the focus nodes."""
_THREADS = min(4, os.cpu_count() or 1)


def targets_pattern(shape: Shape, data: Data, among: str = "") -> str:
    """The content of a group graph pattern that binds `?this` to the focus nodes of *shape*, each once.

    *among* is a pattern that binds `?this` to the nodes that are wanted, if not all are.
    """
    classes = [target.value for target in shape.targets if target.kind == "targetClass"]
    patterns = [target.pattern() for target in shape.targets if target.kind != "targetClass"]
    below = tuple(dict.fromkeys(each for kind in classes for each in data.subclasses(kind)))
    if any(isinstance(each, ox.BlankNode) for each in below):  # these cannot be named
        patterns += [instances("this", kind, data.subclasses(kind)) for kind in classes]
    elif len(below) == 1 or (below and among):
        patterns.append(instances("this", below[0], below))
    elif below:  # faster than a filter where all instances are wanted
        patterns.append(f"VALUES ?class {{ {' '.join(map(str, below))} }} ?this <{TYPE}> ?class")
    branches = [f"{{ {among} {pattern} }}" for pattern in patterns]
    if len(branches) == 1 and len(below) <= 1 and shape.targets[0].unique:
        return branches[0]
    return f"{{ SELECT DISTINCT ?this {{ {' UNION '.join(branches)} }} }}"


def values_pattern(focus: str, path: Path | None) -> str:
    """The same for pairs of `?this` and `?value`: the value nodes that *path* leads to, the focus node itself if None.

    A path that may be empty leads to the focus node even where no triple mentions it, which a SPARQL engine that
    evaluates the path before it knows the node would miss.
    """
    if path is None:
        return f"{focus} BIND(?this AS ?value)"
    pattern = f"{focus} ?this {path.sparql()} ?value"
    if path.nullable:
        pattern = f"{{ {focus} BIND(?this AS ?value) }} UNION {{ {pattern} }}"
    return pattern if path.unique else f"{{ SELECT DISTINCT ?this ?value {{ {pattern} }} }}"


@dataclass
class Scope:
    """One shape over one set of focus nodes, which is given as the pattern `focus` that binds `?this`."""

    run: Run
    shape: Shape
    focus: str

    @cached_property
    def values(self) -> str:
        """The pattern that binds `?this` and `?value` to the pairs of focus and value nodes."""
        return values_pattern(self.focus, self.shape.path)

    def fewer(self, least: int, condition: str = "true") -> str:
        """The query for the focus nodes with fewer than *least* value nodes that meet *condition*."""
        path = self.shape.path
        if least == 1 and path is not None and not path.nullable:
            met = f"?this {path.sparql()} ?value FILTER({condition})"
            return f"SELECT ?this {{ {self.focus} FILTER NOT EXISTS {{ {met} }} }}"
        group = f"GROUP BY ?this HAVING(COUNT(?value) < {least})"
        return f"SELECT ?this {{ {self.focus} OPTIONAL {{ {{ {self.values} FILTER({condition}) }} }} }} {group}"

    def more(self, most: int, condition: str = "true") -> str:
        """The query for the focus nodes with more than *most* value nodes that meet *condition*."""
        group = f"GROUP BY ?this HAVING(COUNT(?value) > {most})"
        return f"SELECT ?this {{ {self.values} FILTER({condition}) }} {group}"

    def violating(self, query: Callable[[Scope], str]) -> Iterable[Row]:
        """The solutions of *query*, which looks at one pair of focus and value node at a time.

        Hardly any value violates a constraint. So the query is first asked of all nodes that have values: what it finds
        is less to look for among the focus nodes than these are.
        """
        path = self.shape.path
        if path is None or path.nullable or self.focus in self.run.listed:
            return self.run.select(query(self))
        rows = self.run.anywhere(query(Scope(self.run, self.shape, "")))
        if rows is None:
            return self.run.select(query(self))
        among = self.run.data.members((row[0] for row in rows if row[0] is not None), "this")
        meant = {this for (this,) in self.run.select(f"SELECT ?this {{ {{ {among} }} {self.focus} }}")} if rows else ()
        return (row for row in rows if row[0] in meant)

    @property
    def single(self) -> bool:
        """Whether no focus node has more than one value node; false also where it is not worth finding out."""
        path = self.shape.path
        return path is None or (self.focus not in self.run.listed and not path.nullable and self.run.single(path))

    @cached_property
    def inner(self) -> str:
        """The value nodes as focus nodes."""
        if self.shape.path is None:
            return self.focus
        return self.run.written_out(
            f"{{ SELECT (?value AS ?this) {{ {{ SELECT DISTINCT ?value {{ {self.values} }} }} }} }}"
        )

    @cached_property
    def nodes(self) -> list[Term]:
        """The focus nodes."""
        return [this for (this,) in self.run.select(f"SELECT ?this {{ {self.focus} }}") if this is not None]

    def pairs_with(self, values: frozenset[Term]) -> Iterator[tuple[Term, Term]]:
        """The pairs with these value nodes. A few are written into the query, so that no other pair is fetched."""
        if 0 < len(values) <= _FEW and not any(isinstance(value, ox.BlankNode) for value in values):
            listed = f"VALUES ?value {{ {' '.join(map(str, values))} }}"
            rows = self.run.select(f"SELECT ?this ?value {{ {listed} {{ {self.values} }} }}")
            return ((this, value) for this, value in rows if this is not None and value is not None)
        return (pair for pair in self.pairs if pair[1] in values) if values else iter(())

    @cached_property
    def pairs(self) -> list[tuple[Term, Term]]:
        """The pairs of focus and value nodes."""
        if self.shape.path is None:
            return [(node, node) for node in self.nodes]
        rows = self.run.select(f"SELECT ?this ?value {{ {self.values} }}")
        return [(this, value) for this, value in rows if this is not None and value is not None]

    def failing(self, shape: Shape) -> frozenset[Term]:
        """The value nodes that do not conform to *shape*."""
        return self.run.failing(shape, self.inner)

    def result(
        self, constraint: Constraint, violation: Violation, detail: tuple[ValidationResult, ...] = ()
    ) -> ValidationResult:
        """The validation result for a violation."""
        data = self.run.data
        return ValidationResult(
            data.written(violation.this),
            self.shape.node,
            constraint.component,
            self.shape.severity,
            violation.path or self.shape.path,
            None if violation.value is None else data.written(violation.value),
            constraint.source,
            self.shape.messages or violation.messages or standard_messages(constraint.component, constraint.parameter),
            detail,
        )


class Run:
    """One validation of some data."""

    def __init__(self, data: Data, shapes: Shapes) -> None:
        self.data = data
        self.shapes = shapes
        self.listed: set[str] = set()
        """The patterns that name their nodes."""
        self._failing: dict[tuple[Shape, str], frozenset[Term]] = {}
        self._anywhere: dict[str, list[Row] | None] = {}
        self._single: dict[Path, bool] = {}

    def select(self, query: str) -> Iterator[Row]:
        """The solutions of a SELECT query in the order of its variables."""
        solutions = self.data.query(query)
        assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - only SELECT queries come here
        for solution in solutions:
            yield tuple(solution)

    def anywhere(self, query: str) -> list[Row] | None:
        """The solutions of a query that names no focus; None if there are more than a few."""
        if query not in self._anywhere:
            rows = list(self.select(f"{query} LIMIT {_SUSPECTS + 1}"))
            self._anywhere[query] = rows if len(rows) <= _SUSPECTS else None
        return self._anywhere[query]

    def single(self, path: Path) -> bool:
        """Whether *path* leads to one value at most, wherever it begins: to count is faster than to group."""
        if path not in self._single:
            counted = f"(COUNT(?this) AS ?pairs) (COUNT(DISTINCT ?this) AS ?nodes) {{ ?this {path.sparql()} ?value }}"
            ((pairs, nodes),) = self.select(f"SELECT {counted}")
            self._single[path] = pairs == nodes
        return self._single[path]

    def written_out(self, focus: str) -> str:
        """The pattern *focus* with its nodes written out where these are few, so that queries start from them."""
        nodes = [node for (node,) in self.select(f"SELECT ?this {{ {focus} }} LIMIT {_FEW + 1}") if node is not None]
        if len(nodes) > _FEW or any(isinstance(node, ox.BlankNode) for node in nodes):
            return focus
        return self.listing(nodes)

    def listing(self, nodes: Iterable[Term]) -> str:
        """A pattern that names *nodes*."""
        pattern = f"{{ {self.data.members(nodes, 'this')} }}"
        self.listed.add(pattern)
        return pattern

    def failing(self, shape: Shape, focus: str) -> frozenset[Term]:
        """The focus nodes that do not conform to *shape*."""
        if shape.deactivated or focus == NOBODY:
            return frozenset()
        if (shape, focus) not in self._failing:
            scope = Scope(self, shape, focus)
            nodes = frozenset().union(*(constraint.failing(scope) for constraint in shape.constraints))
            self._failing[shape, focus] = nodes
        return self._failing[shape, focus]

    def results(self, shape: Shape, focus: str) -> Iterator[tuple[Term, ValidationResult]]:
        """The results of validating focus nodes against *shape*, each with the node."""
        if not shape.deactivated and focus != NOBODY:
            scope = Scope(self, shape, focus)
            for constraint in shape.constraints:
                yield from constraint.results(scope)

    def findings(self, shape: Shape, nodes: Iterable[Term] | None = None) -> Iterator[Finding]:
        """What is found at the targets of *shape*, or at those among *nodes*."""
        focus = targets_pattern(shape, self.data, "" if nodes is None else f"{{ {self.data.members(nodes, 'this')} }}")
        for node, result in self.results(shape, self.written_out(focus)):
            yield Finding(shape.node, node, result)


def run(data: Data, shapes: Shapes, focus: frozenset[Term] | None = None) -> ValidationReport:
    """Validate *data*: all targets, or those in *focus*. Shapes are worked on in threads, which run within Oxigraph."""
    work = Run(data, shapes)
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="shacl") as threads:
        found = threads.map(lambda shape: list(work.findings(shape, focus)), shapes.targeted)
        return ValidationReport(tuple(finding for findings in found for finding in findings), shapes, focus)
