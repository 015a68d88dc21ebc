"""Circles in what must be a hierarchy: broader concepts and tasks, containment, parts of organisations, overriding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import networkx as nx
import pyoxigraph as ox

from integraph.codes import RULES
from integraph.namespaces import IG, NAMESPACES, SKOS, shorten
from integraph.shacl.paths import Predicate
from integraph.store import Graph
from integraph.validation.finding import Finding, identity
from integraph.validation.place import Text

_HIERARCHIES: Final = (
    SKOS + "broader",
    IG + "broaderTask",
    IG + "containedIn",
    IG + "overrides",
    NAMESPACES["org"] + "subOrganizationOf",
    NAMESPACES["org"] + "unitOf",
)


def cycles(own: Sequence[ox.Triple], graph: Graph) -> Iterator[Finding]:
    """A finding for each triple of *own* that closes a circle with others of its own or of the graph."""
    for predicate in _HIERARCHIES:
        edges = [
            (t.subject.value, t.object.value)
            for t in own
            if t.predicate.value == predicate
            and isinstance(t.subject, ox.NamedNode)
            and isinstance(t.object, ox.NamedNode)
        ]
        if edges:
            yield from _cycles_of(predicate, edges, graph)


def _cycles_of(predicate: str, own: list[tuple[str, str]], graph: Graph) -> Iterator[Finding]:
    hierarchy: nx.DiGraph[str] = nx.DiGraph(own)
    ahead, node = [target for _, target in own], ox.NamedNode(predicate)
    seen = {subject for subject, _ in own}
    while ahead:
        iri = ahead.pop()
        if iri in seen:
            continue
        seen.add(iri)
        for quad in graph.store.quads_for_pattern(ox.NamedNode(iri), node, None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.NamedNode):
                hierarchy.add_edge(iri, quad.object.value)
                ahead.append(quad.object.value)
    loops = [c for c in nx.strongly_connected_components(hierarchy) if len(c) > 1]
    loops += [{one} for one, other in own if one == other]
    for loop in loops:
        chain = " → ".join(map(shorten, _round(hierarchy, loop)))
        for subject, target in dict.fromkeys(own):
            if subject in loop and target in loop:
                yield Finding(
                    RULES["Hierarchy"].severity,
                    ox.NamedNode(subject),
                    Predicate(predicate),
                    ox.NamedNode(target),
                    *identity("Hierarchy"),
                    Text(
                        f"Eine Über- und Unterordnung ({shorten(predicate)}) MUSS ohne Kreis sein.",
                        f"A hierarchy ({shorten(predicate)}) MUST be free of cycles.",
                    ),
                    Text("ein Ding, das nicht selbst darunter liegt", "a thing that does not lie below itself"),
                    Text(f"Eine dieser Angaben streichen: {chain}.", f"Drop one of: {chain}."),
                )


def _round(hierarchy: nx.DiGraph[str], loop: set[str]) -> list[str]:
    """The members of a loop in order, the first again at the end."""
    if len(loop) == 1:
        return [*loop, *loop]
    edges = nx.find_cycle(hierarchy.subgraph(loop), min(loop))
    return [edges[0][0], *(edge[1] for edge in edges)]
