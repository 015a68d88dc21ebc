"""How interlocked the levels of government are (Politikverflechtung): measures of a network, and their comparison.

The idea is that of Scharpf/Reissert/Schnabel (1976): decisions and tasks that several levels can settle only together.
Each measure is defined in docs/netzwerk.md, with its source and what it cannot say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import networkx as nx

from integraph.table import Cell, Table

from .model import Network

_STATE: Final = ("eu", "bund", "land", "kommune")
_EXECUTING, _PAYING, _RULING = "Ausführung", "Finanzierung", ("Gesetzgebung", "Untergesetzliche Regelung")

MEASURES: Final = {
    "tasks": "Aufgaben mit mindestens einer Zuständigkeit",
    "actors": "Akteure im Netz",
    "actorsPerTask": "Akteure je Aufgabe im Mittel",
    "levelsPerTask": "staatliche Ebenen je Aufgabe im Mittel",
    "interlockedShare": "Verflechtungsgrad: Anteil der Aufgaben mit mindestens zwei staatlichen Ebenen",
    "allLevelsShare": "Anteil der Aufgaben, an denen Bund, Land und Kommune beteiligt sind",
    "splitFundingShare": "Anteil der Aufgaben, die (auch) eine andere Ebene bezahlt als ausführt",
    "splitRuleShare": "Anteil der Aufgaben, die eine andere Ebene regelt als ausführt",
    "nonStateShare": "Anteil der Aufgaben mit nicht staatlichen Akteuren",
    "mandatoryShare": "Anteil der kommunal ausgeführten Aufgaben mit pflichtigem Grad, von denen mit genanntem Grad",
    "density": "Dichte der Bindungen zwischen Akteuren",
    "centralisation": "Zentralisierung nach dem Grad",
    "eiIndex": "E-I-Index der gerichteten Beziehungen nach Ebene",
    "components": "zusammenhängende Teile",
}
"""Measure → what it is, in German."""

_MANDATORY: Final = {
    "pflichtig",
    "weisungsgebunden",
    "Pflichtaufgabe zur Erfüllung nach Weisung",
    "Auftragsangelegenheit",
    "pflichtige Selbstverwaltungsaufgabe",
}


def measures(network: Network) -> dict[str, float | int | None]:
    """Return the MEASURES of *network*; None where one is not defined, such as a share of no tasks.

    The measures of tasks need relations of the kind ``responsibility``, the last ones also the others.
    """
    levels: dict[str, set[str]] = defaultdict(set)
    actors: dict[str, set[str]] = defaultdict(set)
    by_role: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    duties: dict[str, set[str]] = defaultdict(set)
    for relation in network.relations:
        if relation.kind == "responsibility":
            level = relation.level or network.nodes[relation.source].level
            actors[relation.task].add(relation.source)
            levels[relation.task].add(level)
            by_role[relation.task][relation.type].add(level)
            if level == "kommune" and relation.type == _EXECUTING and relation.obligation:
                duties[relation.task].add(relation.obligation)
    tasks = sorted(actors)
    state = {task: levels[task] & set(_STATE) for task in tasks}
    ties = network.ties
    return {
        "tasks": len(tasks),
        "actors": ties.number_of_nodes(),
        "actorsPerTask": _mean([len(actors[task]) for task in tasks]),
        "levelsPerTask": _mean([len(state[task]) for task in tasks]),
        "interlockedShare": _mean([len(state[task]) >= 2 for task in tasks]),
        "allLevelsShare": _mean([{"bund", "land", "kommune"} <= state[task] for task in tasks]),
        "splitFundingShare": _split([by_role[task] for task in tasks], (_PAYING,)),
        "splitRuleShare": _split([by_role[task] for task in tasks], _RULING),
        "nonStateShare": _mean(["nicht-staatlich" in levels[task] for task in tasks]),
        "mandatoryShare": _mean([bool(duties[task] & _MANDATORY) for task in tasks if duties[task]]),
        "density": round(nx.density(ties), 6) if len(ties) > 1 else None,
        "centralisation": _centralisation(network),
        "eiIndex": _ei_index(network),
        "components": nx.number_connected_components(ties) if len(ties) else 0,
    }


def compare(networks: Mapping[str, Network]) -> Table:
    """Return the measures of several networks side by side: Länder, places, or today and a scenario."""
    found = {name: measures(network) for name, network in networks.items()}
    rows: list[tuple[Cell, ...]] = [
        (name, text, *(values[name] for values in found.values())) for name, text in MEASURES.items()
    ]
    return Table(("measure", "text", *found), rows)


def _mean(values: list[int] | list[bool]) -> float | None:
    return round(sum(values) / len(values), 6) if values else None


def _split(tasks: list[dict[str, set[str]]], roles: tuple[str, ...]) -> float | None:
    """Return the share of tasks in which a level has one of *roles* that does not execute, of those with both known."""
    known = [
        (roles_, executing)
        for task in tasks
        if (roles_ := set().union(*(task.get(role, set()) for role in roles)) & set(_STATE))
        and (executing := task.get(_EXECUTING, set()) & set(_STATE))
    ]
    return _mean([bool(others - executing) for others, executing in known])


def _centralisation(network: Network) -> float | None:
    """Freeman's (1979) centralisation by degree: 0 where all are alike, 1 for a star; needs three actors."""
    degrees = [degree for _, degree in network.ties.degree()]
    n = len(degrees)
    if n < 3:
        return None
    return round(sum(max(degrees) - degree for degree in degrees) / ((n - 1) * (n - 2)), 6)


def _ei_index(network: Network) -> float | None:
    """Krackhardt/Stern's (1988) index over relations between actors: −1 all within a level, 1 all between levels."""
    pairs = {
        (min(r.source, r.target), max(r.source, r.target), r.statement)
        for r in network.relations
        if network.nodes[r.target].sort != "task" and network.nodes[r.source].level and network.nodes[r.target].level
    }
    external = sum(network.nodes[one].level != network.nodes[other].level for one, other, _ in pairs)
    internal = len(pairs) - external
    return round((external - internal) / (external + internal), 6) if pairs else None
