"""What a map shows: for each area of a layer its class (or figure) and what stands behind it."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from integraph.namespaces import SCHEME
from integraph.networks.model import LEVELS, level_of
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Answer, Thing
from integraph.responsibility.chain import Chain
from integraph.responsibility.profiles import Profiler
from integraph.store import Graph
from integraph.views.duty import DUTIES, duty_of_answer
from integraph.views.table import Cell, Table, cell, sources
from integraph.views.words import GERMAN, Words

EXECUTION: Final = SCHEME + "role/ausfuehrung"
HOLDERS: Final = {
    "eu": (("Europäische Union", "European Union"), "#c9a227", "E"),
    "bund": (("Bund", "federation"), "#0b4f8a", "B"),
    "land": (("Land", "Land"), "#75559b", "L"),
    "kommune": (("kommunale Ebene", "local level"), "#a6cde9", "K"),
    "nicht-staatlich": (("nicht staatlich", "non-state"), "#8fb996", "N"),
    "several": (("mehrere Ebenen", "several levels"), "#e8a33d", "+"),
    "": (("Ebene nicht genannt", "level not stated"), "#9fb0a3", "?"),
    "denied": (("ausdrücklich verneint", "explicitly denied"), "#a3343c", "×"),
    "silent": (("keine Aussage in den Quellen", "no statement in the sources"), "#eceff1", ""),
}
"""Level of the holders → its names in both languages, colour and sign."""
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
  FILTER(LANG(?label) = "de" && LANG(?unit) = ?lang)
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
    """One class: its colour, what the legend says of it, and the sign that tells it apart without colour."""

    colour: str
    text: str
    sign: str = ""


@dataclass(frozen=True)
class Map:
    """A choropleth map before it is drawn. *scale* is the heading of its legend."""

    title: str
    about: str
    layer: str
    groups: tuple[Group, ...]
    areas: tuple[Area, ...]
    head: tuple[str, ...]
    scale: str = ""

    def table(self, words: Words = GERMAN) -> Table:
        """Return what the map shows, area by area."""
        rows = tuple((cell(a.thing), cell(self.groups[a.group].text), *a.cells) for a in self.areas)
        return Table(self.title, (words("Gebiet", "Area"), *self.head), rows).called(words)

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


def _by(layer: str, words: Words) -> str:
    return words("nach Ländern", "by Land") if layer == "laender" else words("nach Kreisen", "by district")


def _answers(
    resolver: Resolver, layer: str, task: str, on: str, role: str, land: str, words: Words
) -> Iterator[tuple[str, Thing, Answer, str, tuple[Cell, ...]]]:
    """Yield for each area its key, itself, the answer, its holders as text, and the cells that say whence it comes.

    Areas of one profile share an answer up to the names of their territories (`integraph.responsibility.profiles`).
    """
    profiler = Profiler(resolver)
    scope, known = profiler.scope(task), dict[Hashable, tuple[Answer, Chain]]()
    for key, thing in areas(resolver.graph, layer, land):
        chain = resolver.geography.chain(thing.iri)
        profile = profiler.key(chain, scope)
        if profile not in known:
            known[profile] = resolver.resolve(task, thing.iri, on, role), chain
        answer, first = known[profile]
        named = dict(zip((t.iri for t in first.inner_first()), chain.inner_first(), strict=True))
        holders = sorted(
            {Thing(own.iri, own.label) if (own := named.get(r.holder.iri)) else r.holder for r in answer.rows},
            key=lambda holder: holder.label,
        )
        evidence = [e for row in answer.rows for e in row.evidence] or [e for _, more in answer.denied for e in more]
        statements = [s for row in answer.rows for s in row.statements] or [s for s, _ in answer.denied]
        said = "; ".join(dict.fromkeys(words.name(holder) for holder in holders))
        yield key, thing, answer, said, (cell(*holders), cell(*statements), sources(evidence))


def duty_map(
    resolver: Resolver,
    layer: str,
    task: str,
    on: str,
    role: str = EXECUTION,
    land: str = "",
    words: Words = GERMAN,
) -> Map:
    """Return how strict the duty to *task* is in each area on the ISO date *on* (IRIs of task and role)."""
    found = [
        Area(key, thing, DUTIES.index(duty := duty_of_answer(answer)), said or duty.name(words), cells)
        for key, thing, answer, said, cells in _answers(resolver, layer, task, on, role, land, words)
    ]
    what, held = _named(resolver, task, role, words)
    return Map(
        f"{what}: {words('Pflicht', 'duty')} {_by(layer, words)}",
        words(
            f"Rolle {held}, Stichtag {words.day(on)}. Gibt es mehrere Zuständige, zählt die strengste Pflicht.",
            f"Role {held}, {words.day(on)}. Of several holders the strictest duty counts.",
        ),
        layer,
        tuple(Group(duty.colour, duty.name(words), duty.sign) for duty in DUTIES),
        tuple(found),
        (words("Pflicht", "Duty"), *_origin(words)),
        words("Pflicht", "Duty"),
    )


def holder_map(
    resolver: Resolver,
    layer: str,
    task: str,
    on: str,
    role: str = EXECUTION,
    land: str = "",
    words: Words = GERMAN,
) -> Map:
    """Return at which level those are who have *role* for *task* in each area on the ISO date *on*."""
    found = []
    for key, thing, answer, said, cells in _answers(resolver, layer, task, on, role, land, words):
        levels = {level_of([row.level.iri] if row.level else []) for row in answer.rows}
        names = [HOLDERS[level][0] for level in (*LEVELS, "") if level in levels]
        group = "silent" if not levels and not answer.denied else "denied" if not levels else "several"
        if len(levels) == 1:
            (group,) = levels
        text = " + ".join(words(*name) for name in names) + f": {said}" if said else words(*HOLDERS[group][0])
        found.append(Area(key, thing, list(HOLDERS).index(group), text, cells))
    what, held = _named(resolver, task, role, words)
    return Map(
        f"{what}: {words('Ebene der Zuständigen', 'level of the holders')} {_by(layer, words)}",
        words(
            f"Rolle {held}, Stichtag {words.day(on)}. Die Farbe sagt, auf welcher Ebene die Zuständigen stehen; "
            "Kreise und Gemeinden zählen als kommunale Ebene.",
            f"Role {held}, {words.day(on)}. The colour tells at which level the holders are; districts and "
            "municipalities count as the local level.",
        ),
        layer,
        tuple(Group(colour, words(*name), sign) for name, colour, sign in HOLDERS.values()),
        tuple(found),
        (words("Ebene", "Level"), *_origin(words)),
        words("Ebene der Zuständigen", "Level of the holders"),
    )


def _named(resolver: Resolver, task: str, role: str, words: Words) -> tuple[str, str]:
    """Return how the task (with the role where it is not execution) and the role are called."""
    labels = resolver.knowledge.labels
    what, held = words.title(Thing(task, labels(task))), words.name(Thing(role, labels(role)))
    return (what if role == EXECUTION else f"{what} ({held})"), held


def _origin(words: Words) -> tuple[str, str, str]:
    return words("Zuständig", "Responsible"), words("Aussagen", "Statements"), words("Belege", "Sources")


def programme_map(resolver: Resolver, layer: str, programme: Thing, land: str = "", words: Words = GERMAN) -> Map:
    """Return where a programme is at work: where its rules or figures hold, or it has its jurisdiction."""
    title = f"{words.title(programme)}: {words('wo das Programm wirkt', 'where the programme is at work')}"
    return _spoken(resolver, layer, programme, land, title, _UNDER_PROGRAMME, words)


def body_map(resolver: Resolver, layer: str, body: Thing, land: str = "", words: Words = GERMAN) -> Map:
    """Return where sources speak of a body or kind of body, or where such a body has its jurisdiction."""
    title = f"{words.title(body)}: {words('wo die Quellen davon sprechen', 'where the sources speak of it')}"
    return _spoken(resolver, layer, body, land, title, _NAMING, words)


def _spoken(resolver: Resolver, layer: str, thing: Thing, land: str, title: str, pattern: str, words: Words) -> Map:
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
            f"{count} " + (words("Aussagen", "statements") if count != 1 else words("Aussage", "statement"))
            if count
            else ", ".join(words.name(b) for b in own[area.iri]) or words(*HOLDERS["silent"][0])
        )
        evidence = resolver.knowledge.passages(dict.fromkeys(passages[area.iri]))
        found.append(Area(key, area, group, text, (cell(*own[area.iri]), cell(*said[area.iri]), sources(evidence))))
    return Map(
        title,
        words(
            "Gezeigt ist, für welche Gebiete selbst es Aussagen oder eine benannte Stelle gibt; Aussagen über ein "
            "größeres oder kleineres Gebiet färben es nicht.",
            "Shown is for which areas themselves there are statements or a named body; statements on a larger or "
            "smaller area do not colour it.",
        ),
        layer,
        (
            Group(YES, words("Aussage oder Stelle für dieses Gebiet", "statement or body for this area"), "●"),
            Group(NO, words("ausdrücklich verneint", "explicitly denied"), "×"),
            Group(BLANK, words(*HOLDERS["silent"][0])),
        ),
        tuple(found),
        (
            words("Einordnung", "Class"),
            words("Stellen", "Bodies"),
            words("Aussagen", "Statements"),
            words("Belege", "Sources"),
        ),
        words("Aussagen der Quellen", "Statements of the sources"),
    )


def figure_map(resolver: Resolver, layer: str, indicator: Thing, land: str = "", words: Words = GERMAN) -> Map:
    """Return the newest value of *indicator* in each area, in up to five classes of about equal size (quantiles).

    Where an area has several values of the newest date, the first by IRI is drawn and all stand in the table.
    Raises `NotOnMap` where no area of the layer has a value.
    """
    values: dict[str, list[tuple[float, str, Thing, str]]] = defaultdict(list)
    passages: dict[str, list[str]] = defaultdict(list)
    for row in resolver.graph.select(_FIGURES, indicator=indicator.iri, lang=words.lang):
        one = (
            float(row["value"].value),
            f"{words.number(float(row['value'].value))} {row['unit'].value} ({words.day(row['asOf'].value)})",
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
    unknown = words("kein Wert bekannt", "no value known")
    found = []
    for key, area in chosen:
        mine = values.get(area.iri, [])
        group = sum(mine[0][0] > bound for bound in bounds) if mine else len(bounds) + 1
        evidence = resolver.knowledge.passages(dict.fromkeys(passages.get(area.iri, ())))
        cells = (cell("; ".join(m[1] for m in mine)), cell(*(m[2] for m in mine)), sources(evidence))
        found.append(Area(key, area, group, mine[0][1] if mine else unknown, cells))
    return Map(
        words.title(indicator),
        words("Jüngster bekannter Wert je Gebiet. ", "Newest known value of each area. ") + _sizes(words),
        layer,
        (*_classes(list(known.values()), bounds, words), Group(BLANK, unknown)),
        tuple(found),
        (
            words("Klasse", "Class"),
            words("Werte", "Values"),
            words("Aussagen", "Statements"),
            words("Belege", "Sources"),
        ),
        words.name(indicator),
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
        found.append(Area(key, area, sum(value > b for b in bounds), text, (cell(str(value)), cell(date))))
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
