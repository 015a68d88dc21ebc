"""What the pages of sources, their sections and passages have beside their descriptions."""

from __future__ import annotations

from typing import Any, Final

from integraph.http.subject import Subject, rows
from integraph.namespaces import BELEG, DCT
from integraph.responsibility.knowledge import Fact

_SECTIONS: Final = """
SELECT ?section ?label ?first ?last WHERE {
  ?section a ig:SourceSection ; dct:isPartOf ?thing ; rdfs:label ?label ; ig:firstLine ?first ; ig:lastLine ?last
} ORDER BY ?first"""
_NEXT_SECTIONS: Final = """
SELECT ?section WHERE {
  ?thing dct:isPartOf ?source . ?section dct:isPartOf ?source ; a ig:SourceSection ; ig:firstLine ?first .
} ORDER BY ?first ?section"""
_NEIGHBOURS: Final = """
SELECT ?passage ?first WHERE {
  ?thing dct:isPartOf ?source . ?passage dct:isPartOf ?source ; a ig:Passage ; ig:firstLine ?first ; ig:lastLine ?last .
} ORDER BY ?first ?last ?passage"""


def source(subject: Subject) -> dict[str, Any]:
    """The sections of a source, each with the number of references to it."""
    resting = [line for fact in subject.statements.facts.values() for line in _lines(subject.thing.iri, fact)]
    found = []
    for row in subject.graph.select(_SECTIONS, thing=subject.thing.iri):
        first, last = int(row["first"].value), int(row["last"].value)
        found.append(
            {
                "iri": row["section"].value,
                "label": row["label"].value,
                "first": first,
                "last": last,
                "count": sum(first <= line <= last for line in resting),
            }
        )
    return {"sections": found, "resting": len(resting)}


def section(subject: Subject) -> dict[str, Any]:
    """The source of a section, the sections beside it, and the statements that rest on passages in it."""
    first, last = (int(subject.thing.value(name) or 0) for name in ("firstLine", "lastLine"))
    within = [
        (min(lines), fact)
        for fact in subject.statements.facts.values()
        if (lines := [n for n in _lines(subject.thing.value(DCT + "isPartOf"), fact) if first <= n <= last])
    ]
    order = [row["section"].value for row in subject.graph.select(_NEXT_SECTIONS, thing=subject.thing.iri)]
    said = [fact for _, fact in sorted(within, key=lambda pair: (pair[0], pair[1].iri))]
    return {**_beside(subject, order), "said": rows(subject, said)}


def passage(subject: Subject) -> dict[str, Any]:
    """The source of a passage and the passages beside it."""
    order = [row["passage"].value for row in subject.graph.select(_NEIGHBOURS, thing=subject.thing.iri)]
    return _beside(subject, order)


def _beside(subject: Subject, order: list[str]) -> dict[str, Any]:
    """The source of the thing, and what comes before and after it in *order*."""
    here = order.index(subject.thing.iri)
    source = subject.thing.value(DCT + "isPartOf")
    return {
        "crumbs": subject.named([source]) if source else [],
        "before": subject.named(order[max(0, here - 1) : here]),
        "after": subject.named(order[here + 1 : here + 2]),
    }


def _lines(source: str | None, fact: Fact) -> list[int]:
    """The lines of *source* at which the passages begin on which the statement rests."""
    start = f"{BELEG}{(source or '').rpartition('/')[2]}/"
    own = (passage.removeprefix(start) for passage in fact.all("evidence") if passage.startswith(start))
    return [int(lines.partition("-")[0]) for lines in own]
