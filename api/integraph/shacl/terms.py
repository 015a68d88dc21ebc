"""RDF terms as SHACL uses them, and the names of its vocabulary."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from integraph.namespaces import shorten

Term = ox.NamedNode | ox.BlankNode | ox.Literal
"""What can stand in a SHACL graph. Triple terms (RDF 1.2) are not part of SHACL 1.0."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SH: Final = "http://www.w3.org/ns/shacl#"

TYPE: Final = RDF + "type"
SUBCLASS: Final = RDFS + "subClassOf"
TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))


def sh(name: str) -> ox.NamedNode:
    """A term of the SHACL vocabulary."""
    return ox.NamedNode(SH + name)


def short(term: object) -> str:
    """A term as people read it: prefixed name, quoted text, blank node."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return str(term)
