"""The catalogue: every query says what it asks, can be varied, and is found by name, by SPARQL and by command."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from integraph.build import CATALOGUE, Roots
from integraph.catalogue import PARAMETER_LABELS, THEMES, QueryFile, UnknownQuery, catalogue, executables, find, read
from integraph.cli import main
from integraph.namespaces import NAMESPACES
from integraph.store import Graph

QUERIES = list(catalogue())
THEMED = [q for q in QUERIES if q.theme not in ("competency", "tables")]


def test_there_are_forty_general_queries_over_all_twelve_themes() -> None:
    assert len(THEMED) >= 40
    themes = set(THEMES) - {"tables", "competency"}
    assert len(themes) == 12
    assert {q.theme for q in THEMED} == themes
    assert {q.theme for q in QUERIES} == set(THEMES)


@pytest.mark.parametrize("query", THEMED, ids=lambda q: q.name)
def test_query_carries_its_metadata(query: QueryFile) -> None:
    assert {"title-de", "title-en", "description-de", "description-en"} <= query.header.keys()
    assert len(query.keywords) >= 2
    assert query.title != query.title_en
    assert not query.text.rstrip().upper().endswith("LIMIT")
    assert "LIMIT" not in query.text.upper().split(), "a list that stops without a word is a wrong answer"


@pytest.mark.parametrize("query", [q for q in QUERIES if q.theme == "tables"], ids=lambda q: q.name)
def test_table_query_has_keywords_and_names_the_printed_table(query: QueryFile) -> None:
    assert len(query.keywords) >= 2
    assert query.tables or query.name == "tables/s0-integrationsbeiraete"  # an excursus in prose, not a table


@pytest.mark.parametrize("query", [q for q in QUERIES if q.parameters], ids=lambda q: q.name)
def test_parameters_have_a_name_for_readers_and_change_the_answer(graph: Graph, query: QueryFile) -> None:
    defaults = rows_of(graph, query, {})
    assert defaults
    for parameter in query.parameters:
        assert parameter.name in PARAMETER_LABELS
        assert f"?{parameter.name}" in query.text.split("SELECT", 1)[1]
        other = {"iri": NAMESPACES["abf"] + "gibt-es-nicht", "integer": "987654321", "date": "1850-01-01"}
        given = {parameter.name: other[parameter.type]}
        assert rows_of(graph, query, given) != defaults, f"{parameter.name} changes nothing"


def rows_of(graph: Graph, query: QueryFile, given: dict[str, str]) -> list[list[str | None]]:
    result = graph.query(query.text, query.bindings(given))
    assert isinstance(result, ox.QuerySolutions)
    return [[None if value is None else str(value) for value in solution] for solution in result]


def test_all_parameter_names_are_used() -> None:
    assert {p.name for q in QUERIES for p in q.parameters} == set(PARAMETER_LABELS)


def test_tables_that_queries_name_exist(graph: Graph) -> None:
    known = {row["table"].value for row in graph.select("SELECT ?table { ?table a ig:Table }")}
    assert {table for query in QUERIES for table in query.tables} <= known


def test_the_graph_holds_every_query_as_an_executable_in_a_graph_of_its_own(graph: Graph) -> None:
    rows = graph.select(
        "SELECT ?query ?text ?title { GRAPH ?g { ?query a sh:SPARQLExecutable ; sh:select|sh:ask ?text ; "
        "rdfs:comment ?title FILTER(LANG(?title) = 'de') } FILTER(?g = ?wanted) }",
        wanted=CATALOGUE,
    )
    assert {row["query"].value for row in rows} == {NAMESPACES["abf"] + q.name for q in QUERIES}
    assert {row["title"].value for row in rows} == {q.title for q in QUERIES}
    stored = next(row["text"].value for row in rows if row["query"].value.endswith("/tables/s0-tabelle-4"))
    assert len(graph.select(stored)) == 13


def test_parameters_are_in_the_graph_with_type_and_default(graph: Graph) -> None:
    rows = graph.select(
        "SELECT ?name ?default ?datatype ?kind { ?stored sh:parameter ?p . ?p sh:name ?name ; sh:defaultValue ?default "
        "OPTIONAL { ?p sh:datatype ?datatype } OPTIONAL { ?p sh:nodeKind ?kind } }",
        stored=NAMESPACES["abf"] + "statistics/municipalities",
    )
    found = {row["name"].value: row for row in rows}
    assert found["area"]["default"] == ox.NamedNode(NAMESPACES["geb"] + "06")
    assert found["area"]["kind"].value.endswith("#IRI")
    assert found["minimum"]["datatype"].value.endswith("#integer")


def test_a_changed_query_makes_a_new_build(tmp_path: Path) -> None:
    from integraph.build import digest_of

    for folder in ("ontology", "data", "shapes", "queries/funding"):
        (tmp_path / folder).mkdir(parents=True)
    path = tmp_path / "queries/funding/x.rq"
    path.write_text("# title-de: eins\n# title-en: one\nSELECT ?x { ?x ?y ?z }\n", encoding="utf-8")
    roots = Roots(tmp_path / "ontology", tmp_path / "data", tmp_path / "shapes", tmp_path / "queries")
    before = digest_of(roots)
    assert len(list(executables(tmp_path / "queries"))) == 7
    path.write_text(path.read_text(encoding="utf-8") + "# neu\n", encoding="utf-8")
    assert digest_of(roots) != before


def test_a_query_is_found_by_its_last_name_unless_that_is_ambiguous() -> None:
    assert find("tasks-of-body").name == find("responsibility/tasks-of-body.rq").name == "responsibility/tasks-of-body"
    with pytest.raises(UnknownQuery, match="funding/of-task, law/of-task"):
        find("of-task")
    with pytest.raises(UnknownQuery, match=r"reform/proposals.*integraph queries"):
        find("proposal")


@pytest.mark.parametrize(("text", "form"), [("ASK {}", "ask"), ("#select\nCONSTRUCT { ?s ?p ?o } {}", "construct")])
def test_the_form_is_that_of_the_query_and_not_of_its_comments(tmp_path: Path, text: str, form: str) -> None:
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    if text.startswith("#"):
        (tmp_path / "q.rq").write_text("# title-de: x\n" + text.replace("#select", "# select"), encoding="utf-8")
    assert read(tmp_path / "q.rq", tmp_path).form == form


def test_the_command_line_lists_and_answers(graph: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    assert graph.build
    main_exits(["queries", "Förder", "--format", "json"], 0)
    listed = json.loads(capsys.readouterr().out)
    assert {"funding/of-task", "tables/s0-tabelle-2"} <= {q["name"] for q in listed}
    assert not any(q["name"].startswith("competency/") for q in listed)
    main_exits(["queries", "gibtesnicht"], 1)
    main_exits(["queries", "--theme", "geld"], 2)
    assert "funding" in capsys.readouterr().err
    main_exits(["ask", "funding/of-task", "--param", "task=Koordination und Netzwerkarbeit", "--format", "csv"], 0)
    by_name = capsys.readouterr().out
    main_exits(["ask", "funding/of-task", "--format", "csv"], 0)
    assert capsys.readouterr().out == by_name
    assert by_name.startswith("gebiet,programm,")
    main_exits(["ask", "funding/of-task", "--format", "json"], 0)
    answer = json.loads(capsys.readouterr().out)
    assert answer["query"]["name"] == "funding/of-task"
    assert list(answer["rows"][0]) == answer["columns"]
    main_exits(["ask", "law/of-territory", "--param", "area=Saarland"], 0)
    assert "Recht eines Landes" in capsys.readouterr().out
    main_exits(["ask", "funding/rules-of-programme", "--param", "programme=foe:gibt-es-nicht"], 1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", "funding/of-tsk"], "funding/of-task"),
        (["ask", "funding/of-task", "--param", "ort=Kassel"], "Sie hat: task"),
        (["ask", "funding/of-task", "--param", "task"], "NAME=WERT"),
        (["ask", "funding/amounts", "--param", "minimum=viel"], "keine ganze Zahl"),
        (["ask", "time/events", "--param", "from=gestern"], "2024-01-31"),
        (["ask", "law/of-territory", "--param", "area=Nirgendwo"], "nicht bekannt"),
        (["ask", "responsibility/tasks-of-body", "--param", "body=Niemand"], "nicht bekannt"),
        (["ask", "reform/arguments", "--scenario", "gibt-es-nicht"], "Szenario"),
    ],
)
def test_wrong_input_gets_one_german_sentence(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main_exits(arguments, 2)
    err = capsys.readouterr().err
    assert says in err
    assert "Traceback" not in err


def main_exits(arguments: list[str], code: int) -> None:
    try:
        main(arguments)
        found: object = 0
    except SystemExit as exit_:
        found = exit_.code
    assert found == code
