"""Near misses: what a name that leads nowhere may have meant, found as German readers would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
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
_OTHER_NAMES: Final = (SKOS + "altLabel", IG + "officialName")


def namespace_of(iri: str) -> str:
    """An IRI up to its last # or /."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


class Names:
    """Everything in a graph (and in the files beside it) that has a name; read once, when first needed."""

    def __init__(self, graph: Graph, own: Iterable[ox.Triple] = ()) -> None:
        self.graph, self.own = graph, list(own)

    @cached_property
    def _read(self) -> tuple[dict[str, str], dict[str, dict[str, set[str]]]]:
        """Labels by IRI, and by namespace: folded name → IRIs."""
        labels: dict[str, str] = {}
        names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        triples = list(self.own)
        for predicate in (*LABELS, *_OTHER_NAMES):
            quads = self.graph.store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph())
            triples.extend(quad.triple for quad in quads)
        predicates = {*LABELS, *_OTHER_NAMES}
        for triple in triples:
            subject, value = triple.subject, triple.object
            if triple.predicate.value not in predicates or not isinstance(subject, ox.NamedNode):
                continue
            if not isinstance(value, ox.Literal):
                continue
            iri, space = subject.value, names[namespace_of(subject.value)]
            if triple.predicate.value in LABELS and value.language in ("de", None):
                labels.setdefault(iri, value.value)
            space[bare(value.value)].add(iri)
            space[bare(iri.removeprefix(namespace_of(iri)).replace("-", " "))].add(iri)
        return labels, names

    def label(self, iri: str) -> str:
        """The German label, "" where there is none."""
        return self._read[0].get(iri, "")

    def members(self, namespace: str) -> list[Suggestion]:
        """All that a namespace holds, by label."""
        iris = {iri for found in self._read[1].get(namespace, {}).values() for iri in found}
        return sorted((self._suggestion(iri) for iri in iris), key=lambda s: s.label)

    def near(self, text: str, namespaces: Iterable[str]) -> tuple[Suggestion, ...]:
        """What *text* (a label or the last part of an IRI) may have meant in some namespaces, best first."""
        found: dict[str, float] = {}
        for namespace in namespaces:
            if namespace == _AREAS and text.strip().isdigit():
                found.update(self._near_keys(text.strip()))
                continue
            space = self._read[1].get(namespace, {})
            wanted = bare(text.replace("-", " "))
            for name, score, _ in process.extract(wanted, space.keys(), scorer=_alike, score_cutoff=_NEAR, limit=MOST):
                for iri in space[name]:
                    found[iri] = max(found.get(iri, 0.0), score)
        best = sorted(found, key=lambda iri: (-found[iri], iri))[:MOST]
        return tuple(self._suggestion(iri) for iri in best)

    def _near_keys(self, key: str) -> dict[str, float]:
        """Official keys that differ by a lost leading zero, missing zeros at the end, or one slip of the finger."""
        known = {iri.removeprefix(_AREAS) for iri in self._read[0] if iri.startswith(_AREAS)}
        likely = [c for c in (key, f"0{key}", f"{key}000", key.rstrip("0")) if c in known]
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
