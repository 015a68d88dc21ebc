"""What an update would write is known before it runs."""

from __future__ import annotations

import pytest

from integraph.curation.targets import targets, with_dataset
from integraph.sparql.guard import QueryRefused

EX = "http://example.org/"


@pytest.mark.parametrize(
    ("update", "graphs", "default", "unnamed"),
    [
        ("INSERT DATA { GRAPH <http://example.org/g> { <a> <b> 'GRAPH <x> {' } }", ["g"], False, False),
        ("INSERT DATA { <a> <b> <c> }", [], True, False),
        ("INSERT DATA { GRAPH <g> { <a> <b> <c> } . <d> <e> <f> }", ["g"], True, False),
        ("PREFIX e: <http://example.org/> DELETE DATA { GRAPH e:g { e:a e:b 1 , 2 ; e:c 3 . } }", ["g"], False, False),
        ("BASE <http://example.org/x/> DELETE WHERE { GRAPH <../g> { ?s ?p ?o } }", ["g"], False, False),
        ("WITH <g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", ["g"], False, False),
        ("WITH <g> INSERT { GRAPH <h> { ?s ?p 1 } } WHERE { GRAPH <i> { ?s ?p ?o } }", ["h"], False, False),
        (
            "INSERT { GRAPH <h> { ?s ?p 1 } } USING <i> WHERE { ?s ?p ?o . { ?s ?q 1 } UNION { ?s ?r 2 } }",
            ["h"],
            False,
            False,
        ),
        ("INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }", [], False, True),
        ("DELETE { ?s ?p ?o } WHERE { GRAPH <g> { ?s ?p ?o } }", [], True, False),
        ("CLEAR GRAPH <g> ; DROP SILENT GRAPH <h>", ["g", "h"], False, False),
        ("CLEAR DEFAULT", [], True, False),
        ("DROP NAMED", [], False, True),
        ("CLEAR ALL", [], True, True),
        ("CREATE GRAPH <g>", ["g"], False, False),
        ("ADD <h> TO <g>", ["g"], False, False),
        ("COPY SILENT DEFAULT TO GRAPH <g>", ["g"], False, False),
        ("MOVE <h> TO <g>", ["g", "h"], False, False),
        ("COPY <g> TO DEFAULT", [], True, False),
        ("INSERT DATA { GRAPH <g> { <a> <b> <c> } } ; # DROP ALL\nCLEAR GRAPH <h>", ["g", "h"], False, False),
        ("\\u0043LEAR ALL", [], True, True),
        ("INSERT DATA { GRAPH aufg:x { <a> <b> <c> } }", ["https://w3id.org/integraph/id/aufgabe/x"], False, False),
        ("", [], False, False),
    ],
)
def test_targets_of_every_operation(update: str, graphs: list[str], default: bool, unnamed: bool) -> None:
    found = targets(update, EX)
    assert sorted(found.graphs) == [graph if ":" in graph else EX + graph for graph in graphs]
    assert (found.default, found.unnamed) == (default, unnamed)


@pytest.mark.parametrize(
    ("update", "code"),
    [
        ("LOAD <http://example.org/x>", "load-refused"),
        ("INSERT DATA { <a> <b> <c> } ; load silent <file:///etc/passwd> INTO GRAPH <g>", "load-refused"),
        ("INSERT { <a> <b> ?o } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "service-refused"),
        ("\\u004COAD <http://example.org/x>", "load-refused"),
    ],
)
def test_what_would_call_other_servers_is_refused(update: str, code: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        targets(update)
    assert refused.value.code == code


def test_words_in_strings_and_comments_are_no_operations() -> None:
    found = targets("INSERT DATA { GRAPH <g> { <a> <b> 'LOAD <x>' , \"SERVICE\" } } # LOAD <http://example.org/x>", EX)
    assert found.graphs == {EX + "g"}


def test_a_dataset_from_the_protocol_becomes_using_clauses() -> None:
    text = with_dataset("INSERT { <a> <b> ?o } WHERE { ?s <p> ?o }", ["http://e/1", "http://e/2"], ["http://e/3"])
    assert text == (
        "INSERT { <a> <b> ?o } USING <http://e/1> USING <http://e/2> USING NAMED <http://e/3> WHERE { ?s <p> ?o }"
    )
    short = with_dataset("DELETE WHERE { ?s ?p { } } ; INSERT DATA { <a> <b> <c> }", ["http://e/1"], [])
    assert " ".join(short.split()) == (
        "DELETE { ?s ?p { } } USING <http://e/1> WHERE { ?s ?p { } } ; INSERT DATA { <a> <b> <c> }"
    )
    assert with_dataset("CLEAR ALL", [], []) == "CLEAR ALL"


@pytest.mark.parametrize("update", ["WITH <g> DELETE { ?s ?p 1 } WHERE { ?s ?p 2 }", "DELETE { } USING <g> WHERE { }"])
def test_a_dataset_given_twice_is_refused(update: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        with_dataset(update, ["http://e/1"], [])
    assert (refused.value.code, refused.value.status) == ("dataset-conflict", 400)
