"""What the routes share: the opened graph, the pool for user-written queries, names for lookup."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from integraph.build import Build
from integraph.responsibility import Resolver
from integraph.sparql.workers import Limits, Pool
from integraph.store import Graph, open_build


class Service:
    """One per application. `close` ends the query workers."""

    def __init__(self, build: Build, limits: Limits) -> None:
        self.build = build
        self.graph: Graph = open_build(build)
        self.pool = Pool(build.store, limits)
        self._resolvers: dict[str, Resolver] = {}
        self.graph_names = frozenset(self.graph.graph_names())

    def resolver(self, scenario: str = "") -> Resolver:
        """The resolver of the status quo or of one scenario; it keeps what it has read. Raises `UnknownOverlay`."""
        if scenario not in self._resolvers:
            graph = self.graph.scenario(scenario) if scenario else self.graph
            self._resolvers[scenario] = Resolver(graph)
        return self._resolvers[scenario]

    def close(self) -> None:
        """End the workers."""
        self.pool.close()


def service(request: Request) -> Service:
    """The service of the application that got the request."""
    found: Service = request.app.state.service
    return found


ServiceDep = Annotated[Service, Depends(service)]
