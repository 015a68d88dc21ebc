"""Only what a delivery describes is validated: the same is found as by validating its whole context."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from integraph.build import read_turtle
from integraph.land.laender import find_land
from integraph.land.profile import context, profile_shapes
from integraph.paths import DATA
from integraph.shacl import validate
from integraph.shacl.report import ValidationResult
from integraph.store import Graph
from integraph.validation.engine import rule_set

DELIVERY = Path(__file__).parent / "delivery.ttl"


def described(result: ValidationResult) -> tuple[object, ...]:
    return (
        str(result.focus_node),
        str(result.source_shape),
        str(result.result_path),
        str(result.value),
        str(result.source_constraint_component),
        tuple(sorted(described(each) for each in result.detail)),
    )


@pytest.mark.parametrize(
    ("land", "spoil"),
    [("sn", ("", "")), ("sn", ("geb:14", "geb:06")), ("sn", ("ig:bindingness bind:muss ;", "")), ("he", None)],
)
def test_the_focus_on_a_delivery_hides_no_finding_about_it(
    land: str, spoil: tuple[str, str] | None, graph: Graph
) -> None:
    if spoil:
        text = DELIVERY.read_text(encoding="utf-8").replace(*spoil)
        own = [quad.triple for quad in ox.parse(input=text, format=ox.RdfFormat.TURTLE)]
    else:
        files = sorted((DATA / "laender" / land).glob("*.ttl"))
        own = [quad.triple for path in files for quad in read_turtle(path)]
    rules = rule_set([profile_shapes()]).compiled
    subclasses = graph.store.quads_for_pattern(
        None, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf"), None, ox.DefaultGraph()
    )
    data = [*own, *context(own, find_land(land), graph), *(quad.triple for quad in subclasses)]
    subjects = {triple.subject for triple in own if isinstance(triple.subject, ox.NamedNode)}
    whole = [described(r) for r in validate(data, rules).results if r.focus_node in subjects]
    focused = [described(r) for r in validate(data, rules, focus=subjects).results]
    assert sorted(whole) == sorted(focused)
    assert spoil == ("", "") or whole
