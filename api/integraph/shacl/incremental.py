"""Validation after a change: only the focus nodes whose outcome the changed triples can have touched.

What a validation reads is known from the shapes: a tree of paths from the focus node. A changed triple matters to a
focus node only if one of these paths crosses it. Take the first changed triple on such a path: the way to its start
consists of triples that did not change, so it is there in the graph as it is now, and following it backwards gives the
focus node. This holds for added and removed triples alike, so one look at the new graph is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from integraph.shacl.data import Data
from integraph.shacl.engine import Run
from integraph.shacl.paths import Path, Step, follow
from integraph.shacl.report import Finding, ValidationReport
from integraph.shacl.shapes import Shape
from integraph.shacl.terms import Term


def revalidate(report: ValidationReport, store: ox.Store, changed: Iterable[ox.Triple | ox.Quad]) -> ValidationReport:
    """The report for *store* as it is now, given the *report* from before triples were *changed* (added or removed).

    Equal to validating anew. A shape whose constraints are queries is validated anew, since what a query reads is not
    known. Raises `ValidationFailure` as a validation does.
    """
    work = Run(Data(store), report.shapes)
    triples = [change.triple if isinstance(change, ox.Quad) else change for change in changed]
    findings: list[Finding] = []
    for shape in report.shapes.targeted:
        before = (finding for finding in report.findings if finding.shape == shape.node)
        nodes = _touched(shape, work, triples)
        if nodes is None:
            findings.extend(work.findings(shape, report.focus))
            continue
        findings.extend(finding for finding in before if finding.node not in nodes)
        if nodes := nodes if report.focus is None else nodes & report.focus:
            findings.extend(work.findings(shape, nodes))
    return ValidationReport(tuple(findings), report.shapes, report.focus)


def _touched(shape: Shape, work: Run, changed: list[ox.Triple]) -> set[Term] | None:
    """The nodes whose validation against *shape* may have another outcome; None if that cannot be told."""
    touched: set[Term] = set()
    for step in dict.fromkeys(_reads(shape, targets=True)):
        if step is None:
            return None
        starts = {_start(triple, step) for triple in changed if step.predicate in (None, triple.predicate.value)}
        if starts:
            touched |= _back(step.before, starts, work)
    return touched


def _start(triple: ox.Triple, step: Step) -> Term:
    start = triple.object if step.inverse else triple.subject
    assert not isinstance(start, ox.Triple)  # noqa: S101 - shapes do not reach into triple terms
    return start


def _back(path: Path | None, nodes: set[Term], work: Run) -> set[Term]:
    """The nodes from which *path* leads to one of *nodes*."""
    found = set(nodes) if path is None or path.nullable else set()
    if path is not None:
        ends = work.data.members(nodes, "end")
        query = f"SELECT DISTINCT ?this {{ {{ {ends} }} ?this {path.sparql()} ?end }}"
        found.update(this for (this,) in work.select(query) if this is not None)
    return found


def _reads(shape: Shape, before: Path | None = None, *, targets: bool = False) -> Iterator[Step | None]:
    """Every hop of a validation against *shape* of the nodes that *before* leads to; None for what is not known."""
    if targets:
        for target in shape.targets:
            if target.path is not None:
                yield from target.path.steps(None)
    if shape.deactivated:
        return
    if shape.path is not None:
        yield from shape.path.steps(before)
    values = follow(before, shape.path)
    for constraint in shape.constraints:
        if not constraint.bounded:
            yield None
        for read in constraint.reads:
            start = before if read.at_focus else values
            if read.path is None:
                yield Step(start, None)
            else:
                yield from read.path.steps(start)
        for nested in constraint.shapes:
            yield from _reads(nested, values)
