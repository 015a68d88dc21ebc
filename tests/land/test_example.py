"""The worked example of docs/land-hinzufuegen.md: made up, complete, and nowhere among the data."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from integraph.land.importing import Imported, import_files
from integraph.land.laender import find_land
from integraph.land.profile import check
from integraph.land.sheets import SHEETS
from integraph.land.template import workbook
from integraph.paths import DATA
from integraph.store import Graph
from integraph.validation.place import PROVENANCE

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "beispiele"
TABLES = sorted((EXAMPLES / "brandenburg-erfunden").glob("*.csv"))
BRANDENBURG = find_land("Brandenburg")


@pytest.fixture(scope="module")
def imported(graph: Graph) -> Imported:
    return import_files(TABLES, graph, BRANDENBURG)


def test_the_tables_of_the_example_give_its_turtle(imported: Imported) -> None:
    assert imported.turtle() == (EXAMPLES / "brandenburg-erfunden.ttl").read_bytes()


def test_the_example_uses_every_sheet(imported: Imported) -> None:
    assert {place.sheet for place in imported.places.values()} == {sheet.name for sheet in SHEETS}


def test_the_example_meets_the_profile_without_a_word(imported: Imported, graph: Graph) -> None:
    assert [str(result) for result in check(imported.triples, BRANDENBURG, graph).results] == []


def test_the_same_rows_in_the_workbook_say_the_same(imported: Imported, graph: Graph, tmp_path: Path) -> None:
    names = {place.file: place.sheet for place in imported.places.values()}
    rows = {}
    for path in TABLES:
        with path.open(encoding="utf-8", newline="") as stream:
            rows[names[path.name]] = list(csv.DictReader(stream, delimiter=";"))
    path = tmp_path / "brandenburg.xlsx"
    path.write_bytes(workbook(BRANDENBURG, graph, rows))
    ours, theirs = (
        {t for t in found.triples if t.predicate.value not in PROVENANCE}
        for found in (imported, import_files([path], graph))
    )
    assert ours == theirs


def test_the_evidence_of_the_example_lies_in_its_text(imported: Imported) -> None:
    lines = (EXAMPLES / "brandenburg-erfunden" / "quelle.txt").read_text(encoding="utf-8").splitlines()
    assert f"ig:lineCount {len(lines)} " in imported.turtle().decode()
    passages = set(re.findall(r"beleg/bb-muster-teilhabegesetz/(\d+)-(\d+)", imported.turtle().decode()))
    assert len(passages) == 6
    for first, last in passages:
        assert lines[int(first) - 1].startswith("§ ")
        assert all(lines[int(first) - 1 : int(last)])


def test_the_example_says_everywhere_that_it_is_made_up_and_is_not_among_the_data(imported: Imported) -> None:
    labels = {str(t.object) for t in imported.triples if t.predicate.value.endswith("#label")}
    assert [label for label in labels if "rfunden" not in label] == []
    assert not [path for path in DATA.rglob("*.ttl") if "erfunden" in path.name or "bb-muster" in path.read_text()]
