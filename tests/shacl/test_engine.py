"""What reports hold beyond what pySHACL can be compared on."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from integraph.shacl import (
    ValidationFailure,
    ValidationReport,
    engine,
    read_shapes,
    revalidate,
    validate,
)
from integraph.shacl.paths import Inverse, Predicate, Repeated, Sequence
from integraph.shacl.terms import SH
from shacl.generated import EX, ex, typed
from shacl.reports import of_report, results_of
from shacl.test_against_pyshacl import turtle

DATA = turtle('ex:a a ex:C ; ex:p 1 , "zwei" . ex:b a ex:C ; ex:p 3 . ex:c ex:p "vier" .')
INTEGERS = turtle(
    "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property ex:P ."
    "ex:P sh:path ex:p ; sh:datatype <http://www.w3.org/2001/XMLSchema#integer> ."
)


def foci(report: ValidationReport) -> list[str]:
    return sorted(result.focus_node.value.removeprefix(EX) for result in report.results)


def test_a_result_has_the_fields_of_the_w3c() -> None:
    first, _ = sorted(validate(DATA, INTEGERS).results, key=lambda result: result.focus_node.value)
    assert (first.focus_node, first.value) == (ex("a"), ox.Literal("zwei"))
    assert first.result_path == Predicate(EX + "p")
    assert first.source_shape == ex("P")
    assert first.source_constraint_component == ox.NamedNode(SH + "DatatypeConstraintComponent")
    assert first.result_severity == ox.NamedNode(SH + "Violation")
    assert [m.language for m in first.result_messages] == ["de", "en"]
    assert "xsd:integer" in first.result_messages[0].value
    assert str(first).startswith(f"Violation: <{EX}a> <{EX}p> = ")


def test_without_results_the_data_conforms() -> None:
    report = validate(turtle("ex:a ex:p 1 ."), INTEGERS)
    assert report.conforms
    assert results_of(report.as_triples()) == (True, {})


def test_only_the_nodes_asked_for_are_validated() -> None:
    assert foci(validate(DATA, INTEGERS)) == ["a", "c"]
    assert foci(validate(DATA, INTEGERS, focus=[ex("c"), ex("b"), ex("unknown")])) == ["c"]
    assert foci(validate(DATA, INTEGERS, focus=[])) == []


def test_shapes_that_are_asked_about_values_are_not_limited_by_the_focus() -> None:
    shapes = turtle("ex:S sh:targetNode ex:d ; sh:property [ sh:path ex:q ; sh:node ex:N ] . ex:N sh:class ex:C .")
    data = [*DATA, *turtle("ex:d ex:q ex:c .")]
    (result,) = validate(data, shapes, focus=[ex("d")]).results
    assert (result.focus_node, result.value) == (ex("d"), ex("c"))
    assert [inner.source_shape for inner in result.detail] == [ex("N")]


def test_a_store_is_validated_as_it_is_and_named_graphs_are_no_data() -> None:
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in DATA)
    store.add(ox.Quad(ex("x"), ex("p"), ox.Literal("fünf"), ex("graph")))
    before = len(store)
    assert foci(validate(store, INTEGERS)) == ["a", "c"]
    assert len(store) == before


def test_many_nodes_and_few_nodes_are_treated_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = [*INTEGERS, *turtle("ex:S sh:not [ sh:property [ sh:path ex:p ; sh:minCount 2 ] ] .")]
    written = of_report(validate(DATA, shapes))
    monkeypatch.setattr(engine, "_FEW", 0)
    assert of_report(validate(DATA, shapes)) == written
    assert not written[0]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("byte", "-128", "128"),
        ("unsignedByte", "255", "-1"),
        ("unsignedLong", "18446744073709551615", "18446744073709551616"),
        ("positiveInteger", "1", "0"),
        ("nonPositiveInteger", "0", "1"),
        ("nonNegativeInteger", "1" + 40 * "0", "-1"),
        ("negativeInteger", "-1", "0"),
        ("int", "007", "sieben"),
        ("dateTime", "2024-01-01T00:00:00Z", "2024-13-01T00:00:00Z"),
        ("dateTimeStamp", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00"),
        ("gYear", "2024", "MMXXIV"),
        ("boolean", "1", "ja"),
        ("double", "1e3", "1e"),
        ("duration", "P1Y", "1Y"),
    ],
)
def test_texts_that_are_none_of_their_datatype_are_found(kind: str, good: str, bad: str) -> None:
    shapes = turtle(f"ex:S sh:path ex:p ; sh:targetNode ex:a ; sh:datatype <{typed('', kind).datatype.value}> .")
    data = [ox.Triple(ex("a"), ex("p"), typed(text, kind)) for text in (good, bad)]
    (result,) = validate(data, shapes).results
    assert result.value == typed(bad, kind)
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in data)
    (result,) = validate(store, shapes).results
    assert isinstance(result.value, ox.Literal)
    assert result.value.value == bad


def test_an_integer_is_no_byte_and_a_byte_no_integer_where_triples_tell() -> None:
    data = [ox.Triple(ex("a"), ex("p"), typed("1", "byte")), ox.Triple(ex("a"), ex("p"), typed("2", "integer"))]
    for kind, wrong in (("byte", typed("2", "integer")), ("integer", typed("1", "byte"))):
        shapes = turtle(f"ex:S sh:path ex:p ; sh:targetNode ex:a ; sh:datatype <{typed('', kind).datatype.value}> .")
        assert [result.value for result in validate(data, shapes).results] == [wrong]


def test_values_are_reported_as_they_were_written() -> None:
    data = [ox.Triple(ex("a"), ex("p"), typed("007", "integer"))]
    (result,) = validate(data, turtle("ex:S sh:path ex:p ; sh:targetNode ex:a ; sh:minInclusive 8 .")).results
    assert result.value == typed("007", "integer")


def test_a_path_is_given_in_full_in_the_report() -> None:
    path = "( [ sh:inversePath ex:p ] [ sh:zeroOrMorePath ex:q ] )"
    report = validate(DATA, turtle(f"ex:S sh:path {path} ; sh:targetNode ex:a ; sh:minCount 1 ."))
    (result,) = report.results
    wanted = Sequence((Inverse(Predicate(EX + "p")), Repeated(Predicate(EX + "q"), "*")))
    assert result.result_path == wanted
    (found,) = of_report(report)[1]
    assert found.path == wanted


def test_a_node_that_no_triple_mentions_reaches_itself_by_an_empty_path() -> None:
    shapes = turtle("ex:S sh:path [ sh:zeroOrMorePath ex:q ] ; sh:targetNode ex:nowhere , 5 ; sh:class ex:C .")
    assert {result.value for result in validate(DATA, shapes).results} == {ex("nowhere"), typed("5", "integer")}


def query(text: str, more: str = "") -> list[ox.Triple]:
    return turtle(f'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:select """{text}""" ; {more} ] .')


def test_messages_are_filled_with_what_the_query_found() -> None:
    text = f"SELECT $this ?value WHERE {{ $this <{EX}p> ?value . FILTER(isNumeric(?value)) }}"
    report = validate(DATA, query(text, 'sh:message "{$this} hat {?value}, nicht {?anderes}"@de'))
    found = {message for result in report.results for message in result.result_messages}
    assert found == {ox.Literal(f"{EX}{n} hat {v}, nicht {{?anderes}}", language="de") for n, v in (("a", 1), ("b", 3))}


def test_a_message_of_the_solution_goes_before_and_one_of_the_shape_before_all() -> None:
    text = 'SELECT $this ?message WHERE { BIND("aus der Abfrage" AS ?message) }'
    shapes = query(text, 'sh:message "aus dem Constraint"')
    assert {m.value for r in validate(DATA, shapes).results for m in r.result_messages} == {"aus der Abfrage"}
    shapes += turtle('ex:S sh:message "aus der Regel" .')
    assert {m.value for r in validate(DATA, shapes).results for m in r.result_messages} == {"aus der Regel"}


def test_a_deactivated_query_finds_nothing() -> None:
    assert validate(DATA, query("SELECT $this WHERE {}", "sh:deactivated true")).conforms
    assert not validate(DATA, query("SELECT $this WHERE {}")).conforms


def test_a_query_that_reports_a_failure_stops_the_validation() -> None:
    with pytest.raises(ValidationFailure, match=r"\?failure"):
        validate(DATA, query("SELECT $this (true AS ?failure) WHERE {}"))


def test_a_query_may_look_into_named_graphs() -> None:
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in DATA)
    store.add(ox.Quad(ex("a"), ex("p"), ox.Literal(""), ex("graph")))
    text = f"SELECT $this WHERE {{ GRAPH <{EX}graph> {{ FILTER(BOUND($this)) $this ?p ?o }} }}"
    assert foci(validate(store, query(text))) == ["a"]


def test_a_query_finds_blank_nodes_in_named_graphs_too() -> None:
    store = ox.Store()
    for graph in (ox.DefaultGraph(), ex("graph")):
        store.add(ox.Quad(ox.BlankNode("n"), ex("p"), ox.Literal("x"), graph))
    shapes = turtle(
        f"ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:sparql [ sh:select"
        f' "SELECT $this WHERE {{ GRAPH <{EX}graph> {{ $this ?p ?o }} }}" ] .'
    )
    assert [result.focus_node for result in validate(store, shapes).results] == [ox.BlankNode("n")]


def test_one_parameter_with_several_values_is_several_constraints() -> None:
    shapes = turtle(
        """ex:Not a sh:ConstraintComponent ; sh:parameter [ sh:path ex:not ] ; sh:message "nicht {$not}" ;
          sh:validator [ sh:ask "ASK { FILTER($value != $not) }" ] .
        ex:S sh:targetNode ex:a , ex:b , ex:c ; ex:not ex:a , ex:b ."""
    )
    report = validate(DATA, shapes)
    assert foci(report) == ["a", "b"]
    assert {m.value for r in report.results for m in r.result_messages} == {f"nicht {EX}a", f"nicht {EX}b"}


def test_revalidation_leaves_alone_what_the_change_cannot_affect() -> None:
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in DATA)
    report = validate(store, INTEGERS)
    forgotten = ValidationReport(tuple(f for f in report.findings if f.node != ex("c")), report.shapes)
    quad = ox.Quad(ex("b"), ex("p"), ox.Literal("drei"))
    store.add(quad)
    # the result at ex:c, which was taken away, would be back if that node had been looked at
    assert foci(revalidate(forgotten, store, [quad])) == ["a", "b"]
    assert foci(revalidate(report, store, [quad])) == ["a", "b", "c"]


def test_revalidation_keeps_to_the_focus_of_the_report() -> None:
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in DATA)
    report = validate(store, INTEGERS, focus=[ex("a")])
    quad = ox.Quad(ex("b"), ex("p"), ox.Literal("drei"))
    store.add(quad)
    assert foci(revalidate(report, store, [quad])) == ["a"]


def test_a_shape_with_a_query_is_revalidated_as_a_whole() -> None:
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in DATA)
    report = validate(store, query(f"SELECT $this WHERE {{ <{EX}far> <{EX}away> $this }}"))
    assert report.conforms
    quad = ox.Quad(ex("far"), ex("away"), ex("b"))
    store.add(quad)
    assert foci(revalidate(report, store, [quad])) == ["b"]


def test_shapes_are_read_once_for_many_validations() -> None:
    shapes = read_shapes(INTEGERS)
    assert [foci(validate(data, shapes)) for data in (DATA, turtle("ex:x ex:p ex:y ."))] == [["a", "c"], ["x"]]
