"""Things that two files describe in different ways: together they say what neither says alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from integraph.codes import RULES
from integraph.namespaces import RDF, shorten
from integraph.validation.finding import Finding, identity
from integraph.validation.place import PROVENANCE, Text

_TYPE = RDF + "type"


def twice(files: Iterable[tuple[str, Iterable[ox.Triple]]]) -> Iterator[Finding]:
    """A finding for each thing that several of *files* (name and triples) give a class and describe differently."""
    described: dict[ox.NamedNode, dict[str, set[tuple[str, str]]]] = defaultdict(dict)
    for name, triples in files:
        said: dict[ox.NamedNode, set[tuple[str, str]]] = defaultdict(set)
        for triple in triples:
            predicate = triple.predicate.value
            if isinstance(triple.subject, ox.NamedNode) and predicate not in PROVENANCE:
                blank = isinstance(triple.object, ox.BlankNode)
                said[triple.subject].add((predicate, "" if blank else str(triple.object)))
        for subject, facts in said.items():
            if any(predicate == _TYPE for predicate, _ in facts):
                described[subject][name] = facts
    for subject, by_file in described.items():
        if len(by_file) > 1 and len({frozenset(facts) for facts in by_file.values()}) > 1:
            first, *others = by_file.values()
            apart = {predicate for facts in others for predicate, _ in facts ^ first}
            yield _finding(subject, sorted(by_file), ", ".join(sorted(map(shorten, apart))))


def _finding(subject: ox.NamedNode, files: list[str], apart: str) -> Finding:
    return Finding(
        RULES["Twice"].severity,
        subject,
        None,
        None,
        *identity("Twice"),
        Text(
            "Ein Ding SOLL NICHT in zwei Dateien verschieden beschrieben sein; zusammen gilt, was beide sagen.",
            "A thing SHOULD NOT be described differently in two files; together all holds that either says.",
        ),
        Text("eine einzige Beschreibung", "a single description"),
        Text(
            f"{shorten(subject.value)} steht in {' und '.join(files)}; verschieden ist {apart}. Sind es zwei Dinge, "
            "braucht jedes seine Kennung; ist es eines, bitte an einer Stelle beschreiben.",
            f"{shorten(subject.value)} is described in {' and '.join(files)}; different: {apart}. Two things need two "
            "identifiers; one thing is best described in one place.",
        ),
    )
