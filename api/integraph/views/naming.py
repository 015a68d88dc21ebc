"""From what a person types, or an address carries, to a programme, body, indicator or any other thing of a sort."""

from __future__ import annotations

from dataclasses import dataclass

from integraph.namespaces import expand
from integraph.responsibility import AmbiguousName, Lookup, UnknownName
from integraph.responsibility.answer import Thing
from integraph.responsibility.lookup import Candidate


@dataclass(frozen=True)
class Sort:
    """A sort of thing: how a message calls it ("Das Programm"), and the pattern that ``?thing`` fits."""

    what: str
    pattern: str

    @property
    def query(self) -> str:
        """The query for the names of all its things, in the form that `Lookup.names` reads."""
        return (
            f"SELECT DISTINCT ?thing ?name ?primary WHERE {{ {self.pattern} ."
            " { ?thing rdfs:label|skos:prefLabel ?name BIND(1 AS ?primary) }"
            " UNION { ?thing skos:altLabel ?name BIND(0 AS ?primary) } }"
        )


PROGRAMME = Sort("Das Förderprogramm", "?thing a ig:FundingProgramme")
INDICATOR = Sort("Die Kennzahl", "?thing ^ig:indicator ?figure")
BODY = Sort(
    "Der Akteur",
    "{ ?thing a ig:BodyKind } UNION { ?thing a ig:Body FILTER NOT EXISTS { ?thing a ig:Territory } }"
    " UNION { ?thing ig:bodyKind ?k VALUES ?k { kind:bund kind:land kind:stadtstaat } }",
)
TASK = Sort("Die Aufgabe", "?thing a ig:Task")
ROLE = Sort("Die Rolle", "?thing skos:inScheme <https://w3id.org/integraph/scheme/role>")
FIELD = Sort(
    "Das Handlungsfeld", "?thing ^ig:field ?anything ; skos:inScheme <https://w3id.org/integraph/scheme/field>"
)


def things(lookup: Lookup, sort: Sort) -> list[Thing]:
    """Return all things of *sort*, by label."""
    labels = lookup.names(sort.query).labels
    return sorted((Thing(iri, label) for iri, label in labels.items()), key=lambda t: (t.label.casefold(), t.iri))


def find(lookup: Lookup, sort: Sort, text: str) -> Thing:
    """Return the thing of *sort* that *text* names: an IRI, a prefixed name, the last part of an IRI, or a name.

    Raises `UnknownName` with the nearest names, `AmbiguousName` with all that bear it.
    """
    text = text.strip()
    names = lookup.names(sort.query)
    try:
        iri = expand(text)
    except ValueError:
        iri = next((known for known in names.labels if known.rsplit("/", 1)[-1] == text), "")
    if iri in names.labels:
        return Thing(iri, names.labels[iri])
    matches = names.exact(text)
    if len(matches) == 1:
        return Thing(matches[0], names.labels[matches[0]])
    candidates = [Candidate(i, names.labels.get(i, i)) for i in matches or names.near(text)]
    raise (AmbiguousName if matches else UnknownName)(sort.what, text, candidates)
