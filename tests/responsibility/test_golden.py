"""Answers on the real graph, each checked against the text it comes from."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from integraph.responsibility import Resolver, Row
from integraph.store import Graph

with (Path(__file__).parent / "golden.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))
"""What the lines of a text say: who holds which role in a task at a place, with which duty."""
ON = dt.date(2024, 6, 1)
KASSEL, MARBURG, BERLIN = "06611000", "06534014", "11"


@pytest.fixture(scope="module")
def resolver(graph: Graph) -> Resolver:
    return Resolver(graph)


@cache
def rows(resolver: Resolver, task: str, area: str, role: str) -> list[Row]:
    return resolver.who(task, area, ON, role).rows


def passages(row: Row) -> set[tuple[str, int, int]]:
    return {(e.source.iri.rsplit("/", 1)[-1], e.first_line, e.last_line) for e in row.evidence}


S0, S3 = "kuehn-schammann-bendel", "bogumil-hafner-kastilan"


@pytest.mark.parametrize(
    ("task", "area", "role", "holder", "obligation", "passage"),
    [
        # a kreisfreie Stadt
        ("Unterbringung", KASSEL, "Ausführung", "Kassel", "pflichtig", (S0, 2, 8)),
        ("Integrationskonzept", KASSEL, "Ausführung", "Kassel", "freiwillig", (S0, 542, 542)),
        ("Koordination und Netzwerkarbeit", KASSEL, "Finanzierung", "Hessen", None, (S0, 715, 726)),
        (
            "Integrationskurse",
            KASSEL,
            "Koordination",
            "Bundesamt für Migration und Flüchtlinge",
            "staatlich",
            (S0, 380, 385),
        ),
        # a kreisangehörige Gemeinde
        ("Unterbringung", MARBURG, "Ausführung", "Marburg", "pflichtig", (S0, 2, 8)),
        ("Integrationskonzept", MARBURG, "Ausführung", "Landkreis Marburg-Biedenkopf", "freiwillig", (S0, 542, 542)),
        ("Koordination und Netzwerkarbeit", MARBURG, "Finanzierung", "Hessen", None, (S0, 715, 726)),
        (
            "Integrationskurse",
            MARBURG,
            "Koordination",
            "Bundesamt für Migration und Flüchtlinge",
            "staatlich",
            (S0, 380, 385),
        ),
        # a Stadtstaat
        ("Unterbringung", BERLIN, "Ausführung", "Berlin", "pflichtig", ("kgst", 2809, 2810)),
        ("Integrationskonzept", BERLIN, "Ausführung", "Berlin", "freiwillig", (S0, 542, 542)),
        ("Integrationsbeirat", BERLIN, "Ausführung", "Berlin", "freiwillig", (S0, 930, 935)),
        (
            "Integrationskurse",
            BERLIN,
            "Koordination",
            "Bundesamt für Migration und Flüchtlinge",
            "staatlich",
            (S0, 380, 385),
        ),
    ],
)
def test_holder_obligation_and_passage(
    resolver: Resolver,
    task: str,
    area: str,
    role: str,
    holder: str,
    obligation: str | None,
    passage: tuple[str, int, int],
) -> None:
    found = rows(resolver, task, area, role)
    assert any(
        row.holder.label == holder
        and (row.obligation.label if row.obligation else None) == obligation
        and passage in passages(row)
        for row in found
    ), [(r.holder.label, r.obligation and r.obligation.label, passages(r)) for r in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['task']}-{case['area']}-{case['role']}")
def test_answer_that_the_text_gives(resolver: Resolver, case: dict[str, str]) -> None:
    found = rows(resolver, case["task"], case["area"], case["role"])
    said = {
        (row.holder.label, row.obligation.label if row.obligation else "", *passage)
        for row in found
        for passage in passages(row)
    }
    wanted = (case["holder"], case["obligation"], case["source"], int(case["first"]), int(case["last"]))
    assert wanted in said


def test_golden_answers_are_of_all_laender(resolver: Resolver) -> None:
    chains = [resolver.geography.chain(resolver.lookup.area(case["area"])) for case in CASES]
    assert len({t.iri for chain in chains for t in chain.inner_first() if len(t.iri.rsplit("/", 1)[-1]) == 2}) >= 15


def test_open_level_is_said_in_a_kreisangehoerige_gemeinde_only(resolver: Resolver) -> None:
    certainty = {
        area: {
            r.certainty.label for r in rows(resolver, "Unterbringung", area, "Ausführung") if (S0, 2, 8) in passages(r)
        }
        for area in (KASSEL, MARBURG)
    }
    assert certainty[KASSEL] == {"belegt"}
    assert certainty[MARBURG] == {"nur Ebene"}


@pytest.mark.parametrize(
    ("area", "bindingness", "threshold", "passage"),
    [
        (MARBURG, "muss", "1.000", (S0, 930, 933)),
        (MARBURG, "muss", "mehr als 1.000", (S3, 167, 167)),
        ("05113000", "muss", "5.000", (S0, 930, 933)),
        ("09663000", "kann", None, (S0, 937, 940)),
        ("10045114", "soll", "zehn Prozent", (S0, 933, 935)),
    ],
    ids=["Marburg (s0)", "Marburg (s3)", "Essen", "Würzburg", "Homburg"],
)
def test_integrationsbeirat_differs_by_land(
    resolver: Resolver, area: str, bindingness: str, threshold: str | None, passage: tuple[str, int, int]
) -> None:
    found = [r for r in rows(resolver, "Integrationsbeirat", area, "Ausführung") if passage in passages(r)]
    texts = [
        " ".join(c.text for c in r.conditions) for r in found if r.bindingness and r.bindingness.label == bindingness
    ]
    assert texts
    assert all((threshold in text) if threshold else not text for text in texts)


def test_rule_of_a_land_replaces_the_general_example(resolver: Resolver) -> None:
    found = rows(resolver, "Integrationsbeirat", "10045114", "Ausführung")
    assert {row.bindingness and row.bindingness.label for row in found} == {"soll"}


def test_duty_in_hessen_falls_away_with_an_integrations_kommission(resolver: Resolver) -> None:
    found = [r for r in rows(resolver, "Integrationsbeirat", MARBURG, "Ausführung") if (S3, 167, 167) in passages(r)]
    muss = next(r for r in found if r.bindingness and r.bindingness.label == "muss")
    assert any("Integrations-Kommission" in a.condition for a in muss.alternatives)
    assert [b.label for b in muss.legal_basis] == ["§ 84 HGO"]
    assert muss.certainty.label == "umstritten"


def test_answers_of_hessen_do_not_reach_bavaria(resolver: Resolver) -> None:
    assert all(r.territory.label != "Hessen" for r in rows(resolver, "Integrationsbeirat", "09663000", "Ausführung"))


KIND = "https://w3id.org/integraph/scheme/body-kind/"


@pytest.mark.parametrize(
    ("place", "district", "chain"),
    [
        ("Eschweiler", "Städteregion Aachen", ["Eschweiler", "Städteregion Aachen", "Regierungsbezirk Köln"]),
        ("Hannover", "Region Hannover", ["Hannover", "Region Hannover", "Niedersachsen"]),
        ("Saarbrücken", "Regionalverband Saarbrücken", ["Saarbrücken", "Regionalverband Saarbrücken", "Saarland"]),
        ("Adenau", "Landkreis Ahrweiler", ["Adenau", "Verbandsgemeinde Adenau", "Landkreis Ahrweiler"]),
        ("Kassel", "Kassel", ["Kassel", "Regierungsbezirk Kassel", "Hessen"]),
        ("Bremerhaven", "Bremerhaven", ["Bremerhaven", "Bremen", "Bundesrepublik Deutschland"]),
        ("Berlin", "Berlin", ["Berlin", "Bundesrepublik Deutschland"]),
    ],
)
def test_chains_of_special_places(resolver: Resolver, place: str, district: str, chain: list[str]) -> None:
    found = resolver.geography.chain(resolver.lookup.area(place))
    assert [t.label for t in found.inner_first()][: len(chain)] == chain
    holders = found.resolve([KIND + "kreis-oder-kreisfreie-stadt"], None)
    assert [h.label for h in holders] == [district]


@pytest.mark.parametrize(
    ("task", "area", "role", "statement", "first_day"),
    [
        ("einrichtung-ki", "Kreis Lippe", "Ausführung", "s4-kommunen-einrichtung-ki", dt.date(2012, 2, 14)),
        ("einrichtung-ki", "Aachen", "Finanzierung", "s4-kommune-raeume-sachkosten", dt.date(2018, 5, 8)),
        ("kommunales-integrationsmanagement", "Bielefeld", "Ausführung", "s3-nw-kim-ausfuehrung", dt.date(2020, 1, 1)),
        ("wir-vielfaltszentrum-aufgaben", "Fulda", "Finanzierung", "s3-he-wir-finanzierung", dt.date(2020, 1, 1)),
        ("Integrationsbeirat", "Stuttgart", "Ausführung", "s3-bw-integrationsausschuss", dt.date(2015, 1, 1)),
    ],
)
def test_answers_begin_with_the_law_or_programme_that_the_text_dates(
    resolver: Resolver, task: str, area: str, role: str, statement: str, first_day: dt.date
) -> None:
    def taken(on: dt.date) -> set[str]:
        answer = resolver.who(task, area, on, role)
        return {c.statement.iri.rpartition("/")[2] for c in answer.considered if c.fate == "taken"}

    assert statement in taken(first_day)
    assert statement not in taken(first_day - dt.timedelta(days=1))
