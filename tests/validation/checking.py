"""What the tests of validation share: a statement that conforms, to be spoilt in one respect at a time."""

from __future__ import annotations

from integraph.namespaces import NAMESPACES
from integraph.store import Graph
from integraph.validation import Report, validate_inputs
from integraph.validation.inputs import Bounds, Input

_PREFIXES = (
    "ig geb aufg akt recht foe zu aus beob emp bed tab quelle role obl bind mod ek kind level ind unit fkind "
    "rdfs rdf skos schema xsd s3 dct org"
)
HEADER = "".join(f"@prefix {p}: <{NAMESPACES[p]}> .\n" for p in _PREFIXES.split())
GOOD = {
    "a": "ig:Responsibility",
    "rdfs:label": '"Die Gemeinden des Landes richten einen Beirat ein."@de',
    "ig:task": "aufg:integrationsbeirat",
    "ig:role": "role:ausfuehrung",
    "ig:holderType": "kind:gemeinde",
    "ig:appliesIn": "geb:06",
    "ig:obligation": "obl:pflichtig",
    "ig:bindingness": "bind:muss",
    "ig:modality": "mod:geltendes-recht",
    "ig:polarity": "ig:asserted",
    "ig:evidenceKind": "ek:befund-der-autoren",
    "ig:evidence": "s3:167-167",
    "ig:asOf": '"2022"^^xsd:gYear',
}
"""A responsibility that conforms, property by property."""


def statement(subject: str = "zu:neu", changes: dict[str, str | None] | None = None) -> str:
    """The good responsibility with changes (None drops a property), the subject and each property on a line."""
    given: dict[str, str | None] = {**GOOD, **(changes or {})}
    body = " ;\n    ".join(f"{name} {value}" for name, value in given.items() if value is not None)
    return f"{HEADER}{subject}\n    {body} .\n"


def line_of(content: str, start: str) -> int:
    """The number of the first line after the prefixes that holds *start*."""
    lines = content.splitlines()
    return next(n for n, line in enumerate(lines, 1) if start in line and not line.startswith("@prefix"))


def check(
    graph: Graph, content: str | bytes, name: str = "daten.ttl", format: str = "", bounds: Bounds | None = None
) -> Report:
    """Validate one text or some bytes under a name."""
    data = content.encode() if isinstance(content, str) else content
    return validate_inputs([Input(name, data, format)], graph, bounds=bounds)
