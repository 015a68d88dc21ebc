"""RDF/XML: refused where it declares entities, and where its statements stand (https://www.w3.org/TR/rdf-syntax-grammar/).

Expat reads it first, because Oxigraph's errors for RDF/XML name no line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NoReturn
from urllib.parse import urljoin
from xml.parsers import expat

from integraph.namespaces import RDF
from integraph.validation.place import Place, Text
from integraph.validation.report import Unusable
from integraph.validation.syntax import line_of
from integraph.validation.turtle import Position, too_deep

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_ERRORS: Final = {
    expat.errors.XML_ERROR_TAG_MISMATCH: "Das schließende Element passt nicht zum öffnenden.",
    expat.errors.XML_ERROR_NO_ELEMENTS: "Die Datei enthält kein XML-Element.",
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: "Ein Element oder Attribut ist nicht abgeschlossen.",
    expat.errors.XML_ERROR_SYNTAX: "Das ist kein XML.",
    expat.errors.XML_ERROR_INVALID_TOKEN: "Hier steht ein Zeichen, das in XML nicht erlaubt ist (etwa & statt &amp;).",
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "Dasselbe Attribut steht zweimal im Element.",
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "Nach dem letzten Element steht noch etwas.",
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: "Diese Entität gibt es nicht, nur &amp; &lt; &gt; &quot; &apos;.",
    expat.errors.XML_ERROR_UNBOUND_PREFIX: "Das Namensraumpräfix ist nicht erklärt (xmlns:…).",
    expat.errors.XML_ERROR_MISPLACED_XML_PI: "Die XML-Deklaration (<?xml …?>) muss ganz am Anfang stehen.",
}


def guard(name: str, text: str, depth: int) -> None:
    """Raise `Unusable` for ill-formed XML, a document type declaration, another encoding, or too many levels."""
    parser = expat.ParserCreate("UTF-8", " ")
    level = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal level
        level += 1
        if level > depth:
            raise too_deep(name, depth, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def end(_name: str) -> None:
        nonlocal level
        level -= 1

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            raise Unusable(
                "encoding",
                Place(name, 1, 1),
                Text(f"Die Datei nennt die Kodierung {encoding}.", f"The file declares the encoding {encoding}."),
                Text("Bitte als UTF-8 speichern und so angeben.", "Save and declare it as UTF-8."),
            )

    def doctype(*_: object) -> NoReturn:
        raise Unusable(
            "xml-entities",
            Place(name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1),
            Text(
                "Dokumenttyp-Deklarationen und Entitäten (<!DOCTYPE …>, <!ENTITY …>) werden aus Sicherheitsgründen "
                "nicht gelesen.",
                "Document type declarations and entities are refused for safety.",
            ),
            Text("Bitte die IRIs ausschreiben und die Deklaration streichen.", "Write IRIs out, drop the declaration."),
        )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.XmlDeclHandler, parser.StartDoctypeDeclHandler = declared, doctype
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        english = expat.ErrorString(error.code)
        raise Unusable(
            "syntax",
            Place(name, error.lineno, error.offset + 1),
            Text(
                _ERRORS.get(english, f"Das XML ist nicht wohlgeformt ({english})."), f"Not well-formed XML: {english}."
            ),
            Text("Bitte die Stelle und die Zeile davor prüfen.", "Check this line and the one before."),
            line_of(text, error.lineno),
        ) from None


def positions(text: str) -> Iterator[Position]:
    """The statements of well-formed RDF/XML with the line and column of their elements."""
    walk = _Walk()
    walk.parser.Parse(text.encode(), True)
    return iter(walk.found)


class _Walk:
    """Node elements and property elements alternate; a stack remembers which one is open, and for whom."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.found: list[Position] = []
        self.stack: list[tuple[str, str, str, int, int]] = []  # kind, subject, property, line, column
        self.bases = [""]
        self.text: list[str] = []
        self.blanks = 0

    def _here(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.replace(" ", "")
        given = {key.replace(" ", "") if key.startswith("http") else key: v for key, v in attributes.items()}
        self.bases.append(given.pop(_XML + "base", self.bases[-1]))
        self.text.clear()
        if element == RDF + "RDF":
            self.stack.append(("root", "", "", 0, 0))
        elif not self.stack or self.stack[-1][0] in ("root", "property"):
            self._node(element, given)
        else:
            self._property(element, given)

    def _node(self, element: str, given: dict[str, str]) -> None:
        subject = self._subject(given)
        line, column = self._here()
        if self.stack and self.stack[-1][0] == "property":
            _, owner, predicate, at_line, at_column = self.stack[-1]
            self.found.append((owner, predicate, subject, at_line, at_column))
        if element != RDF + "Description":
            self.found.append((subject, RDF + "type", element, line, column))
        for key, value in given.items():
            if not key.startswith((RDF, _XML)) or key == RDF + "type":
                self.found.append((subject, key, value, line, column))
        self.stack.append(("node", subject, "", line, column))

    def _property(self, element: str, given: dict[str, str]) -> None:
        subject = self.stack[-1][1]
        line, column = self._here()
        target = given.get(RDF + "resource")
        if target is not None:
            self.found.append((subject, element, urljoin(self.bases[-1], target), line, column))
        if given.get(RDF + "parseType") == "Resource":
            inner = self._subject({})
            self.found.append((subject, element, inner, line, column))
            self.stack.append(("node", inner, "", line, column))
        else:
            kind = "property" if target is None else "link"
            self.stack.append((kind, subject, element, line, column))

    def _subject(self, given: dict[str, str]) -> str:
        if (about := given.get(RDF + "about")) is not None:
            return urljoin(self.bases[-1], about)
        if (name := given.get(RDF + "ID")) is not None:
            return urljoin(self.bases[-1], "#" + name)
        self.blanks += 1
        return f"[]{self.blanks}"

    def characters(self, data: str) -> None:
        self.text.append(data)

    def end(self, _name: str) -> None:
        self.bases.pop()
        kind, subject, predicate, line, column = self.stack.pop()
        text = "".join(self.text)
        if kind == "property" and not any(f[:2] == (subject, predicate) and f[3] == line for f in self.found[-1:]):
            self.found.append((subject, predicate, text, line, column))
        self.text.clear()
