"""Properties, classes and values that the ontology does not have, and properties of other vocabularies nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from integraph.codes import RULES
from integraph.namespaces import BASE, ID, IG, NAMESPACES, RDF, SCHEME, shorten
from integraph.shacl.paths import Predicate
from integraph.store import Graph
from integraph.validation.finding import Finding, finding_at, identity
from integraph.validation.place import Text
from integraph.validation.report import Suggestion
from integraph.validation.suggest import MOST, Names, namespace_of

_TYPE: Final = RDF + "type"
_PROPERTY: Final = Text("Die Eigenschaft", "The property")
_CLASS: Final = Text("Die Klasse", "The class")
_VALUE: Final = Text("Der Wert", "The value")


_PREFIXES: Final = frozenset(prefix for prefix, space in NAMESPACES.items() if space.startswith(BASE))


def _bare_prefix(iri: str) -> str:
    """The prefix of Integraph that stands in an IRI where its namespace should, "" where there is none."""
    prefix, _, local = iri.partition(":")
    return prefix if prefix in _PREFIXES and not local.startswith("//") else ""


class Vocabulary:
    """What terms a graph knows: those that it describes or uses, and those that data describe themselves."""

    def __init__(self, graph: Graph, names: Names, own: set[str]) -> None:
        self.graph, self.names, self.own = graph, names, own
        self._described: dict[str, bool] = {}
        self._used: dict[str, bool] = {}
        self._met: set[ox.NamedNode] = set()

    def described(self, iri: str) -> bool:
        """Whether the graph says anything about a thing, or the data give it a class."""
        if iri not in self._described:
            node = ox.NamedNode(iri)
            found = next(self.graph.store.quads_for_pattern(node, None, None, ox.DefaultGraph()), None)
            self._described[iri] = found is not None or iri in self.own
        return self._described[iri]

    def findings(self, triple: ox.Triple) -> Iterator[Finding]:
        """What is wrong with the property of a triple, and with a value that is a class or a term."""
        predicate = triple.predicate.value
        if isinstance(triple.subject, ox.NamedNode) and triple.subject not in self._met:
            self._met.add(triple.subject)
            if prefix := _bare_prefix(triple.subject.value):
                yield _unexplained(triple.subject, None, triple.subject.value, prefix)
        for term in (triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode) and (prefix := _bare_prefix(term.value)):
                yield _unexplained(triple.subject, triple, term.value, prefix)
        if not self._known(predicate) and not _bare_prefix(predicate):
            yield self._unknown(triple, predicate, _PROPERTY)
        if isinstance(triple.object, ox.NamedNode):
            iri = triple.object.value
            if predicate == _TYPE:
                if not self._known(iri) and not _bare_prefix(iri):
                    yield self._unknown(triple, iri, _CLASS)
            elif iri.startswith(BASE) and not iri.startswith((ID, SCHEME)) and not self.described(iri):
                yield self._unknown(triple, iri, _VALUE)

    def _known(self, iri: str) -> bool:
        """Whether a property or class is described, or used as such."""
        if iri not in self._used:
            node, store = ox.NamedNode(iri), self.graph.store
            uses = (
                store.quads_for_pattern(None, node, None, ox.DefaultGraph()),
                store.quads_for_pattern(None, ox.NamedNode(_TYPE), node, ox.DefaultGraph()),
            )
            self._used[iri] = self.described(iri) or any(next(use, None) is not None for use in uses)
        return self._used[iri]

    def _unknown(self, triple: ox.Triple, iri: str, what: Text) -> Finding:
        shown = shorten(iri)
        if iri.startswith(BASE):
            return finding_at(
                "OntologyTerm",
                triple,
                Text(
                    f"{what.de} {shown} MUSS in der Ontologie stehen.",
                    f"{what.en} {shown} MUST be a term of the ontology.",
                ),
                expected=Text("ein Begriff der Ontologie", "a term of the ontology"),
                remedy=Text(
                    "Die Schreibweise prüfen; alle Begriffe nennt docs/encoding.md.",
                    "Check its spelling; docs/encoding.md names all terms.",
                ),
                suggestions=self._near(iri, is_class=what == _CLASS),
            )
        return finding_at(
            "Vocabulary",
            triple,
            Text(
                f"{what.de} {shown} SOLL eine sein, die Integraph kennt; sonst wertet niemand die Angabe aus.",
                f"{what.en} {shown} SHOULD be one that Integraph knows; else nobody reads what is said by it.",
            ),
            expected=Text("ein bekannter Begriff", "a known term"),
            remedy=Text(
                "Präfix und Schreibweise prüfen, oder die Angabe als Anmerkung (ig:note) machen.",
                "Check prefix and spelling, or say it in a note (ig:note).",
            ),
            suggestions=self._alike(iri),
        )

    def _near(self, iri: str, *, is_class: bool) -> tuple[Suggestion, ...]:
        """Terms of the ontology with a like name: classes begin with a capital, properties do not."""
        exact = IG + iri.removeprefix(namespace_of(iri))
        if self.described(exact):
            return (Suggestion(shorten(exact), self.names.label(exact)),)
        local = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", exact.removeprefix(IG))
        near = self.names.near(local, [IG])
        return tuple(s for s in near if s.value.removeprefix("ig:")[:1].isupper() == is_class)

    def _alike(self, iri: str) -> tuple[Suggestion, ...]:
        """Known terms with the same last part in a namespace that Integraph uses."""
        local = iri.removeprefix(namespace_of(iri))
        candidates = dict.fromkeys(space + local for space in NAMESPACES.values() if local)
        return tuple(Suggestion(shorten(each), self.names.label(each)) for each in candidates if self._known(each))[
            :MOST
        ]


def _unexplained(
    focus: ox.NamedNode | ox.BlankNode | ox.Triple, triple: ox.Triple | None, iri: str, prefix: str
) -> Finding:
    """A prefix without its namespace, in the property or value of a triple, or (None) in the name of *focus*."""
    if isinstance(focus, ox.Triple):
        raise TypeError("a triple term")
    meant = NAMESPACES[prefix] + iri.removeprefix(prefix + ":")
    return Finding(
        RULES["Prefix"].severity,
        focus,
        Predicate(triple.predicate.value) if triple else None,
        ox.NamedNode(iri) if triple else None,
        *identity("Prefix"),
        Text(
            f"Das Präfix „{prefix}:“ MUSS erklärt sein; so ist {iri} keine IRI von Integraph.",
            f"The prefix '{prefix}:' MUST be declared; {iri} is no IRI of Integraph.",
        ),
        Text(f"<{meant}>", f"<{meant}>"),
        Text(
            f'Im @context ergänzen: "{prefix}": "{NAMESPACES[prefix]}", oder die IRI ausschreiben.',
            f'Add to the @context: "{prefix}": "{NAMESPACES[prefix]}", or write the IRI out.',
        ),
    )
