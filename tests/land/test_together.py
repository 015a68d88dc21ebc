"""Tables and RDF of one delivery: each may refer to what the other describes, and each finding stands in its file."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from integraph.land.importing import Imported, import_files
from integraph.land.laender import find_land
from integraph.land.profile import check_inputs
from integraph.land.sheets import SHEETS
from integraph.land.turtle import serialize
from integraph.namespaces import IG
from integraph.store import Graph
from integraph.validation import Report, validate_inputs
from integraph.validation.inputs import Input
from integraph.validation.place import PROVENANCE

BRANDENBURG = find_land("bb")
FOLDER = Path(__file__).parents[2] / "docs" / "beispiele" / "brandenburg-erfunden"
TABLES = {path.name: path for path in sorted(FOLDER.glob("*.csv"))}


@pytest.fixture(scope="module")
def imported(graph: Graph) -> Imported:
    return import_files(TABLES.values(), graph, BRANDENBURG)


def divided(imported: Imported, sheet: str, old: str = "", new: str = "") -> list[Input]:
    """The example with what one sheet describes as Turtle; in both, *old* becomes *new*."""
    file = next(place.file for place in imported.places.values() if place.sheet == sheet)
    own = {iri for iri, place in imported.places.items() if place.sheet == sheet}
    about = [t for t in imported.triples if isinstance(t.subject, ox.NamedNode) and t.subject.value in own]
    own |= {
        t.object.value for t in about if t.predicate.value == IG + "evidence" and isinstance(t.object, ox.NamedNode)
    }
    triples = [
        t
        for t in imported.triples
        if isinstance(t.subject, ox.NamedNode) and t.subject.value in own and t.predicate.value not in PROVENANCE
    ]
    tables = {name: path.read_text(encoding="utf-8") for name, path in TABLES.items() if name != file}
    files = {**tables, "dazu.ttl": serialize(triples).decode()}
    return [Input(name, text.replace(old, new).encode()) for name, text in files.items()]


def check(inputs: list[Input], graph: Graph) -> Report:
    return check_inputs(inputs, BRANDENBURG, graph)


@pytest.mark.parametrize("sheet", [sheet.name for sheet in SHEETS])
def test_what_a_sheet_describes_may_stand_in_turtle_beside_the_other_tables(
    sheet: str, imported: Imported, graph: Graph
) -> None:
    report = check(divided(imported, sheet), graph)
    assert [(p.message.de, p.place) for p in report.problems] == []
    assert [str(result) for result in report.results] == []
    assert report.focus_nodes == len({t.subject for t in imported.triples})


def test_the_order_of_the_files_does_not_matter(imported: Imported, graph: Graph) -> None:
    inputs = divided(imported, "Aufgaben")
    assert check(inputs, graph).as_dict()["results"] == check(inputs[::-1], graph).as_dict()["results"]


def test_a_finding_stands_in_the_row_or_line_of_its_own_file(imported: Imported, graph: Graph) -> None:
    inputs = divided(imported, "Zuständigkeiten", "ig:bindingness bind:muss ;", "")
    inputs = [Input(i.name, i.content.replace(b";Kreis;40.000", b";Kreis;")) for i in inputs]
    places = {r.place.file: r.place for r in check(inputs, graph).results}
    assert places["dazu.ttl"].line > 1
    assert places["dazu.ttl"].sheet == ""


def test_a_name_that_only_the_turtle_has_is_suggested_for_a_near_miss(imported: Imported, graph: Graph) -> None:
    inputs = divided(imported, "Aufgaben")
    spoiled = [
        Input(i.name, i.content.replace(b";Mustersprachmittlung (erf", b";Mustersprachmitlung (erf")) for i in inputs
    ]
    report = check(spoiled, graph)
    (message,) = {p.message.de for p in report.problems}
    assert "Ähnlich: Mustersprachmittlung (erfunden)" in message


def test_a_line_beyond_the_source_that_the_turtle_describes_is_refused(imported: Imported, graph: Graph) -> None:
    inputs = divided(imported, "Quellen", "bb-muster-teilhabegesetz:13-14", "bb-muster-teilhabegesetz:23-25")
    assert "die 24 Zeilen hat" in check(inputs, graph).problems[0].message.de


def test_one_table_that_cannot_be_read_does_not_keep_the_rdf_from_being_checked(
    imported: Imported, graph: Graph
) -> None:
    inputs = [*divided(imported, "Aufgaben")[-1:], Input("kaputt.xlsx", b"PK\x03\x04")]
    report = check(inputs, graph)
    assert [p.place.file for p in report.problems] == ["kaputt.xlsx"]
    assert report.focus_nodes == 2


def test_csv_tables_without_a_land_say_that_it_is_missing(graph: Graph) -> None:
    report = validate_inputs([Input(n, p.read_bytes()) for n, p in TABLES.items()], graph)
    assert {p.place.file for p in report.problems} == set(TABLES)
    assert all("um welches Land es geht" in p.message.de for p in report.problems)


def test_files_of_the_same_name_in_two_folders_are_told_apart_by_nothing_but_rows(graph: Graph) -> None:
    """Both are taken in; neither overwrites the other."""
    quellen, belege = (TABLES[n].read_bytes() for n in ("quellen.csv", "aufgaben.csv"))
    report = check([Input("a/t.csv", quellen), Input("b/t.csv", belege)], graph)
    assert report.problems == []
    assert report.focus_nodes == 3
