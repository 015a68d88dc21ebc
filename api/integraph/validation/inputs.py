"""Files as they come in: bounded, decoded, recognised and parsed; what cannot be checked says so in plain words."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from integraph.validation import containers, jsonld, jsonldplaces, rdfxml, turtle
from integraph.validation.folders import PassedOver, Progress, files_in, is_data
from integraph.validation.place import Place, Text
from integraph.validation.report import InputProblem, Unusable
from integraph.validation.syntax import explain_syntax, line_of

FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
"""By the end of a file's name."""
_IN_FOLDERS: Final = {*FORMATS, ".xlsx", ".ods", ".csv"}
NAMES: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
"""As a user names them."""
MEDIA: Final = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/trig": "trig",
    "application/n-triples": "nt",
    "application/n-quads": "nq",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/xml": "rdfxml",
    "text/xml": "rdfxml",
}
TABLE_MEDIA: Final = {
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
"""Tables by media type: the ending that they are read by."""
_RDF: Final = "Turtle (.ttl), TriG (.trig), N-Triples (.nt), N-Quads (.nq), JSON-LD (.jsonld), RDF/XML (.rdf)"
KNOWN: Final = Text(
    f"{_RDF}, Tabellen aus der Vorlage (.xlsx, .ods, .csv)",
    f"{_RDF}, tables made from the template (.xlsx, .ods, .csv)",
)


@dataclass(frozen=True)
class Bounds:
    """How large an input may be: bytes, triples, and levels of brackets, objects or elements inside each other."""

    size: int = 256 << 20
    triples: int = 2_000_000
    depth: int = 100


@dataclass(frozen=True)
class Input:
    """Something to check: its name as the user knows it, its bytes, its format where the user said so."""

    name: str
    content: bytes
    format: str = ""


@dataclass
class Document:
    """A parsed input: its triples, and where they stand."""

    name: str
    text: str
    format: ox.RdfFormat
    triples: list[ox.Triple] = field(default_factory=list)

    def subjects(self) -> set[str]:
        """The IRIs that it describes."""
        return {t.subject.value for t in self.triples if isinstance(t.subject, ox.NamedNode)}

    def places(self, subjects: set[str]) -> dict[tuple[str, str, str], Place]:
        """(subject, property, value), (subject, property, "") and (subject, "", "") → the place it stands first.

        Only for the IRIs in *subjects*. Values are IRIs or lexical forms.
        """
        family = {ox.RdfFormat.RDF_XML: rdfxml.positions, ox.RdfFormat.JSON_LD: jsonldplaces.positions}
        found: dict[tuple[str, str, str], Place] = {}
        for subject, predicate, value, line, column in family.get(self.format, turtle.positions)(self.text):
            if subject not in subjects:
                continue
            place = Place(self.name, line, column)
            for key in ((subject, predicate, value), (subject, predicate, ""), (subject, "", "")):
                found.setdefault(key, place)
        return found


def read_inputs(
    names: Iterable[str], format: str = "", bounds: Bounds | None = None, progress: Progress = lambda _: None
) -> Iterator[Input | InputProblem | PassedOver]:
    """The files that *names* mean: files, folders (all that can be checked in them), ``-`` for standard input.

    After the files of a folder comes what in it was passed over.
    """
    bounds = bounds or Bounds()
    for name in names:
        if name == "-":
            yield Input("<stdin>", sys.stdin.buffer.read(bounds.size + 1), format)
            continue
        path = Path(name)
        if path.is_dir():
            yield from _folder(path, format, bounds, progress)
        else:
            yield _file(path, format, bounds)


def _file(path: Path, format: str, bounds: Bounds) -> Input | InputProblem:
    try:
        with path.open("rb") as opened:
            return Input(str(path), opened.read(bounds.size + 1), format)
    except OSError as error:
        return _unreadable(str(path), error)


def _folder(
    folder: Path, format: str, bounds: Bounds, progress: Progress
) -> Iterator[Input | InputProblem | PassedOver]:
    files, passed, errors = files_in(folder, _IN_FOLDERS, progress)
    for error in errors:
        yield _unreadable(str(error.filename), error)
    progress(f"{folder}: {len(files)} Dateien werden gelesen")
    read = 0
    for file in files:
        given = _file(file, format, bounds)
        if isinstance(given, Input) and not format and not is_data(file, given.content):
            passed.files[file.suffix.lower()] += 1
            continue
        read += 1
        yield given
    if not read and not errors:
        message = Text(
            "Der Ordner enthält weder RDF-Dateien noch Tabellen.", "The folder holds neither RDF nor tables."
        )
        yield InputProblem("empty-folder", Place(str(folder)), message, _formats())
    if passed:
        yield passed


def _unreadable(name: str, error: OSError) -> InputProblem:
    reason = {
        FileNotFoundError: Text("Die Datei gibt es nicht.", "There is no such file."),
        PermissionError: Text("Das darf nicht gelesen werden.", "It may not be read."),
    }.get(type(error), Text(f"Das ist nicht lesbar: {error.strerror}.", f"{error.strerror}."))
    remedy = Text("Bitte Namen und Zugriffsrechte prüfen.", "Check its name and permissions.")
    return InputProblem("unreadable", Place(name), reason, remedy)


def _formats() -> Text:
    return Text(f"Geprüft werden: {KNOWN.de}.", f"Formats that can be checked: {KNOWN.en}.")


def parse(given: Input, bounds: Bounds | None = None) -> Document:
    """The triples of an input. Raises `Unusable`."""
    bounds = bounds or Bounds()
    name, content = given.name, given.content
    if len(content) > bounds.size:
        size = f"{bounds.size / (1 << 20):.3g}"
        raise Unusable(
            "too-large",
            Place(name),
            Text(f"Die Datei ist größer als {size} MiB.", f"The file is larger than {size} MiB."),
            Text("Bitte in mehrere Dateien teilen.", "Split it into several files."),
        )
    containers.require_text(name, content)
    text = containers.decode(name, content)
    syntax = _format_of(given, text)
    if not text.strip():
        raise Unusable(
            "empty",
            Place(name),
            Text("Die Datei ist leer.", "The file is empty."),
            Text("Erwartet wird mindestens eine Aussage. " + _formats().de, "At least one statement is expected."),
        )
    guard = {ox.RdfFormat.RDF_XML: rdfxml.guard, ox.RdfFormat.JSON_LD: jsonld.guard}.get(syntax, turtle.guard)
    guard(name, text, bounds.depth)
    document = Document(name, text, syntax)
    try:
        for quad in ox.parse(
            input=jsonld.localise(text) if syntax is ox.RdfFormat.JSON_LD else text.encode(),
            format=syntax,
            rename_blank_nodes=True,
        ):
            document.triples.append(quad.triple)
            if len(document.triples) > bounds.triples:
                raise Unusable(
                    "too-many-triples",
                    Place(name),
                    Text(
                        f"Die Datei hat mehr als {bounds.triples} Aussagen.",
                        f"The file has more than {bounds.triples} triples.",
                    ),
                    Text("Bitte in mehrere Dateien teilen.", "Split it into several files."),
                )
    except SyntaxError as error:
        line, column = error.lineno or 0, error.offset or 0
        message, remedy = explain_syntax(error.msg, syntax, text, line)
        excerpt = line_of(text, line)
        raise Unusable("syntax", Place(name, line, column), message, remedy, excerpt) from None
    except MemoryError:  # the parser's buffer for one token is bounded
        line, column = turtle.long_token(text)
        raise Unusable(
            "too-long",
            Place(name, line, column),
            Text("Ein einzelner Wert ist länger als 16 MiB.", "A single value is longer than 16 MiB."),
            Text(
                "Den Inhalt einer Datei nicht als Wert angeben, sondern auf sie verweisen.",
                "Refer to a file instead of giving its content as a value.",
            ),
        ) from None
    _require_statements(document)
    return document


def _require_statements(document: Document) -> None:
    if not document.triples:
        contexts = Text(
            " JSON-LD übergeht stillschweigend, was der @context nicht erklärt; bitte den @context prüfen.",
            " JSON-LD drops what its @context does not name; check the @context.",
        )
        hint = contexts if document.format is ox.RdfFormat.JSON_LD else Text("", "")
        raise Unusable(
            "no-statements",
            Place(document.name),
            Text("Die Datei enthält keine einzige Aussage.", "The file holds no triple."),
            Text("Erwartet wird mindestens eine Aussage." + hint.de, "At least one triple is expected." + hint.en),
        )
    if any(isinstance(triple.object, ox.Triple) for triple in document.triples):
        raise Unusable(
            "triple-terms",
            Place(document.name),
            Text("Die Datei macht Aussagen über Aussagen (<<…>>, RDF-star).", "The file has triple terms (<<…>>)."),
            Text(
                "Belege und Zeiten stehen in Integraph als Eigenschaften einer Aussage, siehe docs/encoding.md.",
                "Integraph states evidence and times as properties of a statement, see docs/encoding.md.",
            ),
        )


def _format_of(given: Input, text: str) -> ox.RdfFormat:
    if given.format:
        return NAMES[given.format]
    suffix = Path(given.name).suffix.lower()
    if suffix in FORMATS:
        return FORMATS[suffix]
    if suffix:
        containers.refuse_suffix(given.name, suffix)
    return _sniffed(text)


def _sniffed(text: str) -> ox.RdfFormat:
    """Guess the format of an input without a name from its first character and line."""
    start = text.lstrip()
    if start.startswith("{") or re.match(r"\[\s*[{\"]", start):
        return ox.RdfFormat.JSON_LD
    if re.match(r"<\?xml|<!DOCTYPE|<rdf:RDF|<[A-Za-z]\w*:\w+\s+xmlns", start):
        return ox.RdfFormat.RDF_XML
    line = next((line for line in start.splitlines() if line.strip() and not line.startswith("#")), "")
    if re.fullmatch(r"(?:<[^>]*>|_:\S+)\s+<[^>]*>\s+.*\s(?:<[^>]*>|_:\S+)\s*\.\s*", line) and line.count("<") >= 4:
        return ox.RdfFormat.N_QUADS
    return ox.RdfFormat.TRIG
