"""How often classes, properties and kinds of values occur in a store, in one pass over its triples."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox

_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
Kind = tuple[bool, str]
"""What a value is: whether a literal, and the IRI of its datatype or of a class it belongs to."""


@dataclass
class Counted:
    """Numbers of triples, different subjects and different objects.

    ``properties``: IRI → triples, subjects, objects. ``classes``: IRI → members and, for each property that members
    have, its triples and how many of these have values of each kind (a value of two classes counts for both).
    """

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    properties: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    classes: dict[str, tuple[int, dict[str, tuple[int, dict[Kind, int]]]]] = field(default_factory=dict)


def count(store: ox.Store) -> Counted:
    """Count the default graph of *store*."""
    types: dict[Any, tuple[str, ...]] = {}
    for quad in store.quads_for_pattern(None, _TYPE, None, ox.DefaultGraph()):
        if isinstance(quad.object, ox.NamedNode):
            types[quad.subject] = (*types.get(quad.subject, ()), quad.object.value)
    patterns: Counter[tuple[tuple[str, ...], str, tuple[Kind, ...]]] = Counter()
    kinds: dict[tuple[str, ...], tuple[Kind, ...]] = {}
    subjects: dict[str, set[Any]] = defaultdict(set)
    objects: dict[str, set[Any]] = defaultdict(set)
    triples: Counter[str] = Counter()
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        name, value = quad.predicate.value, quad.object
        triples[name] += 1
        subjects[name].add(quad.subject)
        objects[name].add(value)
        if isinstance(value, ox.Literal):
            kind: tuple[Kind, ...] = ((True, value.datatype.value),)
        else:
            of = types.get(value, ())
            kind = kinds.setdefault(of, tuple((False, each) for each in of))
        patterns[types.get(quad.subject, ()), name, kind] += 1
    found = Counted(triples.total(), len(set().union(*subjects.values())), len(set().union(*objects.values())))
    found.properties = {name: (triples[name], len(subjects[name]), len(objects[name])) for name in triples}
    members = Counter(each for of in types.values() for each in of)
    by_class: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for (of, name, kind), amount in patterns.items():
        for class_ in of:
            entry = by_class[class_].setdefault(name, [0, Counter()])
            entry[0] += amount
            entry[1].update(dict.fromkeys(kind, amount))
    for class_, number in members.items():
        properties = {name: (total, dict(of)) for name, (total, of) in by_class[class_].items()}
        found.classes[class_] = (number, properties)
    return found
