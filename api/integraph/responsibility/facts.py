"""Reads the statements in reach of a question, with the labels of all they mention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from integraph.namespaces import BELEG, IG
from integraph.paths import QUERIES
from integraph.store import Graph

from .answer import Evidence, Thing

SCHEMA = "https://schema.org/"
_PASSAGES = """
SELECT ?passage ?source ?title ?short ?first ?last ?section WHERE {
  ?passage dct:isPartOf ?source ; ig:firstLine ?first ; ig:lastLine ?last .
  ?source dct:title ?title . OPTIONAL { ?source ig:shortCitation ?short } OPTIONAL { ?passage ig:section ?section }
  VALUES ?passage { %s }
}"""
_LABELS = """
SELECT ?thing ?label WHERE {
  VALUES ?thing { %s }
  ?thing rdfs:label|skos:prefLabel ?label FILTER(LANG(?label) = ?lang)
}"""
_BROADER_TASKS = "SELECT ?narrow ?broad WHERE { ?task ig:broaderTask* ?narrow . ?narrow ig:broaderTask ?broad }"
_STATUS_QUO = "SELECT ?modality WHERE { ?modality ig:isStatusQuo true }"


@dataclass
class Fact:
    """One responsibility as it stands in the graph: property local name → values, in the order of the store."""

    iri: str
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def one(self, name: str) -> str | None:
        """Return the first value of property *name*, or None."""
        values = self.values.get(name)
        return values[0] if values else None

    def all(self, name: str) -> list[str]:
        """Return all values of property *name*, sorted."""
        return sorted(self.values.get(name, ()))


def facts_in_reach(graph: Graph, task: str, area: str) -> list[Fact]:
    """Return every responsibility whose task is *task* or broader and whose territory is or contains *area*."""
    query = (QUERIES / "responsibility" / "in-reach.rq").read_text(encoding="utf-8")
    facts: dict[str, Fact] = {}
    for row in graph.select(query, task=task, area=area):
        name = row["property"].value.removeprefix(IG).removeprefix(SCHEMA)
        if name == "http://www.w3.org/2000/01/rdf-schema#label":
            name = "label" if row["value"].language in ("de", None) else "labelEn"
        fact = facts.setdefault(row["statement"].value, Fact(row["statement"].value))
        if row["value"].value not in fact.values[name]:
            fact.values[name].append(row["value"].value)
    return [facts[iri] for iri in sorted(facts)]


def status_quo(graph: Graph) -> set[str]:
    """Return the modalities that describe what is, not what should be."""
    return {row["modality"].value for row in graph.select(_STATUS_QUO)}


def broader_tasks(graph: Graph, task: str) -> dict[str, set[str]]:
    """Return for *task* and each broader task the set of tasks broader than it."""
    direct: dict[str, set[str]] = defaultdict(set)
    for row in graph.select(_BROADER_TASKS, task=task):
        direct[row["narrow"].value].add(row["broad"].value)

    def closure(start: str) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            for broad in direct.get(todo.pop(), ()):
                if broad not in seen:
                    seen.add(broad)
                    todo.append(broad)
        return seen

    return {each: closure(each) for each in {task, *direct, *(b for bs in direct.values() for b in bs)}}


class Labels:
    """German (or English) labels, read in one query a batch and kept."""

    def __init__(self, graph: Graph, language: str = "de") -> None:
        self.graph, self.language = graph, language
        self._known: dict[str, str] = {}

    def load(self, iris: Iterable[str]) -> None:
        """Read the labels of *iris* that are not known yet."""
        missing = sorted({i for i in iris if i.startswith("http") and i not in self._known})
        if missing:
            values = " ".join(f"<{i}>" for i in missing)
            for row in self.graph.select(_LABELS % values, lang=self.language):
                self._known[row["thing"].value] = row["label"].value

    def __call__(self, iri: str) -> str:
        """Return the label of *iri*, or its last path segment where it has none in this language."""
        self.load([iri])
        return self._known.get(iri) or iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    def thing(self, iri: str | None) -> Thing | None:
        """Return *iri* with its label, None for None."""
        return Thing(iri, self(iri)) if iri else None

    def things(self, iris: Iterable[str]) -> list[Thing]:
        """Return *iris* with their labels, sorted by label."""
        return sorted((Thing(i, self(i)) for i in iris), key=lambda t: t.label)


def passages(graph: Graph, iris: Iterable[str]) -> dict[str, Evidence]:
    """Return the passages with source, lines and a citation a reader can follow."""
    wanted = sorted({i for i in iris if i.startswith(BELEG)})
    if not wanted:
        return {}
    found: dict[str, Evidence] = {}
    for row in graph.select(_PASSAGES % " ".join(f"<{i}>" for i in wanted)):
        first, last = int(row["first"].value), int(row["last"].value)
        short = row["short"].value if row.get("short") else row["title"].value
        lines = f"Zeile {first}" if first == last else f"Zeilen {first}–{last}"
        section = f", Abschnitt {row['section'].value}" if row.get("section") else ""
        source = Thing(row["source"].value, row["title"].value)
        found[row["passage"].value] = Evidence(row["passage"].value, source, first, last, f"{short}{section}, {lines}")
    return found
