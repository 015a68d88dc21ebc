"""The command line: help for everything, formats for programs, exit codes that can be relied on."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from integraph import __version__, passages
from integraph.cli import main
from integraph.paths import DATA, ONTOLOGY
from integraph.store import Graph

COMMANDS = [
    "build",
    "serve",
    "who",
    "query",
    "ask",
    "queries",
    "timeline",
    "gaps",
    "diff",
    "overlays",
    "network",
    "release",
    "batch",
    "compare",
    "validate",
    "check",
    "register",
    "passages",
    "template",
    "import",
    "export",
    "add",
    "get",
]
ALL = "SELECT ?name { geb:06 rdfs:label ?name }"


@pytest.fixture
def run(graph: Graph, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    assert graph.build  # built once for all
    return Run(capsysbinary)


class Run:
    """Runs the command line in this process: (exit code, stdout, stderr)."""

    def __init__(self, captured: pytest.CaptureFixture[bytes]) -> None:
        self.captured = captured

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        try:
            main(list(arguments))
            code: object = 0
        except SystemExit as exit_:
            code = exit_.code
        out, err = self.captured.readouterr()
        assert isinstance(code, int)
        return code, out.decode(), err.decode()


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert out.startswith(f"Aufruf: integraph {command}")
    assert (
        re.findall(r"\b(Usage|Options|Arguments|default|required|env var|Show|exit|int|str|list|range|x[<>]=)\b", out)
        == []
    )
    assert len(out.splitlines()[2].strip()) > 20


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if c not in ("serve", "get", "batch", "load", "template", "export")]
)
def test_each_command_with_a_result_has_json(run: Run, command: str) -> None:
    assert "json" in run(command, "--help")[1]


def test_the_help_names_all_commands_and_the_exit_codes(run: Run) -> None:
    _, out, _ = run("--help")
    assert "\nBefehle:\n" in out
    assert all(command in out for command in COMMANDS)
    assert "Exit-Codes" in out


def test_the_version_is_told(run: Run) -> None:
    assert run("--version") == (0, f"integraph {__version__}\n", "")
    assert run("who", "-h") == run("who", "--help")


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_input_and_output_are_in_utf_8_whatever_the_locale(graph: Graph, variables: dict[str, str]) -> None:
    assert graph.build
    code = "from integraph.cli import main; main()"
    command = [sys.executable, "-c", code, "who", "Integrationsbeirat", "--in", "Köln", "--on", "2024-01-01"]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **variables}, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Integrationsbeiräten in Köln" in done.stdout.decode("utf-8")


def test_build_says_what_was_built(run: Run) -> None:
    code, out, err = run("build", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["triples"] > 200_000


def test_who_prints_the_contract_as_json_and_the_same_rows_as_csv(run: Run) -> None:
    code, out, _ = run("who", "Integrationsbeirat", "--in", "Kassel", "--on", "2024-01-01", "--format", "json")
    found = json.loads(out)
    assert found["question"]["area"]["label"] == "Kassel"
    assert code == (0 if found["answers"] else 1)
    _, out, _ = run("who", "Integrationsbeirat", "--in", "06611000", "--on", "2024-01-01", "--format", "csv")
    assert len(out.splitlines()) >= 1 + len(found["answers"])
    assert out.startswith("Rolle,Zuständig,")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("who", "Raumfahrt", "--in", "Kassel"), "nicht bekannt"),
        (("who", "Integrationsbeirat", "--in", "Neuenkirchen"), "mehrdeutig"),
        (("who", "Integrationsbeirat", "--in", "Kassel", "--on", "morgen"), "kein Datum"),
        (("who", "Integrationsbeirat", "--in", "Kassel", "--scenario", "nix"), "gibt es nicht"),
        (("who", "Integrationsbeirat"), "Es fehlt der Schalter --in."),
        (("who", "Integrationsbeirat", "--in", "Kassel", "--on", "31.02.2024"), "kein Datum"),
        (("who", "Integrationsbeirat", "--in", "Kassel", "--format", "nix"), "möglich sind table, json, csv."),
        (("who", "Integrationsbeirat", "--inn", "Kassel"), "„--inn“ gibt es hier nicht. Ähnlich: --in"),
        (("who", "Integrationsbeirat", "Asyl", "--in", "Kassel"), "zu viele Angaben: Asyl"),
        (("who", "Integrationsbeirat", "--in"), "Der Schalter --in braucht einen Wert."),
        (("query",), "Es fehlt die Angabe"),
        (("register", str(DATA)), "ist ein Ordner, keine Datei."),
        (("batch", "-o", "gibt-es-nicht/antworten.csv"), "Das gibt es nicht."),
        (("export", "--land", "he"), "Es fehlt der Schalter --output"),
        (("serve", "--port", "99999"), "höchstens 65535"),
        (("serve", "--port", "acht"), "keine ganze Zahl"),
        (("serve", "--host", "192.0.2.1"), "keine Adresse dieses Rechners"),
        (("serve", "--settings", "gibt-es-nicht.toml"), "Das gibt es nicht."),
        (("whoo",), "Ähnlich: who."),
        (("query", "SELECT {"), "Zeile 1"),
        (("query", ""), "Die Abfrage ist leer."),
        (("query", "gibts/nicht"), "gespeicherte Abfrage „gibts/nicht“ gibt es nicht"),
        (("query", "nix.rq"), "gespeicherte Abfrage „nix.rq“ gibt es nicht"),
        (("who", "x" * 5000, "--in", "Kassel"), "x…“ ist nicht bekannt"),
        (("who", "a\x1b[31mb", "--in", "Kassel"), "„a\ufffd[31mb“ ist nicht bekannt"),
        (("query", "INSERT DATA {}"), "ändert Daten"),
        (("query", "ASK {}", "--param", "nix"), "NAME=WERT"),
        (("query", "ASK {}", "--format", "turtle"), "passt nicht"),
        (("validate", "gibt-es-nicht.ttl"), "gibt-es-nicht.ttl"),
        (("check", "nix"), "gibt es nicht"),
        (("validate", "nix"), "„nix“ gibt es nicht. Hilfe: integraph validate --help"),
        (("register", "gibt-es-nicht.txt"), "gibt-es-nicht.txt"),
        (("get", "id/gebiet/06"), "beginnt mit /"),
        (("nix",), "nix"),
        (("compare", "Integrationsbeirat", "--in", "Hessen"), "mindestens zwei"),
        (("compare", "--in", "Hessen", "--in", "Bayern"), "entweder"),
        (("compare", "--field", "nix", "--in", "Hessen", "--in", "Bayern"), "nicht bekannt"),
        (("overlays", "--template", "Mein Fall"), "Kleinbuchstaben"),
        (("diff", "gibt-es-nicht.ttl"), "gibt-es-nicht.ttl"),
        (("batch", "-o", "gibt/es/nicht.csv", "--in", "Kassel"), "nicht.csv"),
    ],
)
def test_unusable_input_gets_one_reason_and_exit_code_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert message in err
    assert "Traceback" not in err
    assert out == ""


def test_a_port_in_use_is_said_before_anything_is_built(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = run("serve", "--port", str(port))
    assert (code, out) == (2, "")
    assert f"Der Port {port} ist schon belegt." in err


def test_a_day_may_be_written_as_germans_do(run: Run) -> None:
    asked = ("who", "Integrationsbeirat", "--in", "Kassel", "--format", "json", "--on")
    assert json.loads(run(*asked, "1.2.2024")[1]) == json.loads(run(*asked, "2024-02-01")[1])


def test_an_unknown_task_in_json_lists_its_candidates(run: Run) -> None:
    code, out, _ = run("who", "Integrationsbeirate", "--in", "Kassel", "--format", "json")
    assert code == 2
    assert json.loads(out)["candidates"]


def test_query_prints_a_table_and_every_format(run: Run) -> None:
    assert run("query", ALL)[1].split() == ["name", "------", "Hessen"]
    assert run("query", ALL, "--format", "csv")[1].split() == ["name", "Hessen"]
    assert json.loads(run("query", ALL, "--format", "json")[1])["head"]["vars"] == ["name"]
    assert "Hessen" in run("query", "DESCRIBE geb:06", "--format", "nt")[1]


def test_query_takes_values_for_variables(run: Run) -> None:
    code, out, _ = run(
        "query", "SELECT ?name { ?thing rdfs:label ?name }", "--param", "thing=geb:06", "--format", "csv"
    )
    assert (code, out.split()) == (0, ["name", "Hessen"])


def test_query_reads_files_and_standard_input(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "frage.rq"
    file.write_text(ALL, encoding="utf-8")
    assert "Hessen" in run("query", str(file))[1]
    monkeypatch.setattr(sys, "stdin", io.StringIO(ALL))
    assert "Hessen" in run("query", "-")[1]


def test_ask_tells_its_answer_by_the_exit_code_too(run: Run) -> None:
    assert run("query", "ASK {}")[:2] == (0, "ja\n")
    assert run("query", "ASK { geb:06 a ig:Task }")[:2] == (1, "nein\n")


def test_get_answers_an_address_without_a_server(run: Run) -> None:
    code, out, _ = run("get", "/id/gebiet/06611", "--format", "html")
    assert code == 0
    assert "<h1>Kassel</h1>" in out
    code, out, _ = run("get", "/id/aufgabe/nix")
    assert (code, json.loads(out)["code"]) == (1, "unknown-thing")


def test_validate_passes_good_files_and_names_what_is_wrong_in_bad_ones(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("validate", str(DATA / "register/laender.ttl"))
    assert (code, "Entspricht den Prüfregeln." in out) == (0, True), out
    bad = tmp_path / "schlecht.ttl"
    bad.write_text(
        "@prefix ig: <https://w3id.org/integraph/ontology#> .\n"
        "<https://w3id.org/integraph/id/zustaendigkeit/x> a ig:Responsibility .\n",
        encoding="utf-8",
    )
    code, out, _ = run("validate", str(bad), "--format", "json")
    report = json.loads(out)
    assert (code, report["conforms"]) == (1, False)
    assert {result["focus"] for result in report["results"]} == {"zu:x"}
    assert {result["file"] for result in report["results"]} == {str(bad)}
    assert "ig:task" in {result["path"] for result in report["results"]}
    bad.write_text("<urn:a> <urn:b> .", encoding="utf-8")
    code, _, err = run("validate", str(bad))
    assert code == 2
    assert f"{bad}:1:" in err


def test_check_tells_what_it_looked_at(run: Run) -> None:
    code, out, _ = run("check", "references", "--format", "json")
    (outcome,) = json.loads(out)
    assert outcome["name"] == "references"
    assert code == (1 if outcome["findings"] else 0)


def test_the_passages_in_the_data_are_those_that_the_evidence_asks_for(run: Run) -> None:
    code, out, _ = run("passages", "--check", "--format", "json")
    assert json.loads(out)["problems"] == []
    assert json.loads(out)["changed"] == []
    assert code == 0
    assert json.loads(out)["passages"] == passages.make(ontology=ONTOLOGY).count


def test_the_installed_command_starts_and_is_plain_when_it_is_no_terminal() -> None:
    command = [sys.executable, "-c", "from integraph.cli import main; main()", "query", "ASK {}"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "FORCE_COLOR": ""}, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ja\n", "")


def test_explanation_names_every_statement_considered(run: Run) -> None:
    question = ("who", "Integrationsbeirat", "--in", "Homburg", "--on", "2024-06-01")
    _, plain, _ = run(*question)
    _, explained, _ = run(*question, "--explain")
    assert explained.startswith(plain.rstrip("\n"))
    assert "genommen: " in explained
    assert "verdrängt: " in explained
    _, out, _ = run(*question, "--explain", "--format", "json")
    assert {c["fate"] for c in json.loads(out)["considered"]} >= {"taken", "beaten"}


def test_time_line_gaps_and_csv_of_both(run: Run) -> None:
    code, out, _ = run("timeline", "Integrationsbeirat", "--in", "Marburg", "--format", "json")
    assert code == 0
    assert json.loads(out)[0]["from"] is None
    code, out, _ = run("gaps", "--in", "Hessen", "--on", "2024-06-01", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert {f["kind"] for f in found} == {"gap", "overlap"}
    _, out, _ = run("gaps", "--in", "Hessen", "--on", "2024-06-01", "--format", "csv")
    assert len(out.splitlines()) == 1 + len(found)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("timeline", "Integrationsbeirat", "--in", "Nirgendwo"), "nicht bekannt"),
        (("gaps", "--in", "Hessen", "--on", "31.13.2024"), "kein Datum"),
        (("gaps", "--in", "Hessen", "--role", "Zuschauen"), "nicht bekannt"),
        (("diff", "nix"), "gibt es nicht"),
    ],
)
def test_comparing_commands_refuse_unusable_input(run: Run, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_compare_puts_laender_side_by_side(run: Run) -> None:
    code, out, _ = run("compare", "Integrationsbeirat", "--in", "Hessen", "--in", "Bayern", "--format", "csv")
    assert code == 0
    assert out.splitlines()[0] == "Aufgabe,Rolle,,Hessen,Bayern"
    assert "≠" in out


def test_batch_writes_a_file_or_nothing(run: Run, tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    arguments = ("--in", "Landkreis Kassel", "--task", "Integrationsbeirat", "--task", "Integrationskurse")
    assert run("batch", "-o", str(plain), *arguments)[0] == 0
    assert run("batch", "-o", str(packed), *arguments)[0] == 0
    text = plain.read_bytes()
    assert gzip.decompress(packed.read_bytes()) == text
    assert {line.split(b",")[0] for line in text.splitlines()[1:]} >= {b"geb:06633001"}
    assert run("batch", "-o", str(tmp_path / "b.csv"), "--task", "Raumfahrt")[0] == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "a.csv.gz"]


def test_overlays_lists_them_and_gives_a_template_that_diff_takes(run: Run, tmp_path: Path) -> None:
    assert "s0-planungsauftrag" in run("overlays", "--format", "csv")[1]
    own = tmp_path / "mein-fall.ttl"
    own.write_text(run("overlays", "--template", "mein-fall")[1], encoding="utf-8")
    code, out, _ = run("diff", str(own), "--in", "Landkreis Fulda", "--format", "csv")
    assert code == 0
    assert "Landkreis Fulda" in out


def test_settings_of_the_server_are_checked_before_it_starts(run: Run, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    for text, message in (("prt = 1\n", "unbekannt ist prt"), ("port =", "settings.toml"), ("port = 'x'\n", "--port")):
        settings.write_text(text, encoding="utf-8")
        code, _, err = run("serve", "--settings", str(settings))
        assert code == 2
        assert message in err


def test_each_setting_of_the_server_is_documented(run: Run) -> None:

    text = (Path(__file__).parents[1] / "docs" / "operation.md").read_text(encoding="utf-8")
    _, out, _ = run("serve", "--help")
    for option in re.findall(r"(--[a-z-]+)", out):
        assert option == "--help" or f"`{option}`" in text, option
    for variable in re.findall(r"INTEGRAPH_[A-Z_]+", out):
        assert f"`{variable}`" in text
