"""The ontology: classes, properties and the concepts of its schemes, each with both labels and its definition."""

from __future__ import annotations

from typing import Final

from integraph.namespaces import shorten
from integraph.store import Graph
from integraph.views.terms import Term
from integraph.views.terms import vocabulary as read_vocabulary

from .markdown import Page, code

_SCHEMES: Final = """
SELECT ?scheme ?de ?en ?definition WHERE {
  ?scheme a skos:ConceptScheme ; rdfs:label|skos:prefLabel ?de
  FILTER(LANG(?de) = "de" && STRSTARTS(STR(?scheme), "https://w3id.org/integraph/scheme/"))
  OPTIONAL { ?scheme rdfs:label|skos:prefLabel ?en FILTER(LANG(?en) = "en") }
  OPTIONAL { ?scheme skos:definition|dct:description ?definition FILTER(LANG(?definition) = "de") }
} ORDER BY ?scheme ?de ?en ?definition"""
_CONCEPTS: Final = """
SELECT ?scheme ?concept ?de ?en ?definition WHERE {
  ?concept skos:inScheme ?scheme ; skos:prefLabel ?de FILTER(LANG(?de) = "de")
  OPTIONAL { ?concept skos:prefLabel ?en FILTER(LANG(?en) = "en") }
  OPTIONAL { ?concept skos:definition ?definition FILTER(LANG(?definition) = "de") }
} ORDER BY ?scheme ?concept ?definition"""


def page(graph: Graph) -> Page:
    """Return the page of all terms."""
    made = Page("Ontologie", "Klassen, Beziehungen, Angaben und die Begriffe der Listen (SKOS).")
    made.paragraph(
        "Alle Begriffe stehen unter `https://w3id.org/integraph/ontology#` (`ig:`); die Begriffe der Listen unter "
        "`https://w3id.org/integraph/scheme/`. Typologien einzelner Studien sind Daten und stehen nicht hier. "
        "Beispiele und Häufigkeiten zeigt die Seite `/ontology`."
    )
    known = read_vocabulary(graph)
    made.heading("Klassen")
    made.table(
        ("Klasse", "deutsch", "englisch", "unter", "Bedeutung"),
        [(*_names(term), _related(term, "subClassOf"), _definition(term)) for term in known.of("Class")],
    )
    for kind, title in (("ObjectProperty", "Beziehungen"), ("DatatypeProperty", "Angaben")):
        made.heading(title)
        made.table(
            ("Eigenschaft", "deutsch", "englisch", "von", "zu", "Bedeutung"),
            [(*_names(t), _related(t, "domain"), _related(t, "range"), _definition(t)) for t in known.of(kind)],
        )
    made.heading("Listen")
    concepts: dict[str, dict[str, tuple[str, str, str]]] = {}
    for row in graph.select(_CONCEPTS):
        text = tuple(row[name].value if name in row else "" for name in ("de", "en", "definition"))
        concepts.setdefault(row["scheme"].value, {}).setdefault(row["concept"].value, (text[0], text[1], text[2]))
    seen = set()
    for row in graph.select(_SCHEMES):
        if (iri := row["scheme"].value) in seen:
            continue
        seen.add(iri)
        made.heading(f"{row['de'].value} ({code(iri.rpartition('/scheme/')[2])})", 3)
        made.paragraph(row["definition"].value if "definition" in row else "")
        made.table(
            ("Begriff", "deutsch", "englisch", "Bedeutung"),
            [(code(shorten(concept)), *texts) for concept, texts in concepts.get(iri, {}).items()],
        )
    return made


def _names(term: Term) -> tuple[str, str, str]:
    return code(shorten(term.iri)), term.labels.get("de", ""), term.labels.get("en", "")


def _definition(term: Term) -> str:
    return term.definitions.get("de", "")


def _related(term: Term, relation: str) -> str:
    return ", ".join(code(shorten(iri)) for iri in sorted(term.relations.get(relation, ())))
