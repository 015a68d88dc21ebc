"""A map drawn: areas in the colours of their classes, each a link with a title; legend and source of the boundaries."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import cache
from typing import Final

from integraph.geo import CREDIT, boundaries, project
from integraph.views.maps import Map
from integraph.views.svg import MUTED, Address, Drawing, Swatch, on, width_of, wrap

_HEIGHT: Final = 820.0
_TOP: Final = 16.0
_LEGEND: Final = 240.0
_Points = tuple[tuple[float, float], ...]


@cache
def _projected(layer: str) -> dict[str, tuple[_Points, ...]]:
    """Key → rings in km."""
    return {b.key: tuple(tuple(project(*p) for p in ring) for ring in b.rings) for b in boundaries(layer)}


def draw(shown: Map, address: Address) -> str:
    """Return *shown* as SVG; *address* leads to the page of an area."""
    rings = _projected(shown.layer)
    here = {area.key: rings[area.key] for area in shown.areas if area.key in rings}
    frame = _Frame(point for parts in here.values() for ring in parts for point in ring)
    drawing = Drawing(frame.width + _LEGEND, _HEIGHT, shown.title, shown.about, "karte")
    for area in shown.areas:
        if area.key in here:
            colour = shown.groups[area.group].colour
            title = f"{area.thing.label}: {shown.groups[area.group].text}" + (
                f" – {area.said}" if area.said != shown.groups[area.group].text else ""
            )
            link = drawing.link(address(area.thing.iri), title, mute=True)
            path = "".join(frame.path(ring) for ring in here[area.key])
            drawing.add(
                "path", parent=link, d=path, fill=colour, stroke="#ffffff", stroke_width=0.8, fill_rule="evenodd"
            )
    if shown.layer == "kreise":
        for key, parts in _projected("laender").items():
            if any(area.key.startswith(key) for area in shown.areas):
                path = "".join(frame.path(ring) for ring in parts)
                drawing.add("path", d=path, fill="none", stroke="#37424c", stroke_width=1.1, pointer_events="none")
    if shown.layer == "laender" or len(shown.areas) <= 30:
        _names(drawing, shown, frame, here)
    swatches = [Swatch(group.colour, f"{group.text} ({count})") for group, count in shown.used()]
    below = drawing.legend(frame.width + 20, _TOP + 4, swatches, shown.title)
    for index, line in enumerate(wrap(shown.about, _LEGEND - 25, 11)):
        drawing.add("text", line, x=frame.width + 20, y=below + 22 + index * 14, font_size=11, fill=MUTED)
    drawing.add("text", f"Grenzen: {CREDIT}", x=8, y=_HEIGHT - 8, font_size=11, fill=MUTED)
    return drawing.text()


class _Frame:
    """Fits points in km into the height of the picture."""

    def __init__(self, points: Iterable[tuple[float, float]]) -> None:
        found = list(points)
        self.left, self.top = min(p[0] for p in found), min(p[1] for p in found)
        wide, high = max(p[0] for p in found) - self.left, max(p[1] for p in found) - self.top
        self.scale = min((_HEIGHT - 2 * _TOP - 20) / high, 700 / wide)
        self.width = wide * self.scale + 2 * _TOP

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return where *point* is drawn."""
        return _TOP + (point[0] - self.left) * self.scale, _TOP + (point[1] - self.top) * self.scale

    def path(self, ring: _Points) -> str:
        """Return path data of one ring in whole tenths, relative, without points that do not move."""
        placed = [(round(x * 10), round(y * 10)) for x, y in map(self.place, ring)]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(placed)]
        moves = "".join(f"{_tenths(x, True)}{_tenths(y)}" for x, y in steps if (x, y) != (0, 0))
        return f"M{_tenths(placed[0][0], True)}{_tenths(placed[0][1])}l{moves}z".replace("l ", "l").replace("M ", "M")


def _tenths(value: int, first: bool = False) -> str:
    """Return a number of tenths as path data: a blank before it unless its sign divides it from what stands before."""
    whole, rest = divmod(abs(value), 10)
    text = ("-" if value < 0 else "") + f"{whole or ('' if rest else 0)}" + (f".{rest}" if rest else "")
    return text if text.startswith("-") else f" {text}" if not first or text else text


def _names(drawing: Drawing, shown: Map, frame: _Frame, here: dict[str, tuple[_Points, ...]]) -> None:
    """Write the names; one that would lie on another moves down or up until it is free."""
    taken: list[tuple[float, float, float, float]] = []
    biggest = {key: max(parts, key=lambda ring: abs(_size(ring))) for key, parts in here.items()}
    for area in sorted((a for a in shown.areas if a.key in here), key=lambda a: abs(_size(biggest[a.key]))):
        x, y = frame.place(_middle(biggest[area.key]))
        lines = area.thing.label.replace("-", "-\n").replace("Landkreis ", "").split("\n")
        half, high = max(width_of(line, 11) for line in lines) / 2, 13 * len(lines)
        for shift in (0, 14, -14, 28, -28, 42):
            box = (x - half, y + shift - high / 2, x + half, y + shift + high / 2)
            if not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
                break
        taken.append(box)
        colour = on(shown.groups[area.group].colour)
        halo = "#ffffff" if colour == "#000000" else shown.groups[area.group].colour
        drawing.lines(
            x,
            box[1] + 11,
            lines,
            size=11,
            text_anchor="middle",
            fill=colour,
            stroke=halo,
            stroke_width="2",
            paint_order="stroke",
            pointer_events="none",
        )


def _size(ring: _Points) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 2


def _middle(ring: _Points) -> tuple[float, float]:
    """Return the centroid of a ring."""
    size = _size(ring)
    pairs = list(itertools.pairwise(ring))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * size)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * size)
    return x, y
