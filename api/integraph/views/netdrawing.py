"""A network drawn: boxes with names, laid out by forces and then moved apart until none lies on another."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import networkx as nx

from integraph.views.network import FAMILIES, SORTS, Edge, Network, Style, sort_of
from integraph.views.svg import INK, Address, Drawing, wrap
from integraph.views.words import GERMAN, Words

_SEED: Final = 20251130
"""Any fixed number: the same network is always drawn the same."""
_BOX, _LINE, _GAP, _LEAST = 164.0, 14.0, 12.0, 860.0


@dataclass
class _Box:
    iri: str
    lines: list[str]
    x: float = 0
    y: float = 0

    @property
    def height(self) -> float:
        return len(self.lines) * _LINE + 12


def draw(found: Network, address: Address, words: Words = GERMAN) -> str:
    """Return *found* as SVG in the language of *words*, its legend below; *address* leads to the page around a node.

    Layout: T. Fruchterman, E. Reingold, Graph Drawing by Force-directed Placement, Software: Practice and Experience
    21 (1991), as in networkx, with a fixed seed; then boxes that overlap push each other apart.
    """
    boxes = _boxes(found, words)
    _apart(boxes)
    left, top = min(b.x for b in boxes.values()) - _BOX / 2 - 20, min(b.y - b.height / 2 for b in boxes.values()) - 20
    wide = max(b.x for b in boxes.values()) + _BOX / 2 + 20 - left
    high = max(b.y + b.height / 2 for b in boxes.values()) + 20 - top
    if wide < _LEAST:
        left, wide = left - (_LEAST - wide) / 2, _LEAST
    families = [style for key, style in FAMILIES.items() if any(e.family == key for e in found.edges)]
    sorts = [style for key, style in SORTS.items() if any(sort_of(thing.iri) == key for thing, _ in found.nodes)]
    drawing = Drawing(wide, high + 60 + 22 * max(len(families), len(sorts)), found.title, found.about(words), "netz")
    world = drawing.add("g", transform=f"translate({-left:.1f} {-top:.1f})")
    _edges(drawing, world, found, boxes, words)
    for thing, _ in found.nodes:
        box = boxes[thing.iri]
        is_centre = thing.iri == found.centre.iri
        style = SORTS[sort_of(thing.iri)]
        link = drawing.link(address(thing.iri), f"{words.name(thing)} ({style.name(words)})", world)
        drawing.add(
            "rect",
            parent=link,
            x=box.x - _BOX / 2,
            y=box.y - box.height / 2,
            width=_BOX,
            height=box.height,
            rx=style.corner,
            fill=style.colour,
            stroke=INK if is_centre else "#5a646e",
            stroke_width=2.5 if is_centre else 1.2,
            stroke_dasharray=style.dashes,
        )
        weight = "bold" if is_centre else "normal"
        y = box.y - box.height / 2 + 17
        drawing.lines(box.x, y, box.lines, link, 11.5, text_anchor="middle", font_weight=weight)
    _legend(drawing, high + 12, families, sorts, words)
    return drawing.text()


def _legend(drawing: Drawing, y: float, families: Sequence[Style], sorts: Sequence[Style], words: Words) -> None:
    """Draw the lines of the relations and the frames of the nodes with their names, side by side."""
    drawing.add("line", x1=8, y1=y, x2=drawing.width - 8, y2=y, stroke="#d5dadf", stroke_width=0.8)
    drawing.add("text", words("Linien: Beziehungen", "Lines: relations"), x=20, y=y + 24, font_weight="bold")
    for number, style in enumerate(families):
        at = y + 44 + number * 22
        drawing.add(
            "line", x1=20, y1=at, x2=76, y2=at, stroke=style.colour, stroke_width=2.5, stroke_dasharray=style.dashes
        )
        drawing.add("text", style.name(words), x=88, y=at + 4)
    drawing.add("text", words("Kästen: wer oder was", "Boxes: who or what"), x=330, y=y + 24, font_weight="bold")
    for number, style in enumerate(sorts):
        at = y + 36 + number * 22
        drawing.add(
            "rect",
            x=330,
            y=at,
            width=46,
            height=16,
            rx=min(8.0, style.corner),
            fill=style.colour,
            stroke="#5a646e",
            stroke_width=1.2,
            stroke_dasharray=style.dashes,
        )
        drawing.add("text", style.name(words), x=388, y=at + 12)


def _boxes(found: Network, words: Words) -> dict[str, _Box]:
    iris = [thing.iri for thing, _ in found.nodes]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(iris)
    graph.add_edges_from((e.a, e.b) for e in found.edges)
    ring = {iri: (math.cos(i * 2.4) * i, math.sin(i * 2.4) * i) for i, iri in enumerate(iris)}
    size = max(1.0, float(len(iris)))
    start = {iri: (x / size, y / size) for iri, (x, y) in ring.items()}
    places = nx.spring_layout(
        graph, pos=start, fixed=[found.centre.iri], k=2.2 / math.sqrt(size), iterations=150, seed=_SEED
    )
    spread = 88 * math.sqrt(size) + 60
    return {
        thing.iri: _Box(
            thing.iri,
            wrap(words.name(thing), _BOX - 16, 11.5, 3),
            float(places[thing.iri][0]) * spread * 0.85,
            float(places[thing.iri][1]) * spread * 0.72,
        )
        for thing, _ in found.nodes
    }


def _apart(boxes: dict[str, _Box]) -> None:
    """Push overlapping boxes apart along the shorter way until none overlaps."""
    ordered = list(boxes.values())
    for _ in range(400):
        moved = False
        for index, a in enumerate(ordered):
            for b in ordered[index + 1 :]:
                x = _BOX + _GAP - abs(a.x - b.x)
                y = (a.height + b.height) / 2 + _GAP - abs(a.y - b.y)
                if x > 0.01 and y > 0.01:
                    moved = True
                    if x < y:
                        step = x / 2 * (1 if a.x >= b.x else -1)
                        a.x, b.x = a.x + step, b.x - step
                    else:
                        step = y / 2 * (1 if a.y >= b.y else -1)
                        a.y, b.y = a.y + step, b.y - step
        if not moved:
            return


def _edges(drawing: Drawing, world: ET.Element, found: Network, boxes: dict[str, _Box], words: Words) -> None:
    """Draw one line a pair and family, broader for more statements, with their sentences as title."""
    bundles: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for edge in found.edges:
        a, b = sorted((edge.a, edge.b))
        bundles[a, b, edge.family].append(edge)
    beside: dict[tuple[str, str], int] = defaultdict(int)
    for (a, b, family), edges in bundles.items():
        offset = 5.0 * beside[a, b]
        beside[a, b] += 1
        one, other = boxes[a], boxes[b]
        length = math.hypot(other.x - one.x, other.y - one.y) or 1
        dx, dy = -(other.y - one.y) / length * offset, (other.x - one.x) / length * offset
        group = drawing.add("g", None, world)
        sentences = list(dict.fromkeys(e.statement.label for e in edges))
        drawing.add("title", f"{FAMILIES[family].name(words)}: " + " ".join(sentences), group)
        drawing.add(
            "line",
            parent=group,
            x1=one.x + dx,
            y1=one.y + dy,
            x2=other.x + dx,
            y2=other.y + dy,
            stroke=FAMILIES[family].colour,
            stroke_dasharray=FAMILIES[family].dashes,
            stroke_width=min(6.0, 1.2 + 0.6 * len(sentences)),
            stroke_opacity=0.6,
        )
