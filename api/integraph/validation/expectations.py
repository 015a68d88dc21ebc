"""What a broken constraint asks for, in words: read from the parameters of its shape."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from integraph.namespaces import IGS, NAMESPACES, RDF, RDFS, SKOS, XSD, shorten
from integraph.shacl.index import Index
from integraph.shacl.paths import Path, Predicate, read_path
from integraph.shacl.terms import SH, Term
from integraph.validation.place import NO_TEXT, Text
from integraph.validation.report import written

REMEDY: Final = f"{IGS}remedy"
"""How to mend what a shape finds, in words of its own."""
_DATATYPES: Final = {
    XSD + "date": Text("ein Tag in der Form 2025-12-31 (xsd:date)", "a day such as 2025-12-31 (xsd:date)"),
    XSD + "gYear": Text("eine Jahreszahl wie 2025 (xsd:gYear)", "a year such as 2025 (xsd:gYear)"),
    XSD + "gYearMonth": Text(
        "ein Monat in der Form 2025-12 (xsd:gYearMonth)", "a month such as 2025-12 (xsd:gYearMonth)"
    ),
    XSD + "dateTime": Text("ein Zeitpunkt (xsd:dateTime)", "a point in time (xsd:dateTime)"),
    XSD + "integer": Text("eine ganze Zahl ohne Punkt und Komma (xsd:integer)", "an integer (xsd:integer)"),
    XSD + "decimal": Text("eine Zahl mit Dezimalpunkt (xsd:decimal)", "a number with a decimal point (xsd:decimal)"),
    XSD + "double": Text("eine Zahl (xsd:double)", "a number (xsd:double)"),
    XSD + "boolean": Text("true oder false (xsd:boolean)", "true or false (xsd:boolean)"),
    XSD + "string": Text("ein Text ohne Sprachangabe", "a text without a language tag"),
    XSD + "anyURI": Text("eine Adresse (xsd:anyURI)", "an address (xsd:anyURI)"),
    RDF + "langString": Text('ein Text mit Sprachangabe, etwa "…"@de', 'a text with a language tag such as "…"@de'),
}
_KINDS: Final = {
    "IRI": Text("eine IRI", "an IRI"),
    "Literal": Text("ein Text oder eine Zahl, keine IRI", "a literal, not an IRI"),
    "BlankNode": Text("ein Knoten ohne Namen", "a blank node"),
    "BlankNodeOrIRI": Text("eine IRI oder ein Knoten ohne Namen", "an IRI or a blank node"),
    "BlankNodeOrLiteral": Text("ein Text oder ein Knoten ohne Namen", "a literal or a blank node"),
    "IRIOrLiteral": Text("eine IRI oder ein Text", "an IRI or a literal"),
}
_BOUNDS: Final = {
    "minInclusive": Text("mindestens {}", "at least {}"),
    "minExclusive": Text("mehr als {}", "more than {}"),
    "maxInclusive": Text("höchstens {}", "at most {}"),
    "maxExclusive": Text("weniger als {}", "less than {}"),
    "minLength": Text("mindestens {} Zeichen", "at least {} characters"),
    "maxLength": Text("höchstens {} Zeichen", "at most {} characters"),
    "lessThan": Text("vor bzw. kleiner als der Wert von {}", "less than the value of {}"),
    "lessThanOrEquals": Text("nicht nach bzw. nicht größer als der Wert von {}", "not more than the value of {}"),
    "equals": Text("dieselben Werte wie {}", "the same values as {}"),
    "disjoint": Text("keiner der Werte von {}", "none of the values of {}"),
    "hasValue": Text("der Wert {}", "the value {}"),
    "class": Text("etwas von der Klasse {}", "something of the class {}"),
}
_JOINED: Final = {
    "or": Text("mindestens eines davon: {}", "at least one of: {}"),
    "xone": Text("genau eines davon: {}", "exactly one of: {}"),
    "and": Text("alles davon: {}", "all of: {}"),
}
_NAMESPACE_PATTERN: Final = re.compile(r"\^(https?://[^()|\[\]*+?$]+?)\.?\$?$")
_DEPTH: Final = 4


@dataclass(frozen=True)
class Named:
    """A term with what people call it."""

    term: Term
    path: Path | None
    name: Text


class Shapes:
    """The shapes, looked up by what reports say of them."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.index = Index(triples)
        self.owners: dict[Term, list[Term]] = defaultdict(list)
        for owner in self.index.subjects(SH + "property"):
            for node in self.index.objects(owner, SH + "property"):
                self.owners[node].append(owner)
        self.targets = {
            target.value
            for node in self.index.subjects(SH + "targetClass")
            for target in self.index.objects(node, SH + "targetClass")
        }
        classes = self.index.subjects_with(RDF + "type", ox.NamedNode(RDFS + "Class"))
        shapes = self.index.subjects_with(RDF + "type", ox.NamedNode(SH + "NodeShape"))
        self.targets |= {node.value for node in set(classes) & set(shapes) if isinstance(node, ox.NamedNode)}

    def values(self, node: Term, predicate: str) -> list[Term]:
        """The objects of a node in the shapes graph."""
        return self.index.objects(node, predicate)

    def members(self, head: Term) -> list[Term]:
        """The members of an RDF list."""
        return self.index.items(head) or []

    def parameters(self, node: Term, name: str) -> list[Term]:
        """The values of a parameter such as `minCount`."""
        return self.values(node, SH + name)

    def text(self, node: Term | None, name: str) -> Text:
        """`sh:name` or `sh:message` in both languages; what one language lacks comes from the other."""
        found = {t.language: t.value for t in self.parameters(node, name) if isinstance(t, ox.Literal)} if node else {}
        first = next(iter(found.values()), "")
        return Text(found.get("de", first), found.get("en", first))

    def remedy(self, node: Term) -> Text:
        """How to mend what a shape with a query finds, where the shape says so (`igs:remedy`)."""
        texts = {t.language: t.value for t in self.values(node, REMEDY) if isinstance(t, ox.Literal)}
        return Text(texts.get("de", ""), texts.get("en", ""))

    def path(self, node: Term) -> Path | None:
        """The path of a property shape."""
        paths = self.parameters(node, "path")
        return read_path(self.index, paths[0], node) if paths else None

    def kind(self, node: Term | None) -> Text:
        """The name of the class of things that a shape or the shape around it is about."""
        if node is None:
            return NO_TEXT
        for owner in (node, *self.owners.get(node, ())):
            if self.parameters(owner, "path"):
                continue
            if name := self.text(owner, "name").de:
                return Text(name, self.text(owner, "name").en)
        return NO_TEXT

    def namespaces(self, node: Term) -> list[str]:
        """The namespaces of which `sh:pattern` admits names; [] where it asks for something else."""
        found = []
        for pattern in self.parameters(node, "pattern"):
            for plain in _branches(pattern.value):
                if match := _NAMESPACE_PATTERN.match(plain):
                    found.append(match[1].replace("\\.", ".").replace("\\", ""))
        return [namespace for namespace in found if namespace[-1:] in "/#"]

    def shapes_for(self, value: str) -> list[Named]:
        """The fields whose namespace *value* belongs to: where a misplaced value may have its place."""
        found: dict[str, Named] = {}
        for node in self.index.subjects(SH + "path"):
            path = self.path(node)
            if isinstance(path, Predicate) and any(value.startswith(n) for n in self.namespaces(node)):
                found.setdefault(path.iri, Named(node, path, self.text(node, "name")))
        return list(found.values())

    def describe(self, node: Term, depth: int = 0) -> Text:
        """All that a shape asks for, in one phrase; nested shapes are unfolded to a few levels."""
        parts = []
        for parameter in sorted(self.index.predicates(node)):
            if parameter.startswith(SH):
                parts.append(self.expected(node, parameter.removeprefix(SH), depth))
        parts = [part for part in dict.fromkeys(parts) if part.de]
        path = self.path(node)
        joined = Text(", ".join(p.de for p in parts), ", ".join(p.en for p in parts))
        if path is None:
            return joined
        name = self.text(node, "name")
        return Text(f"{_field(name.de, path)}: {joined.de}", f"{_field(name.en, path)}: {joined.en}")

    def expected(self, node: Term, parameter: str, depth: int = 0) -> Text:
        """What one parameter of a shape asks for; empty for parameters that ask for nothing themselves."""
        values = self.parameters(node, parameter)
        if not values:
            return NO_TEXT
        first = values[0]
        if parameter in _BOUNDS:
            shown = " und ".join(written(v) if isinstance(v, ox.NamedNode) else v.value for v in values)
            template = _BOUNDS[parameter]
            return Text(template.de.format(shown), template.en.format(shown.replace(" und ", " and ")))
        if parameter in _JOINED or parameter == "not":
            if depth >= _DEPTH:
                return Text("…", "…")
            members = values if parameter == "not" else self.members(first)
            inner = [self.describe(member, depth + 1) for member in members]
            if parameter == "not":
                return Text(f"nicht: {inner[0].de}", f"not: {inner[0].en}")
            template = _JOINED[parameter]
            return Text(
                template.de.format("; ".join(f"({n}) {i.de}" for n, i in enumerate(inner, 1))),
                template.en.format("; ".join(f"({n}) {i.en}" for n, i in enumerate(inner, 1))),
            )
        return self._simple(node, parameter, first, depth)

    def _simple(self, node: Term, parameter: str, first: Term, depth: int) -> Text:
        number = first.value if isinstance(first, ox.Literal) else ""
        match parameter:
            case "minCount":
                return _count(number, "mindestens", "at least") if number != "0" else NO_TEXT
            case "maxCount":
                return _count(number, "höchstens", "at most")
            case "datatype" if isinstance(first, ox.NamedNode):
                plain = shorten(first.value)
                return _DATATYPES.get(first.value, Text(f"ein Wert vom Typ {plain}", f"a value of type {plain}"))
            case "nodeKind" if isinstance(first, ox.NamedNode):
                return _KINDS.get(first.value.removeprefix(SH), NO_TEXT)
            case "pattern":
                names = self.namespaces(node)
                if names and len(names) == len(_branches(number)):
                    shown = [_prefix(name) for name in names]
                    return Text(f"ein Eintrag aus {' oder '.join(shown)}", f"an entry of {' or '.join(shown)}")
                return Text(f"die Form {number}", f"the form {number}")
            case "in":
                shown = [written(each) for each in self.members(first)]
                return Text(f"einer der Werte {', '.join(shown)}", f"one of {', '.join(shown)}")
            case "languageIn":
                shown = ["@" + each.value for each in self.members(first)]
                return Text(
                    f"ein Text mit der Sprachangabe {' oder '.join(shown)}", f"a text tagged {' or '.join(shown)}"
                )
            case "uniqueLang" if number == "true":
                return Text("höchstens ein Text je Sprache", "at most one text a language")
            case "closed" if number == "true":
                return Text("keine anderen Eigenschaften als die vorgesehenen", "no properties but those foreseen")
            case "qualifiedValueShape":
                low = [v.value for v in self.parameters(node, "qualifiedMinCount")]
                high = [v.value for v in self.parameters(node, "qualifiedMaxCount")]
                inner = self.describe(first, depth + 1) if depth < _DEPTH else Text("…", "…")
                count = [f"mindestens {n}" for n in low] + [f"höchstens {n}" for n in high]
                count_en = [f"at least {n}" for n in low] + [f"at most {n}" for n in high]
                return Text(f"{' und '.join(count)} davon: {inner.de}", f"{' and '.join(count_en)} of: {inner.en}")
            case "node" | "property" if depth < _DEPTH:
                return self.describe(first, depth + 1)
        return NO_TEXT


def _count(number: str, bound: str, bound_en: str) -> Text:
    german = "eine Angabe" if number == "1" else f"{number} Angaben"
    return Text(f"{bound} {german}", f"{bound_en} {'one value' if number == '1' else f'{number} values'}")


def _branches(pattern: str) -> list[str]:
    """A pattern such as ^a(b|c) as ^ab and ^ac."""
    match = re.fullmatch(r"(\^[^()|]*)\(([^()]*)\)(.*)", pattern)
    return [match[1] + branch + match[3] for branch in match[2].split("|")] if match else [pattern]


def _prefix(namespace: str) -> str:
    prefix = next((p for p, n in NAMESPACES.items() if n == namespace), "")
    return f"{prefix}:… ({namespace})" if prefix else f"<{namespace}…>"


def _field(name: str, path: Path) -> str:
    return f"„{name}“ ({path})" if name else str(path)


def parameter_of(component: str) -> str:
    """`…#MinCountConstraintComponent` → `minCount`: the parameter by which a component of SHACL Core is named."""
    name = component.rpartition("#")[2].removesuffix("ConstraintComponent")
    special = {"QualifiedMinCount": "qualifiedValueShape", "QualifiedMaxCount": "qualifiedValueShape"}
    return special.get(name, name[:1].lower() + name[1:])


LABELS: Final = (RDFS + "label", SKOS + "prefLabel", NAMESPACES["dct"] + "title")
"""What things are called by."""
