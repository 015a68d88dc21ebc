"""The graph on another SPARQL 1.1 server, read as if it were the store beside us.

There every graph has its own name and the union of the status quo is the named graph `graph/status-quo`, because
servers disagree about what their default graph holds. A query without a dataset of its own is sent with that graph
as default graph (`default-graph-uri`), and with all the others by name when it says `GRAPH`.
"""

from __future__ import annotations

import json
import re
import urllib.error
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http.client import HTTPException, HTTPResponse
from itertools import pairwise
from typing import Any, Final

import httpx
import pyoxigraph as ox
from SPARQLWrapper import DIGEST, POST, SELECT, SPARQLExceptions, SPARQLWrapper

from integraph.build import STATUS_QUO, Build
from integraph.sparql.lexer import tokens

_JSON: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_CHUNK: Final = 50_000
"""Triples in one request when a graph is sent."""
Name = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class StoreUnavailable(OSError):
    """The server did not answer, or not as a SPARQL server does. `timeout` tells that it took too long."""

    def __init__(self, message: str, *, timeout: bool = False) -> None:
        self.timeout = timeout
        super().__init__(message)


class RemoteStore:
    """The reading side of `ox.Store` over a SPARQL endpoint at *url*. *seconds* bounds one request.

    Its methods raise `SyntaxError` for a query that the server refuses as malformed, `StoreUnavailable` otherwise.
    """

    def __init__(self, url: str, seconds: float = 60.0, user: str = "", password: str = "") -> None:
        self.url, self.seconds, self.user, self.password = url, seconds, user, password
        self._names: tuple[str, ...] | None = None

    def request(
        self,
        query: str,
        accept: str,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
        seconds: float | None = None,
    ) -> HTTPResponse:
        """Send a query as it is and return the response, of which the body is still to be read."""
        client = SPARQLWrapper(self.url, agent="Integraph")
        client.setOnlyConneg(True)
        client.setMethod(POST)
        client.setTimeout(max(1, int(seconds or self.seconds)))
        if self.user:
            client.setHTTPAuth(DIGEST)
            client.setCredentials(self.user, self.password)
        client.setQuery(query)
        client.queryType = SELECT  # its own guess takes some words in comments for an update
        client.addCustomHttpHeader("Accept", accept)
        for iri in default_graphs:
            client.addParameter("default-graph-uri", iri)
        for iri in named_graphs:
            client.addParameter("named-graph-uri", iri)
        try:
            response: HTTPResponse = client.query().response
        except SPARQLExceptions.QueryBadFormed as error:
            raise SyntaxError(_reason(error)) from None
        except TimeoutError:
            raise StoreUnavailable(f"{self.url} antwortete nicht rechtzeitig.", timeout=True) from None
        except urllib.error.URLError as error:
            late = isinstance(error.reason, TimeoutError)
            raise StoreUnavailable(f"{self.url} ist nicht erreichbar: {error.reason}", timeout=late) from None
        except (SPARQLExceptions.SPARQLWrapperException, HTTPException, OSError) as error:
            raise StoreUnavailable(f"{self.url}: {_reason(error)}") from None
        return response

    def dataset(
        self, query: str, default_graph: Iterable[Name] | None, named_graphs: Iterable[Name] | None
    ) -> tuple[list[str], list[str]]:
        """The graphs to send with a query: those given, else the status quo, and all by name when it says `GRAPH`."""
        default = [STATUS_QUO if isinstance(name, ox.DefaultGraph) else name.value for name in default_graph or ()]
        named = [name.value for name in named_graphs or () if not isinstance(name, ox.DefaultGraph)]
        words = {text.upper() for kind, text in tokens(query) if kind == "word"}
        if default_graph is None and named_graphs is None and "FROM" not in words:
            default = [STATUS_QUO]
        if named_graphs is None and "GRAPH" in words and "FROM" not in words:
            asked = _named_in(query)
            named = list(self._graph_names() if asked is None else asked)
        return default, named

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: dict[str, str] | None = None,
        default_graph: Iterable[Name] | None = None,
        named_graphs: Iterable[Name] | None = None,
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Evaluate a query, like `ox.Store.query`."""
        text = with_prologue(query, prefixes or {}, base_iri)
        form = form_of(query)
        default, named = self.dataset(query, default_graph, named_graphs)
        accept = _JSON if form in ("SELECT", "ASK") else _TRIPLES
        body = self._body(text, accept, default, named)
        try:
            if accept == _JSON:
                return solutions(body, form)
            local = ox.Store()
            local.bulk_load(body, ox.RdfFormat.N_TRIPLES)
        except (SyntaxError, ValueError) as error:
            raise StoreUnavailable(f"{self.url}: unlesbare Antwort: {error}") from None
        triples = local.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert isinstance(triples, ox.QueryTriples)  # noqa: S101 - tells the type checker what CONSTRUCT gives
        return triples

    def _body(self, query: str, accept: str, default: Sequence[str], named: Sequence[str]) -> bytes:
        try:
            with self.request(query, accept, default, named) as response:
                return response.read()
        except TimeoutError:
            raise StoreUnavailable(f"{self.url} antwortete nicht rechtzeitig.", timeout=True) from None
        except (HTTPException, OSError) as error:
            if isinstance(error, StoreUnavailable):
                raise
            raise StoreUnavailable(f"{self.url}: {error}") from None

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object: ox.NamedNode | ox.Literal | None,
        graph_name: Name | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """The quads that fit, like `ox.Store.quads_for_pattern`."""
        terms = [str(term) if term else f"?{name}" for term, name in ((subject, "s"), (predicate, "p"), (object, "o"))]
        pattern = " ".join(terms)
        if graph_name is None:
            solutions: Any = self.query(f"SELECT * WHERE {{ GRAPH ?g {{ {pattern} }} }}")
        else:
            solutions = self.query(f"SELECT * WHERE {{ {pattern} }}", default_graph=[graph_name], named_graphs=[])
        for row in solutions:
            yield ox.Quad(
                row["s"] if subject is None else subject,
                row["p"] if predicate is None else predicate,
                row["o"] if object is None else object,
                row["g"] if graph_name is None else graph_name,
            )

    def _graph_names(self) -> tuple[str, ...]:
        if self._names is None:
            query = f"SELECT ?g WHERE {{ <{STATUS_QUO}> <{_LISTS}> ?g }}"
            body = self._body(query, _JSON, [_CATALOGUE], [])
            rows = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
            if not isinstance(rows, ox.QuerySolutions):
                raise StoreUnavailable(f"{self.url}: unlesbare Antwort")
            self._names = tuple(sorted(row["g"].value for row in rows))
        return self._names

    def named_graphs(self) -> Iterator[ox.NamedNode]:
        """The names of the graphs that were sent, like `ox.Store.named_graphs`."""
        return (ox.NamedNode(name) for name in self._graph_names())

    def digest(self) -> str:
        """The digest of the build that the server holds; empty when it holds none."""
        query = f"SELECT ?d WHERE {{ <{STATUS_QUO}> <{_DIGEST}> ?d }}"
        rows = ox.parse_query_results(self._body(query, _JSON, [_CATALOGUE], []), ox.QueryResultsFormat.JSON)
        found = [row["d"].value for row in rows] if isinstance(rows, ox.QuerySolutions) else []
        return found[0] if found else ""


_CATALOGUE: Final = STATUS_QUO + "/verzeichnis"
"""The graph that says which graphs a server was sent, and of which build."""
_LISTS: Final = "http://www.w3.org/ns/sparql-service-description#namedGraph"
_DIGEST: Final = "http://purl.org/dc/terms/identifier"


def _reason(error: Exception) -> str:
    """What a server said of an error, without SPARQLWrapper's wrapping."""
    text = str(error)
    _, found, said = text.partition("Response:\n")
    lines = (said if found else text).removeprefix("b'").strip("'\" \n").replace("\\n", "\n").splitlines()
    return lines[0][:300] if lines else type(error).__name__


def solutions(body: bytes, form: str) -> ox.QuerySolutions | ox.QueryBoolean:
    """The result of SELECT or ASK; some servers answer ASK by a solution with a number."""
    found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if form != "ASK" or isinstance(found, ox.QueryBoolean):
        return found
    truth = any(value is not None and value.value in ("1", "true") for row in found for value in row)
    told = json.dumps({"head": {}, "boolean": truth}).encode()
    return ox.parse_query_results(told, ox.QueryResultsFormat.JSON)


def _named_in(query: str) -> set[str] | None:
    """The graphs that `GRAPH` names in a query; None when it asks for any graph."""
    stream = [token for token in tokens(query) if token[0] != "space"]
    after = [following for token, following in pairwise(stream) if token[1].upper() == "GRAPH"]
    return {text[1:-1] for _, text in after} if all(kind == "iri" for kind, _ in after) else None


def form_of(query: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE: the first of these words that is no part of a string, comment or IRI."""
    forms = (text.upper() for kind, text in tokens(query) if kind == "word")
    return next((word for word in forms if word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), "")


def with_prologue(query: str, prefixes: Mapping[str, str], base: str | None = None) -> str:
    """The query with declarations of those prefixes that it uses, on its first line so that line numbers stay."""
    used = {text.partition(":")[0] for kind, text in tokens(query) if kind == "name"}
    lines = [f"BASE <{base}>"] if base else []
    lines += [f"PREFIX {prefix}: <{iri}>" for prefix, iri in prefixes.items() if prefix in used]
    return " ".join([*lines, "".join(_plain(kind, text, prefixes) for kind, text in tokens(query))])


def _plain(kind: str, text: str, prefixes: Mapping[str, str]) -> str:
    """A token; a prefixed name with escapes, which not every server reads, as IRI."""
    prefix, colon, local = text.partition(":")
    if kind == "name" and "\\" in text and colon and prefix in prefixes:
        return "<" + prefixes[prefix] + re.sub(r"\\(.)", r"\1", local) + ">"
    return text


def load(
    build: Build,
    graph_store: str,
    progress: Callable[[str], None] = lambda _: None,
    user: str = "",
    password: str = "",
) -> int:
    """Send a build to a server by the Graph Store Protocol and return the number of triples sent.

    The catalogue graph is removed first and written last, so a server that holds it holds all of the build. Raises
    `StoreUnavailable`.
    """
    store = ox.Store.read_only(str(build.store))
    names = sorted(g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode))
    auth = httpx.DigestAuth(user, password) if user else None
    sent = 0
    with httpx.Client(timeout=300, auth=auth) as client:
        _send(client, "DELETE", graph_store, _CATALOGUE, b"")
        for number, name in enumerate([*names, STATUS_QUO], 1):
            graph = ox.DefaultGraph() if name == STATUS_QUO else ox.NamedNode(name)
            triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]
            for start in range(0, max(len(triples), 1), _CHUNK):
                body = ox.serialize(triples[start : start + _CHUNK], format=ox.RdfFormat.N_TRIPLES)
                _send(client, "POST" if start else "PUT", graph_store, name, body or b"")
            sent += len(triples)
            progress(f"{number} von {len(names) + 1} Graphen gesendet, {sent} Tripel")
        home = ox.NamedNode(STATUS_QUO)
        facts = [ox.Triple(home, ox.NamedNode(_LISTS), ox.NamedNode(name)) for name in names]
        facts.append(ox.Triple(home, ox.NamedNode(_DIGEST), ox.Literal(build.digest)))
        _send(client, "PUT", graph_store, _CATALOGUE, ox.serialize(facts, format=ox.RdfFormat.N_TRIPLES) or b"")
    return sent


def _send(client: httpx.Client, method: str, graph_store: str, graph: str, body: bytes) -> None:
    try:
        response = client.request(
            method, graph_store, params={"graph": graph}, content=body, headers={"Content-Type": _TRIPLES}
        )
    except httpx.HTTPError as error:
        raise StoreUnavailable(f"{graph_store} ist nicht erreichbar: {error}") from None
    if response.is_error and not (method == "DELETE" and response.status_code == 404):
        raise StoreUnavailable(f"{graph_store}: {method} <{graph}>: {response.status_code} {response.text[:200]}")
