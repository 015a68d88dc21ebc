"""Scenarios of one's own, and overlays that cannot hold together."""

from __future__ import annotations

from pathlib import Path

import pytest

from integraph.build import DataError
from integraph.responsibility import ContradictingOverlays, Resolver, UnusableOverlay, scenario
from integraph.responsibility.diff import diff
from integraph.responsibility.scenario import TEMPLATE, known, other_changes
from integraph.store import Graph, UnknownOverlay

ON = "2026-01-01"
FULDA = "06631"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mein-fall.ttl"
    path.write_text(TEMPLATE.format(name="mein-fall", year=2026), encoding="utf-8")
    return path


def variant(own: Path, name: str, *replacements: tuple[str, str]) -> Path:
    text = own.read_text(encoding="utf-8").replace("mein-fall", name)
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path = own.with_name(f"{name}.ttl")
    path.write_text(text, encoding="utf-8")
    return path


def test_the_template_is_a_usable_scenario_that_leaves_the_status_quo_alone(graph: Graph, own: Path) -> None:
    before = len(graph.store)
    then = Resolver(scenario(graph, str(own)))
    today = Resolver(graph)
    area = today.lookup.area(FULDA)
    (change,) = diff(today, then, ON, [area])
    assert {line.obligation.label for line in change.gone if line.obligation} == {"freiwillig"}
    duty = next(r for r in then.resolve(change.task.iri, area, ON).rows if not r.conditions and r.obligation)
    assert duty.obligation is not None
    assert (duty.obligation.label, duty.certainty.label, duty.evidence) == ("pflichtig", "abgeleitet", [])
    assert "Das Szenario nimmt an" in duty.reason["de"]
    assert "assumption of the scenario" in duty.reason["en"]
    assert len(graph.store) == before
    assert today.resolve(change.task.iri, area, ON).scenario == []


def test_a_file_and_a_reform_option_combine(graph: Graph, own: Path) -> None:
    both = scenario(graph, "s0-planungsauftrag", str(own))
    assert [iri.rsplit("/", 1)[-1] for iri in both.overlays] == ["s0-planungsauftrag", "mein-fall"]
    rows = Resolver(both).who("Integrationskonzept", FULDA).rows
    assert "pflichtige Selbstverwaltungsaufgabe" in {row.obligation.label for row in rows if row.obligation}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("a ig:Overlay", "a ig:Proposal", "genau eine Überlagerung"),
        ("ig:role role:ausfuehrung ;", "", "Rolle"),
        ("ig:ends zu:s3-he-auslaenderbeirat-landkreis", "ig:ends zu:gibt-es-nicht", "beendet"),
        ("ek:annahme-eines-szenarios", "ek:rechtstext", "Beleg"),
        ("zu:mein-fall-1", "zu:s3-he-auslaenderbeirat-landkreis", "steht schon im Graphen"),
    ],
)
def test_an_unusable_file_is_refused_with_the_reason(graph: Graph, own: Path, old: str, new: str, message: str) -> None:
    broken = variant(own, "mein-fall", (old, new))
    with pytest.raises(UnusableOverlay, match=message):
        scenario(graph, str(broken))


def test_broken_turtle_and_unknown_names_say_where_and_what(graph: Graph, own: Path) -> None:
    broken = variant(own, "kaputt", ("a ig:Overlay ;", "a ig:Overlay ; ;;"), ("@de ;", "@@de ;"))
    with pytest.raises(DataError) as failure:
        scenario(graph, str(broken))
    assert failure.value.line > 10
    with pytest.raises(DataError):
        scenario(graph, str(own.with_name("gibt-es-nicht.ttl")))
    with pytest.raises(UnknownOverlay):
        scenario(graph, "nix")


def test_different_duties_for_the_same_holder_contradict(graph: Graph, own: Path) -> None:
    other = variant(own, "anders", ("obl:pflichtig ", "obl:freiwillig "), ("bind:muss", "bind:kann"))
    with pytest.raises(ContradictingOverlays, match="verschiedene Pflicht"):
        scenario(graph, str(own), str(other))
    elsewhere = variant(own, "anderswo", ("geb:06 , geb:16", "geb:09"), ("obl:pflichtig ", "obl:freiwillig "))
    assert len(scenario(graph, str(own), str(elsewhere)).overlays) == 2


def test_different_holders_in_place_of_the_same_statement_contradict(graph: Graph, own: Path) -> None:
    other = variant(own, "land", ("kind:landkreis", "kind:land"), ("level:kreis", "level:land"))
    with pytest.raises(ContradictingOverlays, match="verschiedenen Stellen"):
        scenario(graph, str(own), str(other))


def test_ending_what_another_adds_contradicts(graph: Graph, own: Path) -> None:
    added = next(
        iter(
            Resolver(graph.scenario("s0-planungsauftrag")).knowledge.facts.keys()
            - Resolver(graph).knowledge.facts.keys()
        )
    )
    slug = added.rsplit("/", 1)[-1]
    with pytest.raises(UnusableOverlay, match="beendet"):  # it is not part of the status quo
        scenario(graph, str(variant(own, "gegen", ("zu:s3-he-auslaenderbeirat-landkreis", f"zu:{slug}"))))


def test_every_overlay_of_the_graph_holds_by_itself_and_changes_something(graph: Graph) -> None:
    today = Resolver(graph)
    for overlay in known(graph):
        then = Resolver(scenario(graph, overlay.name))
        changed = then.knowledge.facts != today.knowledge.facts
        assert changed or other_changes(then.graph), overlay.name
        assert overlay.adds + overlay.ends + len(other_changes(then.graph)) > 0
