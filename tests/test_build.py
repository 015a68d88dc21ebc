"""The build: what goes into the default graph, when it is made anew, and what a broken file gets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from integraph import build as module
from integraph import paths
from integraph.build import INFERRED, OVERLAYS, DataError, Roots, ensure_build
from integraph.namespaces import GRAPH
from integraph.store import Graph, UnknownOverlay, open_build, open_graph

PREFIXES = """@prefix ig: <https://w3id.org/integraph/ontology#> .
@prefix geb: <https://w3id.org/integraph/id/gebiet/> .
@prefix vor: <https://w3id.org/integraph/id/vorschlag/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.fixture
def roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Roots:
    """A small federation of its own, with a cache of its own."""
    monkeypatch.setenv("INTEGRAPH_CACHE", str(tmp_path / "cache"))
    for folder in ("ontology", "data/bund", "data/vorschlaege", "shapes"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "ontology/integraph.ttl").write_text(PREFIXES + "ig:Land rdfs:subClassOf ig:Body .", encoding="utf-8")
    (tmp_path / "data/bund/a.ttl").write_text(
        PREFIXES + 'geb:06 a ig:Land ; rdfs:label "Hessen"@de .', encoding="utf-8"
    )
    (tmp_path / "data/vorschlaege/neu.ttl").write_text(PREFIXES + 'geb:06 rdfs:label "Neu"@de .', encoding="utf-8")
    return Roots(tmp_path / "ontology", tmp_path / "data", tmp_path / "shapes")


def names(graph: Graph) -> list[str]:
    return [row["label"].value for row in graph.select("SELECT ?label { geb:06 rdfs:label ?label } ORDER BY ?label")]


def test_each_file_is_a_named_graph_and_the_default_graph_is_all_but_the_overlays(roots: Roots) -> None:
    graph = open_graph(roots)
    assert {GRAPH + "ontology/integraph", GRAPH + "bund/a", OVERLAYS + "neu"} <= set(graph.graph_names())
    assert names(graph) == ["Hessen"]


def test_a_scenario_adds_its_overlay_and_an_unknown_one_says_what_there_is(roots: Roots) -> None:
    graph = open_graph(roots)
    assert names(graph.scenario("neu")) == names(graph.scenario(OVERLAYS + "neu")) == ["Hessen", "Neu"]
    with pytest.raises(UnknownOverlay, match="Es gibt: neu"):
        graph.scenario("alt")


def test_the_build_is_used_again_until_a_file_changes(roots: Roots) -> None:
    first = ensure_build(roots)
    assert ensure_build(roots) == first
    path = roots.data / "bund/a.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("Hessen", "Hesse"), encoding="utf-8")
    second = ensure_build(roots)
    assert second.digest != first.digest
    assert names(open_build(second)) == ["Hesse"]


def test_a_renamed_file_changes_the_digest(roots: Roots) -> None:
    before = module.digest_of(roots)
    (roots.data / "bund/a.ttl").rename(roots.data / "bund/b.ttl")
    assert module.digest_of(roots) != before


def test_a_broken_file_is_named_with_line_and_column_and_nothing_is_built(roots: Roots) -> None:
    path = roots.data / "bund/a.ttl"
    path.write_text(PREFIXES + "geb:06 a ig:Land\ngeb:07 a ig:Land .\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.ttl:6:") as caught:
        ensure_build(roots)
    assert (caught.value.file, caught.value.line) == (path, 6)
    assert caught.value.column > 0
    assert not list(paths.cache_directory().iterdir())


def test_a_file_that_is_not_utf_8_is_named(roots: Roots) -> None:
    (roots.data / "bund/latin.ttl").write_bytes(b'<urn:a> <urn:b> "\xe4" .')
    with pytest.raises(DataError, match=r"latin\.ttl"):
        ensure_build(roots)


def test_blank_nodes_of_the_same_name_in_two_files_stay_apart(roots: Roots) -> None:
    for name in ("x", "y"):
        (roots.data / f"bund/{name}.ttl").write_text(PREFIXES + f'_:b rdfs:label "{name}" .', encoding="utf-8")
    graph = open_graph(roots)
    assert not graph.ask('ASK { ?b rdfs:label "x" , "y" }')


def test_a_cache_that_cannot_be_written_does_no_harm_and_is_told(roots: Roots, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = roots.data.parent / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("INTEGRAPH_CACHE", str(blocked / "cache"))
    said: list[str] = []
    made = ensure_build(roots, progress=said.append)
    assert made.temporary
    assert f"{blocked / 'cache'} ist nicht beschreibbar" in said[0]
    assert names(open_build(made)) == ["Hessen"]


def test_old_builds_and_abandoned_work_are_removed(roots: Roots) -> None:
    cache = paths.cache_directory()
    abandoned = cache / "work-x"
    abandoned.mkdir(parents=True)
    os.utime(abandoned, (0, 0))
    path = roots.data / "bund/a.ttl"
    for number in range(5):
        path.write_text(PREFIXES + f'geb:06 rdfs:label "{number}"@de .', encoding="utf-8")
        made = ensure_build(roots)
    assert made.directory in set(cache.iterdir())
    assert len(list(cache.iterdir())) == 3


def test_two_processes_that_build_at_once_both_get_the_graph(roots: Roots) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from integraph.build import Roots; from integraph.store import open_graph\n"
        "root = Path(sys.argv[1]); g = open_graph(Roots(root / 'ontology', root / 'data', root / 'shapes'))\n"
        "print(g.ask('ASK { geb:06 a ig:Land }'))"
    )
    command = [sys.executable, "-c", program, str(roots.data.parent)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].strip() for process in running] == ["True", "True"]
    assert [path.name[:6] for path in paths.cache_directory().iterdir()] == ["graph-"]


def test_what_is_inferred_lies_in_a_graph_of_its_own_and_in_the_default_graph(graph: Graph) -> None:
    assert graph.ask(f"ASK {{ GRAPH <{INFERRED}> {{ ?thing ?p ?o }} }}")
    assert not graph.ask(f"ASK {{ GRAPH <{INFERRED}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ ?s ?p ?o }} }}")


def test_the_default_graph_holds_each_triple_of_each_file_but_overlays(graph: Graph) -> None:
    missing = (
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } "
        f'FILTER(!STRSTARTS(STR(?g), "{OVERLAYS}")) FILTER NOT EXISTS {{ ?s ?p ?o }} }} GROUP BY ?g'
    )
    assert graph.select(missing) == []


def test_a_build_that_is_open_is_not_removed_by_newer_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRAPH_CACHE", str(tmp_path / "cache"))
    builds = []
    for number in range(5):
        root = tmp_path / str(number)
        for folder in ("ontology", "data", "shapes"):
            (root / folder).mkdir(parents=True)
        (root / "data" / "a.ttl").write_text(f"<urn:a> <urn:b> {number} .", encoding="utf-8")
        made = ensure_build(Roots(root / "ontology", root / "data", root / "shapes", None))
        os.utime(made.directory, (number, number))
        builds.append((made, open_build(made)) if number == 0 else (made, None))
    assert [made.store.is_dir() for made, _ in builds] == [True, False, True, True, True]
    assert builds[0][1] is not None
    assert builds[0][1].ask("ASK { ?s ?p 0 }")
