"""Places side by side as a table and as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from integraph.responsibility.answer import Row, Thing
from integraph.responsibility.compare import Cell as Compared
from integraph.responsibility.compare import Comparison
from integraph.responsibility.funding import Funding
from integraph.views.duty import DENIED, Duty, duty_of_row, strictest
from integraph.views.matrix import Entry, Matrix
from integraph.views.table import Cell, Table, cell, german, sources
from integraph.views.words import GERMAN, Words


def table(found: Comparison, words: Words = GERMAN) -> Table:
    """Return a row for each answer of each place, funding rules after the roles; the form for a spreadsheet."""
    rows: list[tuple[Cell, ...]] = []
    for line in found.roles:
        for area, compared in zip(found.areas, line.cells, strict=True):
            rows += [_row(line.task, area, line.role, row, words) for row in compared.rows]
            rows += [
                (
                    cell(line.task),
                    cell(area),
                    cell(line.role),
                    cell(denied),
                    cell(DENIED.name(words)),
                    cell(),
                    cell(),
                    cell(),
                )
                for denied in compared.denied
            ]
    for amounts in found.funding:
        for area, rules in zip(found.areas, amounts.cells, strict=True):
            rows += [_funding(amounts.task, area, rule, words) for rule in rules]
    names = ", ".join(map(words.name, found.areas))
    head = (
        words("Aufgabe", "Task"),
        words("Gebiet", "Area"),
        words("Rolle", "Role"),
        words("Zuständig", "Responsible"),
        words("Pflicht", "Duty"),
        words("Bedingung", "Condition"),
        words("Rechtsgrundlage", "Legal basis"),
        words("Belege", "Sources"),
    )
    caption = f"{words('Vergleich am', 'Comparison on')} {words.day(found.on)}: {names}"
    return Table(caption, head, tuple(rows)).called(words)


def _row(task: Thing, area: Thing, role: Thing, row: Row, words: Words) -> tuple[Cell, ...]:
    conditions = "; ".join(c.text for c in row.conditions)
    return (
        cell(task),
        cell(area),
        cell(role),
        cell(row.holder),
        cell(duty_of_row(row).name(words)),
        german(conditions),
        cell(*row.legal_basis),
        sources(row.evidence),
    )


def _funding(task: Thing, area: Thing, rule: Funding, words: Words) -> tuple[Cell, ...]:
    return (
        cell(task),
        cell(area),
        cell(words("Förderung", "Funding") + (f": {rule.amount}" if rule.amount else "")),
        cell(*rule.funders),
        cell(),
        cell(),
        cell(rule.programme),
        sources(rule.evidence),
    )


def distinct(rows: Sequence[Row]) -> list[Row]:
    """Return *rows* without those that say the same of the same holder at another level or by another statement."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        found.setdefault((row.holder.iri, duty_of_row(row), tuple(c.text for c in row.conditions)), row)
    return list(found.values())


def distinct_rules(rules: Sequence[Funding]) -> list[Funding]:
    """Return *rules* with one for each programme and amount, those that name an amount first."""
    found: dict[tuple[str, str], Funding] = {}
    for rule in sorted(rules, key=lambda rule: not rule.amount):
        found.setdefault((rule.programme.iri, rule.amount), rule)
    named = {programme for programme, amount in found if amount}
    return [rule for (programme, amount), rule in found.items() if amount or programme not in named]


def overview(found: Comparison, words: Words = GERMAN) -> Matrix:
    """Return the comparison as a matrix: a place a row, a task a column, the roles with their duties in the fields."""
    fields: dict[tuple[str, str], list[Entry]] = {}
    for line in found.roles:
        for area, compared in zip(found.areas, line.cells, strict=True):
            if compared.rows or compared.denied:
                fields.setdefault((area.iri, line.task.iri), []).append(Entry(line.role, _duty(compared)))
    tasks = dict.fromkeys(line.task for line in found.roles)
    return Matrix(
        ", ".join(map(words.name, tasks)) if len(tasks) <= 3 else words("Vergleich", "Comparison"),
        words(
            f"Rollen und Pflichten nach Gebiet am {words.day(found.on)}; je Rolle die strengste Pflicht.",
            f"Roles and duties by area on {words.day(found.on)}; for each role the strictest duty.",
        ),
        found.areas,
        tuple(tasks),
        {key: tuple(entries) for key, entries in fields.items()},
        words("Aufgabe", "Task"),
    )


def _duty(compared: Compared) -> Duty:
    return strictest([duty_of_row(row) for row in compared.rows] or [DENIED])
