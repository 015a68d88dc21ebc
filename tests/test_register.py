"""The register: what the committed files say, that the official file gives exactly them, and how bad files are met."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from integraph.register import RegisterError, build_register

ROOT = Path(__file__).resolve().parents[1]
COMMITTED = ROOT / "data" / "register"
GEO = ROOT.parent / "shared" / "geo"
OFFICIAL = GEO / "GV100AD_30112025.txt"
needs_official = pytest.mark.skipif(not OFFICIAL.is_file(), reason="the official file ../shared/geo is not here")

PREFIXES = """
PREFIX ig: <https://w3id.org/integraph/ontology#>
PREFIX geb: <https://w3id.org/integraph/id/gebiet/>
PREFIX kind: <https://w3id.org/integraph/scheme/body-kind/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX dcatde: <http://dcat-ap.de/def/dcatde/>
"""
Ask = Callable[[str], list[tuple[str, ...]]]


@pytest.fixture(scope="module")
def ask() -> Ask:
    """Answers a SELECT over data/register/ with rows of strings; things of the register without their namespace."""
    store = ox.Store()
    for file in sorted(COMMITTED.glob("*.ttl")):
        store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)

    def run(query: str) -> list[tuple[str, ...]]:
        solutions = store.query(PREFIXES + query)
        assert isinstance(solutions, ox.QuerySolutions)
        return [
            tuple("" if value is None else _text(value) for value in (row[i] for i in range(len(solutions.variables))))
            for row in solutions
        ]

    return run


def _text(term: object) -> str:
    value = getattr(term, "value", str(term))
    for start in (
        "https://w3id.org/integraph/id/gebiet/",
        "https://w3id.org/integraph/scheme/",
        "http://dcat-ap.de/def/",
    ):
        value = value.removeprefix(start)
    return str(value)


def _column(rows: list[tuple[str, ...]]) -> set[str]:
    return {row[0] for row in rows}


# --- what the committed files say -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("?x ig:bodyKind kind:bund", 1),
        ("?x ig:bodyKind kind:land", 16),
        ("?x a ig:AdministrativeDistrict ; ig:bodyKind kind:regierungsbezirk", 19),
        ("?x ig:bodyKind kind:landkreis", 294),
        ("?x ig:bodyKind kind:kreisfreie-stadt", 106),
        ("{ ?x ig:bodyKind kind:kreisfreie-stadt } UNION { ?x ig:bodyKind kind:kreisangehoerige-gemeinde }", 10_751),
        ("?x a ig:UnincorporatedArea ; ig:bodyKind kind:gemeindefreies-gebiet", 202),
        ("?x a ig:MunicipalAssociation ; ig:bodyKind kind:gemeindeverband", 1_203),
        ("?x a ig:StatisticalRegion", 22),
        ("?x ig:bodyKind kind:stadtstaat", 3),
    ],
)
def test_the_register_counts_its_bodies_as_destatis_does(ask: Ask, pattern: str, count: int) -> None:
    assert ask(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}") == [(str(count),)]


def test_the_population_of_the_bund_is_the_sum_of_the_laender_and_of_the_municipalities(ask: Ask) -> None:
    assert ask("SELECT ?n { geb:de ig:population ?n }") == [("83577140",)]
    assert ask("SELECT (SUM(?n) AS ?s) { ?x ig:bodyKind kind:land ; ig:population ?n }") == [("83577140",)]
    lowest = """SELECT (SUM(?n) AS ?s) { ?x ig:population ?n ; ig:ags ?key FILTER(STRLEN(?key) = 8) }"""
    assert ask(lowest) == [("83577140",)]


def test_every_key_belongs_to_one_body(ask: Ask) -> None:
    for key in ("ig:ags", "ig:ars"):
        assert ask(f"SELECT ?key {{ ?x {key} ?key }} GROUP BY ?key HAVING(COUNT(?x) > 1)") == []
    assert ask("SELECT (COUNT(*) AS ?n) { ?x ig:ags ?key FILTER(STRLEN(?key) = 5) }") == [("400",)]
    assert ask("SELECT (COUNT(*) AS ?n) { ?x ig:ags ?key FILTER(STRLEN(?key) = 8) }") == [("10953",)]


def test_every_territory_lies_in_the_bund_and_every_container_exists(ask: Ask) -> None:
    outside = "SELECT ?x { ?x ig:population ?n FILTER(?x != geb:de) FILTER NOT EXISTS { ?x ig:containedIn+ geb:de } }"
    assert ask(outside) == []
    assert ask("SELECT ?c { ?x ig:containedIn ?c FILTER NOT EXISTS { ?c rdfs:label ?l } }") == []


def test_only_three_areas_have_no_kreis(ask: Ask) -> None:
    rows = ask("""SELECT ?x { ?x ig:containedIn ?land . ?land ig:bodyKind kind:land .
        { ?x ig:bodyKind kind:kreisangehoerige-gemeinde } UNION { ?x a ig:UnincorporatedArea } }""")
    assert _column(rows) == {"07000999", "13000998", "13000999"}


def test_every_body_has_a_german_label_a_level_a_kind_and_dated_figures(ask: Ask) -> None:
    rows = ask("""SELECT ?x { ?x ig:population ?n FILTER NOT EXISTS { ?x a ig:StatisticalRegion }
        FILTER NOT EXISTS { ?x rdfs:label ?l ; ig:officialName ?o ;
        ig:level ?v ; ig:bodyKind ?k ; ig:populationDate "2024-12-31"^^<http://www.w3.org/2001/XMLSchema#date> ;
        ig:areaHectares ?a FILTER(LANG(?l) = "de") } }""")
    assert rows == []


def test_a_kreisfreie_stadt_is_one_body_at_two_levels(ask: Ask) -> None:
    assert _column(ask("SELECT ?k { geb:06611000 ig:ags ?k }")) == {"06611", "06611000"}
    assert _column(ask("SELECT ?l { geb:06611000 ig:actsAtLevel ?l }")) == {"level/kreis", "level/gemeinde"}
    assert _column(ask("SELECT ?c { geb:06611000 ig:containedIn ?c }")) == {"06", "066"}
    assert _column(ask("SELECT ?l { geb:06611000 rdfs:label ?l }")) == {"Kassel"}
    assert {"Kassel, documenta-Stadt", "Stadt Kassel"} <= _column(ask("SELECT ?l { geb:06611000 skos:altLabel ?l }"))
    assert ask("SELECT ?p { geb:06611 ?p ?o }") == []


def test_the_landkreis_of_the_same_name_is_another_body(ask: Ask) -> None:
    assert ask("SELECT ?x { ?x rdfs:label 'Kassel'@de }") == [("06611000",)]
    assert ask("SELECT ?x { ?x rdfs:label 'Landkreis Kassel'@de }") == [("06633",)]


@pytest.mark.parametrize(("key", "ags"), [("11", "11000000"), ("02", "02000000")])
def test_berlin_and_hamburg_are_one_body_at_three_levels(ask: Ask, key: str, ags: str) -> None:
    assert _column(ask(f"SELECT ?k {{ geb:{key} ig:ags ?k }}")) == {key, ags[:5], ags}
    levels = {"level/land", "level/kreis", "level/gemeinde"}
    assert _column(ask(f"SELECT ?l {{ geb:{key} ig:actsAtLevel ?l }}")) == levels
    assert ask(f"SELECT ?p {{ geb:{ags} ?p ?o }}") == []


def test_bremen_is_a_land_with_two_kreisfreie_staedte(ask: Ask) -> None:
    rows = ask("SELECT ?x { ?x ig:containedIn geb:04 ; ig:bodyKind kind:kreisfreie-stadt }")
    assert _column(rows) == {"04011000", "04012000"}
    assert _column(ask("SELECT ?l { geb:04 ig:actsAtLevel ?l }")) == {"level/land"}


def test_a_kreisangehoerige_gemeinde_lies_in_its_verband_and_its_kreis(ask: Ask) -> None:
    rows = ask("""SELECT ?label ?type { ?x ig:ags "03151005" ; ig:containedIn ?c . ?c rdfs:label ?label
        OPTIONAL { ?c ig:bodyTypeName ?type } }""")
    assert sorted(type_name for _, type_name in rows) == ["Landkreis", "Samtgemeinde"]


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("05515000", "Münster"),
        ("03358", "Heidekreis"),
        ("01051", "Kreis Dithmarschen"),
        ("13072", "Landkreis Rostock"),
        ("03241", "Region Hannover"),
        ("05334", "Städteregion Aachen"),
        ("10041", "Regionalverband Saarbrücken"),
        ("09178", "Landkreis Freising"),
        ("066", "Regierungsbezirk Kassel"),
        ("091", "Regierungsbezirk Oberbayern"),
        ("071", "Früherer Regierungsbezirk Koblenz"),
        ("12052000", "Cottbus"),
        ("14625020", "Bautzen"),
        ("10041518", "Sulzbach/Saar"),
        ("091715101", "Verwaltungsgemeinschaft Emmerting"),
        ("081155001", "Gemeindeverwaltungsverband Aidlingen/Grafenau"),
        ("03351501", "Gemeindefreies Gebiet Lohheide"),
    ],
)
def test_labels_are_the_names_people_use(ask: Ask, key: str, label: str) -> None:
    assert ask(f"SELECT ?l {{ geb:{key} rdfs:label ?l }}") == [(label,)]


def test_the_name_that_the_register_cuts_off_is_whole(ask: Ask) -> None:
    assert "Wysokošulske město" in ask("SELECT ?n { geb:14625020 ig:officialName ?n }")[0][0]
    assert ask("SELECT ?n { geb:14625020 skos:altLabel ?n FILTER(LANG(?n) = 'hsb') }") == [("Budyšin",)]


def test_labels_shared_by_municipalities_have_a_name_that_tells_them_apart(ask: Ask) -> None:
    rows = ask("""SELECT ?x ?l ?a { ?x rdfs:label 'Neuenkirchen'@de ; skos:altLabel ?a
        FILTER(STRSTARTS(?a, 'Neuenkirchen (')) }""")
    assert len({x for x, _, _ in rows}) == len({a for _, _, a in rows}) == 11


def test_bodies_carry_the_keys_of_dcat_ap_de(ask: Ask) -> None:
    rows = ask("SELECT ?u { geb:11 dcatde:politicalGeocodingURI ?u }")
    assert _column(rows) == {
        f"politicalGeocoding/{key}"
        for key in ("stateKey/11", "districtKey/11000", "municipalityKey/11000000", "regionalKey/110000000000")
    }


def test_the_source_and_its_terms_are_named(ask: Ask) -> None:
    rows = ask("SELECT ?p ?t ?r { ?s a ig:Source ; dct:publisher ?p ; dct:title ?t ; dct:rights ?r }")
    assert len(rows) == 1
    assert rows[0][0].endswith("/akteur/destatis")
    assert "mit Quellenangabe gestattet" in rows[0][2]


# --- the official file gives exactly them -----------------------------------------------------------------------------


@needs_official
def test_the_official_file_gives_the_committed_bytes_in_under_ten_seconds(tmp_path: Path) -> None:
    told: list[str] = []
    start = time.monotonic()
    report = build_register(OFFICIAL, tmp_path / "register", told.append)
    assert time.monotonic() - start < 10
    assert told
    assert report.population == 83_577_140
    assert report.as_dict()["files"] == tuple(sorted(file.name for file in COMMITTED.iterdir()))
    for name in report.files:
        assert (tmp_path / "register" / name).read_bytes() == (COMMITTED / name).read_bytes(), name


@needs_official
def test_the_register_agrees_with_the_extracts(ask: Ask) -> None:
    def extract(name: str) -> list[dict[str, str]]:
        with (GEO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    rows = ask("SELECT ?k ?p ?a { ?x ig:ags ?k ; ig:population ?p ; ig:areaHectares ?a }")
    figures = {key: (population, area) for key, population, area in rows}
    for name in ("laender", "kreise", "gemeinden"):
        expected = {row["ags"]: (row["bevoelkerung"], row["flaeche_ha"]) for row in extract(name)}
        assert expected.items() <= figures.items(), name
    ars = {row["ags"]: row["ars"] for row in extract("gemeinden")}
    pairs = ask("SELECT ?k ?r { ?x ig:ags ?k ; ig:ars ?r FILTER(STRLEN(?k) = 8) }")
    assert {row[0]: row[1] for row in pairs} == ars
    real = {row["ars9"] for row in extract("gemeindeverbaende") if row["typ_code"] != "50"}
    assert _column(ask("SELECT ?r { ?x a ig:MunicipalAssociation ; ig:ars ?r }")) == real


# --- how bad files are met --------------------------------------------------------------------------------------------


def _line(kind: str, key: str, name: str, code: str = "", association: str = "", figures: bool = False) -> str:
    head = f"{kind}20200131{key:<8}{association:<4}{name:<50}{'Sitz':<50}{code:<2}    "
    body = f"{100:011}{50:011}{20:011}    {'12345'}" if figures else ""
    return f"{head}{body}".ljust(220)


def _small_register() -> list[str]:
    """A register of 16 Länder with one kreisfreie Stadt each, and a Landkreis with one Gemeinde in Land 01."""
    lines = [_line("20", f"{land:02}1", "Bezirk") for land in (5, 6, 8, 9)]
    for land in range(1, 17):
        kreis = f"{land:02}000" if land in (2, 11) else f"{land:02}101"
        lines += [
            _line("10", f"{land:02}", f"Land {land}"),
            _line("40", kreis, f"Stadt {land}", "41"),
            _line("50", kreis, f"Stadt {land}", "50", "0000"),
            _line("60", f"{kreis}000", f"Stadt {land}, Stadt", "61", "0000", figures=True),
        ]
    return [
        *lines,
        _line("40", "01201", "Feld", "44"),
        _line("50", "01201", "Wald", "51", "5001"),
        _line("60", "01201001", "Wiese", "64", "5001", figures=True),
    ]


def _write(path: Path, lines: list[str], end: str = "\n", encoding: str = "utf-8") -> Path:
    source = path / "GV100AD.txt"
    source.write_bytes((end.join(lines) + end).encode(encoding))
    (path / "GV100AD_Hinweise.txt").write_text(
        "Die Bevölkerungsangaben basieren auf dem Stichtag 31.12.2018 (x).", encoding="utf-8"
    )
    return source


def test_a_small_register_is_taken_in_with_the_date_from_its_notes(tmp_path: Path) -> None:
    report = build_register(_write(tmp_path, _small_register()), tmp_path / "out")
    assert (report.laender, report.gemeinden, report.gemeindeverbaende) == (16, 17, 1)
    assert (report.as_of, report.population_date) == ("2020-01-31", "2018-12-31")
    assert "geb:01201001 " in (tmp_path / "out" / "gemeinden-01.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(("end", "encoding"), [("\r\n", "utf-8"), ("\n", "utf-8-sig"), ("\r\n", "utf-8-sig")])
def test_line_ends_and_a_byte_order_mark_make_no_difference(tmp_path: Path, end: str, encoding: str) -> None:
    build_register(_write(tmp_path, _small_register()), tmp_path / "plain")
    build_register(_write(tmp_path, _small_register(), end, encoding), tmp_path / "other")
    for file in (tmp_path / "plain").iterdir():
        assert file.read_bytes() == (tmp_path / "other" / file.name).read_bytes()


LAST = len(_small_register())


@pytest.mark.parametrize(
    ("change", "field", "right"),
    [
        (lambda line: line[:200], "length", "220"),
        (lambda line: line + " ", "length", "220"),
        (lambda _line: "", "Satzart", "60"),
        (lambda line: "99" + line[2:], "Satzart", "10, 20, 30, 40, 50, 60"),
        (lambda line: line[:2] + "20201331" + line[10:], "Gebietsstand", "YYYYMMDD"),
        (lambda line: line[:2] + "20210131" + line[10:], "Gebietsstand", "2020-01-31"),
        (lambda line: line[:10] + "0120100x" + line[18:], "Schlüssel", "8 digits"),
        (lambda line: line[:10] + "012010  " + line[18:], "Schlüssel", "8 digits"),
        (lambda line: line[:18] + "50 1" + line[22:], "Verband", "4 digits"),
        (lambda line: line[:22] + " " * 50 + line[72:], "Name", "the name"),
        (lambda line: line[:122] + "99" + line[124:], "Textkennzeichen", "60, 61, 62"),
        (lambda line: line[:128] + "0000000O100" + line[139:], "Fläche", "11 digits"),
        (lambda line: line[:139] + "0000000-050" + line[150:], "Bevölkerung", "11 digits"),
        (lambda line: line[:150] + "00000000099" + line[161:], "Bevölkerung männlich", "at most"),
        (lambda line: line[:165] + "1234 " + line[170:], "Postleitzahl", "5 digits"),
    ],
)
def test_a_malformed_line_is_named_and_nothing_is_written(
    tmp_path: Path, change: Callable[[str], str], field: str, right: str
) -> None:
    lines = _small_register()
    lines[-1] = change(lines[-1])
    if not lines[-1]:
        lines.append(lines[0])
    with pytest.raises(RegisterError) as caught:
        build_register(_write(tmp_path, lines), tmp_path / "out")
    assert caught.value.line == LAST
    assert caught.value.problems[0].field == field
    assert right in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_key_used_twice_is_named_with_both_lines(tmp_path: Path) -> None:
    lines = _small_register()
    with pytest.raises(RegisterError, match=f"line {LAST + 1}: Schlüssel: '01201001' stands already in line {LAST}"):
        build_register(_write(tmp_path, [*lines, lines[-1]]), tmp_path / "out")


def test_a_file_in_another_encoding_is_named_with_the_line(tmp_path: Path) -> None:
    lines = _small_register()
    lines[-1] = lines[-1].replace("Wiese", "Wüste")
    with pytest.raises(RegisterError, match=f"line {LAST}: encoding: .*right would be UTF-8"):
        build_register(_write(tmp_path, lines, encoding="latin-1"), tmp_path / "out")


def test_all_bad_lines_are_named_at_once(tmp_path: Path) -> None:
    lines = _small_register()
    lines[0], lines[-1] = lines[0][:-1], lines[-1][:-1]
    with pytest.raises(RegisterError) as caught:
        build_register(_write(tmp_path, lines), tmp_path / "out")
    assert [problem.line for problem in caught.value.problems] == [1, LAST]


@pytest.mark.parametrize(
    ("missing", "named"), [(-3, "the Kreis 01201"), (-2, "Verband 012015001"), (-1, "municipality")]
)
def test_a_missing_line_is_noticed(tmp_path: Path, missing: int, named: str) -> None:
    lines = _small_register()
    del lines[missing]
    with pytest.raises(RegisterError, match=named):
        build_register(_write(tmp_path, lines), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_totals_that_are_not_those_of_the_gebietsstand_are_refused(tmp_path: Path) -> None:
    lines = [line.replace("20200131", "20251130") for line in _small_register()]
    with pytest.raises(RegisterError, match="regierungsbezirke: the file has 4; right would be 19"):
        build_register(_write(tmp_path, lines), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="empty"):
        build_register(_write(tmp_path, [""]), tmp_path / "out")


def test_an_unknown_date_of_the_population_is_not_guessed(tmp_path: Path) -> None:
    source = _write(tmp_path, _small_register())
    (tmp_path / "GV100AD_Hinweise.txt").unlink()
    with pytest.raises(RegisterError, match="date of the population"):
        build_register(source, tmp_path / "out")


def test_an_earlier_register_stays_when_the_new_file_is_bad(tmp_path: Path) -> None:
    target = tmp_path / "out"
    build_register(_write(tmp_path, _small_register()), target)
    before = {file.name: file.read_bytes() for file in target.iterdir()}
    with pytest.raises(RegisterError):
        build_register(_write(tmp_path, [*_small_register(), "60"]), target)
    assert {file.name: file.read_bytes() for file in target.iterdir()} == before
    build_register(_write(tmp_path, _small_register()), target)
    assert {file.name: file.read_bytes() for file in target.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["GV100AD.txt", "GV100AD_Hinweise.txt", "out"]


def test_a_directory_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"letter\.txt"):
        build_register(_write(tmp_path, _small_register()), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["letter.txt"]
