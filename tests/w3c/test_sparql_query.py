"""SPARQL 1.0 and 1.1 query evaluation and syntax suites through the HTTP endpoint.

All files of the suites lie in one store, each in the graph of its own IRI; a test names its dataset in the request.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from integraph.build import Build
from integraph.http import create_app
from integraph.sparql.workers import Limits
from server import Server

from .suite import BASE, Case, canonical, cases, comparable, expected, iri_of, params, result_set, rows, solutions

ROOT = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "sparql"
EMPTY = BASE + "empty"
ALL = cases(ROOT) if ROOT.is_dir() else []
EVALUATION = [c for c in ALL if c.kind in ("QueryEvaluationTest", "CSVResultFormatTest")]
SYNTAX = [c for c in ALL if "Syntax" in c.kind and "Update" not in c.kind and c.query.suffix == ".rq"]
_SPELLING = "Oxigraph keeps the value of a number, not its spelling"
_PROPOSED = "not an approved test of the W3C; Oxigraph decides otherwise"
EXCEPTIONS = {
    **dict.fromkeys(
        [
            *("sparql10/distinct/distinct-1", "sparql10/distinct/distinct-9"),
            *("sparql10/expr-builtin/dawg-str-1", "sparql10/expr-builtin/dawg-str-2"),
            *("sparql10/expr-builtin/sameTerm-simple", "sparql10/expr-builtin/sameTerm-eq"),
            *("sparql10/expr-builtin/sameTerm-not-eq", "sparql10/open-world/open-eq-01"),
            *("sparql10/expr-equals/eq-graph-1", "sparql10/expr-equals/eq-graph-2"),
            *("sparql11/cast/cast-bool", "sparql11/cast/cast-int", "sparql11/cast/cast-float"),
            *("sparql11/cast/cast-double", "sparql11/cast/cast-decimal", "sparql11/cast/cast-string"),
            *("sparql11/csv-tsv-res/csv03", "sparql11/csv-tsv-res/tsv03"),
        ],
        _SPELLING,
    ),
    **dict.fromkeys(
        [
            "sparql10/expr-builtin/case-insensitive-booleans",
            "sparql10/graph/graph-variable-scope",
            "sparql10/graph/graph-optional",
            "sparql11/aggregates/agg-groupconcat-04",
            "sparql11/aggregates/agg-groupconcat-06",
            "sparql11/aggregates/agg-empty-group-count-graph",
            "sparql11/bindings/graph",
            "sparql11/negation/graph-minus",
            "sparql11/property-path/zero_or_more_set_start",
            "sparql11/property-path/zero_or_more_set_end",
            "sparql11/property-path/zero_or_one_set_start",
            "sparql11/property-path/zero_or_one_set_end",
        ],
        _PROPOSED,
    ),
    **dict.fromkeys(
        ["sparql10/open-world/date-2", "sparql10/open-world/date-3"],
        "Oxigraph compares dates as XML Schema 1.1 does, which came after the test",
    ),
    "sparql10/syntax-sparql3/syn-bad-26": "Oxigraph reads ?x<?a&&?b>?y by the grammar, not by the longest token",
    "sparql11/functions/bnode01": "in Oxigraph BNODE(text) gives the same node in all solutions",
}
"""Tests that are not passed, and why. A test that passes all the same must leave the list."""
FORMATS = {
    ".rdf": ox.RdfFormat.RDF_XML,
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".n3": ox.RdfFormat.TURTLE,
}

pytestmark = pytest.mark.skipif(not ALL, reason="the suites beside the project (../shared/w3c) are not here")


def outside(case: Case) -> str | None:
    """Why a test is not for this endpoint at all."""
    if "entailment" in case.features:
        return "the endpoint answers under simple entailment only"
    if "service" in case.features or "BasicFederatedQuery" in case.features:
        return "SERVICE is refused"
    return None


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("suite")
    store = ox.Store(folder / "store")
    store.add_graph(ox.NamedNode(EMPTY))
    for path in sorted({p for case in EVALUATION for p in (*case.data, *case.graphs)}):
        graph = ox.NamedNode(iri_of(path, ROOT))
        store.add_graph(graph)
        store.load(path.read_bytes(), FORMATS[path.suffix], base_iri=graph.value, to_graph=graph)
    for path in sorted(ROOT.rglob("*.ttl")):  # graphs that a query's own FROM names
        graph = ox.NamedNode(iri_of(path, ROOT))
        if path.parent.name in ("dataset",) and graph not in store.named_graphs():
            store.load(path.read_bytes(), FORMATS[path.suffix], base_iri=graph.value, to_graph=graph)
    store.flush()
    del store
    (folder / "build.json").write_text(json.dumps({"digest": "suite", "triples": 0}), encoding="utf-8")
    app = create_app(Build(folder, "suite"), Limits(workers=1, seconds=20))
    yield Server(app)
    app.state.service.close()


def ask(endpoint: Server, case: Case, accept: str) -> tuple[int, str, bytes]:
    query = f"BASE <{iri_of(case.query, ROOT)}>\n" + case.query.read_bytes().decode("utf-8")
    parameters = [("default-graph-uri", iri_of(path, ROOT)) for path in case.data]
    parameters += [("named-graph-uri", iri_of(path, ROOT)) for path in case.graphs]
    if "FROM" in query:
        parameters = []
    elif (case.graphs and not case.data) or not parameters:
        parameters.append(("default-graph-uri", EMPTY))
    response = endpoint.request(
        "POST",
        "/sparql?" + urlencode(parameters),
        accept,
        content=query.encode(),
        headers={"Content-Type": "application/sparql-query"},
    )
    return response.status_code, response.headers["content-type"].partition(";")[0], response.content


def evaluate(endpoint: Server, case: Case) -> None:
    """Fail with an AssertionError unless the result is the expected one."""
    assert case.result
    wanted_csv = case.result.suffix == ".csv"
    accept = {".csv": "text/csv", ".tsv": "text/tab-separated-values", ".srj": "application/sparql-results+json"}.get(
        case.result.suffix, "application/sparql-results+xml, application/n-triples;q=0.9"
    )
    status, media, body = ask(endpoint, case, accept)
    assert status == 200, body
    if wanted_csv:
        assert rows(body.decode()) == rows(case.result.read_text(encoding="utf-8"))
        return
    wanted = expected(case.result, iri_of(case.result, ROOT))
    if media == "application/n-triples":
        assert isinstance(wanted, list)
        got = [quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)]
        assert canonical(got) == canonical(wanted)
        return
    results = ox.parse_query_results(body, ox.QueryResultsFormat.from_media_type(media) or ox.QueryResultsFormat.XML)
    if isinstance(wanted, list):
        boolean, described = result_set(wanted)
    elif isinstance(wanted, ox.QueryBoolean):
        boolean, described = bool(wanted), []
    else:
        assert isinstance(results, ox.QuerySolutions)
        assert {v.value for v in wanted.variables} == {v.value for v in results.variables}
        boolean, described = None, solutions(wanted)
    if boolean is not None:
        assert isinstance(results, ox.QueryBoolean)
        assert bool(results) == boolean
    else:
        assert isinstance(results, ox.QuerySolutions)
        got = solutions(results)
        if "/reduced/" in case.id:
            assert {str(t.object) for t in got} == {str(t.object) for t in described}
        else:
            assert comparable(got) == comparable(described)


def parse(endpoint: Server, case: Case) -> None:
    """Fail with an AssertionError unless the query is taken or refused as the test says."""
    status, _, body = ask(endpoint, case, "*/*")
    wrong = status != 200 and json.loads(body)["code"] == "syntax"
    assert wrong == case.kind.startswith("Negative"), body


@pytest.mark.parametrize("case", params((c for c in EVALUATION if not outside(c)), EXCEPTIONS))
def test_evaluation(endpoint: Server, case: Case) -> None:
    evaluate(endpoint, case)


@pytest.mark.parametrize("case", params(SYNTAX, EXCEPTIONS))
def test_syntax(endpoint: Server, case: Case) -> None:
    parse(endpoint, case)


def test_the_documentation_lists_every_exception() -> None:
    text = (Path(__file__).parents[2] / "docs" / "conformance.md").read_text(encoding="utf-8")
    passed = sum(c.id not in EXCEPTIONS for c in [*EVALUATION, *SYNTAX] if not outside(c))
    assert all(f"`{name}`" in text and why in text for name, why in EXCEPTIONS.items())
    assert f"{passed} of {sum(not outside(c) for c in [*EVALUATION, *SYNTAX])}" in text
