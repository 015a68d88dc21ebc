"""Search over everything that has a name: tolerant of umlauts, inflection, compounds and typing errors.

A query's words are compared with the words of all names (folded by `integraph.text.fold`): equal, equal in stem
(Snowball's stemmer for German, https://snowballstem.org/algorithms/german/stemmer.html), beginning, part of a compound
("Beirat" in "Integrationsbeirat"), or at most one or two typing errors away (optimal string alignment distance). A word
that matches nothing is split into two known ones ("Sprachkursförderung"). Every word must match; if no thing has all of
them, things with most of them are found, words of questions ("Wer zahlt …") aside. Numbers ("§ 4", "2024") match whole
or not at all, and an official key of a territory (AGS or ARS, with or without the zero that spreadsheets drop) finds
the territories whose keys begin with it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Final

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from integraph.namespaces import ID, IG, NAMESPACES, SCHEME, SKOS
from integraph.store import Graph
from integraph.text import bare, fold

_TERRITORIES: Final = {IG + n for n in ("TerritorialAuthority", "MunicipalAssociation", "UnincorporatedArea")} | {
    IG + n for n in ("AdministrativeDistrict", "StatisticalRegion", "Territory")
}
_KIND_OF_TYPE: Final = {
    IG + "Task": "aufgabe",
    **dict.fromkeys(_TERRITORIES, "ort"),
    IG + "Body": "stelle",
    NAMESPACES["org"] + "Post": "stelle",
    NAMESPACES["eli"] + "LegalResource": "recht",
    NAMESPACES["eli"] + "LegalResourceSubdivision": "recht",
    IG + "FundingProgramme": "foerderung",
    IG + "FundingProgrammeEdition": "foerderung",
    IG + "Source": "quelle",
    IG + "CitedWork": "quelle",
    IG + "Proposal": "vorschlag",
    SKOS + "Concept": "begriff",
    IG + "Case": "fall",
    IG + "Statement": "aussage",
}
KINDS: Final = tuple(dict.fromkeys(_KIND_OF_TYPE.values()))
"""Sorts of things that are found, in the order in which equally good ones are shown."""
_WEIGHT: Final = {
    "aufgabe": 0.5,
    "ort": 0.2,
    "stelle": 0.2,
    "recht": 0.2,
    "foerderung": 0.2,
    "begriff": -0.5,
    "aussage": -0.5,
}
_STOP: Final = frozenset(
    {"wer", "ist", "sind", "wird", "fuer", "in", "im", "am", "an", "auf", "bei", "der", "die", "das", "den", "dem"}
    | {"des", "und", "oder", "zu", "zum", "zur", "von", "vom", "mit", "welche", "welcher", "zustaendig"}
    | {"paragraph", "paragraf", "zustaendigkeit", "who", "is", "responsible", "for", "the", "of"}
)
_PIECES: Final = re.compile(r"([^\W_]+)")
_KEPT: Final = 1 << 16
"""How many stems stay in mind."""
_SPOKEN: Final = _STOP | frozenset(
    {"zahlt", "bezahlt", "finanziert", "traegt", "kosten", "macht", "koordiniert", "regelt", "wo", "wen", "wem", "pays"}
    | {"stadt", "gemeinde"}
)
"""Words of a question about a task and a place that say neither."""
_LARGER: Final = frozenset({"kreis", "landkreis", "regierungsbezirk", "region", "bezirk", "verbandsgemeinde"})
"""Before the name of a place these say that another one is meant than the town of that name."""
_SHORTEST_KEY: Final = 5
"""Digits from which a number is taken for the key of a territory: that of a Kreis."""
_TYPES: Final = "SELECT ?thing ?type WHERE { ?thing a ?type VALUES ?type { %s } }"
_NAMES: Final = """
SELECT ?thing ?property ?name WHERE {
  VALUES ?property { rdfs:label skos:prefLabel skos:altLabel ig:officialName dct:title dct:alternative }
  ?thing ?property ?name
}"""
_CONTEXTS: Final = """
SELECT ?thing ?property ?other WHERE {
  VALUES ?property {
    ig:containedIn ig:bodyKind ig:jurisdiction eli:jurisdiction eli:is_part_of skos:inScheme ig:editionOf
  }
  ?thing ?property ?other
}"""
_STATEMENTS: Final = """
SELECT ?thing ?short WHERE { ?thing a ig:Statement ; ig:evidence/dct:isPartOf/ig:shortCitation ?short }"""
_KEYS: Final = "SELECT ?thing ?key WHERE { ?thing ig:ags|ig:ars ?key ; a ig:Territory }"
_POPULATIONS: Final = "SELECT ?thing ?population WHERE { ?thing ig:population ?population ; a ig:Territory }"
_TELLING: Final = {NAMESPACES["kind"] + name for name in ("landkreis", "land", "stadtstaat")}
"""Kinds of territory by which people tell places of one name apart."""


@dataclass
class Entry:
    """One thing that can be found. `value` is what a form takes for it without doubt; `names` are its other names."""

    iri: str
    kind: str
    label: str = ""
    label_en: str = ""
    names: list[str] = field(default_factory=list)
    context: str = ""
    value: str = ""
    weight: float = 0.0
    keys: list[str] = field(default_factory=list)

    def labelled(self, lang: str) -> str:
        """The label in *lang* where there is one, else the German one."""
        return (self.label_en if lang == "en" else "") or self.label


@dataclass(frozen=True)
class Hit:
    """A thing found, how well it fits, and the other name by which it was found, if it was not its label."""

    entry: Entry
    score: float
    by: str = ""


@dataclass(frozen=True)
class Found:
    """What a search found, best first. `complete` is false where no thing has all words of the query.

    `meant` has for each word of the query the words of names that it may mean.
    """

    hits: list[Hit]
    complete: bool = True
    meant: tuple[Collection[str], ...] = ()

    def counts(self) -> dict[str, int]:
        """How many hits each kind has, in the order of `KINDS`."""
        counted = dict.fromkeys(KINDS, 0)
        for hit in self.hits:
            counted[hit.entry.kind] += 1
        return {kind: number for kind, number in counted.items() if number}

    def pieces(self, text: str) -> list[tuple[str, bool]]:
        """*text* cut into pieces, each with whether it is a word for which it was found."""
        meant = set().union(*self.meant)
        return [(piece, fold(piece) in meant) for piece in _PIECES.split(text) if piece]

    def reason(self, hit: Hit, lang: str = "de") -> str:
        """The name that a reader must know to see why *hit* was found: nothing where its label and context show it."""
        entry = hit.entry
        if hit.by and hit.by != entry.labelled(lang):
            return hit.by
        shown = set(fold(f"{entry.labelled(lang)} {entry.context}").split())
        unseen = [words for words in self.meant if shown.isdisjoint(words)]

        def seen_in(name: str) -> int:
            return sum(not set(words).isdisjoint(fold(name).split()) for words in unseen)

        best = max((entry.label, *entry.names), key=seen_in)
        return best if seen_in(best) else ""


class Index:
    """The names of one graph, ready to be searched. Making one reads the graph once; afterwards it never changes."""

    def __init__(self, graph: Graph) -> None:
        stem: Callable[[str], str] = snowballstemmer.stemmer("german").stemWord
        self._stem = lru_cache(_KEPT)(stem)
        self._key = lru_cache(_KEPT)(lambda word: stem(bare(word)))
        self.entries = sorted(_read(graph), key=lambda e: (KINDS.index(e.kind), e.label))
        self._labels: dict[str, dict[str, list[Entry]]] = {kind: defaultdict(list) for kind in KINDS}
        self._other_names: dict[str, dict[str, list[Entry]]] = {kind: defaultdict(list) for kind in KINDS}
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        self._by_stem: dict[str, set[str]] = defaultdict(set)
        for number, entry in enumerate(self.entries):
            self._add(number, entry)
        self._words = list(self._postings)

    def _add(self, number: int, entry: Entry) -> None:
        for text, worth in [(entry.context, 0.4), *((name, 0.9) for name in entry.names), (entry.label, 1.0)]:
            for word in fold(text).split():
                # names of places have no endings that vary, and there are so many that stemming them takes seconds
                self._by_stem[bare(word) if entry.kind == "ort" else self._key(word)].add(word)
                self._postings[word][number] = max(worth, self._postings[word].get(number, 0.0))
        for name in {fold(text) for text in (entry.label_en, *entry.names)} - {fold(entry.label)}:
            self._other_names[entry.kind][name].append(entry)
        self._labels[entry.kind][fold(entry.label)].append(entry)

    @cached_property
    def by_iri(self) -> dict[str, Entry]:
        """Every entry by its IRI."""
        return {entry.iri: entry for entry in self.entries}

    def exact(self, kind: str, text: str) -> list[Entry]:
        """The things of *kind* that have just this label, or else those that have it as another name."""
        return self._labels[kind].get(fold(text)) or self._other_names[kind].get(fold(text), [])

    def find(self, text: str, kinds: Collection[str] = ()) -> Found:
        """Everything that fits *text*, best first; only things of *kinds* where any are given."""
        if keyed := self._keyed(text, kinds):
            return Found(keyed)
        words = fold(text).split()
        words = [w for w in words if w not in _STOP] or words
        if not words:
            return Found([])
        allowed = set(kinds or KINDS)
        per_word = [self._matches(word) for word in words]
        totals: dict[int, list[float]] = defaultdict(list)
        for matches in per_word:
            for number, score in self._entries(matches).items():
                if self.entries[number].kind in allowed:
                    totals[number].append(score)
        most = max(map(len, totals.values()), default=0)
        if most < len(words) and 0 < len(told := [word for word in words if word not in _SPOKEN]) < len(words):
            return replace(self.find(" ".join(told), kinds), complete=False)
        whole = bare(" ".join(words))
        meant = set().union(*per_word)
        hits = [self._hit(n, sum(s) / len(words), whole, meant) for n, s in totals.items() if len(s) == most]
        hits.sort(key=lambda hit: (-hit.score, KINDS.index(hit.entry.kind), hit.entry.label))
        return Found(hits, most == len(words), tuple(per_word))

    def _keyed(self, text: str, kinds: Collection[str]) -> list[Hit]:
        """The territories whose official key is or begins with *text*; shortest keys (largest areas) first."""
        digits = "".join(text.split())
        if len(digits) < _SHORTEST_KEY - 1 or not digits.isdecimal() or (kinds and "ort" not in kinds):
            return []
        for start in (digits, "0" + digits):
            if len(start) >= _SHORTEST_KEY:
                fitting = ((e, [k for k in e.keys if k.startswith(start)]) for e in self.entries if e.keys)
                found = [Hit(e, 1 / min(map(len, keys)), min(keys, key=len)) for e, keys in fitting if keys]
                if found:
                    return sorted(found, key=lambda hit: (-hit.score, hit.by))
        return []

    def _entries(self, matches: dict[str, float]) -> dict[int, float]:
        best: dict[int, float] = {}
        for word, score in matches.items():
            for number, worth in self._postings[word].items():
                if score * worth > best.get(number, 0.0):
                    best[number] = score * worth
        return best

    def _matches(self, word: str) -> dict[str, float]:
        """The indexed words that *word* may mean, with how well they fit (0 to 1)."""
        stem = self._stem(word)
        found = {known: 0.95 for key in (self._key(word), bare(word)) for known in self._by_stem.get(key, ())}
        if word in self._postings:
            found[word] = 1.0
        if word[0].isdigit():
            return {known: score for known, score in found.items() if known == word}
        part = stem if len(stem) > 3 else word
        for known in self._words:
            if known not in found and part in known:
                share = len(part) / len(known)
                if known.startswith(part):
                    found[known] = 0.65 + 0.25 * share
                elif len(part) > 3:
                    found[known] = 0.45 + 0.25 * share
        if len(word) > 3:
            allowed = 1 if len(word) < 8 else 2
            for known, distance, _ in process.extract(
                word, self._words, scorer=OSA.distance, score_cutoff=allowed, limit=None
            ):
                found[known] = max(found.get(known, 0.0), 0.8 - 0.12 * distance)
        return found or self._halves(word)

    def _halves(self, word: str) -> dict[str, float]:
        """The known words of which *word* is made, where two make it up (perhaps joined by an s)."""
        for cut in range(len(word) - 4, 3, -1):
            first, second = word[:cut], word[cut:]
            ends = self._by_stem.get(self._key(second))
            starts = self._by_stem.get(self._key(first)) or self._by_stem.get(self._key(first.removesuffix("s")))
            if starts and ends:
                return dict.fromkeys(starts | ends, 0.5)
        return {}

    def _hit(self, number: int, score: float, whole: str, meant: Collection[str]) -> Hit:
        entry = self.entries[number]
        score += _WEIGHT.get(entry.kind, 0.0) + entry.weight
        by = ""
        label = bare(entry.label)
        if label == whole:
            score += 1.5
        elif by := next((name for name in entry.names if bare(name) == whole), ""):
            score += 1.3
        elif label.startswith(whole):
            score += 0.5
        elif by := next((name for name in entry.names if bare(name).startswith(whole)), ""):
            score += 0.3
        # a short label is a better hit than a long one, but only where it is the label that was found
        words = fold(entry.label).split()
        if any(word in meant for word in words):
            score += 0.3 / len(words)
        return Hit(entry, score, by)

    def question(self, text: str) -> tuple[Entry, Entry] | None:
        """The task and the place that *text* asks for: some of its words name a place, all others fit a task.

        The place must have its very name; the task may be spelt as in any search. Of places that share a name the
        largest is taken. None where *text* is not such a question.
        """
        words = fold(text).split()
        if self.exact("ort", text):
            return None
        for length in range(len(words) - 1, 0, -1):
            for start in range(len(words) - length + 1):
                if start and words[start - 1] in _LARGER:
                    continue
                places = self.exact("ort", " ".join(words[start : start + length]))
                rest = [word for word in words[:start] + words[start + length :] if word not in _SPOKEN]
                if places and rest and (task := self._task(" ".join(rest))):
                    return task, max(places, key=lambda e: e.weight)
        return None

    def _task(self, text: str) -> Entry | None:
        if named := self.exact("aufgabe", text):
            return named[0] if len(named) == 1 else None
        found = self.find(text, ["aufgabe"])
        return found.hits[0].entry if found.hits and found.complete else None


def _read(graph: Graph) -> Iterable[Entry]:
    entries: dict[str, Entry] = {}
    for type_, kind in _KIND_OF_TYPE.items():
        for row in graph.select(_TYPES % f"<{type_}>"):
            iri = row["thing"].value
            if iri.startswith((ID, SCHEME)):
                entries.setdefault(iri, Entry(iri, kind))
    others = _name(graph, entries)
    _place_in_context(graph, entries, others)
    return [entry for entry in entries.values() if entry.label]


def _name(graph: Graph, entries: dict[str, Entry]) -> dict[str, str]:
    """Give the entries their names, and return the German labels of everything."""
    labels: dict[str, str] = {}
    for row in graph.select(_NAMES):
        iri, property_, name = row["thing"].value, row["property"].value, row["name"]
        is_label = property_.endswith(("#label", "#prefLabel"))
        if is_label and name.language in ("de", None):
            labels[iri] = name.value
        if (entry := entries.get(iri)) is None:
            continue
        if is_label and name.language in ("de", None):
            entry.label = entry.value = name.value
        else:
            entry.names.append(name.value)
            if is_label and name.language == "en":
                entry.label_en = name.value
    return labels


def _place_in_context(graph: Graph, entries: dict[str, Entry], labels: dict[str, str]) -> None:
    contexts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in graph.select(_CONTEXTS):
        contexts[row["thing"].value][row["property"].value.rpartition("#")[2]].append(row["other"].value)
    for row in graph.select(_STATEMENTS):
        if entry := entries.get(row["thing"].value):
            entry.context = row["short"].value
    for iri, entry in entries.items():
        found = contexts[iri]
        if entry.kind == "ort":
            kinds, containers = found["bodyKind"][:1], _containers(iri, contexts)
            entry.context = ", ".join(labels.get(i, "") for i in [*kinds, *containers] if labels.get(i))
        elif entry.kind != "aussage":
            around = [i for name in ("is_part_of", "editionOf", "inScheme", "jurisdiction") for i in found[name]]
            entry.context = ", ".join(dict.fromkeys(labels[i] for i in around[:3] if i in labels))
    for row in graph.select(_KEYS):
        if entry := entries.get(row["thing"].value):
            entry.keys.append(row["key"].value)
    for row in graph.select(_POPULATIONS):
        if entry := entries.get(row["thing"].value):
            entry.weight = 0.03 * math.log10(1 + int(row["population"].value))
    _make_unambiguous(entries, contexts, labels)


def _containers(iri: str, contexts: dict[str, dict[str, list[str]]]) -> list[str]:
    """The Kreis and the Land around *iri*, as far as it has them, nearest first."""
    around = [c for c in contexts[iri]["containedIn"] if not _TELLING.isdisjoint(contexts[c]["bodyKind"])]
    return sorted(around, key=lambda c: -len(contexts[c]["containedIn"]))


def _make_unambiguous(
    entries: dict[str, Entry], contexts: dict[str, dict[str, list[str]]], labels: dict[str, str]
) -> None:
    """Give places that share their name a value that leads to one: "Neustadt, Hessen", or their key."""
    named: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        if entry.kind == "ort":
            named[fold(entry.label)].append(entry)
    for group in named.values():
        if len(group) > 1:
            around = {entry.iri: {labels.get(i, "") for i in _containers(entry.iri, contexts)} for entry in group}
            for entry in group:
                others = set().union(*(around[other.iri] for other in group if other is not entry))
                own = [
                    labels[i]
                    for i in _containers(entry.iri, contexts)[::-1]
                    if labels.get(i) and labels[i] not in others
                ]
                entry.value = f"{entry.label}, {own[0]}" if own else entry.iri.rpartition("/")[2]
