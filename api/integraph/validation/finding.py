"""What a rule found, before it has a place and words of help: a validation result as SHACL defines it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from integraph.codes import RULES, RuleName
from integraph.namespaces import IGS
from integraph.shacl.index import Index
from integraph.shacl.paths import Path, Predicate, read_path
from integraph.shacl.terms import SH, Term
from integraph.validation.place import NO_TEXT, Text
from integraph.validation.report import SEVERITIES, Suggestion


@dataclass(frozen=True)
class Finding:
    """One `sh:ValidationResult`; ``expected``, ``remedy`` and ``suggestions`` only where the rule itself gives them."""

    severity: str
    focus: Term
    path: Path | None
    value: Term | None
    shape: Term | None
    component: str
    messages: Text
    expected: Text = NO_TEXT
    remedy: Text = NO_TEXT
    suggestions: tuple[Suggestion, ...] = ()
    details: tuple[Finding, ...] = ()


def findings_of(report: Iterable[ox.Triple]) -> list[Finding]:
    """The results of a `sh:ValidationReport` with their details; severities unknown to SHACL count as violations."""
    index = Index(report)

    def one(node: Term, name: str) -> Term | None:
        return next(iter(index.objects(node, SH + name)), None)

    def finding(node: Term) -> Finding | None:
        focus = one(node, "focusNode")
        if focus is None:
            return None
        severity = one(node, "resultSeverity")
        name = severity.value.removeprefix(SH) if severity else ""
        path, component = one(node, "resultPath"), one(node, "sourceConstraintComponent")
        texts = {t.language: t.value for t in index.objects(node, SH + "resultMessage") if isinstance(t, ox.Literal)}
        first = texts.get(None, next(iter(texts.values()), ""))
        return Finding(
            name if name in SEVERITIES else "Violation",
            focus,
            read_path(index, path, node) if path else None,
            one(node, "value"),
            one(node, "sourceShape"),
            component.value if component else "",
            Text(texts.get("de", first), texts.get("en", first)),
            details=tuple(d for each in index.objects(node, SH + "detail") if (d := finding(each))),
        )

    results = (node for report in index.subjects(SH + "result") for node in index.objects(report, SH + "result"))
    return [found for node in results if (found := finding(node))]


def identity(rule: RuleName) -> tuple[ox.NamedNode, str]:
    """What stands for a rule that is no shape: its node and the IRI of its constraint component."""
    return ox.NamedNode(IGS + rule), f"{IGS}{rule}ConstraintComponent"


def finding_at(
    rule: RuleName,
    triple: ox.Triple,
    messages: Text,
    *,
    expected: Text,
    remedy: Text,
    suggestions: tuple[Suggestion, ...] = (),
) -> Finding:
    """A finding about one triple, by a rule that is no shape: *rule* names it in the namespace of the shapes."""
    if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
        raise TypeError("a triple term")
    return Finding(
        RULES[rule].severity,
        triple.subject,
        Predicate(triple.predicate.value),
        triple.object,
        *identity(rule),
        messages,
        expected,
        remedy,
        suggestions,
    )
