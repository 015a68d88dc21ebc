"""What the graph says about one thing, in the order in which a person reads it. Used by pages and by `integraph get`.

Shapes: a *value* is `{"iri", "label"}` or `{"text", "lang"}`; a *property* is `{"iri", "label", "values"}`; a
*statement* is `{"iri", "label", "evidence"}` with the passages as values.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox

from integraph.namespaces import BASE, DCT, ID, IG, NAMESPACES, RDF, RDFS, SKOS, shorten
from integraph.store import Graph

Value = dict[str, str]
MANY = 100
"""How many entries of one group a page shows; the rest is counted and can be had by a query."""

_LABELS = """
SELECT ?thing ?label WHERE {
  VALUES ?thing { %s }
  ?thing rdfs:label|skos:prefLabel|dct:title ?label
}"""
_INCOMING = """
SELECT ?thing ?predicate ?type WHERE {
  ?thing ?predicate ?target .
  OPTIONAL { ?thing ig:evidence ?any ; a ?type . FILTER(STRSTARTS(STR(?type), STR(ig:))) }
} ORDER BY ?predicate ?thing"""
_EVIDENCE = "SELECT ?thing ?passage WHERE { VALUES ?thing { %s } ?thing ig:evidence ?passage } ORDER BY ?passage"
_TITLE = (RDFS + "label", SKOS + "prefLabel", DCT + "title")
_APART = {*_TITLE, RDF + "type", IG + "evidence", SKOS + "definition", RDFS + "comment", SKOS + "altLabel"}
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
    SKOS + "ConceptScheme": "Begriffsschema",
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
_GENERAL = {
    NAMESPACES["org"] + "Organization",
    IG + "Statement",
    IG + "StatusQuoStatement",
    "http://www.w3.org/2002/07/owl#NamedIndividual",
    "http://www.w3.org/2002/07/owl#Thing",
}


@dataclass
class Description:
    """One thing: its names and texts, properties, passages, the statements about it and other links to it."""

    iri: str
    label: str
    types: list[Value] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)
    texts: list[Value] = field(default_factory=list)
    properties: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[Value] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)


def labels(graph: Graph, iris: Iterable[str]) -> dict[str, str]:
    """The label of each IRI: German before language-neutral before any other, else a standard name or short form."""
    wanted = sorted(set(iris))
    best: dict[str, tuple[int, str]] = {}
    if wanted:
        values = " ".join(str(ox.NamedNode(iri)) for iri in wanted)
        for row in graph.select(_LABELS % values):
            literal = row["label"]
            if isinstance(literal, ox.Literal):
                rank = {"de": 0, None: 1, "en": 2}.get(literal.language, 3)
                thing = row["thing"].value
                best[thing] = min(best.get(thing, (9, "")), (rank, literal.value))
    return {iri: best[iri][1] if iri in best else _STANDARD.get(iri, shorten(iri).strip("<>")) for iri in wanted}


def exists(graph: Graph, iri: str) -> bool:
    """Whether the graph says anything about this IRI (as a subject)."""
    return graph.ask("ASK { ?thing ?p ?o }", thing=iri)


def canonical(graph: Graph, iri: str) -> str | None:
    """The IRI of the body that has the last part of a `gebiet/` IRI as another official key, if there is one."""
    namespace = ID + "gebiet/"
    if not iri.startswith(namespace):
        return None
    rows = graph.select("SELECT ?thing WHERE { ?thing ig:ags|ig:ars ?key } LIMIT 1", key=iri.removeprefix(namespace))
    return str(rows[0]["thing"].value) if rows else None


def similar(graph: Graph, iri: str, count: int = 5) -> list[Value]:
    """Things of the same kind whose IRIs are most like this one."""
    namespace = iri[: iri.rfind("/") + 1]
    if not namespace.startswith(BASE) or namespace.count("/") < 5:
        return []
    rows = graph.select(
        "SELECT DISTINCT ?thing { ?thing a ?type FILTER(STRSTARTS(STR(?thing), ?start)) }", start=ox.Literal(namespace)
    )
    known = {row["thing"].value.removeprefix(namespace): row["thing"].value for row in rows}
    near = [known[slug] for slug in difflib.get_close_matches(iri.removeprefix(namespace), known, n=count, cutoff=0.6)]
    found = labels(graph, near)
    return [{"iri": one, "label": found[one]} for one in near]


def triples(graph: Graph, iri: str) -> list[ox.Triple]:
    """The description that is served as data: what is said of the thing, and of the passages it rests on."""
    own = "CONSTRUCT { ?thing ?p ?o } WHERE { ?thing ?p ?o }"
    passages = "CONSTRUCT { ?passage ?p ?o } WHERE { ?thing ig:evidence ?passage . ?passage ?p ?o }"
    return graph.construct(own, thing=iri) + graph.construct(passages, thing=iri)


def describe(graph: Graph, iri: str) -> Description:
    """Everything a page about *iri* shows."""
    outgoing = [
        (row["p"].value, row["o"]) for row in graph.select("SELECT ?p ?o { ?thing ?p ?o } ORDER BY ?p ?o", thing=iri)
    ]
    incoming = graph.select(_INCOMING, target=iri)
    statements, others = _group(incoming)
    shown = {thing for group in (*statements.values(), *others.values()) for thing in group[:MANY]}
    evidence = _evidence(graph, {t for group in statements.values() for t in group[:MANY]})
    named = {p for p, _ in outgoing} | {o.value for _, o in outgoing if isinstance(o, ox.NamedNode)}
    named |= shown | set(statements) | set(others) | {p for passages in evidence.values() for p in passages} | {iri}
    names = labels(graph, named)

    about = {thing for group in statements.values() for thing in group}
    result = Description(iri, names[iri])
    grouped: dict[str, list[Value]] = defaultdict(list)
    for predicate, value in outgoing:
        if predicate == RDF + "type" and isinstance(value, ox.NamedNode) and value.value not in _GENERAL:
            result.types.append(_value(value, names))
        elif predicate == IG + "evidence":
            result.evidence.append(_value(value, names))
        elif predicate in (SKOS + "definition", RDFS + "comment"):
            result.texts.append(_value(value, names))
        elif predicate == SKOS + "altLabel":
            result.other_names.append(value.value)
        elif getattr(value, "value", None) in about:
            continue  # an inferred inverse: the statement is shown with its passages below
        elif predicate not in _APART or (predicate in _TITLE and value.value != result.label):
            grouped[predicate].append(_value(value, names))
    result.texts.sort(key=lambda text: text.get("lang") != "de")
    result.properties = [
        {"iri": p, "label": names[p], "values": grouped[p]} for p in sorted(grouped, key=names.__getitem__)
    ]
    for kind, things in sorted(statements.items(), key=lambda item: names[item[0]]):
        entries = [
            {"iri": t, "label": names[t], "evidence": [{"iri": e, "label": names[e]} for e in evidence.get(t, [])]}
            for t in things[:MANY]
        ]
        result.statements.append({"iri": kind, "label": names[kind], "entries": entries, "count": len(things)})
    for predicate, things in sorted(others.items(), key=lambda item: names[item[0]]):
        entries = [{"iri": t, "label": names[t]} for t in sorted(things[:MANY], key=names.__getitem__)]
        result.links.append({"iri": predicate, "label": names[predicate], "entries": entries, "count": len(things)})
    return result


def _group(incoming: Iterable[dict[str, Any]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    statements: dict[str, dict[str, None]] = defaultdict(dict)
    others: dict[str, dict[str, None]] = defaultdict(dict)
    types: dict[str, set[str]] = defaultdict(set)
    rows = [row for row in incoming if isinstance(row["thing"], ox.NamedNode)]
    for row in rows:
        if "type" in row and row["type"].value not in _GENERAL:
            types[row["thing"].value].add(row["type"].value)
    for row in rows:
        thing, predicate = row["thing"].value, row["predicate"].value
        if thing in types:
            statements[min(types[thing], key=len)][thing] = None
        else:
            others[predicate][thing] = None
    return {k: list(v) for k, v in statements.items()}, {k: list(v) for k, v in others.items()}


def _evidence(graph: Graph, things: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    if things:
        values = " ".join(str(ox.NamedNode(thing)) for thing in sorted(things))
        for row in graph.select(_EVIDENCE % values):
            found[row["thing"].value].append(row["passage"].value)
    return found


def _value(value: Any, names: dict[str, str]) -> Value:  # noqa: ANN401
    if isinstance(value, ox.NamedNode):
        return {"iri": value.value, "label": names[value.value]}
    if isinstance(value, ox.Literal):
        return {"text": value.value, "lang": value.language or ""}
    return {"text": "(ohne Namen)", "lang": "de"}
