"""What must hold for every municipality, task and date, tried on random ones of the whole register."""

from __future__ import annotations

import csv
import datetime as dt
import io
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integraph.responsibility import Answer, Resolver
from integraph.responsibility.batch import COLUMNS, batch
from integraph.responsibility.compare import compare
from integraph.responsibility.diff import municipalities
from integraph.responsibility.knowledge import Fact
from integraph.store import Graph

ON = "2024-06-01"
CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DATES = st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31)).map(dt.date.isoformat)


@pytest.fixture(scope="module")
def resolver(graph: Graph) -> Resolver:
    found = Resolver(graph)
    found.geography.load_all()
    return found


@pytest.fixture(scope="module")
def areas(graph: Graph) -> list[str]:
    return municipalities(graph)


def essence(answer: Answer) -> list[object]:
    return [(row.key(), row.statements, row.certainty) for row in answer.rows]


@CALM
@given(data=st.data(), on=DATES)
def test_every_municipality_gets_an_answer_or_explicit_silence(
    resolver: Resolver, areas: list[str], data: st.DataObject, on: str
) -> None:
    area = data.draw(st.sampled_from(areas))
    task = data.draw(st.sampled_from(resolver.knowledge.tasks))
    answer = resolver.resolve(task, area, on)
    spoken = {row.role.iri for row in answer.rows}
    assert spoken | {role.iri for role in answer.silent} >= set(resolver.knowledge.roles)
    assert spoken.isdisjoint(role.iri for role in answer.silent)
    assert bool(answer.rows) == (answer.note is None)
    for row in answer.rows:
        assert row.holder.label
        assert row.certainty.iri
        assert row.reason["de"].endswith(".")
        assert row.reason["en"].endswith(".")
        assert row.evidence


@CALM
@given(data=st.data())
def test_no_answer_comes_from_another_land(resolver: Resolver, areas: list[str], data: st.DataObject) -> None:
    area = data.draw(st.sampled_from(areas))
    answer = resolver.resolve(data.draw(st.sampled_from(resolver.knowledge.tasks)), area, ON)
    chain = resolver.geography.chain(area)
    for row in answer.rows:
        assert row.territory.iri in chain.iris
        territory = resolver.geography.territories.get(row.holder.iri)
        named = any(row.holder.iri in resolver.knowledge.facts[s.iri].all("holder") for s in row.statements)
        assert territory is None or row.holder.iri in chain.iris or named


@CALM
@given(data=st.data())
def test_adding_an_unrelated_statement_changes_nothing(
    resolver: Resolver, areas: list[str], data: st.DataObject
) -> None:
    area, elsewhere = data.draw(st.lists(st.sampled_from(areas), min_size=2, max_size=2, unique=True))
    tasks = resolver.knowledge.tasks
    task = data.draw(st.sampled_from(tasks))
    other = data.draw(st.sampled_from([t for t in tasks if t != task and t not in resolver.knowledge.broader(task)]))
    place = data.draw(st.sampled_from([elsewhere, area]))
    before = essence(resolver.resolve(task, area, ON))
    added = _statement("neu", other if place == area else task, place)
    with _Added(resolver, added):
        assert essence(resolver.resolve(task, area, ON)) == before


@CALM
@given(data=st.data())
def test_a_more_specific_statement_always_wins(resolver: Resolver, areas: list[str], data: st.DataObject) -> None:
    area = data.draw(st.sampled_from(areas))
    task = data.draw(st.sampled_from(resolver.knowledge.tasks))
    added = _statement("hier", task, area)
    with _Added(resolver, added):
        answer = resolver.resolve(task, area, ON, added.values["role"][0])
    ours = [row for row in answer.rows if added.iri in {s.iri for s in row.statements}]
    assert [row.holder.iri for row in ours] == [area]
    for row in answer.rows:
        fact = resolver.knowledge.facts.get(row.statements[0].iri, added)
        same = not fact.all("targetGroup") and fact.all("role") == added.all("role") and fact is not added
        assert not same or row.territory.iri == area, f"{fact.iri} should have been beaten"


@CALM
@given(data=st.data())
def test_every_chain_ends_at_the_bund_and_its_containment_is_ordered(
    resolver: Resolver, areas: list[str], data: st.DataObject
) -> None:
    chain = resolver.geography.chain(data.draw(st.sampled_from(areas)))
    territories = chain.inner_first()
    assert territories[0].iri == chain.area
    assert territories[-1].iri.endswith("/de")
    assert sum("land" in {level.rsplit("/", 1)[-1] for level in t.levels} for t in territories) == 1
    assert not any(chain.is_within(outer.iri, inner.iri) for inner, outer in pairwise(territories))


def test_the_batch_says_for_each_place_what_each_answer_says(resolver: Resolver, areas: list[str]) -> None:
    some = areas[:: len(areas) // 60]
    tasks = resolver.knowledge.tasks[::25]
    out = io.StringIO()
    lines = batch(resolver, some, tasks, ON, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert len(rows) == lines
    assert tuple(rows[0]) == COLUMNS
    from integraph.namespaces import expand

    found: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for row in rows:
        key = (expand(row["area"]), expand(row["task"]))
        found.setdefault(key, [])
        if row["role"]:
            found[key].append((expand(row["role"]), expand(row["holder"]), expand(row["certainty"])))
    assert len(found) == len(some) * len(tasks)
    for (area, task), said in found.items():
        by_itself = [(r.role.iri, r.holder.iri, r.certainty.iri) for r in resolver.resolve(task, area, ON).rows]
        assert sorted(said) == sorted(by_itself)


def test_names_of_places_are_written_as_csv_asks(resolver: Resolver, areas: list[str]) -> None:
    out = io.StringIO()
    batch(resolver, areas[:50], resolver.knowledge.tasks[:1], ON, out, labels=True)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    labels = {resolver.geography.territories[a].label for a in areas[:50]}
    assert {row["areaName"] for row in rows} == labels


def test_a_comparison_marks_what_differs_and_nothing_else(resolver: Resolver) -> None:
    lookup = resolver.lookup
    hessen, bayern, thueringen = (lookup.area(name) for name in ("Hessen", "Bayern", "Thüringen"))
    board = lookup.task("Integrationsbeirat")
    found = compare(resolver, [board], [hessen, thueringen], ON)
    execution = next(line for line in found.roles if line.role.label == "Ausführung")
    assert execution.differs
    assert all(cell.rows for cell in execution.cells)
    courses = compare(resolver, [lookup.task("Integrationskurse")], [hessen, bayern], ON)
    assert not any(line.differs for line in courses.roles)
    with pytest.raises(ValueError, match="two different"):
        compare(resolver, [board], [hessen, hessen], ON)


def test_a_comparison_shows_the_amounts_that_the_laender_give(resolver: Resolver) -> None:
    lookup = resolver.lookup
    task = lookup.task("Koordination und Netzwerkarbeit")
    areas = [lookup.area(name) for name in ("Hessen", "Niedersachsen")]
    (funding,) = compare(resolver, [task], areas, ON).funding
    assert funding.differs
    hessen, niedersachsen = (" ".join(rule.amount for rule in cell) for cell in funding.cells)
    assert "bis 60.000 EUR" in hessen  # s0, table 2
    assert "bis 70.000 EUR" in niedersachsen


def _statement(slug: str, task: str, place: str) -> Fact:
    base = "https://w3id.org/integraph/"
    return Fact(
        f"{base}id/zustaendigkeit/{slug}",
        {
            "label": ["Ein Satz."],
            "task": [task],
            "role": [f"{base}scheme/role/ausfuehrung"],
            "holder": [place],
            "appliesIn": [place],
            "modality": [f"{base}scheme/modality/geltendes-recht"],
            "polarity": ["https://w3id.org/integraph/ontology#asserted"],
        },
    )


class _Added:
    """Adds one statement to what a resolver knows, for the time of a with block."""

    def __init__(self, resolver: Resolver, fact: Fact) -> None:
        self.knowledge, self.fact = resolver.knowledge, fact

    def __enter__(self) -> None:
        self.knowledge.facts[self.fact.iri] = self.fact
        for task in self.fact.all("task"):
            self.knowledge.by_task.setdefault(task, []).append(self.fact)

    def __exit__(self, *_: object) -> None:
        del self.knowledge.facts[self.fact.iri]
        for task in self.fact.all("task"):
            self.knowledge.by_task[task].remove(self.fact)
