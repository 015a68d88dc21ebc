"""`/queries`: the query files as pages, each with a form for what can be varied, its result, and a way to edit it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from integraph.catalogue import PARAMETER_LABELS, THEMES, QueryFile, QueryFileError, UnknownQuery, catalogue, find
from integraph.http.i18n import Text, language
from integraph.http.problems import Problem
from integraph.http.results import Evaluation, Streamed
from integraph.http.results import respond as respond_with_result
from integraph.http.state import Service, ServiceDep
from integraph.http.templates import page
from integraph.namespaces import ID, SOURCE_SLUGS
from integraph.responsibility.answer import Thing
from integraph.sparql.formats import HTML, NAMES, SOLUTIONS, negotiate
from integraph.text import fold

router = APIRouter(include_in_schema=False)
JSON: Final = "application/sparql-results+json"
_CITATIONS: Final = "SELECT ?source ?short { ?source a ig:Source ; ig:shortCitation ?short }"


def _title(query: QueryFile) -> Text:
    return Text(query.title, query.title_en)


def listed(service: Service) -> tuple[QueryFile, ...]:
    """Return the queries of the catalogue."""
    return service.memo.get("queries", lambda: tuple(catalogue()))


def by_theme(queries: Iterable[QueryFile]) -> dict[Text, list[tuple[QueryFile, Text]]]:
    """Return *queries* with their titles by theme; themes without a query are left out."""
    found = list(queries)
    groups = {Text(*names): [(q, _title(q)) for q in found if q.theme == theme] for theme, names in THEMES.items()}
    return {name: members for name, members in groups.items() if members}


def _sources(service: Service) -> dict[str, Thing]:
    """Return the sources by the short identifier that query files name them by, each with its citation as label."""

    def make() -> dict[str, Thing]:
        cited = {r["source"].value: r["short"].value for r in service.graph.select(_CITATIONS)}
        named = {name: f"{ID}quelle/{slug}" for name, slug in SOURCE_SLUGS.items()}
        return {name: Thing(iri, cited[iri]) for name, iri in named.items() if iri in cited}

    return service.memo.get("query-sources", make)


def ready_made(name: str) -> QueryFile:
    """Return the query of the catalogue called *name*. Raises `Problem` 404."""
    try:
        return find(name)
    except UnknownQuery as error:
        raise Problem(404, "unknown-query", str(error)) from None


@router.get("/queries")
def get_queries(request: Request, service: ServiceDep, text: Annotated[str, Query(alias="q")] = "") -> Response:
    """List the queries by theme; *text* keeps those whose title has all its words."""
    words = fold(text).split()
    found = [q for q in listed(service) if all(word in _searched(q) for word in words)]
    return page(
        request,
        "queries.html",
        title=Text("Abfragen", "Queries")(language(request)),
        groups=by_theme(found),
        sources=_sources(service),
        count=len(found),
        searched=text,
    )


def _searched(query: QueryFile) -> str:
    return fold(f"{query.title} {query.title_en} {query.name} {' '.join(query.keywords)}")


@router.get("/queries/{name:path}")
async def get_query(request: Request, service: ServiceDep, name: str) -> Response:
    """Run one query with the values of the address, as a page or in a result format of SPARQL."""
    try:
        query = await run_in_threadpool(ready_made, name)
        given = {key: value for key, value in request.query_params.items() if key not in ("format", "lang") and value}
        text = query.bound(given)
    except QueryFileError as error:
        raise Problem(400, "invalid-parameter", str(error)) from None
    wanted = request.query_params.get("format", "")
    offers = [HTML, *SOLUTIONS]
    media = NAMES.get(wanted, wanted) if wanted else negotiate(request.headers.get("accept"), offers)
    if media not in offers:
        raise Problem(406, "not-acceptable", "Dieses Format gibt es hier nicht.", available=offers)
    evaluation = Evaluation(text, JSON if media == HTML else media)
    result = await respond_with_result(request, service.pool, service.cache, service.build.digest, evaluation)
    if media != HTML or result.status_code != 200:
        return result
    if isinstance(result, Streamed):
        result.close()
    return page(
        request,
        "query.html",
        title=_title(query)(language(request)),
        query=query,
        sources=_sources(service),
        bound=text,
        about=query.header.get(f"description-{language(request)}", ""),
        given=given,
        labels=PARAMETER_LABELS,
        result=_table(json.loads(bytes(result.body))) if hasattr(result, "body") else None,
    )


def _table(result: dict[str, Any]) -> dict[str, Any]:
    """Head and rows of a SPARQL result in JSON (https://www.w3.org/TR/sparql11-results-json/)."""
    head = result["head"].get("vars", [])
    rows = [[row.get(name) for name in head] for row in result.get("results", {}).get("bindings", [])]
    return {"head": head, "rows": rows, "boolean": result.get("boolean")}
