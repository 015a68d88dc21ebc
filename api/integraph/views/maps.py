"""What a map shows: for each area of a layer its class (or figure) and what stands behind it."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from integraph.namespaces import SCHEME
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.responsibility.labels import german_number
from integraph.store import Graph
from integraph.views.duty import DUTIES, duty_of_answer
from integraph.views.table import Cell, Table, cell, sources

EXECUTION: Final = SCHEME + "role/ausfuehrung"
NONE: Final = "keine Aussage in den Quellen"
YES, NO, BLANK = "#0b4f8a", "#a3343c", "#eceff1"
STEPS: Final = ("#d7e6f4", "#a6cde9", "#6aa9d8", "#2f77b5", "#0b3f73")
"""Five steps of one hue, from few to many."""
_AREAS: Final = {
    "laender": "?area ig:ags ?key ; a ig:TerritorialAuthority ; ig:actsAtLevel level:land FILTER(STRLEN(?key) = 2)",
    "kreise": "?area ig:ags ?key ; a ig:TerritorialAuthority ; ig:actsAtLevel level:kreis FILTER(STRLEN(?key) = 5)",
}
_SPOKEN: Final = """
SELECT DISTINCT ?area ?statement ?label ?polarity ?passage WHERE {
  { %s }
  ?statement a ig:Statement ; ig:appliesIn ?area ; rdfs:label ?label ; ig:modality/ig:isStatusQuo true ;
    ig:polarity ?polarity .
  OPTIONAL { ?statement ig:evidence ?passage }
  FILTER(LANG(?label) = "de")
} ORDER BY ?statement ?passage"""
_NAMING: Final = "?statement ?property ?thing"
_UNDER_PROGRAMME: Final = (
    "?statement ig:programme|(ig:programme/dct:isPartOf) ?thing } UNION { ?statement a ig:Observation ; ig:about ?thing"
)
_OWN: Final = """
SELECT DISTINCT ?area ?body ?label WHERE {
  { BIND(?thing AS ?body) } UNION { ?body ig:bodyKind/skos:broader* ?thing }
  ?body ig:jurisdiction ?area ; rdfs:label ?label FILTER(LANG(?label) = "de")
} ORDER BY ?label ?body"""
_FIGURES: Final = """
SELECT ?area ?statement ?label ?value ?unit ?asOf ?passage WHERE {
  ?statement ig:indicator ?indicator ; ig:appliesIn ?area ; ig:value ?value ; ig:polarity ig:asserted ;
    ig:modality/ig:isStatusQuo true ; rdfs:label ?label ; ig:asOf ?asOf ; ig:unit ?kind .
  ?kind skos:prefLabel ?unit . OPTIONAL { ?statement ig:evidence ?passage }
  FILTER(LANG(?label) = "de" && LANG(?unit) = "de")
} ORDER BY DESC(STR(?asOf)) ?statement ?passage"""
_POPULATION: Final = "SELECT ?area ?value ?date WHERE { ?area ig:population ?value ; ig:populationDate ?date }"


class NotOnMap(ValueError):
    """A figure of which no value is known for the areas of a layer."""


@dataclass(frozen=True)
class Area:
    """One area on a map: its class (an index into the classes), and a sentence on why."""

    key: str
    thing: Thing
    group: int
    said: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    """One class: its colour and what the legend says of it."""

    colour: str
    text: str


@dataclass(frozen=True)
class Map:
    """A choropleth map before it is drawn."""

    title: str
    about: str
    layer: str
    groups: tuple[Group, ...]
    areas: tuple[Area, ...]
    head: tuple[str, ...]

    def table(self) -> Table:
        """Return what the map shows, area by area."""
        rows = tuple((cell(a.thing), cell(self.groups[a.group].text), *a.cells) for a in self.areas)
        return Table(self.title, ("Gebiet", *self.head), rows)

    def used(self) -> list[tuple[Group, int]]:
        """Return the classes that occur, in their order, with the number of their areas."""
        counts = [sum(area.group == index for area in self.areas) for index in range(len(self.groups))]
        return [(group, count) for group, count in zip(self.groups, counts, strict=True) if count]


def areas(graph: Graph, layer: str, land: str = "") -> list[tuple[str, Thing]]:
    """Return key and body of each area of *layer* (``laender``, ``kreise``), of one *land* (two digits) or of all."""
    rows = graph.select(
        f"SELECT DISTINCT ?key ?area ?label WHERE {{ {_AREAS[layer]} ?area rdfs:label ?label "
        'FILTER(LANG(?label) IN ("de", "")) } ORDER BY ?key'
    )
    found = {r["key"].value: Thing(r["area"].value, r["label"].value) for r in rows}
    return [(key, thing) for key, thing in found.items() if key.startswith(land)]


def duty_map(resolver: Resolver, layer: str, task: str, on: str, role: str = EXECUTION, land: str = "") -> Map:
    """Return how strict the duty to *task* is in each area on the ISO date *on* (IRIs of task and role)."""
    labels = resolver.knowledge.labels
    groups = tuple(Group(duty.colour, duty.text) for duty in DUTIES)
    found = []
    for key, thing in areas(resolver.graph, layer, land):
        answer = resolver.resolve(task, thing.iri, on, role)
        duty = duty_of_answer(answer)
        holders = list(dict.fromkeys(row.holder for row in answer.rows))
        evidence = [e for row in answer.rows for e in row.evidence] or [e for _, more in answer.denied for e in more]
        statements = [s for row in answer.rows for s in row.statements] or [s for s, _ in answer.denied]
        said = "; ".join(dict.fromkeys(holder.label for holder in holders)) or duty.text
        found.append(Area(key, thing, DUTIES.index(duty), said, (cell(*holders), cell(*statements), sources(evidence))))
    return Map(
        f"{labels(task)}: Pflicht nach {'Ländern' if layer == 'laender' else 'Kreisen'}",
        f"Rolle {labels(role)}, Stichtag {on}. Gibt es mehrere Zuständige, zählt die strengste Pflicht.",
        layer,
        groups,
        tuple(found),
        ("Pflicht", "Zuständig", "Aussagen", "Belege"),
    )


def programme_map(resolver: Resolver, layer: str, programme: Thing, land: str = "") -> Map:
    """Return where a programme is at work: where its rules or figures hold, or it has its jurisdiction."""
    return _spoken(resolver, layer, programme, land, f"{programme.label}: wo das Programm wirkt", _UNDER_PROGRAMME)


def body_map(resolver: Resolver, layer: str, body: Thing, land: str = "") -> Map:
    """Return where sources speak of a body or kind of body, or where such a body has its jurisdiction."""
    return _spoken(resolver, layer, body, land, f"{body.label}: wo die Quellen davon sprechen", _NAMING)


def _spoken(resolver: Resolver, layer: str, thing: Thing, land: str, title: str, pattern: str) -> Map:
    """Return the areas of which statements that fit *pattern* speak, or which are the jurisdiction of *thing*.

    A statement on a Land colours the Land, not its Kreise; one on a municipality colours neither. The sentence above
    the map says so, because a blank area means that nothing is said of this very area.
    """
    here = {iri: key for key, one in areas(resolver.graph, layer, land) for iri in [one.iri]}
    own: dict[str, list[Thing]] = defaultdict(list)
    for row in resolver.graph.select(_OWN, thing=thing.iri):
        if row["area"].value in here:
            own[row["area"].value].append(Thing(row["body"].value, row["label"].value))
    said: dict[str, dict[Thing, bool]] = defaultdict(dict)
    passages: dict[str, list[str]] = defaultdict(list)
    for row in resolver.graph.select(_SPOKEN % pattern, thing=thing.iri):
        if row["area"].value in here:
            statement = Thing(row["statement"].value, row["label"].value)
            said[row["area"].value][statement] = row["polarity"].value.endswith("denied")
            if row.get("passage"):
                passages[row["area"].value].append(row["passage"].value)
    found = []
    for key, area in areas(resolver.graph, layer, land):
        asserted = [s for s, denied in said[area.iri].items() if not denied]
        group = 0 if asserted or own[area.iri] else 1 if said[area.iri] else 2
        count = len(said[area.iri])
        text = (
            f"{count} Aussage{'n' if count != 1 else ''}"
            if count
            else ", ".join(b.label for b in own[area.iri]) or NONE
        )
        evidence = resolver.knowledge.passages(dict.fromkeys(passages[area.iri]))
        found.append(Area(key, area, group, text, (cell(*own[area.iri]), cell(*said[area.iri]), sources(evidence))))
    return Map(
        title,
        "Gezeigt ist, für welche Gebiete selbst es Aussagen oder eine benannte Stelle gibt; Aussagen über ein größeres "
        "oder kleineres Gebiet färben es nicht.",
        layer,
        (Group(YES, "Aussage oder Stelle für dieses Gebiet"), Group(NO, "ausdrücklich verneint"), Group(BLANK, NONE)),
        tuple(found),
        ("Einordnung", "Stellen", "Aussagen", "Belege"),
    )


def figure_map(resolver: Resolver, layer: str, indicator: Thing, land: str = "") -> Map:
    """Return the newest value of *indicator* in each area, in up to five classes of about equal size (quantiles).

    Where an area has several values of the newest date, the first by IRI is drawn and all stand in the table.
    Raises `NotOnMap` where no area of the layer has a value.
    """
    values: dict[str, list[tuple[float, str, Thing, str]]] = defaultdict(list)
    passages: dict[str, list[str]] = defaultdict(list)
    for row in resolver.graph.select(_FIGURES, indicator=indicator.iri):
        one = (
            float(row["value"].value),
            f"{german_number(float(row['value'].value))} {row['unit'].value} ({row['asOf'].value})",
            Thing(row["statement"].value, row["label"].value),
            row["asOf"].value,
        )
        if one not in values[row["area"].value]:
            values[row["area"].value].append(one)
        if row.get("passage"):
            passages[row["area"].value].append(row["passage"].value)
    chosen = areas(resolver.graph, layer, land)
    known = {area.iri: values[area.iri][0][0] for _, area in chosen if values.get(area.iri)}
    if not known:
        where = "Länder" if layer == "laender" else "Kreise"
        raise NotOnMap(
            f"Für „{indicator.label}“ ist kein Wert für {where} bekannt. Bitte andere Ebene oder Kennzahl wählen."
        )
    bounds = _bounds(list(known.values()))
    found = []
    for key, area in chosen:
        mine = values.get(area.iri, [])
        group = sum(mine[0][0] > bound for bound in bounds) if mine else len(bounds) + 1
        evidence = resolver.knowledge.passages(dict.fromkeys(passages.get(area.iri, ())))
        cells = (cell("; ".join(m[1] for m in mine)), cell(*(m[2] for m in mine)), sources(evidence))
        found.append(Area(key, area, group, mine[0][1] if mine else "kein Wert bekannt", cells))
    return Map(
        indicator.label,
        "Jüngster bekannter Wert je Gebiet; Klassen mit etwa gleich vielen Gebieten.",
        layer,
        (*_classes(list(known.values()), bounds), Group(BLANK, "kein Wert bekannt")),
        tuple(found),
        ("Klasse", "Werte", "Aussagen", "Belege"),
    )


def population_map(resolver: Resolver, layer: str, land: str = "") -> Map:
    """Return the inhabitants of each area by the official register, classed as in `figure_map`."""
    known = {r["area"].value: (int(r["value"].value), r["date"].value) for r in resolver.graph.select(_POPULATION)}
    chosen = [(key, area) for key, area in areas(resolver.graph, layer, land) if area.iri in known]
    numbers = [float(known[area.iri][0]) for _, area in chosen]
    bounds = _bounds(numbers)
    found = []
    for key, area in chosen:
        value, date = known[area.iri]
        text = f"{german_number(value)} Einwohner:innen"
        found.append(Area(key, area, sum(value > b for b in bounds), text, (cell(str(value)), cell(date))))
    return Map(
        "Einwohner:innen",
        "Amtliche Einwohnerzahl des Gemeindeverzeichnisses; Klassen mit etwa gleich vielen Gebieten.",
        layer,
        tuple(_classes(numbers, bounds)),
        tuple(found),
        ("Klasse", "Einwohner:innen", "Stand"),
    )


def _bounds(numbers: Sequence[float]) -> list[float]:
    """Return the inner bounds of up to five classes; fewer where values repeat."""
    distinct = sorted(set(numbers))
    if len(distinct) <= len(STEPS):
        return distinct[:-1]
    return sorted(set(statistics.quantiles(numbers, n=len(STEPS), method="inclusive")))


def _classes(numbers: Iterable[float], bounds: Sequence[float]) -> list[Group]:
    """Return a colour and a label for each class that *bounds* cut."""
    ordered = sorted(numbers)
    members = [[n for n in ordered if sum(n > b for b in bounds) == i] for i in range(len(bounds) + 1)]
    colours = [STEPS[round(i * (len(STEPS) - 1) / max(1, len(bounds)))] for i in range(len(bounds) + 1)]

    def text(group: list[float]) -> str:
        if not group:
            return "–"
        ends = [german_number(round(n, 2)) for n in (group[0], group[-1])]
        return ends[0] if ends[0] == ends[1] else f"{ends[0]} bis {ends[1]}"

    return [Group(colour, text(group)) for colour, group in zip(colours, members, strict=True)]
