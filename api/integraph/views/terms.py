"""The ontology as people read it: every own term with definitions, place among the others, use and an example."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from integraph.namespaces import IG, OWL
from integraph.responsibility.answer import Thing
from integraph.responsibility.labels import Labels
from integraph.store import Graph
from integraph.views.table import Table, cell, count

_TERMS: Final = """
SELECT ?term ?type ?property ?value WHERE {
  ?term a ?type ; rdfs:isDefinedBy <https://w3id.org/integraph/ontology> ; ?property ?value .
  VALUES ?type { owl:Class owl:ObjectProperty owl:DatatypeProperty }
  FILTER(?property IN (rdfs:label, skos:definition, rdfs:subClassOf, rdfs:subPropertyOf, rdfs:domain, rdfs:range,
    owl:inverseOf))
}"""
_CLASS_USE: Final = """
SELECT ?term (COUNT(DISTINCT ?s) AS ?n) (MIN(STR(?s)) AS ?example) {
  ?term a owl:Class ; rdfs:isDefinedBy <https://w3id.org/integraph/ontology> . ?s a ?term FILTER(isIRI(?s))
} GROUP BY ?term"""
_PROPERTY_USE: Final = """
SELECT ?term (COUNT(*) AS ?n) (MIN(STR(?s)) AS ?example) {
  { ?term a owl:ObjectProperty } UNION { ?term a owl:DatatypeProperty }
  ?term rdfs:isDefinedBy <https://w3id.org/integraph/ontology> . ?s ?term ?o FILTER(isIRI(?s))
} GROUP BY ?term"""
_LINKS: Final = """
SELECT ?property (COUNT(*) AS ?n) WHERE {
  ?s a ?from ; ?property ?o FILTER(STRSTARTS(STR(?property), STR(ig:)) && isIRI(?o))
} GROUP BY ?property"""


_KINDS: Final = {"Class": "Klasse", "ObjectProperty": "Beziehung", "DatatypeProperty": "Angabe"}
_KINDS_EN: Final = {"Class": "class", "ObjectProperty": "relation", "DatatypeProperty": "value"}


@dataclass
class Term:
    """One class or property: texts by language, relations to other terms by local name, use and an example."""

    iri: str
    kind: str
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    relations: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    uses: int = 0
    example: Thing | None = None

    @property
    def anchor(self) -> str:
        """The fragment of its IRI, which is its place in the page."""
        return self.iri.removeprefix(IG)

    def label(self, lang: str) -> str:
        """Its name in *lang*, else in German."""
        return self.labels.get(lang) or self.labels.get("de", self.anchor)


@dataclass(frozen=True)
class Vocabulary:
    """All own terms by IRI, classes before properties, each by IRI."""

    terms: dict[str, Term]

    def of(self, kind: str) -> list[Term]:
        """Return the terms of *kind* (``Class``, ``ObjectProperty``, ``DatatypeProperty``)."""
        return [term for term in self.terms.values() if term.kind == kind]

    def tree(self) -> list[tuple[int, Term]]:
        """Return the classes in the order of their tree, each with its depth; a class with two parents stands twice."""
        classes = {term.iri: term for term in self.of("Class")}
        below: dict[str, list[Term]] = defaultdict(list)
        for term in classes.values():
            parents = [parent for parent in term.relations["subClassOf"] if parent in classes]
            for parent in parents or [""]:
                below[parent].append(term)
        ordered: list[tuple[int, Term]] = []

        def walk(parent: str, depth: int) -> None:
            for term in sorted(below[parent], key=lambda t: t.label("de").casefold()):
                ordered.append((depth, term))
                walk(term.iri, depth + 1)

        walk("", 0)
        return ordered

    def table(self, lang: str) -> Table:
        """Return a row a term."""
        rows = tuple(
            (
                cell(Thing(t.iri, t.label(lang))),
                cell((_KINDS_EN if lang == "en" else _KINDS)[t.kind]),
                cell(t.definitions.get(lang, "")),
                count(t.uses),
                cell(t.example),
            )
            for t in self.terms.values()
        )
        if lang == "en":
            return Table("Terms of the ontology", ("Term", "Kind", "Definition", "Uses", "Example"), rows)
        return Table("Begriffe der Ontologie", ("Begriff", "Art", "Definition", "Verwendungen", "Beispiel"), rows)


def vocabulary(graph: Graph) -> Vocabulary:
    """Return the terms of the ontology with their use in *graph*. Reads the whole graph: about a second."""
    terms: dict[str, Term] = {}
    for row in graph.select(_TERMS):
        iri, value = row["term"].value, row["value"]
        term = terms.setdefault(iri, Term(iri, row["type"].value.removeprefix(OWL)))
        name = row["property"].value.rsplit("#", 1)[-1]
        if name == "label":
            term.labels[value.language or "de"] = value.value
        elif name == "definition":
            term.definitions[value.language or "de"] = value.value
        elif value.value.startswith("http"):
            term.relations[name].add(value.value)
    examples: dict[str, str] = {}
    for row in (*graph.select(_CLASS_USE), *graph.select(_PROPERTY_USE)):
        if used := terms.get(row["term"].value):
            used.uses = int(row["n"].value)
            examples[used.iri] = row["example"].value
    labels = Labels(graph)
    labels.load(examples.values())
    for iri, example in examples.items():
        terms[iri].example = labels.thing(example)
    ordered = sorted(terms.values(), key=lambda t: (t.kind != "Class", t.kind != "ObjectProperty", t.iri))
    return Vocabulary({term.iri: term for term in ordered})


def links(graph: Graph, known: Vocabulary, start: str) -> list[tuple[Term, Term | None, int]]:
    """Return how the things of class *start* lead to others: property, its range if that is an own class, number of
    uses; most used first."""
    rows = graph.select(_LINKS, **{"from": start})
    found = []
    for row in rows:
        term = known.terms.get(row["property"].value)
        if term:
            range_ = next((known.terms[r] for r in sorted(term.relations["range"]) if r in known.terms), None)
            found.append((term, range_, int(row["n"].value)))
    return sorted(found, key=lambda link: (-link[2], link[0].iri))
