"""A Land's data go into the workbook and come back: nothing that the sheets hold is lost, the rest is counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

from integraph.land.exporting import Exported, export, left_out_lines
from integraph.land.importing import import_files
from integraph.land.laender import find_land
from integraph.land.template import workbook
from integraph.namespaces import IG, RDF, XSD, shorten
from integraph.store import Graph
from integraph.validation.place import PROVENANCE

NUMBERS = {XSD + name for name in ("integer", "decimal")}


def by_value(triples: list[ox.Triple]) -> set[tuple[str, str, str]]:
    """Triples with numbers by their value: 3 and 3.0 are one number in the value space of XML Schema."""
    return {
        (
            str(t.subject),
            t.predicate.value,
            str(float(t.object.value))
            if isinstance(t.object, ox.Literal) and t.object.datatype.value in NUMBERS
            else str(t.object),
        )
        for t in triples
        if t.predicate.value not in PROVENANCE
    }


@pytest.fixture(scope="module", params=["he", "nw", "bw", "by", "th", "sl"])
def exported(request: pytest.FixtureRequest, graph: Graph) -> tuple[str, Exported]:
    return request.param, export(find_land(request.param), graph)


def test_what_the_sheets_hold_comes_back(exported: tuple[str, Exported], graph: Graph, tmp_path: Path) -> None:
    code, data = exported
    path = tmp_path / f"{code}.xlsx"
    path.write_bytes(workbook(find_land(code), graph, data.rows))
    assert by_value(import_files([path], graph).triples) == by_value(data.held)


def test_every_triple_is_held_or_counted(exported: tuple[str, Exported]) -> None:
    _, data = exported
    held = {(t.subject, t.predicate, t.object) for t in data.held}
    subjects = {t.subject for t in data.held}
    lost: Counter[str] = Counter()
    for triple in data.triples:
        if triple.predicate.value == RDF + "type" and triple.subject not in subjects:
            lost[f"Dinge der Klasse {shorten(getattr(triple.object, 'value', ''))}"] += 1
        elif triple.subject in subjects and (triple.subject, triple.predicate, triple.object) not in held:
            lost[shorten(triple.predicate.value)] += 1
    counted: Counter[str] = Counter()
    for what, number in data.left_out.items():
        counted[what.removeprefix("Werte von ").partition(" im Blatt")[0]] += number
    assert counted == lost
    assert len(list(left_out_lines(data))) == len(data.left_out)


def test_all_responsibilities_and_rules_of_the_land_are_exported(exported: tuple[str, Exported], graph: Graph) -> None:
    code, data = exported
    for sheet, kind in (("Zuständigkeiten", "Responsibility"), ("Förderregeln", "FundingRule")):
        rows = graph.select(
            "SELECT DISTINCT ?s WHERE { GRAPH ?g { ?s a ?kind } FILTER(CONTAINS(STR(?g), ?folder)) }",
            kind=IG + kind,
            folder=f"/graph/laender/{code}/",
        )
        assert len(data.rows.get(sheet, [])) == len(rows)


def test_a_text_that_looks_like_a_formula_stays_a_text(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "he.xlsx"
    rows = {"Akteure": [{"Kennung": "he-x", "Bezeichnung": "=1+1 Amt", "Anmerkung": "'alt"}]}
    path.write_bytes(workbook(find_land("he"), graph, rows))
    assert openpyxl.load_workbook(path)["Akteure"]["D3"].data_type == "s"
    assert '"=1+1 Amt"@de' in import_files([path], graph).turtle().decode()
