"""Folders with much else in them: what is checked, what is passed over, and that the report says so."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from checking import HEADER, statement

from integraph.reports import render
from integraph.store import Graph
from integraph.validation import Report, validate_inputs
from integraph.validation.inputs import Bounds, read_inputs

GOOD = statement("zu:gut")
OTHERS = {
    "lies-mich.txt": "kein RDF",
    "package.json": '{"name": "x", "dependencies": {"@types/node": "1"}}',
    "pom.xml": "<project xmlns='http://maven.apache.org/POM/4.0.0'/>",
    "ohne-endung": "x",
    ".git/daten.ttl": "kaputt",
    "unten/~$hessen.xlsx": "Sperre",
    "unten/.versteckt.ttl": "kaputt",
}


def run(graph: Graph, *names: Path, bounds: Bounds | None = None) -> tuple[Report, list[str]]:
    said: list[str] = []
    given = read_inputs(map(str, names), bounds=bounds, progress=said.append)
    return validate_inputs(given, graph, bounds=bounds), said


def fill(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_what_is_no_data_is_passed_over_and_counted(graph: Graph, tmp_path: Path) -> None:
    context = '{"@context": "https://w3id.org/integraph/context.jsonld", "@id": "zu:s3-he-auslaenderbeirat-landkreis"'
    fill(
        tmp_path,
        {**OTHERS, "unten/gut.ttl": GOOD, "b.json": context + ', "ig:note": {"@value": "x", "@language": "de"}}'},
    )
    (tmp_path / "verweis").symlink_to(tmp_path / "unten", target_is_directory=True)
    report, said = run(graph, tmp_path)
    assert [Path(name).name for name in report.inputs] == ["b.json", "gut.ttl"]
    assert report.problems == []
    (note,) = report.notes
    assert note.de.startswith(f"Übergangen in {tmp_path}: 4 Dateien anderer Art (")
    for word in (".json 1", ".xml 1", ".txt 1", "ohne Endung 1", "3 verborgene", "1 Verknüpfung auf Ordner"):
        assert word in note.de
    assert said == [f"{tmp_path}: 4 Dateien werden gelesen"]


def test_every_format_for_people_and_json_say_what_was_passed_over(graph: Graph, tmp_path: Path) -> None:
    report, _ = run(graph, fill(tmp_path, {"a.ttl": GOOD, "b.txt": "x"}))
    assert "Übergangen in" in render(report, "text").decode()
    assert "Passed over in" in render(report, "html", "en").decode()
    assert json.loads(render(report, "json"))["notes"] == [report.notes[0]._asdict()]


def test_a_folder_with_nothing_to_check_says_so_and_what_is_in_it(graph: Graph, tmp_path: Path) -> None:
    report, _ = run(graph, fill(tmp_path, OTHERS))
    assert [p.code for p in report.problems] == ["empty-folder"]
    assert ".txt 1" in report.notes[0].de


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_opened_is_a_problem(graph: Graph, tmp_path: Path) -> None:
    fill(tmp_path, {"a.ttl": GOOD, "zu/b.ttl": GOOD})
    (tmp_path / "zu").chmod(0)
    try:
        report, _ = run(graph, tmp_path)
    finally:
        (tmp_path / "zu").chmod(0o700)
    assert [(p.code, Path(p.place.file).name) for p in report.problems] == [("unreadable", "zu")]


def test_files_that_are_too_many_together_are_not_all_read(graph: Graph, tmp_path: Path) -> None:
    fill(tmp_path, {f"{n}.nt": f"<https://e.org/{n}> <https://e.org/p> 'x' .".replace("'", '"') for n in range(9)})
    report, _ = run(graph, tmp_path, bounds=Bounds(triples=4))
    assert [(p.code, Path(p.place.file).name) for p in report.problems] == [("too-many-triples", "4.nt")]
    assert report.triples == 4


def test_a_thing_that_two_files_describe_differently_is_found(graph: Graph, tmp_path: Path) -> None:
    other = GOOD.replace("obl:pflichtig", "obl:freiwillig")
    report, _ = run(graph, fill(tmp_path, {"a.ttl": GOOD, "b.ttl": other, "c.ttl": HEADER + "zu:gut ig:note 'x'@de ."}))
    (result,) = (r for r in report.results if r.code == "Twice")
    assert result.remedy.de.startswith(f"zu:gut steht in {tmp_path}/a.ttl und {tmp_path}/b.ttl; verschieden ist ig:obl")
    assert result.place.file == f"{tmp_path}/a.ttl"
    same, _ = run(graph, fill(tmp_path / "gleich", {"a.ttl": GOOD, "b.ttl": GOOD}))
    assert [r.code for r in same.results] == []
