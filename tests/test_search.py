"""Search: what people type finds what they mean, in spite of umlauts, endings, compounds and typing errors."""

from __future__ import annotations

import pytest

from integraph.namespaces import ID
from integraph.search import Index
from integraph.store import Graph
from server import Server


@pytest.fixture(scope="module")
def index(graph: Graph) -> Index:
    return Index(graph)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Unterbringung", "aufgabe/unterbringung"),
        ("Integrationsbeirat", "aufgabe/integrationsbeirat"),
        ("Integrationsbeiräte", "aufgabe/integrationsbeirat"),
        ("integrationsbeiraete", "aufgabe/integrationsbeirat"),
        ("Integrationsbeirta", "aufgabe/integrationsbeirat"),
        ("kassel", "gebiet/06611000"),
        ("Landkreis Kassel", "gebiet/06633"),
        ("München", "gebiet/09162000"),
        ("Muenchen", "gebiet/09162000"),
        ("munchen", "gebiet/09162000"),
        ("Neustadt Hessen", "gebiet/06534016"),
        ("Aufenthaltsgesetz", "recht/aufenthg"),
        ("§ 45a AufenthG", "recht/aufenthg/45a"),
        ("Paragraph 45a AufenthG", "recht/aufenthg/45a"),
        ("06611000", "gebiet/06611000"),
        ("6611000", "gebiet/06611000"),
        ("06611", "gebiet/06611000"),
        ("06633", "gebiet/06633"),
    ],
)
def test_what_is_typed_finds_first_what_is_meant(index: Index, typed: str, meant: str) -> None:
    assert index.find(typed).hits[0].entry.iri == ID + meant


@pytest.mark.parametrize(("typed", "meant"), [("Kasel", "gebiet/06611000"), ("Beirat", "aufgabe/integrationsbeirat")])
def test_a_typing_error_or_a_part_of_a_compound_still_finds_it(index: Index, typed: str, meant: str) -> None:
    assert ID + meant in [hit.entry.iri for hit in index.find(typed).hits[:5]]


def test_every_label_finds_its_thing(index: Index) -> None:
    for entry in index.entries[::500]:
        assert entry.iri in [hit.entry.iri for hit in index.find(entry.label).hits], entry.label


def test_all_words_must_match_and_if_none_has_all_it_says_so(index: Index) -> None:
    assert index.find("Neustadt Hessen").complete
    found = index.find("Integrationsbeirat Raumfahrt")
    assert not found.complete
    assert found.hits


def test_nonsense_finds_nothing(index: Index) -> None:
    assert index.find("xyzzyq").hits == []
    assert index.find(" ?! ").hits == []


def test_only_the_kinds_asked_for_are_found_and_counted(index: Index) -> None:
    found = index.find("Kassel", ["ort"])
    assert {hit.entry.kind for hit in found.hits} == {"ort"}
    assert found.counts() == {"ort": len(found.hits)}


def test_a_task_and_a_place_are_understood_as_a_question(index: Index) -> None:
    for text in ("Unterbringung Kassel", "Kassel Unterbringung", "Wer ist zuständig für Unterbringung in Kassel?"):
        question = index.question(text)
        assert question is not None
        assert [entry.iri for entry in question] == [ID + "aufgabe/unterbringung", ID + "gebiet/06611000"]
    assert index.question("Unterbringung") is None


def test_a_question_is_understood_with_other_words_and_typing_errors_in_it(index: Index) -> None:
    for text in ("Wer zahlt Sprachmittlung in der Stadt Kassel", "Sprachmitlung Kassel"):
        question = index.question(text)
        assert question is not None
        assert [entry.iri for entry in question] == [ID + "aufgabe/sprachmittlung", ID + "gebiet/06611000"]
    question = index.question("Sprachmittlung Landkreis Kassel")
    assert question is not None
    assert question[1].iri == ID + "gebiet/06633"


@pytest.mark.parametrize("text", ["Landkreis Kassel", "Kreis Kassel", "Region Hannover", "Raumfahrt Kassel", "Kassel"])
def test_a_place_alone_or_with_something_else_is_no_question(index: Index, text: str) -> None:
    assert index.question(text) is None


@pytest.mark.parametrize(
    ("typed", "thing", "reason"),
    [
        ("NRW", "gebiet/05", "NRW"),
        ("Kreis Kassel", "gebiet/06633", "Kreis Kassel"),
        ("Landkreis Kassel", "gebiet/06633", ""),
        ("accommodation of refugees", "aufgabe/unterbringung", "accommodation and care of refugees"),
    ],
)
def test_a_hit_says_by_which_other_name_it_was_found(index: Index, typed: str, thing: str, reason: str) -> None:
    found = index.find(typed)
    assert found.reason(next(hit for hit in found.hits if hit.entry.iri == ID + thing)) == reason


def test_the_words_for_which_something_was_found_are_marked(index: Index) -> None:
    found = index.find("Untrbringung Kassel")
    assert found.pieces("Unterbringung in Kassel")[::2] == [("Unterbringung", True), ("in", False), ("Kassel", True)]


def test_words_of_a_question_do_not_bring_in_what_only_has_them(index: Index) -> None:
    hits = index.find("Wer zahlt Sprachmittlung in Kassel").hits
    assert hits
    assert not any("zahl" in hit.entry.label.casefold() and "Sprach" not in hit.entry.label for hit in hits[:20])


def test_a_number_matches_whole_or_not_at_all(index: Index) -> None:
    found = index.find("§ 4 AufenthG", ["recht"])
    assert not any(hit.entry.label in ("§ 43 AufenthG", "§ 45a AufenthG") for hit in found.hits[:3])


def test_the_value_of_a_place_is_accepted_by_who_and_leads_to_it(index: Index, server: Server) -> None:
    places = index.exact("ort", "Neuenkirchen") + index.exact("ort", "Kassel")
    assert len({place.value for place in places}) == len(places) > 5
    lookup = server.app.state.service.resolver().lookup
    assert [lookup.area(place.value) for place in places] == [place.iri for place in places]


def test_search_answers_as_json_with_what_a_suggestion_needs(server: Server) -> None:
    body = server.get("/suche?q=Kassel&art=ort&anzahl=2&format=json").json()
    assert body["hits"][0]["iri"] == ID + "gebiet/06611000"
    assert body["hits"][0]["address"] == "/id/gebiet/06611000"
    assert (body["hits"][0]["kind"], body["hits"][0]["kindLabel"]) == ("ort", "Ort")
    assert body["hits"][0]["context"] == "Kreisfreie Stadt, Hessen"
    assert len(body["hits"]) == 2 < body["total"]


def test_the_results_page_shows_kinds_and_counts_and_offers_the_answer(server: Server) -> None:
    page = server.get("/suche?q=Unterbringung+Kassel", "text/html").text
    assert "Wer ist zuständig für „Unterbringung und Versorgung Geflüchteter“ in Kassel?" in page
    page = server.get("/suche?q=Kassel&art=ort&seite=2", "text/html").text
    assert "Seite 2 von" in page
    assert "dazu wurde nichts gefunden" in server.get("/suche?q=xyzzyq", "text/html").text.lower()


def test_a_kind_without_hits_says_so_and_leads_to_the_others(server: Server) -> None:
    page = server.get("/suche?q=Kassel&art=recht", "text/html").text
    assert "Unter dieser Art wurde nichts gefunden." in page
    assert '<a href="/suche?q=Kassel">Alle Treffer zeigen</a>' in page


def test_the_beginning_of_a_word_finds_first_what_is_called_so(index: Index) -> None:
    labels = [hit.entry.label for hit in index.find("unterk", ["aufgabe"]).hits[:5]]
    assert "Auszugsmanagement" not in labels
    assert "Schulaufsicht" not in labels
    assert any("Unterkunft" in label or "Unterkünfte" in label for label in labels[:2])


def test_an_unknown_kind_or_page_number_is_refused(server: Server) -> None:
    assert server.get("/suche?q=a&art=planet").json()["code"] == "invalid-parameter"
    assert server.get("/suche?q=a&seite=0").json()["code"] == "invalid-parameter"
