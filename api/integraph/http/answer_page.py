"""What the page of an answer shows beside the answer: the chain of levels, who pays, the same question elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from integraph.http.state import Service
from integraph.namespaces import NAMESPACES, SCHEME
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Answer, Row
from integraph.responsibility.chain import Chain, Territory

_LEVEL: Final = SCHEME + "level/"
_MUNICIPAL: Final = _LEVEL + "kommune"
_FINANCING: Final = NAMESPACES["role"] + "finanzierung"
NEAR: Final = 8
"""How many places around are shown at once; the others are a click away."""
_SIBLINGS: Final = """
SELECT ?place ?name WHERE {
  ?place ig:containedIn ?container ; ig:actsAtLevel ?level ; rdfs:label ?name ; ig:population ?population .
  FILTER(?place != ?own && LANG(?name) = "de")
} ORDER BY DESC(?population)"""
_LAENDER: Final = """
SELECT ?place ?name WHERE {
  ?place ig:actsAtLevel level:land ; rdfs:label ?name FILTER(LANG(?name) = "de")
} ORDER BY ?name"""


@dataclass
class Link:
    """One territory of the chain with the rows of the answer that sit there (as numbers, from 0)."""

    iri: str
    label: str
    levels: list[dict[str, str]]
    rows: list[int] = field(default_factory=list)
    asked: bool = False


def chain_of(resolver: Resolver, answer: Answer) -> tuple[list[Link], list[int]]:
    """The territories from the Bund to the place, each with its rows, and the rows that sit outside of them."""
    chain = resolver.geography.chain(answer.area.iri)
    labels = resolver.knowledge.labels
    links = {
        t.iri: Link(t.iri, t.label, [x.as_dict() for x in labels.things(t.levels)], asked=t.iri == answer.area.iri)
        for t in reversed(chain.inner_first())
    }
    outside = []
    for number, row in enumerate(answer.rows):
        place = _place_of(chain, row)
        if place is None:
            outside.append(number)
        elif not any(_says_more(answer.rows[other], row) for other in links[place].rows):
            links[place].rows.append(number)
    return list(links.values()), outside


def _says_more(one: Row, other: Row) -> bool:
    """Whether *one* gives the same role to the same holder, and a duty where *other* need not be drawn beside it."""
    vague = any(row.certainty.iri.endswith("/nur-ebene") for row in (one, other))
    same = (one.role, one.holder) == (other.role, other.holder) and not (vague and one.holder_kind != other.holder_kind)
    return same and other.obligation in (None, one.obligation) and other.bindingness in (None, one.bindingness)


def _place_of(chain: Chain, row: Row) -> str | None:
    if row.holder.iri in chain.territories:
        return row.holder.iri
    level = row.level.iri if row.level else None
    if level == _MUNICIPAL:
        return chain.area if _acts(chain.territories[chain.area], "gemeinde", "kreis") else None
    found = chain.at_level(level) if level else None
    return found.iri if found else None


def _acts(territory: Territory, *levels: str) -> bool:
    return any(_LEVEL + level in territory.levels for level in levels)


def payers(service: Service, resolver: Resolver, answer: Answer) -> dict[str, Any]:
    """Who pays: the rows with the role of financing (as numbers) and the funding rules for the task."""
    chain = resolver.geography.chain(answer.area.iri)
    rules = service.funding(resolver).of(answer.task.iri, chain.iris, answer.on)
    return {
        "rows": [number for number, row in enumerate(answer.rows) if row.role.iri == _FINANCING],
        "rules": [rule.as_dict() for rule in rules],
    }


def elsewhere(resolver: Resolver, answer: Answer) -> dict[str, Any]:
    """Places to ask the same question for: those of the same level nearby, the territories around, all Länder."""
    chain = resolver.geography.chain(answer.area.iri)
    own = chain.territories.get(answer.area.iri)
    around: list[dict[str, str]] = []
    container = None
    if own and not _acts(own, "land", "bund"):
        level = _LEVEL + ("kreis" if _acts(own, "kreis") else "gemeinde")
        container = next((t for t in chain.inner_first() if t is not own and _acts(t, "kreis", "land")), None)
        if container:
            rows = resolver.graph.select(_SIBLINGS, container=container.iri, level=level, own=own.iri)
            around = [{"iri": row["place"].value, "label": row["name"].value} for row in rows]
    return {
        "container": container.label if container else "",
        "around": around,
        "laender": [{"iri": row["place"].value, "label": row["name"].value} for row in resolver.graph.select(_LAENDER)],
        "outer": [{"iri": t.iri, "label": t.label} for t in chain.inner_first() if t is not own],
    }
