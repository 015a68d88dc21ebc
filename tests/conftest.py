"""What all tests share: the built graph, and the material beside the project where it is present."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from integraph.http import create_app
from integraph.sparql.workers import Limits
from integraph.store import Graph, open_graph
from server import Server
from w3c.summary import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The graph of the project, built once."""
    return open_graph()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with texts, digests, register and suites; tests that need it skip where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("the material beside the project (../shared) is not here")
    return SHARED


@pytest.fixture(scope="session")
def server(graph: Graph) -> Iterator[Server]:
    """The application over the project's graph."""
    app = create_app(graph.build, Limits(seconds=3))
    yield Server(app)
    app.state.service.close()
