"""SHACL-SPARQL: constraints that are queries, and constraint components that are made of queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from integraph.shacl.engine import Scope
from integraph.shacl.errors import ShapesError, ValidationFailure
from integraph.shacl.index import Index
from integraph.shacl.paths import Path, Predicate
from integraph.shacl.prebinding import PreboundQuery
from integraph.shacl.shapes import Constraint, Violation
from integraph.shacl.terms import OWL, SH, TRUE, Term, sh, short

_SLOT = re.compile(r"\{[?$](\w+)\}")
_RESERVED = frozenset({"this", "shapesGraph", "currentShape", "path", "PATH", "value"})


@dataclass(frozen=True, eq=False)
class SparqlConstraint(Constraint):
    """A query over all focus nodes (`select`), or over all pairs of focus and value nodes that conform (`ask`)."""

    component: ox.NamedNode
    query: PreboundQuery
    ask: bool
    shape: Term
    prefixes: dict[str, str]
    constants: dict[str, Term]
    templates: tuple[ox.Literal, ...]
    source: Term | None = None
    bounded = False

    def violations(self, scope: Scope) -> Iterable[Violation]:
        conforming: set[tuple[Term, Term]] = set()
        seen: set[tuple[object, ...]] = set()
        for sets in self._sets(scope):
            for row in self._rows(scope, sets):
                if self.ask:
                    conforming.add((row["this"], row["value"]))
                elif (key := tuple(row.items())) not in seen:
                    seen.add(key)
                    yield self._violation(scope, row)
        if self.ask:
            for this, value in scope.pairs:
                if (this, value) not in conforming:
                    yield Violation(this, value, None, self._messages(scope, {"this": this, "value": value}))

    def _violation(self, scope: Scope, row: dict[str, Term]) -> Violation:
        if row.get("failure") == TRUE:
            raise ValidationFailure(
                f"Prüfregel {short(self.shape)}: die Abfrage meldet selbst einen Fehler (?failure)."
            )
        path, this = row.get("path"), row["this"]
        value = row.get("value", this if scope.shape.path is None else None)
        message = row.get("message")
        messages = (message,) if isinstance(message, ox.Literal) else self._messages(scope, row)
        return Violation(this, value, Predicate(path.value) if isinstance(path, ox.NamedNode) else None, messages)

    def _messages(self, scope: Scope, row: dict[str, Term]) -> tuple[ox.Literal, ...]:
        values = {**self.constants, **row}
        if scope.shape.path is not None:
            values.setdefault("PATH", ox.Literal(scope.shape.path.sparql()))

        def fill(template: ox.Literal) -> ox.Literal:
            def text(slot: re.Match[str]) -> str:
                return values[slot[1]].value if slot[1] in values else slot[0]

            return ox.Literal(_SLOT.sub(text, template.value), language=template.language)

        return tuple(fill(template) for template in self.templates)

    def _sets(self, scope: Scope) -> Iterator[dict[str, str]]:
        """The patterns for the pre-bound variables: one set of them, or one a node where that cannot be helped."""
        data = scope.run.data
        names = ("this", "value") if self.ask else ("this",)
        pattern = scope.values if self.ask else scope.focus
        if self.query.by_node or self.query.reads_graphs:
            rows: list[tuple[Term, ...]] = list(scope.pairs) if self.ask else [(node,) for node in scope.nodes]
            if self.query.by_node or any(isinstance(term, ox.BlankNode) for row in rows for term in row):
                for row in rows:
                    calls = (data.constant(term, name) for name, term in zip(names, row, strict=True))
                    yield dict.fromkeys(names, " ".join(calls))
                return
            # the patterns are over the default graph, so they would not do inside GRAPH
            head = " ".join(f"?{name}" for name in names)
            pattern = f"VALUES ({head}) {{ {' '.join('(' + ' '.join(map(str, row)) + ')' for row in rows)} }}"
        yield dict.fromkeys(names, pattern)

    def _rows(self, scope: Scope, sets: dict[str, str]) -> Iterator[dict[str, Term]]:
        data = scope.run.data
        shapes = scope.run.shapes.index if self.query.mentions("shapesGraph") else None
        constants = {"currentShape": self.shape, **self.constants}
        if shapes is not None:
            constants["shapesGraph"] = data.SHAPES_GRAPH
        bound = {name: data.constant(term, name) for name, term in constants.items() if self.query.mentions(name)}
        path = scope.shape.path.sparql() if scope.shape.path is not None else ""
        solutions = data.query(self.query.text({**sets, **bound}, path), self.prefixes, shapes)
        assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - ASK has become SELECT
        variables = [variable.value for variable in solutions.variables]
        for solution in solutions:
            row = dict(zip(variables, solution, strict=True))
            yield {name: term for name, term in row.items() if term is not None}


def sparql_constraint(index: Index, shape: Term, path: Path | None, node: Term) -> Constraint | None:
    """The constraint that *node*, a value of `sh:sparql`, describes; None if deactivated. Raises `ShapesError`."""
    if TRUE in index.objects(node, SH + "deactivated"):
        return None
    return _constraint(index, shape, path, node, "select", sh("SPARQLConstraintComponent"), {}, frozenset(), node)


def _constraint(
    index: Index,
    shape: Term,
    path: Path | None,
    node: Term,
    form: str,
    component: ox.NamedNode,
    constants: dict[str, Term],
    parameters: frozenset[str],
    source: Term | None = None,
) -> SparqlConstraint:
    texts = index.objects(node, SH + form)
    property = SH + form
    if len(texts) != 1 or not isinstance(texts[0], ox.Literal) or texts[0].language:
        raise ShapesError(node, property, "richtig wäre genau eine Abfrage, als Text ohne Sprachangabe.")
    names = {"this", "shapesGraph", "currentShape", *parameters} | ({"value"} if form == "ask" else set())
    prefixes = _prefixes(index, node)
    try:
        query = PreboundQuery(texts[0].value, form.upper(), names)
        if query.mentions("PATH") and path is None:
            raise ValueError("$PATH gibt es nur in Prüfregeln mit sh:path.")
        ox.Store().query(
            query.text({}, path.sparql() if path else "") if form == "select" else texts[0].value, prefixes=prefixes
        )
    except ValueError as error:
        raise ShapesError(node, property, str(error)) from None
    except (SyntaxError, RuntimeError) as error:
        raise ShapesError(node, property, f"die Abfrage ist so nicht auswertbar ({error}).") from None
    templates = []
    for message in index.objects(node, SH + "message"):
        if not isinstance(message, ox.Literal):
            raise ShapesError(node, SH + "message", f"{short(message)} ist kein Text.")
        templates.append(message)
    return SparqlConstraint(component, query, form == "ask", shape, prefixes, constants, tuple(templates), source)


def _prefixes(index: Index, node: Term) -> dict[str, str]:
    """The prefixes that `sh:prefixes` names, those of imported ontologies included."""
    prefixes: dict[str, str] = {}
    todo, seen = index.objects(node, SH + "prefixes"), set()
    while todo:
        owner = todo.pop(0)
        if owner in seen:
            continue
        seen.add(owner)
        todo = [*todo, *index.objects(owner, OWL + "imports")]
        for declaration in index.objects(owner, SH + "declare"):
            names, spaces = (index.objects(declaration, SH + name) for name in ("prefix", "namespace"))
            if len(names) != 1 or len(spaces) != 1 or not all(isinstance(t, ox.Literal) for t in (*names, *spaces)):
                reason = "richtig wären genau ein sh:prefix und ein sh:namespace, beides Literale."
                raise ShapesError(owner, SH + "declare", reason)
            if prefixes.setdefault(names[0].value, spaces[0].value) != spaces[0].value:
                raise ShapesError(node, SH + "prefixes", f"das Präfix {names[0].value}: ist doppelt vergeben.")
    return prefixes


@dataclass(frozen=True)
class Component:
    """A SPARQL-based constraint component: its parameters by property, and where its validators are."""

    node: ox.NamedNode
    required: dict[str, str]
    optional: dict[str, str]

    def constraints(self, index: Index, shape: Term, path: Path | None) -> Iterator[Constraint]:
        """The constraints of this component that *shape* declares. Raises `ShapesError`."""
        names = {**self.required, **self.optional}
        values = {iri: index.objects(shape, iri) for iri in names}
        if not all(values[iri] for iri in self.required):
            return
        for iri, given in values.items():
            if len(given) > 1 and len(names) > 1:
                reason = "bei mehreren Parametern ist höchstens ein Wert erlaubt."
                raise ShapesError(shape, iri, reason)
        validators = [
            (form, node)
            for name, form in (("propertyValidator" if path else "nodeValidator", "select"), ("validator", "ask"))
            for node in index.objects(self.node, SH + name)
        ]
        if not validators:
            kind = "sh:propertyValidator" if path else "sh:nodeValidator"
            raise ShapesError(self.node, "", f"für {short(shape)} fehlt {kind} oder sh:validator.")
        form, validator = validators[0]
        parameters = frozenset(names.values())
        for number in range(max(len(given) for given in values.values())):
            constants = {names[iri]: given[number if len(names) == 1 else 0] for iri, given in values.items() if given}
            found = _constraint(index, shape, path, validator, form, self.node, constants, parameters)
            own = index.objects(self.node, SH + "message")
            if not found.templates and own:
                templates = tuple(m for m in own if isinstance(m, ox.Literal))
                found = SparqlConstraint(**{**vars(found), "templates": templates})
            yield found


def read_components(index: Index) -> list[Component]:
    """The constraint components that the shapes graph declares. Raises `ShapesError`."""
    found = []
    for node in index.instances(SH + "ConstraintComponent"):
        if not isinstance(node, ox.NamedNode):
            raise ShapesError(node, "", "ein Constraint Component muss ein IRI haben.")
        required: dict[str, str] = {}
        optional: dict[str, str] = {}
        for parameter in index.objects(node, SH + "parameter"):
            paths = index.objects(parameter, SH + "path")
            if len(paths) != 1 or not isinstance(paths[0], ox.NamedNode):
                raise ShapesError(
                    node, SH + "parameter", "jeder Parameter braucht genau einen sh:path, und zwar ein IRI."
                )
            name = re.split(r"[#/:]", paths[0].value)[-1]
            if name in _RESERVED or not re.fullmatch(r"\w+", name):
                raise ShapesError(node, SH + "parameter", f"„{name}“ kann kein Name eines Parameters sein.")
            is_optional = TRUE in index.objects(parameter, SH + "optional")
            (optional if is_optional else required)[paths[0].value] = name
        if not required:
            raise ShapesError(node, SH + "parameter", "mindestens ein Parameter muss verpflichtend sein.")
        found.append(Component(node, required, optional))
    return found
