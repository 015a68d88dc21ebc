"""The query files: one question a file, with a header of comments that says what it asks and what can be varied.

A header line is ``# key: value``. Keys: ``title-de``, ``title-en``, ``description-de``, ``description-en``; for
competency questions ``id``, ``question-de``, ``question-en``, ``source``, ``lines``, ``expect`` (texts that the result
must hold, divided by ``|``). A parameter is ``# param NAME: TYPE = DEFAULT``, TYPE being ``iri``, ``string``,
``integer`` or ``date``; in the query it is the variable ``?NAME``. Other comments are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from integraph.namespaces import XSD, expand
from integraph.paths import QUERIES

_LINE = re.compile(r"# (?P<key>[a-z][a-z-]*(?: \w+)?): (?P<value>.+)")
_TYPES = ("iri", "string", "integer", "date")


class QueryFileError(ValueError):
    """A query file whose header can't be read, or a parameter that does not fit; says which and what would be right."""


@dataclass(frozen=True)
class Parameter:
    """Something a user may vary: a variable of the query, its type and its default."""

    name: str
    type: str
    default: str

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
            raise QueryFileError(f"parameter {self.name}: “{text}” is not of the type {self.type}") from None
        if self.type == "date":
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                raise QueryFileError(f"parameter {self.name}: “{text}” is not a date; write it as 2024-01-31")
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

    def bindings(self, given: Mapping[str, str] | None = None) -> dict[str, ox.NamedNode | ox.Literal]:
        """Return the value of each parameter: the given one or its default.

        Raises QueryFileError for a parameter that the query does not have or a value that is not of its type.
        """
        given = given or {}
        known = {parameter.name for parameter in self.parameters}
        for name in given:
            if name not in known:
                names = ", ".join(sorted(known)) or "none"
                raise QueryFileError(f"{self.name} has no parameter “{name}”; it has: {names}")
        return {p.name: p.term(given.get(p.name, p.default)) for p in self.parameters}


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
