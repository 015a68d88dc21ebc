"""The query files: one question a file, with a header of comments that says what it asks and what can be varied.

A header line is ``# key: value``. Keys: ``title-de``, ``title-en``, ``description-de``, ``description-en``,
``keywords`` and ``tables`` (printed tables that the rows come from), both divided by commas; for competency questions
``id``, ``question-de``, ``question-en``, ``source``, ``lines``, ``expect`` (texts that the result must hold, divided
by ``|``). A parameter is ``# param NAME: TYPE = DEFAULT``, TYPE being ``iri``, ``string``, ``integer`` or ``date``;
in the query it is the variable ``?NAME``. Other comments are remarks. The folder is the theme.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from integraph.namespaces import BASE, NAMESPACES, XSD, expand
from integraph.paths import QUERIES
from integraph.sparql.lexer import bind, tokens

_LINE = re.compile(r"# (?P<key>[a-z][a-z-]*(?: \w+)?): (?P<value>.+)")
SH: Final = NAMESPACES["sh"]
_TYPES = ("iri", "string", "integer", "date")
_WANTED = {
    "iri": "weder eine IRI noch ein Name mit bekanntem Präfix wie geb:05",
    "integer": "keine ganze Zahl",
    "date": "kein Datum der Form 2024-01-31",
}
_FORMS = ("select", "ask", "construct", "describe")
_TABLE = re.compile(r"\btab:[\w-]+")

THEMES: Final = {
    "responsibility": ("Zuständigkeit", "Responsibility"),
    "duty": ("Pflicht", "Duty"),
    "funding": ("Förderung", "Funding"),
    "law": ("Recht", "Law"),
    "comparison": ("Vergleich", "Comparison"),
    "coordination": ("Zusammenarbeit und Koordination", "Cooperation and coordination"),
    "organisation": ("Organisation", "Organisation"),
    "time": ("Zeit", "Time"),
    "reform": ("Reform", "Reform"),
    "gaps": ("Lücken", "Gaps"),
    "provenance": ("Herkunft", "Provenance"),
    "statistics": ("Zahlen", "Statistics"),
    "tables": ("Tabellen der Quellen", "Tables of the sources"),
    "competency": ("Prüffragen", "Competency questions"),
}
"""Theme (the first folder of a query) → its name in German and English, in the order in which they are listed."""

PARAMETER_LABELS: Final = {
    "addressee": ("Adressat", "addressee"),
    "area": ("Gebiet", "territory"),
    "body": ("Stelle oder Art von Stelle", "body or kind of body"),
    "field": ("Handlungsfeld", "field"),
    "first": ("erste Zeile", "first line"),
    "from": ("von", "from"),
    "indicator": ("Kennzahl", "indicator"),
    "kind": ("Art", "kind"),
    "land": ("Land", "Land"),
    "last": ("letzte Zeile", "last line"),
    "law": ("Vorschrift", "law"),
    "minimum": ("mindestens", "at least"),
    "on": ("Stichtag", "date"),
    "other": ("anderes Land", "other Land"),
    "placed": ("Stelle oder Aufgabe", "body or task"),
    "programme": ("Förderprogramm", "programme"),
    "proposal": ("Vorschlag", "proposal"),
    "scheme": ("Typologie", "typology"),
    "source": ("Quelle", "source"),
    "statement": ("Aussage", "statement"),
    "task": ("Aufgabe", "task"),
    "thing": ("Sache", "thing"),
    "until": ("bis", "until"),
}
"""Name of a parameter → what it is called in German and English; one name means the same in every query."""


class QueryFileError(ValueError):
    """A query file whose header can't be read, or a parameter that does not fit; says which and what would be right."""


@dataclass(frozen=True)
class Parameter:
    """Something a user may vary: a variable of the query, its type and its default."""

    name: str
    type: str
    default: str

    @property
    def label(self) -> str:
        """What the parameter is called in German."""
        return PARAMETER_LABELS[self.name][0] if self.name in PARAMETER_LABELS else self.name

    def term(self, text: str) -> ox.NamedNode | ox.Literal:
        """Return *text* as a term of the parameter's type.

        Raises QueryFileError when it is none: an IRI or a prefixed name, a whole number, a date (2024-01-31).
        """
        try:
            if self.type == "iri":
                return ox.NamedNode(expand(text))
            if self.type == "integer":
                return ox.Literal(int(text))
        except ValueError:
            raise QueryFileError(f"{self.label}: „{text}“ ist {_WANTED[self.type]}.") from None
        if self.type == "date":
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                raise QueryFileError(f"{self.label}: „{text}“ ist {_WANTED[self.type]}.")
            return ox.Literal(text, datatype=ox.NamedNode(XSD + "date"))
        return ox.Literal(text)


@dataclass(frozen=True)
class QueryFile:
    """One query: its name (path below ``queries/`` without the ending), header and text."""

    path: Path
    name: str
    text: str
    header: Mapping[str, str] = field(repr=False)
    parameters: tuple[Parameter, ...]

    @cached_property
    def expected(self) -> tuple[str, ...]:
        """Texts of which each must occur in the result (competency questions)."""
        return tuple(part.strip() for part in self.header.get("expect", "").split("|") if part.strip())

    @property
    def theme(self) -> str:
        """The theme: a key of ``THEMES``, or another folder's name."""
        return self.name.partition("/")[0]

    @property
    def title(self) -> str:
        """The question in German."""
        return self.header.get("title-de") or self.header.get("question-de") or self.name

    @property
    def title_en(self) -> str:
        """The question in English."""
        return self.header.get("title-en") or self.header.get("question-en") or self.name

    @property
    def description(self) -> str:
        """What the result holds and what it does not, in German; empty where the title says it all."""
        return self.header.get("description-de", "")

    @cached_property
    def keywords(self) -> tuple[str, ...]:
        """German words under which the query is found."""
        return tuple(word.strip() for word in self.header.get("keywords", "").split(",") if word.strip())

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The printed tables that the query draws on, as IRIs."""
        return tuple(sorted(expand(name) for name in set(_TABLE.findall(self.text))))

    @cached_property
    def form(self) -> str:
        """``select``, ``ask``, ``construct`` or ``describe``."""
        words = (text.lower() for kind, text in tokens(self.text) if kind == "word")
        return next((word for word in words if word in _FORMS), "select")

    def as_dict(self) -> dict[str, Any]:
        """Return name, theme, texts and parameters for JSON."""
        return {
            "name": self.name,
            "theme": self.theme,
            "title": {"de": self.title, "en": self.title_en},
            "description": {"de": self.description, "en": self.header.get("description-en", "")},
            "keywords": list(self.keywords),
            "tables": list(self.tables),
            "parameters": [
                {"name": p.name, "label": p.label, "type": p.type, "default": p.default} for p in self.parameters
            ],
        }

    def bindings(self, given: Mapping[str, str] | None = None) -> dict[str, ox.NamedNode | ox.Literal]:
        """Return the value of each parameter: the given one or its default.

        Raises QueryFileError for a parameter that the query does not have or a value that is not of its type.
        """
        given = given or {}
        known = {parameter.name for parameter in self.parameters}
        for name in given:
            if name not in known:
                names = ", ".join(sorted(known)) or "keinen"
                raise QueryFileError(f"Die Abfrage {self.name} hat keinen Parameter „{name}“. Sie hat: {names}.")
        return {p.name: p.term(given.get(p.name, p.default)) for p in self.parameters}

    def bound(self, given: Mapping[str, str] | None = None) -> str:
        """Return the text with the values of the parameters in their places; raises what `bindings` does."""
        return bind(self.text, {name: str(term) for name, term in self.bindings(given).items()})


def read(path: Path, root: Path = QUERIES) -> QueryFile:
    """Return the query in *path*. Raises QueryFileError for a header that breaks the rules of the module."""
    text = path.read_text(encoding="utf-8")
    header: dict[str, str] = {}
    parameters = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        match = _LINE.fullmatch(line.rstrip())
        if not match and line.startswith("# ") and not line.startswith("# param"):
            continue
        if not match:
            raise QueryFileError(f"{path}:{number}: a header line is “# key: value”, not “{line}”")
        key, value = match["key"], match["value"].strip()
        if key.startswith("param "):
            kind, equals, default = (part.strip() for part in value.partition("="))
            if kind not in _TYPES or not equals:
                raise QueryFileError(f"{path}:{number}: a parameter is “TYPE = DEFAULT” with a type of {_TYPES}")
            parameters.append(Parameter(key.removeprefix("param "), kind, default))
        else:
            header[key] = value
    name = path.relative_to(root).with_suffix("").as_posix()
    return QueryFile(path, name, text, header, tuple(parameters))


def catalogue(root: Path = QUERIES) -> Iterator[QueryFile]:
    """Yield every query below *root*, ordered by name. Raises as :func:`read`."""
    for path in sorted(root.rglob("*.rq")):
        yield read(path, root)


class UnknownQuery(QueryFileError):
    """No query, or more than one, has this name; the message names those that may be meant."""


def find(name: str, root: Path = QUERIES) -> QueryFile:
    """Return the query called *name*: ``funding/of-task``, or ``of-task`` where only one query ends so.

    Raises UnknownQuery with the nearest names.
    """
    wanted = name.removesuffix(".rq").strip("/")
    names = [path.relative_to(root).with_suffix("").as_posix() for path in sorted(root.rglob("*.rq"))]
    fitting = [wanted] if wanted in names else [each for each in names if each.endswith("/" + wanted)]
    if len(fitting) == 1:
        return read(root / f"{fitting[0]}.rq", root)
    if fitting:
        raise UnknownQuery(f"Mehrere Abfragen heißen „{name}“: {', '.join(fitting)}. Bitte mit Ordner angeben.")
    by_end = {each.rpartition("/")[2]: each for each in names}
    near = [by_end.get(n, n) for n in difflib.get_close_matches(wanted, [*names, *by_end], n=5, cutoff=0.5)]
    hint = f" Ähnlich: {', '.join(dict.fromkeys(near))}." if near else ""
    raise UnknownQuery(f"Die Abfrage „{name}“ gibt es nicht.{hint} „integraph queries“ zeigt alle.")


def executables(root: Path = QUERIES) -> Iterator[ox.Triple]:
    """Yield the catalogue as RDF, so that it can be asked by SPARQL as well.

    Each query is a ``sh:SPARQLExecutable``, as the examples of the Swiss Institute of Bioinformatics are
    (https://github.com/sib-swiss/sparql-examples), with ``rdfs:comment``, ``schema:keywords`` and its text; parameters
    are ``sh:Parameter`` with name, datatype and default. Raises as :func:`read`.
    """
    prefixes = ox.NamedNode(BASE + "ontology")
    for query in catalogue(root):
        iri = NAMESPACES["abf"] + query.name

        def triple(name: str, value: ox.NamedNode | ox.Literal, subject: str = iri) -> ox.Triple:
            return ox.Triple(ox.NamedNode(subject), ox.NamedNode(expand(name)), value)

        kind = query.form.capitalize()
        yield triple("rdf:type", ox.NamedNode(SH + "SPARQLExecutable"))
        yield triple("rdf:type", ox.NamedNode(f"{SH}SPARQL{kind}Executable"))
        yield triple(f"sh:{query.form}", ox.Literal(query.text))
        yield triple("sh:prefixes", prefixes)
        yield triple("schema:about", ox.Literal(query.theme))
        for language, title in (("de", query.title), ("en", query.title_en)):
            yield triple("rdfs:comment", ox.Literal(title, language=language))
            if more := query.header.get(f"description-{language}"):
                yield triple("dct:description", ox.Literal(more, language=language))
        for word in query.keywords:
            yield triple("schema:keywords", ox.Literal(word, language="de"))
        for table in query.tables:
            yield triple("dct:source", ox.NamedNode(table))
        for parameter in query.parameters:
            node = f"{iri}#{parameter.name}"
            default = parameter.term(parameter.default)
            yield triple("sh:parameter", ox.NamedNode(node))
            yield triple("rdf:type", ox.NamedNode(SH + "Parameter"), node)
            yield triple("sh:name", ox.Literal(parameter.name), node)
            yield triple("sh:defaultValue", default, node)
            if isinstance(default, ox.Literal):
                yield triple("sh:datatype", default.datatype, node)
            else:
                yield triple("sh:nodeKind", ox.NamedNode(SH + "IRI"), node)
