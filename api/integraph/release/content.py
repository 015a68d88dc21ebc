"""What a release is made of: all named graphs in a fixed order, blank nodes named after what is said of them."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from integraph.build import CATALOGUE, INFERRED, is_overlay
from integraph.namespaces import GRAPH, NAMESPACES
from integraph.store import Graph

DUMP: Final = "integraph.nq.gz"
_SCHEMA: Final = (GRAPH + "ontology/integraph", GRAPH + "ontology/alignments", GRAPH + "shapes/")


def _key(quad: ox.Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)


class Content:
    """The quads of all named graphs, read once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def graphs(self) -> dict[str, list[ox.Quad]]:
        """IRI of a named graph → its quads, sorted; blank nodes are named by RDFC-1.0."""
        store = self.graph.store
        quads = [
            q
            for name in self.graph.graph_names()
            for q in store.quads_for_pattern(None, None, None, ox.NamedNode(name))
        ]
        blank = [q for q in quads if ox.BlankNode in (type(q.subject), type(q.object))]
        dataset = ox.Dataset(blank)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        named = (q for q in quads if ox.BlankNode not in (type(q.subject), type(q.object)))
        found: dict[str, list[ox.Quad]] = {}
        for quad in sorted([*named, *dataset], key=_key):
            found.setdefault(str(getattr(quad.graph_name, "value", "")), []).append(quad)
        return found

    def facts(self) -> Iterator[ox.Quad]:
        """Yield the quads of the data and schemes: no ontology, shapes, catalogue, inferences or overlays."""
        for name, quads in self.graphs.items():
            if name not in (INFERRED, CATALOGUE) and not is_overlay(name) and not name.startswith(_SCHEMA):
                yield from quads

    def nquads(self) -> bytes:
        """Return all graphs as N-Quads."""
        return _serialise((q for quads in self.graphs.values() for q in quads), ox.RdfFormat.N_QUADS)

    def jsonld(self) -> bytes:
        """Return all graphs as one JSON-LD document."""
        return _serialise((q for quads in self.graphs.values() for q in quads), ox.RdfFormat.JSON_LD)

    def turtle(self) -> Iterator[tuple[str, bytes]]:
        """Yield each graph's path (its IRI below ``graph/``) and its Turtle."""
        for name, quads in self.graphs.items():
            triples = [ox.Triple(q.subject, q.predicate, q.object) for q in quads]
            used = _prefixes(triples)
            yield name.removeprefix(GRAPH), _serialise(triples, ox.RdfFormat.TURTLE, used)


def packed(data: bytes) -> bytes:
    """Return *data* gzipped, without a name or a time, so that equal data give equal bytes."""
    output = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=output, compresslevel=6, mtime=0) as file:
        file.write(data)
    return output.getvalue()


def read_dump(directory: Path) -> Iterator[ox.Quad]:
    """Yield the quads of the release in *directory*. Raises OSError, SyntaxError."""
    yield from ox.parse(input=gzip.decompress((directory / DUMP).read_bytes()), format=ox.RdfFormat.N_QUADS)


def _prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    iris = {
        term.value for triple in triples for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, ox.NamedNode)
    }  # fmt: skip
    iris |= {t.object.datatype.value for t in triples if isinstance(t.object, ox.Literal)}
    return {p: n for p, n in sorted(NAMESPACES.items()) if any(iri.startswith(n) for iri in iris)}


def _serialise(
    data: Iterable[ox.Quad] | Iterable[ox.Triple], syntax: ox.RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    return (
        ox.serialize(data, format=syntax, prefixes=prefixes or (None if syntax == ox.RdfFormat.N_QUADS else NAMESPACES))
        or b""
    )
