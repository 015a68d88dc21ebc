"""What the data set says of itself: VoID with class and property partitions, DCAT-AP.de, service and prefixes.

After https://www.w3.org/TR/void/ and https://www.dcat-ap.de/def/. The partitions are what SPARQL editors complete
terms from.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from integraph import __version__
from integraph.namespaces import BASE, NAMESPACES
from integraph.sparql.formats import GRAPHS, SOLUTIONS
from integraph.store import Graph

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
DCT: Final = "http://purl.org/dc/terms/"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
SH: Final = "http://www.w3.org/ns/shacl#"
RDF_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DATASET: Final = BASE + "datensatz"
_COUNTS: Final = (
    "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"
)
_CLASSES: Final = "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY ?class"
_PROPERTIES: Final = """
SELECT ?property (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) {
  ?s ?property ?o
} GROUP BY ?property ORDER BY ?property"""
_BY_CLASS: Final = """
SELECT ?class ?property (COUNT(*) AS ?n) { ?s a ?class ; ?property ?o }
GROUP BY ?class ?property ORDER BY ?class ?property"""


class _Description:
    """Collects triples; its nodes are hash IRIs of the data set, so that nothing is blank."""

    def __init__(self) -> None:
        self.triples: list[ox.Triple] = []

    def add(self, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        """Add one triple."""
        self.triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value))

    def link(self, subject: str, predicate: str, target: str) -> None:
        """Add a triple that leads to an IRI."""
        self.add(subject, predicate, ox.NamedNode(target))

    def count(self, subject: str, name: str, value: int) -> None:
        """Add a number of the VoID vocabulary."""
        self.add(subject, VOID + name, ox.Literal(value))


def describe(graph: Graph, endpoint: str, modified: str = "") -> list[ox.Triple]:
    """Return the description of *graph* as triples; *endpoint* is the address of its SPARQL service.

    *modified* is an ISO date of the newest data, where known. Takes about three seconds.
    """
    found = _Description()
    _catalogue(found, endpoint, modified)
    _statistics(found, graph)
    _service(found, endpoint)
    return found.triples


def _catalogue(found: _Description, endpoint: str, modified: str) -> None:
    for kind in (VOID + "Dataset", DCAT + "Dataset"):
        found.add(DATASET, RDF_TYPE.value, ox.NamedNode(kind))
    texts = {
        "title": (
            "Integraph: Zuständigkeiten in der Integrationspolitik",
            "Integraph: responsibilities in integration policy",
        ),
        "description": (
            "Wer ist in Deutschland für welche Aufgabe der Integration zuständig, und welche Quelle sagt das? Akteure, "
            "Aufgaben, Recht und Förderung von Bund, Ländern, Kreisen und Gemeinden.",
            "Who is responsible for which task of integration in Germany, and which source says so? Bodies, tasks, law "
            "and funding of Bund, Länder, districts and municipalities.",
        ),
    }
    for name, (german, english) in texts.items():
        found.add(DATASET, DCT + name, ox.Literal(german, language="de"))
        found.add(DATASET, DCT + name, ox.Literal(english, language="en"))
    for word in ("Integration", "Migration", "Föderalismus", "Zuständigkeit", "Kommunen"):
        found.add(DATASET, DCAT + "keyword", ox.Literal(word, language="de"))
    found.link(DATASET, DCT + "license", "https://creativecommons.org/licenses/by/4.0/")
    found.link(DATASET, DCAT + "theme", "http://publications.europa.eu/resource/authority/data-theme/SOCI")
    found.link(DATASET, DCT + "spatial", "http://publications.europa.eu/resource/authority/country/DEU")
    found.link(DATASET, DCT + "language", "http://publications.europa.eu/resource/authority/language/DEU")
    found.add(DATASET, "http://www.w3.org/2002/07/owl#versionInfo", ox.Literal(__version__))
    if modified:
        found.add(DATASET, DCT + "modified", ox.Literal(modified, datatype=ox.NamedNode(XSD + "date")))
    distribution = DATASET + "#sparql"
    found.link(DATASET, DCAT + "distribution", distribution)
    found.link(distribution, RDF_TYPE.value, DCAT + "Distribution")
    found.link(distribution, DCAT + "accessURL", endpoint)
    found.link(distribution, DCT + "license", "https://creativecommons.org/licenses/by/4.0/")


def _statistics(found: _Description, graph: Graph) -> None:
    found.add(DATASET, VOID + "uriSpace", ox.Literal(BASE))
    found.link(DATASET, VOID + "exampleResource", NAMESPACES["geb"] + "06611000")
    found.link(DATASET, VOID + "vocabulary", BASE + "ontology")
    (total,) = graph.select(_COUNTS)
    found.count(DATASET, "triples", int(total["n"].value))
    found.count(DATASET, "distinctSubjects", int(total["subjects"].value))
    found.count(DATASET, "distinctObjects", int(total["objects"].value))
    classes = graph.select(_CLASSES)
    properties = graph.select(_PROPERTIES)
    found.count(DATASET, "classes", len(classes))
    found.count(DATASET, "properties", len(properties))
    parts = {row["class"].value: f"{DATASET}#klasse-{number}" for number, row in enumerate(classes, 1)}
    for row in classes:
        part = parts[row["class"].value]
        found.link(DATASET, VOID + "classPartition", part)
        found.link(part, VOID + "class", row["class"].value)
        found.count(part, "entities", int(row["n"].value))
    for number, row in enumerate(properties, 1):
        part = f"{DATASET}#eigenschaft-{number}"
        found.link(DATASET, VOID + "propertyPartition", part)
        found.link(part, VOID + "property", row["property"].value)
        found.count(part, "triples", int(row["n"].value))
        found.count(part, "distinctSubjects", int(row["subjects"].value))
        found.count(part, "distinctObjects", int(row["objects"].value))
    for number, row in enumerate(graph.select(_BY_CLASS), 1):
        part = f"{DATASET}#klasse-eigenschaft-{number}"
        found.link(parts[row["class"].value], VOID + "propertyPartition", part)
        found.link(part, VOID + "property", row["property"].value)
        found.count(part, "triples", int(row["n"].value))


def _service(found: _Description, endpoint: str) -> None:
    service = DATASET + "#dienst"
    found.link(DATASET, VOID + "sparqlEndpoint", endpoint)
    found.link(service, RDF_TYPE.value, SD + "Service")
    found.link(service, SD + "endpoint", endpoint)
    found.link(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    for iri in dict.fromkeys([*(f.iri for f in SOLUTIONS.values()), *(f.iri for f in GRAPHS.values())]):
        found.link(service, SD + "resultFormat", iri)
    for prefix, namespace in NAMESPACES.items():
        declaration = f"{DATASET}#praefix-{prefix}"
        found.link(BASE + "ontology", SH + "declare", declaration)
        found.add(declaration, SH + "prefix", ox.Literal(prefix))
        found.add(declaration, SH + "namespace", ox.Literal(namespace, datatype=ox.NamedNode(XSD + "anyURI")))
