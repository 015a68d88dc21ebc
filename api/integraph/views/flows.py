"""Where funding flows: from those who give through the programmes to those who can get it, as a Sankey diagram.

A band is as broad as the number of funding rules behind it. Amounts would be the natural measure, but the sources name
one for few programmes only; where they do it stands in the title of the band and in the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from integraph.responsibility.answer import Thing
from integraph.views.programmes import Programme
from integraph.views.svg import MUTED, Address, Drawing, wrap
from integraph.views.table import Table, cell, count, german, sources
from integraph.views.words import GERMAN, Words

COLUMNS: Final = (("Geldgeber", "Funder"), ("Programm", "Programme"), ("Empfänger", "Recipient"))
UNKNOWN: Final = (Thing("", "Geldgeber nicht genannt"), None, Thing("", "Empfänger nicht genannt"))
_UNKNOWN: Final = {
    "Geldgeber nicht genannt": "funder not stated",
    "Empfänger nicht genannt": "recipient not stated",
}
_COLOURS: Final = ("#0b4f8a", "#b5651d", "#2e7d55", "#75559b", "#a3343c", "#4f6d7a", "#8a7a1f", "#37474f")
_WIDTH, _NODE, _GAP, _TOP = 1180.0, 14.0, 6.0, 44.0
_LEAST: Final = 27.0
"""Least height of a node (user units), so that its name has room."""


@dataclass
class Node:
    """One node: its column (0 funder, 1 programme, 2 recipient), rules that pass it, and where it is drawn."""

    column: int
    thing: Thing
    weight: float = 0
    y: float = 0
    height: float = 0


@dataclass
class Band:
    """A flow between two nodes: how many rules it stands for and what they say of amounts."""

    source: Node
    target: Node
    weight: float = 0
    amounts: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class Flows:
    """Nodes in the order in which they stand below each other, column by column, and the bands between them."""

    title: str
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    programmes: tuple[Programme, ...]

    def table(self, words: Words = GERMAN) -> Table:
        """Return a line a programme: who gives, who can get it, how much."""
        rows = tuple(
            (
                cell(*p.funders) if p.funders else cell(_name(UNKNOWN[0], words)),
                cell(p.thing),
                cell(*p.recipients) if p.recipients else cell(_name(UNKNOWN[2], words)),
                count(len(p.rules)),
                german(*p.amounts) if p.amounts else cell(words("nicht genannt", "not stated")),
                sources(p.evidence),
            )
            for p in self.programmes
        )
        head = (
            *(words(*column) for column in COLUMNS),
            words("Förderregeln", "Funding rules"),
            words("Beträge und Stellen", "Amounts and posts"),
            words("Belege", "Sources"),
        )
        return Table(self.title, head, rows).called(words)


def _name(thing: Thing, words: Words) -> str:
    return words.name(thing) if thing.iri else words(thing.label, _UNKNOWN[thing.label])


def flows(programmes: Sequence[Programme], title: str) -> Flows:
    """Return the flows of *programmes*. A programme without a rule counts as one, so that it is seen.

    Order of the nodes: three sweeps of the barycentre method, so that bands cross little (K. Sugiyama, S. Tagawa,
    M. Toda, Methods for Visual Understanding of Hierarchical System Structures, IEEE Trans. SMC 11 (1981)).
    """
    nodes: dict[tuple[int, str], Node] = {}
    bands: dict[tuple[int, str, str], Band] = {}

    def node(column: int, thing: Thing) -> Node:
        return nodes.setdefault((column, thing.iri or thing.label), Node(column, thing))

    for p in programmes:
        weight = float(max(1, len(p.rules)))
        middle = node(1, p.thing)
        middle.weight = weight
        for column, others in ((0, p.funders), (2, p.recipients)):
            unknown = UNKNOWN[column]
            for thing in others or ((unknown,) if unknown else ()):
                other = node(column, thing)
                ends = (other, middle) if column == 0 else (middle, other)
                band = bands.setdefault((column, p.thing.iri, thing.iri or thing.label), Band(*ends))
                other.weight += weight / max(1, len(others))
                band.weight += weight / max(1, len(others))
                band.amounts.update(dict.fromkeys(p.amounts))
    ordered = _ordered(list(nodes.values()), list(bands.values()))
    return Flows(title, tuple(ordered), tuple(bands.values()), tuple(programmes))


def _ordered(nodes: list[Node], bands: list[Band]) -> list[Node]:
    columns = [sorted((n for n in nodes if n.column == i), key=lambda n: (-n.weight, n.thing.label)) for i in range(3)]
    linked: dict[int, list[Node]] = defaultdict(list)
    for band in bands:
        linked[id(band.source)].append(band.target)
        linked[id(band.target)].append(band.source)
    for sweep in range(6):
        place = {id(n): i / max(1, len(column)) for column in columns for i, n in enumerate(column)}

        def centre(n: Node, place: dict[int, float] = place) -> tuple[float, str]:
            others = linked[id(n)]
            return (sum(place[id(o)] for o in others) / max(1, len(others)), n.thing.label)

        columns[1 if sweep % 2 == 0 else 2].sort(key=centre)
    return [node for column in columns for node in column]


def _placed(found: Flows) -> float:
    """Give each node its place; return the height of the picture."""
    columns = [[n for n in found.nodes if n.column == i] for i in range(3)]
    total = max((sum(n.weight for n in column) for column in columns), default=1) or 1
    room = max(320.0, *(len(column) * (_LEAST + _GAP) for column in columns))
    unit = (room - max(len(column) for column in columns) * _GAP) / total if columns else 1
    heights = []
    for column in columns:
        y = _TOP
        for node in column:
            node.y, node.height = y, max(_LEAST, node.weight * unit)
            y += node.height + _GAP
        heights.append(y)
    tallest = max(heights)
    for column, height in zip(columns, heights, strict=True):
        for node in column:
            node.y += (tallest - height) / 2
    return tallest + 30


def about(words: Words = GERMAN) -> str:
    """Return how the picture is read."""
    return words(
        "Bänder von Geldgebern über Programme zu Empfängern; ihre Breite steht für die Zahl der Förderregeln "
        "(ein Programm ohne Regel zählt als eine).",
        "Bands from funders through programmes to recipients; their breadth stands for the number of funding rules "
        "(a programme without a rule counts as one).",
    )


def draw(found: Flows, address: Address, words: Words = GERMAN) -> str:
    """Return *found* as SVG; *address* leads to the page of a funder, programme or recipient."""
    height = _placed(found)
    drawing = Drawing(_WIDTH, height, found.title, about(words), "fluss")
    lefts = (230.0, _WIDTH / 2 - 170, _WIDTH - 250)
    for left, name, anchor in zip(lefts, COLUMNS, ("end", "start", "start"), strict=True):
        x = left + _NODE if anchor == "end" else left
        drawing.add("text", words(*name), x=x, y=24, font_weight="bold", text_anchor=anchor)
    funders = [n for n in found.nodes if n.column == 0]
    colour = {id(n): _COLOURS[i % len(_COLOURS)] for i, n in enumerate(funders)}
    main: dict[int, str] = {}
    for band in sorted((b for b in found.bands if b.source.column == 0), key=lambda b: -b.weight):
        main.setdefault(id(band.target), colour[id(band.source)])
    used: dict[tuple[int, str], float] = defaultdict(float)
    order = {id(n): i for i, n in enumerate(found.nodes)}
    for band in sorted(found.bands, key=lambda b: (order[id(b.source)], order[id(b.target)])):
        a, b = band.source, band.target
        share = [band.weight / max(n.weight, 1e-9) * n.height for n in (a, b)]
        ya, yb = a.y + used[id(a), "out"] + share[0] / 2, b.y + used[id(b), "in"] + share[1] / 2
        used[id(a), "out"] += share[0]
        used[id(b), "in"] += share[1]
        xa, xb = lefts[a.column] + _NODE, lefts[b.column]
        middle = (xa + xb) / 2
        group = drawing.add("g")
        amounts = f": {'; '.join(band.amounts)}" if band.amounts else ""
        drawing.add("title", f"{_name(a.thing, words)} → {_name(b.thing, words)}{amounts}", group)
        drawing.add(
            "path",
            parent=group,
            d=f"M{xa:.0f} {ya:.1f}C{middle:.0f} {ya:.1f} {middle:.0f} {yb:.1f} {xb:.0f} {yb:.1f}",
            fill="none",
            stroke=colour.get(id(a)) or main.get(id(a), MUTED),
            stroke_opacity=0.35,
            stroke_width=max(1.5, min(share)),
        )
    for node in found.nodes:
        x = lefts[node.column]
        link = drawing.link(address(node.thing.iri) if node.thing.iri else "", _name(node.thing, words))
        fill = colour.get(id(node)) or main.get(id(node), MUTED)
        drawing.add("rect", parent=link, x=x, y=node.y, width=_NODE, height=node.height, fill=fill)
        room = 215 if node.column == 0 else 225 if node.column == 2 else 270
        most = int(node.height / 14)
        lines = wrap(_name(node.thing, words), room, 12, max(2, most))
        at, anchor = (x - 6, "end") if node.column == 0 else (x + _NODE + 6, "start")
        y = node.y + node.height / 2 + 4 - (len(lines) - 1) * 7
        drawing.lines(
            at, y, lines, link, 12, text_anchor=anchor, stroke="#ffffff", stroke_width="2.5", paint_order="stroke"
        )
    return drawing.text()
