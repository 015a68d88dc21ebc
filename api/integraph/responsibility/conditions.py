"""Conditions are data: compared with the figures the graph has, and open where it has none."""

from __future__ import annotations

import operator
from collections.abc import Callable

from integraph.namespaces import IG, SCHEME
from integraph.store import Graph, Row

from .answer import Condition
from .chain import Territory
from .labels import german_date, german_number

_CONDITION = """
SELECT ?label ?indicator ?comparator ?threshold ?unit WHERE {
  ?condition rdfs:label ?label FILTER(LANG(?label) = "de")
  OPTIONAL { ?condition ig:indicator ?indicator ; ig:comparator ?comparator ; ig:threshold ?threshold }
  OPTIONAL { ?condition ig:unit/skos:prefLabel ?unit FILTER(LANG(?unit) = "de") }
}"""
_OBSERVED = """
SELECT ?body ?value ?date WHERE {
  ?observation a ig:Observation ; ig:indicator ?indicator ; ig:appliesIn ?body ; ig:value ?value ; ig:asOf ?date ;
    ig:polarity ig:asserted .
} ORDER BY STR(?date)"""
_WHOLES = """
SELECT ?whole ?label WHERE {
  ?indicator ig:countsPartOf ?whole . ?whole skos:prefLabel ?label FILTER(LANG(?label) = "de")
}"""
_POPULATION = SCHEME + "indicator/bevoelkerung"
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "greaterThan": operator.gt,
    "atLeast": operator.ge,
    "lessThan": operator.lt,
    "atMost": operator.le,
    "equalTo": operator.eq,
}
_FROM_BELOW = {"greaterThan": False, "atLeast": False, "lessThan": True, "atMost": True}
"""Comparator → what it comes to when the figure is at most one that falls short of the threshold."""
NEAR = 0.05
"""A figure closer to its threshold than this share may have crossed it since it was taken."""


class Conditions:
    """Evaluates the conditions of one graph; conditions and figures are read once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._conditions: dict[str, Row | None] = {}
        self._figures: dict[str, dict[str, tuple[float, str]]] = {}
        self._wholes: dict[str, list[tuple[str, str]]] = {}

    def evaluate(self, condition: str, body: str, place: Territory | None) -> Condition:
        """Return *condition* (IRI) evaluated for the territory *body*.

        One with indicator, comparator and threshold is ``met`` or ``notMet`` when the register (inhabitants) or an
        observation, the latest one, has the figure for *body*. Without one, what its indicator counts a part of
        (`ig:countsPartOf`) may decide: among 800 inhabitants there are no 1,000 foreign ones. Any other is ``open``.
        """
        row = self._row(condition)
        if row is None:
            return Condition(condition, condition.rsplit("/", 1)[-1], "open")
        text = row["label"].value
        if "indicator" not in row:
            return Condition(condition, text, "open")
        comparator, threshold = row["comparator"].value.removeprefix(IG), float(row["threshold"].value)
        figure = self._figure(row["indicator"].value, body, place)
        if figure is None:
            return self._bounded(condition, row, body, place)
        value, date = figure
        holds = _COMPARE[comparator](value, threshold)
        unit = f" {row['unit'].value}" if "unit" in row else ""
        shown = f"{german_number(value)}{unit} ({german_date(date)}), Schwelle {german_number(threshold)}"
        near = abs(value - threshold) <= NEAR * abs(threshold)
        return Condition(condition, text, "met" if holds else "notMet", (shown,), near)

    def _bounded(self, condition: str, row: Row, body: str, place: Territory | None) -> Condition:
        """Return *condition* as the figure of a whole decides it, of which its own indicator counts a part."""
        text = row["label"].value
        comparator, threshold = row["comparator"].value.removeprefix(IG), float(row["threshold"].value)
        for whole, label in self._wholes_of(row["indicator"].value):
            figure = self._figure(whole, body, place)
            if figure and figure[0] < threshold and comparator in _FROM_BELOW:
                shown = (
                    f"{label} insgesamt {german_number(figure[0])} ({figure[1]}), Schwelle {german_number(threshold)}"
                )
                return Condition(condition, text, "met" if _FROM_BELOW[comparator] else "notMet", (shown,))
        return Condition(condition, text, "open")

    def has_figure(self, condition: str) -> bool:
        """Return whether *condition* (IRI) compares a figure; any other is open wherever it is asked."""
        row = self._row(condition)
        return row is not None and "indicator" in row

    def _row(self, condition: str) -> Row | None:
        if condition not in self._conditions:
            rows = self.graph.select(_CONDITION, condition=condition)
            self._conditions[condition] = rows[0] if rows else None
        return self._conditions[condition]

    def _wholes_of(self, indicator: str) -> list[tuple[str, str]]:
        if indicator not in self._wholes:
            rows = self.graph.select(_WHOLES, indicator=indicator)
            self._wholes[indicator] = [(row["whole"].value, row["label"].value) for row in rows]
        return self._wholes[indicator]

    def _figure(self, indicator: str, body: str, place: Territory | None) -> tuple[float, str] | None:
        if indicator == _POPULATION and place and place.population is not None:
            return float(place.population), place.population_date
        if indicator not in self._figures:
            self._figures[indicator] = {
                row["body"].value: (float(row["value"].value), row["date"].value)
                for row in self.graph.select(_OBSERVED, indicator=indicator)
            }
        return self._figures[indicator].get(body)
