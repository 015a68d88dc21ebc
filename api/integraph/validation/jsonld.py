"""JSON-LD as it comes in: bounded, well formed, and with no context that would have to be fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from integraph.namespaces import BASE
from integraph.paths import ONTOLOGY
from integraph.validation.place import Place, Text
from integraph.validation.report import Unusable
from integraph.validation.syntax import line_of
from integraph.validation.turtle import too_deep

OWN_CONTEXTS: Final = (BASE + "context.jsonld", BASE + "ontology/context.jsonld")
"""Names under which Integraph's own context may be referred to; it is put in from the package."""
TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}:,]|[^\s\[\]{}:,"]++', re.DOTALL)


def guard(name: str, text: str, depth: int) -> None:
    """Raise `Unusable` for too many levels, ill-formed JSON, or a context that would have to be fetched."""
    level = 0
    for match in TOKEN.finditer(text):
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


def own_context() -> Any:  # noqa: ANN401
    """Integraph's own context."""
    return json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]


def imported(context: Any) -> Any:  # noqa: ANN401
    """A local context with Integraph's own in the place of its name, and of its `@import`."""
    if isinstance(context, dict) and context.get("@import") in OWN_CONTEXTS:
        return {**own_context(), **{key: value for key, value in context.items() if key != "@import"}}
    return own_context() if context in OWN_CONTEXTS else context


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
        return put_in(imported(context))

    return json.dumps(put_in(json.loads(text))).encode()


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
