"""What a query from outside may not do, decided on its tokens before anything is evaluated.

Words inside strings, comments, IRIs, prefixed names and variables are not keywords, so a query *about* services is
fine. Codepoint escapes (`\\u0053ERVICE`) are resolved first, as SPARQL 1.1 §19.2 says.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from integraph.codes import ProblemCode
from integraph.namespaces import GRAPH, NAMESPACES
from integraph.sparql.lexer import tokens, unescape

_FORMS: Final = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_UPDATES: Final = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_VOLATILE: Final = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}


class QueryRefused(ValueError):
    """A query that is not evaluated. `code` is machine-readable, the message is German; `status` is for HTTP."""

    def __init__(self, code: ProblemCode, message: str, status: int = 403) -> None:
        self.code, self.status = code, status
        super().__init__(message)


@dataclass
class Inspected:
    """What the tokens of a query say: its form (empty if none was found), dataset clause, number of variables.

    A volatile query may have another answer the next time: it asks for the time or for something random.
    """

    form: str = ""
    default_graphs: list[str] = field(default_factory=list)
    named_graphs: list[str] = field(default_factory=list)
    has_dataset: bool = False
    volatile: bool = False
    variables: int = 0


def inspect(query: str, base: str = "") -> Inspected:
    """Read a query's form and dataset clause, relative IRIs being resolved against *base*.

    Raises `QueryRefused` for SERVICE and updates.
    """
    found = Inspected()
    prefixes = dict(NAMESPACES)
    stream = [token for token in tokens(unescape(query)) if token[0] != "space"]
    found.variables = len({text[1:] for kind, text in stream if kind == "variable"})
    position = 0
    while position < len(stream):
        kind, text = stream[position]
        word = text.upper() if kind == "word" else ""
        following = stream[position + 1 : position + 3]
        if word == "SERVICE":
            raise QueryRefused(
                "service-refused", "SERVICE ist hier abgeschaltet: der Endpunkt ruft keine anderen Server auf."
            )
        if word == "BASE" and not found.form and following and following[0][0] == "iri":
            base = urljoin(base, following[0][1][1:-1])
            position += 1
        elif word == "PREFIX" and not found.form and len(following) == 2 and following[1][0] == "iri":
            prefixes[following[0][1].removesuffix(":")] = urljoin(base, following[1][1][1:-1])
            position += 2
        elif word in _VOLATILE:
            found.volatile = True
        elif word in _FORMS and not found.form:
            found.form = word
        elif word in _UPDATES and not found.form:
            raise QueryRefused("update-refused", f"{word} ändert Daten; dieser Endpunkt beantwortet nur Fragen.")
        elif word == "FROM":
            named = bool(following) and following[0][0] == "word" and following[0][1].upper() == "NAMED"
            target = following[1:] if named else following[:1]
            if target:
                iri = _resolve(target[0], prefixes, base)
                (found.named_graphs if named else found.default_graphs).append(iri)
                found.has_dataset = True
        position += 1
    return found


def _resolve(token: tuple[str, str], prefixes: dict[str, str], base: str) -> str:
    kind, text = token
    if kind == "iri":
        return urljoin(base, text[1:-1])
    prefix, _, local = text.partition(":")
    return prefixes.get(prefix, f"{prefix}:") + re.sub(r"\\(.)", r"\1", local)


def require_known_graphs(iris: Collection[str], known: Collection[str]) -> None:
    """Raise `QueryRefused` for a graph that does not exist: 400 where it would be Integraph's, else 403."""
    for iri in iris:
        if iri not in known:
            if not iri.startswith(GRAPH):
                raise QueryRefused(
                    "foreign-graph-refused",
                    f"FROM <{iri}>: nur eigene Graphen, alle unter {GRAPH}, werden gelesen; von außen nichts.",
                )
            raise QueryRefused("unknown-graph", f"Den Graphen <{iri}> gibt es nicht. Alle Graphen: {GRAPH}", status=400)
