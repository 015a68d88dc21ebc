"""The parser's words about a syntax error, said in German: what is wrong, and what would be right."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from integraph.namespaces import NAMESPACES
from integraph.validation.place import Text

_LONGEST: Final = 160
_CHECK: Final = Text("Bitte die Stelle und die Zeile davor prüfen.", "Check this line and the one before.")


def line_of(text: str, line: int) -> str:
    """Line number *line* of a text, shortened; "" where there is none."""
    lines = text.split("\n", line)
    found = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return found if len(found) <= _LONGEST else found[: _LONGEST - 1] + "…"


# (what the parser says, what is wrong, what would be right); \1 … are groups of the first
_SAID: Final = tuple(
    (re.compile(pattern), wrong, right)
    for pattern, wrong, right in (
        (
            r"The prefix ([^:]*): has not been declared",
            r"Das Präfix „\1:“ ist nicht erklärt.",
            r"Am Anfang der Datei ergänzen: @prefix \1: <…> .",
        ),
        (
            r"Unexpected end of file|Unexpected end$",
            "Die Datei hört mitten in einer Aussage auf.",
            "Fehlt ein schließendes Anführungszeichen, eine Klammer oder am Ende der Punkt?",
        ),
        (
            r"Line jumps are not allowed in string literals",
            "Ein Text in einfachen Anführungszeichen geht über das Zeilenende.",
            'Das Anführungszeichen schließen oder mehrzeiligen Text in """…""" setzen.',
        ),
        (
            r"A dot is expected at the end of statements",
            "Vor dieser Stelle fehlt der Punkt am Ende der Aussage.",
            "Jede Aussage mit „.“ abschließen, weitere Angaben zum selben Ding mit „;“ anschließen.",
        ),
        (
            r"(?:Triples|Quads) must be followed by a dot",
            "Die Zeile endet nicht mit einem Punkt.",
            "In N-Triples und N-Quads steht in jeder Zeile eine Aussage mit „ .“ am Ende.",
        ),
        (
            r"No scheme found in an absolute IRI",
            "Das ist keine vollständige IRI (ohne „https://…“).",
            "Die IRI ausschreiben, ein Präfix verwenden oder am Anfang @base angeben.",
        ),
        (
            r"Invalid IRI code point '(.)'",
            r"Die IRI enthält ein Zeichen, das dort nicht stehen darf: „\1“.",
            'Leerzeichen und die Zeichen < > " { } | ^ ` aus der IRI entfernen.',
        ),
        (
            r"Invalid IRI percent encoding '(.*)'",
            r"Die IRI enthält die ungültige Prozentkodierung „\1“.",
            "Nach % folgen zwei Hexadezimalziffern, zum Beispiel %20.",
        ),
        (
            r"Invalid (?:port )?character|Invalid.*(?:host|port|IRI)",
            "Die IRI ist falsch gebildet.",
            "Eine IRI hat die Form https://rechner/pfad.",
        ),
        (
            r"(\S+) is not a valid RDF object",
            r"Hier wird ein Wert erwartet, gefunden ist „\1“.",
            "Nach jeder Eigenschaft folgt ein Wert: eine IRI (aufg:…), ein Text in Anführungszeichen oder eine Zahl.",
        ),
        (
            r"(.+) is not a valid predicate",
            r"Hier wird eine Eigenschaft erwartet, gefunden ist \1.",
            "Eine Eigenschaft ist eine IRI (ig:task) oder „a“; mehrere Werte trennt „,“, mehrere Eigenschaften „;“.",
        ),
        (
            r"(.+) is not a valid (?:RDF )?subject",
            r"Hier kann keine Aussage beginnen: \1.",
            "Eine Aussage beginnt mit einer IRI (zu:…). Steht davor ein Punkt zu viel oder fehlt ein Präfix?",
        ),
        (
            r"blank node property lists should end with",
            "Die eckige Klammer „[“ wird nicht geschlossen.",
            "Vor dem Ende der Aussage „]“ ergänzen.",
        ),
        (
            r"Unexpected escape character '(.+)'",
            r"„\1“ ist keine erlaubte Umschreibung in einem Text.",
            r"Erlaubt sind \\t \\n \\r \\b \\f \\\" \\' \\\\ \\uXXXX; ein umgekehrter Schrägstrich wird verdoppelt.",
        ),
        (
            r"The escape sequence '(.+)' is encoding",
            r"„\1“ bezeichnet kein Unicode-Zeichen.",
            "Das Zeichen unmittelbar schreiben; die Datei ist in UTF-8.",
        ),
        (
            r"'[„“”‚‘’«»]' is not allowed",
            "Typografische Anführungszeichen begrenzen in RDF keinen Text.",
            'Texte in gerade Anführungszeichen setzen: "…".',
        ),
        (
            r"'/' is not allowed",
            "In einem Namen mit Präfix steht ein Schrägstrich.",
            r"Den Schrägstrich mit \\/ schreiben oder die IRI in <…> ausschreiben.",
        ),
        (
            r"'(.+)' is not allowed at the beginning of a prefix name",
            r"Mit dem Zeichen „\1“ kann hier nichts beginnen.",
            "Erwartet wird eine IRI, ein Name mit Präfix oder ein Text in geraden Anführungszeichen.",
        ),
        (
            r"Expecting a datatype IRI after \^\^",
            "Nach „^^“ fehlt der Datentyp.",
            'Zum Beispiel "2025-12-31"^^xsd:date.',
        ),
        (
            r"(?i)language tag|The language",
            "Die Sprachangabe ist falsch gebildet.",
            'Zum Beispiel "…"@de oder "…"@de-AT.',
        ),
        (
            r"The subject of a triple must be|The predicate of a triple must be|The object of a triple must be",
            "In N-Triples und N-Quads stehen nur ausgeschriebene IRIs <https://…>, _:namen und Texte.",
            "Präfixe gibt es hier nicht; für Präfixe die Datei als Turtle (.ttl) speichern.",
        ),
        (
            r"Unexpected character '(.+)'",
            r"Hier steht ein unerwartetes Zeichen: „\1“.",
            "In einer Sprachangabe trennt ein Bindestrich (de-DE), kein Unterstrich.",
        ),
        (
            r"@id value must be a string",
            "Der Wert von @id ist kein Text.",
            'Zum Beispiel "@id": "https://w3id.org/integraph/id/…".',
        ),
        (
            r"(@\w+) value must be (.*)",
            r"Der Wert von \1 hat nicht die Form, die JSON-LD verlangt.",
            r"Verlangt ist: \2.",
        ),
        (
            r"XML namespaces are required in RDF/XML",
            "Ein Element gehört zu keinem Namensraum; das ist kein RDF/XML.",
            'Jedes Element braucht ein Präfix, das mit xmlns:… erklärt ist, oder ein xmlns="…".',
        ),
        (
            r"(.*) is not a valid rdf:(ID|nodeID) value",
            r"„\1“ ist kein Wert für rdf:\2.",
            "Erlaubt ist ein Name aus Buchstaben, Ziffern, Punkt, Strich und Unterstrich ohne Leerzeichen.",
        ),
    )
)
_SYNTAXES: Final = {
    ox.RdfFormat.TURTLE: "Turtle",
    ox.RdfFormat.TRIG: "TriG",
    ox.RdfFormat.N_TRIPLES: "N-Triples",
    ox.RdfFormat.N_QUADS: "N-Quads",
    ox.RdfFormat.JSON_LD: "JSON-LD",
    ox.RdfFormat.RDF_XML: "RDF/XML",
}


def explain_syntax(said: str, syntax: ox.RdfFormat, text: str, line: int) -> tuple[Text, Text]:
    """What is wrong, and what would be right, from what Oxigraph says and the text around the place."""
    reason = re.sub(r"^Parser error (?:at|between) .*?\d+: ", "", said, count=1)
    if syntax in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG) and (missing := _missing_quote(text, line)):
        return missing
    for pattern, wrong, right in _SAID:
        if match := pattern.search(reason):
            remedy = match.expand(right)
            if match[0].startswith("The prefix") and match[1] in NAMESPACES:
                remedy = f"Am Anfang der Datei ergänzen: @prefix {match[1]}: <{NAMESPACES[match[1]]}> ."
            return Text(match.expand(wrong), f"{reason}."), Text(remedy, _CHECK.en)
    name = _SYNTAXES[syntax]
    return (
        Text(f"Das ist kein gültiges {name}: {reason}.", f"Not valid {name}: {reason}."),
        _CHECK,
    )


def _missing_quote(text: str, line: int) -> tuple[Text, Text] | None:
    """A word after a value, with an odd number of quotation marks on the line: one is missing or one too many."""
    shown = line_of(text, line).replace('\\"', "")
    if '"""' in shown or "'" in shown or shown.count('"') % 2 == 0:
        return None
    return (
        Text(
            "In dieser Zeile fehlt ein Anführungszeichen oder es steht eines zu viel.",
            "A quotation mark is missing in this line, or there is one too many.",
        ),
        Text(
            'Anführungszeichen innerhalb eines Textes als \\" oder typografisch („…“) schreiben.',
            'Write quotation marks inside a text as \\".',
        ),
    )
