"""Maps of figures: an indicator of the sources, or the inhabitants by the official register."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.views.maps import BLANK, STEPS, Area, Group, Map, areas
from integraph.views.table import cell, count, day, sources
from integraph.views.words import GERMAN, Words

_FIGURES: Final = """
SELECT ?area ?statement ?label ?value ?unit ?asOf ?passage WHERE {
  ?statement ig:indicator ?indicator ; ig:appliesIn ?area ; ig:value ?value ; ig:polarity ig:asserted ;
    ig:modality/ig:isStatusQuo true ; rdfs:label ?label ; ig:asOf ?asOf ; ig:unit ?kind .
  ?kind skos:prefLabel ?unit . OPTIONAL { ?statement ig:evidence ?passage }
  FILTER(LANG(?label) = "de" && LANG(?unit) = ?lang)
} ORDER BY DESC(STR(?asOf)) ?statement ?passage"""
_POPULATION: Final = "SELECT ?area ?value ?date WHERE { ?area ig:population ?value ; ig:populationDate ?date }"


class NotOnMap(ValueError):
    """A figure of which no value is known for the areas of a layer."""


@dataclass(frozen=True)
class _Value:
    """One value of an indicator with its unit and its ISO date, and the statement that gives it."""

    number: float
    unit: str
    date: str
    statement: Thing

    def text(self, words: Words) -> str:
        return f"{words.number(self.number)} {self.unit} ({words.day(self.date)})"


def figure_map(resolver: Resolver, layer: str, indicator: Thing, land: str = "", words: Words = GERMAN) -> Map:
    """Return the newest value of *indicator* in each area, in up to five classes of about equal size (quantiles).

    Where an area has several values of the newest date, the first by IRI is drawn and all stand in the table.
    Raises `NotOnMap` where no area of the layer has a value.
    """
    values: dict[str, list[_Value]] = defaultdict(list)
    passages: dict[str, list[str]] = defaultdict(list)
    for row in resolver.graph.select(_FIGURES, indicator=indicator.iri, lang=words.lang):
        one = _Value(
            float(row["value"].value),
            row["unit"].value,
            row["asOf"].value,
            Thing(row["statement"].value, row["label"].value),
        )
        if one not in values[row["area"].value]:
            values[row["area"].value].append(one)
        if row.get("passage"):
            passages[row["area"].value].append(row["passage"].value)
    chosen = areas(resolver.graph, layer, land)
    known = {area.iri: values[area.iri][0] for _, area in chosen if values.get(area.iri)}
    if not known:
        where = "Länder" if layer == "laender" else "Kreise"
        raise NotOnMap(
            f"Für „{indicator.label}“ ist kein Wert für {where} bekannt. Bitte andere Ebene oder Kennzahl wählen."
        )
    numbers = [value.number for value in known.values()]
    bounds = _bounds(numbers)
    unknown = words("kein Wert bekannt", "no value known")
    found = []
    for key, area in chosen:
        mine = values.get(area.iri, [])
        group = sum(mine[0].number > bound for bound in bounds) if mine else len(bounds) + 1
        evidence = resolver.knowledge.passages(dict.fromkeys(passages.get(area.iri, ())))
        first = (count(mine[0].number), cell(mine[0].unit), day(mine[0].date)) if mine else (cell(), cell(), cell())
        others = cell("; ".join(value.text(words) for value in mine[1:]))
        cells = (*first, others, cell(*(value.statement for value in mine)), sources(evidence))
        found.append(Area(key, area, group, mine[0].text(words) if mine else unknown, cells))
    units = {value.unit for value in known.values()}
    return Map(
        words.title(indicator),
        words("Jüngster bekannter Wert je Gebiet. ", "Newest known value of each area. ") + _sizes(words),
        layer,
        (*_classes(numbers, bounds, words), Group(BLANK, unknown)),
        tuple(found),
        (
            words("Klasse", "Class"),
            words("Wert", "Value"),
            words("Einheit", "Unit"),
            words("Stand", "As of"),
            words("Weitere Werte", "Other values"),
            words("Aussagen", "Statements"),
            words("Belege", "Sources"),
        ),
        f"{words.title(indicator)}, {units.pop()}" if len(units) == 1 else words.title(indicator),
    )


def population_map(resolver: Resolver, layer: str, land: str = "", words: Words = GERMAN) -> Map:
    """Return the inhabitants of each area by the official register, classed as in `figure_map`."""
    known = {r["area"].value: (int(r["value"].value), r["date"].value) for r in resolver.graph.select(_POPULATION)}
    chosen = [(key, area) for key, area in areas(resolver.graph, layer, land) if area.iri in known]
    numbers = [float(known[area.iri][0]) for _, area in chosen]
    people = words("Einwohner:innen", "Inhabitants")
    bounds = _bounds(numbers)
    found = []
    for key, area in chosen:
        value, date = known[area.iri]
        text = f"{words.number(value)} {people}"
        found.append(Area(key, area, sum(value > b for b in bounds), text, (count(value), day(date))))
    return Map(
        people,
        words(
            "Amtliche Einwohnerzahl des Gemeindeverzeichnisses (© Statistisches Bundesamt). ",
            "Official number of the register of municipalities (© Statistisches Bundesamt). ",
        )
        + _sizes(words),
        layer,
        tuple(_classes(numbers, bounds, words)),
        tuple(found),
        (words("Klasse", "Class"), people, words("Stand", "As of")),
        people,
    )


def _sizes(words: Words) -> str:
    return words(
        "Klassen mit etwa gleich vielen Gebieten; die Ziffer im Gebiet ist die Nummer der Klasse.",
        "Classes of about as many areas each; the digit in an area is the number of its class.",
    )


def _bounds(numbers: Sequence[float]) -> list[float]:
    """Return the inner bounds of up to five classes; fewer where values repeat."""
    distinct = sorted(set(numbers))
    if len(distinct) <= len(STEPS):
        return distinct[:-1]
    return sorted(set(statistics.quantiles(numbers, n=len(STEPS), method="inclusive")))


def _classes(numbers: Iterable[float], bounds: Sequence[float], words: Words) -> list[Group]:
    """Return a colour, a label and its number for each class that *bounds* cut."""
    ordered = sorted(numbers)
    members = [[n for n in ordered if sum(n > b for b in bounds) == i] for i in range(len(bounds) + 1)]
    colours = [STEPS[round(i * (len(STEPS) - 1) / max(1, len(bounds)))] for i in range(len(bounds) + 1)]

    def text(group: list[float]) -> str:
        if not group:
            return "–"
        ends = [words.number(round(n, 2)) for n in (group[0], group[-1])]
        return ends[0] if ends[0] == ends[1] else f"{ends[0]} {words('bis', 'to')} {ends[1]}"

    return [
        Group(colour, text(group), str(i)) for i, (colour, group) in enumerate(zip(colours, members, strict=True), 1)
    ]
