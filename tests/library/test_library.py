"""The library: what `import integraph` offers, as tables; its documentation runs."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import doctest
import io
import pickle
import pydoc
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib

import integraph
from integraph import library, table
from integraph.namespaces import XSD
from integraph.responsibility import Resolver
from integraph.store import Graph
from integraph.table import Table, cell

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "bibliothek.md"


@pytest.fixture(scope="session")
def endpoint(graph: Graph) -> Iterator[str]:
    """The address of the SPARQL endpoint of a server that runs while the tests do."""
    assert graph.build  # so that the server starts with a finished build
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "integraph", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{base}/readyz").status_code == 200:
                    break
            assert server.poll() is None, "the server ended before it was ready"
            time.sleep(0.25)
        else:
            pytest.fail("the server was not ready within a minute")
        yield f"{base}/sparql"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.parametrize("module", [library, table], ids=lambda m: m.__name__)
def test_examples_in_docstrings_work(module: object, graph: Graph) -> None:
    assert graph.build
    results = doctest.testmod(module)  # type: ignore[arg-type]
    assert results.attempted > 2
    assert results.failed == 0


def test_every_example_of_the_guide_runs_against_a_live_server(
    endpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 8
    names: dict[str, object] = {"ENDPUNKT": endpoint}
    for block in blocks:
        exec(compile(block, str(GUIDE), "exec"), names)  # noqa: S102
    printed = capsys.readouterr().out
    for text in ("Kassel", "Hamburg", "Koordination und Netzwerkarbeit"):
        assert text in printed
    assert names["programme"]
    assert names["umstritten"]
    assert names["aenderungen"]


def test_the_guide_names_every_function_and_error() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [name for name in integraph.__all__ if name not in guide] == []


def test_the_package_offers_what_the_library_does_and_loads_it_only_when_used() -> None:
    assert sorted(integraph.__all__) == sorted(library.__all__)
    assert all(getattr(integraph, name) is getattr(library, name) for name in integraph.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = integraph.nothing
    code = "import sys, integraph; print([m for m in ('pyoxigraph', 'rdflib', 'pandas') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_who_is_the_answer_of_the_resolver(graph: Graph) -> None:
    found = integraph.who("Unterbringung", "Kassel", on="2024-01-01")
    answer = Resolver(graph).who("Unterbringung", "Kassel", dt.date(2024, 1, 1))
    assert found["holderIri"] == [row.holder.iri for row in answer.rows]
    assert found["reason"] == [row.reason["de"] for row in answer.rows]
    assert integraph.who("Unterbringung", "06611000", on=dt.date(2024, 1, 1)).rows == found.rows


def test_a_name_that_is_not_known_says_what_may_be_meant() -> None:
    with pytest.raises(integraph.LookupFailure) as failure:
        integraph.who("Unterbringungg", "Kassel")
    assert failure.value.candidates
    with pytest.raises(integraph.LookupFailure, match="Stelle oder Art von Stelle „Niemandsamt“"):
        integraph.ask("responsibility/tasks-of-body", body="Niemandsamt")


def test_a_thing_may_be_given_by_name_short_name_or_iri() -> None:
    by_name = integraph.ask("responsibility/tasks-of-body", body="BAMF")
    by_short_name = integraph.ask("responsibility/tasks-of-body", body="akt:bamf")
    by_iri = integraph.ask("responsibility/tasks-of-body", body="https://w3id.org/integraph/id/akteur/bamf")
    assert by_name.rows == by_short_name.rows == by_iri.rows != []


def test_values_have_the_type_of_the_data() -> None:
    row = integraph.query(
        "SELECT (1 AS ?int) (1.5 AS ?decimal) (true AS ?truth) ('2024-01-31'^^xsd:date AS ?day)"
        " ('2024'^^xsd:gYear AS ?year) ('a'@de AS ?text) (geb:06 AS ?iri) ?nothing {}"
    ).rows[0]
    assert row == (1, 1.5, True, dt.date(2024, 1, 31), "2024", "a", "https://w3id.org/integraph/id/gebiet/06", None)
    assert cell(ox.Literal("viel", datatype=ox.NamedNode(XSD + "integer"))) == "viel"


def test_ask_queries_give_one_cell_and_triples_go_to_rdflib() -> None:
    assert integraph.query("ASK { geb:06 a ig:TerritorialAuthority }").rows == [(True,)]
    with pytest.raises(TypeError, match=r"construct\(\)"):
        integraph.query("CONSTRUCT WHERE { geb:06 ?p ?o }")
    found = integraph.construct("CONSTRUCT { geb:06 rdfs:label ?name } { geb:06 rdfs:label ?name }")
    assert (
        rdflib.URIRef("https://w3id.org/integraph/id/gebiet/06"),
        rdflib.RDFS.label,
        rdflib.Literal("Hessen", "de"),
    ) in found
    with pytest.raises(SyntaxError):
        integraph.query("SELECT ?x {")


def test_bindings_are_values_and_never_text_of_the_query() -> None:
    query = "SELECT ?name { ?place rdfs:label ?name }"
    assert integraph.query(query, place="https://w3id.org/integraph/id/gebiet/06")["name"] == ["Hessen"]
    assert integraph.query("SELECT (?x AS ?y) {}", x='"} DROP ALL #').rows == [('"} DROP ALL #',)]


def test_a_table_goes_to_pandas_and_csv_without_loss(tmp_path: Path) -> None:
    found = Table(("a", "b"), [('x;,\n"y"', 1), (None, True)])
    frame = found.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == ["a", "b"]
    assert frame["a"].isna().tolist() == [False, True]
    found.to_csv(tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["a", "b"], ['x;,\n"y"', "1"], ["", "true"]]
    assert found.to_csv() == (tmp_path / "t.csv").read_bytes().decode()
    assert list(csv.reader(io.StringIO(Table(("leer",), []).to_csv()))) == [["leer"]]
    assert Table(("leer",), []).to_pandas().empty


def test_a_table_shows_itself_without_breaking_the_page() -> None:
    shown = Table(("<b>",), [("<script>",), ("x" * 100,)])
    assert "<script>" not in shown._repr_html_()
    assert "&lt;b&gt;" in shown._repr_html_()
    assert str(shown).splitlines()[-1].endswith("…")
    with pytest.raises(KeyError):
        shown["c"]


def test_without_pandas_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(integraph.MissingExtra, match=r"integraph\[pandas\]"):
        Table(("a",), []).to_pandas()


def test_a_scenario_changes_answers_and_diff_says_which() -> None:
    name, task = "s0-pflichtige-selbstverwaltungsaufgabe", "Koordination und Netzwerkarbeit"
    changes = integraph.diff(name, within="Kassel", on="2025-01-01")
    assert set(changes["change"]) <= {"−", "+"}
    assert "+" in changes["change"]
    assert set(changes["municipalities"]) == {1}
    today, then = integraph.open(), integraph.open(name)
    assert today.who(task, "Kassel", on="2025-01-01").rows != then.who(task, "Kassel", on="2025-01-01").rows


def test_validate_reports_on_files(tmp_path: Path) -> None:
    path = tmp_path / "falsch.ttl"
    path.write_text(
        "@prefix ig: <https://w3id.org/integraph/ontology#> .\n"
        "@prefix zu: <https://w3id.org/integraph/id/zustaendigkeit/> .\nzu:x a ig:Responsibility .\n",
        encoding="utf-8",
    )
    report = integraph.validate(path)
    assert not report.conforms
    assert report.results
    path.write_text("kein Turtle", encoding="utf-8")
    assert not integraph.validate(path).conforms


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: integraph.who("Unterbringung", "Kassel", on="gestern"), ValueError, "„gestern“ ist kein Datum"),
        (lambda: integraph.who("Unterbringung", "Kassel", on=2024), ValueError, "„2024“ ist kein Datum"),  # type: ignore[arg-type]
        (lambda: integraph.who("Unterbringung", 6611000), TypeError, "area: erwartet wird ein Text"),  # type: ignore[arg-type]
        (lambda: integraph.ask("funding/of-task", task=None), ValueError, "task: erwartet wird"),  # type: ignore[arg-type]
        (lambda: integraph.ask("funding/limited-in-time", on="2025-02-31"), ValueError, "kein Datum der Form"),
        (lambda: integraph.query("SELECT ?x { ?x a ig:Task }", x=None), TypeError, "x: erwartet wird"),  # type: ignore[arg-type]
        (lambda: integraph.queries("unsinn"), ValueError, "Thema „unsinn“ gibt es nicht"),
        (lambda: integraph.diff(), ValueError, "mindestens ein Szenario"),
        (lambda: integraph.open(roots="daten"), TypeError, "roots: erwartet wird"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_argument_gets_a_sentence_that_says_what_would_be_right(
    call: Callable[[], object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        call()


def test_one_name_is_one_name_where_several_may_be_given() -> None:
    assert {r.kind for r in integraph.network("supervision", area="Kassel").relations} == {"supervision"}


def test_a_date_may_be_the_value_of_a_variable() -> None:
    day = dt.date(2025, 1, 1)
    assert integraph.query("SELECT (?on AS ?day) {}", on=day).rows == [(day,)]
    at_noon = dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC)
    assert (
        integraph.who("Unterbringung", "Kassel", on=at_noon).rows
        == integraph.who("Unterbringung", "Kassel", on=day).rows
    )


def test_tables_answers_and_failures_travel_between_processes() -> None:
    found = integraph.who("Unterbringung", "Kassel", on="2024-01-01")
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
    answer = integraph.answer("Unterbringung", "Kassel", on="2024-01-01")
    assert pickle.loads(pickle.dumps(answer)).rows == answer.rows  # noqa: S301
    with pytest.raises(integraph.LookupFailure) as failure:
        integraph.who("Unterbringungg", "Kassel")
    again = pickle.loads(pickle.dumps(failure.value))  # noqa: S301
    assert (str(again), again.candidates) == (str(failure.value), failure.value.candidates)


def test_many_threads_may_ask_at_once() -> None:
    expected = integraph.who("Unterbringung", "Marburg", on="2024-01-01").rows
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: integraph.who("Unterbringung", "Marburg", on="2024-01-01").rows, range(18)))
    assert found == [expected] * 18


def test_help_shows_what_each_function_does() -> None:
    text = pydoc.plain(pydoc.render_doc(integraph))
    for name in ("who", "ask", "query", "network", "validate", "diff"):
        assert f"    {name}(" in text
        assert getattr(integraph, name).__doc__ == getattr(integraph.Session, name).__doc__
    assert set(integraph.__all__) <= set(dir(integraph))
    assert repr(integraph.open()).startswith("<Session: ")
    assert repr(integraph.network(area="Kassel")).startswith("<Network Kassel")
