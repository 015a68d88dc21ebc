"""The views over HTTP: a page, its files, its errors; all say the same."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from html.parser import HTMLParser

import openpyxl
import pytest

from integraph.catalogue import catalogue
from integraph.http.raster import raster
from integraph.http.views import VIEWS
from integraph.views.table import Table, cell
from server import Server

from .svg import links, parsed

EXAMPLES = [
    "/vergleich?task=sprachmittlung",
    "/vergleich?field=sprachmittlung&in=Hessen&in=Thüringen",
    "/matrix?field=partizipation",
    "/matrix?in=Kassel&field=partizipation&spalten=akteure",
    "/karte?zeige=pflicht&task=integrationsbeirat",
    "/karte?zeige=programm&programm=nw-ki",
    "/karte?zeige=akteur&akteur=integrationsbeirat",
    "/karte?zeige=zahl&kennzahl=einwohner&land=Hessen",
    "/netz?um=Kommunales Integrationszentrum",
    "/geldfluss?in=Hessen",
    "/zeitstrahl?in=Nordrhein-Westfalen&task=bildungskoordination",
    "/szenarien?scenario=s0-koordinierende-stellen&in=Weimar",
]
WITHOUT_PICTURE = ["/programme?in=Hessen", "/luecken?in=Hessen"]
FORMS = [
    "/ansichten",
    "/vergleich",
    "/karte",
    "/netz",
    "/zeitstrahl",
    "/luecken",
    "/szenarien",
    "/queries",
    "/ontology",
]
HTML = "text/html"


class Page(HTMLParser):
    """Tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.mark.parametrize("path", [*FORMS, *EXAMPLES, *WITHOUT_PICTURE])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_each_view_is_a_page_in_both_languages_that_needs_nothing_from_elsewhere(
    server: Server, path: str, lang: str
) -> None:
    response = server.get(path + ("&" if "?" in path else "?") + f"lang={lang}", HTML)
    assert response.status_code == 200
    assert response.headers["content-language"] == lang
    page = Page(response.text)
    assert page.of("html")[0]["lang"] == lang
    assert len(page.of("h1")) == 1
    assert not any("style" in attributes for _, attributes in page.tags)
    assert all((s.get("src") or "").startswith("/static/") for s in page.of("script"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for field in [*page.of("select"), *[i for i in page.of("input") if i.get("type") not in ("hidden", "checkbox")]]:
        assert any(label.get("for") == field.get("id") for label in page.of("label"))


@pytest.mark.parametrize("path", EXAMPLES)
def test_a_picture_stands_beside_its_table_and_its_links_lead_to_this_server(server: Server, path: str) -> None:
    text = server.get(path, HTML).text
    (svg,) = re.findall(r"<svg xmlns.*?</svg>", text, re.DOTALL)
    hrefs = [href for href, _ in links(parsed(svg))]
    assert hrefs
    assert all(href.startswith(("/", "#")) for href in hrefs)
    assert "<caption>" in text
    for href in sorted(set(hrefs))[:4]:
        if href.startswith("/"):
            assert server.get(href, HTML).status_code in (200, 303), href


@pytest.mark.parametrize("path", EXAMPLES)
def test_files_of_a_view_hold_the_same_rows(server: Server, path: str) -> None:
    rows = list(csv.reader(io.StringIO(server.get(path + "&format=csv").text)))
    assert len(rows) > 1
    data = server.get(path + "&format=json").json()
    assert len(data["rows"]) == len(rows) - 1
    assert [name for name in rows[0] if not name.endswith("(IRI)")] == data["head"]
    book = openpyxl.load_workbook(io.BytesIO(server.get(path + "&format=xlsx").content))
    sheet = book.worksheets[0]
    assert [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()] == [
        [text.replace("\r", "") for text in row] for row in rows
    ]


@pytest.mark.parametrize("path", EXAMPLES)
def test_the_svg_file_stands_alone_and_leads_to_iris(server: Server, path: str) -> None:
    response = server.get(path + "&format=svg")
    assert response.headers["content-type"] == "image/svg+xml"
    assert re.fullmatch(r'attachment; filename="integraph-[a-z0-9-]+\.svg"', response.headers["content-disposition"])
    assert all(href.startswith("http") for href, _ in links(parsed(response.text)))


def test_the_png_is_as_large_as_the_picture_twice_over_and_has_its_words(server: Server) -> None:
    if raster() is None:
        pytest.skip("the font for PNG is among the browser assets, and these are not here")
    path = "/karte?zeige=pflicht&task=integrationsbeirat&format="
    svg = parsed(server.get(path + "svg").text)
    png = server.get(path + "png").content
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(png[i : i + 4], "big") for i in (16, 20))
    assert width == pytest.approx(2 * float(svg.get("width") or 0), abs=2)
    assert height == pytest.approx(2 * float(svg.get("height") or 0), abs=2)
    wordless = re.sub(r"<text.*?</text>", "", server.get(path + "svg").text, flags=re.DOTALL)
    from integraph.http.raster import png as png_of

    assert len(png) > len(png_of(wordless)) * 1.1


def test_a_field_that_looks_like_a_formula_stays_text() -> None:
    table = Table("c", ("=a", "b"), ((cell("=1+1"), cell("")), (cell("#N/A"), cell("x\x07"))))
    sheet = openpyxl.load_workbook(io.BytesIO(table.xlsx())).worksheets[0]
    found = [[(field.value, field.data_type) for field in row] for row in sheet.iter_rows()]
    assert found == [[("=a", "s"), ("b", "s")], [("=1+1", "s"), (None, "n")], [("#N/A", "s"), ("x", "s")]]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/karte?zeige=quatsch", 400, "pflicht, wer, programm, akteur, zahl"),
        ("/karte?zeige=pflicht&task=integrationsbeirat&ebene=gemeinden", 400, "laender, kreise"),
        ("/karte?zeige=pflicht&task=integrationsbeirat&on=gestern", 400, "JJJJ-MM-TT"),
        ("/karte?zeige=pflicht&task=Quatschaufgabe", 404, "Quatschaufgabe"),
        ("/karte?zeige=pflicht&task=", 400, "task"),
        ("/karte?zeige=zahl&kennzahl=flaeche", 404, "kein Wert für Länder"),
        ("/karte?zeige=zahl&kennzahl=einwohner&land=Kassel", 400, "„Kassel“ ist kein Land"),
        ("/karte?zeige=zahl&kennzahl=einwohner&land=Marburg", 400, "ist kein Land. Es gibt: Schleswig-Holstein"),
        ("/karte?zeige=programm&programm=Komunale Integrationszentren", 404, "nicht bekannt"),
        ("/vergleich?task=sprachmittlung&in=Hessen", 400, "2 bis 16"),
        ("/vergleich?task=sprachmittlung&field=sprachmittlung", 400, "entweder"),
        ("/vergleich?field=Quatschfeld", 404, "Quatschfeld"),
        ("/matrix?spalten=zeilen", 400, "ebenen, akteure"),
        ("/matrix?in=Neustadt", 404, "Neustadt"),
        ("/netz?um=Quatschstelle", 404, "Quatschstelle"),
        ("/netz?um=Sprachmittlung&schritte=9", 400, "1, 2"),
        ("/netz?um=Sprachmittlung&knoten=100000", 400, "knoten"),
        ("/netz?um=Sprachmittlung&beziehung=liebe", 400, "zustaendigkeit"),
        ("/zeitstrahl?role=ausfuehrung", 400, "Aufgabe und Ort"),
        ("/luecken?in=Hessen&art=alles", 400, "luecke, doppelung"),
        ("/luecken?in=Hessen&role=Quatschrolle", 404, "Quatschrolle"),
        ("/szenarien?scenario=gibt-es-nicht", 404, "gibt-es-nicht"),
        ("/queries/gibt-es-nicht", 404, "gibt es nicht"),
        ("/queries/responsibility/in-reach?task=quatsch", 400, "quatsch"),
        ("/queries/responsibility/in-reach?unfug=1", 400, "unfug"),
        ("/programme?in=Hessen&format=svg", 406, "kein Bild"),
        ("/karte?format=csv", 406, "Ohne Auswahl"),
        ("/matrix?format=exe", 406, "Format"),
    ],
)
def test_a_bad_parameter_gives_the_problem_page_with_what_would_be_right(
    server: Server, path: str, status: int, said: str
) -> None:
    response = server.get(path, HTML)
    assert response.status_code == status
    assert said in unescape(response.text)
    problem = server.get(path, "application/problem+json")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == status
    assert said in problem.json()["detail"]


def test_a_view_is_not_sent_again_to_whom_has_it(server: Server) -> None:
    path = "/matrix?field=partizipation"
    first = server.get(path, HTML)
    again = server.get(path, HTML, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content
    english = server.get(path + "&lang=en", HTML, headers={"If-None-Match": first.headers["etag"]})
    assert english.status_code == 200


@pytest.mark.parametrize("path", ["/netz?um=Sprachmittlung", "/programme?in=Hessen&format=csv"])
def test_what_was_made_once_is_taken_from_the_cache(server: Server, path: str) -> None:
    cache = server.app.state.service.cache
    first = server.get(path, HTML)
    hits, misses = cache.hits, cache.misses
    again = server.get(path, HTML)
    assert (cache.hits, cache.misses) == (hits + 1, misses)
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.path)
def test_the_overview_leads_to_each_view_and_its_example(server: Server, view: object) -> None:
    text = server.get("/ansichten", HTML).text
    path, example = view.path, view.example  # type: ignore[attr-defined]
    assert f'href="{path}"' in text
    assert server.get(path, HTML).status_code == 200
    if example:
        assert server.get(example, HTML).status_code == 200


def test_each_query_of_the_catalogue_is_listed_and_found_by_its_words(server: Server) -> None:
    text = server.get("/queries", HTML).text
    names = [query.name for query in catalogue()]
    assert len(names) > 200
    assert [name for name in names if f'href="/queries/{name}"' not in text] == []
    some = server.get("/queries?q=Tabelle+2+Koordination", HTML).text
    assert "/queries/tables/s0-tabelle-2" in some
    assert "/queries/tables/s3-tabelle-7" not in some


def test_a_query_names_the_study_that_it_gives_back_and_its_lines(server: Server) -> None:
    for path in ("/queries?q=Tabelle+2+Koordination", "/queries/tables/s0-tabelle-2"):
        said = re.sub("<[^>]+>", "", server.get(path, HTML).text)
        assert "Kühn/Schammann/Bendel 2024, Zeilen 682–837" in unescape(said)


def test_a_query_page_shows_its_result_varies_it_and_leads_to_the_editor(server: Server) -> None:
    path = "/queries/responsibility/in-reach"
    default = server.get(path + "?format=csv").text
    other = server.get(path + "?task=aufg:unterbringung&format=csv").text
    assert default.startswith("statement,property,value")
    assert len(default.splitlines()) != len(other.splitlines())
    page = server.get(path + "?task=aufg:unterbringung", HTML).text
    assert f"{len(other.splitlines()) - 1:,}".replace(",", ".") + " Zeilen" in page
    (edit,) = re.findall(r'href="(/sparql\?query=[^"]+)"', page)
    result = server.get(unescape(edit) + "&format=csv").text
    assert sorted(result.splitlines()) == sorted(other.splitlines())


def test_a_scenario_address_holds_its_choice_and_names_all_it_changes(server: Server) -> None:
    path = "/szenarien?scenario=s0-koordinierende-stellen&in=Weimar"
    text = unescape(server.get(path, HTML).text)
    api = server.get("/diff?scenario=s0-koordinierende-stellen&in=Weimar").json()
    assert api["changes"]
    for change in api["changes"]:
        assert change["task"]["label"] in text
        for line in (*change["gone"], *change["new"]):
            assert line["holder"]["label"] in text
    assert 'value="s0-koordinierende-stellen" checked' in text


@pytest.mark.parametrize(
    ("path", "field", "shown"),
    [
        ("/karte?zeige=pflicht&task=integrationsbeirat", "task", "Einrichtung von Integrationsbeiräten"),
        ("/zeitstrahl?in=05&task=bildungskoordination", "in", "Nordrhein-Westfalen"),
        ("/programme?in=Hessen&task=sprachmittlung", "task", "Sprachmittlung"),
        ("/matrix?in=https://w3id.org/integraph/id/gebiet/06611000", "in", "Kassel"),
        ("/matrix?in=03459027", "in", "03459027"),
        ("/luecken?in=geb:06531", "in", "Landkreis Gießen"),
    ],
)
def test_a_form_shows_names_that_lead_to_the_same_page_again(server: Server, path: str, field: str, shown: str) -> None:
    first = server.get(path, HTML).text
    assert re.search(rf'name="{field}" type="text" value="{re.escape(shown)}"', first)
    again = re.sub(rf"([?&]{field}=)[^&]*", rf"\g<1>{shown}", path)
    title = re.compile("<h1>(.*?)</h1>")
    assert title.findall(server.get(again, HTML).text) == title.findall(first)


def test_the_title_of_a_view_takes_the_preposition_of_its_place(server: Server) -> None:
    assert "<h1>Lücken und Doppelungen im Landkreis Gießen</h1>" in server.get("/luecken?in=06531", HTML).text
    assert "<h1>Wer macht was in der Region Hannover?</h1>" in server.get("/matrix?in=03241", HTML).text


def test_findings_that_differ_in_their_role_only_share_a_row_and_none_is_lost(server: Server) -> None:
    text = server.get("/luecken?in=Hessen", HTML).text
    roles = re.findall(r"<tr><th scope=\"row\">.*?</th><td>.*?</td><td>(.*?)</td>", text)
    named = sum(len(re.findall("<span", each)) or 1 for each in roles)
    assert named == len(server.get("/gaps?in=Hessen").json()) > len(roles)
    assert [h for h in re.findall("<h2>(.*?)</h2>", text) if "erechnet" in h or "benannt" in h] == [
        "Berechnet und von einer Quelle benannt",
        "Von einer Quelle benannt",
        "Nur berechnet",
    ]


def test_a_comparison_says_the_same_of_the_same_holder_once(server: Server) -> None:
    text = server.get("/vergleich?task=koordination", HTML).text
    cells = re.findall(r"<td[^>]*>(.*?)</td>", text[: text.index("Auf einen Blick")], re.DOTALL)
    assert len(cells) > 50
    for each in cells:
        said = re.findall(r"<p>.*?</p>", each, re.DOTALL)
        assert len(said) == len(set(said))
        assert len(re.findall("<p>", each.partition("<details>")[0])) <= 4


def test_a_map_on_which_nothing_is_coloured_says_so_and_leads_to_the_other_level(server: Server) -> None:
    path = "/karte?zeige=akteur&akteur=integrationsbeirat"
    (blank,) = re.findall(r'<p class="note warn">(.*?)</p>', server.get(path + "&ebene=kreise", HTML).text)
    (other,) = re.findall('href="(.*?)"', blank)
    assert "note warn" not in server.get(unescape(other), HTML).text


def test_a_picture_of_a_network_says_beside_it_how_much_it_leaves_out(server: Server) -> None:
    text = server.get("/netz?um=Kommunales Integrationszentrum&knoten=10", HTML).text
    assert re.search(r"<p>10 Kästen, \d+ belegte Beziehungen. Weitere \d+ in dieser Reichweite sind nicht", text)


def test_numbers_of_a_workbook_can_be_counted_and_a_page_writes_them_as_its_readers_do(server: Server) -> None:
    path = "/karte?zeige=zahl&kennzahl=einwohner&ebene=laender"
    sheet = openpyxl.load_workbook(io.BytesIO(server.get(path + "&format=xlsx").content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    column = rows[0].index("Einwohner:innen")
    assert all(isinstance(row[column], int) for row in rows[1:])
    first = f"{rows[1][column]:,}"
    assert f'<td class="number">{first.replace(",", ".")}</td>' in server.get(path, HTML).text
    assert f'<td class="number">{first}</td>' in server.get(path + "&lang=en", HTML).text


def test_a_form_that_takes_seconds_has_words_for_the_wait(server: Server) -> None:
    for path in ("/szenarien", "/validate"):
        text = server.get(path, HTML).text
        assert re.search(r'<form [^>]*data-busy="[^"]+ …"', text)
        assert "/busy." in text


def test_gaps_of_a_page_are_those_of_the_interface(server: Server) -> None:
    rows = list(csv.DictReader(io.StringIO(server.get("/luecken?in=Hessen&format=csv").text)))
    api = server.get("/gaps?in=Hessen").json()
    assert len(rows) == len(api) > 10
    named = list(csv.DictReader(io.StringIO(server.get("/luecken?in=Hessen&woher=benannt&art=luecke&format=csv").text)))
    assert len(named) == sum(f["kind"] == "gap" and f["agreement"] != "computed" for f in api)
    assert all(row["Befund der Quelle"] and row["Belege"] for row in named)


def test_the_page_of_the_ontology_has_every_own_term_at_its_fragment_with_both_definitions(server: Server) -> None:
    text = unescape(server.get("/ontology", HTML).text)
    rows = server.get(
        "/sparql",
        params={
            "query": "SELECT ?t ?d { ?t rdfs:isDefinedBy <https://w3id.org/integraph/ontology> ; skos:definition ?d ;"
            " a ?k VALUES ?k { owl:Class owl:ObjectProperty owl:DatatypeProperty } }",
            "format": "json",
        },
    ).json()["results"]["bindings"]
    assert len(rows) > 250
    for row in rows:
        assert f'id="{row["t"]["value"].partition("#")[2]}"' in text
        assert row["d"]["value"] in text
    assert server.get("/ontology", "text/turtle").headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize(
    ("thing", "least"),
    [
        ("/id/aufgabe/sprachmittlung", 4),
        ("/id/gebiet/06", 6),
        ("/id/gebiet/06611000", 6),
        ("/id/akteur/nw-mkffi", 2),
        ("/scheme/body-kind/kommunales-integrationszentrum", 2),
        ("/id/foerderung/nw-ki", 2),
    ],
)
def test_the_page_of_a_thing_leads_to_the_views_that_show_it(server: Server, thing: str, least: int) -> None:
    found = re.search(r'<p class="no-print">Ansichten: (.*?)</p>', server.get(thing, HTML).text)
    assert found
    addresses = [unescape(href) for href in re.findall(r'href="([^"]+)"', found[1])]
    assert len(addresses) >= least
    for address in addresses:
        assert server.get(address, HTML).status_code == 200, address


@pytest.mark.parametrize("thing", ["/id/quelle/kgst", "/scheme/role", "/scheme/body-kind"])
def test_a_thing_that_no_view_shows_leads_to_none(server: Server, thing: str) -> None:
    assert "Ansichten: " not in server.get(thing, HTML).text


@pytest.mark.parametrize(
    ("path", "selected"),
    [
        ("/karte?zeige=zahl&kennzahl=einwohner&land=Hessen", "/id/gebiet/06"),
        ("/karte?zeige=akteur&akteur=integrationsbeirat", "/scheme/body-kind/integrationsbeirat"),
        ("/karte?zeige=programm&programm=nw-ki", "/id/foerderung/nw-ki"),
        ("/karte?zeige=pflicht&task=koordination&role=finanzierung", "/scheme/role/finanzierung"),
    ],
)
def test_the_form_of_a_map_keeps_what_was_chosen_by_name(server: Server, path: str, selected: str) -> None:
    text = server.get(path, HTML).text
    assert f'value="https://w3id.org/integraph{selected}" selected' in text


def test_a_map_says_when_it_shows_a_scenario_and_keeps_it(server: Server) -> None:
    path = "/karte?zeige=pflicht&task=koordination&scenario=s0-koordinierende-stellen&on=2024-01-01"
    text = server.get(path, HTML).text
    assert "Im Szenario, nicht heutiger Stand" in text
    assert re.search(r'<input type="hidden" name="scenario" value="[^"]*s0-koordinierende-stellen">', text)
    assert "Im Szenario" not in server.get("/karte?zeige=pflicht&task=koordination", HTML).text


def test_a_problem_page_leads_back_to_its_view_without_the_values_that_did_not_fit(server: Server) -> None:
    text = server.get("/karte?zeige=quatsch", HTML).text
    assert '<a href="/karte">Diese Seite ohne Angaben öffnen</a>' in text
    assert "ohne Angaben öffnen" not in server.get("/id/aufgabe/gibt-es-nicht?x=1", HTML).text


@pytest.mark.parametrize(
    ("lang", "title", "place"),
    [
        ("de", "Die Abfrage ist nicht lesbar", "Das gilt ab Zeile 1, Spalte 17."),
        ("en", "The query cannot be read", "From line 1, column 17 on."),
    ],
)
def test_a_query_that_cannot_be_read_has_a_page_that_says_where(
    server: Server, lang: str, title: str, place: str
) -> None:
    text = server.get(f"/sparql?query=SELECT * {{ ?s ?p&lang={lang}", HTML).text
    assert f"<h1>{title}</h1>" in text
    assert place in text[: text.index("<details>")]


def test_a_view_can_be_cited_with_its_address_and_state_of_the_data(server: Server) -> None:
    for path in ("/karte?zeige=pflicht&task=integrationsbeirat", "/luecken?in=Hessen", "/programme?in=Hessen"):
        (cited,) = re.findall(
            r'<details class="cite">(.*?)</details>', server.get(path + "&lang=de", HTML).text, re.DOTALL
        )
        assert unescape(cited).count(path + ",") == 1
        assert server.app.state.service.build.digest[:12] in cited
