"""Networks, flows, matrix and time lines: they hold what the graph says, and the pictures hold what they hold."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools

import pytest

from integraph.namespaces import NAMESPACES, SCHEME
from integraph.networks import build
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Thing
from integraph.responsibility.compare import compare, tasks_of
from integraph.responsibility.timeline import timeline
from integraph.views import comparison, duty, flows, matrix, netdrawing, programmes, timebar
from integraph.views.naming import BODY, find
from integraph.views.network import FAMILIES, Networks
from integraph.views.programmes import Programmes

from .svg import boxes, links, parsed

ALL = frozenset(FAMILIES)
CENTRE = Thing(NAMESPACES["kind"] + "kommunales-integrationszentrum", "Kommunales Integrationszentrum")
NRW, HESSE = NAMESPACES["geb"] + "05", NAMESPACES["geb"] + "06"
ON = "2024-01-01"


@pytest.fixture(scope="module")
def networks(resolver: Resolver) -> Networks:
    return Networks(resolver)


@pytest.fixture(scope="module")
def known(resolver: Resolver) -> Programmes:
    return Programmes(resolver)


def test_each_relation_of_the_network_rests_on_an_asserted_statement_of_the_status_quo(networks: Networks) -> None:
    found = networks.around(CENTRE, ALL)
    assert found.edges
    for edge in found.edges:
        ask = """ASK { ?s ig:polarity ig:asserted ; ig:modality/ig:isStatusQuo true ; ?p ?a ; ?q ?b }"""
        by_programme = "ASK { ?s ig:programme/ig:funder ?a }"
        graph = networks.resolver.graph
        assert graph.ask(ask, s=edge.statement.iri, a=edge.a, b=edge.b) or graph.ask(
            by_programme, s=edge.statement.iri, a=edge.a
        )


def test_nodes_left_out_are_counted_and_said_in_the_picture(networks: Networks) -> None:
    everything = networks.around(CENTRE, ALL, most=100)
    some = networks.around(CENTRE, ALL, most=10)
    assert everything.left_out == 0
    assert some.left_out == len(everything.nodes) - 10 > 0
    assert {t for t, _ in some.nodes} < {t for t, _ in everything.nodes}
    assert f"Weitere {some.left_out} in dieser Reichweite" in netdrawing.draw(some, str)


def test_a_second_step_reaches_farther_and_a_family_alone_less(networks: Networks) -> None:
    near = {t for t, _ in networks.around(CENTRE, ALL, 1, most=500).nodes}
    far = {t for t, _ in networks.around(CENTRE, ALL, 2, most=5000).nodes}
    tied = networks.around(CENTRE, frozenset({"zusammenarbeit"}), most=500)
    assert near < far
    assert {t for t, _ in tied.nodes} < near
    assert {e.family for e in tied.edges} == {"zusammenarbeit"}


def test_with_a_place_only_statements_that_hold_there_are_taken(networks: Networks) -> None:
    found = networks.around(CENTRE, ALL, area=HESSE)
    places = networks.resolver.graph.select
    for edge in found.edges:
        rows = places("SELECT ?place { ?s ig:appliesIn ?place }", s=edge.statement.iri)
        assert {row["place"].value for row in rows} & {HESSE, NAMESPACES["geb"] + "de"}
    assert len(found.edges) < len(networks.around(CENTRE, ALL).edges)


def test_no_box_of_the_network_lies_on_another_and_each_node_is_a_link(networks: Networks) -> None:
    found = networks.around(CENTRE, ALL, most=60)
    root = parsed(netdrawing.draw(found, str))
    assert sorted(href for href, _ in links(root)) == sorted(thing.iri for thing, _ in found.nodes)
    for a, b in itertools.combinations(boxes(root), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_the_network_is_drawn_the_same_each_time(resolver: Resolver) -> None:
    first, second = (netdrawing.draw(Networks(resolver).around(CENTRE, ALL), str) for _ in range(2))
    assert first == second


def test_a_lonely_node_is_drawn_alone(networks: Networks) -> None:
    found = networks.around(Thing(NAMESPACES["akt"] + "gibt-es-nicht", "Niemand"), ALL)
    assert found.edges == ()
    assert len(links(parsed(netdrawing.draw(found, str)))) == 1


def test_programmes_of_a_place_are_its_own_its_lands_and_the_federations(known: Programmes, resolver: Resolver) -> None:
    chain = resolver.geography.chain(NAMESPACES["geb"] + "06611000").iris
    found = {p.thing.iri for p in known.select(chain)}
    assert NAMESPACES["foe"] + "he-wir-koordination" in found
    assert NAMESPACES["foe"] + "mbe" in found
    assert NAMESPACES["foe"] + "nw-ki" not in found


def test_the_table_of_programmes_has_amounts_recipients_and_take_up(known: Programmes) -> None:
    (hesse,) = (p for p in known.all if p.thing.iri == NAMESPACES["foe"] + "he-wir-koordination")
    assert any("60.000 EUR" in amount for amount in hesse.amounts)
    assert any("33 antragsberechtigten" in figure.label for figure in hesse.figures)
    record = dict(zip(*programmes.table([hesse], "eines").records(), strict=True))
    assert "60.000" in record["Beträge und Stellen"]
    assert record["Geldgeber"] == "Hessen"
    assert record["Programm (IRI)"] == hesse.thing.iri


def test_every_programme_has_as_many_amount_free_rows_as_the_sources_leave_open(known: Programmes) -> None:
    rows = programmes.table(list(known.all), "alle").rows
    assert len(rows) == len(known.all) > 100
    assert all(row[5].plain for row in rows)


def test_flows_keep_their_weight_from_funder_through_programme_to_recipient(known: Programmes) -> None:
    found = flows.flows(known.all, "alle")
    for column in (0, 1, 2):
        total = sum(node.weight for node in found.nodes if node.column == column)
        assert total == pytest.approx(sum(max(1, len(p.rules)) for p in known.all))
    for node in found.nodes:
        ends = [b.weight for b in found.bands if (b.source is node if node.column == 0 else b.target is node)]
        assert sum(ends) == pytest.approx(node.weight)
    assert {n.thing for n in found.nodes if n.column == 1} == {p.thing for p in known.all}


def test_nodes_of_the_flow_lie_inside_the_picture_and_not_on_each_other(known: Programmes) -> None:
    root = parsed(flows.draw(flows.flows(known.select(frozenset({NRW})), "NRW"), str))
    height = float(root.get("height") or 0)
    drawn = boxes(root)
    assert drawn
    assert all(0 < top < bottom < height for _, top, _, bottom in drawn)
    for a, b in itertools.combinations(drawn, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 0.11 or b[3] <= a[1] + 0.11


def test_the_matrix_of_a_place_holds_its_answers_and_nothing_else(resolver: Resolver) -> None:
    tasks = tasks_of(resolver, NAMESPACES["field"] + "partizipation")
    found = matrix.of_place(resolver, tasks, NRW, ON, by_actor=True)
    expected = {(task, row.holder.iri, row.role.iri) for task in tasks for row in resolver.resolve(task, NRW, ON).rows}
    shown = {(t, c, e.role.iri) for (t, c), entries in found.fields.items() for e in entries}
    assert shown == expected
    assert expected


def test_the_matrix_of_the_sources_leaves_out_what_is_only_demanded(resolver: Resolver) -> None:
    tasks = resolver.knowledge.tasks
    found = matrix.of_statements(resolver, tasks, ON, by_actor=True)
    shown = {(t, c, e.role.iri) for (t, c), entries in found.fields.items() for e in entries}
    said = {
        (task, holder, role)
        for fact in resolver.knowledge.facts.values()
        if fact.one("modality") in resolver.knowledge.status_quo and not (fact.one("polarity") or "").endswith("denied")
        for task in fact.all("task")
        for holder in (*fact.all("holder"), *fact.all("holderType"))
        for role in fact.all("role")
    }
    everything = {
        (task, holder, role)
        for fact in resolver.knowledge.facts.values()
        for task in fact.all("task")
        for holder in (*fact.all("holder"), *fact.all("holderType"))
        for role in fact.all("role")
    }
    assert shown <= said < everything
    assert len(shown) > 500


def test_codes_of_roles_are_short_and_unlike_each_other(resolver: Resolver) -> None:
    found = matrix.of_statements(resolver, resolver.knowledge.tasks, ON, by_actor=False)
    codes = matrix.codes(found)
    assert len(set(codes.values())) == len(codes) >= 10
    assert all(len(code) <= 3 for code in codes.values())
    assert [c.iri for c in found.columns][:2] == [SCHEME + "level/eu", SCHEME + "level/bund"]
    parsed(matrix.draw(found, str))


def test_the_comparison_as_a_table_has_every_answer_of_every_place(resolver: Resolver) -> None:
    task = NAMESPACES["aufg"] + "sprachmittlung"
    found = compare(resolver, [task], [NRW, HESSE], ON)
    rows = list(csv.DictReader(io.StringIO(comparison.table(found).csv())))
    told = {(r["Gebiet"], r["Rolle"], r["Zuständig"]) for r in rows}
    for area in (NRW, HESSE):
        for row in resolver.resolve(task, area, ON).rows:
            assert (resolver.knowledge.labels(area), row.role.label, row.holder.label) in told
    overview = comparison.overview(found)
    assert [t.iri for t in overview.tasks] == [NRW, HESSE]
    assert overview.entries(overview.tasks[0], overview.columns[0])


def test_the_federal_funding_of_education_coordinators_ends_when_the_programme_did(resolver: Resolver) -> None:
    task = NAMESPACES["aufg"] + "bildungskoordination"
    found = timebar.lanes(timeline(resolver, task, NRW))
    spans = {lane.holder.label: lane.spans for lane in found if lane.role.iri.endswith("finanzierung")}
    federal = spans["Bundesministerium für Bildung und Forschung"]
    assert federal == ((dt.date(2016, 1, 1), dt.date(2021, 12, 31)),)


def test_events_come_in_the_order_of_time_with_their_passages(resolver: Resolver) -> None:
    found = timebar.events(resolver, NRW)
    assert [h.day for h in found] == sorted(h.day for h in found)
    assert any(h.date == "2012-02-14" for h in found), "the date of the act on participation and integration"
    assert all(h.evidence for h in found)
    line = timebar.TimeLine("t", "a", (), found)
    assert line.years[0] < found[0].day.year
    assert len(line.table().rows) == len(found)
    hrefs = [href for href, _ in links(parsed(timebar.draw(line, str)))]
    assert hrefs == [h.thing.iri for h in found]


def test_a_name_is_found_by_slug_label_and_iri(resolver: Resolver) -> None:
    by_slug = find(resolver.lookup, BODY, "kommunales-integrationszentrum")
    assert by_slug == CENTRE
    assert find(resolver.lookup, BODY, CENTRE.label) == find(resolver.lookup, BODY, CENTRE.iri) == CENTRE


@pytest.mark.parametrize("colour", [d.colour for d in duty.DUTIES])
def test_text_on_a_colour_can_be_read(colour: str) -> None:
    from integraph.views.svg import on

    def luminance(value: str) -> float:
        channels = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((luminance(colour), luminance(on(colour))), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_in_a_place_a_programme_has_only_the_funders_and_rules_that_hold_there(
    known: Programmes, resolver: Resolver
) -> None:
    chain = resolver.geography.chain(NAMESPACES["geb"] + "06531").iris
    for programme in known.select(chain):
        for rule in programme.rules:
            rows = resolver.graph.select("SELECT ?p { ?r ig:appliesIn ?p }", r=rule.iri)
            assert not rows or chain & {row["p"].value for row in rows}, rule.label
    elsewhere = {p.thing.iri: p for p in known.all}[NAMESPACES["foe"] + "kommunale-eigenmittel-integration"]
    here = {p.thing.iri: p for p in known.select(chain)}[NAMESPACES["foe"] + "kommunale-eigenmittel-integration"]
    assert len(here.rules) < len(elsewhere.rules)
    assert "Augsburg" in {f.label for f in elsewhere.funders} - {f.label for f in here.funders}


def test_pictures_and_measures_read_the_same_ties_from_the_graph(networks: Networks, resolver: Resolver) -> None:
    measured = {
        (relation.statement, relation.source, relation.target)
        for relation in build(resolver.graph, ["responsibility", "supervision"], on=dt.date(2024, 1, 1)).relations
    }
    drawn = {(e.statement.iri, e.a, e.b) for e in networks.edges if e.family in ("zustaendigkeit", "aufsicht")}
    assert len(measured) > 1000
    assert measured <= drawn
    rows = resolver.graph.select(
        "SELECT ?s ?from ?until { ?s a ?class ; ig:polarity ig:asserted ; ig:modality/ig:isStatusQuo true"
        " VALUES ?class { ig:Responsibility ig:Supervision } OPTIONAL { ?s schema:validFrom ?from }"
        " OPTIONAL { ?s schema:validThrough ?until } }"
    )
    undated = {row["s"].value for row in rows if "from" not in row and "until" not in row}
    assert {tie for tie in drawn if tie[0] in undated} <= measured | {tie for tie in drawn if tie[1] == tie[2]}
