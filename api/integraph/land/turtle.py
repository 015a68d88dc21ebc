"""Turtle as the Land's files have it: in the given order, with just the prefixes that are used."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from integraph.namespaces import NAMESPACES


def serialize(triples: Sequence[ox.Triple], comment: str = "") -> bytes:
    """Return *triples* as Turtle in their order, after *comment*. Same input, same bytes."""
    iris = {str(term) for triple in triples for term in (triple.subject, triple.predicate, triple.object)}
    iris |= {str(t.object.datatype) for t in triples if isinstance(t.object, ox.Literal)}
    used = {p: iri for p, iri in NAMESPACES.items() if any(text.startswith(f"<{iri}") for text in iris)}
    body = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used) or b""
    return (f"# {comment}\n".encode() if comment else b"") + body
