"""The words of views: in the language of the page, beside every colour, and with every file."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import openpyxl
import pytest

from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.views import maps
from integraph.views.answermaps import EXECUTION, HOLDERS
from integraph.views.duty import DUTIES
from integraph.views.network import FAMILIES, SORTS
from integraph.views.words import Foreign, Words
from server import Server

from .svg import SVG, parsed
from .test_view_pages import EXAMPLES, HTML

GERMAN = (
    "Pflicht",
    "freiwillig",
    "zuständig",
    "nicht genannt",
    "nicht datiert",
    "keine Aussage",
    "Aussagen",
    "verneint",
    "Rolle",
    "Ebene",
    "Beziehung",
    "Knoten",
    "Zuständigkeit",
    "Gebietskörperschaft",
    "Geldgeber",
    "Empfänger",
    "Gemeinden betroffen",
    "Grenzen",
    "vereinfacht",
    "Einwohner:innen",
    "Stichtag",
    "Quelle:",
)
"""Words of the pictures themselves; names of German bodies, programmes and laws stay as they are."""


def own_words(picture: str) -> list[str]:
    """The texts and titles of a picture that are not names of things (those stand in links)."""
    root = parsed(picture)
    linked = {element for link in root.iter(f"{SVG}a") for element in link.iter()}
    blocks = [e for e in root.iter() if e.tag in (f"{SVG}text", f"{SVG}desc") and e not in linked]
    return ["".join(block.itertext()) for block in blocks]


@pytest.mark.parametrize("path", EXAMPLES)
def test_an_english_picture_says_nothing_of_its_own_in_german(server: Server, path: str) -> None:
    told = own_words(server.get(path + "&lang=en&format=svg").text)
    assert told
    # the name of a reform option is the German one of its source
    told = [text.replace("Koordination als Pflicht der Kreise", "") for text in told]
    assert [(word, text) for text in told for word in GERMAN if word in text] == []
    in_german = own_words(server.get(path + "&lang=de&format=svg").text)
    assert any(word in text for text in in_german for word in GERMAN), "the list of words misses this picture"


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.startswith(("/karte", "/matrix", "/vergleich"))])
def test_an_english_table_has_an_english_head_and_marks_what_is_german(server: Server, path: str) -> None:
    data = server.get(path + "&lang=en&format=json").json()
    german = server.get(path + "&lang=de&format=json").json()
    assert data["head"][0] != german["head"][0]
    assert [[cell["things"] and cell["things"][0]["iri"] for cell in row] for row in data["rows"]] == [
        [cell["things"] and cell["things"][0]["iri"] for cell in row] for row in german["rows"]
    ]


def test_what_has_an_english_name_gets_it_and_the_rest_is_marked_as_german(resolver: Resolver) -> None:
    words = Words("en", resolver.graph)
    role = words.thing(Thing(EXECUTION, "Ausführung"))
    assert (role.label, type(role)) == ("execution", Thing)
    ministry = "https://w3id.org/integraph/id/akteur/nw-mkffi"
    body = words.thing(Thing(ministry, "Ministerium"))
    assert body == Foreign(ministry, "Ministerium")
    assert Words("de", resolver.graph).thing(role) is role


@pytest.mark.parametrize(
    ("iso", "de", "en"),
    [("2024-01-09", "09.01.2024", "9 January 2024"), ("2018-12", "12/2018", "December 2018"), ("2012", "2012", "2012")],
)
def test_dates_are_written_as_readers_of_the_language_write_them(iso: str, de: str, en: str) -> None:
    assert (Words("de").day(iso), Words("en").day(iso)) == (de, en)


def test_colour_is_never_alone() -> None:
    for kinds in (DUTIES, [maps.Group(c, n[0], s) for n, c, s in HOLDERS.values()]):
        signs = [kind.sign for kind in kinds]
        assert len(set(signs)) == len(signs)
        assert signs.count("") == 1, "only what is not said goes without a sign"
    assert len({style.dashes for style in FAMILIES.values()}) == len(FAMILIES)
    assert len({(style.dashes, style.corner) for style in SORTS.values()}) == len(SORTS)


@pytest.mark.parametrize("layer", ["laender", "kreise"])
def test_each_area_of_a_map_bears_the_sign_of_its_class(server: Server, layer: str) -> None:
    path = f"/karte?zeige=pflicht&task=integrationsbeirat&on=2024-01-01&ebene={layer}"
    rows = server.get(path + "&format=json").json()["rows"]
    sign = {duty.text: duty.sign for duty in DUTIES}
    expected = [sign[row[1]["text"]] for row in rows if sign[row[1]["text"]]]
    root = ET.fromstring(server.get(path + "&format=svg").text)  # noqa: S314 - made by ourselves
    texts = ["".join(block.itertext()) for block in root.iter(f"{SVG}text")]
    drawn = [text[0] for text in texts if text and text[0] in sign.values()]
    legend = len({row[1]["text"] for row in rows})
    assert sorted(drawn) == sorted(expected + [sign[name] for name in {row[1]["text"] for row in rows}])
    assert legend > 1


def test_the_map_of_holders_says_at_which_level_those_are_who_pay(server: Server) -> None:
    path = "/karte?zeige=wer&task=koordination&role=finanzierung&on=2024-01-01"
    rows = {row[0]["text"]: row[1:] for row in server.get(path + "&format=json").json()["rows"]}
    assert len(rows) == 16
    assert (rows["Hessen"][0]["text"], rows["Hessen"][1]["text"]) == ("Land", "Hessen")
    assert rows["Thüringen"][0]["text"] == "mehrere Ebenen"
    page = server.get(path, HTML).text
    assert re.search(r'<option value="[^"]*role/finanzierung" selected>', page), "the form keeps the role"
    assert "(Finanzierung)" in page


@pytest.mark.parametrize("path", EXAMPLES)
def test_a_file_tells_title_source_date_and_address_away_from_its_page(server: Server, path: str) -> None:
    heading = re.search(r"<h1>(.*?)</h1>", server.get(path, HTML).text)
    assert heading
    texts = ["".join(block.itertext()) for block in parsed(server.get(path + "&format=svg").text).iter(f"{SVG}text")]
    told = " ".join(" ".join(texts).split())
    assert re.search(
        r"Quelle: Integraph \S+, Datenstand [0-9a-f]{12}, abgerufen am \d\d\.\d\d\.\d{4}; CC BY 4\.0", told
    )
    assert "Adresse: http" in told
    assert heading[1].split(":")[0].split(" (")[0].replace("&#39;", "'") in told
    if path.startswith(("/karte", "/szenarien")):
        assert "© GeoBasis-DE / BKG" in told
        assert "dl-de/by-2-0" in told
    book = openpyxl.load_workbook(io.BytesIO(server.get(path + "&format=xlsx").content))
    notes = {str(row[0].value): str(row[1].value) for row in book["Info"].iter_rows()}
    assert notes["Titel"] == heading[1].replace("&#39;", "'")
    assert "Integraph" in notes["Quelle"]
    assert notes["Adresse"].startswith("http")
