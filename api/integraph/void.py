"""What the data set says of itself: VoID with class and property partitions, DCAT-AP.de, service and prefixes.

After https://www.w3.org/TR/void/ and https://www.dcat-ap.de/def/. The partitions are what SPARQL editors complete
terms from. They ask for them by SPARQL, so the description is a graph of the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from integraph import __version__
from integraph.counting import Kind, count
from integraph.namespaces import BASE, GRAPH, NAMESPACES
from integraph.sparql.formats import GRAPHS, SOLUTIONS

if TYPE_CHECKING:
    from integraph.store import Graph

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
DCT: Final = "http://purl.org/dc/terms/"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
SH: Final = "http://www.w3.org/ns/shacl#"
RDF_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DATASET: Final = BASE + "datensatz"
DESCRIPTION: Final = GRAPH + "datensatz"
"""The graph that says it, written at the build and a part of the status quo."""
_DISTRIBUTION: Final = DATASET + "#sparql"
_SERVICE: Final = DATASET + "#dienst"
_OFFER: Final = DATASET + "#angebot"
_AVAILABLE: Final = DATASET + "#graphen"
VOID_EXT: Final = "http://ldf.fi/void-ext#"
"""Partitions by datatype, as the VoID generator of the Swiss Institute of Bioinformatics writes them."""


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
    """Return the description of a built *graph* as triples; *endpoint* is the address of its SPARQL service.

    *modified* is an ISO date of the newest data, where known. It is what the graph `DESCRIPTION` says, which was
    written at the build, and what depends on the address.
    """
    found = _Description()
    stored = graph.store.quads_for_pattern(None, None, None, ox.NamedNode(DESCRIPTION))
    found.triples.extend(quad.triple for quad in stored)
    if modified:
        found.add(DATASET, DCT + "modified", ox.Literal(modified, datatype=ox.NamedNode(XSD + "date")))
    found.link(DATASET, VOID + "sparqlEndpoint", endpoint)
    found.link(_DISTRIBUTION, DCAT + "accessURL", endpoint)
    found.link(_SERVICE, SD + "endpoint", endpoint)
    found.link(_SERVICE, DCAT + "endpointURL", endpoint)
    return found.triples


def summarise(store: ox.Store) -> list[ox.Triple]:
    """Return the description of what the default graph of *store* holds, without any address. Takes a second or two."""
    found = _Description()
    _catalogue(found)
    _statistics(found, store)
    _service(found)
    return found.triples


def _catalogue(found: _Description) -> None:
    for kind in (VOID + "Dataset", DCAT + "Dataset", SD + "Graph"):
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
    found.link(DATASET, DCAT + "distribution", _DISTRIBUTION)
    found.link(_DISTRIBUTION, RDF_TYPE.value, DCAT + "Distribution")
    found.link(_DISTRIBUTION, DCT + "license", "http://dcat-ap.de/def/licenses/cc-by/4.0")
    found.link(_DISTRIBUTION, DCAT + "accessService", _SERVICE)


def _statistics(found: _Description, store: ox.Store) -> None:
    found.add(DATASET, VOID + "uriSpace", ox.Literal(BASE))
    found.link(DATASET, VOID + "exampleResource", NAMESPACES["geb"] + "06611000")
    found.link(DATASET, VOID + "vocabulary", BASE + "ontology")
    counted = count(store)
    found.count(DATASET, "triples", counted.triples)
    found.count(DATASET, "distinctSubjects", counted.subjects)
    found.count(DATASET, "distinctObjects", counted.objects)
    found.count(DATASET, "classes", len(counted.classes))
    found.count(DATASET, "properties", len(counted.properties))
    for number, (name, (triples, subjects, objects)) in enumerate(sorted(counted.properties.items()), 1):
        part = f"{DATASET}#eigenschaft-{number}"
        found.link(DATASET, VOID + "propertyPartition", part)
        found.link(part, VOID + "property", name)
        found.count(part, "triples", triples)
        found.count(part, "distinctSubjects", subjects)
        found.count(part, "distinctObjects", objects)
    for number, (class_, (entities, properties)) in enumerate(sorted(counted.classes.items()), 1):
        part = f"{DATASET}#klasse-{number}"
        found.link(DATASET, VOID + "classPartition", part)
        found.link(part, VOID + "class", class_)
        found.count(part, "entities", entities)
        for index, (name, (triples, kinds)) in enumerate(sorted(properties.items()), 1):
            _property_partition(found, part, f"{part}-{index}", name, triples, kinds)


def _property_partition(
    found: _Description, owner: str, part: str, name: str, triples: int, kinds: Mapping[Kind, int]
) -> None:
    """A property of the members of a class, with the classes and datatypes of its values."""
    found.link(owner, VOID + "propertyPartition", part)
    found.link(part, VOID + "property", name)
    found.count(part, "triples", triples)
    for number, ((literal, kind), amount) in enumerate(sorted(kinds.items()), 1):
        values = f"{part}-{number}"
        found.link(part, VOID_EXT + "datatypePartition" if literal else VOID + "classPartition", values)
        found.link(values, VOID_EXT + "datatype" if literal else VOID + "class", kind)
        found.count(values, "triples", amount)


def _service(found: _Description) -> None:
    for kind in (SD + "Service", DCAT + "DataService"):
        found.link(_SERVICE, RDF_TYPE.value, kind)
    found.add(_SERVICE, DCT + "title", ox.Literal("SPARQL-Endpunkt von Integraph", language="de"))
    found.link(_SERVICE, DCAT + "servesDataset", DATASET)
    found.link(_SERVICE, SD + "supportedLanguage", SD + "SPARQL11Query")
    for iri in dict.fromkeys([*(f.iri for f in SOLUTIONS.values()), *(f.iri for f in GRAPHS.values())]):
        found.link(_SERVICE, SD + "resultFormat", iri)
    found.link(_SERVICE, SD + "defaultDataset", _OFFER)
    found.link(_OFFER, RDF_TYPE.value, SD + "Dataset")
    found.link(_OFFER, SD + "defaultGraph", DATASET)
    _status_quo(found, _OFFER)
    for prefix, namespace in NAMESPACES.items():
        declaration = f"{DATASET}#praefix-{prefix}"
        found.link(BASE + "ontology", SH + "declare", declaration)
        found.add(declaration, SH + "prefix", ox.Literal(prefix))
        found.add(declaration, SH + "namespace", ox.Literal(namespace, datatype=ox.NamedNode(XSD + "anyURI")))


def _status_quo(found: _Description, collection: str) -> None:
    """The default graph under the name that `FROM` knows it by; editors find the partitions by it."""
    graph = f"{DATASET}#status-quo"
    found.link(collection, SD + "namedGraph", graph)
    found.link(graph, RDF_TYPE.value, SD + "NamedGraph")
    found.link(graph, SD + "name", GRAPH + "status-quo")
    found.link(graph, SD + "graph", DATASET)


def service(endpoint: str, graphs: Iterable[str], *, updates: bool, federated: bool) -> list[ox.Triple]:
    """Return what the service at *endpoint* says of itself: languages, features, formats, and each of its *graphs*.

    After https://www.w3.org/TR/sparql11-service-description/. All graphs (IRIs) are in the dataset of a query that
    names none, and may be chosen by `FROM` and in the protocol. *updates*: whoever has the token may change them;
    *federated*: `SERVICE` is answered for some origins.
    """
    found = _Description()
    _service(found)
    found.link(_SERVICE, SD + "endpoint", endpoint)
    found.link(_SERVICE, SD + "defaultEntailmentRegime", "http://www.w3.org/ns/entailment/Simple")
    if updates:
        found.link(_SERVICE, SD + "supportedLanguage", SD + "SPARQL11Update")
    if federated:
        found.link(_SERVICE, SD + "feature", SD + "BasicFederatedQuery")
    found.link(DATASET, RDF_TYPE.value, SD + "Graph")
    found.link(_SERVICE, SD + "availableGraphs", _AVAILABLE)
    found.link(_AVAILABLE, RDF_TYPE.value, SD + "GraphCollection")
    _status_quo(found, _AVAILABLE)
    for number, name in enumerate(sorted(graphs), 1):
        graph = f"{DATASET}#graph-{number}"
        found.link(_OFFER, SD + "namedGraph", graph)
        found.link(_AVAILABLE, SD + "namedGraph", graph)
        found.link(graph, RDF_TYPE.value, SD + "NamedGraph")
        found.link(graph, SD + "name", name)
    return found.triples
