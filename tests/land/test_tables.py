"""Tables of a Land's office: what is read, what is refused, and where a problem is said to be."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from integraph.land.cells import letters
from integraph.land.importing import Imported, import_files
from integraph.land.laender import LAENDER, UnknownLand, find_land
from integraph.land.reading import MAX_ROWS, ImportRefused
from integraph.land.sheets import SHEETS
from integraph.land.template import workbook
from integraph.store import Graph

HESSEN = find_land("Hessen")
BODY = {"Bezeichnung": "Musteramt (Hessen)", "Ebene": "Land", "gilt in": "Hessen"}
STATEMENT = {
    "Aussage": "Hessen fördert Sprachkurse.",
    "Aufgabe": "Sprachförderung",
    "Rolle": "Ausführung",
    "Art des Trägers": "Landkreis",
    "gilt in": "Hessen",
    "Geltungsart": "geltendes Recht",
    "Belegart": "Rechtstext",
    "Belege": "s3:214-214",
    "Stand": "2025",
}


@pytest.fixture(scope="module")
def template(graph: Graph) -> bytes:
    return workbook(HESSEN, graph)


@pytest.fixture
def book(template: bytes, tmp_path: Path) -> Callable[..., Path]:
    """A function that writes the template with rows: sheet → rows (header → value), then lets the test spoil it."""

    def make(spoil: Callable[[openpyxl.Workbook], Any] = lambda _: None, **rows: list[dict[str, Any]]) -> Path:
        loaded = openpyxl.load_workbook(io.BytesIO(template))
        for name, entries in rows.items():
            sheet = loaded[name]
            headers = [cell.value for cell in sheet[1]]
            for number, entry in enumerate(entries, 4):
                for header, value in entry.items():
                    sheet.cell(number, headers.index(header) + 1).value = value
        spoil(loaded)
        path = tmp_path / "hessen.xlsx"
        loaded.save(path)
        return path

    return make


def problems(path: Path, graph: Graph) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        import_files([path], graph, HESSEN)
    return [str(problem) for problem in refused.value.problems]


def objects(imported: Imported, name: str) -> set[str]:
    return {str(t.object) for t in imported.triples if t.predicate.value.endswith(name)}


@pytest.mark.parametrize("text", ["he", "06", "Hessen", "hessen", "Land Hessen", "geb:06"])
def test_a_land_is_found_by_code_key_or_name(text: str) -> None:
    assert find_land(text) is HESSEN


def test_there_are_16_laender_with_their_official_keys(graph: Graph) -> None:
    rows = graph.select("SELECT ?land ?name WHERE { ?land ig:bodyKind kind:land ; ig:officialName ?name }")
    assert {(land.iri, land.name) for land in LAENDER} == {(r["land"].value, r["name"].value) for r in rows}


def test_what_is_no_land_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownLand, match=r"th \(Thüringen\)"):
        find_land("Franken")


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_as_spreadsheets_do(column: int, name: str) -> None:
    assert letters(column) == name


def test_the_template_has_a_sheet_a_class_with_lists_and_is_the_same_each_time(graph: Graph, template: bytes) -> None:
    loaded = openpyxl.load_workbook(io.BytesIO(template))
    assert loaded.sheetnames == ["Anleitung", *(sheet.name for sheet in SHEETS), "Zulässige Werte"]
    for sheet in SHEETS:
        target = loaded[sheet.name]
        assert tuple(cell.value for cell in target[1]) == sheet.headers
        assert [target.cell(row, 1).value for row in (2, 3)] == ["Erläuterung", "Beispiel"]
    lists = {v.formula1 for v in loaded["Zuständigkeiten"].data_validations.dataValidation}
    assert len(lists) >= 12
    values = {cell.value for column in loaded["Zulässige Werte"].iter_cols() for cell in column}
    assert {
        "Ausführung",
        "pflichtig",
        "muss",
        "geltendes Recht",
        "Rechtstext",
        "Landkreis",
        "Sprachförderung",
    } <= values
    assert workbook(HESSEN, graph) == template


def test_the_template_alone_holds_no_data(graph: Graph, book: Callable[..., Path]) -> None:
    assert problems(book(), graph) == ["hessen.xlsx: Die Tabellen enthalten keine Zeile mit Daten."]


def test_the_example_rows_of_the_template_can_be_read_as_they_stand(graph: Graph, book: Callable[..., Path]) -> None:
    def unmark(loaded: openpyxl.Workbook) -> None:
        for sheet in SHEETS:
            loaded[sheet.name].cell(3, 1).value = None

    imported = import_files([book(unmark)], graph)
    assert {place.sheet for place in imported.places.values()} == {sheet.name for sheet in SHEETS}


def test_a_row_becomes_a_statement_that_says_where_it_stands(graph: Graph, book: Callable[..., Path]) -> None:
    imported = import_files([book(Zuständigkeiten=[STATEMENT])], graph)
    (iri,) = imported.places
    assert iri == "https://w3id.org/integraph/id/zustaendigkeit/he-sprache-ausfuehrung-landkreis"
    place = imported.places[iri]
    assert (place.file, place.sheet, place.row) == ("hessen.xlsx", "Zuständigkeiten", 4)
    assert place.columns["ig:role"][1] == "Rolle"
    text = imported.turtle().decode()
    assert "ig:sheetRow 4" in text
    assert "role:ausfuehrung" in text
    assert "ig:asserted" in text


def test_the_same_table_gives_the_same_bytes(graph: Graph, book: Callable[..., Path]) -> None:
    path = book(Zuständigkeiten=[STATEMENT])
    assert import_files([path], graph).turtle() == import_files([path], graph).turtle()


def test_the_iri_of_a_statement_stays_when_row_and_wording_change(graph: Graph, book: Callable[..., Path]) -> None:
    first = set(import_files([book(Zuständigkeiten=[STATEMENT])], graph).places)
    other = {**STATEMENT, "Aussage": "Anders gesagt."}
    second = set(import_files([book(Zuständigkeiten=[{}, {}, other])], graph).places)
    assert first == second


def test_rows_that_name_the_same_matter_need_keys_of_their_own(graph: Graph, book: Callable[..., Path]) -> None:
    (found,) = problems(book(Zuständigkeiten=[STATEMENT, STATEMENT]), graph)
    assert found.startswith("hessen.xlsx, Blatt „Zuständigkeiten“, Zeile 5: Die Zeile nennt dieselbe Sache wie Zeile 4")


def test_all_problems_are_reported_with_their_place(graph: Graph, book: Callable[..., Path]) -> None:
    row = {**STATEMENT, "Aufgabe": "Sprachförderun", "Stand": "31.02.2025", "Belege": "s3:99999", "gilt in": "Neustadt"}
    found = problems(book(Zuständigkeiten=[row]), graph)
    assert [f.split(": ")[0] for f in found] == [
        f"hessen.xlsx, Blatt „Zuständigkeiten“, Zeile 4, Spalte {place}"
        for place in ("D („Aufgabe“)", "Q („gilt in“)", "U („Belege“)", "V („Stand“)")
    ]
    assert "Ähnlich: Sprachförderung" in found[0]
    assert "liegt hinter dem Ende der Quelle, die 1866 Zeilen hat" in found[2]


def spoil(sheet: str, cell: str, value: str | int | None) -> Callable[[openpyxl.Workbook], None]:
    """A function that puts *value* into a cell: of this name, or of row 4 under this header."""

    def apply(loaded: openpyxl.Workbook) -> None:
        headers = [c.value for c in loaded[sheet][1]]
        place = f"{letters(headers.index(cell) + 1)}4" if cell in headers else cell
        loaded[sheet][place] = value

    return apply


def merge(loaded: openpyxl.Workbook) -> None:
    loaded["Zuständigkeiten"].merge_cells("D4:D5")


@pytest.mark.parametrize(
    ("spoiled", "message"),
    [
        (spoil("Zuständigkeiten", "E4", "=1+1"), "Zeile 4, Spalte E („Rolle“): Die Zelle enthält eine Formel ohne"),
        (spoil("Zuständigkeiten", "E4", "#REF!"), "Spalte E („Rolle“): Die Zelle enthält den Fehlerwert #REF!"),
        (merge, "Zeile 4, Spalte D („Aufgabe“): Die Zelle ist mit anderen verbunden"),
        (spoil("Zuständigkeiten", "AZ4", "x"), "Spalte AZ: Die Spalte hat keine Überschrift der Vorlage"),
        (spoil("Zuständigkeiten", "E1", "Role"), "„Role“ gibt es im Blatt „Zuständigkeiten“ nicht. Ähnlich: Rolle"),
        (spoil("Zuständigkeiten", "E1", "Aufgabe"), "Die Überschrift kommt zweimal vor"),
        (spoil("Zuständigkeiten", "C1", "Aussagen"), "stehen keine Überschriften (gebraucht: Aussage)"),
        (spoil("Zuständigkeiten", "A4", "Bsp."), "„Bsp.“ ist keine Zeilenart"),
        (spoil("Zuständigkeiten", "B4", "Äh 1"), "„Äh 1“ ist keine Kennung"),
        (spoil("Zuständigkeiten", "gilt in", 6611000), "die führende Null eines Schlüssels geht so verloren"),
        (spoil("Zuständigkeiten", "gilt in", "06999999"), "Der Gebietsschlüssel „06999999“ ist nicht bekannt"),
        (
            spoil("Zuständigkeiten", "gilt in", "Fulda [06611000]"),
            "Der Name „Fulda“ gehört nicht zur Kennung „06611000“",
        ),
        (spoil("Zuständigkeiten", "einklagbar", "vielleicht"), "„vielleicht“ ist weder „ja“ noch „nein“"),
        (spoil("Zuständigkeiten", "Belege", "s9:1-2"), "Die Quelle „s9“ ist nicht bekannt"),
        (spoil("Zuständigkeiten", "Belege", "s3:9-2"), "endet vor seinem Anfang"),
        (spoil("Zuständigkeiten", "Belege", "Seite 3"), "„Seite 3“ ist kein Beleg"),
        (spoil("Zuständigkeiten", "C4", None), "„Aussage“ fehlt"),
        (spoil("Zuständigkeiten", "C4", "x" * 6000), "Die Zelle hat 6000 Zeichen"),
        (spoil("Zuständigkeiten", f"C{MAX_ROWS + 1}", "x"), f"höchstens {MAX_ROWS} Zeilen"),
        (spoil("Zuständigkeiten", "ZZ4", "x"), "höchstens 200 Spalten"),
        (spoil("Quellen", "C4", "Titel"), "„Kennung“ fehlt"),
        (spoil("Anleitung", "B1", "Bayern"), "Die Arbeitsmappe ist für Bayern, verlangt ist Hessen"),
        (lambda loaded: loaded.create_sheet("Notizen").append(["x"]), "Dieses Blatt gibt es in der Vorlage nicht"),
    ],
)
def test_a_spoiled_cell_is_refused_by_name(
    spoiled: Callable[[openpyxl.Workbook], None], message: str, graph: Graph, book: Callable[..., Path]
) -> None:
    assert message in "\n".join(problems(book(spoiled, Zuständigkeiten=[STATEMENT]), graph))


def test_values_of_every_sort_are_read(graph: Graph, book: Callable[..., Path]) -> None:
    path = book(
        Quellen=[{"Kennung": "he-x", "Titel": "X-Gesetz", "Kurzbeleg": "X 2024", "Zeilenzahl": 30}],
        Belege=[{"Beleg": "he-x:3-4", "Abschnitt": "§ 1"}],
        Rechtsgrundlagen=[
            {"Bezeichnung": "X-Gesetz (Hessen)", "Art": "Gesetz", "Geltungsgebiet": "Hessen"},
            {"Eintrag": "Teil", "Bezeichnung": "§ 1 X-Gesetz", "Teil von": "X-Gesetz (Hessen)", "Belege": "he-x:3-4"},
        ],
        Bedingungen=[{"Bezeichnung": "mehr als 1.000", "Schwelle": "1.000", "Vergleich": "größer als"}],
        Zuständigkeiten=[
            {
                **STATEMENT,
                "gilt in": "Kassel [06611000] | 06435",
                "Rechtsgrundlage": "§ 1 X-Gesetz",
                "Bedingung": "mehr als 1.000",
                "einklagbar": "nein",
                "Belege": "he-x:3-4 | he-x:7",
                "gültig ab": dt.datetime(2024, 1, 1),
                "Anmerkung": r"erste \| Notiz | zweite",
            }
        ],
        Förderregeln=[
            {"Aussage": "Regel.", "Förderprogramm": "foe:he-wir", "Höchstbetrag": 1234.5, "Fördersatz (%)": "80 %"}
        ],
    )
    imported = import_files([path], graph)
    turtle = imported.turtle().decode()
    for part in (
        "geb:06611000 , geb:06435",
        "recht:he-1-x-gesetz",
        "bed:he-mehr-als-1-000",
        '"erste | Notiz"@de , "zweite"@de',
        '"2024-01-01"^^xsd:date',
        "ig:enforceable false",
        "ig:maximumAmount 1234.5",
        "ig:fundingRate 80",
        '"X 2024, Zeilen 3–4"@de',
        '"X 2024, Zeile 7"@de',
        'ig:section "§ 1"@de',
    ):
        assert part in turtle, part


def test_formatted_empty_cells_far_away_do_no_harm(graph: Graph, book: Callable[..., Path]) -> None:
    def stretch(loaded: openpyxl.Workbook) -> None:
        loaded["Zuständigkeiten"].cell(1_048_576, 16_384).number_format = "0"

    assert import_files([book(stretch, Zuständigkeiten=[STATEMENT])], graph).places
