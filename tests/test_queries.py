"""Every query file parses, runs, says what it asks, and yields what it promises."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest

from integraph.catalogue import QueryFile, QueryFileError, catalogue, read
from integraph.store import Graph

QUERIES = list(catalogue())
COMPETENCY = [q for q in QUERIES if q.name.startswith("competency/")]
TABLES = sorted((Path(__file__).parent / "tables").glob("*.csv"))
OTHERS = [q for q in QUERIES if q not in COMPETENCY]


def rows_of(graph: Graph, query: QueryFile) -> list[list[str]]:
    result = graph.query(query.text, query.bindings())
    if isinstance(result, ox.QueryBoolean):
        return [[str(bool(result)).lower()]]
    assert isinstance(result, ox.QuerySolutions)
    return [["" if value is None else value.value for value in solution] for solution in result]


def missing(graph: Graph, query: QueryFile) -> list[str]:
    """Return the expected texts that no value of the result holds."""
    values = [cell.casefold() for row in rows_of(graph, query) for cell in row]
    return [text for text in query.expected if not any(text.casefold() in value for value in values)]


@pytest.mark.parametrize("query", OTHERS, ids=lambda q: q.name)
def test_query_has_titles_runs_and_yields_something(graph: Graph, query: QueryFile) -> None:
    assert {"title-de", "title-en"} <= query.header.keys()
    assert rows_of(graph, query)


@pytest.mark.parametrize("query", COMPETENCY, ids=lambda q: q.name)
def test_competency_question_is_answered(graph: Graph, query: QueryFile) -> None:
    assert {"id", "question-de", "question-en", "source", "lines"} <= query.header.keys()
    assert query.expected
    assert rows_of(graph, query)
    assert missing(graph, query) == []


@pytest.mark.parametrize("query", COMPETENCY, ids=lambda q: q.name)
def test_competency_query_computes_its_answer(query: QueryFile) -> None:
    """An answer comes from the data: no expected text of two or more words stands in the query itself."""
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#")).casefold()
    assert [text for text in query.expected if " " in text and text.casefold() in body] == []


def test_no_competency_question_has_two_queries() -> None:
    ids = [query.header["id"] for query in COMPETENCY]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("expected", TABLES, ids=lambda p: p.stem)
def test_table_of_a_source_comes_back_cell_for_cell(graph: Graph, expected: Path) -> None:
    query = next(q for q in QUERIES if q.name == f"tables/{expected.stem}")
    result = graph.query(query.text, query.bindings())
    assert isinstance(result, ox.QuerySolutions)
    header = [variable.value for variable in result.variables]
    with expected.open(encoding="utf-8", newline="") as file:
        printed = list(csv.reader(file))
    assert printed[0] == header
    assert rows_of(graph, query) == printed[1:]


def test_every_table_query_has_an_expected_result() -> None:
    assert {q.name.removeprefix("tables/") for q in QUERIES if q.name.startswith("tables/")} == {p.stem for p in TABLES}


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("# param area: iri", "TYPE = DEFAULT"),
        ("# param area: place = geb:05", "TYPE = DEFAULT"),
        ("#title: nothing", "a header line is"),
    ],
)
def test_broken_header_is_named_with_its_line(tmp_path: Path, header: str, says: str) -> None:
    (tmp_path / "broken.rq").write_text(f"# title-de: kaputt\n{header}\nASK {{}}\n", encoding="utf-8")
    with pytest.raises(QueryFileError, match=says) as error:
        read(tmp_path / "broken.rq", tmp_path)
    assert ":2:" in str(error.value)


def test_parameters_are_checked(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("# param since: date = 2020-01-01\nASK {}\n", encoding="utf-8")
    query = read(tmp_path / "q.rq", tmp_path)
    with pytest.raises(QueryFileError, match="2024-01-31"):
        query.bindings({"since": "gestern"})
    with pytest.raises(QueryFileError, match="Sie hat: since"):
        query.bindings({"until": "2024-01-01"})
