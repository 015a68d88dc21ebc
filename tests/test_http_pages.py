"""Pages and addresses of things: in German, without scripts, and every IRI leads somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pyoxigraph as ox
import pytest

from integraph.inventory import LISTS
from integraph.namespaces import BASE, ID
from integraph.store import Graph
from server import Server

KASSEL = "/id/gebiet/06611000"
PAGES = [
    "/",
    "/docs",
    "/suche",
    "/suche?q=Beirat",
    "/sparql",
    "/ontology",
    "/shapes",
    "/graph/",
    "/graph/register/laender",
    "/scheme/role",
    "/glossar",
    "/barrierefreiheit",
    "/rueckmeldung?zu=https://w3id.org/integraph/<nonsense>",
    "/rueckmeldung?zu=https://w3id.org/integraph/id/aufgabe/integrationsbeirat",
    "/scheme/role/ausfuehrung",
    "/id/quelle/kuehn-schammann-bendel",
    "/id/aufgabe/integrationsbeirat",
    KASSEL,
    "/who?task=Integrationsbeirat&in=Kassel&on=2024-01-01",
    "/liste/",
    "/liste/aussagen?rolle=finanzierung&land=06&sort=-stand&seite=1",
    *(f"/liste/{name}" for name in LISTS),
]


class Page(HTMLParser):
    """What the tests look at in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def problem(server: Server, path: str, accept: str | None = None) -> dict[str, Any]:
    response = server.get(path, accept)
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == response.status_code
    return body


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_german_has_one_heading_and_needs_nothing_from_elsewhere(server: Server, path: str) -> None:
    response = server.get(path, "text/html")
    assert response.status_code == 200, response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    page = Page(response.text)
    assert page.of("html") == [{"lang": "de"}]
    assert len(page.of("h1")) == 1
    assert not [tag for tag, attributes in page.tags if "style" in attributes or "onclick" in attributes]
    loaded = [a["href"] for a in page.of("link") if a.get("rel") in ("stylesheet", "icon")]
    loaded += [a["src"] for tag in ("img", "script") for a in page.of(tag) if a.get("type") != "application/ld+json"]
    assert any(address and address.startswith("/static/site.css?v=") for address in loaded)
    assert all(address and address.startswith("/static/") for address in loaded), loaded
    assert {server.get(address).status_code for address in loaded if address} == {200}
    fields = {a["id"] for tag in ("input", "textarea", "select") for a in page.of(tag) if a.get("type") != "hidden"}
    assert fields <= {a.get("for") for a in page.of("label")}


def test_an_answer_offers_the_same_question_for_each_land_once(server: Server) -> None:
    page = server.get("/who?task=Integrationsbeirat&in=Deutschland", "text/html").text
    offered = re.findall(r"<a [^>]*>([^<]+)</a>", page.partition("In den Ländern")[2].partition("<h")[0])
    assert len(offered) == len(set(offered)) == 16


def test_links_of_the_front_page_lead_somewhere(server: Server) -> None:
    hrefs = {a["href"] for a in Page(server.get("/", "text/html").text).of("a")}
    local = sorted(href for href in hrefs if href and href.startswith("/"))
    assert len(local) >= 10
    assert {server.get(href, "text/html").status_code for href in local} == {200}


def test_the_lists_hold_what_their_names_say(server: Server) -> None:
    page = server.get("/liste/laender", "text/html").text
    assert "<strong>16</strong> Einträge" in page
    assert "Hamburg" in page
    assert problem(server, "/liste/nix")["code"] == "not-found"


def test_a_thing_comes_as_turtle_json_ld_or_a_page(server: Server) -> None:
    triples = list(ox.parse(input=server.get(KASSEL).content, format=ox.RdfFormat.TURTLE))
    assert {str(quad.subject) for quad in triples} == {f"<{ID}gebiet/06611000>"}
    linked = list(ox.parse(input=server.get(KASSEL, "application/ld+json").content, format=ox.RdfFormat.JSON_LD))
    assert {str(quad) for quad in linked} == {str(quad) for quad in triples}
    assert "<h1>Kassel</h1>" in server.get(KASSEL, "text/html").text


@pytest.mark.parametrize(
    ("suffix", "media"), [(".ttl", "text/turtle"), (".jsonld", "application/ld+json"), (".html", "text/html")]
)
def test_a_suffix_chooses_the_format(server: Server, suffix: str, media: str) -> None:
    assert server.get(KASSEL + suffix, "image/png").headers["content-type"].startswith(media)


def test_another_official_key_of_a_body_leads_to_it(server: Server) -> None:
    for key, iri in (("06611", "06611000"), ("02000000", "02"), ("11000", "11")):
        response = server.get(f"/id/gebiet/{key}")
        assert (response.status_code, response.headers["location"]) == (303, f"/id/gebiet/{iri}")
    assert server.get("/id/gebiet/06611.ttl").headers["location"] == KASSEL + ".ttl"


def test_an_unknown_thing_is_404_with_suggestions(server: Server) -> None:
    body = problem(server, "/id/aufgabe/integrationsbeirate")
    assert (body["status"], body["code"]) == (404, "unknown-thing")
    assert ID + "aufgabe/integrationsbeirat" in [suggestion["iri"] for suggestion in body["suggestions"]]
    page = server.get("/id/aufgabe/integrationsbeirate", "text/html")
    assert page.status_code == 404
    assert "/id/aufgabe/integrationsbeirat" in [a["href"] for a in Page(page.text).of("a")]


@pytest.mark.parametrize(
    "path", ["/id/x/%3C%3E", "/id/", "/id/a%20b", "/id/..%2F..%2Fetc", "/scheme/nix", "/nix", "/static/nix"]
)
def test_nonsense_addresses_are_404(server: Server, path: str) -> None:
    assert problem(server, path)["status"] == 404


def test_a_format_that_there_is_not_is_406(server: Server) -> None:
    assert problem(server, KASSEL, "image/png")["code"] == "not-acceptable"
    assert problem(server, "/ontology?format=nix")["code"] == "not-acceptable"


def test_a_named_graph_is_its_file(server: Server, graph: Graph) -> None:
    response = server.get("/graph/quellen/quellen.ttl")
    name = ox.NamedNode(BASE + "graph/quellen/quellen")
    count = sum(1 for _ in graph.store.quads_for_pattern(None, None, None, name))
    assert len(list(ox.parse(input=response.content, format=ox.RdfFormat.TURTLE))) == count > 20
    assert problem(server, "/graph/nix")["code"] == "unknown-graph"


def test_the_page_of_the_union_shows_some_of_its_things_and_head_has_no_body(server: Server) -> None:
    page = server.get("/graph-store?default", "text/html")
    assert (page.status_code, page.text.count("<li>") >= 500, "Gezeigt werden 500 Einträge" in page.text) == (
        200,
        True,
        True,
    )
    head = server.request("HEAD", "/graph-store?default", "text/turtle")
    assert (head.status_code, head.content, head.headers.get("content-length")) == (200, b"", None)


def test_the_ontology_is_served_under_its_own_iri(server: Server) -> None:
    assert b"ig:Statement" in server.get("/ontology", "text/turtle").content
    assert {"id": "Responsibility"} in Page(server.get("/ontology", "text/html").text).of("dt")


def test_a_page_shows_the_statements_about_a_thing_with_their_passages(server: Server, graph: Graph) -> None:
    rows = graph.select(
        """SELECT ?task ?text ?passage {
             ?s a ig:Responsibility ; ig:task ?task ; rdfs:label ?text ; ig:evidence ?passage
           } ORDER BY ?s ?passage LIMIT 1"""
    )
    row = rows[0]
    page = server.get(row["task"].value.removeprefix("https://w3id.org/integraph"), "text/html").text
    text = re.sub(r"&#34;|&quot;", '"', page)
    assert row["text"].value in text
    assert row["passage"].value.removeprefix("https://w3id.org/integraph") in text


def test_who_answers_as_json_by_contract(server: Server) -> None:
    body = server.get("/who?task=Integrationsbeirat&in=Kassel&on=2024-01-01").json()
    assert {"task", "area", "on", "role", "scenario"} <= body["question"].keys()
    assert body["question"]["area"] == {"iri": ID + "gebiet/06611000", "label": "Kassel"}
    assert body["question"]["on"] == "2024-01-01"
    assert isinstance(body["silent"], list)
    for answer in body["answers"]:
        assert {"role", "holder", "level", "certainty", "reason", "evidence"} <= answer.keys()


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("task=Integrationsbeirat", 400, "invalid-parameter"),
        ("task=Integrationsbeirat&in=Kassel&on=gestern", 400, "invalid-parameter"),
        ("task=Integrationsbeirat&in=Neuenkirchen", 404, "ambiguous-name"),
        ("task=Integrationsbeirat&in=Entenhausen", 404, "unknown-name"),
        ("task=Raumfahrt&in=Kassel", 404, "unknown-name"),
        ("task=Integrationsbeirat&in=Kassel&scenario=nix", 404, "unknown-scenario"),
        ("task=Integrationsbeirat&in=Kassel&format=png", 406, "not-acceptable"),
    ],
)
def test_who_says_what_is_wrong_with_a_question(server: Server, query: str, status: int, code: str) -> None:
    body = problem(server, f"/who?{query}")
    assert (body["status"], body["code"]) == (status, code)


@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("/compare?task=Integrationsbeirat&in=Hessen&in=Bayern", "roles"),
        ("/compare?field=wohnen&in=Hessen&in=Bayern", "silent"),
        ("/diff?scenario=s0-planungsauftrag&in=Kassel", "changes"),
    ],
)
def test_answers_beside_each_other_are_served_as_json(server: Server, path: str, member: str) -> None:
    assert member in server.get(path).json()


def test_lists_of_findings_periods_and_overlays_are_served_as_json(server: Server) -> None:
    assert {"kind", "task", "agreement"} <= server.get("/gaps?in=Kassel").json()[0].keys()
    assert {"from", "through", "answers"} <= server.get("/timeline?task=Integrationsbeirat&in=Kassel").json()[0].keys()
    assert "s0-planungsauftrag" in {overlay["name"] for overlay in server.get("/overlays").json()}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/compare?task=Integrationsbeirat&in=Hessen", 400, "invalid-parameter"),
        ("/compare?in=Hessen&in=Bayern", 400, "invalid-parameter"),
        ("/compare?field=nix&in=Hessen&in=Bayern", 404, "unknown-name"),
        ("/diff?in=Kassel", 400, "invalid-parameter"),
        ("/diff?in=Kassel&scenario=/etc/fremd.ttl", 404, "unknown-scenario"),
        ("/gaps?in=Kassel&on=gestern", 400, "invalid-parameter"),
    ],
)
def test_comparing_routes_say_what_is_wrong(server: Server, path: str, status: int, code: str) -> None:
    body = problem(server, path)
    assert (body["status"], body["code"]) == (status, code)


def test_an_ambiguous_place_gets_its_candidates(server: Server) -> None:
    body = problem(server, "/who?task=Integrationsbeirat&in=Neuenkirchen")
    assert len(body["candidates"]) > 3
    assert all(candidate["context"] for candidate in body["candidates"])


def test_what_was_typed_is_escaped_on_the_error_page(server: Server) -> None:
    page = server.get("/who?task=%3Cscript%3Ealert(1)%3C/script%3E&in=Kassel", "text/html")
    assert page.status_code == 404
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_a_failure_inside_does_not_show_its_text(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(server.app.state.service.__class__, "facts", property(lambda _: fail()))
    response = server.get("/readyz")
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "secret" not in response.text
    assert "content-security-policy" in response.headers


def test_openapi_describes_the_routes_and_the_page_shows_them(server: Server) -> None:
    described = server.get("/openapi.json").json()
    assert {"/sparql", "/who", "/id/{path}"} <= described["paths"].keys()
    page = server.get("/docs", "text/html").text
    assert all(path in page for path in described["paths"])


def test_an_answer_begins_with_itself_in_short(server: Server) -> None:
    page = server.get("/who?task=sprachmittlung&in=Landkreis+Gießen&on=01.01.2024", "text/html").text
    assert "</span> im Landkreis Gießen</h1>" in page
    short = re.sub(r"<[^>]+>", "", page.partition('id="kurz"')[2].partition("</div>")[0])
    assert "Ausführung: Landkreis Gießen (freiwillig)" in short
    assert "Finanzierung: Hessen; Landkreis Gießen (freiwillig, nur Ebene)." in short


def test_an_answer_in_short_says_each_duty_with_its_certainty(server: Server) -> None:
    page = server.get("/who?task=integrationsbeirat&in=Baunatal&on=2024-01-01", "text/html").text
    short = re.sub(r"<[^>]+>", "", page.partition('id="kurz"')[2].partition("</div>")[0])
    assert "Landkreis Kassel (freiwillig; daneben pflichtig, umstritten)" in short


@pytest.mark.parametrize(
    ("day", "warning"),
    [("1990-01-01", "liegt vor der Zeit"), ("2024-06-30", ""), ("2099-01-01", "liegt in der Zukunft")],
)
def test_an_answer_says_for_which_years_its_sources_speak_and_warns_of_other_days(
    server: Server, day: str, warning: str
) -> None:
    page = server.get(f"/who?task=unterbringung&in=Kassel&on={day}", "text/html").text
    assert re.search(r"sprechen für die Jahre 20\d\d bis 20\d\d\.", page)
    assert ('id="zeit"' in page) == bool(warning)
    assert warning in page


def test_who_bears_the_cost_is_named_once(server: Server) -> None:
    page = server.get("/who?task=sprachmittlung&in=Hamburg&on=2024-01-01", "text/html").text
    line = re.sub(r"<[^>]+>", "", page.partition("Als Träger der Kosten nennen die Quellen:")[2].partition("</p>")[0])
    assert line.strip() == "Hamburg."


def test_the_words_of_an_answer_are_explained_on_its_page_in_both_languages(server: Server) -> None:
    for lang, meaning in (
        ("de", "Der Träger muss die Aufgabe erledigen"),
        ("en", "The holder has to perform the task"),
    ):
        page = server.get(f"/who?task=unterbringung&in=Baunatal&on=2024-01-01&lang={lang}", "text/html").text
        words = page.partition('id="woerter"')[2].partition("</dl>")[0]
        assert meaning in words
        assert "/scheme/certainty/nur-ebene" in words
        assert "/scheme/certainty/umstritten" not in words


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/who?task=integrationsbeirat", "Es fehlt: der Ort."),
        ("/who?in=Kassel", "Es fehlt: die Aufgabe."),
        ("/suche?q=a&seite=0", "Diese Angabe passt nicht: die Seitenzahl."),
        ("/id/aufgabe/integrationsbeirate", "Unter dieser Adresse ist nichts bekannt."),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_form(server: Server, path: str, said: str) -> None:
    assert f">{said}</p>" in server.get(path, "text/html").text


@pytest.mark.parametrize(
    ("place", "said", "shown", "hidden"),
    [
        ("Landkreis Gießen", "gemeinsame Grenze", "Wetteraukreis", "Werra-Meißner-Kreis"),
        ("Baunatal", "Andere Gemeinden im Gebiet Landkreis Kassel", "Vellmar", "Wetteraukreis"),
        ("Saarland", "gemeinsame Grenze", "Rheinland-Pfalz", "Wetteraukreis"),
        ("Region Hannover", "gemeinsame Grenze", "Landkreis Celle", "Landkreis Leer"),
    ],
)
def test_the_same_question_is_offered_for_neighbours(
    server: Server, place: str, said: str, shown: str, hidden: str
) -> None:
    page = server.get(f"/who?task=koordination&in={place}&on=2024-01-01", "text/html").text
    around = page.partition('id="woanders"')[2].partition("In den Ländern")[0]
    assert said in around
    assert f">{shown}</a>" in around
    assert f">{hidden}</a>" not in around
