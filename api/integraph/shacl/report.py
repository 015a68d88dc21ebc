"""Validation results and reports, with the fields that the W3C gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from integraph.shacl.paths import Path
from integraph.shacl.terms import TYPE, XSD, Term, sh, short

if TYPE_CHECKING:
    from integraph.shacl.shapes import Shapes


@dataclass(frozen=True)
class ValidationResult:
    """One result (https://www.w3.org/TR/shacl/#results-validation-result)."""

    focus_node: Term
    source_shape: Term
    source_constraint_component: ox.NamedNode
    result_severity: ox.NamedNode
    result_path: Path | None = None
    value: Term | None = None
    source_constraint: Term | None = None
    result_messages: tuple[ox.Literal, ...] = ()
    detail: tuple[ValidationResult, ...] = ()

    def __str__(self) -> str:
        severity, component = (short(t).removeprefix("sh:") for t in (self.result_severity, self.component))
        path = f" {self.result_path.sparql()}" if self.result_path else ""
        value = f" = {short(self.value)}" if self.value is not None else ""
        return f"{severity}: {short(self.focus_node)}{path}{value} ({component} of {short(self.source_shape)})"

    @property
    def component(self) -> ox.NamedNode:
        """Short for `source_constraint_component`."""
        return self.source_constraint_component

    def as_triples(self) -> tuple[ox.BlankNode, list[ox.Triple]]:
        """The result in RDF: its node and its triples, those of its details included."""
        node = ox.BlankNode()
        triples = [
            ox.Triple(node, ox.NamedNode(TYPE), sh("ValidationResult")),
            ox.Triple(node, sh("focusNode"), self.focus_node),
            ox.Triple(node, sh("sourceShape"), self.source_shape),
            ox.Triple(node, sh("sourceConstraintComponent"), self.source_constraint_component),
            ox.Triple(node, sh("resultSeverity"), self.result_severity),
        ]
        if self.result_path is not None:
            path, described = self.result_path.triples()
            triples += [ox.Triple(node, sh("resultPath"), path), *described]
        if self.value is not None:
            triples.append(ox.Triple(node, sh("value"), self.value))
        if self.source_constraint is not None:
            triples.append(ox.Triple(node, sh("sourceConstraint"), self.source_constraint))
        triples += [ox.Triple(node, sh("resultMessage"), message) for message in self.result_messages]
        for result in self.detail:
            inner, described = result.as_triples()
            triples += [ox.Triple(node, sh("detail"), inner), *described]
        return node, triples


class Finding(NamedTuple):
    """A result with what it was found for: the shape whose target it was, and the node that shape was tried on.

    The node differs from the result's focus node where a property shape stands below another property shape.
    """

    shape: Term
    node: Term
    result: ValidationResult


@dataclass(frozen=True)
class ValidationReport:
    """The outcome of a validation. Equal findings may occur more than once, as the definitions of the W3C have it."""

    findings: tuple[Finding, ...]
    shapes: Shapes = field(repr=False, compare=False)
    focus: frozenset[Term] | None = field(default=None, repr=False)

    @property
    def results(self) -> tuple[ValidationResult, ...]:
        """The results, in the order of their shapes."""
        return tuple(finding.result for finding in self.findings)

    @property
    def conforms(self) -> bool:
        """Whether there is no result at all; warnings and infos are results."""
        return not self.findings

    def as_triples(self) -> Iterator[ox.Triple]:
        """The report in RDF, as a `sh:ValidationReport`."""
        report = ox.BlankNode()
        conforms = ox.Literal(str(self.conforms).lower(), datatype=ox.NamedNode(XSD + "boolean"))
        yield ox.Triple(report, ox.NamedNode(TYPE), sh("ValidationReport"))
        yield ox.Triple(report, sh("conforms"), conforms)
        for result in self.results:
            node, triples = result.as_triples()
            yield ox.Triple(report, sh("result"), node)
            yield from triples
