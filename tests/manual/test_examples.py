"""Every example of the README and of docs/ runs, as it is printed: commands, curl, Python, SPARQL."""

from __future__ import annotations

import csv
import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import openpyxl
import pyoxigraph as ox
import pytest

from integraph.land.exporting import export
from integraph.land.laender import find_land
from integraph.land.template import workbook
from integraph.store import Graph

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLE = ROOT / "docs" / "beispiele" / "brandenburg-erfunden"
ELSEWHERE = {
    "pip install": "a newcomer's way: .ci/run on a fresh clone, .ci/packages in an empty environment",
    "oxigraph serve": "tests/remote",
    "integraph load": "tests/remote",
    "serve --store": "tests/remote",
    "--engine pyshacl": "tests/shacl/test_against_pyshacl.py; minutes",
    "curl -X PUT": "notebooks/07-ein-land-aufnehmen.ipynb and tests/curation",
    "integraph add": "tests/land/test_adding.py and notebooks/07-ein-land-aufnehmen.ipynb",
}
"""Part of a command that is not run here → where it is."""
PYTHON = {
    "bibliothek.md": "tests/library/test_library.py",
    "netzwerk.md": "tests/networks/test_networks.py",
    "validation.md": "tests/shacl/test_documentation.py",
    "veroeffentlichen.md": "here, with its commands",
    "pages.md": "here, as the end of a function",
}


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def commands(page: Path) -> list[tuple[str, list[str]]]:
    """The commands of a page in order, each with the lines that are shown as its output."""
    found: list[tuple[str, list[str]]] = []
    for block in blocks(page, "console"):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            elif line.strip():
                found[-1][1].append(line)
    return found


def run_here(page: Path) -> list[tuple[str, list[str]]]:
    return [(line, shown) for line, shown in commands(page) if not any(part in line for part in ELSEWHERE)]


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, graph: Graph) -> dict[str, str]:
    """The environment of a newcomer: `uv run integraph` and `integraph` are this interpreter's."""
    assert graph.build
    folder = tmp_path_factory.mktemp("bin")
    for name, text in (("uv", 'shift; exec "$@"'), ("integraph", f'exec "{sys.executable}" -m integraph "$@"')):
        (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"}


@pytest.fixture(scope="module")
def address(graph: Graph) -> Iterator[str]:
    """A server for the examples with curl."""
    assert graph.build
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "integraph", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = f"http://127.0.0.1:{port}"
    try:
        while True:  # the time limit of the tests ends what never starts
            try:
                if httpx.get(f"{found}/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                assert server.poll() is None, "the server ended before it was ready"
            time.sleep(0.25)
        yield found
    finally:
        server.terminate()
        server.wait(60)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, graph: Graph) -> Path:
    """A folder with what the examples take for granted: the project's folders and files of one's own."""
    tmp_path = tmp_path_factory.mktemp("desk")
    for name in ("data", "docs", "shapes"):
        (tmp_path / name).symlink_to(ROOT / name)
    turtle = EXAMPLE.with_suffix(".ttl").read_bytes()
    for name in ("meine-daten.ttl", "daten.ttl", "mehr.ttl"):
        (tmp_path / name).write_bytes(turtle)
    for table in EXAMPLE.glob("*.csv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    triples = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    (tmp_path / "daten.nt").write_bytes(ox.serialize((q.triple for q in triples), format=ox.RdfFormat.N_TRIPLES) or b"")
    hessen = find_land("Hessen")
    (tmp_path / "hessen.xlsx").write_bytes(workbook(hessen, graph, export(hessen, graph).rows))
    return tmp_path


def fill(path: Path) -> None:
    """Put the rows of the example below the headings of a new workbook, as its reader would by hand."""
    book = openpyxl.load_workbook(path)
    by_name = {re.sub(r"\W", "", sheet.title.lower()): sheet for sheet in book}
    for table in sorted(EXAMPLE.glob("*.csv")):
        name = table.stem.replace("ae", "ä").replace("oe", "ö")
        sheet = by_name[name]
        headings = [cell.value for cell in sheet[1]]
        with table.open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream, delimiter=";"), 4):
                for heading, value in row.items():
                    sheet.cell(number, headings.index(heading) + 1).value = value or None
    book.save(path)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("page", [p for p in PAGES if run_here(p)], ids=lambda p: p.stem)
def test_the_commands_of_a_page_do_what_it_shows(
    page: Path, desk: Path, shell: dict[str, str], request: pytest.FixtureRequest
) -> None:
    here = desk
    for line, shown in run_here(page):
        if "curl" in line:
            if not shutil.which("curl"):
                continue
            line = line.replace("http://127.0.0.1:8000", request.getfixturevalue("address"))
            line = line.replace("curl ", "curl --silent --show-error --fail-with-body ", 1)
        if match := re.match(r"cd (\S+) && (.*)", line):
            here, line = here / match[1], match[2]
        script = f"set -euo pipefail\n{line}"
        done = subprocess.run(
            ["bash", "-c", script], cwd=here, env=shell, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}"
        assert "Traceback" not in done.stderr
        words = " ".join(done.stdout.split())
        for part in (part for text in shown for part in re.split(r"…|-{3,}|\s{2,}", text)):
            assert " ".join(part.split()) in words, (line, part)
        if "integraph template --land" in line:
            fill(desk / "brandenburg.xlsx")
    if page.name == "veroeffentlichen.md":
        (code,) = blocks(page, "python")
        ran = subprocess.run(
            [sys.executable, "-c", code + "\nprint(rollen[0])"], cwd=desk, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr
        assert "https://w3id.org/integraph/scheme/role/" in ran.stdout


def test_the_pages_have_examples_and_name_real_exceptions() -> None:
    lines = [line for page in PAGES for line, _ in commands(page)]
    assert len(lines) > 35
    assert [part for part in ELSEWHERE if not any(part in line for line in lines)] == []
    for where in ELSEWHERE.values():
        for path in re.findall(r"(?:tests|notebooks|\.ci)/[\w./-]+\w", where):
            assert (ROOT / path).exists(), path


def test_every_page_with_python_has_a_test_that_runs_it() -> None:
    assert {page.name for page in PAGES if blocks(page, "python")} == set(PYTHON)
    for name, where in PYTHON.items():
        if where.startswith("tests/"):
            assert name in (ROOT / where).read_text(encoding="utf-8")
    (code,) = blocks(ROOT / "docs" / "pages.md", "python")
    compile("def view(request, things):\n" + textwrap.indent(code, "    "), "pages.md", "exec")


@pytest.mark.parametrize(
    "query", [(p.stem, q) for p in PAGES for q in blocks(p, "sparql")], ids=lambda q: f"{q[0]}-{q[1].split()[0]}"
)
def test_every_sparql_example_yields_rows(graph: Graph, query: tuple[str, str]) -> None:
    assert graph.select(query[1])
