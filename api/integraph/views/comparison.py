"""Places side by side as a table and as a picture."""

from __future__ import annotations

from integraph.responsibility.answer import Row, Thing
from integraph.responsibility.compare import Cell as Compared
from integraph.responsibility.compare import Comparison
from integraph.responsibility.funding import Funding
from integraph.views.duty import DENIED, Duty, duty_of_row, strictest
from integraph.views.matrix import Entry, Matrix
from integraph.views.table import Cell, Table, cell, sources

HEAD = ("Aufgabe", "Gebiet", "Rolle", "Zuständig", "Pflicht", "Bedingung", "Rechtsgrundlage", "Belege")


def table(found: Comparison) -> Table:
    """Return a row for each answer of each place, funding rules after the roles; the form for a spreadsheet."""
    rows: list[tuple[Cell, ...]] = []
    for line in found.roles:
        for area, compared in zip(found.areas, line.cells, strict=True):
            rows += [_row(line.task, area, line.role, row) for row in compared.rows]
            rows += [
                (cell(line.task), cell(area), cell(line.role), cell(denied), cell(DENIED.text), cell(), cell(), cell())
                for denied in compared.denied
            ]
    for amounts in found.funding:
        for area, rules in zip(found.areas, amounts.cells, strict=True):
            rows += [_funding(amounts.task, area, rule) for rule in rules]
    names = ", ".join(area.label for area in found.areas)
    return Table(f"Vergleich am {found.on}: {names}", HEAD, tuple(rows))


def _row(task: Thing, area: Thing, role: Thing, row: Row) -> tuple[Cell, ...]:
    conditions = "; ".join(c.text for c in row.conditions)
    return (
        cell(task),
        cell(area),
        cell(role),
        cell(row.holder),
        cell(duty_of_row(row).text),
        cell(conditions),
        cell(*row.legal_basis),
        sources(row.evidence),
    )


def _funding(task: Thing, area: Thing, rule: Funding) -> tuple[Cell, ...]:
    return (
        cell(task),
        cell(area),
        cell(f"Förderung: {rule.amount}" if rule.amount else "Förderung"),
        cell(*rule.funders),
        cell(),
        cell(),
        cell(rule.programme),
        sources(rule.evidence),
    )


def overview(found: Comparison) -> Matrix:
    """Return the comparison as a matrix: a place a row, a task a column, the roles with their duties in the fields."""
    fields: dict[tuple[str, str], list[Entry]] = {}
    for line in found.roles:
        for area, compared in zip(found.areas, line.cells, strict=True):
            if compared.rows or compared.denied:
                fields.setdefault((area.iri, line.task.iri), []).append(Entry(line.role, _duty(compared)))
    tasks = dict.fromkeys(line.task for line in found.roles)
    return Matrix(
        ", ".join(task.label for task in tasks) if len(tasks) <= 3 else "Vergleich",
        f"Rollen und Pflichten nach Gebiet am {found.on}; je Rolle die strengste Pflicht.",
        found.areas,
        tuple(tasks),
        {key: tuple(entries) for key, entries in fields.items()},
        "Aufgabe",
    )


def _duty(compared: Compared) -> Duty:
    return strictest([duty_of_row(row) for row in compared.rows] or [DENIED])
