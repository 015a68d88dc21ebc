"""The tokens of a SPARQL text, and values put in the place of variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[\s]+ | \#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>'''(?:[^'\\]++|\\.|''?(?!'))*+''' | \"\"\"(?:[^"\\]++|\\.|""?(?!"))*+\"\"\"
               | (?!''')'(?:[^'\\\n\r]++|\\.)*+' | (?!\"\"\")"(?:[^"\\\n\r]++|\\.)*+")
  | (?P<unclosed>['"])
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9-]+)*)
  | (?P<name>(?:[^\W\d_][\w.\-]*+)?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\.)* | _:[\w.\-]+)
  | (?P<run>[^\W\d_][\w.\-]*)
  | (?P<word>[^\W\d]\w*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BARE: Final = re.compile(r"(?P<space>\s+)|(?P<word>[^\W\d]\w*)|(?P<other>.)", re.DOTALL)
"""For what is known to hold no names, and for what follows a string that never ends."""
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def tokens(query: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of each token; white space and comments are tokens of kind `space`, so the texts add up.

    Takes time linear in the length of any text, as the text may come from anyone. After a quotation mark that opens no
    string, which no valid query has, everything is white space, a word or a single character: nothing can hide there.
    """
    for match in _TOKEN.finditer(query):
        kind, text = match.lastgroup or "other", match[0]
        if kind == "run":  # letters, digits, dots and hyphens without a colon: read once, not once for each dot
            yield from [("word", text)] if text.isidentifier() else _bare(text)
        elif kind == "unclosed":
            yield from _bare(query, match.start())
            return
        else:
            yield kind, text


def _bare(text: str, start: int = 0) -> Iterator[tuple[str, str]]:
    for match in _BARE.finditer(text, start):
        yield match.lastgroup or "other", match[0]


def unescape(query: str) -> str:
    """Resolve codepoint escapes (SPARQL 1.1 §19.2), which may stand anywhere, even inside a keyword."""
    return _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), query)


def bind(query: str, values: Mapping[str, str]) -> str:
    """The query with each variable of *values* replaced by its term (in N-Triples form).

    Where a SELECT clause names the variable, it becomes `(term AS ?variable)`, so that it is still in the result. The
    engine's own substitution serves projected variables only, which is why this exists.
    """
    if not values:
        return query
    out: list[str] = []
    depth, clause = 0, ""
    for kind, text in tokens(query):
        word = text.upper() if kind == "word" else ""
        if kind == "variable" and text[1:] in values:
            value = values[text[1:]]
            if depth == 0 and clause == "SELECT":
                text = f"({value} AS {text})"
            elif depth == 0 and clause == "BY":
                text = f"({value})"
            else:
                text = value
        elif text == "(":
            depth += 1
        elif text == ")":
            depth -= 1
        elif word in ("SELECT", "BY"):
            clause, depth = word, 0
        elif text in ("{", "}") or word in ("WHERE", "FROM", "LIMIT", "OFFSET", "VALUES", "HAVING", "ORDER", "GROUP"):
            clause = ""
        out.append(text)
    return "".join(out)
