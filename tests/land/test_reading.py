"""Files of tables: .csv, .xlsx and .ods as programs write them, and what is refused before it is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from integraph.land.importing import import_files
from integraph.land.laender import find_land
from integraph.land.reading import ImportRefused, read_tables
from integraph.land.template import workbook
from integraph.store import Graph

HESSEN = find_land("Hessen")


@pytest.fixture(scope="module")
def template(graph: Graph) -> bytes:
    return workbook(HESSEN, graph)


def problems(path: Path, graph: Graph) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        import_files([path], graph, HESSEN)
    return [str(problem) for problem in refused.value.problems]


def csv_bytes(encoding: str, separator: str = ";", name: str = "Prüfstelle für Förderung") -> bytes:
    rows = [["Bezeichnung", "Art der Stelle", "Ebene", "Zuständigkeitsgebiet"], [name, "", "Land", "Hessen"]]
    return "\r\n".join(separator.join(row) for row in rows).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_file_is_read_in_its_encoding(encoding: str, separator: str, graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "akteure.csv"
    path.write_bytes(csv_bytes(encoding, separator))
    assert 'rdfs:label "Prüfstelle für Förderung"@de' in import_files([path], graph, HESSEN).turtle().decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (csv_bytes("mac-roman"), "Zeichenkodierung ist unklar"),
        (csv_bytes("cp850"), "Zeichenkodierung ist unklar"),
        ("Bezeichnung;Ebene\nPrÃ¼fstelle;Land".encode(), "„Ã¼“ statt „ü“"),
        ("Bezeichnung;Ebene\nPr\ufffdfstelle;Land".encode(), "Ersatzzeichen"),
        (b"Bezeichnung;Ebene\nA\x00;Land", "Nullzeichen"),
        (b'Bezeichnung;Ebene\n"offen;Land', "Zeile 2: Ein Feld ist nicht zu lesen"),
        (b"foo;bar\n1;2", "passen zu keinem Blatt"),
        (b"Bezeichnung;Belege\nx;y", "oder zu mehreren gleich gut"),
        (b"", "Die Datei ist leer"),
    ],
)
def test_a_csv_file_that_could_be_misread_is_refused(
    content: bytes, message: str, graph: Graph, tmp_path: Path
) -> None:
    path = tmp_path / "akteure.csv"
    path.write_bytes(content)
    assert message in problems(path, graph)[0]


def package(parts: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"content.xml": ENTITY}, "enthält eine DTD oder XML-Entitäten"),
        ({"content.xml": b"<x>" + b" " * 70_000_000 + b"</x>"}, "entpackt zu groß"),
        ({f"{n}.txt": b"" for n in range(3000)}, "zu viele oder doppelte Bestandteile"),
        ({"content.xml": b"<x><y></x>"}, "ist beschädigt"),
        ({"content.xml": b"<x/>"}, "enthält keine Tabelle"),
        ({"mimetype": b"x"}, "content.xml fehlt"),
        ({"xl/vbaProject.bin": b"x"}, "enthält Makros"),
    ],
)
def test_a_hostile_package_is_refused(parts: dict[str, bytes], message: str, tmp_path: Path) -> None:
    path = package(parts, tmp_path / "hessen.ods")
    with pytest.raises(ImportRefused, match=message):
        read_tables(path)


def test_an_entity_in_a_workbook_is_refused_before_it_is_read(template: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(template)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/sharedStrings.xml"] = ENTITY
    with pytest.raises(ImportRefused, match="DTD oder XML-Entitäten"):
        read_tables(package(parts, tmp_path / "hessen.xlsx"))


def test_a_merged_range_over_a_whole_sheet_is_refused_before_it_is_read(template: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(template)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b"</sheetData>", merged)
    with pytest.raises(ImportRefused, match="zu viele verbundene Zellen"):
        read_tables(package(parts, tmp_path / "hessen.xlsx"))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"PK\x03\x04kaputt"), ("a.ods", b"x"), ("a.xls", b"x"), ("a.pdf", b"x"), ("a.xlsm", b"x")],
)
def test_what_is_no_table_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportRefused):
        read_tables(path)


def test_too_long_a_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(30_000_000)
    with pytest.raises(ImportRefused, match="30000000 Bytes"):
        read_tables(path)


ODS = """<office:document-content
  xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Bedingungen">
{rows}
<table:table-row table:number-rows-repeated="1048000">
<table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(rows: list[list[str]], path: Path) -> Path:
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    return package({"content.xml": ODS.format(rows=body).encode()}, path)


def text(value: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


HEAD = [text(header) for header in ("Bezeichnung", "Vergleich", "Schwelle", "Einheit")]


def test_an_ods_file_is_read(graph: Graph, tmp_path: Path) -> None:
    number = '<table:table-cell table:formula="of:=500*2" office:value-type="float" office:value="1000"/>'
    spaced = text('mehr<text:s/>als <text:span text:style-name="T1">1.000</text:span>')
    path = ods([HEAD, [spaced, text("größer als"), number, text("Person")]], tmp_path / "he.ods")
    turtle = import_files([path], graph, HESSEN).turtle().decode()
    assert '"mehr als 1.000"@de' in turtle
    assert "ig:threshold 1000" in turtle
    assert "ig:sheetRow 2" in turtle


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('<table:table-cell table:formula="of:=A1"/>', "Zeile 2, Spalte C („Schwelle“): Die Zelle enthält eine Formel"),
        ('<table:table-cell office:value-type="float" office:value="x"/>', "passt nicht zum Zellformat"),
        (text("Err:502"), "Fehlerwert Err:502"),
        ('<table:table-cell table:number-rows-spanned="2" office:value-type="float" office:value="5"/>', "verbunden"),
        (text("5").replace("string", 'string" table:number-columns-repeated="999'), "höchstens 200"),
    ],
)
def test_a_spoiled_cell_of_an_ods_file_is_refused(cell: str, message: str, graph: Graph, tmp_path: Path) -> None:
    path = ods([HEAD, [text("ab 5"), text("mindestens"), cell]], tmp_path / "he.ods")
    assert message in "\n".join(problems(path, graph))
