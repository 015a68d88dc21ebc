"""From a finding to a result that helps: what was found, what is expected, how to mend it, where it stands."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from integraph.land.values import shown as shown_in_cell
from integraph.namespaces import NAMESPACES, SCHEME, XSD, shorten
from integraph.shacl.paths import Predicate, own_properties
from integraph.shacl.terms import SH, Term
from integraph.validation.expectations import Shapes, parameter_of
from integraph.validation.finding import Finding
from integraph.validation.place import NO_TEXT, Place, Text
from integraph.validation.report import KEYWORDS, Result, Suggestion, written
from integraph.validation.suggest import Names, namespace_of

Places = Mapping[tuple[str, str, str], Place]
"""(subject, property, value), (subject, property, "") and (subject, "", "") → place; see `Document.places`."""
_LISTED: Final = 15
"""Up to so many allowed values are listed in full."""
_DAYS: Final = re.compile(r"\s*(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\s*")
_YES_NO: Final = {"ja": "true", "wahr": "true", "x": "true", "yes": "true", "1": "true", "nein": "false",
                  "falsch": "false", "no": "false", "0": "false"}  # fmt: skip


class Explainer:
    """Turns findings about the triples *own* into results."""

    def __init__(self, own: Iterable[ox.Triple], shapes: Shapes, names: Names, places: Places) -> None:
        self.shapes, self.names, self.places = shapes, names, places
        self.values: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.parents: dict[Term, tuple[Term, str]] = {}
        for triple in own:
            if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
                continue
            self.values[triple.subject][triple.predicate.value].append(triple.object)
            if isinstance(triple.object, ox.BlankNode):
                self.parents[triple.object] = (triple.subject, triple.predicate.value)

    def result(self, finding: Finding) -> Result:
        """The result for a finding."""
        shape, parameter = finding.shape, parameter_of(finding.component)
        name = self.shapes.text(shape, "name") if shape and self.shapes.path(shape) else NO_TEXT
        if not name.de and isinstance(finding.path, Predicate) and (label := self.names.label(finding.path.iri)):
            name = Text(label, label)
        expected = finding.expected
        if not expected.de and shape is not None:
            expected, allowed = self.shapes.expected(shape, parameter), self._allowed(finding)
            if expected.de and parameter in ("minCount", "nodeKind", "pattern"):
                expected = Text(expected.de + allowed.de, expected.en + allowed.en)
        suggestions = finding.suggestions or self._suggestions(finding, parameter)
        kind = self.shapes.kind(shape)
        place = self._place(finding)
        return Result(
            severity=finding.severity,
            focus_node=finding.focus,
            path_node=finding.path,
            value_node=finding.value,
            shape_node=shape,
            component=finding.component,
            messages=self._messages(finding, kind, name, expected),
            kind=kind,
            name=name,
            label=self._label(finding.focus),
            found=self._found(finding, parameter, in_table=place.row > 0),
            expected=expected,
            remedy=self._remedy(finding, parameter, name, suggestions),
            suggestions=suggestions,
            place=place,
            details=tuple(self.result(detail) for detail in finding.details),
        )

    def _messages(self, finding: Finding, kind: Text, name: Text, expected: Text) -> Text:
        """The rule's own words; for a shape without any, a sentence made from what it asks for."""
        stated = finding.shape is None or self.shapes.parameters(finding.shape, "message")
        if finding.component.startswith(SH) and not stated and expected.de:
            key, path = KEYWORDS[finding.severity], finding.path
            parts = []
            for language in ("de", "en"):
                subject = kind.in_language(language)
                field = name.in_language(language)
                quoted = f"„{field}“" if language == "de" else f'"{field}"'
                what = f"{quoted} ({path})" if field and path else str(path or "")
                verb = key.in_language(language)
                allowed = "Folgendes erfüllen" if language == "de" else "meet"
                parts.append(
                    f"{subject + ': ' if subject else ''}{what + ' ' if what else ''}{verb} {allowed}: "
                    f"{expected.in_language(language)}."
                )
            return Text(*parts)
        return finding.messages

    def _label(self, focus: Term) -> str:
        for predicate in ("rdfs:label", "skos:prefLabel", "dct:title"):
            prefix, _, local = predicate.partition(":")
            texts = [
                v for v in self.values.get(focus, {}).get(NAMESPACES[prefix] + local, ()) if isinstance(v, ox.Literal)
            ]
            for text in sorted(texts, key=lambda t: t.language != "de"):
                return text.value[:200]
        return self.names.label(focus.value) if isinstance(focus, ox.NamedNode) else ""

    def _given(self, finding: Finding) -> list[Term]:
        if finding.path is None:
            return []
        own = self.values.get(finding.focus, {})
        return [value for iri in own_properties(finding.path) for value in own.get(iri, ())]

    def _found(self, finding: Finding, parameter: str, *, in_table: bool) -> Text:
        if finding.value is not None and finding.value != finding.focus:
            what = _kind_of(finding.value)
            label = self.names.label(finding.value.value) if isinstance(finding.value, ox.NamedNode) else ""
            if in_table and (cell := _in_cell(finding.value, label)):
                return Text(f"„{cell}“", f'"{cell}"')
            shown = written(finding.value) + (f" („{label}“)" if label else "")
            return Text(f"{shown}, {what.de}", f"{shown}, {what.en}")
        given = self._given(finding)
        if parameter in ("minCount", "maxCount") and isinstance(finding.path, Predicate):
            if not given:
                return Text("keine Angabe", "no value")
            shown = ", ".join(written(value) for value in given[:5]) + (" …" if len(given) > 5 else "")
            return Text(f"{len(given)} Angaben: {shown}", f"{len(given)} values: {shown}")
        return NO_TEXT if given or finding.path is None else Text("keine Angabe", "no value")

    def _suggestions(self, finding: Finding, parameter: str) -> tuple[Suggestion, ...]:
        value, shape = finding.value, finding.shape
        if value is None or shape is None or parameter in ("maxCount", "uniqueLang"):
            return ()
        bound = parameter.startswith(("min", "max", "less"))  # of a value too small or too large, not ill-written
        if isinstance(value, ox.Literal) and not bound and (mended := self._mended(shape, value)):
            return (Suggestion(mended),)
        namespaces = self.shapes.namespaces(shape)
        listed = [t.value for each in self.shapes.parameters(shape, "in") for t in self.shapes.members(each)]
        text = value.value
        if isinstance(value, ox.NamedNode):
            text = text.removeprefix(namespace_of(text))
        if listed:
            wanted = self.names.near(text, {namespace_of(each) for each in listed if "/" in each})
            return tuple(s for s in wanted if any(shorten(each) == s.value for each in listed))
        return self.names.near(text, namespaces)

    def _datatypes(self, shape: Term) -> set[str]:
        """Datatypes that a shape asks for, itself or in one of its alternatives."""
        found = {t.value for t in self.shapes.parameters(shape, "datatype")}
        for alternatives in self.shapes.parameters(shape, "or"):
            for member in self.shapes.members(alternatives):
                found |= {t.value for t in self.shapes.parameters(member, "datatype")}
        return found

    def _mended(self, shape: Term, value: ox.Literal) -> str:
        """The value as it was probably meant: a German date or number, yes and no, a missing tag or datatype."""
        wanted, text = self._datatypes(shape), value.value.strip()
        if match := _DAYS.fullmatch(text):
            text = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
        if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+,\d+", text):
            text = text.replace(".", "").replace(",", ".")
        for datatype, form in (
            ("date", r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
            ("gYearMonth", r"\d{4}-(0[1-9]|1[0-2])"),
            ("gYear", r"\d{4}"),
            ("integer", r"[+-]?\d+"),
            ("decimal", r"[+-]?\d+(\.\d+)?"),
        ):
            if XSD + datatype in wanted and re.fullmatch(form, text):
                if not _possible(datatype, text):
                    return ""
                plain = datatype in ("integer", "decimal") and (datatype == "integer" or "." in text)
                return text if plain else f'"{text}"^^xsd:{datatype}'
        if XSD + "boolean" in wanted and (answer := _YES_NO.get(text.casefold(), "")):
            return answer
        if NAMESPACES["rdf"] + "langString" in wanted and not value.language:
            return written(ox.Literal(value.value, language="de"))
        if XSD + "string" in wanted and value.language:
            return written(ox.Literal(value.value))
        return ""

    def _remedy(self, finding: Finding, parameter: str, name: Text, suggestions: tuple[Suggestion, ...]) -> Text:
        path, rule = str(finding.path or ""), finding.remedy
        if suggestions:
            shown, shown_en = (word.join(map(str, suggestions)) for word in (" oder ", " or "))
            return Text(
                f"Gemeint ist vielleicht {shown}. {rule.de}".rstrip(),
                f"Perhaps {shown_en} is meant. {rule.en}".rstrip(),
            )
        if rule.de:
            return rule
        asks = finding.component.endswith("SPARQLConstraintComponent")
        if asks and finding.shape and (stated := self.shapes.remedy(finding.shape)).de:
            return stated
        if parameter == "minCount" or (asks and finding.value is None and path and not self._given(finding)):
            field = f"„{name.de}“ ({path})" if name.de else path
            field_en = f'"{name.en}" ({path})' if name.en else path
            return Text(f"{field} ergänzen.", f"Add {field_en}.")
        if parameter == "maxCount":
            return Text("Überzählige Angaben streichen.", "Drop the surplus values.")
        if parameter == "uniqueLang":
            return Text("Je Sprache nur einen Text stehen lassen.", "Keep one text a language.")
        if parameter == "qualifiedMinCount" or finding.component.endswith("QualifiedMinCountConstraintComponent"):
            return Text("Einen Wert ergänzen, der dem entspricht.", "Add a value that fits.")
        if parameter in ("or", "xone"):
            return Text("Eine der genannten Möglichkeiten erfüllen.", "Meet one of the alternatives.")
        return NO_TEXT if asks else self._elsewhere(finding) or NO_TEXT

    def _elsewhere(self, finding: Finding) -> Text | None:
        """For a value of another field's namespace: which field it belongs to."""
        if not isinstance(finding.value, ox.NamedNode):
            return None
        fields = [n for n in self.shapes.shapes_for(finding.value.value) if str(n.path) != str(finding.path)]
        if not fields or not finding.value.value.startswith(SCHEME):
            return None
        shown = " oder ".join(f"„{n.name.de}“ ({n.path})" for n in fields[:3])
        shown_en = " or ".join(f'"{n.name.en}" ({n.path})' for n in fields[:3])
        value = written(finding.value)
        return Text(f"{value} gehört zu {shown}, nicht hierher.", f"{value} belongs to {shown_en}, not here.")

    def _allowed(self, finding: Finding) -> Text:
        if finding.shape is None:
            return NO_TEXT
        members = [m for n in self.shapes.namespaces(finding.shape) for m in self.names.members(n)]
        if not 0 < len(members) <= _LISTED:
            return NO_TEXT
        shown = ", ".join(map(str, members))
        return Text(f"; möglich: {shown}", f"; possible: {shown}")

    def _place(self, finding: Finding) -> Place:
        focus, predicate = finding.focus, finding.path
        while isinstance(focus, ox.BlankNode) and focus in self.parents:
            focus, owner = self.parents[focus]
            predicate = Predicate(owner)
        names = own_properties(predicate) if predicate else []
        value = finding.value.value if finding.value is not None else ""
        keys = [(focus.value, name, value) for name in names if value]
        keys += [(focus.value, name, "") for name in names]
        keys += [(focus.value, NAMESPACES["rdf"] + "type", ""), (focus.value, "", "")]
        return next((self.places[key] for key in keys if key in self.places), Place())


def _possible(datatype: str, text: str) -> bool:
    """Whether a day that has the right form is in the calendar."""
    if datatype != "date":
        return True
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _in_cell(value: Term, label: str) -> str:
    """A value as somebody who fills in tables knows it: a German date or number, a name with its key."""
    if isinstance(value, ox.Literal):
        return shown_in_cell(value)
    return f"{label} [{written(value)}]" if label else ""


def _kind_of(value: Term) -> Text:
    match value:
        case ox.NamedNode():
            return Text("eine IRI", "an IRI")
        case ox.BlankNode():
            return Text("ein Knoten ohne Namen", "a blank node")
        case ox.Literal(language=str() as language):
            return Text(f"ein Text mit der Sprachangabe @{language}", f"a text tagged @{language}")
        case ox.Literal():
            datatype = value.datatype.value
            if datatype == XSD + "string":
                return Text("ein Text ohne Sprachangabe", "a text without a language tag")
            return Text(f"ein Wert vom Typ {shorten(datatype)}", f"a value of type {shorten(datatype)}")
    raise TypeError(f"not a term: {value!r}")
