"""SPARQL 1.1 update evaluation and syntax suites through the HTTP endpoint, over a store that takes any change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, RDFS
from rdflib.collection import Collection

from integraph.build import Build
from integraph.curation import OPEN, Curation
from integraph.http import create_app
from server import Server

from .suite import MF, UT, canonical, params

ROOT = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "sparql" / "sparql11"
TOKEN = "a token for the tests only"  # noqa: S105
EXCEPTIONS = dict.fromkeys(
    ["update-silent/load-silent", "update-silent/load-into-silent"], "LOAD is refused, SILENT or not"
)
"""Tests that are not passed, and why. A test that passes all the same must leave the list."""

pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="the suites beside the project (../shared/w3c) are not here")
Graphs = tuple[tuple[str, Path], ...]


@dataclass(frozen=True)
class Case:
    """One test: the update, the graphs before and after it by name (the default graph is ``""``)."""

    id: str
    kind: str
    update: Path
    before: Graphs = ()
    after: Graphs = ()


def _cases() -> Iterator[Case]:
    for manifest in sorted(ROOT.rglob("manifest.ttl")):
        graph = rdflib.Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())

        def path(node: Any) -> Path:
            return Path(unquote(str(node).removeprefix("file://")))

        def graphs(node: Any, graph: rdflib.Graph = graph) -> Graphs:
            found = [("", path(data)) for data in graph.objects(node, UT.data)]
            for named in graph.objects(node, UT.graphData):
                found.append((str(graph.value(named, RDFS.label)), path(graph.value(named, UT.graph))))
            return tuple(sorted(found))

        for entries in graph.objects(None, MF.entries):
            for entry in Collection(graph, entries):
                kind = str(graph.value(entry, RDF.type) or "").rpartition("#")[2]
                action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
                name = f"{manifest.parent.name}/{str(entry).rpartition('#')[2]}"
                if kind == "UpdateEvaluationTest":
                    request = path(graph.value(action, UT.request))
                    yield Case(name, kind, request, graphs(action), graphs(result))
                elif "UpdateSyntax" in kind:
                    yield Case(name, kind, path(action))


ALL = list({case.id: case for case in _cases()}.values()) if ROOT.is_dir() else []
EVALUATION = [case for case in ALL if case.kind == "UpdateEvaluationTest"]
SYNTAX = [case for case in ALL if case.kind != "UpdateEvaluationTest"]


def _load(store: ox.Store, graphs: Graphs) -> None:
    for name, path in graphs:
        graph = ox.NamedNode(name) if name else ox.DefaultGraph()
        if name:
            store.add_graph(ox.NamedNode(name))
        store.load(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri="http://example.org/", to_graph=graph)


def _graphs(store: ox.Store) -> dict[str, frozenset[str]]:
    names: list[ox.NamedNode | ox.DefaultGraph] = [ox.DefaultGraph()]
    names += [name for name in store.named_graphs() if isinstance(name, ox.NamedNode)]
    found = {
        getattr(name, "value", ""): canonical([q.triple for q in store.quads_for_pattern(None, None, None, name)])
        for name in names
    }
    return {name: triples for name, triples in found.items() if triples}


def _send(server: Server, case: Case) -> tuple[int, dict[str, Any]]:
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"}
    response = server.request("POST", "/sparql", content=case.update.read_bytes(), headers=headers)
    return response.status_code, response.json()


@pytest.mark.parametrize("case", params(EVALUATION, EXCEPTIONS))
def test_update_evaluation(case: Case, tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    store = ox.Store(str(before / "store"))
    _load(store, case.before)
    store.flush()
    del store
    (before / "build.json").write_text(json.dumps({"digest": "suite"}), encoding="utf-8")
    curation = Curation(tmp_path / "curated", TOKEN, Build(before, "suite"), OPEN)
    app = create_app(None, None, curation)
    status, body = _send(Server(app), case)
    app.state.service.close()
    assert status == 200, body
    wanted = ox.Store()
    _load(wanted, case.after)
    assert _graphs(ox.Store.read_only(str(curation.build.store))) == _graphs(wanted)


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    app = create_app(None, None, Curation(tmp_path_factory.mktemp("curated"), TOKEN, policy=OPEN))
    yield Server(app)
    app.state.service.close()


@pytest.mark.parametrize("case", SYNTAX, ids=lambda case: case.id)
def test_update_syntax(case: Case, writable: Server) -> None:
    status, body = _send(writable, case)
    if case.kind.startswith("Negative"):
        assert 400 <= status < 500, body
    else:
        assert status == 200 or body["code"] in ("load-refused", "evaluation"), body


def test_the_documentation_gives_the_counts() -> None:
    text = (Path(__file__).parents[2] / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert f"{len(EVALUATION) - len(EXCEPTIONS)} of {len(EVALUATION)} evaluation tests" in text
    assert f"all {len(SYNTAX)} syntax tests" in text
    assert all(f"`{name}`" in text and why in text for name, why in EXCEPTIONS.items())
