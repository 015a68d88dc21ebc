"""Pages of things and answers: each class shows what belongs to it, in the reader's language, with its sources."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from integraph.describe import describe
from integraph.http import assets, create_app
from integraph.http.thing_page import class_of
from integraph.namespaces import BASE, ID
from integraph.sparql.workers import Limits
from integraph.store import Graph
from server import Server


def page(server: Server, path: str, lang: str = "de") -> str:
    response = server.get(path + ("&" if "?" in path else "?") + f"lang={lang}", "text/html")
    assert response.status_code == 200, response.text
    return unescape(response.text)


@pytest.mark.parametrize(
    ("path", "kind", "expected"),
    [
        ("id/aufgabe/unterbringung", "task", ["Teilaufgaben", "Wo die Quellen davon sprechen", "Zuständigkeit</a> ("]),
        ("id/akteur/bamf", "body", ["/netz?um=", ">Art</a>", "Bundesoberbehörde"]),
        (
            "id/gebiet/06611000",
            "place",
            ["Wer ist hier zuständig für", "197.230", "06611000", "Regierungsbezirk Kassel"],
        ),
        ("id/gebiet/06", "place", ["Kreise und Gemeinden dieses Landes", "eigens diesen Ort nennen"]),
        ("id/recht/aufenthg", "law", ["Teile", "§ 45a AufenthG"]),
        ("id/recht/aufenthg/45a", "law", ["Aufenthaltsgesetz"]),
        ("id/foerderung/nw-komm-an", "programme", ["Auflagen", "KOMM-AN NRW 2019", "Was gefördert wird"]),
        ("id/vorschlag/s0-pflichtaufgabe-integration", "proposal", ["Argumente: ", "Vorgeschlagen von"]),
        ("id/quelle/kgst", "source", ["Abschnitte", "Belege von Aussagen"]),
        ("id/quelle/kgst/abschnitt-1", "section", ["entnommen ist (52)", "Zusammenfassung", "2 Status quo"]),
        ("id/beleg/kgst/164-166", "passage", ["Der Wortlaut der Quelle", "Ostdeutsche Bundesländer erleben"]),
        ("scheme/role", "scheme", ["Begriffe", "Ausführung"]),
        ("scheme/obligation/weisungsgebunden", "concept", ["Engere Begriffe", "pflichtig"]),
        (
            "id/zustaendigkeit/s0-kommunen-organisationsentwicklung",
            "statement",
            ["Welche Art von Stelle", "Zeile 538"],
        ),
    ],
)
def test_each_class_has_a_page_of_its_own(server: Server, path: str, kind: str, expected: list[str]) -> None:
    service = server.app.state.service
    assert class_of(describe(service.graph, service.statements, BASE + path), service.statements) == kind
    text = page(server, "/" + path)
    assert [part for part in expected if part not in text] == []


def test_a_thing_that_only_a_reform_option_has_gets_a_page_and_data(server: Server, graph: Graph) -> None:
    rows = graph.select(
        """SELECT ?s ?label ?g {
             GRAPH ?g { ?overlay ig:adds ?s . ?s rdfs:label ?label } FILTER(LANG(?label) = "de")
             FILTER NOT EXISTS { ?s rdfs:label ?any }
           } ORDER BY ?s LIMIT 1"""
    )
    iri, label = rows[0]["s"].value, rows[0]["label"].value
    path = "/" + iri.removeprefix(BASE)
    text = page(server, path)
    assert label in text
    assert "gehört nicht zum heutigen Stand" in text
    subjects = {str(q.subject) for q in ox.parse(input=server.get(path + ".ttl").content, format=ox.RdfFormat.TURTLE)}
    assert f"<{iri}>" in subjects


def test_a_thing_comes_as_a_table_of_labels_and_iris(server: Server) -> None:
    rows = list(csv.DictReader(io.StringIO(server.get("/id/gebiet/06611000.csv").content.decode("utf-8-sig"))))
    kinds = [row for row in rows if row["Eigenschaft IRI"].endswith("#bodyKind")]
    assert [(row["Wert"], row["Wert IRI"]) for row in kinds] == [
        ("Kreisfreie Stadt", BASE + "scheme/body-kind/kreisfreie-stadt")
    ]


@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        ("ttl", ox.RdfFormat.TURTLE),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("json", ox.RdfFormat.JSON_LD),
        ("nt", ox.RdfFormat.N_TRIPLES),
        ("rdf", ox.RdfFormat.RDF_XML),
    ],
)
def test_every_form_of_data_says_the_same(server: Server, suffix: str, form: ox.RdfFormat) -> None:
    path = "/id/aufgabe/unterbringung"
    expected = {str(q) for q in ox.parse(input=server.get(path + ".ttl").content, format=ox.RdfFormat.TURTLE)}
    found = {str(q) for q in ox.parse(input=server.get(f"{path}.{suffix}").content, format=form)}
    assert found == expected


def test_an_english_page_says_which_labels_are_german(server: Server) -> None:
    text = page(server, "/id/aufgabe/unterbringung", "en")
    assert '<html lang="en">' in text
    assert "<h1>accommodation and care of refugees</h1>" in text
    assert re.search(r'<a href="/id/zustaendigkeit/[^"]+" lang="de">', text)
    assert not re.search(r'<a href="/scheme/field/[^"]+" lang="de">', text)


def test_a_page_of_a_thing_describes_itself_for_search_engines(server: Server) -> None:
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', server.get("/id/akteur/bamf", "text/html").text
    )
    assert found
    described = json.loads(found[1])
    assert (described["@id"], described["@context"]) == (ID + "akteur/bamf", "https://schema.org")


def test_a_page_heads_its_facts_with_plain_words_in_both_languages(server: Server) -> None:
    for path in ("/id/aufgabe/unterbringung", "/id/gebiet/06633", "/id/quelle/kgst", "/scheme/obligation/pflichtig"):
        for lang, verb in (("de", "hat |ist |wird |liegt "), ("en", "has |is |was ")):
            text = page(server, path, lang)
            heads = re.findall(r"<dt><a [^>]*>([^<]+)</a></dt>", text)
            heads += re.findall(r"<summary><span[^>]*>([^<]+)</span> \(", text)
            assert [head for head in heads if re.match(verb, head) or ":" in head] == []


def test_what_only_machines_refer_to_is_not_shown_to_readers(server: Server) -> None:
    text = page(server, "/id/gebiet/06611000")
    assert "sh:defaultValue" not in text
    assert "void:exampleResource" not in text


def test_what_a_page_shows_as_parts_is_not_listed_again_as_links(server: Server) -> None:
    text = page(server, "/scheme/role")
    assert text.partition("Technische Angaben")[0].count(">Dienstaufsicht</a>") == 1


def test_a_reader_gets_definitions_in_the_own_language_only(server: Server) -> None:
    text = page(server, "/scheme/role/ausfuehrung")
    assert "Eine Stelle erledigt die Aufgabe tatsächlich." in text
    assert "A body actually performs the task." not in text


def test_the_note_of_an_editor_is_marked_as_one(server: Server) -> None:
    assert "<strong>Anmerkung:</strong> <span>Die Quelle nennt das Land" in page(server, "/id/foerderung/nw-komm-an")


def test_the_page_of_a_task_begins_with_responsibilities(server: Server) -> None:
    text = page(server, "/id/aufgabe/unterbringung")
    assert text.index(">Zuständigkeit</a> (") < text.index(">Befund</a> (")


def test_classes_of_other_vocabularies_have_names_in_both_languages(server: Server) -> None:
    for path, german, english in (
        ("/id/recht/aufenthg", "Rechtsquelle", "law"),
        ("/id/recht/aufenthg/45a", "Teil einer Rechtsquelle", "part of a law"),
        ("/scheme/role", "Liste von Begriffen", "list of concepts"),
    ):
        for lang, name in (("de", german), ("en", english)):
            badges = page(server, path, lang).partition('<ul class="badges">')[2].partition("</ul>")[0]
            assert f">{name}</a>" in badges


def test_a_place_of_which_no_source_speaks_says_so(server: Server) -> None:
    assert "Von diesem Ort selbst spricht keine Quelle." in page(server, "/id/gebiet/06633")
    assert "Von diesem Ort selbst spricht keine Quelle." not in page(server, "/id/gebiet/06")


def test_the_bund_with_thousands_of_links_is_counted_in_full_and_shown_in_part(server: Server) -> None:
    text = page(server, "/id/gebiet/de")
    assert re.search(r"Orte in diesem Gebiet</span> \(12\.\d{3}\)", text)
    assert len(text) < 400_000


def test_the_page_of_an_answer_draws_the_chain_and_says_who_pays(server: Server) -> None:
    text = page(server, "/who?task=unterbringung&in=Baunatal&on=2024-01-01")
    chain = re.findall(r'<p class="where"><a href="[^"]+">([^<]+)</a></p>', text)
    assert chain == ["Bundesrepublik Deutschland", "Hessen", "Regierungsbezirk Kassel", "Landkreis Kassel", "Baunatal"]
    assert text.index("Die Kette der Ebenen") < text.index("Wer zahlt") < text.index("Dazu sagen die Quellen nichts")
    assert "geprüfte Aussagen" in text
    body = server.get("/who?task=unterbringung&in=Baunatal&on=2024-01-01&format=json").json()
    assert len(re.findall(r'<article class="card" id="antwort-\d+">', text)) == len(body["answers"]) > 3
    for answer in body["answers"]:
        assert answer["reason"]["de"] in text
        assert answer["evidence"][0]["citation"] in text


def test_an_answer_without_statements_says_that_silence_is_no_no(server: Server, graph: Graph) -> None:
    rows = graph.select(
        """SELECT ?task { ?task a ig:Task
             FILTER NOT EXISTS { ?task ig:broaderTask* ?broad . ?s a ig:Responsibility ; ig:task ?broad } } LIMIT 1"""
    )
    text = page(server, f"/who?task={rows[0]['task'].value}&in=Baunatal")
    assert "Keine Aussage in den Quellen" in text
    assert "heißt nicht, dass niemand zuständig ist" in text


def test_the_page_of_an_answer_under_a_reform_option_says_so(server: Server) -> None:
    text = page(server, "/who?task=integrationsbeirat&in=Kassel&scenario=s0-planungsauftrag")
    assert "So wäre es mit dem Reformvorschlag" in text


def test_a_report_goes_to_the_address_that_the_operator_set(graph: Graph) -> None:
    about = ID + "aufgabe/unterbringung"
    for contact, scheme in (("daten@example.org", "mailto"), ("https://example.org/neu?x=1", "https")):
        app = create_app(graph.build, Limits(workers=1), contact=contact)
        try:
            text = page(Server(app), f"/rueckmeldung?zu={about}")
        finally:
            app.state.service.close()
        found = re.search(r'<a class="kern-btn kern-btn--primary" href="([^"]+)"', text)
        assert found
        address = urlsplit(found[1])
        assert address.scheme == scheme
        assert about in parse_qs(address.query)["body"][0]


def test_without_an_address_the_page_says_so(server: Server) -> None:
    text = page(server, "/rueckmeldung?zu=/glossar")
    assert "keine Anschrift" in text


def test_without_the_assets_from_npm_pages_work_and_the_log_says_what_is_missing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for own in assets.STATIC.glob("*.*"):
        (tmp_path / own.name).write_bytes(own.read_bytes())
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets.asset.cache_clear()
    try:
        with caplog.at_level(logging.WARNING, "integraph"):
            text = page(server, "/")
    finally:
        assets.asset.cache_clear()
    assert "vendor/" not in text
    assert "/static/site.css?v=" in text
    assert "vendor/kern/kern.min.css is missing" in caplog.text
