"""The guided tour: each address answers, each picture is there, each fact stands on the page it is told of."""

from __future__ import annotations

import importlib.util
import re
from html import unescape
from pathlib import Path

import pytest

from server import Server

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "rundgang.md").read_text(encoding="utf-8")
ADDRESSES = sorted(set(re.findall(r"`(/[a-z][^`\s]*)`", TEXT)) | set(re.findall(r"<!-- bild: (/\S+)", TEXT)))
PICTURES = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", TEXT)


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_address_of_the_tour_answers(server: Server, address: str) -> None:
    assert server.get(address, "text/html").status_code == 200


def test_each_picture_is_there_has_words_for_those_who_cannot_see_it_and_none_is_left_over() -> None:
    assert len(PICTURES) >= 5
    for words, name in PICTURES:
        assert len(words) > 20
        assert (DOCS / name).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert {(DOCS / name).name for _, name in PICTURES} == {path.name for path in (DOCS / "rundgang").glob("*.png")}


def test_the_command_takes_every_picture_of_the_tour() -> None:
    spec = importlib.util.spec_from_file_location("aufnehmen", DOCS / "rundgang" / "aufnehmen.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert [shot["file"] for shot in module.SHOT.finditer(TEXT)] == [name for _, name in PICTURES]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/who?task=sprachmittlung&in=Landkreis Gießen", "Qualifizierung und Einsatz ehrenamtlicher Laiendolmetscher"),
        ("/programme?in=Landkreis Gießen&task=sprachmittlung", "12,50 EUR"),
        ("/programme?in=Landkreis Gießen&task=sprachmittlung", "20 EUR"),
        ("/programme?in=Landkreis Gießen&task=sprachmittlung", "nicht genannt"),
        ("/programme?task=koordination", "bis 60.000 EUR (Personalstelle und Jahr)"),
        ("/programme?task=koordination", "Alle 33 antragsberechtigten Kommunen in Hessen"),
        ("/vergleich?task=koordination", "verschieden"),
        ("/luecken?in=Nordrhein-Westfalen&art=luecke&woher=benannt", "und von einer Quelle benannt"),
    ],
)
def test_what_the_tour_tells_stands_on_the_page(server: Server, address: str, told: str) -> None:
    assert told in unescape(server.get(address, "text/html").text)


def test_in_the_scenario_the_duty_comes_and_the_land_has_to_pay(server: Server) -> None:
    address = "/szenarien?scenario=s0-koordinierende-stellen&in=Thüringen&format=json"
    rows = [[cell["text"] for cell in row] for row in server.get(address).json()["rows"]]
    mine = [row[3:7] for row in rows if row[:3] == ["Koordination und Netzwerkarbeit", "471", "Arenshausen"]]
    assert ["heute", "Ausführung", "Landkreis Eichsfeld", "freiwillig"] in mine
    assert ["neu", "Ausführung", "Landkreis Eichsfeld", "Pflicht"] in mine
    assert ["neu", "Finanzierung", "Thüringen", "Pflicht"] in mine
