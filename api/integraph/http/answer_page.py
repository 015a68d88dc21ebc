"""What the page of an answer shows beside the answer: it in short, the chain, who pays, the same question elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from integraph.geo.adjacency import neighbours
from integraph.http.state import Service
from integraph.namespaces import NAMESPACES, SCHEME
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Answer, Row
from integraph.responsibility.chain import Chain, Territory

_LEVEL: Final = SCHEME + "level/"
_MUNICIPAL: Final = _LEVEL + "kommune"
_FINANCING: Final = NAMESPACES["role"] + "finanzierung"
_MAIN_ROLES: Final = (NAMESPACES["role"] + "ausfuehrung", _FINANCING)
_SURENESS: Final = ("belegt", "abgeleitet", "umstritten", "nur-ebene")
NEAR: Final = 8
"""How many places around are shown at once; the others are a click away."""
_WITHIN: Final = """
SELECT DISTINCT ?place ?name ?population WHERE {
  ?place ig:containedIn ?container ; ig:actsAtLevel ?level ; rdfs:label ?name ; ig:population ?population .
  FILTER(?place != ?own && LANG(?name) = "de")
} ORDER BY DESC(?population)"""
_AT_LEVEL: Final = """
SELECT DISTINCT ?place ?name WHERE { ?place ig:actsAtLevel ?level ; rdfs:label ?name FILTER(LANG(?name) = "de") }
ORDER BY ?name"""
_LAND_KEY: Final = 2
_KREIS_KEY: Final = 5


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
    """Who pays: the first row (its number) of each holder of the role of financing, and the funding rules."""
    chain = resolver.geography.chain(answer.area.iri)
    rules = service.funding(resolver).of(answer.task.iri, chain.iris, answer.on)
    first: dict[str, int] = {}
    for number, row in enumerate(answer.rows):
        if row.role.iri == _FINANCING:
            first.setdefault(row.holder.iri, number)
    return {
        "rows": list(first.values()),
        "rules": [rule.as_dict() for rule in rules],
    }


def in_short(resolver: Resolver, answer: Answer) -> list[dict[str, Any]]:
    """The answer in short: for the role asked for (else for carrying out and for paying) who has it, surest first.

    Each of ``holders`` has the thing, the number of its surest row (from 0) and its ``standings``: pairs of a duty
    (None where no row has one) and a certainty. A role on which the sources are silent has no holders.
    """
    found = []
    for role in [answer.role] if answer.role else resolver.knowledge.labels.things(_MAIN_ROLES):
        holders: dict[str, dict[str, Any]] = {}
        for number, row in sorted(enumerate(answer.rows), key=lambda numbered: _SURENESS.index(_slug(numbered[1]))):
            if row.role == role:
                holder = holders.setdefault(
                    row.holder.iri, {"thing": row.holder.as_dict(), "row": number, "standings": []}
                )
                standing = {
                    "duty": row.obligation.as_dict() if row.obligation else None,
                    "certainty": row.certainty.as_dict(),
                }
                if standing["duty"] not in [each["duty"] for each in holder["standings"]]:
                    holder["standings"].append(standing)
        for holder in holders.values():
            holder["standings"] = [each for each in holder["standings"] if each["duty"]] or holder["standings"]
        found.append({"role": role.as_dict(), "holders": list(holders.values())})
    return found


@dataclass(frozen=True)
class Times:
    """The years for which the statements of an answer speak, and how the day that was asked for lies to them.

    ``asked`` is ``before`` all of them, ``future`` (later than today) or empty.
    """

    first: str
    last: str
    asked: str


def times_of(service: Service, answer: Answer, today: str) -> Times | None:
    """When the statements behind *answer* speak; None where there are none."""
    facts = service.statements.facts
    own = {row.as_of for row in answer.rows}
    merged = {statement.iri for row in answer.rows for statement in row.statements} & facts.keys()
    said = own | {facts[iri].one("asOf") or "" for iri in merged}
    years = sorted(moment[:4] for moment in said if moment)
    if not years:
        return None
    asked = "before" if answer.on[:4] < years[0] else "future" if answer.on > today else ""
    return Times(years[0], years[-1], asked)


def _slug(row: Row) -> str:
    return row.certainty.iri.rpartition("/")[2]


def elsewhere(service: Service, resolver: Resolver, answer: Answer) -> dict[str, Any]:
    """Places to ask the same question for: neighbours, the territories around, all Länder.

    Länder and Kreise have the neighbours that their boundaries show. Of municipalities there are no boundaries here:
    instead of neighbours they have those of the same Kreis (or Verband), the largest first; ``within`` names it then.
    """
    chain = resolver.geography.chain(answer.area.iri)
    own = chain.territories.get(answer.area.iri)
    places = service.memo.get("places at levels", lambda: _by_key(service))
    around: list[dict[str, str]] = []
    within = ""
    if own and _acts(own, "land"):
        around = _bordering("laender", own.iri.rpartition("/")[2][:_LAND_KEY], places["land"])
    elif own and _acts(own, "kreis"):
        around = _bordering("kreise", own.iri.rpartition("/")[2][:_KREIS_KEY], places["kreis"])
    elif own and not _acts(own, "bund"):
        container = next((t for t in chain.inner_first() if t is not own and _acts(t, "kreis", "land")), None)
        if container:
            within = container.label
            rows = resolver.graph.select(_WITHIN, container=container.iri, level=_LEVEL + "gemeinde", own=own.iri)
            around = [{"iri": row["place"].value, "label": row["name"].value} for row in rows]
    return {
        "within": within,
        "around": around,
        "laender": list(places["land"].values()),
        "outer": [{"iri": t.iri, "label": t.label} for t in chain.inner_first() if t is not own],
    }


def _bordering(layer: str, key: str, places: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    found = (places[other] for other in neighbours(layer).get(key, ()) if other in places)
    return sorted(found, key=lambda place: place["label"])


def _by_key(service: Service) -> dict[str, dict[str, dict[str, str]]]:
    """The Länder and the Kreise (kreisfreie Städte among them) by the key that boundaries have for them."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for level, length in (("land", _LAND_KEY), ("kreis", _KREIS_KEY)):
        found[level] = {}
        for row in service.graph.select(_AT_LEVEL, level=_LEVEL + level):
            iri = row["place"].value
            key = iri.rpartition("/")[2][:length].ljust(length, "0")
            found[level].setdefault(key, {"iri": iri, "label": row["name"].value})
    return found
