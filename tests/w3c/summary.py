"""Says at the end of a run how many tests of each suite of the W3C were passed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

_SUITES = {
    "test_protocol": "SPARQL 1.1 Protocol",
    "test_graph_store_protocol": "Graph Store Protocol",
    "test_evaluation": "query evaluation, SPARQL 1.0 and 1.1",
    "test_syntax": "query syntax, SPARQL 1.0 and 1.1",
    "test_update_evaluation": "update evaluation",
    "test_update_syntax": "update syntax",
}


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print a line for each suite that was run; a test with an expected failure counts as not passed."""
    passed: Counter[str] = Counter()
    run: Counter[str] = Counter()
    for outcome in ("passed", "failed", "error", "xfailed", "xpassed"):
        for report in terminalreporter.stats.get(outcome, []):
            file, _, test = report.nodeid.partition("::")
            name = test.partition("[")[0]
            if "w3c/" in file and name in _SUITES and (report.when == "call" or outcome == "error"):
                run[name] += 1
                passed[name] += outcome == "passed"
    for name, title in _SUITES.items():
        if run[name]:
            terminalreporter.write_line(f"W3C {title}: {passed[name]} of {run[name]}")
