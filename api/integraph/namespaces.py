"""The prefixes of Integraph (docs/encoding.md §1): one table for queries, pages, files and messages."""

from __future__ import annotations

import re
from typing import Final

BASE: Final = "https://w3id.org/integraph/"
ID: Final = BASE + "id/"
SCHEME: Final = BASE + "scheme/"
GRAPH: Final = BASE + "graph/"
IG: Final = BASE + "ontology#"
IGS: Final = BASE + "shapes#"
BELEG: Final = ID + "beleg/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCT: Final = "http://purl.org/dc/terms/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"

SOURCE_SLUGS: Final[dict[str, str]] = {
    "s0": "kuehn-schammann-bendel",
    "s1": "mcgovern",
    "s2": "kgst",
    "s3": "bogumil-hafner-kastilan",
    "s4": "ki-gutachten",
}
"""Identifier of a source → its slug in `id/quelle/<slug>` and `id/beleg/<slug>/…`."""

_KINDS: Final = {
    "geb": "gebiet",
    "akt": "akteur",
    "aufg": "aufgabe",
    "recht": "recht",
    "foe": "foerderung",
    "zu": "zustaendigkeit",
    "aus": "aussage",
    "beob": "beobachtung",
    "emp": "empfehlung",
    "vor": "vorschlag",
    "erg": "ereignis",
    "bed": "bedingung",
    "fall": "fall",
    "typ": "typologie",
    "tab": "tabelle",
    "quelle": "quelle",
    "abf": "abfrage",
}

_SCHEMES: Final = {
    "level": "level",
    "role": "role",
    "obl": "obligation",
    "bind": "bindingness",
    "mod": "modality",
    "ek": "evidence-kind",
    "cert": "certainty",
    "kind": "body-kind",
    "field": "field",
    "steer": "steering",
    "direct": "directness",
    "aim": "aim",
    "group": "target-group",
    "ind": "indicator",
    "unit": "unit",
    "fkind": "finding-kind",
    "ckind": "cooperation-kind",
    "evk": "event-kind",
    "status": "proposal-status",
    "stance": "stance",
    "lawkind": "law-kind",
}

NAMESPACES: Final[dict[str, str]] = {
    "ig": IG,
    "igs": IGS,
    **{prefix: f"{ID}{kind}/" for prefix, kind in _KINDS.items()},
    **{prefix: f"{BELEG}{slug}/" for prefix, slug in SOURCE_SLUGS.items()},
    **{prefix: f"{SCHEME}{scheme}/" for prefix, scheme in _SCHEMES.items()},
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dct": DCT,
    "org": "http://www.w3.org/ns/org#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "sh": "http://www.w3.org/ns/shacl#",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "gk": "http://dcat-ap.de/def/politicalGeocoding/",
}
"""Prefix → namespace. Declared for every query by default; a query's own declarations win."""

_BY_LENGTH: Final = sorted(NAMESPACES.items(), key=lambda item: -len(item[1]))
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?", re.ASCII)


def expand(name: str) -> str:
    """`aufg:unterbringung` → its IRI; an IRI (with or without angle brackets) is returned as it is.

    Raises `ValueError` when the prefix is not in `NAMESPACES`.
    """
    text = name.strip()
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    prefix, colon, local = text.partition(":")
    if colon and local.startswith("//"):
        return text
    if not colon or prefix not in NAMESPACES:
        raise ValueError(f"'{name}' is neither an IRI nor a name with one of the known prefixes")
    return NAMESPACES[prefix] + local.replace("\\", "")


def shorten(iri: str) -> str:
    """The prefixed form of an IRI as it stands in Turtle, or `<IRI>` where no prefix fits."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if all(_LOCAL.fullmatch(part) for part in local.split("/")):
                return f"{prefix}:{local.replace('/', chr(92) + '/')}"
    return f"<{iri}>"
