"""Bad inputs by the dozen: each gets its finding, at its place, in German words that say how to mend it."""

from __future__ import annotations

import time

import pytest
from cases import ANYWHERE, CASES, UNREADABLE, Case
from checking import HEADER, check, statement

from integraph.store import Graph
from integraph.validation import InputProblem, Report, Result, validate_inputs
from integraph.validation.inputs import Bounds, Input


@pytest.fixture(scope="module")
def report(graph: Graph) -> Report:
    """All cases in one run, which is how folders are checked too."""
    return validate_inputs([Input(case.name, case.content) for case in CASES], graph)


def test_there_are_at_least_150_cases_and_no_two_share_a_name() -> None:
    assert len(CASES) >= 150
    assert len({case.name for case in CASES}) == len(CASES)


def _said(found: Result | InputProblem) -> str:
    if isinstance(found, Result):
        return "\n".join((found.messages.de, found.found.de, found.expected.de, found.remedy.de))
    return f"{found.message.de}\n{found.remedy.de}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_input_is_found_at_its_place_and_in_its_words(report: Report, case: Case) -> None:
    found: list[Result | InputProblem]
    if case.kind == UNREADABLE:
        found = [p for p in report.problems if p.place.file == case.name and p.code == case.code]
        assert not [r for r in report.results if r.place.file == case.name]
    else:
        assert not [p for p in report.problems if p.place.file == case.name]
        found = [r for r in report.results if r.place.file == case.name and r.code == case.code]
    assert found, [r.code for r in report.results if r.place.file == case.name]
    if case.line != ANYWHERE:
        assert case.line in {each.place.line for each in found}
    assert any(all(word in _said(each) for word in case.words) for each in found), list(map(_said, found))


def test_every_result_has_a_line_a_german_and_an_english_message_and_says_what_is_expected(report: Report) -> None:
    for result in report.results:
        assert result.place.line, result
        assert result.messages.de != result.messages.en, result
        assert any(word in result.messages.de for word in ("MUSS", "MÜSSEN", "SOLL", "DARF")), result
        assert result.expected.de, result
        assert "http" not in result.remedy.de or "<http" in result.remedy.de or "xsd" in result.remedy.de, result


def test_every_problem_says_what_would_be_right_in_both_languages(report: Report) -> None:
    for problem in report.problems:
        assert problem.message.de, problem
        assert problem.message.en, problem
        assert problem.remedy.de or problem.code == "syntax", problem


def test_a_text_of_fifty_megabytes_is_refused_at_its_place(graph: Graph) -> None:
    started = time.monotonic()
    report = check(graph, f'{HEADER}zu:x a ig:Responsibility ;\n rdfs:label "{"x" * 50_000_000}"@de .')
    (problem,) = report.problems
    assert (problem.code, problem.place.line) == ("too-long", HEADER.count("\n") + 2)
    assert len(str(problem)) < 500
    assert time.monotonic() - started < 30


def test_a_text_of_five_megabytes_is_a_finding_that_does_not_repeat_it(graph: Graph) -> None:
    report = check(graph, f'{HEADER}zu:x a ig:Responsibility ;\n rdfs:label "{"x" * 5_000_000}"@de .')
    (result,) = [r for r in report.results if r.code == "TextLength"]
    assert result.place.line == HEADER.count("\n") + 2
    assert max(len(str(r)) for r in report.results) < 2000


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_each_found_on_their_line(graph: Graph) -> None:
    about, label = "https://w3id.org/integraph/id/aussage/zeile-", "http://www.w3.org/2000/01/rdf-schema#label"
    rows = "".join(f'<{about}{i}> <{label}> "Zeile {i}"@de .\n' for i in range(1, 100_001))
    report = check(graph, rows, "viele.nt")
    assert len(report.results) == 100_000
    assert all(r.place.line == int(r.focus_node.value.rpartition("-")[2]) for r in report.results)
    (group,) = report.groups()
    assert group.count == 100_000


def test_an_input_beyond_its_bounds_is_refused(graph: Graph) -> None:
    rows = "".join(f"<a:{i}> <b:b> 1 .\n" for i in range(50))
    assert [p.code for p in check(graph, rows, bounds=Bounds(size=100)).problems] == ["too-large"]
    assert [p.code for p in check(graph, rows, bounds=Bounds(triples=49)).problems] == ["too-many-triples"]
    assert check(graph, rows, bounds=Bounds(triples=50)).problems == []
    deep = "<a:a> <b:b> " + "[ <b:b> " * 3 + "1" + " ]" * 3 + " ."
    assert [p.code for p in check(graph, deep, bounds=Bounds(depth=2)).problems] == ["too-deep"]
    assert check(graph, deep, bounds=Bounds(depth=3)).problems == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rdfs:label": '"Ohne Sprache."'}, "Statement-label/Datatype"),
        ({"ig:appliesIn": "geb:6611000"}, "Reference"),
        ({"ig:task": "aufg:gibt-es-nicht"}, "Reference"),
        ({"schema:validFrom": '"2025"^^xsd:gYear', "schema:validThrough": '"2024"^^xsd:gYear'}, "Period"),
    ],
)
def test_one_mistake_is_said_once(graph: Graph, changes: dict[str, str | None], code: str) -> None:
    assert [r.code for r in check(graph, statement("zu:einmal", changes)).results] == [code]


def test_a_number_is_not_compared_with_what_is_none(graph: Graph) -> None:
    rule = "foe:x a ig:FundingRule ; ig:minimumAmount 100 ; ig:maximumAmount '9.000,50' ."
    codes = {r.code for r in check(graph, HEADER + rule).results}
    assert "FundingRule-maximumAmount/Or" in codes
    assert not [code for code in codes if "LessThan" in code]
