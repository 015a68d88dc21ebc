"""One resolver for all tests of the views."""

from __future__ import annotations

import pytest

from integraph.responsibility import Resolver
from integraph.store import Graph


@pytest.fixture(scope="session")
def resolver(graph: Graph) -> Resolver:
    """The resolver of the status quo."""
    return Resolver(graph)
