"""Labels of things and citations of passages, read in batches and kept; numbers as German readers write them."""

from __future__ import annotations

from collections.abc import Iterable

from integraph.namespaces import BELEG
from integraph.store import Graph

from .answer import Evidence, Thing

_LABELS = """
SELECT ?thing ?label WHERE {
  VALUES ?thing { %s }
  ?thing rdfs:label ?label FILTER(LANG(?label) = ?lang)
}"""
_PASSAGES = """
SELECT ?passage ?source ?title ?short ?first ?last ?section WHERE {
  VALUES ?passage { %s }
  ?passage dct:isPartOf ?source ; ig:firstLine ?first ; ig:lastLine ?last .
  ?source dct:title ?title . OPTIONAL { ?source ig:shortCitation ?short } OPTIONAL { ?passage ig:section ?section }
}"""


class Labels:
    """Labels in one language; called with an IRI it yields the label, or the last segment of an IRI without one."""

    def __init__(self, graph: Graph, language: str = "de") -> None:
        self.graph, self.language = graph, language
        self._known: dict[str, str] = {}

    def load(self, iris: Iterable[str]) -> None:
        """Read the labels of *iris* that are not known yet, in one query."""
        missing = sorted({i for i in iris if i.startswith("http") and i not in self._known})
        if missing:
            values = " ".join(f"<{i}>" for i in missing)
            for row in self.graph.select(_LABELS % values, lang=self.language):
                self._known[row["thing"].value] = row["label"].value
            for iri in missing:
                self._known.setdefault(iri, iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1])

    def __call__(self, iri: str) -> str:
        self.load([iri])
        return self._known.get(iri, iri)

    def thing(self, iri: str | None) -> Thing | None:
        """Return *iri* with its label, None for None."""
        return Thing(iri, self(iri)) if iri else None

    def things(self, iris: Iterable[str]) -> list[Thing]:
        """Return *iris* with their labels, sorted by label."""
        return sorted((Thing(i, self(i)) for i in iris), key=lambda t: t.label)


class Passages:
    """Passages with source, lines and a citation a reader can follow."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._known: dict[str, Evidence | None] = {}

    def __call__(self, iris: Iterable[str]) -> list[Evidence]:
        """Return the passages of *iris* that the graph describes, in the order given."""
        wanted = list(iris)
        missing = sorted({i for i in wanted if i.startswith(BELEG) and i not in self._known})
        if missing:
            self._known.update(dict.fromkeys(missing))
            for row in self.graph.select(_PASSAGES % " ".join(f"<{i}>" for i in missing)):
                first, last = int(row["first"].value), int(row["last"].value)
                short = row["short"].value if row.get("short") else row["title"].value
                lines = f"Zeile {first}" if first == last else f"Zeilen {first}–{last}"
                section = f", Abschnitt {row['section'].value}" if row.get("section") else ""
                source = Thing(row["source"].value, row["title"].value)
                iri = row["passage"].value
                self._known[iri] = Evidence(iri, source, first, last, f"{short}{section}, {lines}")
        return [found for i in wanted if (found := self._known.get(i))]


def german_amount(amount: float, currency: str) -> str:
    """Return an amount of money as German readers write it: 1.000 EUR and 12,50 EUR."""
    text = f"{amount:,.2f}" if amount % 1 else f"{amount:,.0f}"
    return f"{text.translate(str.maketrans(',.', '.,'))} {currency}".strip()


def german_number(number: float) -> str:
    """Return *number* as German readers write it: 1.000 and 2,5."""
    text = f"{number:,.10g}" if number % 1 else f"{number:,.0f}"
    return text.translate(str.maketrans(",.", ".,"))


def german_date(text: str) -> str:
    """Return an ISO year, month or day as German readers write it: 2024, 12/2023, 31.07.2018; others stay."""
    match text.split("-"):
        case [year, month]:
            return f"{month}/{year}"
        case [year, month, day]:
            return f"{day}.{month}.{year}"
    return text
