"""The page of a thing: its description, and what only things of its class have beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from fastapi import Request, Response

from integraph.build import OVERLAYS
from integraph.describe import Description, describe, overlays_with
from integraph.http import source_blocks
from integraph.http.explaining import explained
from integraph.http.i18n import language
from integraph.http.state import Service
from integraph.http.subject import Subject, passages, rows
from integraph.http.templates import page
from integraph.labelling import named
from integraph.namespaces import ID, IG, NAMESPACES, SKOS
from integraph.responsibility import Resolver
from integraph.responsibility.knowledge import Fact
from integraph.statements import EVENT, RESPONSIBILITY, Statements
from integraph.store import Graph

_CLASSES: Final = (
    ("place", IG + "TerritorialAuthority", IG + "MunicipalAssociation", IG + "UnincorporatedArea"),
    ("place", IG + "AdministrativeDistrict", IG + "StatisticalRegion"),
    ("task", IG + "Task"),
    ("programme", IG + "FundingProgramme", IG + "FundingProgrammeEdition"),
    ("law", NAMESPACES["eli"] + "LegalResource", NAMESPACES["eli"] + "LegalResourceSubdivision"),
    ("proposal", IG + "Proposal"),
    ("source", IG + "Source"),
    ("section", IG + "SourceSection"),
    ("passage", IG + "Passage"),
    ("scheme", SKOS + "ConceptScheme"),
    ("concept", SKOS + "Concept"),
)
_PART_OF: Final = {
    "task": IG + "broaderTask",
    "law": NAMESPACES["eli"] + "is_part_of",
    "programme": IG + "editionOf",
    "concept": SKOS + "broader",
    "scheme": SKOS + "inScheme",
}
"""The property by which the parts that a page shows belong to its thing."""
_PARTS: Final = "SELECT ?part WHERE { ?part ?property ?thing } ORDER BY ?part"
_OVERLAYS_OF: Final = "SELECT ?overlay WHERE { ?overlay ig:hasProposal ?thing }"
_IN_SCHEME: Final = (
    "SELECT ?part ?broader WHERE { ?part skos:inScheme ?thing OPTIONAL { ?part skos:broader ?broader } }"
)


def class_of(thing: Description, statements: Statements) -> str:
    """Which template shows the thing; `body` for what is left with a kind of body, else `other`."""
    if thing.iri in statements.facts:
        return "statement"
    types = {t["iri"] for t in thing.types}
    found = next((name for name, *classes in _CLASSES if types & set(classes)), None)
    return found or ("body" if thing.value("bodyKind") else "other")


def respond(request: Request, service: Service, iri: str, headers: dict[str, str]) -> Response:
    """The page about *iri*, which the graph or one of its overlays describes."""
    graph, statements = service.graph, service.statements
    overlays = [] if iri in statements.facts else _only_in_overlays(graph, iri)
    if overlays:
        graph = graph.scenario(overlays[0])
        statements = Statements(graph)
    lang = language(request)
    thing = describe(graph, statements, iri, lang)
    subject = Subject(service, graph, statements, thing, lang)
    kind = class_of(thing, statements)
    own = statements.facts.get(iri)
    groups = [{**g, "rows": rows(subject, g["entries"])} for g in thing.statements]
    shown = replace(thing.without(_PART_OF.get(kind, "")), statements=groups, types=_kinds(thing))
    return page(
        request,
        "thing.html",
        headers=headers,
        title=thing.label,
        thing=shown,
        kind=kind,
        statement=rows(subject, [own])[0] if own else None,
        evidence=passages(subject, thing.evidence),
        history=history(subject),
        overlays=subject.named(overlays),
        words=explained(service, _words(shown), lang),
        **(_BLOCKS[kind](subject) if kind in _BLOCKS else {}),
    )


def _kinds(thing: Description) -> list[dict[str, str]]:
    """What the thing is, in the most telling words: the kind of a body rather than the class of all bodies."""
    return next((each["values"] for each in thing.properties if each["iri"] == IG + "bodyKind"), thing.types)


def _words(thing: Description) -> Iterator[str]:
    """The classes and concepts that the page of *thing* names."""
    yield from (each["iri"] for each in thing.types)
    yield from (value["iri"] for each in thing.properties for value in each["values"] if "iri" in value)
    for group in thing.statements:
        for row in group["rows"]:
            yield from (each["iri"] for name in ("role", "obligation", "bindingness", "modality") for each in row[name])


def _only_in_overlays(graph: Graph, iri: str) -> list[str]:
    if graph.ask("ASK { ?thing ?p ?o }", thing=iri):
        return []
    return overlays_with(graph, iri)


def history(subject: Subject) -> list[dict[str, Any]]:
    """Events about the thing and statements that the source bounds in time, in the order of their dates."""
    about = subject.statements.mentioning(subject.thing.iri)
    dated = [(_date(subject.statements, fact), fact) for fact in about]
    kept = sorted(((day, fact) for day, fact in dated if day), key=lambda pair: pair[0])
    shown = rows(subject, [fact for _, fact in kept])
    return [{**row, "date": day} for (day, _), row in zip(kept, shown, strict=True)]


def _date(statements: Statements, fact: Fact) -> str:
    if statements.kind(fact.iri) == EVENT:
        return fact.one("date") or fact.one("validFrom") or fact.one("asOf") or ""
    return fact.one("validFrom") or fact.one("validThrough") or ""


def _task(subject: Subject) -> dict[str, Any]:
    knowledge = subject.service.resolver().knowledge
    iri = subject.thing.iri
    own = [f for f in subject.statements.mentioning(iri) if subject.statements.kind(f.iri) == RESPONSIBILITY]
    laender: dict[str, int] = {}
    for fact in own:
        for place in fact.all("appliesIn"):
            key = place.rpartition("/")[2]
            land = place[: place.rfind("/") + 3] if key[:2].isdigit() else place
            laender[land] = laender.get(land, 0) + 1
    return {
        "crumbs": subject.sorted(sorted(knowledge.broader(iri))),
        "parts": subject.sorted(_parts(subject, _PART_OF["task"])),
        "places": [{**t, "count": laender[t["iri"]]} for t in subject.sorted(list(laender))],
    }


def _place(subject: Subject) -> dict[str, Any]:
    resolver: Resolver = subject.service.resolver()
    chain = resolver.geography.chain(subject.thing.iri)
    outer = [t for t in reversed(chain.inner_first()) if t.iri != subject.thing.iri]
    tasks = {
        task
        for fact in subject.statements.mentioning(subject.thing.iri)
        if subject.thing.iri in fact.all("appliesIn")
        for task in (*fact.all("task"), *fact.all("fundedTask"))
    }
    return {
        "crumbs": subject.named([t.iri for t in outer]),
        "value": next(
            (e.value for e in subject.service.index.exact("ort", subject.thing.label) if e.iri == subject.thing.iri),
            subject.thing.iri,
        ),
        "tasks": subject.sorted(sorted(tasks)),
        "is_land": len(subject.thing.iri.rpartition("/")[2]) == 2 and subject.thing.iri != ID + "gebiet/de",
    }


def _law(subject: Subject) -> dict[str, Any]:
    whole = subject.thing.value(_PART_OF["law"])
    return {
        "crumbs": subject.named([whole]) if whole else [],
        "parts": subject.sorted(_parts(subject, _PART_OF["law"])),
    }


def _programme(subject: Subject) -> dict[str, Any]:
    resolver = subject.service.resolver()
    funding = subject.service.funding(resolver)
    whole = subject.thing.value(_PART_OF["programme"])
    return {
        "crumbs": subject.named([whole]) if whole else [],
        "rules": [rule.as_dict() for rule in funding.of_programme(subject.thing.iri)],
        "parts": subject.sorted(_parts(subject, _PART_OF["programme"])),
    }


def _proposal(subject: Subject) -> dict[str, Any]:
    arguments = [
        fact
        for fact in subject.statements.mentioning(subject.thing.iri)
        if subject.statements.kind(fact.iri) == IG + "Argument"
    ]
    stances = named(subject.graph, {s for f in arguments for s in f.all("stance")}, subject.lang)
    return {
        "arguments": [
            {
                "stance": stance,
                "rows": rows(subject, [f for f in arguments if iri in f.all("stance")]),
            }
            for iri, stance in sorted(stances.items())
        ],
        "scenarios": [
            {**overlay, "name": overlay["iri"].removeprefix(OVERLAYS)}
            for overlay in subject.named(
                [row["overlay"].value for row in subject.graph.select(_OVERLAYS_OF, thing=subject.thing.iri)]
            )
        ],
    }


def _concept(subject: Subject) -> dict[str, Any]:
    scheme = subject.thing.value(SKOS + "inScheme")
    above: list[str] = []
    broader = subject.thing.value(SKOS + "broader")
    while broader and broader not in above and len(above) < 10:
        above.append(broader)
        found = subject.graph.select("SELECT ?b WHERE { ?thing skos:broader ?b }", thing=broader)
        broader = found[0]["b"].value if found else None
    return {
        "crumbs": subject.named([*([scheme] if scheme else []), *reversed(above)]),
        "parts": subject.sorted(_parts(subject, _PART_OF["concept"])),
    }


def _scheme(subject: Subject) -> dict[str, Any]:
    return {"tree": tree(subject.graph, subject.thing.iri, subject.lang)}


def tree(graph: Graph, scheme: str, lang: str) -> list[dict[str, Any]]:
    """The concepts of a scheme as `{"iri", "label", "parts"}`, by label."""
    below: dict[str | None, list[str]] = {}
    found = graph.select(_IN_SCHEME, thing=scheme)
    members = {row["part"].value for row in found}
    for row in found:
        broader = row["broader"].value if "broader" in row else None
        below.setdefault(broader if broader in members else None, []).append(row["part"].value)
    names = named(graph, members, lang)

    def level(of: str | None, seen: frozenset[str]) -> list[dict[str, Any]]:
        inside = [i for i in dict.fromkeys(below.get(of, ())) if i not in seen]
        return [
            {**names[i], "parts": level(i, seen | {i})}
            for i in sorted(inside, key=lambda i: names[i]["label"].casefold())
        ]

    return level(None, frozenset())


def _parts(subject: Subject, property_: str) -> list[str]:
    return [row["part"].value for row in subject.graph.select(_PARTS, property=property_, thing=subject.thing.iri)]


_BLOCKS: Final[dict[str, Callable[[Subject], dict[str, Any]]]] = {
    "task": _task,
    "place": _place,
    "law": _law,
    "programme": _programme,
    "proposal": _proposal,
    "source": source_blocks.source,
    "section": source_blocks.section,
    "passage": source_blocks.passage,
    "concept": _concept,
    "scheme": _scheme,
}
