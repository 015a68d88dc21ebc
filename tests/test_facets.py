"""Lists: narrowed by facets whose counts are true, sorted, paged, and taken away as files."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from integraph.facets import Item, containing, ordered, select
from integraph.inventory import LISTS
from integraph.namespaces import ID, SCHEME
from integraph.store import Graph
from server import Server

VALUES = st.dictionaries(
    st.sampled_from(["rolle", "land"]), st.lists(st.sampled_from("abc"), max_size=3, unique=True).map(tuple), max_size=2
)
ITEMS = st.lists(VALUES, max_size=25).map(
    lambda all_values: [Item(f"urn:{n}", f"Ding {n}", values) for n, values in enumerate(all_values)]
)
CHOSEN = st.dictionaries(st.sampled_from(["rolle", "land"]), st.sets(st.sampled_from("abc"), max_size=2), max_size=2)


@given(items=ITEMS, chosen=CHOSEN)
def test_a_count_is_what_choosing_the_value_beside_the_other_facets_would_show(
    items: list[Item], chosen: dict[str, set[str]]
) -> None:
    selection = select(items, ["rolle", "land"], chosen)
    for facet, counts in selection.counts.items():
        others = {column: values for column, values in chosen.items() if column != facet}
        expected: Counter[str] = Counter(
            {value: len(select(items, [], {**others, facet: {value}}).items) for value in "abc"}
        )
        assert +counts == +expected


def test_values_of_one_facet_are_alternatives_and_facets_restrict_each_other() -> None:
    items = [
        Item("1", "eins", {"rolle": ("zahlt",), "land": ("HE",)}),
        Item("2", "zwei", {"rolle": ("plant",), "land": ("HE",)}),
        Item("3", "drei", {"rolle": ("zahlt",), "land": ("BY",)}),
    ]
    assert len(select(items, [], {"rolle": {"zahlt", "plant"}}).items) == 3
    assert [i.iri for i in select(items, [], {"rolle": {"zahlt"}, "land": {"HE"}}).items] == ["1"]


def test_a_wider_value_finds_what_has_a_narrower_one() -> None:
    item = Item("1", "eins", {"pflicht": ("weisung",)}, {"pflicht": frozenset({"weisung", "pflichtig"})})
    assert select([item], ["pflicht"], {"pflicht": {"pflichtig"}}).counts["pflicht"] == {"weisung": 1, "pflichtig": 1}


def test_what_lacks_a_value_is_sorted_last_upwards_and_downwards() -> None:
    items = [Item("1", "b", {"n": ("2",)}), Item("2", "a", {}), Item("3", "c", {"n": ("10",)})]
    for down, expected in ((False, ["1", "3", "2"]), (True, ["3", "1", "2"])):
        assert [i.iri for i in ordered(items, "n", str, number=True, down=down)] == expected
    assert [i.label for i in ordered(items, "", str, number=False, down=True)] == ["c", "b", "a"]


def test_words_are_looked_for_without_regard_to_umlauts() -> None:
    assert containing("beiraete")(Item("1", "Integrationsbeiräte", {}))
    assert not containing("beirat hessen")(Item("1", "Integrationsbeirat", {}))


def total(server: Server, path: str) -> int:
    found = re.search(r'role="status"><strong>([\d.]+)</strong>', server.get(path, "text/html").text)
    assert found, path
    return int(found[1].replace(".", ""))


def test_each_list_holds_as_many_things_as_a_query_finds(server: Server, graph: Graph) -> None:
    for name, listing in LISTS.items():
        query = f"SELECT (COUNT(DISTINCT ?thing) AS ?n) {{ {listing.pattern} . ?thing rdfs:label|dct:title ?l }}"
        assert total(server, f"/liste/{name}") == int(graph.select(query)[0]["n"].value) > 0, name


def test_facets_in_the_address_agree_with_a_query(server: Server, graph: Graph) -> None:
    query = """SELECT (COUNT(DISTINCT ?s) AS ?n) {
      ?s a ig:Statement ; ig:role role:finanzierung ; ig:appliesIn ?place ; ig:asOf ?date
      FILTER(STRSTARTS(STR(?place), CONCAT(STR(geb:), "05")) && STRSTARTS(STR(?date), "2022")) }"""
    expected = int(graph.select(query)[0]["n"].value)
    assert total(server, "/liste/aussagen?rolle=finanzierung&land=05&stand=2022") == expected > 0


def test_a_coarse_duty_finds_the_finer_ones(server: Server, graph: Graph) -> None:
    query = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ig:Statement ; ig:obligation/skos:broader* obl:pflichtig }"
    assert total(server, "/liste/aussagen?pflicht=pflichtig") == int(graph.select(query)[0]["n"].value)


def test_every_link_of_a_facet_shows_as_many_as_it_says(server: Server) -> None:
    page = server.get("/liste/aussagen?land=06", "text/html").text
    links = re.findall(r'<li><a href="([^"]+)">[^<]+</a> <span class="muted">\(([\d.]+)\)', page)
    others = [(href.replace("&amp;", "&"), count) for href, count in links if href.count("land=") == 1]
    assert len(others) > 20
    for href, count in others[::9]:
        assert total(server, href) == int(count.replace(".", "")), href


def test_statements_about_a_thing_are_a_list_too(server: Server, graph: Graph) -> None:
    iri = ID + "aufgabe/unterbringung"
    expected = graph.select("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ig:Statement ; ?p ?thing }", thing=iri)
    assert total(server, f"/liste/aussagen?zu={iri}") == int(expected[0]["n"].value)


def test_pages_follow_each_other_without_gap_or_overlap(server: Server) -> None:
    seen: list[str] = []
    for number in range(1, 9):
        page = server.get(f"/liste/aufgaben?seite={number}", "text/html").text
        seen += re.findall(r'<tr><td><a href="(/id/aufgabe/[^"]+)"', page)
    assert len(seen) == len(set(seen)) == total(server, "/liste/aufgaben")


def test_a_list_is_sorted_by_a_number_downwards(server: Server) -> None:
    body = server.get("/liste/laender?sort=-einwohner&format=json").json()
    assert body["items"][0]["iri"] == ID + "gebiet/05"
    assert len(body["items"]) == body["total"] == 16


def test_csv_has_labels_and_iris_of_the_whole_selection(server: Server) -> None:
    response = server.get("/liste/aussagen?rolle=finanzierung&format=csv")
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == total(server, "/liste/aussagen?rolle=finanzierung")
    assert "Finanzierung" in rows[0]["Rolle"]
    assert SCHEME + "role/finanzierung" in rows[0]["Rolle IRI"]
    assert rows[0]["IRI"].startswith(ID)


def test_xlsx_opens_with_the_same_rows_and_says_where_they_come_from(server: Server) -> None:
    response = server.get("/liste/aussagen?rolle=finanzierung&format=xlsx")
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Aussagen", "Über diese Tabelle"]
    rows = list(book["Aussagen"].iter_rows(values_only=True))
    assert len(rows) - 1 == total(server, "/liste/aussagen?rolle=finanzierung")
    assert rows[0][0] == "Name"
    assert not [cell for row in book["Aussagen"].iter_rows() for cell in row if cell.data_type == "f"]
    about = {row[0]: row[1] for row in book["Über diese Tabelle"].iter_rows(values_only=True)}
    assert "rolle=finanzierung" in str(about["Adresse"])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/liste/nix", 404, "not-found"),
        ("/liste/aufgaben?farbe=blau", 400, "invalid-parameter"),
        ("/liste/aufgaben?sort=farbe", 400, "invalid-parameter"),
        ("/liste/aufgaben?seite=0", 400, "invalid-parameter"),
        ("/liste/aufgaben?format=pdf", 406, "not-acceptable"),
        ("/liste/aussagen?zu=%3Cx%3E", 400, "invalid-parameter"),
    ],
)
def test_a_list_says_what_is_wrong_with_an_address(server: Server, path: str, status: int, code: str) -> None:
    response = server.get(path)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_an_unknown_value_leaves_nothing_and_says_so(server: Server) -> None:
    assert total(server, "/liste/aufgaben?feld=nix") == 0
    assert "Alles zeigen" in server.get("/liste/aufgaben?feld=nix", "text/html").text


def test_a_file_has_iris_for_things_only_and_the_evidence_of_each_statement(server: Server) -> None:
    rows = list(csv.DictReader(io.StringIO(server.get("/liste/laender?format=csv").content.decode("utf-8-sig"))))
    assert list(rows[0]) == ["Name", "Einwohner", "Hauptstadt", "Schlüssel", "Aussagen", "IRI"]
    text = server.get("/liste/aussagen?rolle=finanzierung&format=csv").content.decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        assert re.search(r"Zeilen? \d+", row["Beleg"])
        iris = [value for head, cell in row.items() if head.endswith("IRI") for value in cell.split(" | ") if cell]
        assert iris
        assert all(value.startswith("https://") for value in iris)


def test_a_list_names_sources_as_evidence_cites_them(server: Server) -> None:
    page = server.get("/liste/gesetze", "text/html").text
    assert ">KGSt 7/2017</a>" in page


def test_a_page_after_the_last_leads_back_to_it(server: Server) -> None:
    for path, last in (("/liste/aufgaben?seite=999", 8), ("/suche?q=Kassel&seite=999", 3)):
        page = server.get(path, "text/html").text
        assert "So viele Seiten gibt es nicht." in page
        assert f'seite={last}">Zur letzten Seite ({last})' in page
        assert "Seite 999" not in page
