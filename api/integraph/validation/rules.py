"""What data must meet beyond the shapes, because it takes the whole graph, the ontology or the text to see it.

Each rule has a name in the namespace of the shapes and reports as a constraint component of that name, so that its
findings stand in a `sh:ValidationReport` like all others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from integraph.codes import RULES, RuleName
from integraph.lint_rules import SOURCES
from integraph.namespaces import BASE, BELEG, ID, NAMESPACES, RDF, RDFS, SCHEME, shorten
from integraph.shacl.paths import Path, Predicate
from integraph.shacl.terms import Term
from integraph.store import Graph
from integraph.validation.expectations import Shapes
from integraph.validation.finding import Finding, finding_at, identity
from integraph.validation.hierarchies import cycles
from integraph.validation.literals import literal_findings
from integraph.validation.place import Text
from integraph.validation.suggest import Names, namespace_of
from integraph.validation.vocabulary import Vocabulary

_TYPE: Final = RDF + "type"
_FROM: Final = NAMESPACES["schema"] + "validFrom"
_THROUGH: Final = NAMESPACES["schema"] + "validThrough"
_PASSAGE: Final = re.compile(re.escape(BELEG) + r"([a-z0-9-]+)/([1-9]\d*)-([1-9]\d*)")


class Rules:
    """The rules over the triples of some files, in the light of a graph."""

    def __init__(self, own: list[ox.Triple], graph: Graph, shapes: Shapes, names: Names) -> None:
        self.own, self.graph, self.shapes, self.names = own, graph, shapes, names
        self.subjects = {t.subject.value for t in own if isinstance(t.subject, ox.NamedNode)}
        self.types: dict[str, set[str]] = defaultdict(set)
        for triple in own:
            if triple.predicate.value == _TYPE and isinstance(triple.subject, ox.NamedNode):
                self.types[triple.subject.value].add(_iri(triple.object))
        self.values = {t.object for t in own if isinstance(t.object, ox.BlankNode)}
        self.vocabulary = Vocabulary(graph, names, set(self.types))

    def findings(self) -> Iterator[Finding]:
        """All that the rules find."""
        for triple in self.own:
            if not isinstance(triple.subject, ox.Triple):
                yield from self._of_triple(triple)
        yield from self._classes()
        yield from cycles(self.own, self.graph)
        yield from self._periods()

    def _of_triple(self, triple: ox.Triple) -> Iterator[Finding]:
        predicate, value = triple.predicate.value, triple.object
        yield from self.vocabulary.findings(triple)
        if isinstance(triple.subject, ox.BlankNode) and predicate == _TYPE and triple.subject not in self.values:
            yield self._nameless(triple.subject, None, None)
        match value:
            case ox.NamedNode():
                yield from self._reference(triple, value.value)
            case ox.BlankNode():
                yield self._nameless(triple.subject, Predicate(predicate), value)
            case ox.Literal():
                yield from literal_findings(triple, value)

    def _reference(self, triple: ox.Triple, iri: str) -> Iterator[Finding]:
        if iri.startswith(BELEG):
            yield from self._passage(triple, iri)
        elif iri.startswith((ID, SCHEME)) and not self.vocabulary.described(iri) and iri not in self.subjects:
            shown, space = shorten(iri), namespace_of(iri)
            near = self.names.near(iri.removeprefix(space), [space])
            area = space == NAMESPACES["geb"]
            what = Text("Das Gebiet", "The area") if area else Text("Das Ding", "The thing")
            yield finding_at(
                "Reference",
                triple,
                Text(
                    f"{what.de} {shown} MUSS es geben: im Graphen oder in den geprüften Dateien.",
                    f"{what.en} {shown} MUST exist, in the graph or in the files checked.",
                ),
                expected=Text("eine IRI, die beschrieben ist", "an IRI that is described"),
                remedy=Text(
                    "Gebiete stehen mit ihrem amtlichen Schlüssel im Gemeindeverzeichnis; führende Nullen gehören dazu."
                    if area
                    else "Die Schreibweise prüfen oder das Ding mit Klasse und Bezeichnung beschreiben.",
                    "Areas are named by their official key, leading zeros included."
                    if area
                    else "Check its spelling, or describe it with a class and a label.",
                ),
                suggestions=near,
            )

    def _passage(self, triple: ox.Triple, iri: str) -> Iterator[Finding]:
        match = _PASSAGE.fullmatch(iri)
        if not match:
            return  # the shapes speak about the form
        slug, first, last = match[1], int(match[2]), int(match[3])
        source = ID + "quelle/" + slug
        if not self.vocabulary.described(source):
            yield finding_at(
                "PassageSource",
                triple,
                Text(
                    f"Die Quelle des Belegs {shorten(iri)} MUSS beschrieben sein (quelle:{slug}).",
                    f"The source of the passage {shorten(iri)} MUST be described (quelle:{slug}).",
                ),
                expected=Text("ein Beleg aus einer beschriebenen Quelle", "a passage of a source that is described"),
                remedy=Text(f"quelle:{slug} als ig:Source beschreiben.", f"Describe quelle:{slug} as an ig:Source."),
                suggestions=self.names.near(slug, [ID + "quelle/"]),
            )
        lines = SOURCES.get(slug, (0, 0))[0]
        if first > last or (lines and last > lines):
            most = f" ≤ {lines}" if lines else ""
            yield finding_at(
                "PassageLines",
                triple,
                Text(
                    f"Die Zeilen des Belegs {shorten(iri)} MÜSSEN im Text der Quelle liegen und aufsteigen.",
                    f"The lines of the passage {shorten(iri)} MUST lie in the source's text and ascend.",
                ),
                expected=Text(f"erste Zeile ≤ letzte Zeile{most}", f"first line ≤ last line{most}"),
                remedy=Text("Die Zeilennummern am Text der Quelle prüfen.", "Check the lines in the source."),
            )

    def _nameless(self, focus: Term | ox.Triple, path: Path | None, value: Term | None) -> Finding:
        if isinstance(focus, ox.Triple):
            raise TypeError("a triple term")
        return Finding(
            RULES["Named"].severity,
            focus,
            path,
            value,
            *identity("Named"),
            Text(
                "Jedes Ding SOLL eine IRI haben; ein Knoten ohne Namen ([…], _:x) kann nicht zitiert werden.",
                "Each thing SHOULD have an IRI; a blank node can't be cited.",
            ),
            Text("eine IRI", "an IRI"),
            Text("Dem Ding eine IRI geben und diese als Wert verwenden.", "Give it an IRI and use that as the value."),
        )

    def _classes(self) -> Iterator[Finding]:
        for iri in sorted(self.subjects):
            types = self.types.get(iri, set())
            if not types:
                if iri.startswith(BASE) and not self.vocabulary.described(iri):
                    yield self._about(
                        iri,
                        "Class",
                        Text("Jedes Ding MUSS eine Klasse haben (a ig:…).", "Each thing MUST have a class (a ig:…)."),
                        Text(
                            "„a ig:Responsibility“ oder eine andere Klasse angeben; ohne Klasse gilt keine Prüfregel.",
                            "Give it a class; without one no rule applies.",
                        ),
                    )
            elif not self._superclasses(types) & self.shapes.targets and any(map(self.vocabulary.described, types)):
                yield self._about(
                    iri,
                    "Covered",
                    Text(
                        "Ein Ding SOLL zu einer Klasse gehören, für die es Prüfregeln gibt.",
                        "A thing SHOULD belong to a class that rules exist for.",
                    ),
                    Text(
                        f"Geprüft wird {', '.join(map(shorten, sorted(types)))} nicht; "
                        "welche Klassen es gibt, sagt docs/encoding.md.",
                        f"{', '.join(map(shorten, sorted(types)))} is not checked; see docs/encoding.md.",
                    ),
                )

    def _superclasses(self, types: Iterable[str]) -> set[str]:
        found, ahead = set(types), list(types)
        while ahead:
            node = ox.NamedNode(ahead.pop())
            above = self.graph.store.quads_for_pattern(node, ox.NamedNode(RDFS + "subClassOf"), None, ox.DefaultGraph())
            for quad in above:
                if isinstance(quad.object, ox.NamedNode) and quad.object.value not in found:
                    found.add(quad.object.value)
                    ahead.append(quad.object.value)
        return found

    def _about(self, iri: str, rule: RuleName, messages: Text, remedy: Text) -> Finding:
        return Finding(
            RULES[rule].severity,
            ox.NamedNode(iri),
            Predicate(_TYPE),
            None,
            *identity(rule),
            messages,
            Text("eine Klasse der Ontologie", "a class of the ontology"),
            remedy,
        )

    def _periods(self) -> Iterator[Finding]:
        starts: dict[Term | ox.Triple, list[ox.Literal]] = defaultdict(list)
        ends: dict[Term | ox.Triple, list[ox.Literal]] = defaultdict(list)
        for triple in self.own:
            if triple.predicate.value in (_FROM, _THROUGH) and isinstance(triple.object, ox.Literal):
                (starts if triple.predicate.value == _FROM else ends)[triple.subject].append(triple.object)
        for focus, firsts in starts.items():
            if isinstance(focus, ox.Triple):
                continue
            for first in firsts:
                for last in ends.get(focus, ()):
                    width = min(len(first.value), len(last.value))
                    if (
                        first.value[:width] > last.value[:width]
                        and first.value[:4].isdigit()
                        and last.value[:4].isdigit()
                    ):
                        yield Finding(
                            RULES["Period"].severity,
                            focus,
                            Predicate(_THROUGH),
                            last,
                            *identity("Period"),
                            Text(
                                "Ein Zeitraum MUSS nach seinem Anfang enden (schema:validFrom, schema:validThrough).",
                                "A period MUST end after it begins (schema:validFrom, schema:validThrough).",
                            ),
                            Text(f"ein Datum ab {first.value}", f"a date from {first.value}"),
                            Text(
                                f"Anfang {first.value} und Ende {last.value} prüfen; sind sie vertauscht?",
                                f"Check start {first.value} and end {last.value}; are they swapped?",
                            ),
                        )


def _iri(term: Term | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
