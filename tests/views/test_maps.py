"""Maps: the classes say what the answers say, and the picture says what the table says."""

from __future__ import annotations

import dataclasses
import re

import pytest

from integraph.namespaces import NAMESPACES
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.views import choropleth, duty, figuremaps, maps, mentionmaps
from integraph.views.answermaps import DUTY, EXECUTION, answer_map
from integraph.views.naming import BODY, INDICATOR, PROGRAMME, find
from integraph.views.table import cell

from .svg import SVG, links, parsed

COUNCIL = NAMESPACES["aufg"] + "integrationsbeirat"
ON = "2024-01-01"


def classes(shown: maps.Map) -> dict[str, str]:
    return {area.key: shown.groups[area.group].text for area in shown.areas}


def test_the_duty_to_have_a_council_is_as_the_study_states_it_land_by_land(resolver: Resolver) -> None:
    found = classes(answer_map(DUTY, resolver, "laender", COUNCIL, ON))
    must = {key for key, text in found.items() if text == duty.MUST.text}
    should = {key for key, text in found.items() if text == duty.SHOULD.text}
    assert must == {"05", "06", "07"}
    assert should == {"10"}
    assert len(found) == 16
    assert {found[key] for key in found.keys() - must - should} == {duty.MAY.text}


def test_each_area_of_the_picture_leads_to_its_page_and_is_a_row_of_the_table(resolver: Resolver) -> None:
    shown = answer_map(DUTY, resolver, "laender", COUNCIL, ON)
    root = parsed(choropleth.draw(shown, lambda iri: iri.removeprefix("https://w3id.org/integraph")))
    drawn = dict(links(root))
    table = shown.table()
    assert len(drawn) == len(table.rows) == 16
    for row in table.rows:
        (place,) = row[0].things
        title = drawn[place.iri.removeprefix("https://w3id.org/integraph")]
        assert title.startswith(f"{place.label}: {row[1].plain}")


def test_all_kreise_are_drawn_and_name_the_source_of_their_boundaries(resolver: Resolver) -> None:
    shown = figuremaps.population_map(resolver, "kreise")
    text = choropleth.draw(shown, str)
    assert len(links(parsed(text))) == 400
    assert "© GeoBasis-DE / BKG" in text
    assert "dl-de/by-2-0" in text
    assert len(text) < 300_000


def test_one_land_shows_its_kreise_and_no_other(resolver: Resolver) -> None:
    shown = figuremaps.population_map(resolver, "kreise", "06")
    assert len(shown.areas) == 26
    assert {area.key[:2] for area in shown.areas} == {"06"}


def test_inhabitants_are_those_of_the_register_and_classes_are_of_like_size(resolver: Resolver) -> None:
    shown = figuremaps.population_map(resolver, "laender")
    numbers = {area.key: int(area.cells[0].plain) for area in shown.areas}
    rows = resolver.graph.select("SELECT ?key ?n { ?a ig:ags ?key ; ig:actsAtLevel level:land ; ig:population ?n }")
    assert numbers == {r["key"].value: int(r["n"].value) for r in rows if len(r["key"].value) == 2}
    sizes = [count for _, count in shown.used()]
    assert sum(sizes) == 16
    assert max(sizes) - min(sizes) <= 1
    by_class = sorted((area.group, numbers[area.key]) for area in shown.areas)
    assert [n for _, n in by_class] == sorted(numbers.values())


def test_a_figure_is_the_newest_value_and_unknown_areas_are_said_to_be_unknown(resolver: Resolver) -> None:
    indicator = find(resolver.lookup, INDICATOR, "anteil-migrationshintergrund")
    shown = figuremaps.figure_map(resolver, "kreise", indicator)
    known = [area for area in shown.areas if area.said != "kein Wert bekannt"]
    assert len(known) == 54
    assert all(area.cells[4].things and area.cells[5].things for area in known), "each value has statement and passage"
    assert all(area.said.startswith(f"{area.cells[0].text.replace('.', ',')} {area.cells[1].text} ") for area in known)
    assert shown.scale == "Anteil mit Migrationshintergrund, Prozent"
    assert {area.group for area in shown.areas if area not in known} == {len(shown.groups) - 1}


def test_a_figure_without_a_value_on_this_layer_is_refused(resolver: Resolver) -> None:
    indicator = find(resolver.lookup, INDICATOR, "flaeche")
    with pytest.raises(figuremaps.NotOnMap, match="kein Wert für Länder"):
        figuremaps.figure_map(resolver, "laender", indicator)


def test_a_programme_colours_the_land_where_it_works_and_only_that(resolver: Resolver) -> None:
    shown = mentionmaps.programme_map(resolver, "laender", find(resolver.lookup, PROGRAMME, "nw-ki"))
    assert {area.key for area in shown.areas if area.group == 0} == {"05"}


def test_a_body_of_a_land_colours_that_land(resolver: Resolver) -> None:
    ministry = find(resolver.lookup, BODY, "nw-mkffi")
    shown = mentionmaps.body_map(resolver, "laender", ministry)
    assert [area.key for area in shown.areas if area.group == 0] == ["05"]


def test_the_same_map_is_drawn_the_same(resolver: Resolver) -> None:
    first, second = (choropleth.draw(answer_map(DUTY, resolver, "laender", COUNCIL, ON), str) for _ in range(2))
    assert first == second


def test_a_name_cannot_become_markup() -> None:
    evil = Thing("https://w3id.org/integraph/id/gebiet/06", '</title><script>alert("x")</script>\x07')
    shown = maps.Map(
        "<b>",
        "&amp;",
        "laender",
        (maps.Group(mentionmaps.YES, "<i>"),),
        (maps.Area("06", evil, 0, "<u>", (cell(),)),),
        ("Klasse", ""),
    )
    text = choropleth.draw(shown, str)
    parsed(text)
    assert "<script" not in text


@pytest.mark.parametrize(
    ("obligation", "bindingness", "expected"),
    [
        (None, None, duty.UNSAID),
        ("freiwillig", None, duty.VOLUNTARY),
        ("freiwillig", "soll", duty.SHOULD),
        ("pflichtige-selbstverwaltungsaufgabe", None, duty.MUST),
        ("auftragsangelegenheit", "muss", duty.MUST),
        ("staatlich", None, duty.STATE),
        (None, "kann", duty.MAY),
    ],
)
def test_a_duty_is_as_strict_as_the_source_says(
    obligation: str | None, bindingness: str | None, expected: duty.Duty
) -> None:
    assert (
        duty.duty_of(
            NAMESPACES["obl"] + obligation if obligation else None,
            NAMESPACES["bind"] + bindingness if bindingness else None,
        )
        is expected
    )


def test_every_obligation_of_the_scheme_has_a_step_of_its_own_sort(resolver: Resolver) -> None:
    rows = resolver.graph.select("SELECT ?c { ?c skos:inScheme <https://w3id.org/integraph/scheme/obligation> }")
    steps = {r["c"].value.rsplit("/", 1)[-1]: duty.duty_of(r["c"].value, None) for r in rows}
    assert len(steps) == 7
    assert steps["freiwillig"] is duty.VOLUNTARY
    assert steps["staatlich"] is duty.STATE
    assert {step for name, step in steps.items() if name not in ("freiwillig", "staatlich")} == {duty.MUST}


def test_areas_that_share_an_answer_still_have_their_own_holders(resolver: Resolver) -> None:
    task = NAMESPACES["aufg"] + "koordination"
    shown = answer_map(DUTY, resolver, "kreise", task, ON, land="06")
    assert len(shown.areas) == 26
    for area in shown.areas:
        answer = resolver.resolve(task, area.thing.iri, ON, EXECUTION)
        assert set(area.cells[0].things) == {row.holder for row in answer.rows}
        assert shown.groups[area.group].text == duty.duty_of_answer(answer).text


def test_a_single_town_is_drawn_small_and_nothing_lies_outside_the_picture(resolver: Resolver) -> None:
    everywhere = figuremaps.population_map(resolver, "kreise")
    town = dataclasses.replace(everywhere, areas=tuple(a for a in everywhere.areas if a.key == "16055"))
    root = parsed(choropleth.draw(town, str))
    paths = [path.get("d") or "" for path in root.iter(f"{SVG}path")]
    assert len(paths) == 1, "the town, without the outline of its Land"
    x, y = (float(number) for number in re.findall(r"-?[\d.]+", paths[0])[:2])
    assert 0 <= x <= float(root.get("width") or 0)
    assert 0 <= y <= float(root.get("height") or 0)
    assert float(root.get("height") or 0) < 400
