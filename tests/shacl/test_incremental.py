"""Validating what a change can affect gives the same report as validating everything."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from integraph.shacl import ValidationReport, read_shapes, revalidate, validate
from shacl.generated import Triples, graphs, pools, shapes_graphs, triples

cases = pools.flatmap(
    lambda pool: st.tuples(graphs(pool), shapes_graphs(pool), st.lists(triples(pool), max_size=3), st.randoms())
)


def store_of(data: Triples) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in data)
    return store


def same(one: ValidationReport, other: ValidationReport) -> bool:
    return Counter(one.findings) == Counter(other.findings)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases)
def test_a_changed_graph_is_revalidated_as_if_anew(case: tuple[Triples, Triples, Triples, object]) -> None:
    data, shapes, added, random = case
    removed = random.sample(data, min(len(data), 2))  # type: ignore[attr-defined]
    changed = [*removed, *added]
    assume(changed)
    store = store_of(data)
    before = validate(store, shapes)
    for triple in removed:
        store.remove(ox.Quad(triple.subject, triple.predicate, triple.object))
    for triple in added:
        store.add(ox.Quad(triple.subject, triple.predicate, triple.object))
    now = validate(store, read_shapes(shapes))
    event("the change made a difference" if not same(before, now) else "no difference")
    assert same(revalidate(before, store, changed), now)
