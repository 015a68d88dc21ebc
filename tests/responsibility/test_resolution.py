"""Each rule of the resolution, seen by itself in a small made-up federation (world.ttl)."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from integraph.build import Roots
from integraph.namespaces import NAMESPACES
from integraph.paths import ONTOLOGY
from integraph.responsibility import AmbiguousName, Answer, Resolver, UnknownName
from integraph.responsibility.answer import Considered, Thing
from integraph.responsibility.chain import KIND
from integraph.responsibility.lookup import Lookup
from integraph.responsibility.timeline import timeline
from integraph.store import Graph

HERE = Path(__file__).parent
ON = dt.date(2024, 6, 1)


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    data, shapes = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("shapes")
    shutil.copy(HERE / "world.ttl", data / "world.ttl")
    return Resolver(Graph.from_roots(Roots(ontology=ONTOLOGY, data=data, shapes=shapes)))


def ask(resolver: Resolver, task: str, area: str, on: dt.date = ON, **more: str) -> Answer:
    return resolver.who(task, area, on, **more)


def holders(answer: Answer) -> list[tuple[str, str]]:
    return [(row.holder.label, row.certainty.iri.rsplit("/", 1)[-1]) for row in answer.rows]


def why(answer: Answer, statement: str) -> tuple[str, str]:
    return next((c.fate, c.why) for c in answer.considered if c.statement.iri.endswith("/" + statement))


def test_kind_that_fits_two_levels_yields_both_and_leaves_the_level_open(resolver: Resolver) -> None:
    answer = ask(resolver, "Alles", "Audorf")
    assert holders(answer) == [("Audorf", "nur-ebene"), ("Landkreis Auen", "nur-ebene")]
    assert "lässt die Ebene offen" in answer.rows[0].reason["de"]


def test_city_that_is_both_kreis_and_gemeinde_is_one_holder(resolver: Resolver) -> None:
    assert holders(ask(resolver, "Alles", "Großau")) == [("Großau", "belegt")]
    assert holders(ask(resolver, "Alles", "Stadtland")) == [("Stadtland", "belegt")]


def test_statement_on_a_broader_task_answers_and_says_so(resolver: Resolver) -> None:
    answer = ask(resolver, "Wohnen", "Stadtland")
    assert holders(answer) == [("Stadtland", "abgeleitet")]
    assert answer.rows[0].task.label == "Alles"
    assert "wozu „Wohnen“ gehört" in answer.rows[0].reason["de"]


def test_narrower_task_in_a_deeper_territory_beats_the_general_statement(resolver: Resolver) -> None:
    answer = ask(resolver, "Wohnen", "Audorf")
    assert holders(answer) == [("Landkreis Auen", "belegt")]
    assert [o.label for o in answer.rows[0].overrides] == ["Kommunen machen alles."]
    assert why(answer, "alles-kommunen")[0] == "beaten"


def test_kind_picks_the_body_that_the_place_has(resolver: Resolver) -> None:
    assert holders(ask(resolver, "Wohnen", "Großau")) == [("Großau", "belegt")]
    assert holders(ask(resolver, "Wohnen", "Landkreis Auen")) == [("Landkreis Auen", "belegt")]


def test_practice_that_names_who_keeps_the_duty_it_does_not_speak_of(resolver: Resolver) -> None:
    (row,) = ask(resolver, "Wohnen", "Großau").rows
    assert row.statements[0].label == "In Großau wohnt die Stadt selbst."
    assert row.obligation
    assert row.obligation.label == "pflichtig"


def test_condition_that_is_not_met_drops_out_with_its_figures(resolver: Resolver) -> None:
    answer = ask(resolver, "Beirat", "Audorf")
    assert [row.bindingness and row.bindingness.label for row in answer.rows] == ["kann"]
    fate, reason = why(answer, "rat-muss")
    assert fate == "left out"
    assert "900" in reason
    assert "1.000" in reason


def test_condition_that_is_met_beats_the_permission_it_overrides(resolver: Resolver) -> None:
    answer = ask(resolver, "Beirat", "Großau")
    (row,) = answer.rows
    assert row.bindingness
    assert row.bindingness.label == "muss"
    assert row.conditions[0].state == "met"
    assert row.certainty.label == "belegt"


def test_figure_near_its_threshold_is_not_certain(resolver: Resolver) -> None:
    (row,) = ask(resolver, "Beirat", "Austadt").rows
    assert row.conditions[0].near
    assert row.certainty.iri.endswith("abgeleitet")


def test_condition_without_figure_is_open_and_names_the_alternative(resolver: Resolver) -> None:
    area = "https://w3id.org/integraph/id/gebiet/90003001"
    (row,) = resolver.resolve(resolver.lookup.task("Beirat"), area, ON.isoformat()).rows
    assert row.conditions[0].state == "open"
    assert row.certainty.label == "abgeleitet"
    assert [a.text for a in row.alternatives] == ["Gemeinden können einen Beirat haben."]
    assert "ab 1.000" in row.alternatives[0].condition


def test_each_holder_has_the_kind_that_led_to_it(resolver: Resolver) -> None:
    rows = ask(resolver, "Gemischtes", "Großau").rows
    assert {row.holder.label: row.holder_kind and row.holder_kind.label for row in rows} == {
        "Großau": "Kommune",
        "Musterland": None,
        "Verein": "Verein",
    }


def test_one_of_many_does_not_stand_for_its_kind(resolver: Resolver) -> None:
    answer = ask(resolver, "Fachliches", "Audorf")
    assert holders(answer) == [("Landkreis Auen", "nur-ebene")]
    assert "ist nicht namentlich bekannt" in answer.rows[0].reason["de"]


@pytest.mark.parametrize(
    ("year", "found"),
    [
        (2019, ("Jugendamt Auen", "belegt")),
        (2020, ("Landkreis Auen", "nur-ebene")),
        (2021, ("Amt für junge Menschen Auen", "belegt")),
    ],
)
def test_of_two_that_followed_each_other_the_one_of_the_date_is_meant(
    resolver: Resolver, year: int, found: tuple[str, str]
) -> None:
    assert holders(ask(resolver, "Junges", "Audorf", dt.date(year, 6, 1))) == [found]


def test_the_time_line_shows_a_succession(resolver: Resolver) -> None:
    task, area = resolver.lookup.task("Junges"), resolver.lookup.area("Audorf")
    found = [(p.start and p.start.isoformat(), p.answer.rows[0].holder.label) for p in timeline(resolver, task, area)]
    assert found == [
        (None, "Jugendamt Auen"),
        ("2020-01-01", "Landkreis Auen"),
        ("2021-01-01", "Amt für junge Menschen Auen"),
    ]


def test_a_part_is_never_more_than_the_whole_of_which_there_is_a_figure(resolver: Resolver) -> None:
    answer = ask(resolver, "Gremium", "Audorf")
    assert (
        Considered(
            Thing(
                f"{NAMESPACES['zu']}gremium-muss",
                "Kommunen, in denen viele Zugezogene leben, müssen ein Gremium haben.",
            ),
            "left out",
            "für Audorf: Bedingung nicht erfüllt: ab 1.000 Zugezogene "
            "(Bevölkerung insgesamt 900 (2024-12-31), Schwelle 1.000)",
        )
        in answer.considered
    )
    assert [row.conditions[0].state for row in ask(resolver, "Gremium", "Großau").rows] == ["open"]


def test_a_condition_that_only_some_holders_fail_leaves_the_others(resolver: Resolver) -> None:
    assert [row.holder.label for row in ask(resolver, "Gremium", "Audorf").rows] == ["Landkreis Auen"]
    assert [row.holder.label for row in ask(resolver, "Gremium", "Austadt").rows] == ["Austadt", "Landkreis Auen"]


def test_authority_is_named_where_the_graph_knows_it(resolver: Resolver) -> None:
    assert holders(ask(resolver, "Amtliches", "Audorf")) == [("Ausländerbehörde Auen", "belegt")]
    answer = ask(resolver, "Amtliches", "Großau")
    assert holders(answer) == [("Großau", "nur-ebene")]
    assert answer.rows[0].holder_kind
    assert answer.rows[0].holder_kind.label == "Ausländerbehörde"


def test_body_of_the_municipal_level_leaves_open_whether_gemeinde_or_kreis(resolver: Resolver) -> None:
    answer = ask(resolver, "Vertretung", "Audorf")
    council = [r for r in answer.rows if r.holder_kind and r.holder_kind.label == "Kommunalvertretung"]
    assert [(r.holder.label, r.certainty.label) for r in council] == [
        ("Audorf", "nur Ebene"),
        ("Landkreis Auen", "nur Ebene"),
    ]
    (row,) = [r for r in ask(resolver, "Vertretung", "Großau").rows if r.level and r.level.label == "Gemeinde"]
    assert "„Kommunalvertretung“" in row.reason["de"]


def test_a_kind_that_only_a_landkreis_has_yields_nothing_in_a_kreisfreie_stadt(resolver: Resolver) -> None:
    def found(area: str) -> list[str]:
        chain = resolver.geography.chain(resolver.lookup.area(area))
        return [holder.label for holder in chain.resolve([KIND + "landrat"], None)]

    assert found("Audorf") == ["Landkreis Auen"]
    assert found("Großau") == []
    assert {r.holder_kind.label for r in ask(resolver, "Vertretung", "Großau").rows if r.holder_kind} == {
        "Kommunalvertretung"
    }


def test_reason_names_the_kind_by_which_the_holder_was_found(resolver: Resolver) -> None:
    for row in ask(resolver, "Vertretung", "Audorf").rows:
        assert row.holder_kind
        assert f"„{row.holder_kind.label}“" in row.reason["de"]


def test_body_that_is_named_stands_for_its_kind(resolver: Resolver) -> None:
    (row,) = ask(resolver, "Gesetzliches", "Audorf").rows
    assert row.holder_kind is None


def test_bodies_below_the_place_stay_a_kind(resolver: Resolver) -> None:
    assert holders(ask(resolver, "Beirat", "Musterland")) == [("Gemeinde", "nur-ebene")]
    assert holders(ask(resolver, "Amtliches", "Musterland")) == [("Ausländerbehörde", "nur-ebene")]
    assert holders(ask(resolver, "Gruppenweise", "Landkreis Auen", target_group="EU-Zugewanderte")) == [
        ("Gemeinde", "nur-ebene")
    ]


def test_answer_depends_on_the_date(resolver: Resolver) -> None:
    assert holders(ask(resolver, "Zeitliches", "Audorf", dt.date(2011, 12, 31))) == [("Musterland", "belegt")]
    assert holders(ask(resolver, "Zeitliches", "Audorf", dt.date(2012, 1, 1))) == [("Bundesrepublik", "belegt")]


def test_statement_without_a_start_begins_with_the_law_that_it_rests_on(resolver: Resolver) -> None:
    assert holders(ask(resolver, "Gesetzliches", "Audorf", dt.date(2015, 7, 1))) == [("Musterland", "belegt")]
    answer = ask(resolver, "Gesetzliches", "Audorf", dt.date(2015, 6, 30))
    assert answer.rows == []
    assert why(answer, "gesetzliches") == ("left out", "gilt nicht am 30.06.2015 (Geltung 01.07.2015 bis …)")


def test_time_line_has_one_period_an_answer(resolver: Resolver) -> None:
    task, area = resolver.lookup.task("Zeitliches"), resolver.lookup.area("Audorf")
    periods = timeline(resolver, task, area)
    assert [(p.start, p.end) for p in periods] == [(None, dt.date(2011, 12, 31)), (dt.date(2012, 1, 1), None)]


def test_demand_is_no_answer_and_denial_is_kept_as_denial(resolver: Resolver) -> None:
    answer = ask(resolver, "Geplantes", "Audorf")
    assert answer.rows == []
    assert [statement.label for statement, _ in answer.denied] == ["Das Land plant nicht."]
    assert "kein Status quo" in why(answer, "plan-wunsch")[1]


def test_silence_is_said_as_silence(resolver: Resolver) -> None:
    answer = ask(resolver, "Verschwiegenes", "Audorf")
    assert answer.rows == []
    assert answer.note
    assert "Keine Aussage in den Quellen" in answer.note
    assert len(answer.silent) == len(resolver.knowledge.roles)


def test_statement_about_one_group_leaves_the_general_one_standing(resolver: Resolver) -> None:
    assert len(ask(resolver, "Gruppenweise", "Audorf").rows) == 2
    assert holders(ask(resolver, "Gruppenweise", "Audorf", target_group="EU-Zugewanderte")) == [("Audorf", "belegt")]


def test_contradiction_is_shown_as_disputed(resolver: Resolver) -> None:
    answer = ask(resolver, "Strittiges", "Audorf")
    assert {certainty for _, certainty in holders(answer)} == {"umstritten"}
    assert len(answer.rows) == 2


def test_role_narrows_the_question(resolver: Resolver) -> None:
    answer = ask(resolver, "Alles", "Audorf", role="Finanzierung")
    assert answer.rows == []
    assert [r.label for r in answer.silent] == ["Finanzierung"]


@pytest.mark.parametrize("text", ["Großau", "grossau", "GROSSAU", "90002000", "90002", "geb:90002000"])
def test_place_is_found_however_it_is_written(resolver: Resolver, text: str) -> None:
    assert resolver.lookup.area(text).endswith("/90002000")


def test_ambiguous_place_gets_its_candidates(resolver: Resolver) -> None:
    with pytest.raises(AmbiguousName, match="90003001") as error:
        resolver.lookup.area("Neuenau")
    assert len(error.value.candidates) == 2


def test_a_key_that_lost_its_zero_is_not_guessed_but_suggested(graph: Graph) -> None:
    with pytest.raises(UnknownName) as failed:
        Lookup(graph).area("6611000")
    [candidate] = failed.value.candidates
    assert str(candidate) == "Kassel (Kreisfreie Stadt, Regierungsbezirk Kassel, Hessen)"


def test_unknown_names_get_the_nearest(resolver: Resolver) -> None:
    with pytest.raises(UnknownName, match="Audorf"):
        resolver.lookup.area("Aufdorf")
    with pytest.raises(UnknownName, match="Wohnen"):
        resolver.lookup.task("Wonen")


@pytest.mark.parametrize("text", ["", "   ", "12", "999999999", "\x00", "x" * 10_000])
def test_nonsense_is_refused_without_a_traceback(resolver: Resolver, text: str) -> None:
    with pytest.raises(UnknownName):
        resolver.lookup.area(text)
