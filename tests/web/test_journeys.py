"""Ways through the pages: by keyboard alone, without JavaScript, in another language, on paper."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from web.conftest import Open


def test_a_question_is_asked_and_answered_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    task = page.get_by_role("combobox", name="Wer ist zuständig für")
    expect(task).to_be_focused()
    page.keyboard.type("unterbr")
    expect(page.get_by_role("option").first).to_contain_text("Unterbringung und Versorgung Geflüchteter")
    page.keyboard.press("ArrowDown")
    expect(task).to_have_attribute("aria-activedescendant", re.compile("vorschlaege"))
    page.keyboard.press("Enter")
    expect(task).to_have_value("Unterbringung und Versorgung Geflüchteter")
    expect(task).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    page.keyboard.type("Kass")
    expect(page.get_by_role("option").first).to_contain_text("Kassel")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.type("el")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Unterbringung und Versorgung Geflüchteter in Kassel")


def test_a_suggestion_of_the_search_leads_to_its_page_by_keyboard(open_page: Open) -> None:
    page = open_page("/")
    search = page.get_by_role("combobox", name="Aufgaben, Stellen")
    search.focus()
    page.keyboard.type("aufenthaltsg")
    expect(page.get_by_role("option").first).to_contain_text("Aufenthaltsgesetz")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/id/recht/aufenthg$"))


def test_whatever_has_the_focus_shows_it(open_page: Open) -> None:
    page = open_page("/who?task=unterbringung&in=Kassel")
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth })()"
        )
        assert not outline.startswith("none"), page.evaluate("document.activeElement.outerHTML")
        assert not outline.endswith("0px")


def test_everything_important_works_without_javascript(open_page: Open) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("Wer ist zuständig für").fill("Integrationsbeirat")
    page.get_by_label("Ort oder Schlüssel").fill("Neuenkirchen")
    page.get_by_role("button", name="Zuständigkeit zeigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcher ist gemeint?")
    page.locator("main li a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("in Neuenkirchen")
    page.get_by_label("Aufgaben, Stellen").fill("Beirat")
    page.get_by_role("button", name="Suchen", exact=True).click()
    page.get_by_role("link", name=re.compile("^Recht \\(")).click()
    expect(page.locator("main ol li").first).to_contain_text("Recht")
    page.get_by_role("link", name="Stöbern").first.click()
    page.get_by_role("link", name="Aussagen", exact=True).click()
    page.locator("aside").get_by_role("link", name="Hessen").click()
    expect(page).to_have_url(re.compile("land=06"))
    page.locator("thead").get_by_role("link", name="Stand").click()
    expect(page).to_have_url(re.compile("sort=stand"))
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_wrong_task_gets_candidates_that_keep_the_rest_of_the_question(open_page: Open) -> None:
    page = open_page("/who?task=Untrbringung&in=Kassel&on=2024-01-01")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Name ist nicht bekannt")
    page.get_by_role("link", name="Anschlussunterbringung").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anschlussunterbringung in Kassel")
    expect(page.locator("time").first).to_have_attribute("datetime", "2024-01-01")


def test_a_page_that_there_is_not_suggests_others(open_page: Open) -> None:
    page = open_page("/id/aufgabe/integrationsbeirate")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es nicht")
    page.get_by_role("link", name="Einrichtung von Integrationsbeiräten").click()
    expect(page).to_have_url(re.compile("/id/aufgabe/integrationsbeirat$"))


def test_the_chosen_language_stays_and_german_comes_back(open_page: Open) -> None:
    page = open_page("/who?task=unterbringung&in=Kassel&on=2024-01-01")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="The chain of levels")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("in Kassel")
    page.get_by_role("link", name="Glossary").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", name="So liest man eine Antwort")).to_be_visible()


def test_the_theme_can_be_switched_and_stays(open_page: Open) -> None:
    page = open_page("/", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dunkle Ansicht").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.goto("/glossar")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_role("button", name="Helle Ansicht").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_the_same_question_for_another_land_is_one_click_away(open_page: Open) -> None:
    page = open_page("/who?task=integrationsbeirat&in=Baunatal&on=2024-01-01")
    page.locator("section").get_by_role("link", name="Thüringen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Einrichtung von Integrationsbeiräten in Thüringen")
    expect(page.locator("time").first).to_have_attribute("datetime", "2024-01-01")


def test_from_an_answer_one_gets_to_the_line_of_the_source(open_page: Open) -> None:
    page = open_page("/who?task=integrationsbeirat&in=Kassel&on=2024-01-01")
    page.locator("article").first.get_by_role("link", name=re.compile("Zeile")).first.click()
    expect(page).to_have_url(re.compile("/id/beleg/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zeile")


def test_on_paper_there_is_the_answer_and_no_navigation(open_page: Open) -> None:
    page = open_page("/who?task=integrationsbeirat&in=Kassel")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Hauptnavigation")).to_be_hidden()
    expect(page.locator("form").first).to_be_hidden()
    expect(page.locator("article").first).to_be_visible()


def test_keys_of_the_editor_are_told_only_where_there_is_the_editor(open_page: Open) -> None:
    expect(open_page("/sparql", java_script_enabled=False).locator("#keys")).to_be_hidden()
    expect(open_page("/sparql").locator("#keys")).to_be_visible()


def test_on_paper_a_wide_table_fits_its_page_and_duties_keep_their_colour(open_page: Open) -> None:
    page = open_page("/vergleich?task=koordination", viewport={"width": 1030, "height": 700})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1030, "A4 across, less its margins, has 1030 pixels"
    assert page.evaluate("getComputedStyle(document.querySelector('.duty')).printColorAdjust") == "exact"
    expect(page.locator(".twin")).to_be_hidden()


def test_a_scenario_says_that_it_is_computed_and_the_way_back_takes_that_away(open_page: Open) -> None:
    page = open_page("/szenarien")
    page.evaluate("document.querySelector('form[data-busy]').addEventListener('submit', e => e.preventDefault())")
    page.get_by_label("Koordination als Pflicht").check()
    page.get_by_role("button", name="Durchspielen").click()
    expect(page.get_by_role("status")).to_contain_text("werden verglichen")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.get_by_role("status")).to_have_text("")


def test_the_look_comes_from_kern_and_its_fonts_are_loaded(open_page: Open) -> None:
    page = open_page("/")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--kern-color-action-default')")
    assert page.evaluate("document.fonts.ready.then(fonts => [...fonts].some(f => f.status === 'loaded'))")


def test_on_a_narrow_screen_a_list_comes_before_what_narrows_it(open_page: Open) -> None:
    page = open_page("/liste/aussagen", viewport={"width": 360, "height": 740}, java_script_enabled=False)
    value = page.locator("aside").get_by_role("link", name="Hessen")
    expect(value).to_be_hidden()
    page.locator("aside").get_by_text("Eingrenzen").first.click()
    expect(value).to_be_visible()
    page = open_page("/liste/aussagen", viewport={"width": 1280, "height": 740}, java_script_enabled=False)
    expect(page.locator("aside").get_by_role("link", name="Hessen")).to_be_visible()


def test_the_link_to_the_meaning_of_the_words_unfolds_it(open_page: Open) -> None:
    page = open_page("/who?task=unterbringung&in=Baunatal&on=2024-01-01", java_script_enabled=False)
    meaning = page.get_by_text("Der Träger muss die Aufgabe erledigen")
    expect(meaning).to_be_hidden()
    page.get_by_role("link", name="Was die Wörter bedeuten").click()
    expect(meaning).to_be_visible()


def test_a_field_to_choose_from_shows_that_it_unfolds(open_page: Open) -> None:
    page = open_page("/who?task=unterbringung&in=Baunatal")
    page.get_by_text("Genauer fragen").click()
    arrow = page.get_by_label("Rolle", exact=True).evaluate(
        "e => { const s = getComputedStyle(e.parentElement, '::after'); return [s.content, s.maskImage, s.width] }"
    )
    assert arrow[0] != "none"
    assert "svg" in arrow[1]
    assert arrow[2] == "24px"


def test_suggestions_stay_within_a_narrow_screen(open_page: Open) -> None:
    page = open_page("/", viewport={"width": 360, "height": 740})
    page.get_by_role("combobox", name="in Ort oder Schlüssel").fill("Neustadt")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.get_by_role("listbox").evaluate("e => e.getBoundingClientRect().right <= innerWidth")
