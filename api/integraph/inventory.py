"""The lists one can browse: which things they hold, and by which columns these are shown, sorted and narrowed."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from integraph.facets import Item
from integraph.namespaces import NAMESPACES
from integraph.statements import Statements
from integraph.store import Graph

_GEB: Final = NAMESPACES["geb"]


@dataclass(frozen=True)
class Column:
    """One property of the things of a list.

    *path* is a SPARQL property path from the thing to the value; without one the values are computed. *facet*: the
    list can be narrowed by it on its page (by its address it always can); *shown*: it is a column of the table;
    *number*: values are numbers; *tree*: values belong to wider ones (skos:broader). *change* turns a value into
    another, or into none.
    """

    name: str
    de: str
    en: str
    path: str = ""
    facet: bool = True
    shown: bool = True
    number: bool = False
    tree: bool = False
    change: Callable[[str], str] = str


@dataclass(frozen=True)
class Listing:
    """One list: its title, what to say of it, the pattern that `?thing` fits, its columns."""

    title: tuple[str, str]
    about: tuple[str, str]
    pattern: str
    columns: tuple[Column, ...] = field(default=())

    def column(self, name: str) -> Column | None:
        """The column with this name."""
        return next((column for column in self.columns if column.name == name), None)


def land_of(territory: str) -> str:
    """The Land (or the Bund) to which a territory belongs, by its key; nothing for what is no territory."""
    if not territory.startswith(_GEB):
        return ""
    key = territory.removeprefix(_GEB)
    return _GEB + key[:2] if key[:2].isdigit() else territory


def year_of(date: str) -> str:
    """The year of a date, month or year."""
    return date[:4]


def slug_of(value: str) -> str:
    """The last part of an IRI; any other text as it is."""
    return value.rpartition("/")[2].rpartition("#")[2] if value.startswith("http") else value


_TASK: Final = "(ig:task|ig:fundedTask)"
_KIND: Final = Column("art", "Art", "Kind")
_COUNT: Final = Column("aussagen", "Aussagen", "Statements", facet=False, number=True)
_SOURCE: Final = Column("quelle", "Quelle", "Source", "ig:evidence/dct:isPartOf")
LISTS: Final = {
    "aussagen": Listing(
        ("Aussagen", "Statements"),
        ("Alles, was die Quellen sagen, Satz für Satz.", "Everything that the sources say, sentence by sentence."),
        "?thing a ig:Statement",
        (
            _KIND,
            Column("ebene", "Ebene", "Level", "ig:level", shown=False),
            Column("land", "Land", "Land", "ig:appliesIn", shown=False, change=land_of),
            Column("rolle", "Rolle", "Role", "ig:role"),
            Column("traeger", "Wer", "Who", "ig:holder|ig:holderType", facet=False),
            Column("ort", "Wo", "Where", "ig:appliesIn", facet=False),
            Column("aufgabe", "Aufgabe", "Task", _TASK, facet=False, shown=False),
            Column("pflicht", "Pflicht", "Obligation", "ig:obligation", tree=True),
            Column("bindung", "Muss, soll oder kann", "Must, should, may", "ig:bindingness", facet=False, shown=False),
            Column("rechtsgrundlage", "Rechtsgrundlage", "Legal basis", "ig:legalBasis", facet=False, shown=False),
            Column(
                "steuerung", "Strategisch oder operativ", "Strategic or operative", f"{_TASK}/ig:steering", shown=False
            ),
            Column("feld", "Handlungsfeld", "Field", f"ig:field|({_TASK}/ig:field)", shown=False, tree=True),
            Column("geltung", "Geltung", "Standing", "ig:modality"),
            Column("belegart", "Art des Belegs", "Kind of evidence", "ig:evidenceKind", shown=False),
            _SOURCE,
            Column("beleg", "Beleg", "Evidence", "ig:evidence", facet=False, shown=False),
            Column("stand", "Stand", "As of", "ig:asOf", number=True, change=year_of),
            Column("verneint", "Bejaht oder verneint", "Asserted or denied", "ig:polarity", shown=False),
        ),
    ),
    "aufgaben": Listing(
        ("Aufgaben", "Tasks"),
        ("Wofür jemand zuständig sein kann.", "What somebody can be responsible for."),
        "?thing a ig:Task",
        (
            Column("feld", "Handlungsfeld", "Field", "ig:field", tree=True),
            Column("teil", "Teil von", "Part of", "ig:broaderTask", facet=False),
            Column("steuerung", "Strategisch oder operativ", "Strategic or operative", "ig:steering"),
            Column("wirkung", "Unmittelbar oder mittelbar", "Direct or indirect", "ig:directness", shown=False),
            Column("ziel", "Ziel", "Aim", "ig:aim", shown=False),
            Column(
                "pflicht",
                "Pflicht (mindestens mancherorts)",
                "Obligation (somewhere at least)",
                "^ig:task/ig:obligation",
                tree=True,
            ),
            Column("land", "Land", "Land", "^ig:task/ig:appliesIn", shown=False, change=land_of),
            _COUNT,
        ),
    ),
    "akteure": Listing(
        ("Akteure", "Bodies"),
        ("Behörden, Stellen, Gremien und Verbände.", "Authorities, units, committees and associations."),
        "?thing a ig:Body FILTER(!STRSTARTS(STR(?thing), STR(geb:)))",
        (
            Column("art", "Art", "Kind", "ig:bodyKind"),
            Column("ebene", "Ebene", "Level", "ig:level"),
            Column("land", "Land", "Land", "ig:jurisdiction", change=land_of),
            Column("teil", "Teil von", "Part of", "org:subOrganizationOf", facet=False),
            _COUNT,
        ),
    ),
    "laender": Listing(
        ("Länder", "Länder"),
        ("Die 16 Länder.", "The 16 Länder."),
        "?thing ig:bodyKind ?k VALUES ?k { kind:land kind:stadtstaat }",
        (
            Column("einwohner", "Einwohner", "Inhabitants", "ig:population", facet=False, number=True),
            Column("sitz", "Hauptstadt", "Capital", "ig:seat", facet=False),
            Column("schluessel", "Schlüssel", "Key", "ig:ags", facet=False),
            _COUNT,
        ),
    ),
    "orte": Listing(
        ("Kreise und Gemeinden", "Districts and municipalities"),
        ("Das amtliche Verzeichnis vom 30.11.2025.", "The official register of 2025-11-30."),
        "?thing a ig:Territory ; ig:bodyKind ?k",
        (
            Column("art", "Art", "Kind", "ig:bodyKind"),
            Column("land", "Land", "Land", change=land_of),
            Column("ebene", "Ebene", "Level", "ig:actsAtLevel", shown=False),
            Column("einwohner", "Einwohner", "Inhabitants", "ig:population", facet=False, number=True),
            Column("schluessel", "Schlüssel", "Key", "ig:ags", facet=False),
            _COUNT,
        ),
    ),
    "gesetze": Listing(
        ("Gesetze und Erlasse", "Laws and decrees"),
        ("Worauf Zuständigkeiten beruhen.", "What responsibilities rest on."),
        "?thing a eli:LegalResource",
        (
            Column("art", "Art", "Kind", "ig:lawKind", tree=True),
            Column("land", "Land", "Land", "eli:jurisdiction", change=land_of),
            _SOURCE,
            _COUNT,
        ),
    ),
    "programme": Listing(
        ("Förderprogramme", "Funding programmes"),
        ("Wer wofür Geld gibt.", "Who gives money for what."),
        "?thing a ig:FundingProgramme",
        (
            Column("geber", "Geldgeber", "Funder", "ig:funder"),
            Column("land", "Land", "Land", "ig:jurisdiction", change=land_of),
            Column("feld", "Handlungsfeld", "Field", "^ig:programme/ig:fundedTask/ig:field", shown=False, tree=True),
            Column("von", "Ab", "From", "schema:validFrom", facet=False, number=True, change=year_of),
            Column("bis", "Bis", "To", "schema:validThrough", facet=False, number=True, change=year_of),
            _SOURCE,
            _COUNT,
        ),
    ),
    "vorschlaege": Listing(
        ("Reformvorschläge", "Reform proposals"),
        ("Was anders werden soll, und wer das will.", "What is to change, and who wants it."),
        "?thing a ig:Proposal",
        (
            Column("vonwem", "Vorgeschlagen von", "Proposed by", "ig:proposer"),
            Column("anwen", "Gerichtet an", "Addressed to", "ig:addressee"),
            Column("stand", "Stand", "Status", "ig:proposalStatus"),
            Column("feld", "Handlungsfeld", "Field", "ig:task/ig:field", shown=False, tree=True),
            Column("aufgabe", "Aufgabe", "Task", "ig:task", facet=False),
        ),
    ),
    "quellen": Listing(
        ("Quellen", "Sources"),
        ("Woher jede Aussage stammt.", "Where every statement comes from."),
        "?thing a ig:Source",
        (
            Column("verfasser", "Verfasst von", "Authors", "dct:creator", facet=False),
            Column("datum", "Erschienen", "Published", "dct:date", facet=False, number=True, change=year_of),
            Column("belege", "Stellen", "Passages", "^dct:isPartOf/rdfs:label", facet=False, number=True),
        ),
    ),
    "werke": Listing(
        ("Zitierte Werke", "Cited works"),
        ("Worauf sich die Quellen ihrerseits berufen.", "What the sources in turn refer to."),
        "?thing a ig:CitedWork",
        (
            Column("datum", "Erschienen", "Published", "dct:date", number=True, change=year_of),
            Column("quelle", "Zitiert in", "Cited in", "dct:isReferencedBy"),
        ),
    ),
}
_COUNTED: Final = {"belege"}
"""Columns whose value is how many values the path finds."""
_THINGS: Final = """
SELECT DISTINCT ?thing ?label WHERE { %s . ?thing rdfs:label|dct:title ?label FILTER(LANG(?label) IN ("de", "")) }"""
_VALUES: Final = "SELECT DISTINCT ?thing ?value WHERE { %s . ?thing %s ?value }"
_BROADER: Final = "SELECT ?narrow ?broad WHERE { ?narrow skos:broader+ ?broad }"


class Inventory:
    """The lists of one graph; each is read when first asked for, and kept."""

    def __init__(self, graph: Graph, statements: Statements) -> None:
        self.graph, self.statements = graph, statements
        self._lists: dict[str, list[Item]] = {}
        self._slugs: dict[tuple[str, str], dict[str, str]] = {}
        self._wider: dict[str, set[str]] | None = None
        self._reading = threading.Lock()

    def items(self, name: str) -> list[Item]:
        """The things of the list *name* of `LISTS`."""
        with self._reading:
            if name not in self._lists:
                self._lists[name] = self._read(LISTS[name])
            return self._lists[name]

    def slugs(self, name: str, column: str) -> dict[str, str]:
        """Short names of a column's values, as far as they lead to one: "finanzierung", "06"."""
        if (name, column) not in self._slugs:
            found: dict[str, set[str]] = defaultdict(set)
            for item in self.items(name):
                for value in item.under(column):
                    found[slug_of(value)].add(value)
            self._slugs[name, column] = {slug: values.pop() for slug, values in found.items() if len(values) == 1}
        return self._slugs[name, column]

    def _read(self, listing: Listing) -> list[Item]:
        named: dict[str, str] = {}
        for row in self.graph.select(_THINGS % listing.pattern):
            iri, label = row["thing"].value, row["label"].value
            named[iri] = min(named.get(iri, label), label)
        values: dict[str, dict[str, tuple[str, ...]]] = {iri: {} for iri in named}
        for column in listing.columns:
            for iri, found in self._column(listing, column, named).items():
                values[iri][column.name] = found
        trees = [column.name for column in listing.columns if column.tree]
        return [
            Item(iri, label, values[iri], {c: self._with_wider(values[iri][c]) for c in trees if c in values[iri]})
            for iri, label in named.items()
        ]

    def _column(self, listing: Listing, column: Column, things: dict[str, str]) -> dict[str, tuple[str, ...]]:
        if column.name == "aussagen":
            return {iri: (str(len(self.statements.mentioning(iri))),) for iri in things}
        if column == _KIND:
            return {iri: (self.statements.kind(iri),) for iri in things}
        if not column.path:
            return {iri: (column.change(iri),) for iri in things}
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self.graph.select(_VALUES % (listing.pattern, column.path)):
            if row["thing"].value in things and (value := column.change(row["value"].value)):
                found[row["thing"].value][value] = None
        if column.name in _COUNTED:
            return {iri: (str(len(values)),) for iri, values in found.items()}
        return {iri: tuple(sorted(values)) for iri, values in found.items()}

    def _with_wider(self, values: tuple[str, ...]) -> frozenset[str]:
        if self._wider is None:
            self._wider = defaultdict(set)
            for row in self.graph.select(_BROADER):
                self._wider[row["narrow"].value].add(row["broad"].value)
        return frozenset(values).union(*(self._wider.get(value, ()) for value in values))
