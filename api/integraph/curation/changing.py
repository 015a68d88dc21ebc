"""The process that works out one change: `python -m integraph.curation.changing WORK`, a job as JSON on stdin.

It changes the store in *WORK* and says on stdout what it did, or why it is refused. It publishes nothing: a change
counts only when its caller has switched to the directory.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from integraph.build import INFERRED, is_overlay
from integraph.codes import ProblemCode
from integraph.curation.policy import POLICIES, Policy
from integraph.namespaces import NAMESPACES
from integraph.sparql.formats import GRAPHS
from integraph.store import syntax_error

_DEFAULT: Final = ox.DefaultGraph()


class Refusal(ValueError):
    """A change that is not made: `code`, HTTP `status`, and more for the client; the message is German."""

    def __init__(self, code: ProblemCode, message: str, status: int, **more: Any) -> None:  # noqa: ANN401
        self.code, self.status, self.more = code, status, more
        super().__init__(message)


@dataclass
class Job:
    """One change.

    `kind` is `update` (with `text` and `base`), `put`, `post` or `delete` (with `graph`, None for the default graph;
    the first two with `parts`, pairs of media type and text). `graphs` are the named graphs it may change.
    """

    kind: str
    policy: Policy
    graphs: list[str] = field(default_factory=list)
    graph: str | None = None
    text: str = ""
    base: str = ""
    parts: list[list[str]] = field(default_factory=list)


def change(store: ox.Store, job: Job) -> dict[str, Any]:
    """Make the change; with `curated` rules bring the union and what follows from it up to date and check the shapes.

    Returns `{"created": bool, "added": int, "removed": int}`. Raises `Refusal`.
    """
    before = {graph: _triples(store, ox.NamedNode(graph)) for graph in job.graphs}
    created = _apply(store, job)
    after = {graph: _triples(store, ox.NamedNode(graph)) for graph in job.graphs}
    added = {graph: after[graph] - before[graph] for graph in job.graphs}
    removed = {graph: before[graph] - after[graph] for graph in job.graphs}
    if job.policy.curated:
        plain = [graph for graph in job.graphs if not is_overlay(graph)]
        _unite(store, set().union(*(added[g] for g in plain)), set().union(*(removed[g] for g in plain)))
        _check(store, added, removed)
    return {
        "created": created,
        "added": sum(map(len, added.values())),
        "removed": sum(map(len, removed.values())),
    }


def _triples(store: ox.Store, graph: ox.NamedNode) -> set[ox.Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}


def _apply(store: ox.Store, job: Job) -> bool:
    """Change what the client asks to change; whether that makes a graph that was not there."""
    if job.kind == "update":
        try:
            store.update(job.text, base_iri=job.base or None, prefixes=NAMESPACES)
        except SyntaxError as error:
            line, column, message = syntax_error(error)
            text = f"Zeile {line}, Spalte {column}: {message}"
            raise Refusal("syntax", text, 400, line=line, column=column) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise Refusal("evaluation", f"Die Änderung ist nicht ausführbar: {error}", 400) from None
        return False
    graph = ox.NamedNode(job.graph) if job.graph else _DEFAULT
    exists = job.graph is None or ox.NamedNode(job.graph) in set(store.named_graphs())
    if job.kind == "delete":
        if not exists:
            raise Refusal("unknown-graph", f"Den Graphen <{job.graph}> gibt es nicht.", 404)
        store.remove_graph(graph)
        return False
    quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        for number, (media, text) in enumerate(job.parts, 1)
        for quad in _parsed(media, text, job, number)
    ]
    if job.kind == "put":
        store.clear_graph(graph)
    if isinstance(graph, ox.NamedNode):
        store.add_graph(graph)
    store.extend(quads)
    return not exists


def _parsed(media: str, text: str, job: Job, number: int) -> list[ox.Quad]:
    # imported here because updates, deletions and tests of the store need none of it
    from integraph.validation import jsonld, rdfxml, turtle
    from integraph.validation.inputs import Bounds
    from integraph.validation.report import Unusable
    from integraph.validation.syntax import explain_syntax

    syntax = GRAPHS[media]
    line = column = 0
    try:
        guard = {ox.RdfFormat.RDF_XML: rdfxml.guard, ox.RdfFormat.JSON_LD: jsonld.guard}.get(syntax, turtle.guard)
        guard("", text, Bounds().depth)
        data = jsonld.localise(text) if syntax is ox.RdfFormat.JSON_LD else text.encode()
        quads = list(ox.parse(data, format=syntax, base_iri=job.base or None, rename_blank_nodes=True))
    except Unusable as error:
        place, problem = error.problem.place, error.problem
        line, column, said = place.line, place.column, f"{problem.message.de} {problem.remedy.de}"
    except SyntaxError as error:
        line, column = error.lineno or 0, error.offset or 0
        said = " ".join(each.de for each in explain_syntax(error.msg, syntax, text, line))
    except (ValueError, MemoryError) as error:
        said = str(error)
    else:
        return _of_one_graph(quads)
    where = [f"Teil {number}"] if len(job.parts) > 1 else []
    where += [f"Zeile {line}, Spalte {column}"] if line else []
    more = {"line": line, "column": column} if line else {}
    raise Refusal("syntax", f"{', '.join(where)}: {said}" if where else said, 400, **more)


def _of_one_graph(quads: list[ox.Quad]) -> list[ox.Quad]:
    if any(quad.graph_name != _DEFAULT for quad in quads):
        raise Refusal("several-graphs", "Der Inhalt nennt Graphen; hier wird genau einer geschrieben.", 400)
    return quads


def _unite(store: ox.Store, added: set[ox.Triple], removed: set[ox.Triple]) -> None:
    """Make the default graph the union of the status quo and what follows from it again."""
    from integraph.reasoning import materialise

    if not (added or removed):
        return
    inferred = ox.NamedNode(INFERRED)
    old = _triples(store, inferred)
    for triple in removed:
        if not _asserted(store, triple):
            store.remove(ox.Quad(triple.subject, triple.predicate, triple.object, _DEFAULT))
    store.extend(ox.Quad(t.subject, t.predicate, t.object, _DEFAULT) for t in added)
    new = set(materialise(store, ignoring=old - added))
    for triple in old - new:
        store.remove(ox.Quad(triple.subject, triple.predicate, triple.object, inferred))
        if triple not in added:
            store.remove(ox.Quad(triple.subject, triple.predicate, triple.object, _DEFAULT))
    for name in (inferred, _DEFAULT):
        store.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in new - old)


def _asserted(store: ox.Store, triple: ox.Triple) -> bool:
    return any(
        _said(quad) and not is_overlay(getattr(quad.graph_name, "value", ""))
        for quad in store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    )


def _check(store: ox.Store, added: dict[str, set[ox.Triple]], removed: dict[str, set[ox.Triple]]) -> None:
    """Refuse what would break the shapes or leave a reference to nothing."""
    from integraph.store import Graph
    from integraph.validation import validate_things

    graph = Graph(store)
    touched = {t.subject for each in (*added.values(), *removed.values()) for t in each}
    pointing = {q.subject for thing in touched for q in store.quads_for_pattern(None, None, thing, _DEFAULT)}
    things = {node.value for node in touched | pointing if isinstance(node, ox.NamedNode)}
    report = validate_things(things, graph, overlays=[name for name in added if is_overlay(name)])
    if not report.conforms:
        count = sum(1 for result in report.results if result.severity == "Violation")
        text = f"Die Änderung verstößt {count} Mal gegen die Prüfregeln; nichts wurde geändert."
        raise Refusal("shapes-violated", text, 422, **report.as_dict())
    dangling = _dangling(store, added, removed)
    if dangling:
        text = f"Nach der Änderung führten {len(dangling)} Verweise ins Leere; nichts wurde geändert."
        raise Refusal("dangling-references", text, 422, references=dangling)


def _dangling(
    store: ox.Store, added: dict[str, set[ox.Triple]], removed: dict[str, set[ox.Triple]]
) -> list[dict[str, str]]:
    """Triples of named graphs that point to an IRI of ours of which nothing is said."""
    from integraph.namespaces import BASE

    known = {name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode)}
    named = {t.object for triples in added.values() for t in triples}
    gone = {t.subject for triples in removed.values() for t in triples}
    missing = [
        node
        for node in named | gone
        if isinstance(node, ox.NamedNode)
        and node.value.startswith(BASE)
        and node.value not in known
        and not any(_said(quad) for quad in store.quads_for_pattern(node, None, None, None))
    ]
    return [
        {"subject": str(quad.subject), "predicate": str(quad.predicate), "object": str(quad.object)}
        for node in missing
        for quad in store.quads_for_pattern(None, None, node, None)
        if _said(quad)
    ]


def _said(quad: ox.Quad) -> bool:
    """Whether somebody says it: it is in a named graph, and not in that of what was inferred."""
    return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value != INFERRED


def main(arguments: list[str]) -> int:
    """Read the job, do it, write the outcome."""
    work, memory = Path(arguments[0]), int(arguments[1])
    given = json.loads(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8").read())
    given["policy"] = POLICIES[given["policy"]]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    try:
        store = ox.Store(str(work / "store"))
        outcome = change(store, Job(**given))
        store.flush()
    except Refusal as refusal:
        outcome = {"refused": refusal.code, "message": str(refusal), "status": refusal.status, "more": refusal.more}
    print(json.dumps(outcome))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
