"""What the W3C allows as values of SHACL's properties; a breach is a `ShapesError`, never ignored.

Source: the syntax rules of https://www.w3.org/TR/shacl/#syntax-rules, of which its SHACL-SHACL shapes are a part.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from integraph.shacl.core import NODE_KINDS
from integraph.shacl.errors import ShapesError
from integraph.shacl.index import Index
from integraph.shacl.terms import RDF, SH, XSD, Term, short


@dataclass(frozen=True)
class Rule:
    """What the values of a property must be (`right`, in German, is what an error says), and how many there may be."""

    right: str
    holds: Callable[[Term], bool]
    single: bool = False
    property_shapes_only: bool = False


def _literal_of(*names: str) -> Callable[[Term], bool]:
    kinds = {XSD + name for name in names} | ({RDF + "langString"} if "langString" in names else set())
    return lambda term: isinstance(term, ox.Literal) and term.datatype.value in kinds


def _count(term: Term) -> bool:
    return _literal_of("integer")(term) and re.fullmatch(r"\+?[0-9]+", term.value) is not None


def _truth(term: Term) -> bool:
    return _literal_of("boolean")(term) and term.value in ("true", "false", "1", "0")


def _iri(term: Term) -> bool:
    return isinstance(term, ox.NamedNode)


def _literal(term: Term) -> bool:
    return isinstance(term, ox.Literal)


def _kind(term: Term) -> bool:
    return _iri(term) and term.value in {SH + name for name in NODE_KINDS}


_SHAPE: Final = Rule("eine Prüfregel (IRI oder leerer Knoten)", lambda term: not _literal(term))
_LIST: Final = Rule("eine Liste", lambda term: not _literal(term))
_IRI: Final = Rule("ein IRI", _iri)
_ONE_TRUTH: Final = Rule("true oder false", _truth, single=True)
_ONE_TEXT: Final = Rule("ein Text ohne Sprachangabe", _literal_of("string"), single=True)
_NUMBER: Final = Rule("eine ganze Zahl ab 0 (xsd:integer)", _count, single=True)
_COUNT: Final = Rule("eine ganze Zahl ab 0 (xsd:integer)", _count, single=True, property_shapes_only=True)
_BOUND: Final = Rule("ein Literal", _literal, single=True)
_ORDERED: Final = Rule("ein IRI", _iri, property_shapes_only=True)

PARAMETERS: Final = {
    "class": _IRI,
    "datatype": Rule("ein IRI", _iri, single=True),
    "nodeKind": Rule("eine von " + ", ".join(f"sh:{name}" for name in NODE_KINDS), _kind, single=True),
    "minCount": _COUNT,
    "maxCount": _COUNT,
    "minExclusive": _BOUND,
    "minInclusive": _BOUND,
    "maxExclusive": _BOUND,
    "maxInclusive": _BOUND,
    "minLength": _NUMBER,
    "maxLength": _NUMBER,
    "pattern": _ONE_TEXT,
    "flags": _ONE_TEXT,
    "languageIn": Rule("eine Liste von Sprachkennzeichen", lambda term: not _literal(term), single=True),
    "uniqueLang": Rule("true oder false", _truth, single=True, property_shapes_only=True),
    "equals": _IRI,
    "disjoint": _IRI,
    "lessThan": _ORDERED,
    "lessThanOrEquals": _ORDERED,
    "not": _SHAPE,
    "and": _LIST,
    "or": _LIST,
    "xone": _LIST,
    "node": _SHAPE,
    "property": _SHAPE,
    "qualifiedValueShape": Rule(_SHAPE.right, _SHAPE.holds, single=True, property_shapes_only=True),
    "qualifiedMinCount": _NUMBER,  # allowed on node shapes too, without effect (W3C test qualified-001)
    "qualifiedMaxCount": _NUMBER,
    "qualifiedValueShapesDisjoint": _ONE_TRUTH,
    "closed": _ONE_TRUTH,
    "ignoredProperties": Rule("eine Liste von IRIs", lambda term: not _literal(term), single=True),
    "hasValue": Rule("ein beliebiger Wert", lambda _: True),
    "in": Rule("eine Liste", lambda term: not _literal(term), single=True),
    "sparql": Rule("ein Knoten mit sh:select", lambda term: not _literal(term)),
}
"""The parameters of the constraint components of SHACL Core and `sh:sparql`, by local name."""

TARGETS: Final = {
    "targetNode": Rule("ein IRI oder ein Literal", lambda term: not isinstance(term, ox.BlankNode)),
    "targetClass": _IRI,
    "targetSubjectsOf": _IRI,
    "targetObjectsOf": _IRI,
}
_OTHER: Final = {
    "path": Rule("ein Pfad", lambda _: True, single=True),
    "severity": Rule("ein IRI, etwa sh:Warning", _iri, single=True),
    "message": Rule("ein Text, mit oder ohne Sprachangabe", _literal_of("string", "langString")),
    "deactivated": _ONE_TRUTH,
}
_WITHOUT_EFFECT: Final = {
    *("name", "description", "order", "group", "defaultValue", "optional", "declare", "prefixes"),
    *("parameter", "validator", "nodeValidator", "propertyValidator", "labelTemplate", "ask", "select"),
    *("shapesGraph", "suggestedShapesGraph", "prefix", "namespace"),
}
"""What a shape may carry besides: descriptions, and what makes a node something else as well as a shape."""


def check(index: Index, shape: Term) -> None:
    """Hold what the shapes graph says about *shape* against the rules. Raises `ShapesError`."""
    is_property = bool(index.objects(shape, SH + "path"))
    for predicate in index.predicates(shape):
        if not predicate.startswith(SH):
            continue
        name = predicate.removeprefix(SH)
        rule = PARAMETERS.get(name) or TARGETS.get(name) or _OTHER.get(name)
        if rule is None:
            if name not in _WITHOUT_EFFECT:
                raise ShapesError(
                    shape,
                    predicate,
                    "das gibt es in SHACL Core und SHACL-SPARQL nicht, es bliebe ohne Wirkung. Richtig wäre eine der"
                    " Angaben, die docs/validation.md nennt.",
                )
            continue
        values = index.objects(shape, predicate)
        for value in values:
            if not rule.holds(value):
                raise ShapesError(shape, predicate, f"{short(value)} ist nicht erlaubt; richtig wäre {rule.right}.")
        if rule.single and len(values) > 1:
            raise ShapesError(shape, predicate, f"höchstens ein Wert ist erlaubt, angegeben sind {len(values)}.")
        if rule.property_shapes_only and not is_property:
            raise ShapesError(
                shape,
                predicate,
                "das ist nur bei einer Prüfregel mit sh:path erlaubt; diese hat keinen.",
            )
