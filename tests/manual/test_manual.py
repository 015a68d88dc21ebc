"""The reference documentation is what the program says of itself today, and leaves nothing out."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer

from integraph.cli import app
from integraph.codes import INPUT_PROBLEMS, PROBLEMS, RULES, InputCode, ProblemCode, RuleName
from integraph.http import create_app
from integraph.http.problems import as_problem
from integraph.manual.markdown import Page
from integraph.manual.pages import pages
from integraph.manual.settings import VARIABLES
from integraph.namespaces import shorten
from integraph.store import Graph

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "referenz"
SOURCES = sorted((ROOT / "api" / "integraph").rglob("*.py"))


def kept(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def calls() -> Iterator[tuple[str, list[Any]]]:
    """Name of what is called and its positional arguments where they are constants, else None."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                keywords = [k.value for k in node.keywords if k.arg == "status"]
                yield name, [a.value if isinstance(a, ast.Constant) else None for a in [*node.args, *keywords]]


def test_the_files_are_what_the_command_makes(graph: Graph) -> None:
    made = pages(graph)
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(made)
    stale = [name for name, text in made.items() if kept(name) != text]
    assert stale == [], "run: uv run python -m integraph.manual docs/referenz"


def test_every_command_and_option_is_documented() -> None:
    page = kept("befehle.md")
    group: Any = typer.main.get_command(app)
    assert len(group.commands) > 20
    for name, command in group.commands.items():
        section = page.partition(f"\n## integraph {name}\n")[2].partition("\n## ")[0]
        assert section, name
        for parameter in command.params:
            for spelling in parameter.opts if parameter.param_type_name == "option" else ():
                assert spelling == "--help" or f"`{spelling}`" in section, (name, spelling)


def test_every_setting_is_documented_by_option_variable_and_line() -> None:
    page = kept("einstellungen.md")
    group: Any = typer.main.get_command(app)
    options = [p for p in group.commands["serve"].params if p.name != "help"]
    assert [p.name for p in options if f"| `{p.opts[0]}` | `{p.envvar}` |" not in page] == []
    assert [p.name for p in options if p.name != "settings" and f"| `{p.name}` |" not in page] == []


def test_every_variable_that_the_program_reads_is_documented() -> None:
    read = set()
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', text))
    assert read == set(VARIABLES)
    assert [name for name in read if f"`{name}`" not in kept("einstellungen.md")] == []


def test_every_route_is_documented_with_its_parameters_and_statuses(graph: Graph) -> None:
    assert graph.build
    server = create_app(graph.build)
    try:
        described = server.openapi()["paths"]
    finally:
        server.state.service.close()
    page = kept("http.md")
    assert len(described) >= 20
    for path, operations in described.items():
        for method, operation in operations.items():
            section = page.partition(f"\n### {method.upper()} {path}\n")[2].partition("\n### ")[0]
            assert section, (method, path)
            assert [p["name"] for p in operation.get("parameters", ()) if f"| `{p['name']}` |" not in section] == []
            assert [status for status in operation["responses"] if f"| {status} |" not in section] == []


@pytest.mark.parametrize("address", ["/", "/karte", "/vergleich", "/queries/{name}", "/validate", "/.well-known/void"])
def test_pages_that_openapi_leaves_out_are_documented_too(address: str) -> None:
    assert f"| GET | `{address}` |" in kept("http.md")


def test_every_term_and_scheme_is_documented(graph: Graph) -> None:
    page = kept("ontologie.md")
    terms = graph.select(
        "SELECT DISTINCT ?t { ?t rdfs:isDefinedBy <https://w3id.org/integraph/ontology> ; a ?k"
        " VALUES ?k { owl:Class owl:ObjectProperty owl:DatatypeProperty } }"
    )
    assert len(terms) > 100
    assert [r["t"].value for r in terms if f"| `{shorten(r['t'].value)}` |" not in page] == []
    schemes = graph.select(
        "SELECT DISTINCT ?s { ?s a skos:ConceptScheme"
        " FILTER(STRSTARTS(STR(?s), 'https://w3id.org/integraph/scheme/')) }"
    )
    assert [r["s"].value for r in schemes if f"(`{r['s'].value.rpartition('/scheme/')[2]}`)" not in page] == []


def test_every_shape_is_documented_with_severity_and_message(graph: Graph) -> None:
    page = kept("pruefregeln.md")
    found = graph.select("SELECT DISTINCT ?s ?m { GRAPH ?g { ?s sh:message ?m } FILTER(isIRI(?s) && LANG(?m) = 'de') }")
    assert len(found) > 200
    for row in found:
        name = row["s"].value.rpartition("#")[2]
        message = " ".join(row["m"].value.split()).replace("|", "\\|")
        assert f"`{name}`" in page
        assert message in page, name
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    assert [line for line in lines if not re.search(r"\| (Verstoß|Warnung|Hinweis) \| \S", line)] == []


def test_every_code_has_a_meaning_and_a_remedy() -> None:
    assert set(get_args(ProblemCode)) == set(PROBLEMS)
    assert set(get_args(InputCode)) == set(INPUT_PROBLEMS)
    assert set(get_args(RuleName)) == set(RULES)
    page = kept("fehlercodes.md")
    for name, code in PROBLEMS.items():
        assert f"| `{name}` | {', '.join(map(str, code.statuses))} | {code.meaning} | {code.remedy} |" in page
    assert [name for name in INPUT_PROBLEMS if f"| `{name}` |" not in page] == []
    assert [name for name in RULES if f"| `{name}` |" not in kept("pruefregeln.md")] == []
    texts = [text for table in (PROBLEMS, INPUT_PROBLEMS, RULES) for entry in table.values() for text in entry[-2:]]
    assert [text for text in texts if not str(text).endswith(".")] == []


def test_every_code_that_the_program_raises_is_listed_with_that_status() -> None:
    """mypy refuses a code that is not listed; what it can't see is the status that comes with it."""
    raised: dict[str, set[int]] = defaultdict(set)
    for name, arguments in calls():
        if name == "Problem" and len(arguments) > 2 and isinstance(arguments[1], str):
            raised[arguments[1]].add(arguments[0])
        elif name in ("QueryFailed", "WriteRefused", "Refusal", "_fail") and len(arguments) > 2:
            raised[arguments[0]].add(arguments[2])
        elif name == "QueryRefused":
            raised[arguments[0]].add(arguments[2] if len(arguments) > 2 else 403)
    wrong = {
        code: statuses
        for code, statuses in raised.items()
        if code in PROBLEMS and not {s for s in statuses if s} <= set(PROBLEMS[code].statuses)
    }
    assert wrong == {}
    assert len(raised) > 35


def test_no_code_is_listed_that_the_program_never_uses() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in SOURCES if p.name != "codes.py" and p.parent.name != "manual")
    for name in (*PROBLEMS, *INPUT_PROBLEMS, *RULES):
        assert f'"{name}"' in text, name


def test_an_error_that_nobody_foresaw_is_listed_too() -> None:
    problem = as_problem(RuntimeError("x"))
    assert (problem.code, problem.status) == ("internal", PROBLEMS["internal"].statuses[0])


def test_a_cell_of_a_table_cannot_break_it() -> None:
    page = Page("T", "x")
    page.table(("a", "b"), [("x | y", "eins\nzwei")])
    assert page.text().splitlines()[-1] == "| x \\| y | eins zwei |"
