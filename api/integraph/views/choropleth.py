"""A map drawn: areas in the colours of their classes, each a link with a title; legend and source of the boundaries."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Final

from integraph.geo import CREDIT, boundaries, project
from integraph.views.maps import Map
from integraph.views.svg import MUTED, Address, Drawing, Swatch, on, width_of
from integraph.views.words import GERMAN, Words

_HEIGHT: Final = 820.0
_TOP: Final = 16.0
_LEGEND: Final = 240.0
_LARGEST: Final = 5.0
"""User units a kilometre at most: a single town shall not fill the picture with a handful of corners."""
_Points = tuple[tuple[float, float], ...]


@cache
def _projected(layer: str) -> dict[str, tuple[_Points, ...]]:
    """Key → rings in km."""
    return {b.key: tuple(tuple(project(*p) for p in ring) for ring in b.rings) for b in boundaries(layer)}


def draw(shown: Map, address: Address, words: Words = GERMAN) -> str:
    """Return *shown* as SVG in the language of *words*; *address* leads to the page of an area."""
    rings = _projected(shown.layer)
    here = {area.key: rings[area.key] for area in shown.areas if area.key in rings}
    frame = _Frame(point for parts in here.values() for ring in parts for point in ring)
    drawing = Drawing(frame.width + _LEGEND, frame.height + 30, shown.title, shown.about, "karte")
    edge = "#37424c" if shown.layer == "laender" else "#ffffff"
    for area in shown.areas:
        if area.key in here:
            colour = shown.groups[area.group].colour
            title = f"{words.name(area.thing)}: {shown.groups[area.group].text}" + (
                f" – {area.said}" if area.said != shown.groups[area.group].text else ""
            )
            link = drawing.link(address(area.thing.iri), title, mute=True)
            path = "".join(frame.path(ring) for ring in here[area.key])
            drawing.add("path", parent=link, d=path, fill=colour, stroke=edge, stroke_width=0.8, fill_rule="evenodd")
    if shown.layer == "kreise":
        for key, parts in _projected("laender").items():
            inside = {kreis for kreis in rings if kreis.startswith(key)}
            if inside <= here.keys():  # around a part of a Land its outline would run out of the picture
                path = "".join(frame.path(ring) for ring in parts)
                drawing.add("path", d=path, fill="none", stroke="#37424c", stroke_width=1.1, pointer_events="none")
    if shown.layer == "laender" or len(shown.areas) <= 30:
        _names(drawing, shown, frame, here, words)
    else:
        _signs(drawing, shown, frame, here)
    swatches = [
        Swatch(group.colour, f"{group.text} ({words.number(count)})", group.sign) for group, count in shown.used()
    ]
    heading = f"{shown.scale} ({words('Zahl der Gebiete', 'number of areas')})"
    drawing.legend(frame.width + 20, _TOP + 4, swatches, heading)
    credit = words(f"Grenzen: {CREDIT}", f"Boundaries: {CREDIT.replace('vereinfacht', 'simplified')}")
    drawing.add("text", credit, x=8, y=frame.height + 22, font_size=11, fill=MUTED)
    return drawing.text()


class _Frame:
    """Fits points in km into the height of the picture."""

    def __init__(self, points: Iterable[tuple[float, float]]) -> None:
        found = list(points)
        self.left, self.top = min(p[0] for p in found), min(p[1] for p in found)
        wide, high = max(p[0] for p in found) - self.left, max(p[1] for p in found) - self.top
        self.scale = min((_HEIGHT - 2 * _TOP - 20) / high, 700 / wide, _LARGEST)
        self.width = max(260.0, wide * self.scale + 2 * _TOP)
        self.height = max(260.0, high * self.scale + 2 * _TOP)

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


def _signs(drawing: Drawing, shown: Map, frame: _Frame, here: dict[str, tuple[_Points, ...]]) -> None:
    """Write the sign of its class into each area, as small as the area."""
    for area in shown.areas:
        group = shown.groups[area.group]
        if group.sign and area.key in here:
            ring = max(here[area.key], key=lambda ring: abs(_size(ring)))
            x, y = frame.place(_middle(ring))
            size = min(10.0, max(4.5, 0.35 * math.sqrt(abs(_size(ring))) * frame.scale))
            drawing.add(
                "text",
                group.sign,
                x=x,
                y=y + size * 0.35,
                font_size=size,
                text_anchor="middle",
                fill=on(group.colour),
                pointer_events="none",
            )


def _names(drawing: Drawing, shown: Map, frame: _Frame, here: dict[str, tuple[_Points, ...]], words: Words) -> None:
    """Write the names with their signs; one that would lie on another moves down or up until it is free."""
    taken: list[tuple[float, float, float, float]] = []
    short = {a.key: words.name(a.thing).removeprefix("Landkreis ").removesuffix(", Stadt") for a in shown.areas}
    # a town and the district around it bear the same name
    twice = {name for name, count in Counter(short.values()).items() if count > 1}
    several = len(shown.used()) > 1
    biggest = {key: max(parts, key=lambda ring: abs(_size(ring))) for key, parts in here.items()}
    for area in sorted((a for a in shown.areas if a.key in here), key=lambda a: abs(_size(biggest[a.key]))):
        x, y = frame.place(_middle(biggest[area.key]))
        name = short[area.key]
        if name in twice and "Landkreis" in area.thing.label:
            name = f"LK {name}"
        name = name.replace("-", "-\n")
        lines = f"{shown.groups[area.group].sign} {name}".strip().split("\n")
        half, high = max(width_of(line, 11) for line in lines) / 2, 13 * len(lines)
        for shift in (0, 14, -14, 28, -28, 42):
            box = (x - half, y + shift - high / 2, x + half, y + shift + high / 2)
            if not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
                break
        taken.append(box)
        ground = shown.groups[area.group].colour
        spread = [frame.place(point)[0] for point in biggest[area.key]]
        if several and 2 * half > max(spread) - min(spread):  # the name may reach into areas of other colours
            ground = "#ffffff"
        colour = on(ground)
        halo = "#ffffff" if colour == "#000000" else ground
        drawing.lines(
            x,
            box[1] + 11,
            lines,
            size=11,
            text_anchor="middle",
            fill=colour,
            stroke=halo,
            stroke_width="2.5",
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
