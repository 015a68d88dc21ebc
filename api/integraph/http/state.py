"""What the routes share: the opened graph, the pool for user-written queries, names for lookup."""

from __future__ import annotations

import threading
from typing import Annotated, Final

import pyoxigraph as ox
from fastapi import Depends, Request

from integraph import void
from integraph.build import Build
from integraph.http.memo import Memo
from integraph.http.observing import Metrics
from integraph.http.results import Cache
from integraph.responsibility import Resolver, scenario
from integraph.search import Index
from integraph.sparql.workers import Limits, Pool
from integraph.store import Graph, open_build

_SCENARIOS: Final = 8
"""How many scenarios stay read."""


class Service:
    """One per application. `close` ends the query workers."""

    def __init__(self, build: Build, limits: Limits) -> None:
        self.build = build
        self.graph: Graph = open_build(build)
        self.pool = Pool(build.store, limits)
        self.cache = Cache(limits.cache)
        self.memo = Memo()
        self.metrics = Metrics()
        self.metrics.watch("integraph_cache_bytes", "Bytes of results kept", lambda: self.cache.used)
        self.metrics.watch("integraph_cache_hits", "Results taken from the cache", lambda: self.cache.hits)
        self.metrics.watch("integraph_cache_misses", "Results not in the cache", lambda: self.cache.misses)
        self.metrics.watch("integraph_queries_waiting", "Queries waiting for a worker", lambda: self.pool.waiting)
        self._resolvers: dict[tuple[str, ...], Resolver] = {}
        self._descriptions: dict[str, list[ox.Triple]] = {}
        self._describing = threading.Lock()
        self._index: Index | None = None
        self._indexing = threading.Lock()
        self.graph_names = frozenset(self.graph.graph_names())

    @property
    def index(self) -> Index:
        """The index of names for search; made when first asked for, which takes some seconds."""
        with self._indexing:
            if self._index is None:
                self._index = Index(self.graph)
            return self._index

    def resolver(self, *overlays: str) -> Resolver:
        """The resolver of the status quo, or of a scenario of overlays named or by IRI; it keeps what it has read.

        The last few scenarios are kept. Raises `UnknownOverlay` and `ContradictingOverlays`.
        """
        key = tuple(sorted(self.graph.scenario(*overlays).overlays))
        found = self._resolvers.pop(key, None) or Resolver(scenario(self.graph, *key) if key else self.graph)
        self._resolvers[key] = found
        for old in [each for each in self._resolvers if each][:-_SCENARIOS]:
            del self._resolvers[old]
        return found

    def warm(self) -> None:
        """Read what nearly every view needs, so that the first reader does not wait for it. Takes some seconds."""
        resolver = self.resolver()
        facts = resolver.knowledge.facts.values()
        iris = {value for fact in facts for values in fact.values.values() for value in values}
        resolver.knowledge.labels.load(iris)
        resolver.knowledge.passages(iris)
        resolver.geography.load_all()

    def description(self, endpoint: str) -> list[ox.Triple]:
        """The data set's own description, made once an address."""
        with self._describing:
            if endpoint not in self._descriptions:
                self._descriptions.clear()
                self._descriptions[endpoint] = void.describe(self.graph, endpoint)
            return self._descriptions[endpoint]

    def close(self) -> None:
        """End the workers."""
        self.pool.close()


def service(request: Request) -> Service:
    """The service of the application that got the request."""
    found: Service = request.app.state.service
    return found


ServiceDep = Annotated[Service, Depends(service)]
