"""Takes tables in: rows become statements and things with stable IRIs, each with the row it comes from.

The same tables give the same bytes. All problems are found in one pass and reported together; with any, nothing is
made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from integraph.namespaces import BELEG, DCT, IG, NAMESPACES, RDF, RDFS, expand, shorten
from integraph.store import Graph
from integraph.text import fold

from .cells import CellError, Content, Problem, Table, as_text, parts
from .columns import KEY, SEPARATOR, Column, Kind
from .laender import Land, find_land
from .reading import ImportRefused, read_tables
from .references import ANY_NUMBER, SLUG, References
from .rows import Row, rows_of
from .sheets import GUIDE
from .statements import FUNDING_RULES, RESPONSIBILITIES
from .things import PASSAGES, SOURCES
from .turtle import serialize
from .values import boolean, number, period

LAND = "Land"
"""What stands before the Land's name in the guide sheet."""
_STATEMENTS = (RESPONSIBILITIES, FUNDING_RULES)
_NAME_PARTS = {
    RESPONSIBILITIES.name: (
        "ig:task",
        "ig:role",
        "ig:holder",
        "ig:holderType",
        "ig:appliesIn",
        "ig:targetGroup",
        "ig:condition",
    ),
    FUNDING_RULES.name: (
        "ig:programme",
        "ig:fundedTask",
        "ig:eligibleKind",
        "ig:eligibleBody",
        "ig:appliesIn",
        "ig:condition",
    ),
}
_LONGEST = 100
_CURRENCIES = {"€": "EUR", "euro": "EUR", "eur": "EUR"}


@dataclass(frozen=True)
class Place:
    """Where a thing stands in the tables: file, sheet, row (from 1), and the columns by prefixed property."""

    file: str
    sheet: str
    row: int
    columns: dict[str, tuple[int, str]] = field(default_factory=dict, compare=False)


@dataclass
class Imported:
    """What the tables say: triples in the order of the sheets, rows and columns, and the place of every subject."""

    land: Land
    triples: list[ox.Triple] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)

    def turtle(self) -> bytes:
        """Return the triples as Turtle, with the prefixes that are used."""
        files = ", ".join(sorted({place.file for place in self.places.values()}))
        return serialize(self.triples, f"{self.land.name}: eingelesen aus {files} mit „integraph import“.")


def import_files(paths: Iterable[Path], graph: Graph, land: Land | None = None) -> Imported:
    """Return what the tables of *paths* say about *land*; see `import_tables`. Raises `ImportRefused` and `OSError`."""
    return import_tables([table for path in paths for table in read_tables(path)], graph, land)


def import_tables(
    tables: Sequence[Table], graph: Graph, land: Land | None = None, beside: Iterable[ox.Triple] = ()
) -> Imported:
    """Return what *tables* say about *land*; a workbook made by the template names its Land itself.

    References are looked up in *graph*, among the tables, and in the triples *beside* them. Raises `ImportRefused`.
    """
    return _Import(graph, land_of(tables, land), beside).run(tables)


def land_of(tables: Sequence[Table], land: Land | None = None) -> Land:
    """Return the Land that *tables* name, which must be *land* if that is given. Raises `ImportRefused`."""
    named = set()
    for table in tables:
        if fold(table.name) == fold(GUIDE):
            for cells in table.rows.values():
                if len(cells) > 1 and as_text(cells[0].content) == LAND:
                    named.add(find_land(as_text(cells[1].content)))
    problem = ""
    if not named and land is None:
        problem = (
            "Es fehlt die Angabe, um welches Land es geht. Sie steht im Blatt „Anleitung“ der Vorlage; sonst bitte das "
            "Land auswählen (auf der Kommandozeile --land)."
        )
    elif len(named | ({land} if land else set())) > 1:
        names = ", ".join(sorted(found.name for found in named))
        problem = (
            f"Die Arbeitsmappe ist für {names}, verlangt ist {land.name}."
            if land
            else f"Es sind mehrere Länder: {names}."
        )
    if problem:
        raise ImportRefused([Problem(tables[0].file.name if tables else "", "", 0, 0, "", problem)])
    return land or named.pop()


class _Import:
    def __init__(self, graph: Graph, land: Land, beside: Iterable[ox.Triple]) -> None:
        self.graph, self.land = graph, land
        self.references = References(graph)
        self.references.describe_triples(beside)
        self.named: set[str] = set()
        self.problems: list[Problem] = []
        self.imported = Imported(land)
        self.evidence: dict[str, None] = {}

    def run(self, tables: Sequence[Table]) -> Imported:
        rows = list(rows_of(tables, self.problems))
        if not rows and not self.problems:
            raise ImportRefused(
                [Problem(tables[0].file.name, "", 0, 0, "", "Die Tabellen enthalten keine Zeile mit Daten.")]
            )
        named = [(row, self._name_thing(row)) for row in rows]
        described = [(row, iri, self._values(row)) for row, iri in named]
        for row, iri, values in described:
            if values is None:  # a name made of what could be read would only look like another row's
                continue
            if row.sheet is PASSAGES:
                self._passage_row(row, values)
                continue
            subject = iri or self._name_statement(row, values)
            if subject:
                self._write(row, subject, values)
        for iri in self.evidence:
            self._write_passage(iri)
        if self.problems:
            raise ImportRefused(sorted(self.problems))
        return self.imported

    def _name_thing(self, row: Row) -> str | None:
        """Return the IRI of a row that needs no other row for it, and make its names known."""
        if row.sheet is PASSAGES:
            return None
        missing = [c for c in row.sheet.columns if c.required and c.header not in row.cells.keys() | row.unread]
        self.problems += [row.problem(c.header, f"„{c.header}“ fehlt.") for c in missing]
        key = row.text(KEY)
        label = row.text("Aussage") or row.text("Bezeichnung") or row.text("Titel")
        if key and not SLUG.fullmatch(key):
            self.problems.append(
                row.problem(
                    KEY, f"„{key}“ ist keine Kennung: nur Kleinbuchstaben ohne Umlaute, Ziffern, „-“, „.“, „/“."
                )
            )
            return None
        if not key and (row.sheet in _STATEMENTS or missing):
            return None
        key = key or f"{self.land.code}-{slug(label)}"
        iri = NAMESPACES[row.sheet.prefix] + key
        if iri in self.named:
            self.problems.append(
                row.problem(KEY, f"Die Kennung „{key}“ kommt zweimal vor. Bitte eine eigene eintragen.")
            )
            return None
        others = parts(row.text("andere Bezeichnungen"))
        self.named.add(iri)
        self.references.describe(iri, label, others)
        if row.sheet is SOURCES:
            self._source(row, key)
        return iri

    def _source(self, row: Row, key: str) -> None:
        content = row.cells.get("Zeilenzahl")
        lines = ANY_NUMBER  # where the cell cannot be read, that alone is said, not that each passage lies beyond it
        try:
            if content is None or (lines := int(number(content, whole=True).value)) < 1:
                lines = ANY_NUMBER
                message = "Die Zeilenzahl der Textfassung fehlt (eine ganze Zahl ab 1)."
                self.problems.append(row.problem("Zeilenzahl", message))
        except CellError:
            pass
        self.references.own_sources[key] = (row.text("Kurzbeleg"), lines)

    def _values(self, row: Row) -> dict[str, list[ox.NamedNode | ox.Literal]] | None:
        """Property → terms, in the order of the columns; None where a cell cannot be read."""
        values: dict[str, list[ox.NamedNode | ox.Literal]] = {}
        readable = True
        for column in row.sheet.columns:
            content = row.get(column)
            if content is None or column.kind is Kind.KEY or as_text(content) == "":
                continue
            try:
                found = self._terms(row, column, content)
            except CellError as error:
                self.problems.append(row.problem(column.header, str(error)))
                readable = False
                continue
            values[column.property] = list(dict.fromkeys(found))
        return values if readable else None

    def _terms(self, row: Row, column: Column, content: Content) -> list[ox.NamedNode | ox.Literal]:
        texts = parts(as_text(content)) if column.multiple else [as_text(content)]
        match column.kind:
            case Kind.ENTRY:
                if texts[0] not in row.sheet.entries:
                    raise CellError(f"„{texts[0]}“ ist kein Eintrag; erlaubt: {', '.join(row.sheet.entries)}.")
                return [ox.NamedNode(expand(row.sheet.entries[texts[0]]))]
            case Kind.GERMAN:
                return [ox.Literal(text, language="de") for text in texts]
            case Kind.PLAIN if column.property == "ig:currency":
                return [ox.Literal(_CURRENCIES.get(text.casefold(), text)) for text in texts]
            case Kind.PLAIN:
                return [ox.Literal(text) for text in texts]
            case Kind.INTEGER | Kind.NUMBER:
                return [number(content, whole=column.kind is Kind.INTEGER, unit=_unit(column))]
            case Kind.PERIOD:
                return [period(content)]
            case Kind.BOOLEAN:
                return [boolean(content)]
            case Kind.EVIDENCE:
                found = [self.references.passage(text) for text in texts]
                self.evidence |= dict.fromkeys(found)
                return [ox.NamedNode(iri) for iri in found]
            case Kind.URL:
                if not texts[0].startswith(("https://", "http://")) or any(c in texts[0] for c in ' <>"{}|\\^`'):
                    raise CellError(f"„{texts[0]}“ ist keine Internetadresse (https://…).")
                return [ox.NamedNode(texts[0])]
            case _:
                self._refuse_bare_key(column, content)
                try:
                    return [ox.NamedNode(self.references.resolve(text, column.targets)) for text in texts]
                except CellError:
                    self._refuse_separators(column, content)
                    raise

    def _refuse_bare_key(self, column: Column, content: Content) -> None:
        if "geb" in column.targets and not isinstance(content, str) and len(as_text(content)) not in (2, 3, 5, 8, 12):
            raise CellError(
                f"„{as_text(content)}“ ist als Zahl eingetragen; die führende Null eines Schlüssels geht so verloren. "
                "Bitte die Zelle als Text formatieren und den Schlüssel mit Null eintragen."
                + self.references.with_zero(as_text(content))
            )

    def _refuse_separators(self, column: Column, content: Content) -> None:
        """Raise for a cell with several values that each are known, but stand in it as they should not."""
        text = content if isinstance(content, str) else as_text(content)
        for separator in (SEPARATOR, "\n", ";", ",", "/", " und ", " u. ", " sowie "):
            found = [as_text(part) for part in text.split(separator) if as_text(part)]
            if len(found) > 1 and all(self.references.resolves(part, column.targets) for part in found):
                shown = f" {SEPARATOR} ".join(found)
                if column.multiple:
                    raise CellError(f"„{as_text(content)}“: Mehrere Werte trennt ein senkrechter Strich: {shown}.")
                raise CellError(f"„{as_text(content)}“: In dieser Spalte steht nur ein Wert je Zeile.")

    def _name_statement(self, row: Row, values: dict[str, list[ox.NamedNode | ox.Literal]]) -> str | None:
        """Return an IRI made of what the statement is about, so that it does not change with its place or wording."""
        if row.sheet not in _STATEMENTS or row.text(KEY) or "Aussage" not in row.cells:
            return None
        words = [self.land.code]
        for name in _NAME_PARTS[row.sheet.name]:
            for term in values.get(name, ()):
                local = shorten(term.value).replace("\\", "").partition(":")[2]
                if term.value != self.land.iri:
                    words.append(slug(local.removeprefix(f"{self.land.code}-")))
        key = "-".join(words)
        if len(key) > _LONGEST:
            key = f"{key[:_LONGEST].rstrip('-')}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        iri = NAMESPACES[row.sheet.prefix] + key
        place = self.imported.places.get(iri)
        if iri in self.named and (place is None or place.sheet != row.table.name):  # a programme and its only rule
            iri, key = f"{iri}-regel", f"{key}-regel"
        if iri in self.named:
            place = self.imported.places.get(iri)
            other = f" wie Zeile {place.row}" if place else ""
            message = (
                f"Die Zeile nennt dieselbe Sache{other} ({key}). Bitte zusammenfassen oder eigene Kennungen eintragen."
            )
            self.problems.append(row.problem("", message))
            return None
        self.named.add(iri)
        self.references.describe(iri, row.text("Aussage"))
        return iri

    def _write(self, row: Row, iri: str, values: dict[str, list[ox.NamedNode | ox.Literal]]) -> None:
        subject = ox.NamedNode(iri)
        entry = values.pop("rdf:type", [ox.NamedNode(expand(next(iter(row.sheet.entries.values()))))])
        self._add(subject, RDF + "type", *entry)
        if row.sheet is SOURCES:
            label = values.get("dct:title", [])
            self._add(subject, DCT + "identifier", ox.Literal(iri.removeprefix(NAMESPACES["quelle"])))
            self._add(subject, RDFS + "label", *label)
        for name, terms in values.items():
            self._add(subject, expand(name), *terms)
        self._place(row, iri)

    def _place(self, row: Row, iri: str) -> None:
        columns = {c.property: (row.columns[c.header], c.header) for c in row.sheet.columns if c.header in row.columns}
        self.imported.places[iri] = Place(row.table.file.name, row.table.name, row.number, columns)
        subject = ox.NamedNode(iri)
        self._add(subject, IG + "workbook", ox.Literal(row.table.file.name))
        self._add(subject, IG + "sheet", ox.Literal(row.table.name))
        self._add(subject, IG + "sheetRow", ox.Literal(row.number))

    def _passage_row(self, row: Row, values: dict[str, list[ox.NamedNode | ox.Literal]]) -> None:
        for term in values.get("", ()):
            if term.value in self.imported.places:
                self.problems.append(row.problem("Beleg", "Der Beleg kommt in diesem Blatt zweimal vor."))
                continue
            self._add(ox.NamedNode(term.value), IG + "section", *values.get("ig:section", ()))
            self._place(row, term.value)

    def _write_passage(self, iri: str) -> None:
        """Describe a passage that the graph does not have yet."""
        if iri not in self.imported.places and self.references.known(iri):
            return
        source, _, lines = iri.removeprefix(BELEG).partition("/")
        first, last = lines.split("-")
        short = self.references.source(source)[0]
        shown = f"Zeile {first}" if first == last else f"Zeilen {first}–{last}"
        subject = ox.NamedNode(iri)
        self._add(subject, RDF + "type", ox.NamedNode(IG + "Passage"))
        self._add(subject, RDFS + "label", ox.Literal(f"{short}, {shown}", language="de"))
        self._add(subject, DCT + "isPartOf", ox.NamedNode(NAMESPACES["quelle"] + source))
        self._add(subject, IG + "firstLine", ox.Literal(int(first)))
        self._add(subject, IG + "lastLine", ox.Literal(int(last)))

    def _add(self, subject: ox.NamedNode, predicate: str, *values: ox.NamedNode | ox.Literal) -> None:
        self.imported.triples += [ox.Triple(subject, ox.NamedNode(predicate), value) for value in values]


def _unit(column: Column) -> str:
    """``%`` or ``€`` where these may stand with a number, else ""."""
    if column.header.endswith("(%)"):
        return "%"
    return "€" if column.property.casefold().endswith("amount") else ""


def slug(text: str) -> str:
    """Return *text* as a part of a key: ASCII, lower case, words joined by ``-``."""
    return fold(text).replace(" ", "-")
