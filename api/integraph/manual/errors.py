"""The error codes of the HTTP interface and of inputs that a validation cannot read."""

from __future__ import annotations

from integraph.codes import INPUT_PROBLEMS, PROBLEMS

from .markdown import Page, code


def page() -> Page:
    """Return the page of all codes."""
    made = Page("Fehlercodes", "Jeder `code` von problem+json und jeder Grund, warum eine Eingabe nicht lesbar ist.")
    made.heading("HTTP (`application/problem+json`)")
    made.paragraph(
        "Jeder Fehler hat `type`, `title`, `status`, `code`, `detail` (ein Satz) und `instance` (RFC 9457); "
        "`type` ist `https://w3id.org/integraph/problem/` und der Code. Er bleibt gleich, der Satz nicht."
    )
    made.table(
        ("Code", "Status", "Bedeutung", "Abhilfe"),
        [(code(n), ", ".join(map(str, c.statuses)), c.meaning, c.remedy) for n, c in sorted(PROBLEMS.items())],
    )
    made.heading("Nicht lesbare Eingaben (`integraph validate`, `POST /validate`)")
    made.table(
        ("Code", "Bedeutung", "Abhilfe"),
        [(code(name), *problem) for name, problem in sorted(INPUT_PROBLEMS.items())],
    )
    made.paragraph("Was gelesen, aber falsch ist, meldet eine [Prüfregel](pruefregeln.md).")
    return made
