"""Passages are made from the evidence that is used, and evidence that is no passage is reported."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from integraph import passages
from integraph.build import DataError
from integraph.namespaces import BELEG, DCT, ID, IG, RDFS

HEAD = f"@prefix ig: <{IG}> .\n@prefix rdfs: <{RDFS}> .\n@prefix dct: <{DCT}> .\n@prefix quelle: <{ID}quelle/> .\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "quellen").mkdir()
    (tmp_path / "bund").mkdir()
    sections = "".join(
        f'quelle:mcgovern\\/{name} a ig:SourceSection ; dct:isPartOf quelle:mcgovern ; rdfs:label "{name}"@de ; '
        f"ig:firstLine {first} ; ig:lastLine {last} .\n"
        for name, first, last in (("eins", 1, 100), ("eins-a", 10, 20), ("zwei", 101, 200))
    )
    (tmp_path / "quellen/abschnitte.ttl").write_text(HEAD + sections, encoding="utf-8")
    (tmp_path / "quellen/quellen.ttl").write_text(HEAD + "quelle:mcgovern ig:lineCount 200 .", encoding="utf-8")
    return tmp_path


def evidence(data: Path, *passage: str) -> None:
    values = " , ".join(f"<{BELEG}{p}>" for p in passage)
    (data / "bund/x.ttl").write_text(HEAD + f"<urn:s> ig:evidence {values} .", encoding="utf-8")


def test_a_passage_has_its_source_lines_innermost_section_and_citation(data: Path) -> None:
    evidence(data, "mcgovern/12-15", "mcgovern/150-150")
    made = passages.make(data)
    assert (made.problems, made.count) == ([], 2)
    parsed = ox.parse(input=made.files["belege-mcgovern.ttl"], format=ox.RdfFormat.TURTLE)
    facts = {(str(q.subject), q.predicate.value): getattr(q.object, "value", "") for q in parsed}
    first, second = f"<{BELEG}mcgovern/12-15>", f"<{BELEG}mcgovern/150-150>"
    assert facts[first, RDFS + "label"] == "McGovern, Zeilen 12–15"
    assert facts[first, IG + "section"] == "eins-a"
    assert (facts[first, IG + "firstLine"], facts[first, IG + "lastLine"]) == ("12", "15")
    assert facts[first, DCT + "isPartOf"] == ID + "quelle/mcgovern"
    assert facts[second, RDFS + "label"] == "McGovern, Zeile 150"
    assert facts[second, IG + "section"] == "zwei"


@pytest.mark.parametrize(
    ("passage", "reason"),
    [
        ("mcgovern/15-12", "ends before it begins"),
        ("mcgovern/199-201", "has 200 lines"),
        ("mcgovern/12", "not a passage"),
        ("mcgovern/0-1", "not a passage"),
        ("niemand/1-2", "names no known source"),
    ],
)
def test_evidence_that_is_no_passage_is_reported_with_its_file(data: Path, passage: str, reason: str) -> None:
    evidence(data, passage)
    made = passages.make(data)
    (problem,) = made.problems
    assert problem.startswith("bund/x.ttl: <urn:s>: ")
    assert reason in problem
    assert not made.files


def test_writing_changes_only_what_is_stale_and_removes_what_nobody_uses(data: Path) -> None:
    evidence(data, "mcgovern/12-15")
    (data / "quellen/belege-kgst.ttl").write_text("", encoding="utf-8")
    assert passages.write(passages.make(data), data) == ["belege-kgst.ttl", "belege-mcgovern.ttl"]
    assert [path.name for path in (data / "quellen").glob("belege-*")] == ["belege-mcgovern.ttl"]
    assert passages.stale(passages.make(data), data) == []
    evidence(data, "mcgovern/12-16")
    assert passages.stale(passages.make(data), data) == ["belege-mcgovern.ttl"]


def test_a_file_that_cannot_be_read_is_named(data: Path) -> None:
    (data / "bund/y.ttl").write_text("<urn:a> <urn:b> .", encoding="utf-8")
    with pytest.raises(DataError, match=r"y\.ttl:1"):
        passages.make(data)
