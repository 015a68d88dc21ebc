"""HTML pages from templates: always escaped, in the reader's language, and no other way to make a page."""

from __future__ import annotations

from typing import Any, Final

import jinja2
import markupsafe
from fastapi import Request, Response
from starlette.datastructures import URL

from integraph import __version__
from integraph.http.assets import asset
from integraph.http.i18n import Text, language, remember, translated
from integraph.http.links import local
from integraph.http.navigation import NAVIGATION
from integraph.namespaces import shorten
from integraph.paths import PACKAGE
from integraph.responsibility.labels import german_number
from integraph.sparql.formats import HTML

_environment: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(PACKAGE / "http" / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@jinja2.pass_context
def _choose(context: jinja2.runtime.Context, de: str | Text, en: str = "") -> str:
    """`_("deutsch", "English")` or `_(text)`: the one in the page's language."""
    return (de if isinstance(de, Text) else Text(de, en))(context["lang"])


@jinja2.pass_context
def _number(context: jinja2.runtime.Context, number: float) -> str:
    return german_number(number) if context["lang"] == "de" else f"{number:,}"


@jinja2.pass_context
def _foreign(context: jinja2.runtime.Context, lang: str | None) -> markupsafe.Markup:
    """The attribute that a text in another language than the page's needs, or nothing."""
    attribute = markupsafe.Markup(' lang="{}"')
    return attribute.format(lang) if lang and lang != context["lang"] else markupsafe.Markup()


def _with_query(address: str, name: str, value: object) -> str:
    """The address (path and query) with one parameter set anew; `None` takes it away."""
    url = URL(address).remove_query_params(name)
    if value is not None:
        url = url.include_query_params(**{name: value})
    return f"{url.path}?{url.query}" if url.query else url.path


_environment.filters.update(local=local, shorten=shorten, number=_number, foreign=_foreign, with_query=_with_query)
_environment.globals.update(version=__version__, asset=asset, navigation=NAVIGATION, _=_choose)


def page(
    request: Request,
    name: str,
    /,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,  # noqa: ANN401
) -> Response:
    """The page made from template *name*.

    Besides *values* (which must have `title`) a template knows `lang` ("de" or "en"), `_` to choose a text by it,
    `path`, `switch` (address of the page in the other language) and `asset` (address of a static file).
    """
    lang = language(request)
    text = _environment.get_template(name).render(
        lang=lang,
        path=request.url.path,
        address=str(request.url),
        switch=translated(request, "de" if lang == "en" else "en"),
        **values,
    )
    response = Response(text, status, {"Vary": "Accept, Cookie", "Content-Language": lang, **(headers or {})}, HTML)
    remember(request, response)
    return response
