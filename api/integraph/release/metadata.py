"""The description of a release: VoID and DCAT-AP.de with one distribution for each dump, its size and checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from integraph import __version__
from integraph.namespaces import BASE, DCT, NAMESPACES, OWL, RDF, XSD
from integraph.store import Graph
from integraph.void import DATASET, DCAT, describe

SPDX: Final = "http://spdx.org/rdf/terms#"
RELEASE: Final = f"{BASE}release/{__version__}"
"""The release itself, to cite; its files lie below."""
_LICENCE: Final = "http://dcat-ap.de/def/licenses/cc-by/4.0"
"""CC BY 4.0 in the list of DCAT-AP.de, which its distributions have to use."""
_FILE_TYPE: Final = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_KINDS: Final = {
    ".nq.gz": ("application/n-quads", "RDF_N_QUADS", "Alle Graphen als N-Quads", "All graphs as N-Quads"),
    ".jsonld.gz": ("application/ld+json", "JSON_LD", "Alle Graphen als JSON-LD", "All graphs as JSON-LD"),
    "datapackage.json": ("application/json", "JSON", "Tabellen als Datenpaket", "Tables as a data package"),
}


def metadata(graph: Graph, files: Mapping[str, bytes], endpoint: str, issued: str = "") -> bytes:
    """Return the description as Turtle; *files* (name → content) are the files of the release without it.

    *endpoint* is the address of the public SPARQL service, *issued* the day of the release as ISO date, if known.
    """
    triples = describe(graph, endpoint, issued)

    def say(subject: str, predicate: str, value: str | ox.Literal) -> None:
        term = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
        triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term))

    say(DATASET, OWL + "versionIRI", RELEASE)
    say(DATASET, DCAT + "version", ox.Literal(__version__))
    if issued:
        say(DATASET, DCT + "issued", ox.Literal(issued, datatype=ox.NamedNode(XSD + "date")))
    for name, content in sorted(files.items()):
        kind = next((kind for ending, kind in _KINDS.items() if name.endswith(ending)), None)
        if not kind:
            continue
        media, file_type, german, english = kind
        node = f"{RELEASE}/{name}"
        say(DATASET, DCAT + "distribution", node)
        say(DATASET, NAMESPACES["void"] + "dataDump", node)
        say(node, RDF + "type", DCAT + "Distribution")
        say(node, DCT + "title", ox.Literal(german, language="de"))
        say(node, DCT + "title", ox.Literal(english, language="en"))
        say(node, DCAT + "accessURL", RELEASE)
        say(node, DCAT + "downloadURL", node)
        say(node, DCAT + "mediaType", _MEDIA + media)
        say(node, DCT + "format", _FILE_TYPE + file_type)
        say(node, DCT + "license", _LICENCE)
        if name.endswith(".gz"):
            say(node, DCAT + "compressFormat", _MEDIA + "application/gzip")
        say(node, DCAT + "byteSize", ox.Literal(str(len(content)), datatype=ox.NamedNode(XSD + "nonNegativeInteger")))
        checksum = f"{node}#sha256"
        say(node, SPDX + "checksum", checksum)
        say(checksum, RDF + "type", SPDX + "Checksum")
        say(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
        digest = hashlib.sha256(content).hexdigest()
        say(checksum, SPDX + "checksumValue", ox.Literal(digest, datatype=ox.NamedNode(XSD + "hexBinary")))
    ordered = sorted(set(triples), key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    prefixes = {**NAMESPACES, "spdx": SPDX, "sd": "http://www.w3.org/ns/sparql-service-description#"}
    return ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""
