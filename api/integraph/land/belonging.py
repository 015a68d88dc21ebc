"""What may stand in the data of a Land: things with names of their own, none of the shared stock, none known otherwise.

These rules need the graph beside the data, not merged with them, so no shape can say them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from integraph.build import INFERRED
from integraph.codes import RULES, RuleName
from integraph.namespaces import BELEG, GRAPH, ID, NAMESPACES, RDF, expand, shorten
from integraph.store import Graph
from integraph.validation.finding import Finding, identity
from integraph.validation.place import PROVENANCE, Text

from .sheets import SHEETS

_TYPE = ox.NamedNode(RDF + "type")
_EXPECTED = {
    "LandName": Text("eine IRI", "an IRI"),
    "LandStock": Text("Dinge, die zu diesem Land gehören", "things that belong to this Land"),
    "LandPrefix": Text("eine Kennung wie zu:sl-… für eine Zuständigkeit", "an identifier such as zu:sl-…"),
    "LandKnown": Text("eine Kennung, die noch frei ist", "an identifier that is still free"),
}
_PREFIX_OF = {
    expand(name): sheet.prefix for sheet in SHEETS if sheet.prefix in NAMESPACES for name in sheet.entries.values()
}
_OWN = ", ".join(f"{prefix}:…" for prefix in ("zu", "foe", "akt", "aufg", "recht", "bed", "quelle"))


def belonging(own: Iterable[ox.Triple], graph: Graph) -> Iterator[Finding]:
    """What has no place in a Land's data: blank nodes, parts of the shared stock, other facts about known things."""
    described: dict[ox.NamedNode, list[ox.Triple]] = defaultdict(list)
    blank: dict[ox.BlankNode, None] = {}
    for triple in own:
        if isinstance(triple.subject, ox.BlankNode):
            blank[triple.subject] = None
        elif isinstance(triple.subject, ox.NamedNode):
            described[triple.subject].append(triple)
    for node in blank:
        yield _finding(
            "LandName",
            node,
            Text(
                "MUSS: Datensatz – jedes Ding braucht eine Kennung (IRI); Knoten ohne Namen ([…], _:x) werden nicht "
                "aufgenommen.",
                "MUST: data – each thing needs an identifier (IRI); blank nodes are not taken in.",
            ),
            Text(f"Dem Ding eine Kennung geben ({_OWN}).", f"Give the thing an identifier ({_OWN})."),
        )
    for subject, triples in described.items():
        if not is_own(subject.value):
            yield _shared(subject)
        elif prefixes := _other_prefixes(subject.value, triples):
            yield _misnamed(subject, prefixes)
        elif differs(subject, triples, graph):
            yield _known_otherwise(subject, triples, graph)


def is_own(iri: str) -> bool:
    """Whether the data of a Land may describe the thing; terms, shapes and territories belong to the shared stock."""
    return iri.startswith(ID) and not iri.startswith(NAMESPACES["geb"])


def differs(subject: ox.NamedNode, triples: Iterable[ox.Triple], graph: Graph) -> bool:
    """Whether the graph describes the thing, yet has not all that *triples* say of it.

    Passages are left out: they are named by their lines, and nobody owns them.
    """
    if subject.value.startswith(BELEG) or not described_in(subject.value, graph):
        return False
    return any(_news(triple, graph) for triple in triples)


def described_in(iri: str, graph: Graph) -> str:
    """The file that gives a thing its class, "" where there is none."""
    for quad in graph.store.quads_for_pattern(ox.NamedNode(iri), _TYPE, None, None):
        name = getattr(quad.graph_name, "value", "")
        if name and name != INFERRED:
            return f"data/{name.removeprefix(GRAPH)}.ttl"
    return ""


def _news(triple: ox.Triple, graph: Graph) -> bool:
    if triple.predicate.value in PROVENANCE:
        return False
    return ox.Quad(triple.subject, triple.predicate, triple.object) not in graph.store


def _shared(subject: ox.NamedNode) -> Finding:
    territory = subject.value.startswith(NAMESPACES["geb"])
    name = shorten(subject.value)
    return _finding(
        "LandStock",
        subject,
        Text(
            "DARF NICHT: Datensatz – Gebiete beschreiben; das tut das amtliche Gemeindeverzeichnis."
            if territory
            else "DARF NICHT: Datensatz – etwas anderes beschreiben als Dinge mit einer Kennung unter "
            f"{ID}; Begriffe, Klassen und Prüfregeln gehören zum gemeinsamen Bestand.",
            "MUST NOT: data – describe territories; the official register does."
            if territory
            else f"MUST NOT: data – describe anything but things with an identifier below {ID}; terms, classes and "
            "shapes belong to the shared stock.",
        ),
        Text(
            f"Die Angaben zu {name} weglassen; ein Gebiet wird nur genannt, etwa bei „gilt in“."
            if territory
            else f"Eine Kennung mit einem Präfix von Integraph verwenden ({_OWN}) oder die Angaben weglassen.",
            f"Leave out what is said of {name}; a territory is only named."
            if territory
            else f"Use an identifier with a prefix of Integraph ({_OWN}), or leave it out.",
        ),
    )


def _other_prefixes(iri: str, triples: Iterable[ox.Triple]) -> set[str]:
    """The prefixes that the classes of a thing ask for, where it has none of them."""
    classes = (t.object.value for t in triples if t.predicate == _TYPE and isinstance(t.object, ox.NamedNode))
    wanted = {_PREFIX_OF[name] for name in classes if name in _PREFIX_OF}
    return set() if any(iri.startswith(NAMESPACES[prefix]) for prefix in wanted) else wanted


def _misnamed(subject: ox.NamedNode, prefixes: set[str]) -> Finding:
    name, wanted = shorten(subject.value), " oder ".join(f"{prefix}:" for prefix in sorted(prefixes))
    return _finding(
        "LandPrefix",
        subject,
        Text(
            "MUSS: Datensatz – eine Kennung hat das Präfix ihrer Art.",
            "MUST: data – an identifier has the prefix of its kind.",
        ),
        Text(
            f"Statt {name} eine Kennung mit {wanted} bilden, oder die Klasse berichtigen.",
            f"Form an identifier with {wanted.replace('oder', 'or')} instead of {name}, or mend the class.",
        ),
    )


def _known_otherwise(subject: ox.NamedNode, triples: Iterable[ox.Triple], graph: Graph) -> Finding:
    news = sorted({shorten(triple.predicate.value) for triple in triples if _news(triple, graph)})
    shown, name = ", ".join(news), shorten(subject.value)
    return _finding(
        "LandKnown",
        subject,
        Text(
            "SOLL NICHT: Datensatz – unter einer Kennung, die der Graph schon kennt, etwas anderes sagen.",
            "SHOULD NOT: data – say something else under an identifier that the graph has already.",
        ),
        Text(
            f"{name} steht in {described_in(subject.value, graph)}; neu oder anders ist {shown}. Bitte eine andere "
            "Kennung wählen. Wer seine eigene, schon aufgenommene Datei ersetzt (integraph add --replace), behält sie.",
            f"{name} is described in {described_in(subject.value, graph)}; new or different: {shown}. Choose another "
            "identifier, unless your own file of the same name is to be replaced (integraph add --replace).",
        ),
    )


def _finding(rule: RuleName, focus: ox.NamedNode | ox.BlankNode, messages: Text, remedy: Text) -> Finding:
    return Finding(RULES[rule].severity, focus, None, None, *identity(rule), messages, _EXPECTED[rule], remedy)
