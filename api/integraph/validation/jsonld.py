"""JSON-LD: no context is ever fetched; where its statements stand, as far as a plain context says.

Places are found for `@id`, `@type` and properties that the context (prefixes, terms, `@vocab`, keyword aliases) names
directly; what scoped or redefined contexts mean is left to the parser, and such statements have no place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from integraph.namespaces import BASE, RDF
from integraph.paths import ONTOLOGY
from integraph.validation.place import Place, Text
from integraph.validation.report import Unusable
from integraph.validation.syntax import line_of
from integraph.validation.turtle import Position, too_deep

OWN_CONTEXTS: Final = (BASE + "context.jsonld", BASE + "ontology/context.jsonld")
"""Names under which Integraph's own context may be referred to; it is put in from the package."""
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}:,]|[^\s\[\]{}:,"]++', re.DOTALL)


def guard(name: str, text: str, depth: int) -> None:
    """Raise `Unusable` for too many levels, ill-formed JSON, or a context that would have to be fetched."""
    level = 0
    for match in _TOKEN.finditer(text):
        level += (match[0] in ("{", "[")) - (match[0] in ("}", "]"))
        if level > depth:
            line, column = _line_and_column(text, match.start())
            raise too_deep(name, depth, line, column)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unusable(
            "syntax",
            Place(name, error.lineno, error.colno),
            Text(_reason(error.msg), f"Not well-formed JSON: {error.msg}."),
            Text("Bitte die Stelle und die Zeile davor prüfen.", "Check this line and the one before."),
            line_of(text, error.lineno),
        ) from None
    except ValueError:  # a number of more than 4300 digits
        raise Unusable(
            "syntax",
            Place(name),
            Text("Die Datei enthält eine Zahl mit zu vielen Ziffern.", "The file has a number with too many digits."),
        ) from None
    for context in _contexts(document):
        if isinstance(context, str) and context not in OWN_CONTEXTS:
            line, column = _line_and_column(text, max(text.find(json.dumps(context, ensure_ascii=False)), 0))
            raise Unusable(
                "remote-context",
                Place(name, line, column),
                Text(
                    f"Der @context „{context[:200]}“ müsste aus dem Netz geholt werden; das geschieht nie.",
                    f"The @context '{context[:200]}' would have to be fetched, which is never done.",
                ),
                Text(
                    f"Bitte den @context ausschreiben oder „{OWN_CONTEXTS[0]}“ verwenden.",
                    f"Write the @context out, or use '{OWN_CONTEXTS[0]}'.",
                ),
            )


_REASONS: Final = {
    "Expecting value": "Hier fehlt ein Wert.",
    "Expecting property name enclosed in double quotes": "Hier wird ein Name in doppelten Anführungszeichen erwartet.",
    "Expecting ',' delimiter": "Hier fehlt ein Komma.",
    "Expecting ':' delimiter": "Hier fehlt ein Doppelpunkt.",
    "Extra data": "Nach dem Ende der Daten steht noch etwas.",
    "Unterminated string starting at": "Der Text, der hier beginnt, wird nicht geschlossen.",
    "Illegal trailing comma before end of object": "Vor der schließenden Klammer steht ein Komma zu viel.",
    "Illegal trailing comma before end of array": "Vor der schließenden Klammer steht ein Komma zu viel.",
}


def _reason(message: str) -> str:
    return _REASONS.get(message, f"Das JSON ist nicht wohlgeformt ({message}).")


def _contexts(value: Any) -> Iterator[Any]:  # noqa: ANN401
    """Every context in a document, and what contexts import."""
    if isinstance(value, list):
        for each in value:
            yield from _contexts(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == "@context":
                yield from each if isinstance(each, list) else [each]
            elif key == "@import":
                yield each
            yield from _contexts(each)


def _own_context() -> Any:  # noqa: ANN401
    return json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]


def localise(text: str) -> bytes:
    """The document with Integraph's own context in the place of its name; unchanged where it is not named."""
    if not any(name in text for name in OWN_CONTEXTS):
        return text.encode()

    def put_in(value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, list):
            return [put_in(each) for each in value]
        if isinstance(value, dict):
            return {k: resolve(v) if k == "@context" else put_in(v) for k, v in value.items()}
        return value

    def resolve(context: Any) -> Any:  # noqa: ANN401
        if isinstance(context, list):
            return [resolve(each) for each in context]
        return _own_context() if context in OWN_CONTEXTS else put_in(context)

    return json.dumps(put_in(json.loads(text))).encode()


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def positions(text: str) -> Iterator[Position]:
    """The statements whose names a plain context explains, with line and column of their key."""
    return iter(_Walk(text).found)


class _Walk:
    """Reads JSON once more, with places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _TOKEN.finditer(text)
        self.line, self.counted = 1, 0
        self.found: list[Position] = []
        self.blanks = 0
        self.names: dict[str, str] = {}
        root = self._value(next(self.tokens))
        self._visit(root)

    def _place(self, offset: int) -> tuple[int, int]:
        self.line += self.text.count("\n", self.counted, offset)
        self.counted = offset
        return self.line, offset - self.text.rfind("\n", 0, offset)

    def _value(self, match: re.Match[str]) -> Any:  # noqa: ANN401
        """Objects become lists of (key, value, line, column) in a tuple, arrays become lists."""
        if match[0] == "{":
            members = []
            for each in self.tokens:
                if each[0] == "}":
                    break
                if each[0] == ",":
                    continue
                place = self._place(each.start())
                next(self.tokens)
                members.append((json.loads(each[0]), self._value(next(self.tokens)), *place))
            return tuple(members)
        if match[0] == "[":
            items = []
            for each in self.tokens:
                if each[0] == "]":
                    break
                if each[0] != ",":
                    items.append(self._value(each))
            return items
        return json.loads(match[0])

    def _visit(self, value: Any) -> str:  # noqa: ANN401
        """Note the statements of an object, and return what it stands for: an IRI, a lexical form, or a blank node."""
        if isinstance(value, list):
            for each in value:
                self._visit(each)
            return ""
        if not isinstance(value, tuple):
            return value if isinstance(value, str) else json.dumps(value)
        members = {self.names.get(key, key): each for key, each, _, _ in value}
        if "@context" in members:
            self._learn(members["@context"])
            members = {self.names.get(key, key): each for key, each, _, _ in value}
        if "@value" in members:
            return self._visit(members["@value"])
        subject = members.get("@id")
        if isinstance(subject, str):
            subject = self._expand(subject, vocabulary=False)
        else:
            self.blanks += 1
            subject = f"[]{self.blanks}"
        for key, each, line, column in value:
            self._member(subject, self._expand(key, vocabulary=True), each, line, column)
        return subject

    def _member(self, subject: str, predicate: str, value: Any, line: int, column: int) -> None:  # noqa: ANN401
        if predicate in ("@graph", "@included"):
            self._visit(value)
        if predicate == "@type":
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str):
                    self.found.append((subject, RDF + "type", self._expand(each, vocabulary=True), line, column))
        elif not predicate.startswith("@"):
            for each in value if isinstance(value, list) else [value]:
                target = self._visit(each)
                self.found.append((subject, predicate, target, line, column))
                if (expanded := self._expand(target, vocabulary=False)) != target:
                    self.found.append((subject, predicate, expanded, line, column))

    def _learn(self, context: Any) -> None:  # noqa: ANN401
        if isinstance(context, list):
            for each in context:
                self._learn(each)
        elif context in OWN_CONTEXTS:
            self._learn_names(_own_context().items())
        elif isinstance(context, tuple):
            self._learn_names(
                (key, {k: v for k, v, _, _ in each} if isinstance(each, tuple) else each) for key, each, _, _ in context
            )

    def _learn_names(self, members: Any) -> None:  # noqa: ANN401
        for key, meaning in members:
            iri = meaning.get("@id") if isinstance(meaning, dict) else meaning
            if isinstance(iri, str):
                self.names[key] = iri

    def _expand(self, name: str, *, vocabulary: bool) -> str:
        if name.startswith("@"):
            return name
        if vocabulary and name in self.names:
            return self._expand(self.names[name], vocabulary=False)
        prefix, colon, local = name.partition(":")
        if colon and prefix in self.names and not local.startswith("//"):
            return self._expand(self.names[prefix], vocabulary=False) + local
        if vocabulary and not colon:
            return self.names.get("@vocab", "") + name
        return name
