"""SVG by hand: elements with escaped text, links with titles, wrapped labels, legends.

Only presentation attributes are used, no style sheets: a picture looks the same in a page (whose
Content-Security-Policy forbids inline styles), in a word processor and in print. It brings its own white ground, so it
needs no dark variant.
"""

from __future__ import annotations

import textwrap
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

Address = Callable[[str], str]
"""From the IRI of a thing to the address at which it is found: a path in a page, the IRI itself in a file."""
INK: Final = "#1b1f24"
MUTED: Final = "#5a646e"
LINE: Final = "#8a949e"
GROUND: Final = "#ffffff"
_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_ADVANCE: Final = 0.54
"""Mean width of a letter in em, over German text set in Arial, DejaVu Sans and Liberation Sans."""

ET.register_namespace("", _NAMESPACE)


@dataclass(frozen=True)
class Swatch:
    """One entry of a legend."""

    colour: str
    text: str
    sign: str = ""


class Drawing:
    """An SVG document; coordinates are its user units. *name* makes its ids unique in a page."""

    def __init__(self, width: float, height: float, title: str, description: str, name: str = "bild") -> None:
        self.width, self.height = width, height
        self.root = ET.Element(
            f"{{{_NAMESPACE}}}svg",
            {
                "viewBox": f"0 0 {number(width)} {number(height)}",
                "width": number(width),
                "height": number(height),
                "role": "group",
                "aria-labelledby": f"{name}-titel",
                "aria-describedby": f"{name}-text",
                "font-family": "Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif",
                "font-size": "13",
                "fill": INK,
            },
        )
        self.add("title", title, id=f"{name}-titel")
        self.add("desc", description, id=f"{name}-text")
        self.add("rect", width=width, height=height, fill=GROUND)

    def add(
        self, tag: str, text: str | None = None, parent: ET.Element | None = None, **attributes: str | float
    ) -> ET.Element:
        """Add an element to *parent* (default: the document); ``_`` in a name of an attribute stands for ``-``."""
        element = ET.SubElement(
            self.root if parent is None else parent,
            f"{{{_NAMESPACE}}}{tag}",
            {
                key.rstrip("_").replace("_", "-"): printable(value) if isinstance(value, str) else number(value)
                for key, value in attributes.items()
            },
        )
        element.text = None if text is None else printable(text)
        return element

    def link(self, href: str, title: str, parent: ET.Element | None = None, *, mute: bool = False) -> ET.Element:
        """Add a link; what is added to it can be clicked and reached by keyboard. Without *href*, a mere group.

        *title* tells more on hovering. A *mute* link holds no text, so that the title is its name as well.
        """
        if not href or href == "#":
            group = self.add("g", None, parent)
        else:
            group = self.add("a", None, parent, href=href, **({"aria_label": title} if mute else {}))
        self.add("title", title, group)
        return group

    def lines(
        self, x: float, y: float, texts: Sequence[str], parent: ET.Element | None = None, size: float = 13, **more: str
    ) -> ET.Element:
        """Add lines of text below each other, the first with its base line at *y*."""
        block = self.add("text", None, parent, x=x, y=y, font_size=size, **more)
        for index, text in enumerate(texts):
            self.add("tspan", text, block, x=x, dy=0 if index == 0 else size * 1.2)
        return block

    def legend(self, x: float, y: float, swatches: Iterable[Swatch], heading: str = "") -> float:
        """Add a legend and return the y below it."""
        if heading:
            for line in wrap(heading, 200, 13):
                self.add("text", line, x=x, y=y + 12, font_weight="bold")
                y += 17
            y += 4
        for swatch in swatches:
            self.add("rect", x=x, y=y, width=16, height=14, fill=swatch.colour, stroke=LINE, stroke_width=0.5)
            if swatch.sign:
                self.add(
                    "text", swatch.sign, x=x + 8, y=y + 11, font_size=11, text_anchor="middle", fill=on(swatch.colour)
                )
            lines = wrap(swatch.text, 190, 13)
            self.lines(x + 24, y + 12, lines)
            y += 16 * len(lines) + 6
        return y

    def text(self) -> str:
        """Return the document."""
        return ET.tostring(self.root, encoding="unicode")


def framed(picture: str, heading: str, about: str, notes: Sequence[str]) -> str:
    """Return *picture* (a document of `Drawing.text`) with what it needs to stand alone outside a page.

    *heading* and *about* go above it, *notes* (source, date, licence) below.
    """
    root = ET.fromstring(picture)  # noqa: S314 - our own drawing
    width, height = float(root.get("width") or 0), float(root.get("height") or 0)
    room = max(width, 420.0)
    head = [(line, 17, "bold") for line in wrap(heading, room - 30, 18)]
    head += [(line, 12, "normal") for line in wrap(about, room - 30, 12.5) if line.strip()]
    foot = [line for note in notes for line in wrap(note, room - 30, 11.5)]
    above, below = sum(size * 1.35 for _, size, _ in head) + 16, len(foot) * 15.0 + 14
    outer = Drawing(room, above + height + below, heading, about, "datei")
    y = 8.0
    for line, size, weight in head:
        y += size * 1.35
        outer.add("text", line, x=12, y=y, font_size=size, font_weight=weight)
    for name in ("role", "aria-labelledby", "aria-describedby"):
        root.attrib.pop(name, None)
    root.set("y", number(above))
    outer.root.append(root)
    for index, line in enumerate(foot):
        outer.add("text", line, x=12, y=above + height + 14 + index * 15, font_size=11, fill=MUTED)
    return outer.text()


def number(value: float) -> str:
    """Return *value* as short as a tenth of a unit needs."""
    text = f"{value:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if text in ("-0.0", "0.0") else text.removesuffix(".0")


def printable(text: str) -> str:
    """Return *text* without the control characters that XML forbids."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")


def width_of(text: str, size: float) -> float:
    """Return about how wide *text* is set at font size *size*, both in user units."""
    return len(text) * size * _ADVANCE


def wrap(text: str, width: float, size: float, most: int = 0) -> list[str]:
    """Return *text* in lines of at most *width*; the last of *most* lines (0: any number) ends in ``…`` if cut.

    A line that ends between two words keeps the space, so that they are read out apart.
    """
    columns = max(4, int(width / (size * _ADVANCE)))
    lines = textwrap.wrap(text, columns, break_on_hyphens=True) or [""]
    if most and len(lines) > most:
        lines = [*lines[: most - 1], textwrap.shorten(" ".join(lines[most - 1 :]), columns, placeholder=" …")]
        if len(lines[-1]) < 3:
            lines[-1] = text[: columns - 1] + "…"
    words = text.split()
    ends = {sum(map(len, words[:number])) for number in range(1, len(words))}
    reached = accumulate(len("".join(line.split())) for line in lines)
    return [f"{line} " if end in ends else line for line, end in zip(lines, reached, strict=True)]


def on(colour: str) -> str:
    """Return black or white, whichever is read better on *colour* (``#rrggbb``; WCAG 2.2 relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
