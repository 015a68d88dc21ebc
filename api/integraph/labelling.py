"""What things are called: labels from the graph, read in batches and kept, and names of standard terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from integraph.namespaces import DCT, NAMESPACES, RDFS, SKOS, shorten
from integraph.store import Graph

_LABELS: Final = """
SELECT ?thing ?label WHERE {
  VALUES ?thing { %s }
  { ?thing rdfs:label|skos:prefLabel|dct:title ?label }
  UNION { ?thing a sh:SPARQLExecutable ; rdfs:comment ?label }
}"""
"""Queries in the graph are named by their comments, as SHACL has it (https://www.w3.org/TR/shacl-af/)."""
_KNOWN: Final[WeakKeyDictionary[Graph, dict[tuple[str, str], str]]] = WeakKeyDictionary()
_STANDARD: Final = {
    RDFS + "label": "weitere Bezeichnung",
    RDFS + "seeAlso": "siehe auch",
    RDFS + "isDefinedBy": "festgelegt in",
    SKOS + "prefLabel": "weitere Bezeichnung",
    SKOS + "scopeNote": "Hinweis",
    SKOS + "notation": "Kurzzeichen",
    SKOS + "broader": "gehört zu",
    SKOS + "narrower": "umfasst",
    SKOS + "inScheme": "steht in",
    SKOS + "topConceptOf": "oberster Begriff in",
    SKOS + "hasTopConcept": "oberste Begriffe",
    SKOS + "exactMatch": "gleichbedeutend mit",
    SKOS + "closeMatch": "ähnlich wie",
    SKOS + "relatedMatch": "verwandt mit",
    SKOS + "Concept": "Begriff",
    SKOS + "ConceptScheme": "Liste von Begriffen",
    DCT + "title": "Titel",
    DCT + "alternative": "Untertitel",
    DCT + "identifier": "Kurzzeichen",
    DCT + "creator": "verfasst von",
    DCT + "contributor": "mit Beitrag von",
    DCT + "publisher": "herausgegeben von",
    DCT + "date": "Datum",
    DCT + "issued": "veröffentlicht",
    DCT + "modified": "geändert",
    DCT + "language": "Sprache",
    DCT + "license": "Lizenz",
    DCT + "source": "Quelle",
    DCT + "isPartOf": "Teil von",
    DCT + "bibliographicCitation": "erschienen in",
    NAMESPACES["org"] + "subOrganizationOf": "Teil von",
    NAMESPACES["org"] + "unitOf": "Einheit von",
    NAMESPACES["org"] + "postIn": "Stelle bei",
    NAMESPACES["org"] + "Post": "Stelle",
    NAMESPACES["eli"] + "jurisdiction": "gilt in",
    NAMESPACES["eli"] + "is_part_of": "Teil von",
    NAMESPACES["eli"] + "LegalResource": "Rechtsquelle",
    NAMESPACES["eli"] + "LegalResourceSubdivision": "Teil einer Rechtsquelle",
    NAMESPACES["schema"] + "validFrom": "gilt ab",
    NAMESPACES["schema"] + "validThrough": "gilt bis",
    NAMESPACES["foaf"] + "Person": "Person",
    NAMESPACES["dcatde"] + "politicalGeocodingURI": "Schlüssel in DCAT-AP.de",
    NAMESPACES["dcatde"] + "politicalGeocodingLevelURI": "Ebene in DCAT-AP.de",
}
"""German names of terms that are not ours and that therefore have no label in the graph."""
_STANDARD_IN_ENGLISH: Final = {
    SKOS + "Concept": "concept",
    SKOS + "ConceptScheme": "list of concepts",
    NAMESPACES["org"] + "Post": "post",
    NAMESPACES["eli"] + "LegalResource": "law",
    NAMESPACES["eli"] + "LegalResourceSubdivision": "part of a law",
    NAMESPACES["foaf"] + "Person": "person",
}
"""English names of the classes among them."""


def labels(graph: Graph, iris: Iterable[str], lang: str = "de") -> dict[str, str]:
    """The label of each IRI: in *lang* before German before language-neutral, else a standard name or short form."""
    known = _KNOWN.setdefault(graph, {})
    wanted = set(iris)
    missing = sorted(iri for iri in wanted if (lang, iri) not in known)
    if missing:
        known.update({(lang, iri): label for iri, label in _read(graph, missing, lang).items()})
    return {iri: known[lang, iri] for iri in sorted(wanted)}


def named(graph: Graph, iris: Iterable[str], lang: str = "de") -> dict[str, dict[str, str]]:
    """Each IRI as `{"iri", "label", "lang"}`; `lang` is the label's language, German where there is none in *lang*."""
    found = labels(graph, iris, lang)
    german = found if lang == "de" else labels(graph, found, "de")
    return {
        iri: {"iri": iri, "label": label, "lang": "de" if label == german[iri] else lang}
        for iri, label in found.items()
    }


def _read(graph: Graph, wanted: list[str], lang: str) -> dict[str, str]:
    ranks = {"de": 1, None: 2, "en": 3} | {lang: 0}
    best: dict[str, tuple[int, str]] = {}
    for row in graph.select(_LABELS % " ".join(str(ox.NamedNode(iri)) for iri in wanted)):
        literal = row["label"]
        if isinstance(literal, ox.Literal):
            thing = row["thing"].value
            best[thing] = min(best.get(thing, (9, "")), (ranks.get(literal.language, 4), literal.value))
    standard = _STANDARD | _STANDARD_IN_ENGLISH if lang == "en" else _STANDARD
    return {iri: best[iri][1] if iri in best else standard.get(iri, shorten(iri).strip("<>")) for iri in wanted}
