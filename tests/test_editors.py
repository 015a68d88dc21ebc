"""What public SPARQL editors ask an endpoint for, with the questions that they send.

After https://github.com/sib-swiss/sparql-editor (prefixes, VoID, examples) and its overview of classes; each asks by
GET for `application/sparql-results+json` and adds a parameter `ac`.
"""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox

from integraph import catalogue
from integraph.namespaces import BASE, NAMESPACES
from integraph.store import Graph
from integraph.void import DCAT, SD, VOID
from server import Server

IG = NAMESPACES["ig"]
PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix"""
EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq"""
TERMS = """PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE {
  {
    ?cp void:class ?subjectClass ; void:propertyPartition ?pp .
    ?pp void:property ?prop .
    OPTIONAL {
      { ?pp void:classPartition [ void:class ?objectClass ] }
      UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] }
    }
  } UNION {
    ?ls void:subjectsTarget [ void:class ?subjectClass ] ; void:linkPredicate ?prop ;
      void:objectsTarget [ void:class ?objectClass ] .
  }
}"""
OVERVIEW = """PREFIX void: <http://rdfs.org/ns/void#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
SELECT ?subjectClass ?prop ?triples WHERE {
  ?s sd:graph ?graph . ?graph void:classPartition ?cp .
  ?cp void:class ?subjectClass ; void:propertyPartition ?pp .
  ?pp void:property ?prop ; void:triples ?triples .
}"""

KINDS = ((VOID, "Dataset"), (DCAT, "Dataset"), (SD, "Graph"))


def ask(server: Server, query: str) -> list[dict[str, str]]:
    response = server.get(f"/sparql?ac=1&query={quote(query)}", "application/sparql-results+json")
    assert response.status_code == 200, response.text
    rows = response.json()["results"]["bindings"]
    return [{name: value["value"] for name, value in row.items()} for row in rows]


def test_editors_find_the_prefixes_and_each_prefix_means_one_thing(server: Server) -> None:
    rows = ask(server, PREFIXES)
    assert {row["prefix"]: row["namespace"] for row in rows}.items() >= NAMESPACES.items()
    assert len({row["prefix"] for row in rows}) == len(rows)


def test_editors_find_every_query_of_the_catalogue_as_an_example(server: Server) -> None:
    rows = ask(server, EXAMPLES)
    assert {row["query"] for row in rows} == {query.text for query in catalogue.catalogue()}


def test_editors_find_what_follows_a_class(server: Server, graph: Graph) -> None:
    rows = ask(server, TERMS)
    followed = {(row["subjectClass"], row["prop"]) for row in rows}
    used = graph.select("SELECT DISTINCT ?class ?property { ?thing a ?class ; a ig:Responsibility ; ?property ?value }")
    assert {(row["class"].value, row["property"].value) for row in used} <= followed
    holders = {row.get("objectClass") for row in rows if row["prop"] == IG + "holder"}
    assert IG + "TerritorialAuthority" in holders
    kinds = {
        row.get("objectDatatype")
        for row in rows
        if (row["subjectClass"], row["prop"]) == (IG + "TerritorialAuthority", IG + "population")
    }
    assert kinds == {NAMESPACES["xsd"] + "integer"}


def test_the_numbers_of_the_partitions_are_those_of_the_graph(server: Server, graph: Graph) -> None:
    found = {(row["subjectClass"], row["prop"]): int(row["triples"]) for row in ask(server, OVERVIEW)}
    for name in ("holder", "task", "evidence"):
        (row,) = graph.select(f"SELECT (COUNT(*) AS ?n) {{ ?thing a ig:Responsibility ; ig:{name} ?value }}")
        assert found[IG + "Responsibility", IG + name] == int(row["n"].value)


def test_the_description_at_its_address_is_that_of_the_graph_and_the_address(server: Server) -> None:
    def triples(path: str, **headers: str) -> set[ox.Triple]:
        content = server.get(path, "application/n-triples", headers=headers).content
        return {quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_TRIPLES)}

    stored, served = triples("/graph/datensatz"), triples("/.well-known/void")
    endpoint = ox.NamedNode("http://test/sparql")
    assert stored < served
    assert {triple.object for triple in served - stored} == {endpoint}
    predicates = {triple.predicate.value.rpartition("#")[2] for triple in served - stored}
    assert predicates == {"sparqlEndpoint", "accessURL", "endpoint", "endpointURL"}
    data_set = ox.NamedNode(BASE + "datensatz")
    kinds = {t.object for t in served if (t.subject, t.predicate.value) == (data_set, NAMESPACES["rdf"] + "type")}
    assert kinds == {ox.NamedNode(vocabulary + name) for vocabulary, name in KINDS}
