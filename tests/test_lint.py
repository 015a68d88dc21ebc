"""The fast authoring check: each kind of mistake is found, and a clean file has no finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from integraph.lint import findings, main
from integraph.namespaces import NAMESPACES

HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in NAMESPACES.items())
LINES_BEFORE = HEAD.count("\n")
TERMS = (
    "ig:Task ig:Finding ig:findingKind ig:about ig:evidence ig:evidenceKind ig:modality ig:polarity ig:asOf "
    "ig:asserted ig:denied"
)
ONTOLOGY = "".join(f"{term} a rdf:Property .\n" for term in TERMS.split(" "))
TASK = 'aufg:beratung a ig:Task ; rdfs:label "Beratung"@de .\n'
FINDING = """aus:s3-beratung-fehlt a ig:Finding ;
    rdfs:label "Im ländlichen Raum fehlt es an Beratung."@de ;
    ig:findingKind fkind:luecke ; ig:about aufg:beratung ; ig:evidence s3:100-104 ;
    ig:evidenceKind ek:befund-der-autoren ; ig:modality mod:beobachtete-praxis ;
    ig:polarity ig:asserted ; ig:asOf "2022"^^xsd:gYear .
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "data" / "bund").mkdir(parents=True)
    (tmp_path / "data" / "verzeichnis").mkdir()
    (tmp_path / "ontology" / "integraph.ttl").write_text(HEAD + ONTOLOGY, encoding="utf-8")
    (tmp_path / "data" / "verzeichnis" / "aufgaben.ttl").write_text(HEAD + TASK, encoding="utf-8")
    return tmp_path


def problems(root: Path, turtle: str, texts: Path | None = None) -> list[str]:
    path = root / "data" / "bund" / "s3-probe.ttl"
    path.write_text(HEAD + turtle, encoding="utf-8")
    return [f"{finding.subject}: {finding.problem}" for finding in findings([path], root, texts)]


def test_a_clean_statement_has_no_finding(root: Path) -> None:
    assert problems(root, FINDING) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("ig:findingKind fkind:luecke ; ", "", "misses ig:findingKind"),
        ("ig:asOf", "ig:note", "misses ig:asOf"),
        ("ig:about", "ig:abuot", "unknown property ig:abuot"),
        ("ig:asserted", "ig:aserted", "unknown term ig:aserted"),
        ("aufg:beratung", "aufg:berattung", "aufg:berattung is defined nowhere"),
        ("s3:100-104", "s3:104-100", "out of range"),
        ("s3:100-104", "s3:1866-1867", "out of range (the text has 1866 lines)"),
        ("s3:100-104", "s3:100-108", "spans 9 lines, at most 8 are allowed"),
        ("s3:100-104", "s3:100", "not a passage IRI"),
        ('"2022"^^xsd:gYear', "2022", "is not an xsd:gYear, xsd:gYearMonth or xsd:date"),
        ('"2022"^^xsd:gYear', '"2022-13"^^xsd:gYearMonth', "is not an xsd:gYear, xsd:gYearMonth or xsd:date"),
        ("aufg:beratung", '[ rdfs:label "Beratung"@de ]', "blank node at ig:about"),
        ('Beratung."@de', 'Beratung."@en', "has no rdfs:label @de"),
        ("mod:beobachtete-praxis", "ek:rechtstext", "ig:modality: ek:rechtstext is not one of"),
        ("mod:beobachtete-praxis", "mod:modell , mod:forderung", "has more than one ig:modality"),
        ("aus:s3", "zu:s3", "ig:Finding belongs into the namespace"),
        (
            "ig:asserted",
            'ig:asserted ; schema:validFrom "2020-05"^^xsd:gYearMonth ; schema:validThrough "2019"^^xsd:gYear',
            "ends (2019) before it begins (2020-05)",
        ),
    ],
)
def test_a_mistake_is_found(root: Path, old: str, new: str, problem: str) -> None:
    assert old in FINDING
    found = problems(root, FINDING.replace(old, new))
    assert any(problem in line for line in found), found


def test_a_syntax_error_comes_with_line_and_column(root: Path) -> None:
    (found,) = problems(root, "aufg:beratung a ig:Task ;\n    rdfs:label Beratung .\n")
    assert found.startswith(f"line {LINES_BEFORE + 2}, column ")


def test_a_thing_defined_in_two_files_is_found(root: Path) -> None:
    (found,) = problems(root, TASK)
    assert found == "aufg:beratung: is also defined in data/verzeichnis/aufgaben.ttl"


def test_wording_of_a_source_is_found_across_a_hyphenated_line_break(root: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texte"
    texts.mkdir()
    sentence = "Wer hier eine Bera-\ntung sucht, muss oft sehr weit in die Stadt fahren."
    (texts / "003.txt").write_text(sentence, encoding="utf-8")
    label = "Wer hier eine Beratung sucht, muss oft sehr weit fahren."
    assert any(
        "nine words in a row with text 003" in line
        for line in problems(root, FINDING.replace("Im ländlichen Raum fehlt es an Beratung.", label), texts)
    )
    assert problems(root, FINDING, texts) == []


def test_the_command_exits_with_1_only_when_something_was_found(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "data" / "bund" / "s3-probe.ttl"
    path.write_text(HEAD + FINDING, encoding="utf-8")
    assert main([str(path), "--root", str(root)]) == 0
    path.write_text(HEAD + FINDING.replace("s3:100-104", "s3:0-4"), encoding="utf-8")
    assert main([str(path), "--root", str(root)]) == 1
    assert "aus:s3-beratung-fehlt: evidence" in capsys.readouterr().out


def test_everything_the_graph_refers_to_is_defined() -> None:
    tree = Path(__file__).resolve().parents[1]
    paths = sorted([*(tree / "data").glob("**/*.ttl"), *(tree / "ontology" / "schemes").glob("*.ttl")])
    assert [str(finding) for finding in findings(paths, tree)] == []
