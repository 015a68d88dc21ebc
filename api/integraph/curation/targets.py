"""What a SPARQL 1.1 Update would write, read from its tokens before anything is evaluated (Update, §3 and §4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from integraph.codes import ProblemCode
from integraph.namespaces import NAMESPACES
from integraph.sparql.guard import QueryRefused
from integraph.sparql.lexer import tokens, unescape

_MANAGING: Final = {"CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_MODIFYING: Final = {"INSERT", "DELETE", "WITH"}
Token = tuple[str, str]


@dataclass
class Targets:
    """The graphs an update names as targets, and whether it may write the default graph or graphs it does not name."""

    graphs: set[str] = field(default_factory=set)
    default: bool = False
    unnamed: bool = False


class _Names:
    """Resolves IRIs and prefixed names as the prologue says so far."""

    def __init__(self, base: str) -> None:
        self.base, self.prefixes = base, dict(NAMESPACES)

    def iri(self, token: Token) -> str | None:
        """The IRI that a token stands for, None for any other token."""
        kind, text = token
        if kind == "iri":
            return urljoin(self.base, text[1:-1])
        if kind == "name":
            prefix, _, local = text.partition(":")
            return self.prefixes.get(prefix, f"{prefix}:") + re.sub(r"\\(.)", r"\1", local)
        return None


def targets(update: str, base: str = "") -> Targets:
    """The targets of all operations in an update. Raises `QueryRefused` for `LOAD` and `SERVICE`."""
    found, names = Targets(), _Names(base)
    for operation in _operations([token for token in tokens(unescape(update)) if token[0] != "space"]):
        body = _after_prologue(operation, names)
        words = [text.upper() if kind == "word" else "" for kind, text in body]
        if "SERVICE" in words or words[:1] == ["LOAD"]:
            word = "SERVICE" if "SERVICE" in words else "LOAD"
            code: ProblemCode = "service-refused" if word == "SERVICE" else "load-refused"
            raise QueryRefused(code, f"{word} ist hier abgeschaltet: der Endpunkt ruft keine anderen Server auf.")
        if words and words[0] in _MANAGING:
            _managed(body, words, names, found)
        elif words and words[0] in _MODIFYING:
            _modified(body, words, names, found)
    return found


def with_dataset(update: str, default: Sequence[str], named: Sequence[str]) -> str:
    """The update with `USING` clauses for the graphs that the protocol's parameters name (Protocol, §2.2.3).

    Raises `QueryRefused` (400) when an operation has `USING`, `USING NAMED` or `WITH` of its own.
    """
    clauses = "".join(f"USING <{iri}> " for iri in default) + "".join(f"USING NAMED <{iri}> " for iri in named)
    if not clauses:
        return update
    out: list[str] = []
    depth, template, deleting = 0, "", False
    pattern: list[str] = []
    for kind, text in tokens(unescape(update)):
        word = text.upper() if kind == "word" and depth == 0 else ""
        if word in ("USING", "WITH"):
            text = "Die Anfrage nennt ihre Graphen selbst; using-graph-uri und using-named-graph-uri gehen dann nicht."
            raise QueryRefused("dataset-conflict", text, status=400)
        depth += (text == "{") - (text == "}") if kind == "other" else 0
        if word in ("INSERT", "DELETE", "DATA"):
            template = word
        elif word == "WHERE":
            deleting = template == "DELETE" and not pattern
            if not deleting:
                out.append(clauses)
            template = ""
        if deleting:
            pattern.append(text)
            if text == "}" and kind == "other" and depth == 0:
                # DELETE WHERE has no room for USING, but it is short for this
                block = "".join(pattern)[len("WHERE") :]
                out.append(f"{block} {clauses}WHERE {block}")
                pattern, deleting = [], False
            continue
        if kind == "other" and text == ";" and depth == 0:
            template = ""
        out.append(text)
        if template in ("DELETE", "INSERT") and text == "}" and depth == 0:
            template = "DONE"
    return "".join(out)


def _operations(stream: list[Token]) -> Iterator[list[Token]]:
    depth = 0
    operation: list[Token] = []
    for kind, text in stream:
        if kind == "other":
            depth += (text == "{") - (text == "}")
            if text == ";" and depth == 0:
                yield operation
                operation = []
                continue
        operation.append((kind, text))
    yield operation


def _after_prologue(operation: list[Token], names: _Names) -> list[Token]:
    position = 0
    while position < len(operation):
        kind, text = operation[position]
        word = text.upper() if kind == "word" else ""
        following = operation[position + 1 : position + 3]
        if word == "BASE" and following and following[0][0] == "iri":
            names.base = urljoin(names.base, following[0][1][1:-1])
            position += 2
        elif word == "PREFIX" and len(following) == 2 and following[1][0] == "iri":
            names.prefixes[following[0][1].removesuffix(":")] = urljoin(names.base, following[1][1][1:-1])
            position += 3
        else:
            break
    return operation[position:]


def _managed(body: list[Token], words: list[str], names: _Names, found: Targets) -> None:
    """CLEAR, DROP, CREATE name one target; ADD and COPY only write the last graph, MOVE writes both."""
    operands = [
        (word, names.iri(token))
        for token, word in zip(body[1:], words[1:], strict=True)
        if word in ("DEFAULT", "NAMED", "ALL") or names.iri(token) is not None
    ]
    if words[0] in ("ADD", "COPY"):
        operands = operands[-1:]
    for word, iri in operands:
        if iri is not None:
            found.graphs.add(iri)
        found.default |= word in ("DEFAULT", "ALL")
        found.unnamed |= word in ("NAMED", "ALL")


def _modified(body: list[Token], words: list[str], names: _Names, found: Targets) -> None:
    """Quads in `DATA`, templates and the pattern of `DELETE WHERE`; bare triples go to the graph of `WITH`."""
    home = names.iri(body[1]) if words[0] == "WITH" and len(body) > 1 else None
    depth, quads, seen_template = 0, False, False
    for position, ((kind, text), word) in enumerate(zip(body, words, strict=True)):
        if kind == "other" and text == "{":
            depth += 1
            before = words[position - 1]
            if depth == 1:
                quads = before in ("INSERT", "DELETE", "DATA") or (before == "WHERE" and not seen_template)
                seen_template = seen_template or before in ("INSERT", "DELETE", "DATA")
            continue
        if kind == "other" and text == "}":
            depth -= 1
            continue
        if depth == 0 or not quads:
            continue
        if depth == 1 and word == "GRAPH" and position + 1 < len(body):
            iri = names.iri(body[position + 1])
            if iri is None:
                found.unnamed = True
            else:
                found.graphs.add(iri)
        elif depth == 1 and not (position and words[position - 1] == "GRAPH") and text != ".":
            if home is None:
                found.default = True
            else:
                found.graphs.add(home)
