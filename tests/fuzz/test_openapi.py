"""Requests that schemathesis generates from the description at `/openapi.json`, right ones and wrong ones.

They are the same on every run and go to the application itself, without a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from integraph.http import create_app
from integraph.http.problems import PROBLEM
from integraph.sparql.workers import Limits
from integraph.store import Graph
from server import Server

Case: TypeAlias = schemathesis.Case[Any]
Operation: TypeAlias = APIOperation[Any, Any, Any, Any]

LIMITS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
EXAMPLES = 10
"""Requests for each operation that follow its description, and as many that do not."""
FEWER = {"GET /graph-store": 2}
"""Operations most of whose answers have the whole graph."""
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def description(graph: Graph) -> Iterator[BaseSchema]:
    """The description as the application serves it, but for the response "any other problem"."""
    generation = GenerationConfig(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    config = SchemathesisConfig(
        projects=ProjectsConfig(default=ProjectConfig(generation=generation, request_timeout=300))
    )
    app = create_app(graph.build, Limits(seconds=60))
    described = Server(app).get("/openapi.json").json()
    for operations in described["paths"].values():
        for operation in operations.values():
            # it allows any status; without it, each status must be written down
            operation["responses"].pop("default", None)
    loaded = schemathesis.openapi.from_dict(described, config=config)
    loaded.app = app
    yield loaded
    app.state.service.close()


def judge(case: Case) -> None:
    """Send one request and check what comes back."""
    response = case.call()
    assert response.status_code < 500 or response.status_code == 503
    case.validate_response(response, checks=CHECKS)
    if response.headers.get("content-type") == [PROBLEM]:
        assert response.json()["status"] == response.status_code


def requests(operation: Operation, mode: GenerationMode) -> tuple[int, str]:
    """Send the requests of one kind to one operation; how many, and what was wrong (nothing, if all is well)."""
    sent = 0

    @settings(LIMITS, max_examples=FEWER.get(operation.label, EXAMPLES))
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Case) -> None:
        nonlocal sent
        sent += 1
        judge(case)

    try:
        send()
    except Unsatisfiable:  # an operation without parameters cannot be asked wrongly
        pass
    except FailureGroup as group:
        return sent, "\n".join(str(error) for error in group.exceptions)
    except AssertionError as error:
        return sent, str(error)
    return sent, ""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_operation_answers_as_its_description_says(description: BaseSchema) -> None:
    sent, wrong = {}, {}
    for found in description.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            name = f"{operation.label}, {mode.value}"
            sent[name], fault = requests(operation, mode)
            if fault:
                wrong[name] = fault
    print(f"schemathesis: {sum(sent.values())} requests")
    assert not wrong, "\n\n".join(f"{name}: {fault}" for name, fault in wrong.items())
    assert all(count > 0 for name, count in sent.items() if name.endswith("positive"))
