"""Networks of actors: what ties whom, measures against their definitions, export, the same result each time."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import integraph
from integraph.cli import main
from integraph.networks import (
    KINDS,
    MEASURES,
    Network,
    Node,
    Relation,
    UnknownKind,
    brokerage,
    build,
    centralities,
    communities,
    compare,
    distance,
    measures,
)
from integraph.networks.model import UnknownActor, level_of
from integraph.responsibility import Resolver, scenario
from integraph.store import Graph

ON = "2025-01-01"
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "netzwerk.md"
LEVELS = {"b": "bund", "l": "land", "k": "kommune", "m": "kommune", "n": "nicht-staatlich", "x": ""}


def node(iri: str) -> Node:
    return Node(iri, iri.upper(), "task" if iri.startswith("t") else "body", LEVELS.get(iri, ""))


def responsible(actor: str, task: str, role: str, obligation: str = "", territory: str = "de") -> Relation:
    number = f"{actor}-{task}-{role}-{territory}"
    return Relation(actor, task, "responsibility", role, number, task=task, obligation=obligation, territory=territory)


def tie(source: str, target: str, kind: str = "cooperation") -> Relation:
    return Relation(source, target, kind, "…", f"{kind}-{source}-{target}")


def small(*relations: Relation) -> Network:
    iris = {iri for r in relations for iri in (r.source, r.target)}
    return Network([node(iri) for iri in iris], relations, "klein")


@pytest.fixture(scope="module")
def kassel(graph: Graph) -> Network:
    return build(graph, area="https://w3id.org/integraph/id/gebiet/06611000", on=dt.date(2025, 1, 1))


@pytest.fixture(scope="module")
def germany(graph: Graph) -> Network:
    return integraph.Session(graph).network(on=ON)


def test_actors_are_tied_by_relations_and_by_tasks_they_share() -> None:
    found = small(
        responsible("k", "t1", "Ausführung"),
        responsible("l", "t1", "Finanzierung"),
        tie("k", "n"),
        tie("l", "k", "funding"),
    )
    assert {frozenset(pair) for pair in found.ties.edges} == {frozenset("kl"), frozenset("kn")}
    assert found.ties.edges["k", "l"]["weight"] == 2
    assert found.ties.edges["k", "l"]["kinds"] == "funding, shared task"
    assert "t1" not in found.ties
    assert "t1" not in found.directed


def test_a_shared_task_ties_only_where_both_statements_hold() -> None:
    relations = [
        responsible("k", "t1", "Ausführung", territory="he"),
        responsible("m", "t1", "Ausführung", territory="by"),
        responsible("b", "t1", "Gesetzgebung", territory="de"),
    ]
    nodes = [node(iri) for iri in ("k", "m", "b", "t1")]
    found = Network(nodes, relations, "x", lambda outer, inner: (outer, inner) in {("de", "he"), ("de", "by")})
    assert {frozenset(pair) for pair in found.ties.edges} == {frozenset("kb"), frozenset("mb")}


def test_measures_follow_their_definitions() -> None:
    found = measures(
        small(
            responsible("k", "t1", "Ausführung", "pflichtig"),
            responsible("l", "t1", "Finanzierung"),
            responsible("b", "t1", "Gesetzgebung"),
            responsible("k", "t2", "Ausführung", "freiwillig"),
            responsible("m", "t2", "Finanzierung"),
            responsible("n", "t3", "Ausführung"),
            tie("l", "k", "supervision"),
            tie("k", "m"),
            tie("b", "k", "funding"),
            tie("x", "k"),
        )
    )
    assert found["tasks"] == 3
    assert found["actors"] == 6
    assert found["actorsPerTask"] == 2
    assert found["levelsPerTask"] == round((3 + 1 + 0) / 3, 6)
    assert found["interlockedShare"] == round(1 / 3, 6)
    assert found["allLevelsShare"] == round(1 / 3, 6)
    assert found["splitFundingShare"] == 0.5
    assert found["splitRuleShare"] == 1
    assert found["nonStateShare"] == round(1 / 3, 6)
    assert found["mandatoryShare"] == 0.5
    assert found["eiIndex"] == round((2 - 1) / 3, 6)  # x has no level and does not count
    assert found["components"] == 2


@pytest.mark.parametrize(("edges", "expected"), [("ka kb kc kd", 1.0), ("ab bc cd da", 0.0)])
def test_a_star_is_wholly_centralised_and_a_ring_is_not(edges: str, expected: float) -> None:
    assert measures(small(*(tie(pair[0], pair[1]) for pair in edges.split())))["centralisation"] == expected


def test_shares_of_nothing_are_undefined_and_not_zero() -> None:
    found = measures(small())
    assert found["tasks"] == 0
    assert [found[name] for name in ("interlockedShare", "density", "centralisation", "eiIndex")] == [None] * 4


def test_centralities_are_those_of_the_literature() -> None:
    found = {row["iri"]: row for row in centralities(small(tie("a", "b"), tie("b", "c"), tie("c", "d"), tie("e", "e")))}
    assert found["b"]["betweenness"] == round(2 / 6, 6)
    assert found["a"]["degree"] == 1
    assert (found["e"]["degree"], found["e"]["constraint"]) == (0, None)


def test_the_constraint_equals_that_of_networkx() -> None:
    letters = [tie(pair[0], pair[1]) for pair in ("ab", "ac", "bc", "cd", "de", "ea", "bd", "fb")]
    network = small(*letters, tie("a", "b", "funding"))
    expected = nx.constraint(network.ties, weight="weight")
    assert {row["iri"]: row["constraint"] for row in centralities(network)} == {
        iri: round(value, 6) for iri, value in expected.items()
    }


@pytest.mark.parametrize(
    ("chain", "role"),
    [
        ("kmo", "coordinator"),
        ("lkp", "consultant"),
        ("lkm", "gatekeeper"),
        ("kml", "representative"),
        ("bkl", "liaison"),
    ],
)
def test_brokers_have_the_roles_of_gould_and_fernandez(chain: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LEVELS, "o", "kommune")
    monkeypatch.setitem(LEVELS, "p", "land")
    one, broker, other = tuple(chain)
    (row,) = brokerage(small(tie(one, broker), tie(broker, other)))
    assert (row["iri"], row[role], row["total"]) == (broker, 1, 1)
    assert len(brokerage(small(tie(one, broker), tie(broker, other), tie(one, other)))) == 0


def test_distance_is_the_shortest_chain_and_prefers_strong_ties() -> None:
    network = small(tie("a", "b"), tie("b", "d"), tie("a", "c"), tie("c", "d"), tie("c", "d", "funding"), tie("e", "e"))
    steps = distance(network, "A", "d")
    assert [(row["from"], row["to"]) for row in steps] == [("A", "C"), ("C", "D")]
    assert len(distance(network, "a", "e")) == len(distance(network, "a", "a")) == 0
    with pytest.raises(UnknownActor, match="kommt in diesem Netz nicht vor"):
        distance(network, "a", "niemand")


def test_communities_part_two_cliques() -> None:
    cliques = [tie(a, b) for group in ("abcd", "efgh") for a in group for b in group if a < b]
    found = communities(small(*cliques, tie("a", "e")))
    groups = {frozenset(r["iri"] for r in found if r["community"] == n) for n in (1, 2)}
    assert groups == {frozenset("abcd"), frozenset("efgh")}


def test_a_city_state_counts_as_a_land_and_kreis_with_gemeinde() -> None:
    base = "https://w3id.org/integraph/scheme/level/"
    assert level_of([base + "gemeinde", base + "kreis", base + "land"]) == "land"
    assert level_of([base + "kreis"]) == level_of([base + "gemeinde"]) == "kommune"
    assert level_of([]) == ""


def test_responsibilities_of_a_place_are_the_answers_of_who(graph: Graph, kassel: Network) -> None:
    resolver = Resolver(graph)
    task = resolver.lookup.task("Unterbringung")
    rows = resolver.resolve(task, resolver.lookup.area("Kassel"), ON).rows
    edges = [r for r in kassel.relations if r.kind == "responsibility" and r.task == task]
    assert {r.statement for r in edges} == {row.statements[0].iri for row in rows}
    assert {(r.type, r.obligation) for r in edges} == {
        (row.role.label, row.obligation.label if row.obligation else "") for row in rows
    }


def test_kinds_of_body_become_the_bodies_of_the_place(kassel: Network, germany: Network) -> None:
    assert kassel.find("Kassel").sort == "territory"
    assert kassel.find("Hessen").level == "land"
    assert "https://w3id.org/integraph/scheme/body-kind/land" not in kassel.nodes
    assert germany.nodes["https://w3id.org/integraph/scheme/body-kind/land"].sort == "kind"
    assert not any(n.label in ("Nordrhein-Westfalen", "Bayern") for n in kassel.actors)


def test_every_relation_rests_on_a_statement_of_the_status_quo(graph: Graph, germany: Network) -> None:
    known = {
        row["s"].value for row in graph.select("SELECT ?s { ?s a ig:StatusQuoStatement ; ig:polarity ig:asserted }")
    }
    assert {relation.kind for relation in germany.relations} == set(KINDS)
    assert {relation.statement for relation in germany.relations} <= known


def test_mutual_relations_stand_in_both_directions(germany: Network) -> None:
    mutual = {(r.source, r.target, r.statement) for r in germany.relations if r.mutual}
    assert mutual
    assert {(target, source, statement) for source, target, statement in mutual} == mutual


def test_kinds_can_be_chosen_and_wrong_ones_are_named(graph: Graph) -> None:
    only = build(graph, ["supervision"])
    assert {r.kind for r in only.relations} == {"supervision"}
    with pytest.raises(UnknownKind, match="responsibility, supervision, funding, cooperation"):
        build(graph, ["geld"])


def test_a_date_before_all_programmes_leaves_out_what_began_later(graph: Graph) -> None:
    early, late = (build(graph, ["funding"], on=dt.date(year, 1, 1)) for year in (1950, 2024))
    dated = {r.statement for r in late.relations if r.start}
    assert dated
    assert dated.isdisjoint({r.statement for r in early.relations})


def test_a_scenario_changes_the_network(graph: Graph) -> None:
    reformed = scenario(graph, "s0-pflichtige-selbstverwaltungsaufgabe")
    area = "https://w3id.org/integraph/id/gebiet/06611000"
    both = {name: build(g, area=area, on=dt.date(2025, 1, 1)) for name, g in (("heute", graph), ("Szenario", reformed))}
    table = compare(both)
    assert table.columns == ("measure", "text", "heute", "Szenario")
    row = next(row for row in table if row["measure"] == "mandatoryShare")
    assert isinstance(row["heute"], float)
    assert isinstance(row["Szenario"], float)
    assert row["Szenario"] > row["heute"]
    assert table["measure"] == list(MEASURES)


@pytest.mark.parametrize("ending", ["graphml", "gexf", "json"])
def test_export_holds_all_nodes_and_relations(kassel: Network, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"netz.{ending}"
    kassel.write(path)
    if ending == "json":
        found = json.loads(path.read_text(encoding="utf-8"))
        assert len(found["nodes"]) == len(kassel.nodes)
        assert {r["statement"] for r in found["relations"]} == {r.statement for r in kassel.relations}
    else:
        read = nx.read_graphml(path, force_multigraph=True) if ending == "graphml" else nx.read_gexf(path)
        assert set(read.nodes) == set(kassel.nodes)
        assert read.number_of_edges() == len(kassel.relations)
        assert {data["statement"] for _, _, data in read.edges(data=True)} == {r.statement for r in kassel.relations}
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_ending_is_refused_before_anything_is_written(kassel: Network, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.graphml, \.gexf und \.json"):
        kassel.write(tmp_path / "netz.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_results_are_the_same_in_every_process(tmp_path: Path) -> None:
    code = (
        "import sys, integraph, integraph.networks as n\n"
        "net = integraph.network(['supervision', 'funding', 'cooperation'], on='2025-01-01')\n"
        "for end in ('graphml', 'gexf', 'json'): net.write(sys.argv[1] + '.' + end)\n"
        "for table in (n.centralities(net), n.communities(net), n.brokerage(net)): print(table.to_csv())\n"
    )
    digests = set()
    for seed in ("1", "2"):
        stem = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code, str(stem)]
        out = subprocess.run(command, capture_output=True, check=True, env=environment).stdout
        files = b"".join(stem.with_suffix(f".{end}").read_bytes() for end in ("graphml", "gexf", "json"))
        assert len(out) > 1000
        digests.add(hashlib.sha256(out + files).hexdigest())
    assert len(digests) == 1


def test_the_guide_defines_every_measure_and_kind() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    names = [*MEASURES, *KINDS, "betweenness", "closeness", "constraint", "gatekeeper", "liaison"]
    assert [name for name in names if f"`{name}`" not in guide] == []


def test_examples_of_the_guide_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(block, str(GUIDE), "exec"), names)  # noqa: S102
    assert "interlockedShare" in capsys.readouterr().out
    assert (tmp_path / "kassel.graphml").is_file()


def test_the_command_line_shows_measures_actors_ways_and_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    exits(["network", "--in", "Kassel", "--on", ON, "--format", "json"], 0)
    found = {row["measure"]: row["Kassel"] for row in json.loads(capsys.readouterr().out)}
    assert set(found) == set(MEASURES)
    exits(["network", "--in", "Kassel", "--actors", "--format", "csv", "--on", ON], 0)
    assert capsys.readouterr().out.startswith("actor,level,degree")
    exits(["network", "--in", "Kassel", "--between", "Kassel", "--between", "Hessen", "--on", ON], 0)
    exits(["network", "--in", "Kassel", "-o", str(tmp_path / "k.json"), "--kind", "funding"], 0)
    assert {r["kind"] for r in json.loads((tmp_path / "k.json").read_text(encoding="utf-8"))["relations"]} == {
        "funding"
    }
    capsys.readouterr()
    exits(["network", "--kind", "geld"], 2)
    assert "Es gibt: responsibility" in capsys.readouterr().err
    exits(["network", "--actors", "--brokers"], 2)
    exits(["network", "--between", "Kassel"], 2)
    exits(["network", "--in", "Kassel", "--in", "Hessen", "--actors"], 2)
    exits(["network", "--in", "Kassel", "-o", str(tmp_path / "k.xlsx")], 2)
    assert "Traceback" not in capsys.readouterr().err


def exits(arguments: list[str], code: int) -> None:
    try:
        main(arguments)
        found: object = 0
    except SystemExit as exit_:
        found = exit_.code
    assert found == code
