"""Releases: complete, described, checked, compared, and the same bytes from the same graph."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import frictionless
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCAT, RDF

from integraph import __version__
from integraph.build import Roots
from integraph.cli import main
from integraph.namespaces import BASE
from integraph.paths import SBOM
from integraph.release import OccupiedDirectory, UnusableRelease, compare, write
from integraph.release.changes import verify
from integraph.store import Graph

ROOT = Path(__file__).resolve().parents[2]
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
PREFIXES = """@prefix ig: <https://w3id.org/integraph/ontology#> .
@prefix geb: <https://w3id.org/integraph/id/gebiet/> .
@prefix zu: <https://w3id.org/integraph/id/zustaendigkeit/> .
@prefix aufg: <https://w3id.org/integraph/id/aufgabe/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = """
ig:Responsibility a owl:Class ; rdfs:label "Zuständigkeit"@de ;
    rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ig:task ; owl:someValuesFrom ig:Task ] ,
        [ a owl:Restriction ; owl:onProperty ig:holder ; owl:minCardinality 1 ] .
ig:Task a owl:Class ; rdfs:label "Aufgabe"@de .
"""
DATA = """
aufg:wohnen a ig:Task ; rdfs:label "Wohnen"@de , "housing"@en ; skos:altLabel "Unterkunft"@de , "Wohnung, klein"@de .
aufg:sprache a ig:Task ; rdfs:label "Sprache"@de .
zu:a a ig:Responsibility ; rdfs:label "A, mit \\"Zitat\\""@de ; ig:task aufg:wohnen ; ig:threshold 1000 ;
    ig:enforceable true ; ig:asOf "2022"^^xsd:gYear .
zu:b a ig:Responsibility ; rdfs:label "B"@de ; ig:task aufg:sprache ; ig:threshold 2 .
"""
OVERLAY = 'zu:neu a ig:Responsibility ; rdfs:label "neu"@de .'


def world(folder: Path, data: str = DATA, ontology: str = ONTOLOGY) -> Graph:
    for name in ("ontology", "data/bund", "data/vorschlaege", "shapes"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "ontology/integraph.ttl").write_text(PREFIXES + ontology, encoding="utf-8")
    (folder / "data/bund/a.ttl").write_text(PREFIXES + data, encoding="utf-8")
    (folder / "data/vorschlaege/o.ttl").write_text(PREFIXES + OVERLAY, encoding="utf-8")
    return Graph.from_roots(Roots(folder / "ontology", folder / "data", folder / "shapes", None))


@pytest.fixture
def small(tmp_path: Path) -> Graph:
    return world(tmp_path / "world")


def files_of(directory: Path) -> dict[str, bytes]:
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


def test_two_releases_of_the_same_files_are_equal_byte_for_byte_in_every_process(tmp_path: Path) -> None:
    world(tmp_path / "world")
    code = (
        "import sys\nfrom pathlib import Path\nfrom integraph.build import Roots\nfrom integraph.release import write\n"
        "from integraph.store import Graph\nw = Path(sys.argv[1])\n"
        "graph = Graph.from_roots(Roots(w / 'ontology', w / 'data', w / 'shapes'))\n"
        "write(graph, Path(sys.argv[2]), issued='2026-11-21')\n"
    )
    world(tmp_path / "elsewhere" / "welt")
    for name, seed, zone, locale, umask, source in (
        ("one", "1", "UTC", "C", 0o022, "world"),
        ("two", "2", "Asia/Tokyo", "tr_TR.UTF-8", 0o077, "elsewhere/welt"),
    ):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "USER": name, "HOME": "/"}
        environment["INTEGRAPH_CACHE"] = str(tmp_path / f"cache-{name}")
        (tmp_path / f"in-{name}").mkdir()
        command = [sys.executable, "-c", code, str(tmp_path / source), str(tmp_path / name)]
        subprocess.run(command, check=True, env=environment, cwd=tmp_path / f"in-{name}", umask=umask)
    one, two = files_of(tmp_path / "one"), files_of(tmp_path / "two")
    assert len(one) > 10
    assert "ttl/abfragen.ttl.gz" in one
    assert one == two


def test_the_checksums_are_those_of_all_files(small: Graph, tmp_path: Path) -> None:
    write(small, tmp_path / "r")
    files = files_of(tmp_path / "r")
    lines = files.pop("SHA256SUMS").decode().splitlines()
    assert {line.split("  ")[1]: line.split("  ")[0] for line in lines} == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items()
    }
    verify(tmp_path / "r")


def test_every_dump_holds_every_triple(small: Graph, tmp_path: Path) -> None:
    write(small, tmp_path / "r")
    files = files_of(tmp_path / "r")
    stored = ox.Dataset(q for q in small.store if isinstance(q.graph_name, ox.NamedNode))
    stored.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    for name, syntax in (("integraph.nq.gz", ox.RdfFormat.N_QUADS), ("integraph.jsonld.gz", ox.RdfFormat.JSON_LD)):
        dump = ox.Dataset(ox.parse(gzip.decompress(files[name]), format=syntax))
        dump.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        assert dump == stored
    for name in small.graph_names():
        turtle = gzip.decompress(files[f"ttl/{name.removeprefix(BASE + 'graph/')}.ttl.gz"])
        dump = ox.Dataset(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
        expected = ox.Dataset(
            ox.Quad(q.subject, q.predicate, q.object) for q in stored if getattr(q.graph_name, "value", "") == name
        )
        for dataset in (dump, expected):
            dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        assert dump == expected


def test_packed_files_carry_no_time_and_no_name(small: Graph, tmp_path: Path) -> None:
    write(small, tmp_path / "r")
    for name, data in files_of(tmp_path / "r").items():
        if name.endswith(".gz"):
            assert data[3] == 0, "no name"
            assert data[4:8] == b"\0\0\0\0", "no time"


def rows_of(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"csv/{name}.csv"].decode(), newline="")))


def test_tables_hold_one_row_a_thing_and_the_data_package_describes_every_column(small: Graph, tmp_path: Path) -> None:
    write(small, tmp_path / "r")
    files = files_of(tmp_path / "r")
    package = json.loads(files["csv/datapackage.json"])
    resources = {r["name"]: r for r in package["resources"]}
    assert set(resources) == {"responsibility", "task"}
    for name, resource in resources.items():
        header = files[f"csv/{name}.csv"].decode().splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        for row in rows_of(files, name):
            for field in resource["schema"]["fields"]:
                check_value(field, row[field["name"]])
    types = {f["name"]: f["type"] for f in resources["responsibility"]["schema"]["fields"]}
    assert types == {
        "iri": "string", "rdfs_label_de": "string", "asOf": "year", "enforceable": "boolean", "task": "string",
        "threshold": "integer",
    }  # fmt: skip
    assert resources["responsibility"]["schema"]["foreignKeys"] == [
        {"fields": "task", "reference": {"resource": "task", "fields": "iri"}}
    ]
    first, second = rows_of(files, "responsibility")
    assert first["rdfs_label_de"] == 'A, mit "Zitat"'
    assert (second["asOf"], second["threshold"]) == ("", "2")
    housing = next(row for row in rows_of(files, "task") if row["iri"].endswith("wohnen"))
    assert json.loads(housing["skos_altLabel_de"]) == ["Unterkunft", "Wohnung, klein"]


def test_frictionless_finds_no_fault_in_the_data_package(small: Graph, tmp_path: Path) -> None:
    write(small, tmp_path / "r")
    report = frictionless.Package(str(tmp_path / "r/csv/datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == 2
    table = tmp_path / "r/csv/responsibility.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("aufgabe/sprache", "aufgabe/niemand"), encoding="utf-8")
    assert not frictionless.Package(str(tmp_path / "r/csv/datapackage.json")).validate().valid


def test_the_ontology_and_the_bill_of_materials_go_with_a_release(small: Graph, tmp_path: Path) -> None:
    write(small, tmp_path / "r")
    files = files_of(tmp_path / "r")
    assert files["sbom.cdx.json"] == SBOM.read_bytes()
    assert files["ontologie.md"].startswith(b"# Ontologie")


def check_value(field: dict[str, Any], value: str) -> None:
    if field.get("constraints", {}).get("required"):
        assert value
    if value:
        match field["type"]:
            case "integer":
                int(value)
            case "number":
                float(value)
            case "boolean":
                assert value in ("true", "false")
            case "array":
                assert isinstance(json.loads(value), list)
            case "year":
                assert re.fullmatch(r"\d{4}", value)
            case "yearmonth":
                assert re.fullmatch(r"\d{4}-\d\d", value)
            case "date":
                assert re.fullmatch(r"\d{4}-\d\d-\d\d", value)
            case "string":
                assert field.get("format") != "uri" or value.startswith("http")
            case other:
                raise AssertionError(f"a type that Frictionless does not know: {other}")


def test_the_description_gives_size_and_checksum_of_each_dump(small: Graph, tmp_path: Path) -> None:
    write(small, tmp_path / "r", endpoint="https://example.org/sparql", issued="2026-11-21")
    files = files_of(tmp_path / "r")
    described = rdflib.Graph().parse(data=files["void.ttl"].decode(), format="turtle")
    release = f"{BASE}release/{__version__}/"
    found = {
        str(node).removeprefix(release): node
        for node in described.subjects(RDF.type, DCAT.Distribution)
        if str(node).startswith(release)
    }
    assert set(found) == {"integraph.nq.gz", "integraph.jsonld.gz", "csv/datapackage.json"}
    for name, node in found.items():
        assert int(described.value(node, DCAT.byteSize).toPython()) == len(files[name])  # type: ignore[union-attr]
        checksum = described.value(node, SPDX.checksum)
        value = str(described.value(checksum, SPDX.checksumValue).n3())  # type: ignore[union-attr]
        assert hashlib.sha256(files[name]).hexdigest() in value.lower()
    assert (None, rdflib.OWL.versionIRI, rdflib.URIRef(release.rstrip("/"))) in described
    assert "2026-11-21" in files["void.ttl"].decode()
    assert (None, DCAT.accessURL, rdflib.URIRef("https://example.org/sparql")) in described


def test_changes_between_releases_are_named_by_what_came_went_and_differs(small: Graph, tmp_path: Path) -> None:
    write(small, tmp_path / "one")
    data = (
        DATA.replace("ig:threshold 1000", "ig:threshold 500")
        .replace("ig:threshold 2 .", 'ig:threshold 2 ; schema:validThrough "2025"^^xsd:gYear .')
        .replace("aufg:sprache a ig:Task", 'aufg:neu a ig:Task ; rdfs:label "Neu"@de .\naufg:sprache a ig:Task')
    )
    ontology = ONTOLOGY + 'ig:Body a owl:Class ; rdfs:label "Stelle"@de .'
    found = write(world(tmp_path / "world2", data, ontology), tmp_path / "two", previous=tmp_path / "one")
    assert found is not None
    names = {g: {f: [c.label for c in cs] for f, cs in fates.items() if cs} for g, fates in found.groups.items()}
    assert names == {
        "terms": {"added": ["Stelle"]},
        "statements": {"changed": ['A, mit "Zitat"'], "ended": ["B"]},
        "things": {"added": ["Neu"]},
    }
    (changed,) = found.groups["statements"]["changed"]
    assert any("1000" in part for part in changed.lost)
    assert any("500" in part for part in changed.gained)
    assert found.level == "minor"
    report = (tmp_path / "two/CHANGES.md").read_text(encoding="utf-8")
    assert "Unterversion" in report
    assert "Versionsnummer aber dieselbe" in report
    assert json.loads((tmp_path / "two/changes.json").read_text(encoding="utf-8"))["level"] == "minor"
    verify(tmp_path / "two")
    back = compare(tmp_path / "two", tmp_path / "one")
    assert back.level == "major", "a term went"


def test_without_changes_there_is_nothing_to_report(small: Graph, tmp_path: Path) -> None:
    write(small, tmp_path / "one")
    found = write(small, tmp_path / "two", previous=tmp_path / "one")
    assert found is not None
    assert found.level == "none"
    assert "keine neue Version" in found.markdown()
    one, two = files_of(tmp_path / "one"), files_of(tmp_path / "two")
    assert {name for name in two if two[name] != one.get(name)} == {"CHANGES.md", "changes.json", "SHA256SUMS"}


def test_bad_directories_are_refused_and_nothing_is_left_behind(small: Graph, tmp_path: Path) -> None:
    (tmp_path / "voll").mkdir()
    (tmp_path / "voll/x").write_text("x", encoding="utf-8")
    with pytest.raises(OccupiedDirectory, match="nicht leer"):
        write(small, tmp_path / "voll")
    with pytest.raises(UnusableRelease, match="keine Veröffentlichung"):
        write(small, tmp_path / "r", previous=tmp_path / "voll")
    write(small, tmp_path / "alt")
    (tmp_path / "alt/integraph.nq.gz").write_bytes(b"kaputt")
    with pytest.raises(UnusableRelease, match=r"integraph\.nq\.gz.*Prüfsumme"):
        write(small, tmp_path / "r", previous=tmp_path / "alt")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["alt", "voll", "world"]


def test_a_failure_on_the_way_leaves_no_directory(
    small: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(small, tmp_path / "one")

    def fail(*_: object) -> None:
        raise OSError(28, "Kein Platz")

    monkeypatch.setattr("integraph.release.writing.compare", fail)
    with pytest.raises(OSError, match="Kein Platz"):
        write(small, tmp_path / "two", previous=tmp_path / "one")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "world"]


@pytest.mark.slow
def test_the_command_releases_the_whole_graph(graph: Graph, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert graph.build
    with pytest.raises(SystemExit) as exit_:
        main(["release", "-o", str(tmp_path / "r"), "--issued", "2026-11-21", "--format", "json"])
    assert exit_.value.code == 0
    assert json.loads(capsys.readouterr().out)["changes"] is None
    verify(tmp_path / "r")
    facts = json.loads((tmp_path / "r/release.json").read_text(encoding="utf-8"))
    assert facts["graphs"] == len(graph.graph_names())
    statements = graph.select("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ig:Responsibility }")[0]["n"].value
    files = {f"csv/{p.name}": p.read_bytes() for p in (tmp_path / "r/csv").iterdir()}
    assert len(rows_of(files, "responsibility")) == int(statements)
    package = json.loads(files["csv/datapackage.json"])
    keys = {r["name"]: {row["iri"] for row in rows_of(files, r["name"])} for r in package["resources"]}
    assert keys["territorialauthority"]
    for resource in package["resources"]:
        rows = rows_of(files, resource["name"])
        for key in resource["schema"].get("foreignKeys", []):
            assert {row[key["fields"]] for row in rows} - {""} <= keys[key["reference"]["resource"]]
        for field in resource["schema"]["fields"]:
            for row in rows:
                check_value(field, row[field["name"]])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--issued", "gestern"], "JJJJ-MM-TT"), (["--previous", "gibt-es-nicht"], "keine Veröffentlichung")],
)
def test_wrong_input_gets_a_german_sentence(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["release", "-o", str(tmp_path / "r"), *arguments])
    assert exit_.value.code == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "r").exists()


def test_the_version_is_a_semantic_one_and_the_same_everywhere() -> None:
    def field(name: str, key: str) -> str:
        match = re.search(rf"(?m)^{key}: (.+)$", (ROOT / name).read_text(encoding="utf-8"))
        assert match, f"{name} has no {key}"
        return match[1].strip('"')

    ontology = (ROOT / "ontology/integraph.ttl").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?", __version__)
    assert project["version"] == __version__
    assert field("CITATION.cff", "version") == __version__
    assert field("publiccode.yml", "softwareVersion") == __version__
    assert re.findall(r"owl:versionIRI <(.+?)>", ontology) == [f"{BASE}ontology/{__version__}"]
    assert re.findall(r'owl:versionInfo "(.+?)"', ontology) == [__version__]
    assert project["license"] == field("CITATION.cff", "license")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## Unreleased" in changelog or f"## {__version__}" in changelog
