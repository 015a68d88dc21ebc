"""Maps of where sources speak of a programme, a body or a kind of body."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.views.maps import BLANK, DENIED, SILENT, Area, Group, Map, areas
from integraph.views.table import cell, sources
from integraph.views.words import GERMAN, Words

YES: Final = "#0b4f8a"
NO: Final = "#a3343c"
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
            else ", ".join(words.name(b) for b in own[area.iri]) or words(*SILENT)
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
            Group(NO, words(*DENIED), "×"),
            Group(BLANK, words(*SILENT)),
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
