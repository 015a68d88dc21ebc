"""Each mistake is to be mended once, so it is said once: results that only follow from another are left out."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Final

from integraph.validation.report import Node, Result

_FIRST: Final = (
    *("Calendar", "Prefix", "Pattern", "Reference", "OntologyTerm", "NodeKind", "Datatype", "Or", "In", "Class"),
    *("LessThanOrEquals", "LessThan", "MinCount"),
)
"""Kinds of constraints that one mistake breaks together, those that name it best first."""
_FORM: Final = frozenset(_FIRST[:9])
"""Those that say that a value is ill-formed or does not exist."""


def once(results: Iterable[Result]) -> list[Result]:
    """The results without those that only follow from another, no lighter one about the same value.

    A value that does not exist, or is no IRI, also breaks every rule on its class and form, on how many good values
    there must be, and on what it is compared with; a profile asks more sternly for what the general shapes ask too.
    """
    ordered = sorted(results, key=lambda r: (r.rank, _precedence(r), r.code))
    spoiled = {(r.focus_node, r.path) for r in ordered if r.value_node is not None and _kind(r) in _FORM}
    missing = {(r.focus_node, r.path, r.value_node) for r in ordered if _kind(r) == "Reference"}
    kept: list[Result] = []
    said: set[object] = set()
    for result in ordered:
        kind, about = _kind(result), (result.focus_node, result.path, result.value_node)
        if (kind == "Period" and about in said) or (kind == "SPARQL" and about in missing):
            continue
        if kind == "QualifiedMinCount" and (result.focus_node, result.path) in spoiled:
            continue
        if kind in ("LessThan", "LessThanOrEquals") and _compared_with(result, spoiled):
            continue
        if result.value_node is None and kind != "MinCount":
            kept.append(result)
            continue
        follows = kind in _FIRST
        if follows and (*about, "first") in said:
            continue
        kept.append(result)
        said |= {about, (*about, "first")} if follows else {about}
    return kept


def _kind(result: Result) -> str:
    return result.component.rpartition("#")[2].removesuffix("ConstraintComponent")


def _precedence(result: Result) -> int:
    """Which of several results about one value says best what is wrong; those that do not follow come last."""
    kind = _kind(result)
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST) + (kind == "Period")


def _compared_with(result: Result, spoiled: Set[tuple[Node, str]]) -> bool:
    """Whether a comparison fails because of the form of the other value; what is expected names that property."""
    return any(focus == result.focus_node and path and path in result.expected.de for focus, path in spoiled)
