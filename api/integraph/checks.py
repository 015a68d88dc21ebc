"""`integraph check`: what must hold of the graph beyond the shapes. Each check yields findings, one sentence each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from integraph import passages
from integraph.build import INFERRED, STATUS_QUO
from integraph.namespaces import BASE, GRAPH, shorten
from integraph.paths import HYGIENE, ONTOLOGY
from integraph.store import Graph, open_graph

_DANGLING: Final = """
SELECT ?g ?s ?p ?o WHERE {
  GRAPH ?g { ?s ?p ?o } FILTER(ISIRI(?o) && STRSTARTS(STR(?o), ?base))
  FILTER(?p NOT IN (owl:versionIRI, owl:priorVersion))
  FILTER NOT EXISTS { GRAPH ?any { ?o ?x ?y } FILTER(?any != ?inferred) }
  FILTER(?g != ?inferred)
} ORDER BY ?g ?s ?p ?o"""


@dataclass(frozen=True)
class Outcome:
    """One check: its name, what it is about, and what it found (nothing: passed)."""

    name: str
    title: str
    findings: tuple[str, ...]


def _hygiene(graph: Graph) -> Iterator[Outcome]:
    for path in sorted(HYGIENE.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        title = re.match(r"# title: (.+)", text)
        rows = graph.select(text)
        findings = sorted({", ".join(_show(value) for value in row.values()) for row in rows})
        yield Outcome(f"hygiene/{path.stem}", title[1] if title else path.stem, tuple(findings))


def _show(value: object) -> str:
    text = str(getattr(value, "value", value))
    return shorten(text) if text.startswith(BASE) else text


def _references(graph: Graph) -> Iterator[Outcome]:
    rows = graph.select(_DANGLING, base=ox.Literal(BASE), inferred=INFERRED)
    known = {*graph.graph_names(), STATUS_QUO, BASE + "ontology", BASE + "shapes"}
    findings = tuple(
        f"{row['g'].value.removeprefix(GRAPH)}.ttl: {_show(row['s'])} {_show(row['p'])} {_show(row['o'])}"
        for row in rows
        if row["o"].value not in known
    )
    yield Outcome("references", "Jeder Verweis führt zu etwas, das beschrieben ist", findings)


def _passages(_: Graph) -> Iterator[Outcome]:
    made = passages.make(ontology=ONTOLOGY)
    stale = tuple(f"data/quellen/{name} ist nicht auf dem Stand" for name in passages.stale(made))
    yield Outcome("passages", "Jeder Beleg ist eine Stelle seiner Quelle", (*made.problems, *stale))


def _consistency(_: Graph) -> Iterator[Outcome]:
    from integraph.reasoning import InconsistentOntologyError, check_consistency

    findings: tuple[str, ...] = ()
    try:
        check_consistency()
    except InconsistentOntologyError as error:
        findings = error.classes or (str(error),)
    yield Outcome("consistency", "Die Ontologie ist widerspruchsfrei (HermiT)", findings)


CHECKS: Final[dict[str, Callable[[Graph], Iterator[Outcome]]]] = {
    "hygiene": _hygiene,
    "references": _references,
    "passages": _passages,
    "consistency": _consistency,
}


def run(names: list[str] | None = None, graph: Graph | None = None) -> list[Outcome]:
    """Run the checks of these names (default: all of `CHECKS`). Raises `KeyError` for an unknown name, `DataError`."""
    chosen = [CHECKS[name] for name in names or CHECKS]
    graph = graph or open_graph()
    return [outcome for check in chosen for outcome in check(graph)]
