"""Standard measures of actors and networks. Definitions and sources: docs/netzwerk.md; computed by networkx."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any, Final

import networkx as nx

from integraph.table import Table

from .model import Network

_SEED: Final = 20
_ROLES: Final = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")


def _numbered(network: Network) -> nx.Graph[int]:
    """Return the ties with numbers for nodes: text is hashed anew in each process, and order would depend on it."""
    numbers = {iri: number for number, iri in enumerate(network.ties)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(numbers)))
    for source, target, data in network.ties.edges(data=True):
        graph.add_edge(numbers[source], numbers[target], **data)
    return graph


def centralities(network: Network) -> Table:
    """Return each actor with its measures, the most connected first.

    ``degree`` number of actors tied to it; ``strength`` weight of these ties; ``betweenness`` share of shortest paths
    through it (Freeman 1977, algorithm of Brandes 2001); ``closeness`` (Freeman 1979, as Wasserman/Faust 1994 amend it
    for networks in several parts); ``constraint`` how little its ties reach beyond each other (Burt 1992; low: a
    broker; None for an actor without ties).
    """
    graph = _numbered(network)
    betweenness = nx.betweenness_centrality(graph)
    closeness = nx.closeness_centrality(graph)
    rows = []
    for number, iri in enumerate(network.ties):
        node, held = network.nodes[iri], _constraint(graph, number)
        rows.append(
            (
                node.label,
                node.level or None,
                int(graph.degree(number)),
                int(graph.degree(number, weight="weight")),
                round(betweenness[number], 6),
                round(closeness[number], 6),
                None if held is None else round(held, 6),
                iri,
            )
        )
    rows.sort(key=lambda row: (-row[2], -row[3], row[0], row[-1]))
    columns = ("actor", "level", "degree", "strength", "betweenness", "closeness", "constraint", "iri")
    return Table(columns, rows)


def _constraint(graph: nx.Graph[int], actor: int) -> float | None:
    """Burt's constraint; networkx has it too, but looks at all nodes for each pair, which takes minutes."""

    def share(one: int, other: int) -> float:
        return float(graph.edges[one, other]["weight"] / graph.degree(one, weight="weight"))

    total = 0.0
    for contact in graph[actor]:
        common = (other for other in graph[actor] if other != contact and graph.has_edge(other, contact))
        indirect = sum(share(actor, other) * share(other, contact) for other in common)
        total += (share(actor, contact) + indirect) ** 2
    return total if graph.degree(actor) else None


def communities(network: Network) -> Table:
    """Return each actor with the number of its community, the largest community first.

    Communities maximise modularity (Newman/Girvan 2004) by the method of Louvain (Blondel et al. 2008) with a fixed
    seed, over weighted ties. Actors without ties are communities of one.
    """
    names = list(network.ties)
    found = nx.community.louvain_communities(_numbered(network), weight="weight", seed=_SEED) if names else []
    groups = sorted((sorted(names[number] for number in group) for group in found), key=lambda g: (-len(g), g))
    rows = [
        (number, network.nodes[iri].label, network.nodes[iri].level or None, iri)
        for number, group in enumerate(groups, 1)
        for iri in sorted(group, key=lambda i: (network.nodes[i].label, i))
    ]
    return Table(("community", "actor", "level", "iri"), rows)


def brokerage(network: Network) -> Table:
    """Return how often each actor stands between two others that are not tied directly, by role.

    The five roles of Gould/Fernandez (1989), with levels of government as groups and the directed relations of
    supervision, funding and cooperation: ``coordinator`` (all three of one level), ``consultant`` (the outer two of
    another), ``gatekeeper`` (lets in from another level), ``representative`` (speaks to another), ``liaison`` (three
    levels). Actors whose level is not known do not count.
    """
    graph = nx.DiGraph(network.directed)
    level = {iri: network.nodes[iri].level for iri in graph}
    counts: dict[str, Counter[str]] = {iri: Counter() for iri in graph}
    for broker in graph:
        for source in graph.predecessors(broker):
            for target in graph.successors(broker):
                distinct = len({source, broker, target}) == 3
                if distinct and not graph.has_edge(source, target) and all(level[i] for i in (source, broker, target)):
                    counts[broker][_role(level[source], level[broker], level[target])] += 1
    rows: list[tuple[Any, ...]] = [
        (network.nodes[iri].label, network.nodes[iri].level, *(found[role] for role in _ROLES), found.total(), iri)
        for iri, found in counts.items()
        if found.total()
    ]
    rows.sort(key=lambda row: (-row[-2], row[0], row[-1]))
    return Table(("actor", "level", *_ROLES, "total", "iri"), rows)


def _role(source: str, broker: str, target: str) -> str:
    if source == target:
        return "coordinator" if broker == source else "consultant"
    if broker == target:
        return "gatekeeper"
    return "representative" if broker == source else "liaison"


def distance(network: Network, one: str, other: str) -> Table:
    """Return a shortest chain of ties between two actors (labels or IRIs), one row for each step.

    The coordination distance is the number of rows. Of several shortest chains the one with the strongest ties is
    taken. ``sharedTasks`` is their number, ``example`` the first of them. A table without rows means that nothing ties
    the two, or that they are the same. Raises UnknownActor.
    """
    start, end = network.find(one).iri, network.find(other).iri
    ties = network.ties
    columns = ("step", "from", "to", "kinds", "sharedTasks", "example", "weight")
    if start == end or not nx.has_path(ties, start, end):
        return Table(columns, [])
    # a step counts 1 plus less than 1/n of its weakness, so that strength decides between chains of equal length only
    share = 1 / (ties.number_of_nodes() + 1)
    path = nx.shortest_path(ties, start, end, weight=lambda _u, _v, data: 1 + share * data["distance"])
    rows = []
    for step, (source, target) in enumerate(pairwise(path), 1):
        tie = ties.edges[source, target]
        labels = network.nodes[source].label, network.nodes[target].label
        shared = tie["tasks"].split("; ") if tie["tasks"] else []
        rows.append((step, *labels, tie["kinds"], len(shared), shared[0] if shared else None, tie["weight"]))
    return Table(columns, rows)
