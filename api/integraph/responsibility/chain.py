"""The territories that contain a place, and which of them, or which body there, a statement means."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property

from integraph.namespaces import SCHEME
from integraph.store import Graph

LEVEL = SCHEME + "level/"
KIND = SCHEME + "body-kind/"
_PROPERTIES = """
  ?body ?property ?value .
  FILTER(?property IN (rdfs:label, ig:bodyKind, ig:actsAtLevel, ig:containedIn, ig:population, ig:populationDate)) """
_CHAIN = "SELECT ?body ?property ?value WHERE { ?area ig:containedIn* ?body ." + _PROPERTIES + "}"
_ALL = (
    "SELECT ?body ?property ?value WHERE { { SELECT DISTINCT ?body WHERE {"
    " { ?body ig:containedIn ?outer } UNION { ?inner ig:containedIn ?body } } }" + _PROPERTIES + "}"
)
_KINDS = """
SELECT ?kind ?broader ?level ?once ?only WHERE {
  ?kind a ig:BodyKind OPTIONAL { ?kind skos:broader ?broader } OPTIONAL { ?kind ig:usualLevel ?level }
  OPTIONAL { ?kind ig:oncePerTerritory ?once } OPTIONAL { ?kind ig:sitsIn ?only }
}"""
_BODIES = """
SELECT DISTINCT ?body ?kind ?label ?jurisdiction ?level WHERE {
  ?body ig:jurisdiction ?jurisdiction ; ig:bodyKind ?kind ; rdfs:label ?label . OPTIONAL { ?body ig:level ?level }
  FILTER(LANG(?label) = "de")
}"""
_SUCCESSIONS = """
SELECT ?old ?new ?date WHERE {
  ?event org:originalOrganization ?old ; org:resultingOrganization ?new ; ig:date ?date
}"""
_MUNICIPAL = LEVEL + "kommune"
_OUTSIDE = (LEVEL + "nicht-staatlich", LEVEL + "eu")
_DEPTH = {LEVEL + "bund": 0, LEVEL + "land": 1, _MUNICIPAL: 2, LEVEL + "kreis": 2, LEVEL + "gemeinde": 3}
_INNER_TO_OUTER = tuple(LEVEL + name for name in ("gemeinde", "kreis", "regierungsbezirk", "land", "bund"))


@dataclass
class Territory:
    """One territory: its kinds, the levels at which it acts and the territories that directly contain it."""

    iri: str
    label: str = ""
    kinds: set[str] = field(default_factory=set)
    levels: set[str] = field(default_factory=set)
    containers: set[str] = field(default_factory=set)
    population: int | None = None
    population_date: str = ""


@dataclass(frozen=True)
class Holder:
    """Who holds a role: the body, or (``exact`` false) only the territory where such a body sits.

    ``open_level``: the statement names a kind that fits several bodies of the chain. ``kind`` is the kind of body that
    led here, None for a holder that the statement names.
    """

    iri: str
    label: str
    level: str | None
    exact: bool
    open_level: bool = False
    kind: str | None = None


class Geography:
    """Territories, kinds of body and named bodies of one graph. Territories are read chain by chain, or all at once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.territories: dict[str, Territory] = {}
        self._complete = False

    def load_all(self) -> None:
        """Read every territory, once; worth it when thousands of chains are needed."""
        if not self._complete:
            self._read(_ALL, {})
            self._complete = True

    def share(self, other: Geography) -> None:
        """Take over the territories that *other* has read; an overlay of the same graph changes none."""
        self.territories, self._complete = other.territories, other._complete

    def chain(self, area: str) -> Chain:
        """Return the chain of *area*. An area that the graph does not describe has an empty chain."""
        if area not in self.territories:
            self._read(_CHAIN, {"area": area})
        found: dict[str, Territory] = {}
        todo = [area]
        while todo:
            territory = self.territories.get(todo.pop())
            if territory and territory.iri not in found:
                found[territory.iri] = territory
                todo.extend(territory.containers)
        return Chain(self, area, found)

    def _read(self, query: str, bindings: dict[str, str]) -> None:
        fresh: dict[str, Territory] = {}
        for row in self.graph.select(query, **bindings):
            iri, value = row["body"].value, row["value"].value
            territory = fresh.setdefault(iri, Territory(iri))
            match row["property"].value.rsplit("#", 1)[-1]:
                case "label" if row["value"].language == "de":
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
        self.territories.update(fresh)

    @cached_property
    def _kind_tree(self) -> tuple[dict[str, set[str]], dict[str, str], set[str], dict[str, set[str]]]:
        broader: dict[str, set[str]] = defaultdict(set)
        only: dict[str, set[str]] = defaultdict(set)
        levels: dict[str, str] = {}
        once: set[str] = set()
        for row in self.graph.select(_KINDS):
            if row.get("broader"):
                broader[row["kind"].value].add(row["broader"].value)
            if row.get("level"):
                levels[row["kind"].value] = row["level"].value
            if row.get("once") and row["once"].value == "true":
                once.add(row["kind"].value)
            if row.get("only"):
                only[row["kind"].value].add(row["only"].value)
        return broader, levels, once, only

    def is_kind(self, kind: str, wanted: str) -> bool:
        """Return whether *kind* is *wanted* or narrower."""
        seen, todo = set(), [kind]
        while todo:
            current = todo.pop()
            if current == wanted:
                return True
            if current not in seen:
                seen.add(current)
                todo.extend(self._kind_tree[0].get(current, ()))
        return False

    def usual_level(self, kind: str) -> str | None:
        """Return the level at which bodies of *kind* usually sit."""
        return self._kind_tree[1].get(kind)

    def has(self, place: Territory, kind: str) -> bool:
        """Return whether *place* can have a body of *kind*: a kreisfreie Stadt has no Landrat (`ig:sitsIn`)."""
        only = self._kind_tree[3].get(kind)
        return not only or any(self.is_kind(own, wanted) for own in place.kinds for wanted in only)

    def named(self, kind: str, place: str, level: str, on: str | None) -> tuple[str, str] | None:
        """Return IRI and label of the one body of just this *kind* for the territory *place* on the date *on*.

        None where the kind allows for several (one of many ministries is not "the ministry"), or the graph knows none,
        or more than one of which no succession says that it was not there on that date.
        """
        if kind not in self._kind_tree[2]:
            return None
        found = {
            body: label
            for body, of_kind, label, jurisdiction, at in self.bodies
            if of_kind == kind and jurisdiction == place and at in (None, level) and self._exists(body, on)
        }
        return next(iter(found.items())) if len(found) == 1 else None

    def _exists(self, body: str, on: str | None) -> bool:
        """Return whether no dated succession rules *body* out; in the year or month of one, old and new both exist."""
        return on is None or not any(
            (body == old and on[: len(date)] > date) or (body == new and on[: len(date)] < date)
            for old, new, date in self.successions
        )

    @cached_property
    def successions(self) -> list[tuple[str, str, str]]:
        """All dated successions: (IRI of the old body, IRI of the new one, date, month or year)."""
        rows = self.graph.select(_SUCCESSIONS)
        return [(row["old"].value, row["new"].value, row["date"].value) for row in rows]

    def kinds_of(self, body: str) -> set[str]:
        """Return the kinds of a named body."""
        return {kind for iri, kind, *_ in self.bodies if iri == body}

    @cached_property
    def bodies(self) -> list[tuple[str, str, str, str, str | None]]:
        """All named bodies with a jurisdiction: (IRI, kind, label, jurisdiction, level)."""
        return [
            (
                row["body"].value,
                row["kind"].value,
                row["label"].value,
                row["jurisdiction"].value,
                row["level"].value if row.get("level") else None,
            )
            for row in self.graph.select(_BODIES)
        ]


class Chain:
    """A place with all territories that contain it (Gemeinde → Verband, Kreis → Regierungsbezirk → Land → Bund)."""

    def __init__(self, geography: Geography, area: str, territories: dict[str, Territory]) -> None:
        self.geography, self.area, self.territories = geography, area, territories
        self._outer = {iri: self._containers(iri) for iri in territories}
        self.iris = frozenset(territories)

    def _containers(self, iri: str) -> frozenset[str]:
        seen: set[str] = set()
        todo = list(self.territories[iri].containers)
        while todo:
            current = todo.pop()
            if current not in seen and current in self.territories:
                seen.add(current)
                todo.extend(self.territories[current].containers)
        return frozenset(seen)

    def is_within(self, inner: str, outer: str) -> bool:
        """Return whether *inner* lies in *outer* and is not the same territory."""
        return outer in self._outer.get(inner, frozenset())

    def inner_first(self) -> list[Territory]:
        """Return the territories from the place outwards."""
        return sorted(self.territories.values(), key=lambda t: (-len(self._outer[t.iri]), t.iri))

    def is_of_kind(self, body: str, kind: str) -> bool:
        """Return whether *body*, a territory of the chain or a named body, is of *kind*."""
        territory = self.territories.get(body)
        own = territory.kinds if territory else self.geography.kinds_of(body)
        return any(self.geography.is_kind(k, kind) for k in own)

    def at_level(self, level: str) -> Territory | None:
        """Return the territory that acts at *level*, the innermost if several do."""
        return next((t for t in self.inner_first() if level in t.levels), None)

    def resolve(self, kinds: list[str], level: str | None, on: str | None = None) -> list[Holder]:
        """Return the holders that a statement about *kinds* of body (at *level*, if it says) means in this chain.

        Kinds of territorial authority are matched against the chain; a kind that fits several ("Kommune") leaves the
        level open and yields them all. Other kinds yield the one named body that stands for them on the date *on* in
        the territory of the level (`Geography.named`), or else the territory itself, marked as not exact; those of the
        municipal level may sit with any local authority of the chain, which leaves the level open too. Bodies that
        sit below the place (Gemeinden, when a Land is asked about) stay a kind. An empty list means that the chain has
        no such body: a Landkreis asked for in a kreisfreie Stadt.
        """
        found: dict[str, Holder] = {}
        for kind in kinds:
            territorial = self.geography.is_kind(kind, KIND + "gebietskoerperschaft")
            for holder in self._territories_of(kind, level) if territorial else self._bodies_of(kind, level, on):
                found.setdefault(holder.iri, replace(holder, kind=kind))
        return list(found.values())

    def _of_kind(self, kind: str) -> list[Territory]:
        return [t for t in self.inner_first() if any(self.geography.is_kind(k, kind) for k in t.kinds)]

    def _territories_of(self, kind: str, level: str | None) -> list[Holder]:
        fitting = self._of_kind(kind)
        if level and any(level in t.levels for t in fitting):
            fitting = [t for t in fitting if level in t.levels]
        usual = level or self.geography.usual_level(kind)
        if not fitting:
            return self._below(kind, level)
        several = len(fitting) > 1
        return [
            Holder(t.iri, t.label, usual if usual in t.levels else _main_level(t), not several, several)
            for t in fitting
        ]

    def _below(self, kind: str, level: str | None) -> list[Holder]:
        """Return *kind* itself where its bodies sit below every territory of the chain."""
        level = level or self.geography.usual_level(kind)
        depth = _DEPTH.get(level or "", 0)
        reached = max((_DEPTH.get(each, 0) for t in self.territories.values() for each in t.levels), default=0)
        return [Holder(kind, "", level, exact=False)] if depth > reached else []

    def _bodies_of(self, kind: str, level: str | None, on: str | None) -> list[Holder]:
        if level in (None, _MUNICIPAL):
            level = self.geography.usual_level(kind)
        if level is None or level in _OUTSIDE:
            return [Holder(kind, "", level, exact=False)]
        places = self._of_kind(KIND + "kommune") if level == _MUNICIPAL else [p for p in [self.at_level(level)] if p]
        if not places:
            return self._below(kind, level)
        places = [place for place in places if self.geography.has(place, kind)]
        several = len(places) > 1
        return [self._body_at(place, kind, level, on, several) for place in places]

    def _body_at(self, place: Territory, kind: str, level: str, on: str | None, several: bool) -> Holder:
        own = _main_level(place) or level if level == _MUNICIPAL else level
        body = self.geography.named(kind, place.iri, own, on)
        return Holder(*(body or (place.iri, place.label)), own, exact=body is not None, open_level=several)


def _main_level(territory: Territory) -> str | None:
    return next((level for level in _INNER_TO_OUTER if level in territory.levels), None)
