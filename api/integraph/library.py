"""Integraph as a library: what ``import integraph`` offers to scripts and notebooks (docs/bibliothek.md).

``integraph.open()`` gives a :class:`Session`; the functions of the same names as its methods ask the graph that comes
with the package, opened once.

>>> import integraph
>>> table = integraph.who("Integrationsbeirat", "Kassel", on="2024-01-01")
>>> table["role"][0], table["holder"][0], table["bindingness"][0]
('Ausführung', 'Kassel', 'muss')
>>> integraph.query("SELECT ?name { geb:06 rdfs:label ?name }").rows
[('Hessen',)]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from integraph import catalogue
from integraph.build import DataError, Roots
from integraph.namespaces import XSD, expand, shorten
from integraph.responsibility import Answer, LookupFailure, Resolver
from integraph.responsibility import scenario as scenario_of
from integraph.responsibility.lookup import AmbiguousName, Candidate, UnknownName
from integraph.store import Graph, Value, open_graph
from integraph.table import MissingExtra, Table

if TYPE_CHECKING:
    import rdflib

    from integraph.networks import Network
    from integraph.validation import Report

__all__ = [
    "DataError",
    "LookupFailure",
    "MissingExtra",
    "Session",
    "Table",
    "answer",
    "ask",
    "construct",
    "diff",
    "network",
    "open",
    "queries",
    "query",
    "validate",
    "who",
]

_WHO: Final = (
    "role", "holder", "level", "obligation", "bindingness", "certainty", "condition", "legalBasis", "reason",
    "evidence", "roleIri", "holderIri", "statements",
)  # fmt: skip
_DIFF: Final = (
    "task",
    "municipalities",
    "example",
    "change",
    "role",
    "holder",
    "obligation",
    "bindingness",
    "condition",
)
_THINGS: Final = """
SELECT DISTINCT ?thing ?label WHERE {
  ?thing rdfs:label|skos:altLabel ?name FILTER(LCASE(STR(?name)) = LCASE(?text))
  ?thing rdfs:label ?label FILTER(LANG(?label) = "de")
} ORDER BY ?thing"""


class Session:
    """An opened graph, or one of its scenarios, and everything that can be asked of it.

    What it reads it keeps, so that many questions to one session are faster than many sessions.

    >>> session = Session()
    >>> len(session.query("SELECT ?land { ?land ig:bodyKind kind:land }"))
    16
    """

    def __init__(self, graph: Graph | None = None) -> None:
        self.graph = graph or open_graph()

    def __repr__(self) -> str:
        overlays = ", ".join(shorten(name) for name in self.graph.overlays)
        return f"<Session: {len(self.graph.graph_names())} graphs{f', with {overlays}' if overlays else ''}>"

    @cached_property
    def resolver(self) -> Resolver:
        """The resolver of this session's graph."""
        return Resolver(self.graph)

    def scenario(self, *overlays: str) -> Session:
        """Return a session in which *overlays* are in force: names of reform options, or Turtle files of one's own.

        Raises as ``integraph.responsibility.scenario``: UnknownOverlay, DataError, UnusableOverlay,
        ContradictingOverlays.
        """
        return Session(scenario_of(self.graph, *overlays))

    def who(
        self, task: str, area: str, on: dt.date | str | None = None, role: str | None = None, group: str | None = None
    ) -> Table:
        """Return who is responsible for *task* in *area*: one row for each holder of each role, labels in German.

        *task*, *area*, *role* and *group* are names, keys or IRIs; *on* is a date (default: today). A table without
        rows means that the sources say nothing. Raises LookupFailure with candidates, ValueError for a bad date.
        """
        rows = []
        for row in self.answer(task, area, on, role, group).rows:
            rows.append(
                (
                    row.role.label,
                    row.holder.label,
                    row.level.label if row.level else None,
                    row.obligation.label if row.obligation else None,
                    row.bindingness.label if row.bindingness else None,
                    row.certainty.label,
                    "; ".join(f"{c.text} [{c.state}]" for c in row.conditions) or None,
                    "; ".join(basis.label for basis in row.legal_basis) or None,
                    row.reason["de"],
                    "; ".join(passage.citation for passage in row.evidence) or None,
                    row.role.iri,
                    row.holder.iri,
                    " ".join(statement.iri for statement in row.statements),
                )
            )
        return Table(_WHO, rows)

    def answer(
        self, task: str, area: str, on: dt.date | str | None = None, role: str | None = None, group: str | None = None
    ) -> Answer:
        """Return the whole answer that :meth:`who` shows as a table: also silence, denials and what was overridden."""
        given: dict[str, object] = {"task": task, "area": area, "role": role, "group": group}
        for what, text in given.items():
            if not isinstance(text, str) and (text is not None or what in ("task", "area")):
                raise TypeError(f"{what}: erwartet wird ein Text (Name, Schlüssel oder IRI), nicht {text!r}.")
        return self.resolver.who(task, area, _date(on), role, group)

    def ask(self, name: str, **parameters: str | int | dt.date) -> Table:
        """Return the answer of the catalogue's query *name* (``queries()`` lists them).

        Parameters not given keep their defaults. Where a thing is wanted, an IRI, a prefixed name or a plain name
        will do. Raises UnknownQuery, QueryFileError for a parameter that does not fit, LookupFailure for a name that
        leads to no single thing.

        >>> Session().ask("funding/programmes-of-territory", area="Hessen").columns[:3]
        ('gebiet', 'programm', 'geldgeber')
        """
        stored = catalogue.find(name)
        values: dict[str, object] = dict(parameters)
        for key, value in values.items():
            if not isinstance(value, str | int | dt.date) or isinstance(value, bool):
                raise catalogue.QueryFileError(f"{key}: erwartet wird Text, Zahl oder Datum, nicht {value!r}.")
        given = {key: str(value) for key, value in parameters.items()}
        for parameter in stored.parameters:
            if parameter.type == "iri" and parameter.name in given:
                given[parameter.name] = self._thing(parameter, given[parameter.name])
        result = self.graph.query(stored.text, stored.bindings(given))
        if isinstance(result, ox.QueryBoolean):
            return Table(("ask",), [(bool(result),)])
        if not isinstance(result, ox.QuerySolutions):
            raise catalogue.QueryFileError(f"Die Abfrage {stored.name} liefert Tripel und keine Tabelle.")
        return Table.of(result)

    def query(self, sparql: str, **bindings: Value | dt.date) -> Table:
        """Return the solutions of a SELECT query, or one cell named ``ask`` for an ASK query.

        Integraph's prefixes are known; *bindings* give variables a value. ``SERVICE`` asks other servers from this
        machine. Raises SyntaxError with line and column, TypeError for a query that yields triples (see
        :meth:`construct`) or a value of another type.
        """
        result = self.graph.query(sparql, _values(bindings))
        if isinstance(result, ox.QueryBoolean):
            return Table(("ask",), [(bool(result),)])
        if not isinstance(result, ox.QuerySolutions):
            raise TypeError("CONSTRUCT and DESCRIBE yield triples: use construct()")
        return Table.of(result)

    def construct(self, sparql: str, **bindings: Value | dt.date) -> rdflib.Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query as an rdflib graph. Raises SyntaxError, TypeError."""
        import rdflib

        from integraph.validation.reference import to_rdflib

        graph = rdflib.Graph()
        for triple in self.graph.construct(sparql, **_values(bindings)):
            graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
        return graph

    def network(
        self,
        kinds: str | Iterable[str] = (),
        *,
        area: str | None = None,
        on: dt.date | str | None = None,
    ) -> Network:
        """Return the actors and their relations as a network (docs/netzwerk.md).

        *kinds* are ``responsibility``, ``supervision``, ``funding``, ``cooperation`` (default: all); with *area* the
        network is that of one place or Land, its bodies resolved as by :meth:`who`. Raises LookupFailure, UnknownKind.
        """
        from integraph.networks import build

        place = self.resolver.lookup.area(area) if area else None
        return build(self.graph, _several(kinds), area=place, on=_date(on), resolver=self.resolver)

    def validate(self, *files: str | Path) -> Report:
        """Check Turtle files against the shapes, in the light of this graph; without files the whole graph (minutes).

        A file that is no Turtle does not conform; the report says where it breaks.
        """
        from integraph.validation import validate_files, validate_graph

        return validate_files([Path(file) for file in files], self.graph) if files else validate_graph(self.graph)

    def diff(self, *overlays: str, within: str | Sequence[str] = (), on: dt.date | str | None = None) -> Table:
        """Return what *overlays* would change in the answers: one row for each line that goes (−) or comes (+).

        *within* limits it to the municipalities of some territories (names, keys or IRIs). Raises ValueError without
        an overlay, else as :meth:`scenario`.
        """
        if not overlays:
            raise ValueError("Bitte mindestens ein Szenario nennen; integraph.ask('reform/overlays') zeigt alle.")
        from integraph.responsibility.diff import diff as changes_of
        from integraph.responsibility.diff import municipalities

        then = self.scenario(*overlays)
        areas = municipalities(self.graph, [self.resolver.lookup.area(name) for name in _several(within)])
        date = (_date(on) or dt.date.today()).isoformat()
        rows = [
            (
                change.task.label,
                len(change.areas),
                change.areas[0].label,
                sign,
                line.role.label,
                line.holder.label,
                line.obligation.label if line.obligation else None,
                line.bindingness.label if line.bindingness else None,
                "; ".join(condition.label for condition in line.conditions) or None,
            )
            for change in changes_of(self.resolver, then.resolver, date, areas)
            for sign, lines in (("−", change.gone), ("+", change.new))
            for line in lines
        ]
        return Table(_DIFF, rows)

    def _thing(self, parameter: catalogue.Parameter, text: str) -> str:
        """Return the IRI that *text* stands for."""
        try:
            return expand(text)
        except ValueError:
            pass
        lookup = self.resolver.lookup
        by_name = {"task": lookup.task, "field": lookup.field, **dict.fromkeys(("area", "land", "other"), lookup.area)}
        if parameter.name in by_name:
            return by_name[parameter.name](text)
        found = [Candidate(r["thing"].value, r["label"].value) for r in self.graph.select(_THINGS, text=text)]
        if len(found) == 1:
            return found[0].iri
        raise (AmbiguousName if found else UnknownName)(parameter.label, text, found)


def open(*scenario: str, roots: Roots | None = None) -> Session:
    """Open the graph that comes with the package, or the one in the folders of *roots*; built first where needed.

    *scenario* names reform options, or Turtle files, that shall be in force. Raises DataError and as
    :meth:`Session.scenario`.

    >>> import integraph
    >>> session = integraph.open("s0-planungsauftrag")
    >>> session.graph.overlays
    ('https://w3id.org/integraph/graph/vorschlaege/s0-planungsauftrag',)
    """
    if roots is not None and not isinstance(roots, Roots):
        raise TypeError(f"roots: erwartet wird integraph.build.Roots(data=…), nicht {roots!r}.")
    session = Session(open_graph(roots))
    return session.scenario(*scenario) if scenario else session


@cache
def _default() -> Session:
    return Session()


def queries(theme: str | None = None) -> Table:
    """Return the catalogue of queries, or those of one theme: name, question, parameters with their defaults.

    Raises QueryFileError for a theme that does not exist.

    >>> import integraph
    >>> "funding/of-task" in integraph.queries("funding")["name"]
    True
    """
    if theme not in (None, *catalogue.THEMES):
        raise catalogue.QueryFileError(f"Das Thema „{theme}“ gibt es nicht. Es gibt: {', '.join(catalogue.THEMES)}.")
    rows = [
        (
            q.name,
            q.title,
            ", ".join(f"{p.name}={p.default}" for p in q.parameters) or None,
            ", ".join(q.keywords) or None,
        )
        for q in catalogue.catalogue()
        if theme in (None, q.theme)
    ]
    return Table(("name", "title", "parameters", "keywords"), rows)


def who(
    task: str, area: str, on: dt.date | str | None = None, role: str | None = None, group: str | None = None
) -> Table:
    """See :meth:`Session.who`."""
    return _default().who(task, area, on, role, group)


def answer(
    task: str, area: str, on: dt.date | str | None = None, role: str | None = None, group: str | None = None
) -> Answer:
    """See :meth:`Session.answer`."""
    return _default().answer(task, area, on, role, group)


def ask(name: str, **parameters: str | int | dt.date) -> Table:
    """See :meth:`Session.ask`."""
    return _default().ask(name, **parameters)


def query(sparql: str, **bindings: Value | dt.date) -> Table:
    """See :meth:`Session.query`."""
    return _default().query(sparql, **bindings)


def construct(sparql: str, **bindings: Value | dt.date) -> rdflib.Graph:
    """See :meth:`Session.construct`."""
    return _default().construct(sparql, **bindings)


def network(kinds: str | Iterable[str] = (), *, area: str | None = None, on: dt.date | str | None = None) -> Network:
    """See :meth:`Session.network`."""
    return _default().network(kinds, area=area, on=on)


def validate(*files: str | Path) -> Report:
    """See :meth:`Session.validate`."""
    return _default().validate(*files)


def diff(*overlays: str, within: str | Sequence[str] = (), on: dt.date | str | None = None) -> Table:
    """See :meth:`Session.diff`."""
    return _default().diff(*overlays, within=within, on=on)


for _function in (who, answer, ask, query, construct, network, validate, diff):
    _function.__doc__ = getattr(Session, _function.__name__).__doc__  # what help() shows


def _date(on: dt.date | str | None) -> dt.date | None:
    if isinstance(on, dt.datetime):
        return on.date()
    if isinstance(on, dt.date) or on is None:
        return on
    try:
        return dt.date.fromisoformat(on)
    except (TypeError, ValueError):
        raise ValueError(f"on: „{on}“ ist kein Datum der Form 2024-01-31.") from None


def _several(given: str | Iterable[str]) -> list[str]:
    """A single text is one, not its letters."""
    return [given] if isinstance(given, str) else list(given)


def _values(bindings: Mapping[str, Value | dt.date]) -> dict[str, Value]:
    """The values of variables as terms. Raises TypeError for what is no term."""
    found: dict[str, Value] = {}
    for name, value in bindings.items():
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            found[name] = ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))
        elif isinstance(value, str | int | float | ox.NamedNode | ox.Literal):
            found[name] = value
        else:
            raise TypeError(f"{name}: erwartet wird Text, Zahl, Wahrheitswert, Datum oder IRI, nicht {value!r}.")
    return found
