"""The report for programs: JSON with everything, and SARIF 2.1.0 for editors and code scanning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from integraph import __version__
from integraph.validation.place import Place
from integraph.validation.report import InputProblem, Report, Result

_LEVELS: Final = {"Violation": "error", "Warning": "warning", "Info": "note"}
SARIF_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write_json(report: Report, _language: str = "de") -> bytes:
    """Both languages at once; see `Report.as_dict`."""
    return (json.dumps(report.as_dict(), ensure_ascii=False, indent=2) + "\n").encode()


def write_sarif(report: Report, language: str = "de") -> bytes:
    """A SARIF log of one run (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

    Results of rules are `results`; inputs that could not be read are `toolExecutionNotifications`, and with one the
    run counts as not successful. Places in tables, for which SARIF has no region, are logical locations.
    """
    rules: dict[str, dict[str, Any]] = {}
    for result in report.results:
        rules.setdefault(
            result.code,
            {
                "id": result.code,
                "shortDescription": {"text": result.messages.in_language(language)},
                "defaultConfiguration": {"level": _LEVELS[result.severity]},
                "helpUri": "https://w3id.org/integraph/shapes",
            },
        )
    indexes = {code: index for index, code in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "Integraph",
                "version": __version__,
                "informationUri": "https://w3id.org/integraph",
                "language": "en" if language == "en" else "de-DE",
                "rules": list(rules.values()),
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.problems,
                "toolExecutionNotifications": [_notification(problem, language) for problem in report.problems],
            }
        ],
        "results": [_sarif_result(result, indexes[result.code], language) for result in report.results],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, ensure_ascii=False, indent=2) + "\n").encode()


def _sarif_result(result: Result, index: int, language: str) -> dict[str, Any]:
    texts = [result.messages, result.found, result.remedy]
    message = " ".join(text.in_language(language) for text in texts if text.de)
    found: dict[str, Any] = {
        "ruleId": result.code,
        "ruleIndex": index,
        "level": _LEVELS[result.severity],
        "message": {"text": f"{result.focus}: {message}"},
        "partialFingerprints": {"integraph/v1": f"{result.code}|{result.focus}|{result.path}|{result.value}"},
    }
    if location := _location(result.place, result.focus, language):
        found["locations"] = [location]
    return found


def _location(place: Place, focus: str, language: str) -> dict[str, Any]:
    if not place.file:
        return {}
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        region = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
        physical["region"] = region
    name = place.text(language) if place.row else focus
    return {
        "physicalLocation": physical,
        "logicalLocations": [{"fullyQualifiedName": name, "kind": "member" if place.row else "object"}],
    }


def _uri(file: str) -> str:
    return quote(Path(file).as_posix(), safe="/:~._-")


def _notification(problem: InputProblem, language: str) -> dict[str, Any]:
    text = f"{problem.message.in_language(language)} {problem.remedy.in_language(language)}".strip()
    notification: dict[str, Any] = {
        "level": "error",
        "descriptor": {"id": problem.code},
        "message": {"text": text},
    }
    if location := _location(problem.place, problem.code, language):
        notification["locations"] = [location]
    return notification
