"""Answers beside each other: profiles, scenarios, gaps and overlaps."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from integraph.build import Roots
from integraph.paths import ONTOLOGY
from integraph.responsibility import Answer, Resolver
from integraph.responsibility.diff import diff, municipalities
from integraph.responsibility.gaps import gaps
from integraph.responsibility.profiles import Profiler
from integraph.store import Graph

HERE = Path(__file__).parent
ON = "2024-06-01"
OVERLAY = """
@prefix ig: <https://w3id.org/integraph/ontology#> .
@prefix zu: <https://w3id.org/integraph/id/zustaendigkeit/> .
@prefix vor: <https://w3id.org/integraph/id/vorschlag/> .
@prefix aufg: <https://w3id.org/integraph/id/aufgabe/> .
@prefix geb: <https://w3id.org/integraph/id/gebiet/> .
@prefix kind: <https://w3id.org/integraph/scheme/body-kind/> .
@prefix level: <https://w3id.org/integraph/scheme/level/> .
@prefix role: <https://w3id.org/integraph/scheme/role/> .
@prefix bind: <https://w3id.org/integraph/scheme/bindingness/> .
@prefix mod: <https://w3id.org/integraph/scheme/modality/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
vor:beirat-fuer-alle-ueberlagerung a ig:Overlay ; rdfs:label "Beirat für alle"@de ; ig:adds zu:rat-immer ;
    ig:ends zu:rat-kann , zu:rat-muss .
zu:rat-immer a ig:Responsibility ; rdfs:label "Alle Gemeinden müssen einen Beirat haben."@de ; ig:task aufg:rat ;
    ig:role role:ausfuehrung ; ig:holderType kind:gemeinde ; ig:level level:gemeinde ; ig:bindingness bind:muss ;
    ig:appliesIn geb:90 ; ig:modality mod:geltendes-recht ; ig:polarity ig:asserted .
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    data, shapes = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("shapes")
    shutil.copy(HERE / "world.ttl", data / "world.ttl")
    (data / "vorschlaege").mkdir()
    (data / "vorschlaege" / "beirat.ttl").write_text(OVERLAY, encoding="utf-8")
    return Graph.from_roots(Roots(ontology=ONTOLOGY, data=data, shapes=shapes))


def test_scenario_changes_answers_and_leaves_today_alone(world: Graph) -> None:
    today, then = Resolver(world), Resolver(world.scenario(*world.overlay_names()))
    changes = {area.label: change for change in diff(today, then, ON) for area in change.areas}
    assert "Audorf" in changes
    assert "Stadtland" not in changes
    assert [[c.label for c in line.conditions] for line in changes["Großau"].gone] == [["ab 1.000 Einwohner:innen"]]
    assert [line.conditions for line in changes["Großau"].new] == [()]
    audorf = changes["Audorf"]
    assert [line.bindingness and line.bindingness.label for line in audorf.gone] == ["kann"]
    assert [line.bindingness and line.bindingness.label for line in audorf.new] == ["muss"]
    assert then.who("Beirat", "Audorf").scenario
    assert today.who("Beirat", "Audorf").scenario == []
    assert {row.statements[0].label for row in today.who("Beirat", "Audorf").rows} == {
        "Gemeinden können einen Beirat haben."
    }


def test_gap_is_a_role_nobody_holds_and_overlap_one_that_several_hold(world: Graph) -> None:
    resolver = Resolver(world)
    found = {(f.kind, f.task.label, f.role.label) for f in gaps(resolver, resolver.lookup.area("Audorf"), ON) if f.role}
    assert ("gap", "Beirat", "Finanzierung") in found
    assert ("overlap", "Strittiges", "Ausführung") in found
    assert ("gap", "Beirat", "Ausführung") not in found
    assert not any(task == "Verschwiegenes" for _, task, _ in found)


def reduced(answer: Answer, renaming: dict[str, str]) -> list[tuple[object, ...]]:
    return sorted(
        (
            row.role.iri,
            renaming.get(row.holder.iri, row.holder.iri),
            row.certainty.iri,
            row.obligation.iri if row.obligation else "",
            tuple(c.state for c in row.conditions),
            tuple(s.iri for s in row.statements),
        )
        for row in answer.rows
    )


def test_one_answer_of_a_profile_stands_for_all_its_municipalities(graph: Graph) -> None:
    resolver, by_itself = Resolver(graph), Resolver(graph)
    resolver.geography.load_all()
    areas = municipalities(graph)
    assert len(areas) == 10_751
    profiles = Profiler(resolver).sort(areas)
    assert len(profiles) < len(areas) / 10
    dice = random.Random(7)  # noqa: S311 - a fixed sample
    tasks = [t for t in resolver.knowledge.tasks if t in resolver.knowledge.by_task]
    for profile in dice.sample(profiles, 25):
        member, task = dice.choice(profile.members), dice.choice(tasks)
        ours = resolver.resolve(task, profile.representative.area, ON)
        theirs = by_itself.resolve(task, member.area, ON)
        assert reduced(ours, profile.renaming(member)) == reduced(theirs, {})


def test_reform_option_of_the_sources_moves_the_integrationskurse_to_the_laender(graph: Graph) -> None:
    today, then = Resolver(graph), Resolver(graph.scenario("s0-integrationskurse-zu-den-laendern"))
    changes = diff(today, then, ON, [today.lookup.area("Kassel")])
    courses = next(change for change in changes if change.task.label == "Integrationskurse")
    moved = {(line.role.label, line.holder.label) for line in courses.new}
    assert ("Koordination", "Hessen") in moved
    assert ("Koordination", "Bundesamt für Migration und Flüchtlinge") in {
        (line.role.label, line.holder.label) for line in courses.gone
    }


def test_selection_is_the_one_the_published_query_makes(graph: Graph) -> None:
    resolver = Resolver(graph)
    query = (Path(__file__).parents[2] / "queries" / "responsibility" / "in-reach.rq").read_text(encoding="utf-8")
    for name, place in (("Integrationsbeirat", "Marburg"), ("Unterbringung", "Berlin"), ("Integrationskurse", "Essen")):
        task, area = resolver.lookup.task(name), resolver.lookup.area(place)
        selected = {row["statement"].value for row in graph.select(query, task=task, area=area)}
        chain = resolver.geography.chain(area)
        assert selected == {fact.iri for fact in resolver.knowledge.in_reach(task, chain.iris)}
        assert selected
