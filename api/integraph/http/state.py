"""What the routes share: the opened graph, the pool for user-written queries, names for lookup."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from integraph.build import Build
from integraph.responsibility import Lookup
from integraph.sparql.workers import Limits, Pool
from integraph.store import Graph, open_build


class Service:
    """One per application. `close` ends the query workers."""

    def __init__(self, build: Build, limits: Limits) -> None:
        self.build = build
        self.graph: Graph = open_build(build)
        self.pool = Pool(build.store, limits)
        self.lookup = Lookup(self.graph)
        self.graph_names = frozenset(self.graph.graph_names())

    def close(self) -> None:
        """End the workers."""
        self.pool.close()


def service(request: Request) -> Service:
    """The service of the application that got the request."""
    found: Service = request.app.state.service
    return found


ServiceDep = Annotated[Service, Depends(service)]
