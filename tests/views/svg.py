"""What the tests read from a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
FORBIDDEN = ("script", "style", "foreignObject", "image", "use")


def parsed(text: str) -> ET.Element:
    """The picture, well-formed and free of anything that could run, load or be blocked by the page's policy."""
    root = ET.fromstring(text)  # noqa: S314 - made by ourselves
    assert root.tag == f"{SVG}svg"
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in FORBIDDEN
        assert not any(name == "style" or name.startswith("on") for name in element.attrib)
    return root


def links(root: ET.Element) -> list[tuple[str, str]]:
    """Address and title of each link."""
    found = []
    for link in root.iter(f"{SVG}a"):
        title = link.find(f"{SVG}title")
        assert title is not None
        assert title.text
        words = [text for block in link.iter(f"{SVG}text") for text in block.itertext() if text.strip()]
        assert words or link.get("aria-label") == title.text, "a link without text is named by its title"
        assert not (words and link.get("aria-label")), "a name beside the text would hide it"
        found.append((link.get("href") or "", title.text))
    return found


def boxes(root: ET.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of the rectangles inside links."""
    found = []
    for link in root.iter(f"{SVG}a"):
        for box in link.iter(f"{SVG}rect"):
            x, y, w, h = (float(box.get(name) or 0) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + w, y + h))
    return found
