"""What has no place in the data of a Land, and how validate says it before add refuses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from integraph.land.laender import Land, find_land
from integraph.land.profile import check_inputs
from integraph.namespaces import NAMESPACES
from integraph.reports import FORMATS, render
from integraph.store import Graph
from integraph.validation import Report
from integraph.validation.inputs import Input

SACHSEN = find_land("sn")
DELIVERY = (Path(__file__).parent / "delivery.ttl").read_text(encoding="utf-8")
BODY = (
    "a ig:Body ; rdfs:label 'Amt'@de ; ig:bodyKind kind:landesbehoerde ; ig:level level:land ; ig:jurisdiction geb:14 ."
)
Check = Callable[..., Report]


@pytest.fixture
def check(graph: Graph) -> Check:
    def run(text: str, land: Land = SACHSEN) -> Report:
        return check_inputs([Input("sachsen.ttl", (DELIVERY + text).encode())], land, graph)

    return run


def codes(report: Report) -> list[str]:
    return [result.code for result in report.results]


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("geb:14612000 ig:population 5 .", "LandStock", "Gebiete beschreiben"),
        ("geb:14999 a ig:TerritorialAuthority ; rdfs:label 'Musterkreis'@de .", "LandStock", "Gemeindeverzeichnis"),
        ("role:neu a skos:Concept ; skos:prefLabel 'neu'@de .", "LandStock", "gemeinsamen Bestand"),
        (f"<https://example.org/amt> {BODY}", "LandStock", "https://w3id.org/integraph/id/"),
        (f"zu:sn-amt {BODY}", "LandPrefix", "Präfix ihrer Art"),
        (f"[] {BODY}", "LandName", "jedes Ding braucht eine Kennung"),
        (f"akt:nw-msb {BODY}", "LandKnown", "die der Graph schon kennt"),
    ],
)
def test_what_has_no_place_is_said_once_with_its_line(check: Check, text: str, code: str, word: str) -> None:
    report = check("\n" + text)
    assert codes(report) == [code]
    (result,) = report.results
    assert word in result.messages.de
    assert result.remedy.de
    assert result.place.line == (DELIVERY.count("\n") + 2 if code != "LandName" else 0)


def test_a_known_thing_described_as_the_graph_has_it_is_no_finding(check: Check, graph: Graph) -> None:
    node = "<https://w3id.org/integraph/id/akteur/nw-msb>"
    known = graph.select(f"SELECT ?p ?o WHERE {{ {node} ?p ?o FILTER(!isBlank(?o)) }}")
    same = "".join(f"{node} {row['p']} {row['o']} .\n" for row in known)
    assert "LandKnown" not in codes(check("\n" + same))


def test_what_is_new_about_a_known_thing_is_named(check: Check) -> None:
    (result,) = check(f"\nakt:nw-msb {BODY}").results
    assert result.remedy.de.startswith("akt:nw-msb steht in data/verzeichnis/akteure.ttl; neu oder anders ist ig:")
    assert "--replace" in result.remedy.de


def test_data_of_another_land_are_recognised(check: Check) -> None:
    (note,) = check("", find_land("th")).notes
    assert "liegen in Sachsen; geprüft wurde als Datensatz für Thüringen" in note.de
    assert check("").notes == []


def test_an_unknown_key_is_said_once(check: Check) -> None:
    statement = DELIVERY.partition("aus:sn-befund ")[2].replace("geb:14612000", "geb:14612")
    report = check("\naus:sn-zwei " + statement)
    assert codes(report) == ["Reference"]
    assert "geb:14612000 (Dresden)" in report.results[0].remedy.de


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"xlsx", "turtle", "json", "sarif"}))
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_keyword_stands_once_before_a_message(check: Check, name: str, language: str) -> None:
    report = check("\ngeb:14612000 ig:population 5 .\n" + f"akt:nw-msb {BODY}")
    text = render(report, name, language).decode()
    for word, mild in (("DARF NICHT", "SOLL NICHT") if language == "de" else ("MUST NOT", "SHOULD NOT"),):
        assert word in text
        assert mild in text
        assert f"{word}: {word}" not in text
        assert f"({word}): {word}" not in text
        assert "MUSS): DARF" not in text
        assert f",{word},sachsen" in text or name != "csv"


def test_the_prefixes_named_in_the_advice_are_those_of_integraph(check: Check) -> None:
    (result,) = check(f"\n<https://example.org/amt> {BODY}").results
    shown = result.remedy.de.partition("(")[2].partition(")")[0]
    assert {each.strip().removesuffix(":…") for each in shown.split(",")} <= set(NAMESPACES)
