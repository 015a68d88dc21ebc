"""HTML templates: always escaped, and no other way to make a page."""

from __future__ import annotations

from typing import Any

import jinja2

from integraph import __version__
from integraph.http.links import local
from integraph.namespaces import shorten
from integraph.paths import PACKAGE

_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(PACKAGE / "http" / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["local"] = local
_environment.filters["shorten"] = shorten
_environment.globals["version"] = __version__


def render(name: str, /, **values: Any) -> str:  # noqa: ANN401
    """The page made from template *name*."""
    return _environment.get_template(name).render(**values)
