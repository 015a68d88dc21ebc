"""The ontology is consistent, its defined classes mean what they say, and both reasoners agree."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from integraph import reasoning
from integraph.namespaces import IG

PREFIXES = """
@prefix ig: <https://w3id.org/integraph/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix obl: <https://w3id.org/integraph/scheme/obligation/> .
@prefix mod: <https://w3id.org/integraph/scheme/modality/> .
@prefix kind: <https://w3id.org/integraph/scheme/body-kind/> .
@prefix ex: <https://example.org/> .
"""

INDIVIDUALS = """
ex:housing a ig:Task . ex:culture a ig:Task ; ig:broaderTask ex:cohesion .
ex:cohesion a ig:Task ; ig:broaderTask ex:integration . ex:integration a ig:Task .
ex:residence a ig:Task . ex:concept a ig:Task .
ex:mustHouse a ig:Responsibility ; ig:task ex:housing ; ig:obligation obl:pflichtaufgabe-zur-erfuellung-nach-weisung ;
    ig:polarity ig:asserted ; ig:modality mod:geltendes-recht .
ex:mayHouse a ig:Responsibility ; ig:task ex:housing ; ig:obligation obl:freiwillig ;
    ig:polarity ig:asserted ; ig:modality mod:beobachtete-praxis ; ig:contradicts ex:mustHouse .
ex:mayCulture a ig:Responsibility ; ig:task ex:culture ; ig:obligation obl:freiwillig ;
    ig:polarity ig:asserted ; ig:modality mod:selbstverpflichtung .
ex:stateResidence a ig:Responsibility ; ig:task ex:residence ; ig:obligation obl:staatlich ;
    ig:polarity ig:asserted ; ig:modality mod:geltendes-recht .
ex:notMust a ig:Responsibility ; ig:task ex:culture ; ig:obligation obl:pflichtig ;
    ig:polarity ig:denied ; ig:modality mod:geltendes-recht .
ex:shouldBeMust a ig:Responsibility ; ig:task ex:concept ; ig:obligation obl:pflichtig ;
    ig:polarity ig:asserted ; ig:modality mod:forderung .
ex:cityState a ig:TerritorialAuthority ; ig:containedIn ex:germany . ex:germany a ig:TerritorialAuthority .
ex:quarter a ig:Territory ; ig:containedIn ex:cityState .
"""

EXPECTED = {
    "MandatoryResponsibility": {"mustHouse"},
    "VoluntaryResponsibility": {"mayHouse", "mayCulture"},
    "StateResponsibility": {"stateResidence"},
    "MandatoryTask": {"housing"},
    "StatusQuoStatement": {"mustHouse", "mayHouse", "mayCulture", "stateResidence", "notMust"},
    "ContestedStatement": {"mustHouse", "mayHouse"},
    "StatusQuoModality": set(),
}


def triples(text: str) -> list[ox.Triple]:
    """The triples of a piece of Turtle with the prefixes of this file."""
    return [quad.triple for quad in ox.parse(input=PREFIXES + text, format=ox.RdfFormat.TURTLE)]


def store_of(text: str) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in [*reasoning.ontology_triples(), *triples(text)])
    return store


def examples(members: frozenset[str] | set[str]) -> set[str]:
    """The local names of those members that are individuals of this file."""
    base = "https://example.org/"
    return {member.removeprefix(base) for member in members if member.startswith(base)}


@pytest.fixture(scope="module")
def by_hermit() -> dict[str, frozenset[str]]:
    return reasoning.classify(triples(INDIVIDUALS))


@pytest.fixture(scope="module")
def derived() -> list[ox.Triple]:
    return reasoning.materialise(store_of(INDIVIDUALS))


def names(derived: list[ox.Triple], predicate: str) -> set[tuple[str, str]]:
    base = "https://example.org/"
    return {
        (t.subject.value.removeprefix(base), t.object.value.removeprefix(base))
        for t in derived
        if t.predicate.value == predicate
        and isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
        and t.subject.value.startswith(base)
    }


def test_the_ontology_with_its_schemes_and_alignments_is_consistent() -> None:
    reasoning.check_consistency()


def test_every_defined_class_has_an_expectation(by_hermit: dict[str, frozenset[str]]) -> None:
    assert {iri.removeprefix(IG) for iri in by_hermit} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_hermit_finds_the_members_of_a_defined_class_and_no_others(
    name: str, by_hermit: dict[str, frozenset[str]]
) -> None:
    assert examples(by_hermit[IG + name]) == EXPECTED[name]


def test_four_modalities_describe_the_status_quo(by_hermit: dict[str, frozenset[str]]) -> None:
    slugs = {iri.rpartition("/")[2] for iri in by_hermit[IG + "StatusQuoModality"]}
    assert slugs == {"geltendes-recht", "beobachtete-praxis", "foerderbedingung", "selbstverpflichtung"}


def test_owl_rl_finds_the_same_members_as_hermit(
    derived: list[ox.Triple], by_hermit: dict[str, frozenset[str]]
) -> None:
    types = {(str(t.subject), str(t.object)) for t in derived if t.predicate.value.endswith("#type")}
    assert {(member, kind) for member, kind in types if kind[1:-1] in by_hermit} == {
        (f"<{member}>", f"<{iri}>") for iri, members in by_hermit.items() for member in members
    }


def test_materialisation_follows_containment_and_broader_tasks_and_inverses(derived: list[ox.Triple]) -> None:
    assert names(derived, IG + "containedIn") == {("quarter", "germany")}
    assert names(derived, IG + "broaderTask") == {("culture", "integration")}
    assert ("mustHouse", "mayHouse") in names(derived, IG + "contradicts")
    assert ("housing", "mustHouse") in names(derived, IG + "taskOf")


def test_materialisation_gives_concepts_their_label(derived: list[ox.Triple]) -> None:
    labels = {str(t) for t in derived if t.predicate.value.endswith("rdf-schema#label")}
    assert any("scheme/obligation/pflichtig>" in label and '"mandatory"@en' in label for label in labels)


def test_materialisation_returns_only_new_triples_and_no_junk(derived: list[ox.Triple]) -> None:
    store = store_of(INDIVIDUALS)
    assert derived
    assert len(set(derived)) == len(derived)
    for triple in derived:
        assert ox.Quad(triple.subject, triple.predicate, triple.object) not in store
        assert not isinstance(triple.subject, ox.BlankNode)
        assert not isinstance(triple.object, ox.BlankNode)
        assert "owl#" not in str(triple)
        assert not str(triple.subject).startswith(f"<{IG}")


def test_materialisation_is_complete_after_one_pass(derived: list[ox.Triple]) -> None:
    store = store_of(INDIVIDUALS)
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in derived)
    assert reasoning.materialise(store) == []


def test_a_thing_that_nobody_described_gets_no_type() -> None:
    statement = "ex:r a ig:Responsibility ; ig:task ex:unknown ; ig:holderType ex:nothing ."
    derived = reasoning.materialise(store_of(statement))
    assert not [t for t in derived if t.subject == ox.NamedNode("https://example.org/unknown") and "type" in str(t)]
    assert not [t for t in derived if t.subject == ox.NamedNode("https://example.org/nothing")]


def test_a_class_that_cannot_have_a_member_is_named() -> None:
    broken = triples("ex:Impossible a owl:Class ; rdfs:subClassOf ig:Responsibility , ig:Finding .")
    with pytest.raises(reasoning.InconsistentOntologyError) as caught:
        reasoning.check_consistency(broken)
    assert caught.value.classes == ("https://example.org/Impossible",)


def test_a_statement_that_is_asserted_and_denied_is_inconsistent() -> None:
    broken = triples("ex:r a ig:Responsibility ; ig:polarity ig:asserted , ig:denied .")
    with pytest.raises(reasoning.InconsistentOntologyError) as caught:
        reasoning.check_consistency(broken)
    assert caught.value.classes == ()


def test_a_body_in_the_place_of_a_kind_of_body_is_inconsistent() -> None:
    broken = triples("ex:r a ig:Responsibility ; ig:holderType ex:city . ex:city a ig:TerritorialAuthority .")
    with pytest.raises(reasoning.InconsistentOntologyError):
        reasoning.check_consistency(broken)


def test_too_little_memory_is_reported_as_the_reasoners_failure() -> None:
    with pytest.raises(reasoning.ReasonerError):
        reasoning.check_consistency(memory_mb=2)


def test_dates_and_labels_do_not_reach_the_reasoner() -> None:
    dated = triples('ex:r a ig:Responsibility ; ig:asOf "2022"^^<http://www.w3.org/2001/XMLSchema#gYear> .')
    kept = " ".join(str(t.predicate) for t in reasoning.logical([*reasoning.ontology_triples(), *dated]))
    assert "asOf" not in kept
    assert "label" not in kept
