"""The territories that contain a place, and which body of them a statement means."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from integraph.namespaces import SCHEME
from integraph.store import Graph

_CHAIN = """
SELECT ?body ?property ?value WHERE {
  ?area ig:containedIn* ?body .
  VALUES ?property { rdfs:label ig:bodyKind ig:actsAtLevel ig:containedIn ig:population ig:populationDate }
  ?body ?property ?value .
}"""
_KIND_TREE = "SELECT ?kind ?broader WHERE { ?kind a ig:BodyKind ; skos:broader ?broader }"
_USUAL_LEVEL = "SELECT ?level WHERE { ?kind ig:usualLevel ?level }"
_BODIES_OF_KIND = """
SELECT DISTINCT ?body ?label ?jurisdiction ?level WHERE {
  ?narrower skos:broader* ?kind .
  ?body ig:bodyKind ?narrower ; ig:jurisdiction ?jurisdiction ; rdfs:label ?label .
  OPTIONAL { ?body ig:level ?level }
  FILTER(LANG(?label) = "de")
}"""
LEVEL = SCHEME + "level/"
KIND = SCHEME + "body-kind/"


@dataclass
class Territory:
    """One territory of a chain."""

    iri: str
    label: str = ""
    kinds: set[str] = field(default_factory=set)
    levels: set[str] = field(default_factory=set)
    containers: set[str] = field(default_factory=set)
    population: int | None = None
    population_date: str = ""


@dataclass(frozen=True)
class Resolved:
    """A holder: the body, whether it is the body itself (``exact``) or only the territory where such a body sits."""

    iri: str
    label: str
    level: str | None
    exact: bool
    open_level: bool = False


class Chain:
    """A place with all territories that contain it (Gemeinde → Verband, Kreis → Regierungsbezirk → Land → Bund)."""

    def __init__(self, graph: Graph, area: str) -> None:
        self.graph = graph
        self.area = area
        self.territories: dict[str, Territory] = {}
        for row in graph.select(_CHAIN, area=area):
            iri, value = row["body"].value, row["value"].value
            territory = self.territories.setdefault(iri, Territory(iri))
            match row["property"].value.rsplit("#", 1)[-1]:
                case "label":
                    territory.label = value
                case "bodyKind":
                    territory.kinds.add(value)
                case "actsAtLevel":
                    territory.levels.add(value)
                case "containedIn":
                    territory.containers.add(value)
                case "population":
                    territory.population = int(value)
                case "populationDate":
                    territory.population_date = value
        self._broader: dict[str, set[str]] | None = None

    def is_within(self, inner: str, outer: str) -> bool:
        """Return whether *inner* lies in *outer* and is not the same territory."""
        seen, todo = set(), list(self.territories[inner].containers) if inner in self.territories else []
        while todo:
            current = todo.pop()
            if current == outer:
                return True
            if current not in seen and current in self.territories:
                seen.add(current)
                todo.extend(self.territories[current].containers)
        return False

    def at_level(self, level: str) -> Territory | None:
        """Return the territory of the chain that acts at *level*, the narrowest if several do."""
        matches = [t for t in self.territories.values() if level in t.levels]
        return min(matches, key=lambda t: (-self._depth(t.iri), t.iri)) if matches else None

    def _depth(self, iri: str) -> int:
        return sum(self.is_within(iri, other) for other in self.territories)

    def is_kind(self, kind: str, wanted: str) -> bool:
        """Return whether *kind* is *wanted* or narrower."""
        if self._broader is None:
            self._broader = defaultdict(set)
            for row in self.graph.select(_KIND_TREE):
                self._broader[row["kind"].value].add(row["broader"].value)
        seen, todo = set(), [kind]
        while todo:
            current = todo.pop()
            if current == wanted:
                return True
            if current not in seen:
                seen.add(current)
                todo.extend(self._broader.get(current, ()))
        return False

    def is_territorial(self, kind: str) -> bool:
        """Return whether *kind* is a kind of territorial authority (Land, Kommune, Landkreis …)."""
        return self.is_kind(kind, KIND + "gebietskoerperschaft")

    def resolve(self, kinds: set[str], level: str | None) -> list[Resolved]:
        """Return the holders that a statement about *kinds* of body (at *level*, if it says) means in this chain.

        Territorial kinds are matched against the chain; a single kind that fits several territories ("Kommune") leaves
        the level open and yields them all. Other kinds yield the named body of that kind with jurisdiction over the
        territory of the level, and where the graph knows none, the territory itself, marked as not exact. An empty list
        means that the chain has no such body (a Landkreis asked for in a kreisfreie Stadt).
        """
        found: dict[str, Resolved] = {}
        for kind in sorted(kinds):
            matches = self._territories_of(kind, level) if self.is_territorial(kind) else self._bodies_of(kind, level)
            for match in matches:
                found.setdefault(match.iri, match)
        return list(found.values())

    def _territories_of(self, kind: str, level: str | None) -> list[Resolved]:
        fitting = [t for t in self.territories.values() if any(self.is_kind(k, kind) for k in t.kinds)]
        if level and any(level in t.levels for t in fitting):
            fitting = [t for t in fitting if level in t.levels]
        fitting.sort(key=lambda t: (-self._depth(t.iri), t.iri))
        several = len(fitting) > 1
        usual = level or self._usual_level(kind)
        return [
            Resolved(t.iri, t.label, usual if usual in t.levels else self._main_level(t), not several, several)
            for t in fitting
        ]

    def _bodies_of(self, kind: str, level: str | None) -> list[Resolved]:
        level = level or self._usual_level(kind)
        place = self.at_level(level) if level else None
        if place:
            bodies = [
                Resolved(r["body"].value, r["label"].value, level, True)
                for r in self.graph.select(_BODIES_OF_KIND, kind=kind)
                if r["jurisdiction"].value == place.iri and (not r.get("level") or r["level"].value == level)
            ]
            return sorted(bodies, key=lambda b: b.label) or [Resolved(place.iri, place.label, level, False)]
        if level and level.startswith(LEVEL) and level.rsplit("/", 1)[-1] not in ("nicht-staatlich", "eu"):
            return []
        return [Resolved(kind, "", level, False)]

    def _usual_level(self, kind: str) -> str | None:
        rows = self.graph.select(_USUAL_LEVEL, kind=kind)
        return str(rows[0]["level"].value) if rows else None

    def _main_level(self, territory: Territory) -> str | None:
        order = ("gemeinde", "kreis", "regierungsbezirk", "land", "bund")
        return next((LEVEL + name for name in order if LEVEL + name in territory.levels), None)
