"""Reports: the same findings in every format, each as its readers expect it."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pyoxigraph as ox
import pytest
import typer
from checking import GOOD, check, line_of, statement

from integraph.cli import app
from integraph.codes import INPUT_PROBLEMS, RULES
from integraph.namespaces import IGS, NAMESPACES
from integraph.reports import FORMATS, render
from integraph.reports.table import HEAD
from integraph.shacl.paths import Alternative, Inverse, Predicate, Repeated, Sequence
from integraph.store import Graph
from integraph.validation import Place, Report, Result, Text, validate_inputs
from integraph.validation.inputs import NAMES, Input

SH = NAMESPACES["sh"]
BAD = (
    statement(
        "zu:schlecht",
        {"ig:role": '"Ausführung"', "ig:modality": None, "ig:appliesIn": "geb:6611000", "rdfs:label": '"=1+1 <b>&"@de'},
    )
    + 'zu:knoten a ig:Responsibility ; ig:about [ rdfs:label "Ã¼ber"@de ] .\n'
)


@pytest.fixture(scope="module")
def report(graph: Graph) -> Report:
    """Violations, warnings and an unreadable file."""
    inputs = [
        Input("ordner/schlecht datei.ttl", BAD.encode()),
        Input("kaputt.ttl", b"zu:a a"),
        Input("gut.ttl", statement().encode()),
    ]
    return validate_inputs(inputs, graph)


def test_the_report_has_what_the_other_tests_look_for(report: Report) -> None:
    counts = report.counts()
    assert counts["Violation"] > 3
    assert counts["Warning"] == 2
    assert [p.code for p in report.problems] == ["syntax"]
    assert report.inputs == ["ordner/schlecht datei.ttl", "kaputt.ttl", "gut.ttl"]
    assert not report.conforms


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_format_is_the_same_each_time_and_says_something(report: Report, name: str, language: str) -> None:
    made = render(report, name, language)
    assert len(made) > 500
    if name not in ("xlsx", "turtle"):  # a workbook has a time stamp, blank nodes have new names
        assert made == render(report, name, language)


@pytest.mark.parametrize("name", [n for n in FORMATS if n != "xlsx"])
def test_every_format_tells_an_empty_report_from_a_failed_one(report: Report, name: str) -> None:
    assert render(Report(), name) != render(report, name)


def test_the_text_groups_by_problem_and_says_how_to_mend_it(report: Report) -> None:
    text = render(report, "text").decode()
    assert f"ordner/schlecht datei.ttl, Zeile {line_of(BAD, 'ig:role')}, Spalte 13" in text
    assert "Gemeint ist vielleicht role:ausfuehrung (Ausführung)." in text
    assert "Gemeint ist vielleicht geb:06611000 (Kassel)." in text
    assert "Nicht lesbar: kaputt.ttl, Zeile 1, Spalte 1" in text
    assert "Nicht alles konnte geprüft werden." in text
    assert "MUST" in render(report, "text", "en").decode()


class Outline(HTMLParser):
    """Tags in order, with their attributes, and all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_needs_nothing_else_and_nests_well(report: Report) -> None:
    page = render(report, "html").decode()
    outline = Outline(page)
    assert outline.open == []
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "url(" not in page
    assert "@media print" in page
    assert {"script", "img", "iframe", "link"}.isdisjoint(tag for tag, _ in outline.tags)
    assert "=1+1 <b>&" in outline.text
    assert "<b>" not in page


def test_the_page_is_accessible(report: Report) -> None:
    for language in ("de", "en"):
        outline = Outline(render(report, "html", language).decode())
        assert outline.tags[0] == ("html", {"lang": language})
        tags = [tag for tag, _ in outline.tags]
        assert tags.count("h1") == tags.count("main") == tags.count("title") == 1
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        assert all(attributes.get("scope") for tag, attributes in outline.tags if tag == "th")
        assert tags.count("caption") == tags.count("table")
        ids = [a["id"] for _, a in outline.tags if "id" in a]
        assert len(ids) == len(set(ids))
        assert {a["href"] for tag, a in outline.tags if tag == "a"} <= {f"#{i}" for i in ids}


def test_json_holds_everything_in_both_languages(report: Report) -> None:
    found = json.loads(render(report, "json"))
    assert found["conforms"] is False
    assert len(found["results"]) == len(report.results)
    assert sum(group["count"] for group in found["groups"]) == len(report.results)
    role = next(r for r in found["results"] if r["code"] == "Responsibility-role/Pattern")
    assert role["place"] == {"file": "ordner/schlecht datei.ttl", "line": line_of(BAD, "ig:role"), "column": 13}
    assert role["field"] == {"de": "Rolle", "en": "role"}
    assert role["suggestions"] == [{"value": "role:ausfuehrung", "label": "Ausführung"}]
    assert "MUSS" in role["message"]
    assert "MUST" in role["message_en"]
    (problem,) = found["problems"]
    assert problem["code"] == "syntax"


def test_csv_has_a_row_a_result_and_no_formula(report: Report) -> None:
    text = render(report, "csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == [head.de for head in HEAD]
    assert len(rows) == len(report.results) + len(report.problems)
    assert {row["Bezeichnung"] for row in rows} >= {"'=1+1 <b>&"}
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_the_workbook_has_the_rows_of_the_csv_and_no_formula(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(report, "xlsx")))
    sheet = book["Meldungen"]
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == 1 + len(report.results) + len(report.problems)
    labels = [cell.value for cell in sheet["I"]]
    assert "=1+1 <b>&" in labels
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "inlineStr"}
    assert "Nicht alles" in str(book["Ergebnis"]["A1"].value)


def test_the_workbook_takes_control_characters_and_long_texts() -> None:
    result = Result(
        "Violation", ox.NamedNode("http://a/"), None, None, None, IGS + "x", Text("\x01" + "x" * 50_000, "")
    )
    book = openpyxl.load_workbook(io.BytesIO(render(Report([result]), "xlsx")))
    message = str(book["Meldungen"]["L2"].value)
    assert message.startswith("\ufffdxxx")
    assert len(message) < 32_767


def test_turtle_is_a_validation_report_as_shacl_defines_it(report: Report) -> None:
    store = ox.Store()
    store.load(render(report, "turtle"), format=ox.RdfFormat.TURTLE)
    prefixes = NAMESPACES

    def one(query: str) -> object:
        solutions = store.query(query, prefixes=prefixes)
        assert isinstance(solutions, ox.QuerySolutions)
        return int(next(iter(solutions))["n"].value)

    assert one("SELECT (COUNT(*) AS ?n) { ?r a sh:ValidationReport ; sh:conforms false }") == 1
    assert one("SELECT (COUNT(*) AS ?n) { [] sh:result ?x }") == len(report.results)
    required = "?x a sh:ValidationResult ; sh:focusNode ?f ; sh:resultSeverity ?s ; sh:sourceConstraintComponent ?c"
    assert one(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {required} }}") == len(report.results)
    assert one("SELECT (COUNT(*) AS ?n) { ?x sh:resultMessage ?m FILTER(LANG(?m) = 'de') }") == len(report.results)
    at = line_of(BAD, "ig:role")
    assert one(f"SELECT (COUNT(*) AS ?n) {{ ?x sh:resultPath ig:role ; igs:line {at} ; sh:value 'Ausführung' }}") == 1


def test_turtle_writes_every_property_path_back() -> None:
    p, q, r = (Predicate(f"http://{name}/") for name in "pqr")
    path = Alternative((Inverse(p), Sequence((Repeated(q, "*"), r))))
    result = Result("Info", ox.NamedNode("http://a/"), path, None, None, IGS + "x", Text("", ""))
    assert str(path) == "^<http://p/>|(<http://q/>*/<http://r/>)"
    store = ox.Store()
    store.load(render(Report([result]), "turtle"), format=ox.RdfFormat.TURTLE)
    shape = "[ sh:alternativePath ([ sh:inversePath <http://p/> ] ([ sh:zeroOrMorePath <http://q/> ] <http://r/>)) ]"
    assert bool(store.query(f"ASK {{ ?x sh:resultPath {shape} }}", prefixes=NAMESPACES))


def test_sarif_has_the_structure_that_the_standard_requires(report: Report) -> None:
    log = json.loads(render(report, "sarif"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    rules = [rule["id"] for rule in driver["rules"]]
    assert driver["name"] == "Integraph"
    assert len(rules) == len(set(rules))
    assert len(run["results"]) == len(report.results)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"] == {"uri": "ordner/schlecht%20datei.ttl"}
        assert physical["region"]["startLine"] >= 1
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["descriptor"]["id"] == "syntax"
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")


def test_junit_counts_failures_and_errors_by_file(report: Report) -> None:
    root = ET.fromstring(render(report, "junit"))  # noqa: S314 - our own output
    suites = {suite.get("name"): suite for suite in root.iter("testsuite")}
    assert list(suites) == report.inputs
    bad, broken, good = suites.values()
    violations = report.counts()["Violation"]
    assert (bad.get("failures"), len(list(bad.iter("failure")))) == (str(violations), violations)
    assert (broken.get("errors"), broken.get("failures")) == ("1", "0")
    assert (good.get("tests"), len(list(good.iter("testcase")))) == ("1", 1)
    assert (root.get("failures"), root.get("errors")) == (str(violations), "1")
    assert list(bad.iter("system-out"))


def test_xml_formats_take_characters_that_xml_cannot_write() -> None:
    result = Result("Violation", ox.NamedNode("http://a/"), None, None, None, IGS + "x", Text("a\x00b\x1b", ""))
    root = ET.fromstring(render(Report([result]), "junit"))  # noqa: S314 - our own output
    failure = next(root.iter("failure"))
    assert failure.get("message") == "a\ufffdb\ufffd"


def test_a_place_in_a_table_is_named_as_a_spreadsheet_names_it() -> None:
    place = Place("hessen.xlsx", sheet="Zuständigkeiten", row=7, column=28, header="Rolle")
    assert place.text() == "hessen.xlsx, Blatt „Zuständigkeiten“, Zeile 7, Spalte AB („Rolle“)"
    assert place.text("en") == 'hessen.xlsx, sheet "Zuständigkeiten", row 7, column AB ("Rolle")'
    result = Result("Violation", ox.NamedNode("http://a/"), None, None, None, IGS + "x", Text("M", "M"), place=place)
    row = next(csv.DictReader(io.StringIO(render(Report([result]), "csv").decode())))
    assert (row["Blatt"], row["Zeile"], row["Spalte"], row["Spaltenkopf"]) == ("Zuständigkeiten", "7", "AB", "Rolle")
    (found,) = json.loads(render(Report([result]), "sarif"))["runs"][0]["results"]
    assert "region" not in found["locations"][0]["physicalLocation"]
    assert place.text() in json.dumps(found["locations"][0]["logicalLocations"], ensure_ascii=False)


def test_the_good_statement_conforms_and_every_property_of_it_counts(graph: Graph) -> None:
    assert check(graph, statement()).results == []
    optional = {"ig:obligation", "ig:bindingness"}
    inputs = [Input(f"{name}.ttl", statement(f"zu:ohne-{i}", {name: None}).encode()) for i, name in enumerate(GOOD)]
    report = validate_inputs(inputs, graph)
    assert {f"{name}.ttl" for name in GOOD} - {r.place.file for r in report.results} == {f"{n}.ttl" for n in optional}


GUIDE = Path(__file__).parents[2] / "docs" / "validierung.md"


def test_the_guide_names_every_format_rule_code_and_option() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [name for name in {*FORMATS, *RULES, *INPUT_PROBLEMS, *NAMES} if f"`{name}`" not in guide] == []
    command = typer.main.get_command(app).commands["validate"]  # type: ignore[attr-defined]
    assert [o.name for o in command.params[1:] if not any(f"{name} " in guide for name in o.opts)] == []


def test_every_example_of_the_guide_is_a_report_that_the_command_gives(graph: Graph) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    (shown,) = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)
    text = render(check(graph, statement("zu:x1", {"ig:appliesIn": "geb:6611000"})), "text").decode()
    words = " ".join(text.split())
    for line in ("Das Gebiet geb:6611000 MUSS es geben", "Gemeint ist vielleicht geb:06611000 (Kassel)."):
        assert line in shown
        assert line in words
