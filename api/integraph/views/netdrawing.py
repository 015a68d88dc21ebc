"""A network drawn: boxes with names, laid out by forces and then moved apart until none lies on another."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import networkx as nx

from integraph.views.network import FAMILIES, SORTS, Edge, Network, sort_of
from integraph.views.svg import INK, MUTED, Address, Drawing, Swatch, wrap

_SEED: Final = 20251130
"""Any fixed number: the same network is always drawn the same."""
_BOX, _LINE, _GAP, _LEGEND = 164.0, 14.0, 12.0, 230.0


@dataclass
class _Box:
    iri: str
    lines: list[str]
    x: float = 0
    y: float = 0

    @property
    def height(self) -> float:
        return len(self.lines) * _LINE + 12


def draw(found: Network, address: Address) -> str:
    """Return *found* as SVG; *address* leads to the page around a node.

    Layout: T. Fruchterman, E. Reingold, Graph Drawing by Force-directed Placement, Software: Practice and Experience
    21 (1991), as in networkx, with a fixed seed; then boxes that overlap push each other apart.
    """
    boxes = _boxes(found)
    _apart(boxes)
    left, top = min(b.x for b in boxes.values()) - _BOX / 2 - 20, min(b.y - b.height / 2 for b in boxes.values()) - 20
    wide = max(b.x for b in boxes.values()) + _BOX / 2 + 20 - left
    high = max(360.0, max(b.y + b.height / 2 for b in boxes.values()) + 20 - top)
    about = f"{len(found.nodes)} Knoten, {len(found.edges)} belegte Beziehungen."
    if found.left_out:
        about += f" {found.left_out} weitere Knoten in dieser Reichweite sind nicht gezeichnet."
    drawing = Drawing(wide + _LEGEND, high, found.title, about, "netz")
    world = drawing.add("g", transform=f"translate({-left:.1f} {-top:.1f})")
    _edges(drawing, world, found, boxes)
    for thing, _ in found.nodes:
        box = boxes[thing.iri]
        is_centre = thing.iri == found.centre.iri
        link = drawing.link(address(thing.iri), f"{thing.label} ({SORTS[sort_of(thing.iri)][0]})", world)
        drawing.add(
            "rect",
            parent=link,
            x=box.x - _BOX / 2,
            y=box.y - box.height / 2,
            width=_BOX,
            height=box.height,
            rx=4,
            fill=SORTS[sort_of(thing.iri)][1],
            stroke=INK if is_centre else "#7b8794",
            stroke_width=2.5 if is_centre else 1,
        )
        weight = "bold" if is_centre else "normal"
        y = box.y - box.height / 2 + 17
        drawing.lines(box.x, y, box.lines, link, 11.5, text_anchor="middle", font_weight=weight)
    families = [
        Swatch(colour, name) for key, (name, colour) in FAMILIES.items() if any(e.family == key for e in found.edges)
    ]
    present = {sort_of(thing.iri) for thing, _ in found.nodes}
    below = drawing.legend(wide + 12, 16, families, "Beziehungen")
    below = drawing.legend(
        wide + 12, below + 12, [Swatch(c, n) for k, (n, c) in SORTS.items() if k in present], "Knoten"
    )
    for index, line in enumerate(wrap(about, _LEGEND - 25, 11)):
        drawing.add("text", line, x=wide + 12, y=below + 24 + index * 14, font_size=11, fill=MUTED)
    return drawing.text()


def _boxes(found: Network) -> dict[str, _Box]:
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
    spread = 95 * math.sqrt(size) + 60
    return {
        thing.iri: _Box(
            thing.iri,
            wrap(thing.label, _BOX - 12, 11.5, 3),
            float(places[thing.iri][0]) * spread,
            float(places[thing.iri][1]) * spread * 0.62,
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


def _edges(drawing: Drawing, world: ET.Element, found: Network, boxes: dict[str, _Box]) -> None:
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
        drawing.add("title", f"{FAMILIES[family][0]}: " + " ".join(sentences), group)
        drawing.add(
            "line",
            parent=group,
            x1=one.x + dx,
            y1=one.y + dy,
            x2=other.x + dx,
            y2=other.y + dy,
            stroke=FAMILIES[family][1],
            stroke_width=min(6.0, 1.2 + 0.6 * len(sentences)),
            stroke_opacity=0.6,
        )
