"""A shapes graph in memory, indexed for reading: small, and with every literal as it was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from integraph.shacl.terms import RDF, SUBCLASS, TYPE, Term

Graph = ox.Store | Iterable[ox.Triple | ox.Quad]
"""Data or shapes: the default graph of a store, or triples (quads count as triples)."""


def triples_of(graph: Graph) -> Iterator[ox.Triple]:
    """The triples of *graph*."""
    if isinstance(graph, ox.Store):
        for quad in graph.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            yield quad.triple
    else:
        for item in graph:
            yield item.triple if isinstance(item, ox.Quad) else item


class Index:
    """Triples by subject and predicate. Predicates are given as strings, nodes as terms."""

    def __init__(self, graph: Graph) -> None:
        self.triples = list(triples_of(graph))
        self._objects: dict[Term, dict[str, list[Term]]] = defaultdict(dict)
        self._subjects: dict[str, dict[Term, None]] = defaultdict(dict)
        for triple in self.triples:
            subject, value = triple.subject, triple.object
            if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                continue  # triple terms cannot be part of a shape
            values = self._objects[subject].setdefault(triple.predicate.value, [])
            if value not in values:
                values.append(value)
            self._subjects[triple.predicate.value][subject] = None

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """The distinct objects, in the order of the file."""
        return self._objects[subject].get(predicate, []) if subject in self._objects else []

    def predicates(self, subject: Term) -> list[str]:
        """The predicates that *subject* has."""
        return list(self._objects[subject]) if subject in self._objects else []

    def subjects(self, predicate: str) -> list[Term]:
        """The distinct subjects of triples with *predicate*."""
        return list(self._subjects.get(predicate, ()))

    def subjects_with(self, predicate: str, value: Term) -> list[Term]:
        """The subjects that have *value* for *predicate*."""
        return [subject for subject in self.subjects(predicate) if value in self.objects(subject, predicate)]

    def instances(self, name: str) -> list[Term]:
        """The SHACL instances of a class: of it or of one of its subclasses."""
        classes = self.subclasses(ox.NamedNode(name))
        return [s for s in self.subjects(TYPE) if any(kind in classes for kind in self.objects(s, TYPE))]

    def subclasses(self, name: Term) -> set[Term]:
        """A class with all its subclasses."""
        found, todo = {name}, [name]
        while todo:
            for below in self.subjects_with(SUBCLASS, todo.pop()):
                if below not in found:
                    found.add(below)
                    todo.append(below)
        return found

    def items(self, head: Term) -> list[Term] | None:
        """The members of a SHACL list, or None when it is not a well-formed one."""
        nil, items, seen = ox.NamedNode(RDF + "nil"), [], set()
        while head != nil:
            first, rest = self.objects(head, RDF + "first"), self.objects(head, RDF + "rest")
            if head in seen or len(first) != 1 or len(rest) != 1:
                return None
            seen.add(head)
            items.append(first[0])
            head = rest[0]
        return items
