"""Where each triple of a Turtle, TriG, N-Triples or N-Quads text stands: a lexer and a walk over its tokens.

The grammar is that of https://www.w3.org/TR/turtle/ and https://www.w3.org/TR/trig/; Oxigraph decides what is well
formed, this only finds places and so may be lenient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from integraph.namespaces import RDF
from integraph.validation.place import Place, Text
from integraph.validation.report import Unusable

Position = tuple[str, str, str, int, int]
"""Subject, property, value (IRIs or lexical forms), line, column (both from 1); with value "" the property's place."""

# The repeats inside strings are possessive: a literal of 50 MB must not leave 50 million points to backtrack to.
_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s++ | \#[^\n\r]*+)
  | (?P<iri><[^<>"{}|^`\x00-\x20]*+>)
  | (?P<string>\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]++|\\.|'(?!''))*+'''
               | "(?:[^"\\\n\r]++|\\.)*+" | '(?:[^'\\\n\r]++|\\.)*+')
  | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<datatype>\^\^)
  | (?P<blank>_:[\w](?:[\w\-·]|\.+(?=[\w\-·]))*+)
  | (?P<name>(?:[^\W\d_](?:[\w\-·]|\.+(?=[\w\-·]))*+)?:(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\.|\.+(?=[\w:\-·%\\]))*+)
  | (?P<number>[+-]?(?:\d*\.\d+|\d+\.(?=[eE])|\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<mark><<|>>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)", re.DOTALL)
_CONTROL: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_OPEN: Final = frozenset("[({")
_CLOSE: Final = frozenset("])}")


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text

    def resolve(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(min(int(code, 16), 0x10FFFF)) if code else _CONTROL.get(match[3], match[3])

    return _ESCAPE.sub(resolve, text)


def _tokens(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Kind, text, line and column of each lexeme but white space and comments."""
    line, start = 1, 0
    for match in _TOKEN.finditer(text):
        kind, lexeme = match.lastgroup or "mark", match[0]
        if kind != "space":
            yield kind, lexeme, line, match.start() - start + 1
        if kind in ("space", "string") and (newlines := lexeme.count("\n")):
            line += newlines
            start = match.start() + lexeme.rfind("\n") + 1


def guard(name: str, text: str, depth: int) -> None:
    """Raise `Unusable` where brackets lie more than *depth* levels inside each other."""
    if sum(map(text.count, _OPEN)) <= depth:
        return
    level = 0
    for kind, lexeme, line, column in _tokens(text):
        if kind == "mark":
            level += (lexeme in _OPEN) - (lexeme in _CLOSE)
        if level > depth:
            raise too_deep(name, depth, line, column)


def long_token(text: str) -> tuple[int, int]:
    """Line and column of the longest token."""
    _, line, column = max((len(lexeme), line, column) for _, lexeme, line, column in _tokens(text))
    return line, column


def too_deep(name: str, depth: int, line: int, column: int) -> Unusable:
    """The refusal of an input that is nested too deeply."""
    return Unusable(
        "too-deep",
        Place(name, line, column),
        Text(
            f"Die Datei ist tiefer als {depth} Ebenen verschachtelt.", f"The file is nested deeper than {depth} levels."
        ),
        Text("Bitte die Dinge einzeln aufführen und mit IRIs verbinden.", "List things singly and link them by IRIs."),
    )


class _Walk:
    """One pass over the tokens of a text that has been found well formed."""

    def __init__(self, text: str) -> None:
        self.stream = _tokens(text)
        self.end = ("end", "", 0, 0)
        self.now = next(self.stream, self.end)
        self.base = ""
        self.prefixes: dict[str, str] = {}
        self.found: list[Position] = []
        self.blanks = 0

    def step(self) -> tuple[str, str, int, int]:
        """The current lexeme; the next one becomes current."""
        before, self.now = self.now, next(self.stream, self.end)
        return before

    def run(self) -> Iterator[Position]:
        while self.now is not self.end:
            kind, lexeme, _, _ = self.now
            word = lexeme.lower().removeprefix("@")
            if kind in ("at", "word") and word in ("prefix", "base", "version", "graph"):
                self.step()
                self._directive(word)
            elif lexeme in (".", "}", "{", ";", ","):
                self.step()
            else:
                subject = self._term()
                self._properties(subject)
                yield from self.found
                self.found.clear()

    def _directive(self, word: str) -> None:
        if word == "prefix":
            prefix = self.step()[1].removesuffix(":")
            self.prefixes[prefix] = self._iri(self.step()[1])
        elif word == "base":
            self.base = self._iri(self.step()[1])
        else:
            self.step()

    def _iri(self, lexeme: str) -> str:
        iri = _unescape(lexeme[1:-1])
        return urljoin(self.base, iri) if self.base else iri

    def _properties(self, subject: str) -> None:
        while True:
            while self.now[1] == ";":
                self.step()
            kind, lexeme, line, column = self.now
            if kind == "word" and lexeme == "a":
                self.step()
                predicate = RDF + "type"
            elif kind in ("iri", "name"):
                predicate = self._term()
            else:
                return
            self.found.append((subject, predicate, "", line, column))
            while True:
                _, _, value_line, value_column = self.now
                self.found.append((subject, predicate, self._term(), value_line, value_column))
                if self.now[1] != ",":
                    break
                self.step()
            if self.now[1] != ";":
                return

    def _term(self) -> str:
        kind, lexeme, _, _ = self.step()
        if kind == "iri":
            return self._iri(lexeme)
        if kind == "name":
            prefix, _, local = lexeme.partition(":")
            return self.prefixes.get(prefix, prefix + ":") + re.sub(r"\\(.)", r"\1", local)
        if kind == "string":
            quotes = 3 if lexeme[:3] in ('"""', "'''") else 1
            if self.now[0] == "at":
                self.step()
            elif self.now[0] == "datatype":
                self.step()
                self._term()
            return _unescape(lexeme[quotes:-quotes])
        if lexeme == "[":
            subject = self._blank()
            self._properties(subject)
            self.step()
            return subject
        if lexeme == "(":
            return self._collection()
        return lexeme

    def _blank(self) -> str:
        self.blanks += 1
        return f"[]{self.blanks}"

    def _collection(self) -> str:
        first = previous = ""
        while self.now[1] not in (")", ""):
            _, _, line, column = self.now
            node = self._blank()
            if previous:
                self.found.append((previous, RDF + "rest", node, line, column))
            first, previous = first or node, node
            self.found.append((node, RDF + "first", self._term(), line, column))
        self.step()
        return first or RDF + "nil"


def positions(text: str) -> Iterator[Position]:
    """The properties and values of a well-formed text in order, each with its line and column."""
    return _Walk(text).run()
