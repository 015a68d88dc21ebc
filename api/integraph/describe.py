"""What the graph says about one thing, in the order in which a person reads it.

Shapes: a *value* is `{"iri", "label", "lang"}` or `{"text", "lang", "type"}` (`type`: the local name of its datatype).
A *property* is a value with `values`. A *group* is a value with `count`, how many there are, and `entries`, the first
`MANY` of them: `Fact`s in `statements`, values in `links`.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from integraph.captions import before_things, before_values
from integraph.labelling import labels, named
from integraph.namespaces import BASE, DCT, ID, IG, NAMESPACES, OWL, RDF, RDFS, SKOS
from integraph.responsibility.knowledge import Fact
from integraph.statements import INFERRED, RESPONSIBILITY, Statements
from integraph.store import Graph

Value = dict[str, str]
MANY: Final = 25
"""How many entries of one group a page shows; the others are a click away."""

_COUNTS: Final = "SELECT ?property (COUNT(?thing) AS ?count) WHERE { ?thing ?property ?target } GROUP BY ?property"
_TITLE: Final = (RDFS + "label", SKOS + "prefLabel", DCT + "title")
_TEXTS: Final = (SKOS + "definition", RDFS + "comment", SKOS + "scopeNote", IG + "note")
_GENERAL: Final = {
    NAMESPACES["org"] + "Organization",
    IG + "Body",
    IG + "Territory",
    NAMESPACES["prov"] + "Entity",
    "http://www.w3.org/2002/07/owl#NamedIndividual",
    "http://www.w3.org/2002/07/owl#Thing",
    *INFERRED,
}
_FIRST: Final = tuple(
    IG + name
    for name in (
        *("role", "holder", "holderType", "task", "fundedTask", "appliesIn", "level", "obligation", "bindingness"),
        *("legalBasis", "condition", "unless", "targetGroup", "programme", "funder", "eligibleKind", "eligibleBody"),
        *("bodyKind", "actsAtLevel", "containedIn", "jurisdiction", "ags", "ars", "population", "populationDate"),
        *("broaderTask", "field", "steering", "directness", "aim", "proposer", "addressee", "proposalStatus"),
        *("modality", "evidenceKind", "asOf", "polarity"),
    )
) + tuple(
    DCT + name for name in ("title", "alternative", "creator", "contributor", "publisher", "bibliographicCitation")
)
_TECHNICAL: Final = {
    *(IG + name for name in ("tableRow", "tableColumn", "position", "postalCode", "lineCount", "polarity")),
    DCT + "language",
    RDFS + "isDefinedBy",
    *(SKOS + name for name in ("inScheme", "topConceptOf", "hasTopConcept", "notation")),
}
_OF_MACHINES: Final = (
    *(NAMESPACES[prefix] for prefix in ("sh", "void")),
    RDF,
    OWL,
    *(SKOS + name for name in ("topConceptOf", "hasTopConcept")),
    IG + "taskOf",
)
"""Beginnings of properties whose subjects tell a reader nothing: rules, queries, axioms, inverses of what is shown."""


@dataclass
class Description:
    """One thing: names, texts, properties (those that only machines need apart), passages, statements, other links."""

    iri: str
    label: str
    lang: str = "de"
    types: list[Value] = field(default_factory=list)
    other_names: list[Value] = field(default_factory=list)
    texts: list[Value] = field(default_factory=list)
    properties: list[dict[str, Any]] = field(default_factory=list)
    technical: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)

    def without(self, shown: str) -> Description:
        """The description without the links by the property *shown*, which the page shows already."""
        return replace(self, links=[group for group in self.links if group["iri"] != shown])

    def value(self, name: str) -> str | None:
        """The first value of the property *name* (local name or IRI): its IRI or text."""
        iri = name if ":" in name else IG + name
        for each in (*self.properties, *self.technical):
            if each["iri"] == iri:
                first: Value = each["values"][0]
                return first.get("iri") or first.get("text")
        return None


def exists(graph: Graph, iri: str) -> bool:
    """Whether the graph says anything about this IRI (as a subject)."""
    return graph.ask("ASK { ?thing ?p ?o }", thing=iri)


def overlays_with(graph: Graph, iri: str) -> list[str]:
    """The reform options (IRIs of their graphs) that speak of a thing of which the status quo does not."""
    rows = graph.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?thing ?p ?o } } ORDER BY ?g", thing=iri)
    known = set(graph.overlay_names())
    return [row["g"].value for row in rows if row["g"].value in known]


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


def describe(graph: Graph, statements: Statements, iri: str, lang: str = "de") -> Description:
    """Everything a page about *iri* shows, with labels in *lang* where there are any."""
    outgoing = [
        (row["p"].value, row["o"]) for row in graph.select("SELECT ?p ?o { ?thing ?p ?o } ORDER BY ?p ?o", thing=iri)
    ]
    about = _by_kind(statements, iri)
    incoming = _incoming(graph, statements, iri)
    things = {o.value for _, o in outgoing if isinstance(o, ox.NamedNode)} | {p for p, _ in outgoing} | {iri}
    things |= {thing for found, _ in incoming.values() for thing in found} | set(incoming) | set(about)
    names = named(graph, things, lang)
    result = Description(iri, names[iri]["label"], names[iri]["lang"])
    grouped: dict[str, list[Value]] = defaultdict(list)
    for predicate, value in outgoing:
        _sort_in(result, grouped, predicate, value, names, statements, lang)
    result.texts = _readable(result.texts, lang)
    if IG + "actsAtLevel" in grouped:
        grouped.pop(IG + "level", None)  # one level of those at which the territory acts
    for predicate in sorted(
        grouped, key=lambda p: (_FIRST.index(p) if p in _FIRST else len(_FIRST), names[p]["label"])
    ):
        entry = {**before_values(names[predicate], lang), "values": grouped[predicate]}
        is_technical = predicate in _TECHNICAL or predicate.startswith(NAMESPACES["dcatde"])
        (result.technical if is_technical else result.properties).append(entry)
    result.statements = [
        {**names[kind], "entries": facts[:MANY], "count": len(facts)}
        for kind, facts in sorted(about.items(), key=lambda item: (item[0] != RESPONSIBILITY, names[item[0]]["label"]))
    ]
    result.links = [
        {
            **before_things(names[predicate], lang),
            "entries": sorted((names[thing] for thing in found), key=lambda named: named["label"].casefold()),
            "count": count,
        }
        for predicate, (found, count) in sorted(incoming.items(), key=lambda item: names[item[0]]["label"])
    ]
    return result


def _readable(texts: list[Value], lang: str) -> list[Value]:
    """The texts without those that stand there in *lang* as well; definitions first, notes last."""
    there = {text["property"] for text in texts if text["lang"] == lang}
    kept = [text for text in texts if text["lang"] == lang or text["property"] not in there]
    return sorted(kept, key=lambda text: _TEXTS.index(text["property"]))


def _sort_in(
    result: Description,
    grouped: dict[str, list[Value]],
    predicate: str,
    value: Any,  # noqa: ANN401 - any RDF term
    names: dict[str, Value],
    statements: Statements,
    lang: str,
) -> None:
    """Put one outgoing triple where a reader looks for it."""
    if predicate == RDF + "type":
        if isinstance(value, ox.NamedNode) and value.value not in _GENERAL:
            result.types.append(_value(value, names))
    elif predicate == IG + "evidence":
        result.evidence.append(value.value)
    elif predicate in _TEXTS:
        result.texts.append({**_value(value, names), "property": predicate})
    elif predicate == SKOS + "altLabel":
        result.other_names.append(_value(value, names))
    elif predicate in _TITLE:
        if value.value != result.label and (value.language in (lang, None) or predicate == DCT + "title"):
            grouped[predicate].append(_value(value, names))
    elif predicate == IG + "taskOf" and value.value in statements.facts:
        return  # the inverse of what is shown with its passages below
    else:
        grouped[predicate].append(_value(value, names))


def _by_kind(statements: Statements, iri: str) -> dict[str, list[Fact]]:
    grouped: dict[str, list[Fact]] = defaultdict(list)
    for fact in statements.mentioning(iri):
        grouped[statements.kind(fact.iri)].append(fact)
    return {kind: sorted(facts, key=lambda f: (f.one("role") or "", f.label)) for kind, facts in grouped.items()}


def _incoming(graph: Graph, statements: Statements, iri: str) -> dict[str, tuple[list[str], int]]:
    """Property → the first things that have *iri* as its value, and how many there are; statements apart."""
    own = defaultdict[str, int](int)
    for fact in statements.mentioning(iri):
        for name, values in fact.values.items():
            own[name] += iri in values
    target, found = ox.NamedNode(iri), {}
    for row in graph.select(_COUNTS, target=iri):
        predicate = row["property"].value
        local = predicate.removeprefix(IG).removeprefix(NAMESPACES["schema"])
        count = int(row["count"].value) - own[local] - own[predicate] * (local != predicate)
        if count > 0 and not predicate.startswith(_OF_MACHINES):
            found[predicate] = (list(islice(_others(graph, statements, row["property"], target), MANY)), count)
    return found


def _others(graph: Graph, statements: Statements, predicate: ox.NamedNode, target: ox.NamedNode) -> Iterator[str]:
    result = graph.query(
        "SELECT ?thing WHERE { ?thing ?predicate ?target }", {"predicate": predicate, "target": target}
    )
    assert isinstance(result, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
    for solution in result:
        thing = solution["thing"]
        if isinstance(thing, ox.NamedNode) and thing.value not in statements.facts:
            yield thing.value


def _value(value: Any, names: dict[str, Value]) -> Value:  # noqa: ANN401 - any RDF term
    if isinstance(value, ox.NamedNode):
        return names[value.value]
    if isinstance(value, ox.Literal):
        datatype = value.datatype.value.rpartition("#")[2]
        return {"text": value.value, "lang": value.language or "", "type": datatype}
    return {"text": "(ohne Namen)", "lang": "de", "type": ""}
