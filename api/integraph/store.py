"""The graph as everything else sees it: prefixes known, default graph = status quo, values bound safely."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pyoxigraph as ox

from integraph.build import OVERLAYS, STATUS_QUO, Build, Roots, ensure_build, is_overlay, load
from integraph.namespaces import NAMESPACES
from integraph.sparql.lexer import bind

Row = dict[str, Any]
"""One solution: variable → term; unbound variables are absent."""
Value = ox.NamedNode | ox.Literal | str | int | float | bool
Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def term(value: Value) -> ox.NamedNode | ox.Literal:
    """A Python value as an RDF term: text that is an absolute http(s) IRI as IRI, everything else as literal."""
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return ox.NamedNode(value)
    return ox.Literal(value)


def syntax_error(error: SyntaxError) -> tuple[int, int, str]:
    """Line and column (from 1; 0 if unknown) and the text of a query's syntax error."""
    if match := re.match(r"error at (\d+):(\d+): (.*)", error.msg, re.DOTALL):
        return int(match[1]), int(match[2]), _in_german(match[3])
    return error.lineno or 0, error.offset or 0, error.msg


_SENTENCES: Final = {
    "Duplicated variable name in SELECT": "SELECT vergibt denselben Namen zweimal.",
    "The SELECT contains a variable that is unbound": (
        "SELECT nennt eine Variable, nach der weder gruppiert (GROUP BY) noch zusammengefasst (COUNT, MIN …) wird."
    ),
    "SELECT * is not authorized with GROUP BY": "Mit GROUP BY muss SELECT die Variablen nennen; * geht nicht.",
    "BIND is overriding an existing variable": "BIND vergibt einen Namen, den es in der Abfrage schon gibt.",
    "Prefix not found": "Ein Präfix ist nicht erklärt; am Anfang ergänzen: PREFIX name: <https://…>.",
}
_SIGNS: Final = frozenset('"{}()[].,;<>*"')


def _in_german(said: str) -> str:
    """What the parser expects, as far as it helps: sentences and signs; its lists of key words mislead."""
    expected = re.fullmatch(r"expected (?:one of )?(.*)", said, re.DOTALL)
    if not expected:
        return said
    for english, german in _SENTENCES.items():
        if english in expected[1]:
            return german
    quoted = (sign.strip("\\") for sign in re.findall(r'"(\\?[^"\\]|\\")"', expected[1]))
    signs = " ".join(dict.fromkeys(sign for sign in quoted if sign in _SIGNS))
    hint = f"; es fehlt vielleicht eines dieser Zeichen: {signs}" if signs else ""
    return f"Ab hier ist die Abfrage nicht lesbar, oft wegen eines Fehlers kurz davor{hint}."


class UnknownOverlay(ValueError):
    """There is no such scenario; `known` are the IRIs of those there are."""

    def __init__(self, iri: str, known: Iterable[str]) -> None:
        self.iri, self.known = iri, list(known)
        hint = ", ".join(name.removeprefix(OVERLAYS) for name in self.known) or "noch keine"
        super().__init__(f"Das Szenario <{iri}> gibt es nicht. Es gibt: {hint}.")

    def __reduce__(self) -> tuple[type[UnknownOverlay], tuple[str, list[str]]]:
        """Let it travel between processes, which by default would make it again from its message alone."""
        return type(self), (self.iri, self.known)


class Graph:
    """A built graph, or one of its scenarios. Safe to share between threads; holds no state but the store."""

    def __init__(self, store: ox.Store, build: Build | None = None, overlays: Iterable[str] = ()) -> None:
        self.store = store
        self.build = build
        self.overlays = tuple(overlays)

    @classmethod
    def from_roots(cls, roots: Roots) -> Graph:
        """A graph in memory, built from *roots* without the cache. Raises `DataError`."""
        return cls(load(roots))

    def scenario(self, *overlays: str) -> Graph:
        """The same graph with these overlays in force too; each is named by its IRI or by what follows `vorschlaege/`.

        Raises `UnknownOverlay`.
        """
        known = self.overlay_names()
        iris = [name if name.startswith(OVERLAYS) else OVERLAYS + name for name in overlays]
        for iri in iris:
            if iri not in known:
                raise UnknownOverlay(iri, known)
        return Graph(self.store, self.build, iris)

    def overlay_names(self) -> list[str]:
        """IRIs of all overlay graphs."""
        return [name for name in self.graph_names() if is_overlay(name)]

    def graph_names(self) -> list[str]:
        """IRIs of all named graphs, sorted."""
        return sorted(g.value for g in self.store.named_graphs() if isinstance(g, ox.NamedNode))

    def query(
        self,
        query: str,
        bindings: Mapping[str, Value] | None = None,
        *,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
        base: str = "",
    ) -> Result:
        """Evaluate a query; *bindings* give variables a value (never paste values into a query's text).

        Default graph: *default_graphs* where given (an empty list is an empty graph), else the status quo plus this
        scenario's overlays. Relative IRIs are resolved against *base*. Raises `SyntaxError` with line and column.
        """
        if default_graphs is None and self.overlays:
            default_graphs = [STATUS_QUO, *self.overlays]
        graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = (
            None
            if default_graphs is None
            else [ox.DefaultGraph() if iri == STATUS_QUO else ox.NamedNode(iri) for iri in default_graphs]
        )
        terms = {name: str(term(value)) for name, value in (bindings or {}).items()}
        text = bind(query, terms)
        return self.store.query(
            text,
            base_iri=base or None,
            prefixes=_prefixes(text),
            default_graph=graphs,
            named_graphs=None if named_graphs is None else [ox.NamedNode(iri) for iri in named_graphs],
        )

    def select(self, query: str, **bindings: Value) -> list[Row]:
        """All solutions of a SELECT query. Raises `SyntaxError`; `TypeError` when it is no SELECT."""
        result = self.query(query, bindings)
        if not isinstance(result, ox.QuerySolutions):
            raise TypeError("not a SELECT query")
        names = [variable.value for variable in result.variables]
        return [{n: value for n in names if (value := solution[n]) is not None} for solution in result]

    def ask(self, query: str, **bindings: Value) -> bool:
        """The answer of an ASK query. Raises `SyntaxError`; `TypeError` when it is no ASK."""
        result = self.query(query, bindings)
        if not isinstance(result, ox.QueryBoolean):
            raise TypeError("not an ASK query")
        return bool(result)

    def construct(self, query: str, **bindings: Value) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query. Raises `SyntaxError`; `TypeError` when it is neither."""
        result = self.query(query, bindings)
        if not isinstance(result, ox.QueryTriples):
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        return list(result)


def _prefixes(query: str) -> dict[str, str]:
    """Those of Integraph's prefixes that a query may use: all of them take the engine as long as a small query does."""
    if "\\" in query:  # an escape may stand for any character
        return dict(NAMESPACES)
    return {prefix: namespace for prefix, namespace in NAMESPACES.items() if f"{prefix}:" in query}


def open_graph(
    roots: Roots | None = None, *, rebuild: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Graph:
    """The graph of *roots* (default: the one in the package), from the build cache, built first where needed.

    Raises `DataError` when a file cannot be read.
    """
    return open_build(ensure_build(roots, rebuild=rebuild, progress=progress))


def open_build(build: Build) -> Graph:
    """Open a finished build read-only. Any number of processes may do so at once."""
    if build.temporary:
        atexit.register(shutil.rmtree, build.directory, ignore_errors=True)
    held = build.hold()
    graph = Graph(ox.Store.read_only(str(build.store)), build)
    weakref.finalize(graph, os.close, held)
    return graph
