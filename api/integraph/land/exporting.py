"""Gives back what the graph holds of a Land as rows of the workbook, and says what the sheets cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from integraph.build import INFERRED, is_overlay
from integraph.namespaces import BELEG, GRAPH, NAMESPACES, RDF, SOURCE_SLUGS, XSD, expand, shorten
from integraph.store import Graph
from integraph.validation.place import PROVENANCE

from .columns import KEY, SEPARATOR, Column, Kind, Sheet
from .laender import Land
from .references import References
from .sheets import SHEETS
from .things import PASSAGES, SOURCES
from .turtle import serialize
from .values import shown

_OF_LAND = """
SELECT DISTINCT ?thing WHERE {
  {
    VALUES ?property { ig:jurisdiction eli:jurisdiction }
    ?thing ?property ?own FILTER(?own = ?land || EXISTS { ?own ig:containedIn ?land })
    FILTER NOT EXISTS {
      ?thing ?property ?other FILTER(?other != ?land) FILTER NOT EXISTS { ?other ig:containedIn ?land }
    }
  }
  UNION { ?statement ig:appliesIn ?land ; ig:condition|ig:unless ?thing }
}"""
_PARTS = "SELECT ?part WHERE { ?part eli:is_part_of+ ?law }"
_SHORT = {slug: key for key, slug in SOURCE_SLUGS.items()}
Value = ox.NamedNode | ox.Literal
Described = dict[str, list[Value]]


@dataclass
class Exported:
    """What the graph says of a Land.

    ``triples`` is all of it; ``rows`` by sheet (header → text) what the sheets hold, ``held`` the same as triples;
    ``left_out`` what no sheet holds (description → number).
    """

    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    triples: list[ox.Triple] = field(default_factory=list)
    held: list[ox.Triple] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def turtle(self) -> bytes:
        """Return all triples as Turtle."""
        return serialize(self.triples)


def export(land: Land, graph: Graph) -> Exported:
    """Return the rows for *land*.

    Exported are the things that the files under ``data/laender/<code>/`` describe, and from elsewhere the bodies,
    programmes, laws and conditions whose jurisdiction is the Land or lies in it; what several Länder share is not one's
    own. Counted as left out are things of classes without a sheet, properties without a column, and values that a cell
    would change. Provenance (workbook, sheet, row) is not exported: the next import makes it anew.
    """
    exported = Exported()
    references = References(graph)
    by_class = {expand(name): (sheet, entry) for sheet in SHEETS for entry, name in sheet.entries.items()}
    for iri, described in sorted(_subjects(land, graph).items()):
        exported.triples += [
            ox.Triple(ox.NamedNode(iri), ox.NamedNode(name), value)
            for name, values in described.items()
            for value in values
        ]
        classes = [value.value for value in described.get(RDF + "type", ())]
        known = [name for name in classes if name in by_class]
        for name in classes:
            if name not in by_class:
                exported.left_out[f"Dinge der Klasse {shorten(name)}"] += 1
        if not known:
            continue
        sheet, entry = by_class[known[0]]
        row = _row(iri, sheet, entry, described, references, exported)
        if row is not None:
            exported.rows.setdefault(sheet.name, []).append(row)
    return exported


def _subjects(land: Land, graph: Graph) -> dict[str, Described]:
    folder = f"{GRAPH}laender/{land.code}/"
    wanted = {row["thing"].value for row in graph.select(_OF_LAND, land=land.iri)}
    wanted |= {row["part"].value for law in wanted for row in graph.select(_PARTS, law=law)}
    wanted = {iri for iri in wanted if not iri.startswith((NAMESPACES["geb"], NAMESPACES["zu"]))}
    inside: dict[str, Described] = {}
    for name in graph.graph_names():
        if name == INFERRED or is_overlay(name):
            continue
        for quad in graph.store.quads_for_pattern(None, None, None, ox.NamedNode(name)):
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode | ox.Literal):
                continue
            if name.startswith(folder) or quad.subject.value in wanted:
                values = inside.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, [])
                if quad.object not in values:
                    values.append(quad.object)
    return {iri: described for iri, described in inside.items() if RDF + "type" in described}


def _row(
    iri: str, sheet: Sheet, entry: str, described: Described, references: References, exported: Exported
) -> dict[str, str] | None:
    subject = ox.NamedNode(iri)
    row: dict[str, str] = {}
    held = [ox.Triple(subject, ox.NamedNode(RDF + "type"), ox.NamedNode(expand(sheet.entries[entry])))]
    row[KEY if sheet is not PASSAGES else "Beleg"] = (
        _passage(iri) if sheet is PASSAGES else iri.removeprefix(NAMESPACES[sheet.prefix])
    )
    if sheet.column("Eintrag"):
        row["Eintrag"] = entry
    made_anew = _made_anew(sheet)
    for name, values in described.items():
        if name == RDF + "type" or name in PROVENANCE:
            continue
        if name in made_anew:
            held += [ox.Triple(subject, ox.NamedNode(name), value) for value in values]
            continue
        column = sheet.by_property(shorten(name))
        texts = {value: _text(value, column, references) for value in values} if column else {}
        fitting = [(value, text) for value, text in texts.items() if text is not None]
        if column and not column.multiple:
            fitting = fitting[:1]
        for value in values:
            if value not in [kept for kept, _ in fitting]:
                exported.left_out[f"Werte von {shorten(name)} im Blatt „{sheet.name}“"] += 1
        if column and fitting:
            held += [ox.Triple(subject, ox.NamedNode(name), value) for value, _ in fitting]
            ordered = sorted(text.replace(SEPARATOR, "\\" + SEPARATOR) for _, text in fitting)
            row[column.header] = f" {SEPARATOR} ".join(ordered) if column.multiple else fitting[0][1]
    if any(column.required and column.header not in row for column in sheet.columns):
        exported.left_out[f"Zeilen ohne Pflichtfeld im Blatt „{sheet.name}“"] += 1
        return None
    exported.held += held
    return row


def _made_anew(sheet: Sheet) -> set[str]:
    """What an import makes by itself, so that no column is needed for it."""
    if sheet is SOURCES:
        return {expand(name) for name in ("dct:identifier", "rdfs:label")}
    if sheet is PASSAGES:
        return {expand(name) for name in ("rdfs:label", "dct:isPartOf", "ig:firstLine", "ig:lastLine")}
    return set()


def _text(value: Value, column: Column, references: References) -> str | None:
    """Return the text of a cell that an import reads back as *value*, None if there is none."""
    if isinstance(value, ox.NamedNode):
        match column.kind:
            case Kind.EVIDENCE:
                return _passage(value.value)
            case Kind.URL:
                return value.value
            case Kind.REFERENCE:
                text = references.shortest(value.value, column.targets)
                return text if _reads_back(text, value.value, column, references) else None
        return None
    kind = value.datatype.value.removeprefix(XSD)
    if " ".join(value.value.split()) != value.value:
        return None
    match column.kind:
        case Kind.GERMAN:
            return value.value if value.language == "de" else None
        case Kind.PLAIN:
            return value.value if kind == "string" else None
        case Kind.PERIOD:
            return shown(value) if kind in ("date", "gYearMonth", "gYear") else None
        case Kind.BOOLEAN:
            return shown(value) if kind == "boolean" else None
        case Kind.INTEGER | Kind.NUMBER:
            return shown(value) if kind in ("integer", "decimal") else None
    return None


def _reads_back(text: str, iri: str, column: Column, references: References) -> bool:
    try:
        return references.resolve(text, column.targets) == iri
    except ValueError:
        return False


def _passage(iri: str) -> str:
    source, _, lines = iri.removeprefix(BELEG).partition("/")
    return f"{_SHORT.get(source, source)}:{lines}"


def left_out_lines(exported: Exported) -> Iterable[str]:
    """Yield one line for each sort of thing that the sheets do not hold, the most frequent first."""
    for what, count in sorted(exported.left_out.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count} × {what}"
