"""Scenarios: overlays of the graph, or of the user's own files, laid over the status quo without touching it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox

from integraph.build import OVERLAYS, read_turtle
from integraph.namespaces import IG, RDF
from integraph.store import Graph

from .answer import Thing
from .chain import Geography
from .knowledge import Fact, collect

_ADDED = """
SELECT ?statement ?property ?value WHERE {
  ?overlay ig:adds ?statement . ?statement a ig:Responsibility ; ?property ?value
}"""
_ENDED = "SELECT ?statement WHERE { ?overlay ig:ends ?statement }"
"""Asked with ``overlay`` given: the evaluator then starts from the few statements of the overlay."""
_OTHER = """
SELECT DISTINCT ?sign ?statement ?label WHERE {
  VALUES (?how ?sign) { (ig:adds "+") (ig:ends "−") }
  ?overlay ?how ?statement . ?statement rdfs:label ?label FILTER(LANG(?label) = "de")
  FILTER NOT EXISTS { ?statement a ig:Responsibility }
} ORDER BY DESC(?sign) ?statement"""
_NAMED = "SELECT ?overlay ?label WHERE { ?overlay a ig:Overlay ; rdfs:label ?label FILTER(LANG(?label) = 'de') }"

TEMPLATE = """\
# Ein eigenes Szenario. Es fügt Zuständigkeiten hinzu und beendet andere; der Status quo bleibt, wie er ist.
# Ansehen:  integraph diff {name}.ttl --in Kassel
# Befragen: integraph who integrationsbeirat --in Kassel --scenario {name}.ttl
# Welche Aussage heute gilt und so beendet werden kann, zeigt: integraph who … --explain
@prefix ig: <https://w3id.org/integraph/ontology#> .
@prefix zu: <https://w3id.org/integraph/id/zustaendigkeit/> .
@prefix aufg: <https://w3id.org/integraph/id/aufgabe/> .
@prefix geb: <https://w3id.org/integraph/id/gebiet/> .
@prefix kind: <https://w3id.org/integraph/scheme/body-kind/> .
@prefix level: <https://w3id.org/integraph/scheme/level/> .
@prefix role: <https://w3id.org/integraph/scheme/role/> .
@prefix obl: <https://w3id.org/integraph/scheme/obligation/> .
@prefix bind: <https://w3id.org/integraph/scheme/bindingness/> .
@prefix mod: <https://w3id.org/integraph/scheme/modality/> .
@prefix ek: <https://w3id.org/integraph/scheme/evidence-kind/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# Die Überlagerung selbst: was sie heißt, was sie hinzufügt (ig:adds) und was sie beendet (ig:ends).
<https://w3id.org/integraph/graph/vorschlaege/{name}> a ig:Overlay ;
    rdfs:label "Beiräte als Pflicht in Hessen und Thüringen"@de ;
    ig:adds zu:{name}-1 ;
    ig:ends zu:s3-he-auslaenderbeirat-landkreis .

# Eine Zuständigkeit: Aufgabe, Rolle, wer (ig:holder für eine bestimmte Stelle, ig:holderType für eine Art von Stelle),
# wo (ig:appliesIn), mit welcher Pflicht. Was das Szenario nur annimmt, hat die Belegart ek:annahme-eines-szenarios.
zu:{name}-1 a ig:Responsibility ;
    rdfs:label "Im Szenario muss jeder Landkreis in Hessen und Thüringen einen Integrationsbeirat haben."@de ;
    ig:task aufg:integrationsbeirat ;
    ig:role role:ausfuehrung ;
    ig:holderType kind:landkreis ;
    ig:level level:kreis ;
    ig:obligation obl:pflichtig ;
    ig:bindingness bind:muss ;
    ig:appliesIn geb:06 , geb:16 ;
    ig:modality mod:geltendes-recht ;
    ig:polarity ig:asserted ;
    ig:evidenceKind ek:annahme-eines-szenarios ;
    ig:asOf "{year}"^^xsd:gYear .
"""
"""An overlay to start from; ``name`` is an ASCII slug, ``year`` the present one."""


class UnusableOverlay(ValueError):
    """A file that is no overlay, or a broken one; the message says what is wrong and where."""


class ContradictingOverlays(ValueError):
    """Overlays that cannot hold together; the message names the statements that collide."""


@dataclass(frozen=True)
class _Overlay:
    """What one overlay does to the responsibilities."""

    iri: str
    label: str
    added: dict[str, Fact]
    ended: frozenset[str]


@dataclass(frozen=True)
class Known:
    """An overlay of the graph: its name for ``--scenario``, and how many statements it adds and ends."""

    thing: Thing
    name: str
    adds: int
    ends: int


def known(graph: Graph) -> list[Known]:
    """Return the overlays of *graph*, by name."""
    read = [_overlay(graph, iri) for iri in graph.overlay_names()]
    return [Known(Thing(o.iri, o.label), o.iri.removeprefix(OVERLAYS), len(o.added), len(o.ended)) for o in read]


def other_changes(graph: Graph) -> list[tuple[str, Thing]]:
    """Return what the overlays of *graph* add (``+``) or end (``−``) besides responsibilities."""
    rows = graph.select(_OTHER)
    return [(row["sign"].value, Thing(row["statement"].value, row["label"].value)) for row in rows]


def scenario(graph: Graph, *overlays: str) -> Graph:
    """Return *graph* with *overlays* in force: names or IRIs of its own, or paths of Turtle files (ending in ``.ttl``).

    A file is checked against the shapes first. Raises UnknownOverlay, DataError (syntax), UnusableOverlay, and
    ContradictingOverlays where they end what another adds, put different holders in one place, or give the same holder
    different duties.
    """
    names = [name for name in overlays if not name.endswith(".ttl")]
    found = graph.scenario(*names)
    files = [Path(name) for name in overlays if name.endswith(".ttl")]
    if files:
        found = _with_files(graph, found.overlays, files)
    _refuse_contradictions(found)
    return found


def _with_files(graph: Graph, named: Sequence[str], files: Sequence[Path]) -> Graph:
    """Return a copy of *graph* in memory: its status quo, the overlays *named*, and those of *files*."""
    iris = list(named)
    quads: list[ox.Quad] = []
    for path in files:
        iri, triples = _read(graph, path)
        if iri in iris or iri in graph.overlay_names():
            raise UnusableOverlay(f"{path}: Das Szenario <{iri}> gibt es schon; bitte einen anderen Namen wählen.")
        iris.append(iri)
        quads += [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(iri)) for t in triples]
    memory = ox.Store()
    memory.bulk_extend(graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    for iri in named:
        memory.bulk_extend(graph.store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    memory.bulk_extend(quads)
    return Graph(memory, graph.build, iris)


def _read(graph: Graph, path: Path) -> tuple[str, list[ox.Triple]]:
    from integraph.validation import validate_files

    triples = [quad.triple for quad in read_turtle(path)]
    kind, overlay = ox.NamedNode(RDF + "type"), ox.NamedNode(IG + "Overlay")
    iris = sorted(
        t.subject.value
        for t in triples
        if (t.predicate, t.object) == (kind, overlay) and isinstance(t.subject, ox.NamedNode)
    )
    if len(iris) != 1:
        raise UnusableOverlay(
            f"{path}: Ein Szenario braucht genau eine Überlagerung (ig:Overlay), hier sind es {len(iris)}. "
            "Eine Vorlage gibt „integraph overlays --template NAME“."
        )
    report = validate_files([path], graph)
    if not report.conforms:
        first = next(str(r) for r in report.results if r.severity == "Violation")
        more = sum(r.severity == "Violation" for r in report.results) - 1
        raise UnusableOverlay(first + (f" Dazu {more} weitere, siehe „integraph validate {path}“." if more else ""))
    _refuse_other_subjects(graph, path, triples)
    return iris[0], triples


def _refuse_other_subjects(graph: Graph, path: Path, triples: Iterable[ox.Triple]) -> None:
    """Raise where a file describes what the graph already describes: it would change the status quo unseen."""
    for subject in sorted({str(t.subject.value) for t in triples if isinstance(t.subject, ox.NamedNode)}):
        if next(graph.store.quads_for_pattern(ox.NamedNode(subject), None, None, ox.DefaultGraph()), None):
            raise UnusableOverlay(
                f"{path}: <{subject}> steht schon im Graphen. Ein Szenario ändert keine Aussage, es beendet sie "
                "(ig:ends) und fügt eine neue hinzu (ig:adds)."
            )


def _refuse_contradictions(graph: Graph) -> None:
    if not graph.overlays:
        return
    read = [_overlay(graph, iri) for iri in graph.overlays]
    geography = Geography(graph)
    for one, other in combinations(read, 2):
        for problem in _collisions(one, other, geography):
            raise ContradictingOverlays(f"„{one.label}“ und „{other.label}“ können nicht zusammen gelten: {problem}")
    for overlay in read:
        for a, b in combinations(overlay.added.values(), 2):
            if conflict := different_duty(a, b, geography):
                raise ContradictingOverlays(f"„{overlay.label}“ widerspricht sich: {conflict}")


def _overlay(graph: Graph, iri: str) -> _Overlay:
    alone = Graph(graph.store, graph.build, [iri])
    labels = [row["label"].value for row in alone.select(_NAMED, overlay=iri)]
    ended = frozenset(row["statement"].value for row in alone.select(_ENDED, overlay=iri))
    return _Overlay(iri, labels[0] if labels else iri, collect(alone, _ADDED, overlay=iri), ended)


def _collisions(one: _Overlay, other: _Overlay, geography: Geography) -> Iterator[str]:
    for ending, adding in ((one, other), (other, one)):
        for iri in sorted(ending.ended & adding.added.keys()):
            yield f"„{ending.label}“ beendet, was „{adding.label}“ hinzufügt: {adding.added[iri].label}"
    for a in one.added.values():
        for b in other.added.values():
            problem = different_duty(a, b, geography)
            if one.ended & other.ended:
                problem = problem or _different_holder(a, b, geography)
            if problem:
                yield problem


def _same_matter(a: Fact, b: Fact, geography: Geography) -> bool:
    """Return whether two statements speak of the same task, role and people in territories that overlap."""
    if set(a.all("task")).isdisjoint(b.all("task")) or set(a.all("role")).isdisjoint(b.all("role")):
        return False
    if a.all("targetGroup") != b.all("targetGroup") or a.all("condition") != b.all("condition"):
        return False
    ours = {iri for place in a.all("appliesIn") for iri in geography.chain(place).iris}
    theirs = {iri for place in b.all("appliesIn") for iri in geography.chain(place).iris}
    return not (ours.isdisjoint(b.all("appliesIn")) and theirs.isdisjoint(a.all("appliesIn")))


def _holders(fact: Fact) -> set[str]:
    return {*fact.all("holder"), *fact.all("holderType")}


def different_duty(a: Fact, b: Fact, geography: Geography) -> str | None:
    """Return how two statements give the same holder different duties in the same matter, None if they do not."""
    for name in ("obligation", "bindingness"):
        one, other = a.one(name), b.one(name)
        if one and other and one != other and _holders(a) & _holders(b) and _same_matter(a, b, geography):
            return f"verschiedene Pflicht für dieselbe Stelle – „{a.label}“ gegen „{b.label}“"
    return None


def _different_holder(a: Fact, b: Fact, geography: Geography) -> str | None:
    if _holders(a) & _holders(b) or not _same_matter(a, b, geography):
        return None
    return f"dieselbe Aufgabe und Rolle bei verschiedenen Stellen – „{a.label}“ gegen „{b.label}“"
