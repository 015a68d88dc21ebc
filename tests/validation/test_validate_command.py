"""`integraph validate`: what it takes, what it gives, and exit codes that a pipeline can rely on."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from checking import HEADER, check, line_of, statement

from integraph.cli import main
from integraph.land.exporting import export
from integraph.land.importing import import_files
from integraph.land.laender import find_land
from integraph.land.template import workbook
from integraph.store import Graph
from integraph.validation import validate_files
from integraph.validation.engine import Engine

GOOD = statement("zu:gut")
BAD = statement("zu:schlecht", {"ig:role": '"Ausführung"'})
WARNS = statement("zu:warnt", {"rdfs:label": '"GrÃ¼n."@de'})


@pytest.fixture
def run(graph: Graph, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    assert graph.build  # built once for all
    return Run(capsysbinary)


class Run:
    """Runs the command in this process: (exit code, stdout, stderr)."""

    def __init__(self, captured: pytest.CaptureFixture[bytes]) -> None:
        self.captured = captured

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        try:
            main(["validate", *arguments])
            code: object = 0
        except SystemExit as exit_:
            code = exit_.code
        out, err = self.captured.readouterr()
        assert isinstance(code, int)
        return code, out.decode(errors="replace"), err.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "unten").mkdir()
    for name, text in (("gut.ttl", GOOD), ("unten/schlecht.TTL", BAD), ("warnt.trig", WARNS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "lies-mich.txt").write_text("kein RDF", encoding="utf-8")
    return tmp_path


def test_exit_codes_follow_what_was_found_and_what_counts(run: Run, folder: Path) -> None:
    assert run(str(folder / "gut.ttl"))[0] == 0
    assert run(str(folder / "unten"))[0] == 1
    warns = str(folder / "warnt.trig")
    assert [run(warns, "--fail-on", weight)[0] for weight in ("violation", "warning", "info")] == [0, 1, 1]
    broken = folder / "kaputt.ttl"
    broken.write_text("zu:a", encoding="utf-8")
    code, out, err = run(str(broken), str(folder / "gut.ttl"))
    assert code == 2
    assert "1 Datei nicht lesbar" in out
    assert f"{broken}:1:1: Das Präfix „zu:“" in err


def test_a_folder_is_checked_as_a_whole_and_a_foreign_file_in_it_is_left_alone(run: Run, folder: Path) -> None:
    code, out, _ = run(str(folder), "--format", "json")
    report = json.loads(out)
    assert code == 1
    assert [Path(name).name for name in report["inputs"]] == ["gut.ttl", "schlecht.TTL", "warnt.trig"]
    assert report["problems"] == []
    assert {Path(r["file"]).name for r in report["results"]} == {"schlecht.TTL", "warnt.trig"}


def test_an_empty_folder_is_no_success(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(str(tmp_path))
    assert code == 2
    assert "weder RDF-Dateien noch Tabellen" in out


def test_files_may_refer_to_each_other(run: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "a.ttl", tmp_path / "b.ttl"
    one.write_text(statement("zu:eins", {"ig:overrides": "zu:zwei"}), encoding="utf-8")
    two.write_text(statement("zu:zwei"), encoding="utf-8")
    assert run(str(one), str(two))[0] == 0
    assert run(str(one))[0] == 1


@pytest.mark.parametrize(("name", "content"), [("turtle", BAD), ("", BAD), ("trig", BAD)])
def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, content: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    code, out, _ = run("-", *(("--input", name) if name else ()), "--format", "json")
    assert code == 1
    assert {r["file"] for r in json.loads(out)["results"]} == {"<stdin>"}


def test_the_report_goes_whole_into_a_file(run: Run, folder: Path) -> None:
    target = folder / "bericht.xlsx"
    code, out, err = run(str(folder / "unten"), "--format", "xlsx", "-o", str(target))
    assert (code, out, err) == (1, "", "")
    assert openpyxl.load_workbook(target)["Meldungen"].max_row > 1
    assert not list(folder.glob(".bericht*"))
    code, _, err = run(str(folder / "gut.ttl"), "-o", str(folder / "fehlt" / "bericht.txt"))
    assert code == 2
    assert "bericht.txt" in err


@pytest.mark.parametrize("arguments", [("--format", "docx"), ("--fail-on", "nie"), ("--input", "csv"), ("nix.ttl",)])
def test_a_wrong_option_or_name_is_refused_before_anything_is_read(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err


def test_a_pipeline_gets_plain_bytes_and_no_progress(folder: Path) -> None:
    command = [sys.executable, "-m", "integraph", "validate", str(folder / "gut.ttl"), "--format", "sarif"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["runs"][0]["results"] == []


def test_both_engines_find_the_same(graph: Graph, folder: Path) -> None:
    files = [folder / "unten" / "schlecht.TTL", folder / "warnt.trig", folder / "gut.ttl"]
    fast, reference = validate_files(files, graph), validate_files(files, graph, engine=Engine.pyshacl)
    assert {(r.code, r.focus, r.path, r.value) for r in fast.results} == {
        (r.code, r.focus, r.path, r.value) for r in reference.results
    }
    assert fast.results


def test_a_workbook_is_checked_with_sheet_row_and_column(run: Run, graph: Graph, tmp_path: Path) -> None:
    land = find_land("hessen")
    path = tmp_path / "hessen.xlsx"
    path.write_bytes(workbook(land, graph, export(land, graph).rows))
    code, out, _ = run(str(path), "--format", "json")
    report = json.loads(out)
    assert (code, report["problems"]) == (0, [])
    assert report["triples"] == len(import_files([path], graph).triples)
    book = openpyxl.load_workbook(path)
    sheet = book["Zuständigkeiten"]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
    sheet.cell(4, columns["gültig ab"]).value = "2025"
    sheet.cell(4, columns["gültig bis"]).value = "2020"
    book.save(path)
    code, out, _ = run(str(path), "--format", "json")
    found = [r for r in json.loads(out)["results"] if r["severity"] == "Violation"]
    assert code == 1
    assert [(r["code"], r["place"]) for r in found] == [
        (
            "Period",
            {
                "file": str(path),
                "sheet": "Zuständigkeiten",
                "row": 4,
                "column": columns["gültig bis"],
                "header": "gültig bis",
            },
        )
    ]
    assert run(str(path), "--format", "xlsx", "-o", str(tmp_path / "bericht.xlsx"))[0] == 1
    marked = openpyxl.load_workbook(tmp_path / "bericht.xlsx")["Zuständigkeiten"]
    cell = marked.cell(4, columns["gültig bis"])
    assert cell.comment
    assert (cell.value, cell.comment.text.partition(":")[0]) == ("2020", "MUSS")
    assert marked.cell(4, marked.max_column).value == cell.comment.text
    assert [c.coordinate for row in marked for c in row if c.comment and c.row == 4] == [cell.coordinate]
    assert marked.cell(1, 1).value == sheet.cell(1, 1).value


def test_a_table_that_cannot_be_read_says_where(run: Run, graph: Graph, tmp_path: Path) -> None:
    land = find_land("hessen")
    path = tmp_path / "hessen.xlsx"
    path.write_bytes(workbook(land, graph, export(land, graph).rows))
    book = openpyxl.load_workbook(path)
    sheet = book["Zuständigkeiten"]
    column = next(number for number, cell in enumerate(sheet[1], 1) if cell.value == "Rolle")
    sheet.cell(5, column).value = "Zuschauen"
    book.save(path)
    code, out, err = run(str(path))
    assert code == 2
    assert "Blatt „Zuständigkeiten“, Zeile 5, Spalte E („Rolle“)" in out
    assert "Zuschauen" in err


def test_what_files_only_add_to_a_known_thing_is_checked_together_with_it(graph: Graph) -> None:
    more = HEADER + 'zu:s3-he-auslaenderbeirat-landkreis\n    ig:asOf "1999"^^xsd:gYear .'
    report = check(graph, more)
    assert [(r.code, r.place.line) for r in report.results] == [("Statement-asOf/MaxCount", line_of(more, "ig:asOf"))]
