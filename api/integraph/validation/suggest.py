"""Near misses: what a name that leads nowhere may have meant, found as German readers would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from integraph.namespaces import IG, NAMESPACES, SKOS, shorten
from integraph.store import Graph
from integraph.text import bare
from integraph.validation.expectations import LABELS
from integraph.validation.report import Suggestion

MOST: Final = 3
"""How many suggestions one finding has at most."""
_NEAR: Final = 72.0  # of 100; below, suggestions mislead more often than they help
_AREAS: Final = NAMESPACES["geb"]
_NAMING: Final = {*LABELS, SKOS + "altLabel", IG + "officialName"}
_NAMED: Final = f"""
SELECT ?thing ?name WHERE {{
  VALUES ?how {{ {" ".join(f"<{iri}>" for iri in sorted(_NAMING))} }}
  ?thing ?how ?name
  FILTER(STRSTARTS(STR(?thing), ?namespace) && !CONTAINS(STRAFTER(STR(?thing), ?namespace), "/"))
}}"""


def _label(predicate: ox.NamedNode, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """The value where it is a German label, else ""."""
    if predicate.value in LABELS and isinstance(value, ox.Literal) and value.language in ("de", None):
        return value.value
    return ""


def namespace_of(iri: str) -> str:
    """An IRI up to its last # or /."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


class Namespace:
    """The things of a namespace, and which of them bear which name, folded for comparison."""

    def __init__(self, iri: str, names: Iterable[tuple[str, str]]) -> None:
        self.folded: dict[str, set[str]] = defaultdict(set)
        for thing, name in names:
            self.folded[bare(name)].add(thing)
            self.folded[bare(thing.removeprefix(iri).replace("-", " "))].add(thing)
        self.iris = {thing for things in self.folded.values() for thing in things}


class Names:
    """What things in a graph (and in the files beside it) are called, read a namespace at a time, when first needed."""

    def __init__(self, graph: Graph, own: Iterable[ox.Triple] = ()) -> None:
        self.graph = graph
        self._own: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._labels: dict[str, str] = {}
        self._read: dict[str, Namespace] = {}
        for triple in own:
            if triple.predicate.value in _NAMING and isinstance(triple.subject, ox.NamedNode):
                iri = triple.subject.value
                if isinstance(triple.object, ox.Literal):
                    self._own[namespace_of(iri)].append((iri, triple.object.value))
                if label := _label(triple.predicate, triple.object):
                    self._labels.setdefault(iri, label)

    def namespace(self, iri: str) -> Namespace:
        """The names in the namespace *iri*."""
        if iri not in self._read:
            rows = self.graph.select(_NAMED, namespace=ox.Literal(iri))
            found = [(row["thing"].value, row["name"].value) for row in rows]
            self._read[iri] = Namespace(iri, [*found, *self._own.get(iri, ())])
        return self._read[iri]

    def label(self, iri: str) -> str:
        """The German label, "" where there is none."""
        if iri not in self._labels:
            quads = self.graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph())
            self._labels[iri] = next((label for q in quads if (label := _label(q.predicate, q.object))), "")
        return self._labels[iri]

    def members(self, namespace: str) -> list[Suggestion]:
        """All that a namespace holds, by label."""
        return sorted(map(self._suggestion, self.namespace(namespace).iris), key=lambda s: s.label)

    def near(self, text: str, namespaces: Iterable[str]) -> tuple[Suggestion, ...]:
        """What *text* (a label or the last part of an IRI) may have meant in some namespaces, best first."""
        found: dict[str, float] = {}
        for namespace in namespaces:
            if namespace == _AREAS and text.strip().isdigit():
                found.update(self._near_keys(text.strip()))
                continue
            space = self.namespace(namespace).folded
            wanted = bare(text.replace("-", " "))
            for name, score, _ in process.extract(wanted, space.keys(), scorer=_alike, score_cutoff=_NEAR, limit=MOST):
                for iri in space[name]:
                    found[iri] = max(found.get(iri, 0.0), score)
        best = sorted(found, key=lambda iri: (-found[iri], iri))[:MOST]
        return tuple(self._suggestion(iri) for iri in best)

    def _near_keys(self, key: str) -> dict[str, float]:
        """Official keys that differ by a lost leading zero, missing zeros at the end, or one slip of the finger."""
        known = {iri.removeprefix(_AREAS) for iri in self.namespace(_AREAS).iris}
        plain = key.rstrip("0")
        full = key.zfill(12) if len(key) in (11, 12) else ""  # an ARS, whose digits 6 to 9 the AGS does not have
        likely = [
            c for c in (key, f"0{key}", f"{key}000", full[:5] + full[9:], plain.ljust(8, "0"), plain) if c in known
        ]
        slips = sorted(c for c in known if len(c) == len(key) and OSA.distance(c, key, score_cutoff=1) == 1)
        around = [c for c in (key[:5], key[:2]) if c in known]
        # a key that is right but for its form leaves nothing to guess
        found = likely or [*slips, *around]
        return {_AREAS + c: 100.0 - rank for rank, c in enumerate(found)}

    def _suggestion(self, iri: str) -> Suggestion:
        return Suggestion(shorten(iri), self.label(iri))


def _alike(one: Sequence[Hashable], other: Sequence[Hashable], /, *, score_cutoff: float | None = None) -> float:
    """Letters in order, or words in any order; a name inside the other counts when it is long enough to mean it."""
    score = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    shorter, longer = sorted((str(one), str(other)), key=len)
    if len(shorter) >= 5 and (
        longer.startswith(shorter + " ") or f" {shorter}" in longer or longer.startswith(shorter)
    ):
        score = max(score, 80.0)
    return score if score >= (score_cutoff or 0.0) else 0.0
