"""`/id/…`, `/scheme/…`, `/ontology`, `/shapes`, `/graph/…`: every IRI of Integraph answers with what it stands for."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from integraph.build import STATUS_QUO, Build
from integraph.describe import canonical, exists, overlays_with, similar, triples
from integraph.http import thing_page
from integraph.http.i18n import Text, language
from integraph.http.links import iri_of, is_iri, local
from integraph.http.ontologypage import FILES, ontology
from integraph.http.problems import Problem
from integraph.http.results import Evaluation, respond
from integraph.http.state import Service, ServiceDep
from integraph.http.tables import CSV, as_csv
from integraph.http.templates import page
from integraph.labelling import labels, named
from integraph.namespaces import BASE, GRAPH
from integraph.sparql.formats import GRAPHS, HTML, NAMES, TURTLE, content_type, negotiate, serialise_triples
from integraph.store import Graph

router = APIRouter()
SUFFIXES: Final = {f".{name}": media for name, media in NAMES.items() if media in GRAPHS or media == HTML}
"""What an address may end with to choose the form of the answer."""
_OFFERS: Final = [*GRAPHS, HTML]
_LISTED: Final = 500
"""Things that the page of a graph lists; the data have all."""
_LONGEST: Final = 1000
"""Characters; for a longer IRI nothing similar is searched, which takes the longer the longer it is."""
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Description in the negotiated format", "content": {media: {} for media in _OFFERS}},
    303: {"description": "The thing has another IRI (another official key of the same body)"},
    404: {"description": "Nothing is known under this IRI; problem+json with suggestions"},
    406: {"description": "None of the accepted media types is available"},
    503: {"description": "A large graph was not written within the deadline, or too many queries wait"},
    "default": {"description": "Any other problem (problem+json)"},
}


@router.get("/id/{path:path}", summary="Describe a thing", responses=_RESPONSES)
@router.get("/scheme/{path:path}", summary="Describe a scheme or concept", responses=_RESPONSES)
async def get_thing(request: Request, path: str, service: ServiceDep) -> Response:
    """Describe what an IRI stands for: Turtle, JSON-LD, … or a page; suffixes `.ttl`, `.jsonld`, `.html` choose too."""
    kind = request.url.path.split("/")[1]
    return await run_in_threadpool(_thing, request, f"{kind}/{path}", service)


def _thing(request: Request, path: str, service: Service) -> Response:
    iri, media = iri_of(path), None
    if not is_iri(iri) or not exists(service.graph, iri):
        stem, dot, suffix = path.rpartition(".")
        if dot and f".{suffix}" in (*SUFFIXES, ".csv") and is_iri(iri_of(stem)):
            iri, media = iri_of(stem), SUFFIXES.get(f".{suffix}", CSV)
    if not is_iri(iri) or len(iri) > _LONGEST:
        raise Problem(404, "unknown-thing", "Unter dieser Adresse ist nichts bekannt.", suggestions=[])
    graph = service.graph
    if not exists(graph, iri) and (overlays := overlays_with(graph, iri)):
        graph = graph.scenario(overlays[0])
    if not exists(graph, iri):
        if (other := canonical(service.graph, iri)) and other != iri:
            return RedirectResponse(local(other) + (f".{path.rpartition('.')[2]}" if media else ""), 303)
        near = similar(service.graph, iri)
        hint = " Ähnlich: " + "; ".join(f"{n['label']} ({n['iri']})" for n in near) + "." if near else ""
        raise Problem(404, "unknown-thing", f"Über <{iri}> ist nichts bekannt.{hint}", suggestions=near)
    media = media or _media(request, [*_OFFERS, CSV])
    if media == HTML:
        return thing_page.respond(request, service, iri, _links(path))
    if media == CSV:
        return _respond(_table(graph, iri), CSV, path)
    return _respond(_serialised(triples(graph, iri), media), media, path)


def _table(graph: Graph, iri: str) -> bytes:
    """What is said of a thing as lines of property and value, each with its label and its IRI."""
    rows = graph.select("SELECT ?p ?o WHERE { ?thing ?p ?o } ORDER BY ?p ?o", thing=iri)
    names = labels(graph, {t.value for row in rows for t in row.values() if isinstance(t, ox.NamedNode)})
    head = ("Eigenschaft", "Wert", "Sprache", "Eigenschaft IRI", "Wert IRI")
    return as_csv(head, (_line(row["p"].value, row["o"], names) for row in rows))


def _line(property_: str, value: Any, names: dict[str, str]) -> tuple[str, ...]:  # noqa: ANN401 - any RDF term
    if isinstance(value, ox.NamedNode):
        return (names[property_], names[value.value], "", property_, value.value)
    return (names[property_], value.value, getattr(value, "language", None) or "", property_, "")


@router.get("/ontology", summary="The ontology", responses=_RESPONSES)
@router.get("/shapes", summary="The shapes", responses=_RESPONSES)
async def get_vocabulary(request: Request, service: ServiceDep) -> Response:
    """The ontology (without its schemes) or all shapes, as data or as a page of terms."""
    name = request.url.path.strip("/")
    graphs = [g for g in service.graph_names if g.startswith(f"{GRAPH}{name}/") and "/schemes/" not in g]
    if name == "ontology" and request.query_params.get("format") in FILES:
        return await run_in_threadpool(ontology, request, service)
    media = _media(request)
    if media != HTML:
        found = [t for graph in sorted(graphs) for t in _graph_triples(service, graph)]
        return _respond(_serialised(found, media), media, name)
    return await run_in_threadpool(ontology if name == "ontology" else _shapes, request, service)


def _shapes(request: Request, service: Service) -> Response:
    rows = service.graph.select(
        """SELECT ?term ?label ?type ?definition WHERE {
             ?term a ?type ; rdfs:label|sh:name|skos:prefLabel ?label FILTER(STRSTARTS(STR(?term), ?start))
             FILTER(LANG(?label) != "en")
             OPTIONAL { ?term skos:definition|rdfs:comment|sh:description ?definition FILTER(LANG(?definition) = "de") }
           } ORDER BY ?term""",
        start=ox.Literal(f"{BASE}shapes#"),
    )
    terms = {
        row["term"].value: {
            "iri": row["term"].value,
            "anchor": row["term"].value.partition("#")[2],
            "label": row["label"].value,
            "type": row["type"].value.rpartition("#")[2].rpartition("/")[2],
            "definition": row["definition"].value if "definition" in row else "",
        }
        for row in rows
    }
    title = Text("Prüfregeln", "Rules for checking data")(language(request))
    return page(request, "terms.html", title=title, terms=list(terms.values()), name="shapes")


@router.get("/.well-known/void", include_in_schema=False)
@router.get("/datensatz", summary="The data set's own description", responses=_RESPONSES)
async def get_dataset(request: Request, service: ServiceDep) -> Response:
    """VoID with partitions, DCAT-AP.de record, service and prefixes; Turtle unless asked otherwise."""
    media = negotiate(request.headers.get("accept"), list(GRAPHS))
    if media is None:
        raise Problem(406, "not-acceptable", "Dieses Format gibt es hier nicht.", available=list(GRAPHS))
    endpoint = str(request.url.replace(path="/sparql", query="", fragment=""))
    return await run_in_threadpool(
        lambda: _respond(_serialised(service.description(endpoint), media), media, "datensatz")
    )


@router.head("/graph/{path:path}", include_in_schema=False)
@router.get("/graph/{path:path}", summary="A named graph", responses=_RESPONSES)
async def get_graph(request: Request, path: str, service: ServiceDep) -> Response:
    """The contents of one named graph; without a name, the list of all."""
    iri, media = GRAPH + path, None
    stem, dot, suffix = path.rpartition(".")
    if dot and f".{suffix}" in SUFFIXES and iri not in service.graph_names:
        iri, media = GRAPH + stem, SUFFIXES[f".{suffix}"]
    if not path:
        if negotiate(request.headers.get("accept"), ["application/json", HTML]) == HTML:
            title = Text("Datendateien", "Data files")(language(request))
            return page(request, "graphs.html", title=title, folders=_folders(service))
        return Response(
            '{"graphs": [' + ", ".join(f'"{g}"' for g in sorted(service.graph_names)) + "]}",
            media_type="application/json",
        )
    return await graph_response(request, service, iri, media)


def _folders(service: Service) -> dict[str, list[dict[str, str]]]:
    """The named graphs by the folder of their file, each with its name in it."""
    found: dict[str, list[dict[str, str]]] = {}
    for iri in sorted(service.graph_names):
        folder, _, name = iri.removeprefix(GRAPH).rpartition("/")
        found.setdefault(folder, []).append({"iri": iri, "name": name})
    return found


async def graph_response(request: Request, service: Service, iri: str, media: str | None = None) -> Response:
    """The contents of a graph, in *media* or as the request asks. Raises `Problem` (404, 406) and `QueryFailed`.

    As data it is written by a query worker like any result, for the largest has hundreds of thousands of triples.
    """
    now = service.now
    if iri not in now.graph_names and iri != STATUS_QUO:
        raise Problem(404, "unknown-graph", f"Den Graphen <{iri}> gibt es nicht.")
    media = media or _media(request)
    if media == HTML:
        return await run_in_threadpool(_graph_page, request, service, iri)
    return await respond(request, now.pool, service.cache, now.build.digest, _whole(iri, media))


def _whole(iri: str, media: str) -> Evaluation:
    return Evaluation("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", media, (iri,), ())


def graph_tags(build: Build, iri: str) -> set[str]:
    """The entity tags of all forms in which `graph_response` gives a graph of *build* as data."""
    return {_whole(iri, media).tag(build.digest) for media in GRAPHS}


def _graph_page(request: Request, service: Service, iri: str) -> Response:
    pattern = "{ ?thing a ?class }" if iri == STATUS_QUO else "{ GRAPH ?g { ?thing a ?class } }"
    # not in order: the largest graphs hold too much for that before the first are taken
    subjects = service.graph.select(f"SELECT DISTINCT ?thing WHERE {pattern} LIMIT {_LISTED}", g=iri)
    iris = [row["thing"].value for row in subjects if isinstance(row["thing"], ox.NamedNode)]
    things = sorted(named(service.graph, iris, language(request)).values(), key=lambda t: t["label"].casefold())
    return page(request, "graph.html", title=iri.removeprefix(GRAPH), iri=iri, things=things, most=_LISTED)


def _graph_triples(service: Service, iri: str) -> list[ox.Triple]:
    return [quad.triple for quad in service.graph.store.quads_for_pattern(None, None, None, ox.NamedNode(iri))]


def _media(request: Request, offers: Sequence[str] = _OFFERS) -> str:
    wanted = request.query_params.get("format")
    chosen = NAMES.get(wanted, wanted) if wanted else negotiate(request.headers.get("accept"), offers)
    if chosen is None or chosen not in offers:
        raise Problem(406, "not-acceptable", "Dieses Format gibt es hier nicht.", available=list(offers))
    return chosen


def _serialised(found: list[ox.Triple], media: str) -> bytes:
    output = io.BytesIO()
    serialise_triples(list(dict.fromkeys(found)), GRAPHS[media], output)
    return output.getvalue()


def _respond(body: bytes, media: str, path: str) -> Response:
    return Response(body, headers={"Vary": "Accept", "Content-Type": content_type(media), **_links(path)})


def _links(path: str) -> dict[str, str]:
    """The header that tells programs where the data of a thing are."""
    if not path.startswith(("id/", "scheme/")):
        return {}
    stem = local(BASE + path)
    forms = ((".ttl", TURTLE), (".jsonld", "application/ld+json"))
    return {"Link": ", ".join(f'<{stem}{suffix}>; rel="alternate"; type="{form}"' for suffix, form in forms)}
