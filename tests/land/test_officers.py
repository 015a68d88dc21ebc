"""Tables as officers fill them in: what is taken as meant, and what is said of the mistakes people really make."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from integraph.land.laender import find_land
from integraph.land.profile import check_inputs
from integraph.land.template import workbook
from integraph.store import Graph
from integraph.validation import Report
from integraph.validation.inputs import Input

LAND = find_land("st")
SOURCE = {
    "Kennung": "st-gesetz",
    "Titel": "Aufnahmegesetz",
    "Kurzbeleg": "AufnG",
    "Datum": "2023",
    "Fundort": "https://example.org/a",
    "Zeilenzahl": 80,
}
STATEMENT = {
    "Aussage": "Landkreise fördern Sprachkurse.",
    "Aufgabe": "Sprachförderung",
    "Rolle": "Ausführung",
    "Art des Trägers": "Landkreis",
    "Ebene": "Kreis",
    "Verpflichtungsgrad": "freiwillig",
    "gilt in": "Sachsen-Anhalt",
    "Geltungsart": "geltendes Recht",
    "Belegart": "Rechtstext",
    "Belege": "st-gesetz:3-4",
    "Stand": "2024",
}
RULE = {
    "Aussage": "Das Programm gibt Landkreisen Geld.",
    "Förderprogramm": "Programm (Sachsen-Anhalt)",
    "antragsberechtigte Art": "Landkreis",
    "geförderte Aufgabe": "Sprachförderung",
    "Höchstbetrag": "20.000 €",
    "Währung": "€",
    "Betrag je": "Jahr",
    **{key: STATEMENT[key] for key in ("gilt in", "Belegart", "Belege", "Stand")},
    "Geltungsart": "Förderbedingung",
}
PROGRAMME = {
    "Bezeichnung": "Programm (Sachsen-Anhalt)",
    "Fördergeber": "Sachsen-Anhalt",
    "Zuständigkeitsgebiet": "Sachsen-Anhalt",
    "gültig ab": "März 2024",
}
Rows = list[dict[str, Any]]
Check = Callable[..., Report]


@pytest.fixture(scope="module")
def template(graph: Graph) -> bytes:
    return workbook(LAND, graph)


@pytest.fixture
def check(template: bytes, graph: Graph) -> Check:
    """A function that fills the template in, lets the test spoil it, and checks it."""

    def run(spoil: Callable[[openpyxl.Workbook], Any] = lambda _: None, **rows: Rows) -> Report:
        book = openpyxl.load_workbook(io.BytesIO(template))
        for name, entries in {"Quellen": [SOURCE], **rows}.items():
            headers = [cell.value for cell in book[name][1]]
            for number, entry in enumerate(entries, 4):
                for header, value in entry.items():
                    book[name].cell(number, headers.index(header) + 1).value = value
        spoil(book)
        content = io.BytesIO()
        book.save(content)
        return check_inputs([Input("lsa.xlsx", content.getvalue())], LAND, graph)

    return run


def said(report: Report) -> list[str]:
    """What is said of cells that cannot be read."""
    assert report.results == []
    return [f"{p.place.sheet} {p.place.row} {p.place.header}: {p.message.de}" for p in report.problems]


def one(report: Report) -> str:
    (message,) = said(report)
    return message


def found(report: Report) -> dict[str, tuple[str, int, str]]:
    """Code of each result → sheet, row and header."""
    assert report.problems == []
    return {r.code.partition("/")[0]: (r.place.sheet, r.place.row, r.place.header) for r in report.results}


def row(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in {**STATEMENT, **changes}.items() if value is not None}


def test_a_good_workbook_gets_no_finding(check: Check) -> None:
    report = check(Zuständigkeiten=[row()], Förderprogramme=[PROGRAMME], Förderregeln=[RULE])
    assert (said(report), found(report)) == ([], {})


def test_spaces_case_and_decomposed_umlauts_do_not_matter(check: Check) -> None:
    loose = {key: unicodedata.normalize("NFD", f" {value}\u00a0").swapcase() for key, value in STATEMENT.items()}
    loose |= {"Aussage": STATEMENT["Aussage"], "Belege": " st-gesetz: 3 – 4 "}

    def spoil(book: openpyxl.Workbook) -> None:
        for cell in book["Zuständigkeiten"][1]:
            cell.value = unicodedata.normalize("NFD", str(cell.value)).upper()

    assert found(check(spoil, Zuständigkeiten=[loose])) == {}


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        (15002000, None),
        ("15 0 02 000", None),
        ("Halle (Saale)", None),
        ("15999999", "„15999999“ ist nicht bekannt. Bitte im amtlichen Gemeindeverzeichnis nachsehen."),
        ("Hale (Saale)", "Ähnlich: "),
    ],
)
def test_a_territory_is_found_by_key_or_name_or_a_hint_is_given(check: Check, key: object, hint: str | None) -> None:
    report = check(Zuständigkeiten=[row(**{"gilt in": key})])
    assert found(report) == {} if hint is None else hint in one(report)


@pytest.mark.parametrize("key", [1001000, "1001000", "1 001 000"])
def test_a_key_without_its_leading_zero_is_recognised(check: Check, key: object) -> None:
    message = one(check(Zuständigkeiten=[row(**{"gilt in": key})]))
    assert message.startswith("Zuständigkeiten 4 gilt in: ")
    assert message.endswith("Gemeint ist vielleicht 01001000 (Flensburg).")


@pytest.mark.parametrize("separator", [", ", "; ", "\n", " / ", " und "])
def test_several_values_in_a_cell_are_shown_with_the_right_separator(check: Check, separator: str) -> None:
    message = one(check(Zuständigkeiten=[row(**{"Art des Trägers": f"Landkreis{separator}Kreisfreie Stadt"})]))
    assert message.endswith("Mehrere Werte trennt ein senkrechter Strich: Landkreis | Kreisfreie Stadt.")


def test_several_values_where_one_is_allowed_are_refused(check: Check) -> None:
    message = one(check(Zuständigkeiten=[row(Verpflichtungsgrad="pflichtig | freiwillig")]))
    assert message.endswith("In dieser Spalte steht nur ein Wert je Zeile.")


def test_an_unknown_value_of_a_short_list_gets_the_whole_list(check: Check) -> None:
    message = one(check(Zuständigkeiten=[row(Verbindlichkeit="zwingend")]))
    assert message.endswith("„zwingend“ ist nicht bekannt. Es gibt: kann; muss; soll.")


def test_an_unreadable_cell_is_said_once_and_not_again_as_a_duplicate_row(check: Check) -> None:
    rows = [row(**{"gilt in": "Nirgends"}), row(**{"gilt in": "Nirgendwo"})]
    assert [message.partition(":")[0] for message in said(check(Zuständigkeiten=rows))] == [
        "Zuständigkeiten 4 gilt in",
        "Zuständigkeiten 5 gilt in",
    ]


def test_an_unreadable_number_of_lines_is_said_once_and_not_at_every_passage(check: Check) -> None:
    report = check(Quellen=[{**SOURCE, "Zeilenzahl": "80 Zeilen"}], Zuständigkeiten=[row()])
    assert one(report).endswith("Bitte nur die Zahl eintragen: 80.")


def test_a_renamed_column_is_said_once_and_not_at_every_cell(check: Check) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        book["Zuständigkeiten"]["D1"].value = "Aufgaben"

    message = one(check(spoil, Zuständigkeiten=[row(), row(Rolle="Planung")]))
    assert message.startswith("Zuständigkeiten 1 Aufgaben: ")
    assert "Ähnlich: Aufgabe" in message


def test_a_renamed_sheet_is_recognised_by_its_headers(check: Check) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        book["Zuständigkeiten"].title = "Tabelle1"

    message = one(check(spoil, Zuständigkeiten=[row()]))
    assert "Nach seinen Überschriften ist es das Blatt „Zuständigkeiten“; bitte so benennen." in message


def test_a_sheet_is_found_whatever_spaces_stand_around_its_name(check: Check) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        book["Zuständigkeiten"].title = "zuständigkeiten "

    assert found(check(spoil, Zuständigkeiten=[row()])) == {}


def test_a_cell_that_cannot_be_read_is_not_said_to_be_missing_too(check: Check) -> None:
    assert one(check(Zuständigkeiten=[row(Aussage='="Landkreise "&"fördern"')])).startswith(
        "Zuständigkeiten 4 Aussage: "
    )


def test_a_foreign_header_without_a_like_one_gets_those_that_are_free(check: Check) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        header = next(cell for cell in book["Zuständigkeiten"][1] if cell.value == "gilt in")
        header.value = "Kommune"

    message = one(check(spoil, Zuständigkeiten=[row()]))
    assert "Noch nicht vergeben: gilt in." in message


def test_the_examples_of_each_template_name_its_land_in_one_way_only(graph: Graph) -> None:
    bremen = openpyxl.load_workbook(io.BytesIO(workbook(find_land("hb"), graph)))["Zuständigkeiten"]
    headers = [cell.value for cell in bremen[1]]
    assert bremen.cell(3, headers.index("gilt in") + 1).value == "Bremen [04]"


def test_a_column_in_another_place_is_found_by_its_header(check: Check) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        sheet = book["Zuständigkeiten"]
        for line in sheet.iter_rows(min_row=1, max_row=4):
            line[3].value, line[4].value = line[4].value, line[3].value

    assert found(check(spoil, Zuständigkeiten=[row()])) == {}


def test_hidden_rows_are_checked_like_all_others(check: Check) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        book["Zuständigkeiten"].row_dimensions[4].hidden = True

    assert "LandResponsibility-legalBasis-given" in found(
        check(spoil, Zuständigkeiten=[row(Verpflichtungsgrad="pflichtig", Verbindlichkeit="muss")])
    )


def test_a_programme_and_its_only_rule_do_not_share_a_name(check: Check) -> None:
    bare = {key: value for key, value in RULE.items() if key not in ("antragsberechtigte Art", "geförderte Aufgabe")}
    report = check(Förderprogramme=[PROGRAMME], Förderregeln=[bare])
    assert set(found(report)) == {"LandFundingRule-recipient-given"}
    assert {r.focus for r in report.results} == {"foe:st-programm-sachsen-anhalt-regel"}


def test_a_value_out_of_bounds_is_not_suggested_again(check: Check) -> None:
    report = check(Förderprogramme=[PROGRAMME], Förderregeln=[{**RULE, "Fördersatz (%)": "120 %"}])
    (result,) = report.results
    assert (result.place.header, result.found.de, result.remedy.de) == ("Fördersatz (%)", "„120“", "")


def test_end_before_start_is_one_finding_in_plain_german(check: Check) -> None:
    report = check(Zuständigkeiten=[row(**{"gültig ab": "1.3.2025", "gültig bis": "31.12.2024"})])
    (result,) = report.results
    assert (result.place.row, result.place.header, result.found.de) == (4, "gültig bis", "„31.12.2024“")
    assert "vertauscht" in result.remedy.de


def test_every_finding_of_the_profile_about_a_table_says_how_to_mend_it(check: Check) -> None:
    law = {"Bezeichnung": "Hauptsatzung Halle", "Art": "Satzung", "Geltungsgebiet": "Halle (Saale)"}
    duty = {"Verpflichtungsgrad": "pflichtig", "Verbindlichkeit": "muss"}
    report = check(
        Rechtsgrundlagen=[law],
        Zuständigkeiten=[
            row(**duty, Rechtsgrundlage="Hauptsatzung Halle"),
            row(**duty, Rolle="Planung"),
            row(**{"gilt in": "Kassel"}, Rolle="Beratung"),
            row(**duty, Rolle="Koordination", Rechtsgrundlage="§ 84 HGO"),
            row(Verbindlichkeit="muss", Rolle="Mitwirkung"),
            row(Ebene="Gemeinde", Rolle="Fachaufsicht"),
        ],
    )
    assert found(report) == {
        "LandResponsibility-legalBasis-rank": ("Zuständigkeiten", 4, "Rechtsgrundlage"),
        "LandResponsibility-cost-bearer": ("Zuständigkeiten", 4, "Aufgabe"),
        "LandResponsibility-legalBasis-given": ("Zuständigkeiten", 5, "Rechtsgrundlage"),
        "LandStatement-appliesIn-in-land": ("Zuständigkeiten", 6, "gilt in"),
        "LandResponsibility-legalBasis-land": ("Zuständigkeiten", 7, "Rechtsgrundlage"),
        "LandResponsibility-bindingness-fits": ("Zuständigkeiten", 8, "Verbindlichkeit"),
        "LandResponsibility-level-fits": ("Zuständigkeiten", 9, "Ebene"),
    }
    assert [r.code for r in report.results if not r.remedy.de or not r.remedy.en] == []
