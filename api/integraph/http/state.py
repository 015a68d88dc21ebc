"""What the routes share: the opened graph, the pool for user-written queries, names for lookup."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
from typing import Annotated, Any, Final, cast
from weakref import WeakKeyDictionary

import pyoxigraph as ox
from fastapi import Depends, Request

from integraph import void
from integraph.build import Build
from integraph.catalogue import catalogue
from integraph.curation import Curation
from integraph.geo import boundaries
from integraph.http.memo import Memo
from integraph.http.observing import Metrics
from integraph.http.results import Cache
from integraph.inventory import LISTS, Inventory
from integraph.labelling import labels
from integraph.namespaces import SCHEME
from integraph.remote import RemoteStore
from integraph.responsibility import Resolver, scenario
from integraph.responsibility.diff import municipalities
from integraph.responsibility.funding import FundingRules
from integraph.responsibility.scenario import known
from integraph.search import Index
from integraph.sparql.federation import Federation
from integraph.sparql.forwarding import Forwarder
from integraph.sparql.workers import Limits, Pool
from integraph.statements import Statements
from integraph.store import Graph, open_build
from integraph.views.network import Networks
from integraph.views.terms import vocabulary

_CONCEPTS: Final = "SELECT ?concept WHERE { ?concept skos:inScheme ?scheme }"
_SCENARIOS: Final = 8
"""How many scenarios stay read."""
_GRACE: Final = 1.0
"""Seconds in which a request that began before a change may still reach the store of then."""


class Serving:
    """One build being served: all that a request needs of it. A request that takes more than one thing keeps it."""

    def __init__(self, build: Build, limits: Limits, remote: RemoteStore | None = None) -> None:
        self.build = build
        self.facts = build.facts()
        self.pool: Pool | Forwarder
        if remote:
            self.graph = Graph(cast("ox.Store", remote), build)  # it has the reading methods of a store
            self.pool = Forwarder(remote, limits)
        else:
            self.graph = open_build(build)
            self.pool = Pool(build.store, limits)
        self.graph_names = frozenset(self.graph.graph_names())
        self.memo = Memo()
        self._resolvers: dict[tuple[str, ...], Resolver] = {}
        self._funding: WeakKeyDictionary[Resolver, FundingRules] = WeakKeyDictionary()
        self._parts = Memo()

    @property
    def statements(self) -> Statements:
        """All statements; read when first asked for, which takes a second or two."""
        return self._parts.get("statements", self._read_statements)

    def _read_statements(self) -> Statements:
        found = Statements(self.graph)
        found.mentioning("")
        return found

    @property
    def inventory(self) -> Inventory:
        """The lists one can browse."""
        return self._parts.get("inventory", lambda: Inventory(self.graph, self.statements))

    @property
    def index(self) -> Index:
        """The index of names for search; made when first asked for, which takes some seconds."""
        return self._parts.get("index", lambda: Index(self.graph))

    def resolver(self, *overlays: str) -> Resolver:
        """The resolver of the status quo, or of a scenario of overlays named or by IRI; it keeps what it has read.

        The last few scenarios are kept. Raises `UnknownOverlay` and `ContradictingOverlays`.
        """
        key = tuple(sorted(self.graph.scenario(*overlays).overlays)) if overlays else ()
        found = self._resolvers.pop(key, None) or Resolver(scenario(self.graph, *key) if key else self.graph)
        self._resolvers[key] = found
        for old in [each for each in self._resolvers if each][:-_SCENARIOS]:
            del self._resolvers[old]
        return found

    def warm(self, stopped: threading.Event) -> None:
        """Read what nearly every page needs, so that the first reader does not wait for it. Takes some seconds."""
        resolver = self.resolver()
        for step in (
            lambda: self.statements,
            lambda: self.funding(resolver).of("", frozenset(), ""),
            lambda: self._read_names(resolver),
            resolver.geography.load_all,
            lambda: self.memo.get("vocabulary", lambda: vocabulary(self.graph)),
            lambda: self.memo.get("overlays", lambda: known(self.graph)),
            lambda: self.memo.get(("municipalities", ()), lambda: municipalities(self.graph)),
            lambda: self.memo.get("networks", lambda: Networks(resolver)).edges,
            lambda: boundaries("kreise"),
            lambda: self.memo.get("queries", lambda: tuple(catalogue())),
            lambda: self.index,
            lambda: [self.options(lang) for lang in ("de", "en")],
            lambda: [self.inventory.items(name) for name in LISTS],
        ):
            if not stopped.is_set():
                step()

    def _read_names(self, resolver: Resolver) -> None:
        facts = resolver.knowledge.facts.values()
        iris = {value for fact in facts for values in fact.values.values() for value in values}
        resolver.knowledge.labels.load(iris)
        resolver.knowledge.passages(iris)

    def funding(self, resolver: Resolver) -> FundingRules:
        """The funding rules of the graph of *resolver*, kept as long as the resolver."""
        if resolver not in self._funding:
            self._funding[resolver] = FundingRules(resolver.graph, resolver.knowledge)
        return self._funding[resolver]

    def options(self, lang: str) -> dict[str, list[dict[str, str]]]:
        """What a question can be narrowed by, for forms: roles, target groups and scenarios, by label."""
        return self.memo.get(("options", lang), lambda: self._make_options(lang))

    def _make_options(self, lang: str) -> dict[str, list[dict[str, str]]]:
        things = {
            name: [row["concept"].value for row in self.graph.select(_CONCEPTS, scheme=SCHEME + name)]
            for name in ("role", "target-group")
        } | {"scenario": self.graph.overlay_names()}
        return {
            name: [
                {"iri": iri, "label": label}
                for iri, label in sorted(labels(self.graph, iris, lang).items(), key=lambda named: named[1].casefold())
            ]
            for name, iris in things.items()
        }

    def description(self, endpoint: str) -> list[ox.Triple]:
        """The data set's own description."""
        return void.describe(self.graph, endpoint)

    def retire(self) -> None:
        """Close the pool once nobody waits for it."""
        time.sleep(_GRACE)
        while not self.pool.idle:
            time.sleep(0.05)
        self.pool.close()


class Service:
    """One per application. `close` ends the query workers. `contact`: mail address or web address for reports."""

    def __init__(
        self,
        build: Build,
        limits: Limits,
        curation: Curation | None = None,
        remote: RemoteStore | None = None,
        contact: str = "",
    ) -> None:
        self.limits, self.curation, self.contact = limits, curation, contact
        self.now = Serving(build, limits, remote)
        self.federation = Federation(frozenset(limits.federated), limits.seconds)
        self.cache = Cache(limits.cache)
        self.metrics = Metrics()
        self.metrics.watch("integraph_cache_bytes", "Bytes of results kept", lambda: self.cache.used)
        self.metrics.watch("integraph_cache_hits", "Results taken from the cache", lambda: self.cache.hits)
        self.metrics.watch("integraph_cache_misses", "Results not in the cache", lambda: self.cache.misses)
        self.metrics.watch("integraph_queries_waiting", "Queries waiting for a worker", lambda: self.now.pool.waiting)
        self.metrics.watch("integraph_queries_slow", "Queries in the slow lane", lambda: self.now.pool.slow)
        self._warm = threading.Event()
        self.metrics.watch("integraph_warm", "1 when nothing is read ahead any more", self._warm.is_set)
        self._closed = threading.Event()
        self._retiring: list[tuple[Serving, threading.Thread]] = []

    @property
    def build(self) -> Build:
        """The build that is served."""
        return self.now.build

    @property
    def facts(self) -> dict[str, Any]:
        """What was built: triples, files, digest."""
        return self.now.facts

    @property
    def graph(self) -> Graph:
        """The graph of the build."""
        return self.now.graph

    @property
    def pool(self) -> Pool | Forwarder:
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

    @property
    def statements(self) -> Statements:
        """All statements of the build."""
        return self.now.statements

    @property
    def inventory(self) -> Inventory:
        """The lists of the build."""
        return self.now.inventory

    def funding(self, resolver: Resolver) -> FundingRules:
        """See `Serving.funding`."""
        return self.now.funding(resolver)

    def options(self, lang: str) -> dict[str, list[dict[str, str]]]:
        """See `Serving.options`."""
        return self.now.options(lang)

    def description(self, endpoint: str) -> list[ox.Triple]:
        """See `Serving.description`."""
        return self.now.description(endpoint)

    def switch(self, build: Build) -> None:
        """Serve another build from now on; what is under way ends on the one it began with."""
        old, self.now = self.now, Serving(build, self.limits)
        gc.unfreeze()
        self.now.pool.start()
        thread = threading.Thread(target=old.retire, daemon=True)
        self._retiring = [(each, running) for each, running in self._retiring if running.is_alive()]
        self._retiring.append((old, thread))
        thread.start()

    def warm(self) -> threading.Thread:
        """Start to read ahead, one thing after the other; `close` stops that at the next step."""
        self.now.pool.start()
        thread = threading.Thread(target=self._read_ahead, name="warm")
        thread.start()
        return thread

    def _read_ahead(self) -> None:
        try:
            self.now.warm(self._closed)
            # what was read stays; to look through it for garbage time and again would stop all requests for a while
            gc.collect()
            gc.freeze()
        finally:
            self._warm.set()

    def close(self) -> None:
        """End the workers."""
        self._closed.set()
        gc.unfreeze()
        for old, _ in self._retiring:
            with contextlib.suppress(OSError):
                old.pool.close()
        self.now.pool.close()


def service(request: Request) -> Service:
    """The service of the application that got the request."""
    found: Service = request.app.state.service
    return found


ServiceDep = Annotated[Service, Depends(service)]
