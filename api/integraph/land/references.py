"""From what stands in a cell to the thing that is meant: by name, by key, or both; never a silent guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from integraph.namespaces import BELEG, IG, NAMESPACES, RDFS, SKOS, SOURCE_SLUGS, expand, shorten
from integraph.responsibility.lookup import Lookup, LookupFailure, Names
from integraph.store import Graph
from integraph.text import fold

from .cells import CellError

_WITH_KEY: Final = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]")
_PASSAGE: Final = re.compile(r"([a-z0-9][a-z0-9-]*):\s?([1-9]\d*)(?:\s?[-–]\s?([1-9]\d*))?")
SLUG: Final = re.compile(r"[a-z0-9]+([-./][a-z0-9]+)*")
_NAMES: Final = """
SELECT ?thing ?name ?primary WHERE {
  { ?thing rdfs:label|skos:prefLabel ?name BIND(1 AS ?primary) }
  UNION { ?thing skos:altLabel ?name BIND(0 AS ?primary) }
  %s
}"""
ANY_NUMBER: Final = 1 << 60
"""Of lines, where it is not known how many a source has."""
_LISTED: Final = 25
"""Up to so many values of a list are named where no similar one is found."""
_LINES: Final = "SELECT ?lines ?short WHERE { ?source ig:lineCount ?lines ; ig:shortCitation ?short }"


def _query(target: str) -> str:
    if ":" in target:
        return _NAMES % f"?thing a {target} ."
    return _NAMES % f'FILTER(STRSTARTS(STR(?thing), "{NAMESPACES[target]}"))'


@lru_cache(maxsize=2)
def _lookup(graph: Graph) -> Lookup:
    """The names of a graph, which take seconds to read and never change."""
    return Lookup(graph)


class References:
    """Finds what cells refer to: things of the graph and things that the tables, or RDF beside them, describe."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.lookup = _lookup(graph)
        self._own: dict[str, tuple[str, ...]] = {}
        self._own_primary: dict[str, dict[str, set[str]]] = {}
        self._own_secondary: dict[str, dict[str, set[str]]] = {}
        self.own_sources: dict[str, tuple[str, int]] = {}

    def describe(self, iri: str, label: str, others: Iterable[str] = ()) -> None:
        """Make known a thing that is described here, with its label and other names."""
        self._own[iri] = (label, *others)
        prefix = shorten(iri).partition(":")[0]
        if label:
            self._own_primary.setdefault(prefix, {}).setdefault(fold(label), set()).add(iri)
        for name in others:
            self._own_secondary.setdefault(prefix, {}).setdefault(fold(name), set()).add(iri)

    def describe_triples(self, triples: Iterable[ox.Triple]) -> None:
        """Make known what RDF describes that belongs to the tables: names, and how many lines a source has."""
        described: dict[str, dict[str, list[str]]] = {}
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                values = described.setdefault(triple.subject.value, {})
                values.setdefault(triple.predicate.value, []).append(triple.object.value)
        for iri, values in described.items():
            labels = [*values.get(RDFS + "label", ()), *values.get(SKOS + "prefLabel", ())]
            label, *others = labels or [""]
            self.describe(iri, label, [*others, *values.get(SKOS + "altLabel", ())])
            if iri.startswith(NAMESPACES["quelle"]):
                lines = values.get(IG + "lineCount", [""])[0]
                short = values.get(IG + "shortCitation", [label])[0]
                known = int(lines) if lines.isdecimal() else ANY_NUMBER  # that it is missing is for the shapes to say
                self.own_sources[iri.removeprefix(NAMESPACES["quelle"])] = (short, known)

    def names(self, target: str) -> Names:
        """Return the names of all things of a prefix or class in the graph."""
        return self.lookup.names(_query(target))

    def known(self, iri: str) -> bool:
        """Whether the graph or the tables say anything about this thing."""
        pattern = self.graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph())
        return iri in self._own or next(pattern, None) is not None

    def resolve(self, text: str, targets: tuple[str, ...]) -> str:
        """Return the IRI of the thing of these *targets* (prefixes or classes) that *text* means. Raises `CellError`.

        *text* is a name, a key (``he-hgo/84``, ``recht:he-hgo/84``, an AGS), or ``name [key]``; the last must agree.
        """
        if match := _WITH_KEY.fullmatch(text):
            iri = self._by_key(match[2], targets)
            if iri is None:
                raise CellError(f"Die Kennung in „{text}“ ist nicht bekannt.")
            if iri not in self._by_name(match[1], targets, every=True):
                raise CellError(
                    f"Der Name „{match[1]}“ gehört nicht zur Kennung „{match[2]}“. Bitte eines berichtigen."
                )
            return iri
        if iri := self._by_key(text, targets):
            return iri
        found = self._by_name(text, targets)
        if len(found) == 1:
            return next(iter(found))
        if found:
            candidates = "; ".join(self.shown(iri) for iri in sorted(found))
            raise CellError(
                f"„{text}“ ist mehrdeutig. Gemeint sein kann: {candidates}. Bitte so mit Kennung eintragen."
            )
        raise CellError(f"„{text}“ ist nicht bekannt.{self._hint(text, targets)}")

    def resolves(self, text: str, targets: tuple[str, ...]) -> bool:
        """Whether `resolve` finds a thing."""
        try:
            self.resolve(text, targets)
        except CellError:
            return False
        return True

    def with_zero(self, key: str) -> str:
        """What to say of an official key that is known when a zero stands before it."""
        plain = key.replace(" ", "")
        try:
            return f" Gemeint ist vielleicht 0{plain} ({self._label(self.lookup.area('0' + plain))})."
        except LookupFailure:
            return " Bitte im amtlichen Gemeindeverzeichnis nachsehen."

    def shown(self, iri: str) -> str:
        """Return a thing as ``name [key]``; the key of a territory is its AGS."""
        prefix, _, key = shorten(iri).replace("\\", "").partition(":")
        return f"{self._label(iri)} [{key if prefix == 'geb' else f'{prefix}:{key}'}]"

    def shortest(self, iri: str, targets: tuple[str, ...]) -> str:
        """Return the shortest text that `resolve` reads back as *iri*: its label, if that is unique and no key."""
        label = self._label(iri)
        try:
            if label and "geb" not in targets and self.resolve(label, targets) == iri:
                return label
            shown = self.shown(iri)
            return shown if self.resolve(shown, targets) == iri else shorten(iri).replace("\\", "")
        except CellError:
            return shorten(iri).replace("\\", "")

    def _label(self, iri: str) -> str:
        if iri in self._own:
            return self._own[iri][0]
        rows = self.graph.select(
            "SELECT ?label WHERE { ?thing rdfs:label|skos:prefLabel ?label FILTER(LANG(?label) = 'de') }", thing=iri
        )
        return str(rows[0]["label"].value) if rows else ""

    def _by_key(self, text: str, targets: tuple[str, ...]) -> str | None:
        key = text.strip()
        if "geb" in targets and key.replace(" ", "").isdecimal():
            try:
                return self.lookup.area(key)
            except LookupFailure as error:
                raise CellError(f"{error.message()}{self.with_zero(key)}") from None
        spaces = [target for target in targets if ":" not in target]
        prefix, colon, local = key.partition(":")
        if colon and (prefix in spaces or f"{prefix}:" in {t[: len(prefix) + 1] for t in targets}):
            iri = expand(key)
            if not SLUG.fullmatch(local) and prefix != "ig":
                raise CellError(f"„{key}“ ist keine gültige Kennung.")
            if not self.known(iri):
                raise CellError(f"„{key}“ ist nicht bekannt.{self._hint(local, targets)}")
            return iri
        if SLUG.fullmatch(key):
            found = [iri for space in spaces if self.known(iri := NAMESPACES[space] + key)]
            return found[0] if len(found) == 1 else None
        return None

    def _by_name(self, text: str, targets: tuple[str, ...], *, every: bool = False) -> set[str]:
        """What bears the name: as label if anything does, else as another name; with *every* in either way."""
        folded = fold(text)
        primary: set[str] = set()
        secondary: set[str] = set()
        for target in targets:
            names = self.names(target)
            primary |= names.primary.get(folded, set()) | self._own_primary.get(target, {}).get(folded, set())
            secondary |= names.secondary.get(folded, set()) | self._own_secondary.get(target, {}).get(folded, set())
        if every:
            return primary | secondary
        if "geb" in targets and not (primary - {i for i in primary if i.startswith(NAMESPACES["geb"])}):
            try:
                return {self.lookup.area(text)}
            except LookupFailure:
                pass
        return primary or secondary

    def _hint(self, text: str, targets: tuple[str, ...]) -> str:
        labels: dict[str, str] = {}
        for target in targets:
            names = self.names(target)
            labels |= {names.labels.get(iri, iri): iri for iri in names.near(text)}
        own = {
            name: iri
            for iri, names_of in self._own.items()
            for name in names_of
            if name and shorten(iri).partition(":")[0] in targets
        }
        labels |= {name: own[name] for name in difflib.get_close_matches(text, own, n=3, cutoff=0.7)}
        near = difflib.get_close_matches(text, labels, n=4, cutoff=0.0)
        if near:
            return f" Ähnlich: {'; '.join(near)}."
        every = sorted({*(name for t in targets for name in self.names(t).labels.values()), *own})
        if 0 < len(every) <= _LISTED:
            return f" Es gibt: {'; '.join(every)}."
        return " Die bekannten Werte stehen im Blatt „Zulässige Werte“ der Vorlage, eigene in den übrigen Blättern."

    def passage(self, text: str) -> str:
        """Return the IRI of the passage ``source:first-last`` (lines from 1). Raises `CellError`."""
        match = _PASSAGE.fullmatch(text.strip())
        if not match:
            raise CellError(
                f"„{text}“ ist kein Beleg. Erwartet wird Quelle:erste Zeile-letzte Zeile, z. B. s3:214-216."
            )
        slug = SOURCE_SLUGS.get(match[1], match[1])
        first, last = int(match[2]), int(match[3] or match[2])
        lines = self.source(slug)[1]
        if first > last:
            raise CellError(f"Der Beleg „{text}“ endet vor seinem Anfang.")
        if last > lines:
            raise CellError(f"Der Beleg „{text}“ liegt hinter dem Ende der Quelle, die {lines} Zeilen hat.")
        return f"{BELEG}{slug}/{first}-{last}"

    def source(self, slug: str) -> tuple[str, int]:
        """Return how a source is cited and how many lines it has. Raises `CellError`."""
        if slug in self.own_sources:
            return self.own_sources[slug]
        rows = self.graph.select(_LINES, source=NAMESPACES["quelle"] + slug)
        if not rows:
            known = ", ".join([*self.own_sources, *SOURCE_SLUGS])
            raise CellError(f"Die Quelle „{slug}“ ist nicht bekannt. Es gibt: {known}. Neue stehen im Blatt „Quellen“.")
        return rows[0]["short"].value, int(rows[0]["lines"].value)
