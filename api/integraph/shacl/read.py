"""From a shapes graph to shapes: every shape is found, checked against the rules, and made into constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from integraph.shacl import core
from integraph.shacl.core import QueryConstraint
from integraph.shacl.datatypes import datatype
from integraph.shacl.errors import ShapesError
from integraph.shacl.index import Graph, Index
from integraph.shacl.logic import LogicalConstraint, NodeConstraint, PropertyConstraint, QualifiedConstraint
from integraph.shacl.paths import Path, Predicate, read_path
from integraph.shacl.rules import PARAMETERS, TARGETS, check
from integraph.shacl.shapes import INSTANCE, Constraint, Read, Shape, Shapes, Target
from integraph.shacl.sparql import read_components, sparql_constraint
from integraph.shacl.terms import RDFS, SH, TRUE, TYPE, Term, sh, short

_LISTS = {"and": "And", "or": "Or", "xone": "Xone"}


def read_shapes(graph: Graph) -> Shapes:
    """Read a shapes graph. Raises `ShapesError` when it is ill-formed, recursive or asks for what is not supported."""
    return _Reader(Index(graph)).read()


class _Reader:
    def __init__(self, index: Index) -> None:
        self.index = index
        self.components = read_components(index)
        self._kinds = {kind: dict.fromkeys(index.instances(SH + kind)) for kind in ("NodeShape", "PropertyShape")}
        self._classes = index.subclasses(ox.NamedNode(RDFS + "Class"))
        self._done: dict[Term, Shape] = {}
        self._open: list[Term] = []

    def read(self) -> Shapes:
        for node in self.index.subjects(SH + "entailment"):
            raise ShapesError(node, SH + "entailment", "Schlussfolgern vor der Prüfung wird nicht unterstützt.")
        return Shapes(tuple(self.shape(node) for node in self.nodes()), self.index)

    def nodes(self) -> list[Term]:
        """Every node that is a shape by https://www.w3.org/TR/shacl/#shapes, in the order of the graph."""
        index = self.index
        parameters = [iri for component in self.components for iri in component.required]
        found = dict.fromkeys(node for nodes in self._kinds.values() for node in nodes)
        for iri in [*(SH + name for name in (*TARGETS, *PARAMETERS)), *parameters]:
            found.update(dict.fromkeys(index.subjects(iri)))
        return list(found)

    def shape(self, node: Term) -> Shape:
        """The shape that *node* is; each is made once."""
        if node not in self._done:
            if node in self._open:
                cycle = " → ".join(short(n) for n in [*self._open[self._open.index(node) :], node])
                raise ShapesError(
                    node,
                    "",
                    f"sie verweist über andere auf sich selbst ({cycle}). Rekursive Prüfregeln haben nach SHACL keine"
                    " festgelegte Bedeutung; richtig wäre ein Pfad mit sh:zeroOrMorePath.",
                )
            self._open.append(node)
            self._done[node] = self._shape(node)
            self._open.pop()
        return self._done[node]

    def _shape(self, node: Term) -> Shape:
        index = self.index
        check(index, node)
        paths = index.objects(node, SH + "path")
        if node in self._kinds["PropertyShape"] and not paths:
            raise ShapesError(node, SH + "path", "eine sh:PropertyShape muss genau einen sh:path haben.")
        if node in self._kinds["NodeShape"] and paths:
            raise ShapesError(node, SH + "path", "eine sh:NodeShape darf keinen sh:path haben.")
        path = read_path(index, paths[0], node) if paths else None
        severity = index.objects(node, SH + "severity")
        return Shape(
            node,
            path,
            tuple(self._targets(node)),
            tuple(self._constraints(node, path)),
            ox.NamedNode(severity[0].value) if severity else sh("Violation"),
            tuple(m for m in index.objects(node, SH + "message") if isinstance(m, ox.Literal)),
            self._true(node, "deactivated"),
        )

    def _true(self, node: Term, name: str) -> bool:
        return TRUE in self.index.objects(node, SH + name)

    def _targets(self, node: Term) -> Iterator[Target]:
        for name in TARGETS:
            for value in self.index.objects(node, SH + name):
                yield Target(name, value)
        if any(kind in self._classes for kind in self.index.objects(node, TYPE)):
            if not isinstance(node, ox.NamedNode):
                raise ShapesError(node, TYPE, "eine Prüfregel, die auch eine Klasse ist, muss ein IRI haben.")
            yield Target("targetClass", node)

    def _constraints(self, node: Term, path: Path | None) -> Iterator[Constraint]:
        for name in PARAMETERS:
            for value in self.index.objects(node, SH + name):
                yield from self._constraint(node, name, value)
        for value in self.index.objects(node, SH + "sparql"):
            constraint = sparql_constraint(self.index, node, path, value)
            if constraint is not None:
                yield constraint
        for component in self.components:
            yield from component.constraints(self.index, node, path)

    def _constraint(self, node: Term, name: str, value: Term) -> Iterator[Constraint]:
        if name in _SIMPLE:
            build, reads = _SIMPLE[name](self, node, value)
            if build is not None:
                suffix = "ConstraintComponent"
                terms = self.index.items(value) if name in ("in", "languageIn") else [value]
                parameter = ", ".join(short(term) for term in terms or ())
                yield QueryConstraint(sh(name[0].upper() + name[1:] + suffix), build, parameter, reads)
        elif name == "node":
            nested = self.shape(value)
            if nested.path is not None:
                raise ShapesError(node, SH + name, f"{short(value)} hat einen sh:path; richtig wäre eine ohne.")
            yield NodeConstraint((nested,))
        elif name == "property":
            if not self.index.objects(value, SH + "path"):
                raise ShapesError(node, SH + name, f"{short(value)} hat keinen sh:path; richtig wäre eine mit Pfad.")
            yield PropertyConstraint((self.shape(value),))
        elif name == "not":
            yield LogicalConstraint(sh("NotConstraintComponent"), (self.shape(value),))
        elif name in _LISTS:
            members = self._list(node, name, value)
            if not members:
                raise ShapesError(node, SH + name, "die Liste ist leer; richtig wäre mindestens eine Prüfregel.")
            yield LogicalConstraint(
                sh(f"{_LISTS[name]}ConstraintComponent"), tuple(self.shape(member) for member in members)
            )
        elif name == "qualifiedValueShape":
            yield from self._qualified(node, value)

    def _qualified(self, node: Term, value: Term) -> Iterator[Constraint]:
        siblings: dict[Term, None] = {}
        if self._true(node, "qualifiedValueShapesDisjoint"):
            for parent in self.index.subjects_with(SH + "property", node):
                for other in self.index.objects(parent, SH + "property"):
                    siblings.update(dict.fromkeys(self.index.objects(other, SH + "qualifiedValueShape")))
            siblings.pop(value, None)
        shapes = tuple(self.shape(shape) for shape in (value, *siblings))
        least, most = (self.index.objects(node, SH + name) for name in ("qualifiedMinCount", "qualifiedMaxCount"))
        if not least and not most:
            reason = "ohne sh:qualifiedMinCount oder sh:qualifiedMaxCount bleibt das ohne Wirkung."
            raise ShapesError(node, SH + "qualifiedValueShape", reason)
        if least:
            component = sh("QualifiedMinCountConstraintComponent")
            yield QualifiedConstraint(component, shapes, least=int(least[0].value))
        if most:
            component = sh("QualifiedMaxCountConstraintComponent")
            yield QualifiedConstraint(component, shapes, most=int(most[0].value))

    def _list(self, node: Term, name: str, head: Term) -> list[Term]:
        items = self.index.items(head)
        if items is None:
            raise ShapesError(node, SH + name, "das ist keine abgeschlossene Liste; richtig wäre ( … ).")
        return items

    def _allowed(self, node: Term) -> list[str]:
        """The predicates that a closed shape allows."""
        allowed: dict[Term, None] = {}
        for shape in self.index.objects(node, SH + "property"):
            for path in self.index.objects(shape, SH + "path"):
                allowed[path] = None
        for head in self.index.objects(node, SH + "ignoredProperties"):
            for item in self._list(node, "ignoredProperties", head):
                if not isinstance(item, ox.NamedNode):
                    raise ShapesError(node, SH + "ignoredProperties", f"{short(item)} ist kein IRI.")
                allowed[item] = None
        return [term.value for term in allowed if isinstance(term, ox.NamedNode)]

    def _pattern(self, node: Term, value: Term) -> core.Build:
        assert isinstance(value, ox.Literal)  # noqa: S101 - the rules have it so
        flags = self.index.objects(node, SH + "flags")
        flag = flags[0] if flags and isinstance(flags[0], ox.Literal) else ox.Literal("")
        test = ox.Store().query(f'SELECT (REGEX("", {value}, {flag}) AS ?works) {{}}')
        if next(iter(test))[0] is None:  # type: ignore[arg-type]
            raise ShapesError(
                node,
                SH + "pattern",
                f"der reguläre Ausdruck {value} mit den Schaltern {flag} ist so nicht möglich; richtig wäre einer nach"
                " SPARQL (ohne Vorausschau und Rückverweise), Schalter aus s, m, i, x, q.",
            )
        return core.pattern(value, flag)

    def _languages(self, node: Term, head: Term) -> core.Build:
        tags = self._list(node, "languageIn", head)
        for tag in tags:
            if not isinstance(tag, ox.Literal) or tag.language:
                raise ShapesError(node, SH + "languageIn", f'{short(tag)} ist kein Text; richtig wäre etwa "de".')
        return core.language_in(tags)

    def _members(self, node: Term, head: Term) -> core.Build:
        return core.one_of(self._list(node, "in", head))


Simple = tuple[core.Build | None, tuple[Read, ...]]


def _test(
    build: Callable[..., core.Build], convert: Callable[[Term], object] = lambda term: term
) -> Callable[..., Simple]:
    return lambda _reader, _node, value: (build(convert(value)), ())


def _compare(build: Callable[..., core.Build], *arguments: str) -> Callable[..., Simple]:
    """A constraint over the values of another property of the focus node."""
    return lambda _reader, _node, value: (build(*arguments, value), (Read(Predicate(value.value), at_focus=True),))


def _bound(operator: str) -> Callable[..., Simple]:
    return lambda _reader, _node, value: (core.compared(operator, value), ())


def _number(term: Term) -> int:
    return int(term.value)


_SIMPLE: dict[str, Callable[[_Reader, Term, Term], Simple]] = {
    "class": lambda _reader, _node, value: (core.instance_of(value), (Read(INSTANCE),)),
    "datatype": _test(datatype),
    "nodeKind": _test(core.node_kind, lambda term: term.value.removeprefix(SH)),
    "minCount": _test(core.min_count, _number),
    "maxCount": _test(core.max_count, _number),
    "minExclusive": _bound(">"),
    "minInclusive": _bound(">="),
    "maxExclusive": _bound("<"),
    "maxInclusive": _bound("<="),
    "minLength": lambda _reader, _node, value: (core.length(">=", _number(value)), ()),
    "maxLength": lambda _reader, _node, value: (core.length("<=", _number(value)), ()),
    "pattern": lambda reader, node, value: (reader._pattern(node, value), ()),
    "languageIn": lambda reader, node, value: (reader._languages(node, value), ()),
    "uniqueLang": lambda _reader, _node, value: (core.unique_lang() if value == TRUE else None, ()),
    "equals": _compare(core.equals),
    "disjoint": _compare(core.disjoint),
    "lessThan": _compare(core.less_than, "<"),
    "lessThanOrEquals": _compare(core.less_than, "<="),
    "closed": lambda reader, node, value: (
        (core.closed(reader._allowed(node)), (Read(None),)) if value == TRUE else (None, ())
    ),
    "hasValue": _test(core.has_value),
    "in": lambda reader, node, value: (reader._members(node, value), ()),
}
