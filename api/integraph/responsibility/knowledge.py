"""All responsibilities of a graph with what their resolution needs, read once and never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from integraph.namespaces import IG, RDFS
from integraph.store import Graph

from .labels import Labels, Passages

SCHEMA = "https://schema.org/"
_FACTS = "SELECT ?statement ?property ?value WHERE { ?statement a ig:Responsibility ; ?property ?value }"
_ENDED = "SELECT ?statement WHERE { ?overlay a ig:Overlay ; ig:ends ?statement }"
_LAW = """
SELECT ?law ?part_of ?start WHERE {
  { ?law a eli:LegalResource } UNION { ?law a eli:LegalResourceSubdivision }
  OPTIONAL { ?law eli:is_part_of ?part_of }
  OPTIONAL { ?law schema:validFrom ?from } OPTIONAL { ?law eli:date_document ?dated }
  BIND(STR(COALESCE(?from, ?dated)) AS ?start)
}"""
_TASKS = "SELECT ?narrow ?broad WHERE { ?narrow ig:broaderTask ?broad }"
_ALL_TASKS = "SELECT ?task WHERE { ?task a ig:Task } ORDER BY ?task"
_STATUS_QUO = "SELECT ?modality WHERE { ?modality ig:isStatusQuo true }"
_ROLES = "SELECT ?role WHERE { ?role skos:inScheme <https://w3id.org/integraph/scheme/role> } ORDER BY ?role"


@dataclass
class Fact:
    """One statement or thing as it stands in the graph: local name of a property → its values, sorted."""

    iri: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str | None:
        """Return the first value of property *name*, or None."""
        values = self.values.get(name)
        return values[0] if values else None

    def all(self, name: str) -> list[str]:
        """Return all values of property *name*."""
        return self.values.get(name, [])

    @property
    def label(self) -> str:
        """The statement in one German sentence."""
        return self.one("label") or self.iri


def collect(graph: Graph, query: str, **bindings: str) -> dict[str, Fact]:
    """Return what *query* (``?statement ?property ?value``) finds, by IRI; ``labelEn`` is the English label.

    *bindings* are those of `Graph.select`.
    """
    collected: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in graph.select(query, **bindings):
        name = row["property"].value
        if name == RDFS + "label":
            name = "label" if row["value"].language in ("de", None) else "labelEn"
        name = name.removeprefix(IG).removeprefix(SCHEMA)
        collected[row["statement"].value][name].add(row["value"].value)
    return {
        iri: Fact(iri, {name: sorted(found) for name, found in sorted(values.items())})
        for iri, values in sorted(collected.items())
    }


class Knowledge:
    """The responsibilities of one graph (or of one of its scenarios), by task."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.labels, self.english = Labels(graph), Labels(graph, "en")
        self.passages = Passages(graph)
        self._ancestors: dict[str, frozenset[str]] = {}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every responsibility that no overlay of this scenario ends, by IRI.

        One that names no start of its own begins with its legal basis, with the earliest of several.
        """
        ended = {row["statement"].value for row in self.graph.select(_ENDED)} if self.graph.overlays else set()
        facts = {iri: fact for iri, fact in collect(self.graph, _FACTS).items() if iri not in ended}
        for fact in facts.values():
            starts = [self._in_force.get(law, "") for law in fact.all("legalBasis")]
            if starts and all(starts):
                fact.values.setdefault("validFrom", [min(starts)])
        return facts

    @cached_property
    def _in_force(self) -> dict[str, str]:
        """Law or part of a law → since when, as far as the graph knows: its own date, or else that of the whole."""
        laws = {row["law"].value: row for row in self.graph.select(_LAW)}

        def start(law: str) -> str:
            row = laws.get(law)
            if row is None or row.get("start"):
                return row["start"].value if row else ""
            return start(row["part_of"].value) if row.get("part_of") else ""

        return {law: start(law) for law in laws}

    @cached_property
    def by_task(self) -> dict[str, list[Fact]]:
        """Task → its own responsibilities."""
        index: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts.values():
            for task in fact.all("task"):
                index[task].append(fact)
        return dict(index)

    @cached_property
    def status_quo(self) -> frozenset[str]:
        """The modalities that describe what is, not what should be."""
        return frozenset(row["modality"].value for row in self.graph.select(_STATUS_QUO))

    @cached_property
    def roles(self) -> list[str]:
        """All roles, in the order of their IRIs."""
        return [row["role"].value for row in self.graph.select(_ROLES)]

    @cached_property
    def tasks(self) -> list[str]:
        """All tasks, in the order of their IRIs."""
        return [row["task"].value for row in self.graph.select(_ALL_TASKS)]

    @cached_property
    def _broader(self) -> dict[str, set[str]]:
        direct: dict[str, set[str]] = defaultdict(set)
        for row in self.graph.select(_TASKS):
            direct[row["narrow"].value].add(row["broad"].value)
        return direct

    def broader(self, task: str) -> frozenset[str]:
        """Return all tasks broader than *task*, itself excluded."""
        if task not in self._ancestors:
            seen: set[str] = set()
            todo = [task]
            while todo:
                for broad in self._broader.get(todo.pop(), ()):
                    if broad not in seen:
                        seen.add(broad)
                        todo.append(broad)
            self._ancestors[task] = frozenset(seen - {task})
        return self._ancestors[task]

    def narrower_with_facts(self, task: str) -> Iterator[str]:
        """Yield the tasks below *task* that have responsibilities of their own."""
        return (other for other in self.by_task if task in self.broader(other))

    def in_reach(self, task: str, territories: frozenset[str]) -> list[Fact]:
        """Return the responsibilities for *task* or a broader one that hold in any of *territories*, by IRI.

        The same selection as the query ``responsibility/in-reach``.
        """
        found = {
            fact.iri: fact
            for each in (task, *self.broader(task))
            for fact in self.by_task.get(each, ())
            if not territories.isdisjoint(fact.all("appliesIn"))
        }
        return [found[iri] for iri in sorted(found)]
