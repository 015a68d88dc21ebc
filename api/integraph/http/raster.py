"""Pictures as PNG, for word processors that take no SVG: rendered by resvg with a font that came with the assets."""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import Any, Final

from integraph.http.assets import STATIC
from integraph.http.problems import Problem

_LARGE: Final = 8_000_000
"""Square user units; four bytes a pixel make twice this size 128 MB."""
_FONTS: Final = ("vendor/dejavu/DejaVuSans.ttf", "vendor/dejavu/DejaVuSans-Bold.ttf")


@cache
def raster() -> Any | None:  # noqa: ANN401
    """Return the renderer, or None where it or its font is missing: a picture without its words would mislead."""
    if not all((STATIC / name).is_file() for name in _FONTS):
        return None
    return importlib.import_module("resvg_py")


def png(svg: str) -> bytes:
    """Return *svg* at twice its size in pixels, a very large one at its size.

    Raises `Problem` 406 where PNG cannot be made here.
    """
    renderer = raster()
    if renderer is None:
        raise Problem(406, "not-acceptable", "Auf diesem Server fehlt die Schrift für PNG; bitte SVG laden.")
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    area = float(size[1]) * float(size[2]) if size else 0
    fonts = [str(STATIC / name) for name in _FONTS]
    return bytes(
        renderer.svg_to_bytes(
            svg_string=svg,
            zoom=2 if area < _LARGE else 1,
            skip_system_fonts=True,
            font_files=fonts,
            sans_serif_family="DejaVu Sans",
        )
    )
