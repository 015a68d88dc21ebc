"""Conditions are data: compared with the figures the graph has, and open where it has none."""

from __future__ import annotations

import operator
from collections.abc import Callable

from integraph.namespaces import IG, SCHEME
from integraph.store import Graph

from .answer import Condition

_CONDITION = """
SELECT ?label ?indicator ?comparator ?threshold ?unit WHERE {
  ?condition rdfs:label ?label FILTER(LANG(?label) = "de")
  OPTIONAL { ?condition ig:indicator ?indicator ; ig:comparator ?comparator ; ig:threshold ?threshold }
  OPTIONAL { ?condition ig:unit/skos:prefLabel ?unit FILTER(LANG(?unit) = "de") }
}"""
_OBSERVED = """
SELECT ?value ?date WHERE {
  ?observation a ig:Observation ; ig:indicator ?indicator ; ig:appliesIn ?body ; ig:value ?value ; ig:asOf ?date .
} ORDER BY DESC(STR(?date)) LIMIT 1"""
_POPULATION = "SELECT ?value ?date WHERE { ?body ig:population ?value ; ig:populationDate ?date }"
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "greaterThan": operator.gt,
    "atLeast": operator.ge,
    "lessThan": operator.lt,
    "atMost": operator.le,
    "equalTo": operator.eq,
}


def evaluate(graph: Graph, condition: str, body: str) -> Condition:
    """Return *condition* (IRI) evaluated for the territory *body*.

    A condition with indicator, comparator and threshold is ``met`` or ``notMet`` when the register (inhabitants) or an
    observation has the figure for *body*; any other is ``open``.
    """
    rows = graph.select(_CONDITION, condition=condition)
    if not rows:
        return Condition(condition, condition.rsplit("/", 1)[-1], "open")
    row = rows[0]
    text = row["label"].value
    if not row.get("indicator"):
        return Condition(condition, text, "open")
    indicator = row["indicator"].value
    query = _POPULATION if indicator == SCHEME + "indicator/bevoelkerung" else _OBSERVED
    bindings = {"body": body} if query is _POPULATION else {"body": body, "indicator": indicator}
    figures = graph.select(query, **bindings)
    if not figures:
        return Condition(condition, text, "open")
    value, threshold = float(figures[0]["value"].value), float(row["threshold"].value)
    compare = _COMPARE[row["comparator"].value.removeprefix(IG)]
    unit = f" {row['unit'].value}" if row.get("unit") else ""
    figure = f"{value:n}{unit} ({figures[0]['date'].value}), Schwelle {threshold:n}"
    return Condition(condition, text, "met" if compare(value, threshold) else "notMet", (figure,))
