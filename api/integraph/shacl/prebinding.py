"""Pre-binding for sets: a query written for one node becomes a query over all of them.

SHACL-SPARQL evaluates a query a focus node, with `$this` bound everywhere in it before evaluation starts
(https://www.w3.org/TR/shacl/#pre-binding). One query for all nodes is the same when every group that mentions a
pre-bound variable first binds it to the whole set: groups are joined on it, so each node meets its own solutions
only. Groups below EXISTS get it from the solution they are evaluated for. Grouping is by `$this` as well. What cannot
be done so (LIMIT and OFFSET count solutions of one node) is left to one query a node.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from integraph.sparql.lexer import tokens, unescape

OPTIONAL_IN_SUBQUERIES = frozenset({"shapesGraph", "currentShape"})
_AFTER_GROUPING = frozenset({"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
_REFUSED = {
    "MINUS": "MINUS",
    "VALUES": "VALUES",
    "SERVICE": "SERVICE (eine Abfrage an einen anderen Server)",
    "FROM": "FROM (ein anderer Datenbestand)",
}


@dataclass
class _Group:
    """A pair of braces: the token that opens it, the variables that it must know, whether EXISTS stands above it."""

    start: int
    exists: bool
    select: bool
    names: set[str] = field(default_factory=set)


class PreboundQuery:
    """A SELECT or ASK query in which the variables *names* are bound before it is evaluated.

    Raises `ValueError` with a German reason when the query breaks one of SHACL's restrictions.
    """

    def __init__(self, text: str, form: str, names: Collection[str]) -> None:
        self.names = frozenset(names)
        self._tokens = list(tokens(unescape(text)))
        self._words = {t.upper() for kind, t in self._tokens if kind == "word"}
        self._form = form
        self._check()

    @property
    def by_node(self) -> bool:
        """Whether the query must be evaluated for each node alone."""
        return bool(self._words & {"LIMIT", "OFFSET"})

    @property
    def reads_graphs(self) -> bool:
        """Whether the query looks into named graphs."""
        return "GRAPH" in self._words

    def mentions(self, name: str) -> bool:
        """Whether a variable occurs."""
        return any(kind == "variable" and text[1:] == name for kind, text in self._tokens)

    def text(self, sets: Mapping[str, str], path: str = "") -> str:
        """The query for sets of nodes: *sets* gives the pattern that binds each pre-bound variable.

        Variables that are bound by the same pattern are bound together. `$PATH` becomes *path*.
        """
        groups = {group.start: group for group in self._groups()}
        top = min(groups)
        by = " ".join(f"?{name}" for name in sets)
        out: list[str] = []
        grouping = False
        for number, (kind, text) in enumerate(self._tokens):
            word = text.upper() if kind == "word" else ""
            if grouping and (word in _AFTER_GROUPING or text == "}"):
                out.append(f" {by} ")
                grouping = False
            if word == "ASK":
                text = f"SELECT DISTINCT {by}"
            elif kind == "variable" and text[1:] == "PATH" and path:
                text = path
            out.append(text)
            grouping = grouping or (word == "BY" and self._before(number) == "GROUP")
            if (group := groups.get(number)) and not group.select and (number == top or not group.exists):
                needed = sets if number == top else {n: s for n, s in sets.items() if n in group.names}
                out.extend(f" {{ {pattern} }} " for pattern in dict.fromkeys(needed.values()))
        return "".join(out) + (f"\n{by}" if grouping else "")

    def _significant(self) -> Iterator[tuple[int, str, str]]:
        return ((n, kind, text) for n, (kind, text) in enumerate(self._tokens) if kind != "space")

    def _before(self, number: int) -> str:
        return next((t.upper() for kind, t in reversed(self._tokens[:number]) if kind != "space"), "")

    def _groups(self) -> Iterator[_Group]:
        stack: list[_Group] = []
        previous: tuple[int, str] = (-1, "")
        for number, kind, text in self._significant():
            if previous[1] == "{" and stack:
                stack[-1].select = text.upper() == "SELECT"
            if text == "{":
                above = stack[-1].exists if stack else False
                stack.append(_Group(number, above or previous[1] == "EXISTS", select=False))
            elif text == "}" and stack:
                yield stack.pop()
            elif kind == "variable":
                for group in reversed(stack):
                    group.names.add(text[1:])
                    if not group.exists:
                        break
            previous = (number, text.upper())

    def _check(self) -> None:
        for word, name in _REFUSED.items():
            if word in self._words:
                raise ValueError(f"{name} ist in Abfragen von Prüfregeln nicht erlaubt.")
        significant = [(kind, text) for _, kind, text in self._significant()]
        words = [text.upper() for kind, text in significant if kind == "word"]
        first = next((word for word in words if word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), "")
        if first != self._form:
            raise ValueError(f"richtig wäre eine {self._form}-Abfrage.")
        if first == "ASK" and self._trailing_words() & {"GROUP", "HAVING", "LIMIT", "OFFSET"}:
            raise ValueError("nach der Bedingung von ASK darf nichts folgen; richtig wäre eine Unterabfrage.")
        for (kind, text), (_, variable) in pairwise(significant):
            if kind == "word" and text.upper() == "AS" and variable[1:] in self.names:
                raise ValueError(f"{variable} ist vorab gebunden und darf nicht mit AS neu belegt werden.")
        for number, clause in enumerate(self._select_clauses()):
            if number == 0 and self._form == "SELECT":
                if not clause & {"this", "*"}:
                    raise ValueError("die Abfrage muss $this zurückgeben.")
            elif missing := self.names - OPTIONAL_IN_SUBQUERIES - clause:
                names = ", ".join(f"${name}" for name in sorted(missing))
                raise ValueError(f"eine Unterabfrage muss auch {names} zurückgeben (SELECT * genügt nicht).")

    def _trailing_words(self) -> set[str]:
        last = max((n for n, (_, text) in enumerate(self._tokens) if text == "}"), default=0)
        return {text.upper() for kind, text in self._tokens[last:] if kind == "word"}

    def _select_clauses(self) -> Iterator[set[str]]:
        """What each SELECT clause returns: names of variables, `*`."""
        names: set[str] | None = None
        for _, kind, text in self._significant():
            if kind == "word" and text.upper() == "SELECT":
                names = set()
            elif names is not None and (text == "{" or (kind == "word" and text.upper() in ("WHERE", "FROM"))):
                yield names
                names = None
            elif names is not None:
                if kind == "variable":
                    names.add(text[1:])
                elif text == "*":
                    names.add("*")
