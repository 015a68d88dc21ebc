"""From what a person types to the task, the territory or the role that is meant; never a silent guess."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from integraph.codes import ProblemCode
from integraph.namespaces import NAMESPACES
from integraph.store import Graph
from integraph.text import bare, fold

_NAMES_OF_AREAS = """
SELECT ?thing ?name ?primary WHERE {
  VALUES ?type { ig:TerritorialAuthority ig:MunicipalAssociation ig:AdministrativeDistrict ig:UnincorporatedArea }
  ?thing a ?type .
  { ?thing rdfs:label ?name BIND(1 AS ?primary) }
  UNION { ?thing ig:officialName|skos:altLabel ?name BIND(0 AS ?primary) }
}"""
_NAMES_OF_TASKS = """
SELECT ?thing ?name ?primary WHERE {
  ?thing a ig:Task .
  { ?thing rdfs:label ?name BIND(1 AS ?primary) } UNION { ?thing skos:altLabel ?name BIND(0 AS ?primary) }
}"""
_NAMES_OF_ROLES = """
SELECT ?thing ?name ?primary WHERE {
  ?thing skos:inScheme <https://w3id.org/integraph/scheme/role> .
  { ?thing skos:prefLabel ?name BIND(1 AS ?primary) } UNION { ?thing skos:altLabel ?name BIND(0 AS ?primary) }
}"""
_NAMES_OF_TARGET_GROUPS = _NAMES_OF_ROLES.replace("scheme/role", "scheme/target-group")
_NAMES_OF_FIELDS = _NAMES_OF_ROLES.replace("scheme/role", "scheme/field")
_KEYS = "SELECT ?thing WHERE { ?thing ig:ags|ig:ars ?key } LIMIT 1"
_CONTEXT = """
SELECT ?thing ?kind ?container (COUNT(?outer) AS ?depth) WHERE {
  { ?thing ig:bodyKind/skos:prefLabel ?kind FILTER(LANG(?kind) = "de") }
  UNION { ?thing ig:containedIn ?in . ?in rdfs:label ?container ; ig:containedIn ?outer }
} GROUP BY ?thing ?kind ?container ORDER BY DESC(?depth)"""
"""Inner containers come first; the Bund, which nothing contains, is left out."""
_LONGEST: Final = 100
"""Characters of an unknown name that a message repeats."""
_CONTAINERS = "SELECT ?label WHERE { ?thing ig:containedIn+/(rdfs:label|skos:altLabel) ?label }"
_KIND_WORDS = {
    "stadt": ("kreisfreie-stadt", "kreisangehoerige-gemeinde", "gemeinde"),
    "gemeinde": ("kreisangehoerige-gemeinde", "kreisfreie-stadt", "gemeinde"),
    "landeshauptstadt": ("kreisfreie-stadt", "kreisangehoerige-gemeinde", "gemeinde", "stadtstaat"),
    "kreisfreie stadt": ("kreisfreie-stadt",),
    "landkreis": ("landkreis",),
    "kreis": ("landkreis",),
    "land": ("land", "stadtstaat"),
    "bundesland": ("land", "stadtstaat"),
    "regierungsbezirk": ("regierungsbezirk",),
}
SUGGESTIONS = 8


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant: its IRI, its label and what tells it from others of its name."""

    iri: str
    label: str
    context: str = ""

    def __str__(self) -> str:
        return f"{self.label} ({self.context})" if self.context else self.label


def _shown(text: str) -> str:
    """What somebody typed, as one may repeat it: printable and of bearable length."""
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


class LookupFailure(ValueError):
    """A name that leads to no single thing. ``candidates`` are the things that may be meant, best first."""

    code: ProblemCode = "unknown-name"

    def __init__(self, what: str, text: str, candidates: Iterable[Candidate]) -> None:
        self.what, self.text, self.candidates = what, _shown(text), list(candidates)
        super().__init__(self.message())

    def __reduce__(self) -> tuple[type[LookupFailure], tuple[str, str, list[Candidate]]]:
        """Let it travel between processes, which by default would make it again from its message alone."""
        return type(self), (self.what, self.text, self.candidates)

    def message(self) -> str:
        """Return the German sentence for the person who typed the name."""
        hint = "; ".join(map(str, self.candidates))
        return f"{self.what} „{self.text}“ ist nicht bekannt." + (f" Ähnlich: {hint}." if hint else "")


class UnknownName(LookupFailure):
    """Nothing has this name; ``candidates`` are the nearest names."""


class AmbiguousName(LookupFailure):
    """Several things have this name; ``candidates`` are all of them."""

    code: ProblemCode = "ambiguous-name"

    def message(self) -> str:
        hint = "; ".join(f"{c} [{c.iri.rsplit('/', 1)[-1]}]" for c in self.candidates)
        return (
            f"{self.what} „{self.text}“ ist mehrdeutig. Gemeint sein kann: {hint}. "
            "Bitte den Namen ergänzen oder den Schlüssel angeben."
        )


class Names:
    """All names of one sort of thing (territories, tasks, roles), folded for comparison."""

    def __init__(self, graph: Graph, query: str) -> None:
        self.labels: dict[str, str] = {}
        self.primary: dict[str, set[str]] = defaultdict(set)
        self.secondary: dict[str, set[str]] = defaultdict(set)
        for row in graph.select(query):
            iri, name = row["thing"].value, row["name"].value
            is_primary = row["primary"].value == "1"
            if is_primary and row["name"].language in ("de", None):
                self.labels[iri] = name
            (self.primary if is_primary else self.secondary)[fold(name)].add(iri)

    def exact(self, text: str) -> list[str]:
        """Return the IRIs that bear *text* as label, or else as another name."""
        folded = fold(text)
        return sorted(self.primary.get(folded) or self.secondary.get(folded) or ())

    def near(self, text: str) -> list[str]:
        """Return the IRIs of the most similar names, best first; names that contain *text* come before similar ones."""
        folded, stripped = fold(text), bare(text)
        names = {**self.secondary, **self.primary}
        if not folded:
            return []
        same = [n for n in names if bare(n) == stripped]
        begins = sorted((n for n in names if n.startswith(folded)), key=len)
        contains = sorted((n for n in names if folded in n), key=len) if len(folded) > 3 else []
        similar = difflib.get_close_matches(folded, names, n=SUGGESTIONS, cutoff=0.72)
        found: dict[str, None] = {}
        for name in [*same, *begins, *contains, *similar]:
            for iri in sorted(self.primary.get(name, set()) | self.secondary.get(name, set())):
                found.setdefault(iri)
        return list(found)[:SUGGESTIONS]


class Lookup:
    """Finds tasks, territories and roles of one graph by IRI, key or name. Build once a graph: the names are kept."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._names: dict[str, Names] = {}

    def names(self, query: str) -> Names:
        """Return the names that *query* yields, read once."""
        if query not in self._names:
            self._names[query] = Names(self.graph, query)
        return self._names[query]

    def area(self, text: str) -> str:
        """Return the IRI of the territory that *text* names: IRI, AGS, ARS, or a name such as ``Kassel``, ``Landkreis
        Kassel``, ``Neustadt, Hessen``.

        Raises UnknownName or AmbiguousName.
        """
        text = text.strip()
        base = NAMESPACES["geb"]
        key = text.removeprefix(base).removeprefix("geb:")
        if key.replace(" ", "").isdigit():
            key = key.replace(" ", "")
            if known := self._keyed(key):
                return known[0]
            # spreadsheets drop the zero that the keys of nine Länder begin with
            near = self._keyed("0" + key)
            candidates = self._with_context(near, self.names(_NAMES_OF_AREAS)) if near else []
            raise UnknownName("Der Gebietsschlüssel", text, candidates)
        names = self.names(_NAMES_OF_AREAS)
        if base + key in names.labels:
            return base + key
        matches = names.exact(text)
        if not matches:
            matches = self._qualified(text, names)
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise AmbiguousName("Der Ort", text, self._with_context(matches, names))
        if fold(text) in ("deutschland", "bund", "bundesrepublik deutschland", "bundesweit"):
            return base + "de"
        raise UnknownName("Der Ort", text, self._with_context(names.near(text), names))

    def task(self, text: str) -> str:
        """Return the IRI of the task that *text* names by IRI, slug, label or another name. Raises as :meth:`area`."""
        names = self.names(_NAMES_OF_TASKS)
        return self._named("Die Aufgabe", text, names, NAMESPACES["aufg"], "aufg:")

    def role(self, text: str) -> str:
        """Return the IRI of the role that *text* names. Raises as :meth:`area`; all roles are the candidates."""
        names = self.names(_NAMES_OF_ROLES)
        try:
            return self._named("Die Rolle", text, names, NAMESPACES["role"], "role:")
        except UnknownName:
            raise UnknownName("Die Rolle", text, [Candidate(i, v) for i, v in sorted(names.labels.items())]) from None

    def target_group(self, text: str) -> str:
        """Return the IRI of the target group that *text* names. Raises as :meth:`area`."""
        names = self.names(_NAMES_OF_TARGET_GROUPS)
        return self._named("Die Zielgruppe", text, names, NAMESPACES["group"], "group:")

    def field(self, text: str) -> str:
        """Return the IRI of the field of tasks that *text* names. Raises as :meth:`area`; all fields are candidates."""
        names = self.names(_NAMES_OF_FIELDS)
        try:
            return self._named("Das Handlungsfeld", text, names, NAMESPACES["field"], "field:")
        except UnknownName:
            candidates = [Candidate(i, v) for i, v in sorted(names.labels.items())]
            raise UnknownName("Das Handlungsfeld", text, candidates) from None

    def label(self, iri: str) -> str:
        """Return the German label of a territory, task or role."""
        for query in (_NAMES_OF_TASKS, _NAMES_OF_AREAS, _NAMES_OF_ROLES):
            if iri in self.names(query).labels:
                return self.names(query).labels[iri]
        return iri

    def _keyed(self, key: str) -> list[str]:
        return [str(row["thing"].value) for row in self.graph.select(_KEYS, key=key)]

    def _named(self, what: str, text: str, names: Names, base: str, prefix: str) -> str:
        text = text.strip()
        slug = text.removeprefix(base).removeprefix(prefix)
        if base + slug in names.labels:
            return base + slug
        matches = names.exact(text)
        if len(matches) == 1:
            return matches[0]
        candidates = [Candidate(i, names.labels.get(i, i)) for i in matches or names.near(text)]
        raise (AmbiguousName if matches else UnknownName)(what, text, candidates)

    def _qualified(self, text: str, names: Names) -> list[str]:
        """Try ``<kind> <name>`` and ``<name>, <container>``."""
        folded = fold(text)
        for word in sorted(_KIND_WORDS, key=len, reverse=True):
            if folded.startswith(word + " "):
                kinds = {NAMESPACES["kind"] + kind for kind in _KIND_WORDS[word]}
                return [i for i in names.exact(folded.removeprefix(word + " ")) if self._kinds(i) & kinds]
        name, separator, container = text.rpartition(",")
        if not separator:
            name, separator, container = text.rstrip(") ").rpartition("(")
        wanted = fold(container)
        if separator and wanted:
            return [
                i
                for i in names.exact(name)
                if any(wanted == fold(r["label"].value) for r in self.graph.select(_CONTAINERS, thing=i))
            ]
        return []

    def _kinds(self, iri: str) -> set[str]:
        return {
            r["kind"].value for r in self.graph.select("SELECT ?kind WHERE { ?thing ig:bodyKind ?kind }", thing=iri)
        }

    def _with_context(self, iris: Iterable[str], names: Names) -> list[Candidate]:
        candidates = []
        for iri in iris:
            rows = self.graph.select(_CONTEXT, thing=iri)
            parts = [r["kind"].value for r in rows if r.get("kind")][:1]
            parts += [r["container"].value for r in rows if r.get("container")]
            candidates.append(Candidate(iri, names.labels.get(iri, iri), ", ".join(dict.fromkeys(parts))))
        return candidates
