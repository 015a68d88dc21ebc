"""Adding a Land's file: shown first, then done in one step, or refused with everything left as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox
import pytest

from integraph.cli import main
from integraph.land import adding
from integraph.land.adding import AddRefused, Plan, plan
from integraph.land.exporting import export
from integraph.land.files import write_atomically
from integraph.land.laender import find_land
from integraph.land.template import workbook
from integraph.land.turtle import serialize
from integraph.namespaces import IG, NAMESPACES, XSD
from integraph.passages import make
from integraph.store import Graph

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "beispiele"
BRANDENBURG = find_land("bb")
NAME = "brandenburg-erfunden.ttl"
TEXT = (EXAMPLES / NAME).read_text(encoding="utf-8")
ON = "2026-01-01"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def put(text: str) -> Path:
        path = tmp_path / NAME
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return plan(EXAMPLES / NAME, BRANDENBURG, ON, to=tmp_path_factory.mktemp("data"))


def everything(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


@pytest.mark.slow
def test_a_plan_says_what_would_be_new_and_writes_nothing(planned: Plan) -> None:
    assert planned.refused == []
    assert len(planned.added) == 5
    assert planned.ended == planned.changed == []
    assert everything(planned.target.parents[2]) == []


@pytest.mark.slow
def test_a_plan_says_which_answers_change_and_where(planned: Plan) -> None:
    changes = {(c.task.label, c.areas[0].label): c for c in planned.changes}
    change = changes["Mustersprachmittlung (erfunden)", "Brandenburg an der Havel"]
    assert len(change.areas) == 4
    assert change.gone == ()
    assert {(line.role.label, line.holder.label) for line in change.new} == {
        ("Ausführung", "Brandenburg an der Havel"),
        ("Finanzierung", "Brandenburg"),
        ("Koordination", "Musterstelle für Teilhabe (Brandenburg, erfunden)"),
    }
    assert {c.task.label for c in planned.changes} == {
        "Mustersprachmittlung (erfunden)",
        "Einrichtung von Integrationsbeiräten",
    }
    assert all(area.iri.rpartition("/")[2].startswith("12") for c in planned.changes for area in c.areas)


@pytest.mark.slow
def test_a_plan_that_is_applied_puts_the_whole_file_in_its_place(planned: Plan, tmp_path: Path) -> None:
    target = tmp_path / "data" / "laender" / "bb" / NAME
    Plan(planned.land, target, planned.content, planned.report).apply()
    assert target.read_text(encoding="utf-8") == TEXT
    assert [path.name for path in target.parent.iterdir()] == [NAME]
    with pytest.raises(AddRefused, match="gibt es schon"):
        plan(EXAMPLES / NAME, BRANDENBURG, ON, to=tmp_path / "data")


@pytest.mark.slow
def test_replacing_a_file_shows_what_ends_changes_and_contradicts(write: Callable[[str], Path], tmp_path: Path) -> None:
    old = tmp_path / "data" / "laender" / "bb" / NAME
    old.parent.mkdir(parents=True)
    old.write_text(TEXT, encoding="utf-8")
    parsed = [quad.triple for quad in ox.parse(input=TEXT, format=ox.RdfFormat.TURTLE)]
    names = {str(t.subject)[1:-1] for t in parsed if t.object == ox.NamedNode(IG + "Responsibility")}
    coordination = ox.NamedNode(next(name for name in names if "-koordination-" in name))
    duty = ox.NamedNode(next(name for name in names if "-ausfuehrung-landkreis" in name))
    doubt = ox.NamedNode(NAMESPACES["zu"] + "bb-muster-zweifel")
    other: dict[str, ox.NamedNode | ox.Literal] = {
        IG + "obligation": ox.NamedNode(NAMESPACES["obl"] + "freiwillig"),
        IG + "bindingness": ox.NamedNode(NAMESPACES["bind"] + "kann"),
        NAMESPACES["schema"] + "validFrom": ox.Literal("2025", datatype=ox.NamedNode(XSD + "gYear")),
    }
    triples = [t for t in parsed if t.subject != coordination]
    triples += [
        ox.Triple(doubt, t.predicate, other.get(t.predicate.value, t.object)) for t in parsed if t.subject == duty
    ]
    text = serialize(triples).decode().replace("Das Land Brandenburg bezahlt", "Brandenburg bezahlt")
    found = plan(write(text), BRANDENBURG, ON, to=tmp_path / "data", replace=True)
    assert [thing.label for thing in found.ended] == [
        "Erfunden: Die Musterstelle des Landes koordiniert die Sprachmittlung."
    ]
    assert [thing.label for thing in found.changed] == [
        "Erfunden: Brandenburg bezahlt die Sprachmittlung für Behördengänge."
    ]
    assert [thing.iri.rpartition("/")[2] for thing in found.added] == ["bb-muster-zweifel"]
    assert any("verschiedene Pflicht für dieselbe Stelle" in text for text in found.conflicts)
    assert found.refused == []
    gone = {line.role.label for change in found.changes for line in change.gone}
    assert "Koordination" in gone
    assert old.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ig:bodyKind kind:landesbehoerde", "ig:bodyKind kind:x", "Die Daten entsprechen den Prüfregeln nicht"),
        (
            "aufg:bb-muster-sprachmittlung a",
            "aufg:unterbringung a",
            "aufg:unterbringung ist schon beschrieben (in data/verzeichnis/",
        ),
        ("akt:bb-musterstelle a", "geb:12 a", "LandStock"),
        ("akt:bb-musterstelle a", "ig:Body a", "LandStock"),
        ("akt:bb-musterstelle a", "[] a", "LandName"),
        (
            "ig:appliesIn geb:12",
            "ig:about akt:gibt-es-nicht ; ig:appliesIn geb:12",
            "Die Daten entsprechen den Prüfregeln nicht",
        ),
    ],
)
def test_what_must_not_be_added_is_refused_and_changes_nothing(
    old: str, new: str, message: str, write: Callable[[str], Path], tmp_path: Path
) -> None:
    assert old in TEXT
    path = write(TEXT.replace(old, new, 1))
    before = everything(tmp_path)
    found = plan(path, BRANDENBURG, ON, to=tmp_path / "data")
    assert found.refused
    assert any(message in each for each in (*found.refused, *(r.code for r in found.report.results)))
    with pytest.raises(AddRefused):
        found.apply()
    assert everything(tmp_path) == before


def test_what_the_graph_says_already_is_left_out(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "sachsen.xlsx"
    path.write_bytes(workbook(find_land("sn"), graph, export(find_land("sn"), graph).rows))
    found = plan(path, find_land("sn"), ON, to=tmp_path / "data")
    assert len(found.known) >= 6
    assert found.refused == ["Die Datei sagt nichts, was nicht schon im Graphen steht."]


def test_a_file_without_a_usable_name_or_kind_is_refused(tmp_path: Path) -> None:
    for name in ("§§.ttl", "daten.rdf"):
        (tmp_path / name).write_text("")
        with pytest.raises(AddRefused):
            plan(tmp_path / name, BRANDENBURG, ON, to=tmp_path / "data")


def test_when_writing_fails_everything_is_as_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, write: Callable[[str], Path]
) -> None:
    found = plan(write(TEXT.replace("kind:landesbehoerde", "kind:x", 1)), BRANDENBURG, ON, to=tmp_path / "data")
    found.refused = []
    before = everything(tmp_path)

    def fail(_: int) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        found.apply()
    assert everything(tmp_path) == before


def test_a_file_that_came_meanwhile_is_not_overwritten(tmp_path: Path, write: Callable[[str], Path]) -> None:
    found = plan(write(TEXT.replace("kind:landesbehoerde", "kind:x", 1)), BRANDENBURG, ON, to=tmp_path / "data")
    found.refused = []
    found.target.parent.mkdir(parents=True)
    found.target.write_text("von jemand anderem", encoding="utf-8")
    with pytest.raises(AddRefused, match="inzwischen entstanden"):
        found.apply()
    assert found.target.read_text(encoding="utf-8") == "von jemand anderem"
    assert len(list(found.target.parent.iterdir())) == 1


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    write_atomically(path, b"eins")
    write_atomically(path, b"zwei")
    assert path.read_bytes() == b"zwei"
    with pytest.raises(FileExistsError):
        write_atomically(path, b"drei", replace=False)
    assert path.read_bytes() == b"zwei"
    assert list(tmp_path.iterdir()) == [path]


def test_the_sources_of_a_land_are_no_problem_for_the_passages(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(TEXT, encoding="utf-8")
    assert make(tmp_path).problems == []
    (tmp_path / NAME).write_text(TEXT.replace("/6-8> a ig:Passage", "/6-9> a ig:Passage"), encoding="utf-8")
    assert make(tmp_path).problems


def test_the_command_refuses_with_exit_code_1(
    write: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(TEXT.replace("kind:landesbehoerde", "kind:x", 1))
    arguments = ["add", str(path), "--land", "Brandenburg", "--to", str(tmp_path / "data")]
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--dry-run"])
    assert ended.value.code == 1
    assert "Nicht aufgenommen: Die Daten entsprechen den Prüfregeln nicht." in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--format", "json"])
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["applied"], told["replaces"]) == (False, False)
    assert not (tmp_path / "data").exists()


def test_the_command_says_what_is_unusable_with_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, turtle = tmp_path / "bb.csv", tmp_path / "bb.ttl"
    table.write_text("Bezeichnung;Ebene\nAmt;Mond", encoding="utf-8")
    turtle.write_text("kein Turtle", encoding="utf-8")
    for arguments, message in (
        (["add", str(table), "--land", "bb"], "„Mond“ ist nicht bekannt"),
        (["import", str(table), "--land", "bb"], "Zeile 2, Spalte B („Ebene“)"),
        (["add", str(turtle), "--land", "bb"], "bb.ttl:1:"),
        (["add", str(turtle), "--land", "Franken"], "„Franken“ ist kein Land"),
    ):
        with pytest.raises(SystemExit) as ended:
            main([*arguments])
        assert ended.value.code == 2
        assert message in capsys.readouterr().err


def test_the_commands_make_read_and_give_back_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["template", "--land", "sn", "-o", str(tmp_path / "leer.xlsx")],
        ["export", "--land", "sn", "--xlsx", "-o", str(tmp_path / "sn.xlsx")],
        ["export", "--land", "sn", "-o", str(tmp_path / "alles.ttl")],
        ["import", str(tmp_path / "sn.xlsx"), "-o", str(tmp_path / "sn.ttl")],
        ["validate", "--land", "sn", str(tmp_path / "sn.xlsx"), "--format", "json", "-o", str(tmp_path / "sn.json")],
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 0, arguments
    assert "Nicht enthalten, weil die Blätter es nicht fassen:" in capsys.readouterr().out
    assert "ig:Observation" in (tmp_path / "alles.ttl").read_text(encoding="utf-8")
    assert "ig:sheetRow" in (tmp_path / "sn.ttl").read_text(encoding="utf-8")
    results = json.loads((tmp_path / "sn.json").read_text(encoding="utf-8"))["results"]
    assert {result["place"]["sheet"] for result in results} <= {"Zuständigkeiten", "Förderregeln", "Förderprogramme"}


def test_the_data_folder_of_a_checkout_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / "x.ttl").write_text("")
    assert set(adding._data_files(tmp_path)) == {Path("register/x.ttl")}
    (tmp_path / "anders").mkdir()
    assert Path("register/laender.ttl") in adding._data_files(tmp_path / "anders")
