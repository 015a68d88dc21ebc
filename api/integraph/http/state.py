"""What the routes share: the opened graph, the pool for user-written queries, names for lookup."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Annotated, Final

import pyoxigraph as ox
from fastapi import Depends, Request

from integraph import void
from integraph.build import Build
from integraph.curation import Curation
from integraph.http.memo import Memo
from integraph.http.observing import Metrics
from integraph.http.results import Cache
from integraph.responsibility import Resolver, scenario
from integraph.search import Index
from integraph.sparql.workers import Limits, Pool
from integraph.store import Graph, open_build
from integraph.views.terms import vocabulary

_SCENARIOS: Final = 8
"""How many scenarios stay read."""
_GRACE: Final = 1.0
"""Seconds in which a request that began before a change may still reach the store of then."""


class Serving:
    """One build being served: all that a request needs of it. A request that takes more than one thing keeps it."""

    def __init__(self, build: Build, limits: Limits) -> None:
        self.build = build
        self.graph: Graph = open_build(build)
        self.pool = Pool(build.store, limits)
        self.graph_names = frozenset(self.graph.graph_names())
        self.memo = Memo()
        self._resolvers: dict[tuple[str, ...], Resolver] = {}
        self._descriptions: dict[str, list[ox.Triple]] = {}
        self._describing = threading.Lock()
        self._index: Index | None = None
        self._indexing = threading.Lock()

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
        self.memo.get("vocabulary", lambda: vocabulary(self.graph))
        resolver.geography.load_all()

    def description(self, endpoint: str) -> list[ox.Triple]:
        """The data set's own description, made once an address."""
        with self._describing:
            if endpoint not in self._descriptions:
                self._descriptions.clear()
                self._descriptions[endpoint] = void.describe(self.graph, endpoint)
            return self._descriptions[endpoint]

    def retire(self) -> None:
        """Close the pool once nobody waits for it."""
        time.sleep(_GRACE)
        while not self.pool.idle:
            time.sleep(0.05)
        self.pool.close()


class Service:
    """One per application. `close` ends the query workers."""

    def __init__(self, build: Build, limits: Limits, curation: Curation | None = None) -> None:
        self.limits, self.curation = limits, curation
        self.now = Serving(build, limits)
        self.cache = Cache(limits.cache)
        self.metrics = Metrics()
        self.metrics.watch("integraph_cache_bytes", "Bytes of results kept", lambda: self.cache.used)
        self.metrics.watch("integraph_cache_hits", "Results taken from the cache", lambda: self.cache.hits)
        self.metrics.watch("integraph_cache_misses", "Results not in the cache", lambda: self.cache.misses)
        self.metrics.watch("integraph_queries_waiting", "Queries waiting for a worker", lambda: self.now.pool.waiting)
        self._retiring: list[tuple[Serving, threading.Thread]] = []

    @property
    def build(self) -> Build:
        """The build that is served."""
        return self.now.build

    @property
    def graph(self) -> Graph:
        """The graph of the build."""
        return self.now.graph

    @property
    def pool(self) -> Pool:
        """The workers for user-written queries."""
        return self.now.pool

    @property
    def graph_names(self) -> frozenset[str]:
        """The IRIs of all named graphs."""
        return self.now.graph_names

    @property
    def memo(self) -> Memo:
        """What pages have worked out of the build."""
        return self.now.memo

    @property
    def index(self) -> Index:
        """See `Serving.index`."""
        return self.now.index

    def resolver(self, *overlays: str) -> Resolver:
        """See `Serving.resolver`."""
        return self.now.resolver(*overlays)

    def description(self, endpoint: str) -> list[ox.Triple]:
        """See `Serving.description`."""
        return self.now.description(endpoint)

    def switch(self, build: Build) -> None:
        """Serve another build from now on; what is under way ends on the one it began with."""
        old, self.now = self.now, Serving(build, self.limits)
        thread = threading.Thread(target=old.retire, daemon=True)
        self._retiring = [(each, running) for each, running in self._retiring if running.is_alive()]
        self._retiring.append((old, thread))
        thread.start()

    def close(self) -> None:
        """End the workers."""
        for old, _ in self._retiring:
            with contextlib.suppress(OSError):
                old.pool.close()
        self.now.pool.close()


def service(request: Request) -> Service:
    """The service of the application that got the request."""
    found: Service = request.app.state.service
    return found


ServiceDep = Annotated[Service, Depends(service)]
