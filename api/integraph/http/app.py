"""The ASGI application: routes, headers, errors, start and end."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import AsyncIterator
from typing import Final

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from integraph import __version__
from integraph.build import Build, ensure_build
from integraph.curation import Curation
from integraph.http import (
    browse,
    comparing,
    description,
    operating,
    pages,
    problems,
    resources,
    search,
    sparql,
    templates,
    validating,
    views,
    who,
    writing,
)
from integraph.http.assets import Assets, Compressed
from integraph.http.heavy import Heavy
from integraph.http.observing import Observer
from integraph.http.plain import Plain
from integraph.http.state import Service
from integraph.remote import RemoteStore
from integraph.sparql.workers import Limits

ROUTERS: Final = tuple(
    module.router
    for module in (operating, pages, search, browse, who, comparing, sparql, validating, writing, resources, views)
)
"""All routes, in the order in which they are tried."""


def create_app(
    build: Build | None = None,
    limits: Limits | None = None,
    curation: Curation | None = None,
    remote: RemoteStore | None = None,
    contact: str = "",
    uploads: validating.Uploads | None = None,
) -> FastAPI:
    """The server over a build (default: the graph of the package, built first where needed).

    With a *curation* it serves that store instead and lets whoever has its token change it. With a *remote* store it
    reads the graph there; that store must hold the same build. *contact* is the mail address or the
    web address of a form to which readers report errors.
    Raises `DataError` when the graph cannot be built. `app.state.service.close()` ends its query workers; under a
    server the lifespan does that.
    """
    chosen = curation.build if curation else build or ensure_build()
    service = Service(chosen, limits or Limits(), curation, remote, contact)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        service.warm()
        threading.Thread(target=templates.compile_all, name="templates", daemon=True).start()
        yield
        service.close()

    app = FastAPI(
        title="Integraph",
        version=__version__,
        summary="Wer ist in Deutschland für welche Aufgabe der Integration zuständig, und welche Quelle sagt das?",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service = service
    app.add_middleware(sparql.Direct)
    app.state.heavy = Heavy()
    app.state.desk = validating.Desk(uploads or validating.Uploads())
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE", "QUERY"],
        allow_headers=["*"],
        expose_headers=["Content-Disposition", "ETag", "Link", "Location", "Retry-After", "Server-Timing"],
    )

    app.add_middleware(Compressed)
    app.add_middleware(Plain)
    app.add_middleware(Observer, metrics=service.metrics)
    for router in ROUTERS:
        app.include_router(router)
    app.state.routes = [route for router in ROUTERS for route in router.routes]
    app.mount("/static", Assets(), name="static")
    problems.install(app)
    description.complete(app)
    return app
