"""HTML pages from templates: always escaped, in the reader's language, and no other way to make a page."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any, Final

import jinja2
import markupsafe
from fastapi import Request, Response
from starlette.datastructures import URL

from integraph import __version__
from integraph.german import located
from integraph.http.assets import asset
from integraph.http.i18n import Text, language, remember, translated
from integraph.http.links import local
from integraph.http.navigation import NAVIGATION
from integraph.http.state import service
from integraph.namespaces import shorten
from integraph.paths import PACKAGE
from integraph.responsibility.labels import german_date, german_number
from integraph.sparql.formats import HTML

_MONTHS: Final = ("", *calendar.month_name[1:])
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
def _number(context: jinja2.runtime.Context, number: float | str) -> str:
    number = (
        float(number)
        if isinstance(number, str) and "." in number
        else int(number)
        if isinstance(number, str)
        else number
    )
    return german_number(number) if context["lang"] == "de" else f"{number:,}"


@jinja2.pass_context
def _foreign(context: jinja2.runtime.Context, lang: str | None) -> markupsafe.Markup:
    """The attribute that a text in another language than the page's needs, or nothing."""
    attribute = markupsafe.Markup(' lang="{}"')
    return attribute.format(lang) if lang and lang != context["lang"] else markupsafe.Markup()


@jinja2.pass_context
def _date(context: jinja2.runtime.Context, text: str) -> str:
    """An ISO date, month or year as people write it: 31.12.2024, 31 December 2024; anything else as it is."""
    try:
        year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    except ValueError:
        return text
    if context["lang"] == "de":
        return german_date(text)
    return " ".join(filter(None, [str(day) if day else "", _MONTHS[month], str(year)]))


@jinja2.pass_context
def _absolute(context: jinja2.runtime.Context, address: str) -> str:
    """An address of this server with its host; others as they are."""
    return (
        str(URL(context["address"]).replace(path="", query="", fragment="")).rstrip("/") + address
        if address.startswith("/")
        else address
    )


def _with_query(address: str, name: str, value: object) -> str:
    """The address (path and query) with one parameter set anew; `None` takes it away."""
    url = URL(address).remove_query_params(name)
    if value is not None:
        url = url.include_query_params(**{name: value})
    return f"{url.path}?{url.query}" if url.query else url.path


_environment.filters.update(
    absolute=_absolute,
    date=_date,
    foreign=_foreign,
    local=local,
    located=located,
    number=_number,
    shorten=shorten,
    with_query=_with_query,
)
_environment.globals.update(version=__version__, asset=asset, navigation=NAVIGATION, _=_choose)


def compile_all() -> None:
    """Compile every template now, which otherwise the first reader of each kind of page waits for."""
    for name in _environment.list_templates():
        _environment.get_template(name)


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
        today=dt.date.today().isoformat(),
        digest=service(request).build.digest,
        switch=translated(request, "de" if lang == "en" else "en"),
        **values,
    )
    response = Response(text, status, {"Vary": "Accept, Cookie", "Content-Language": lang, **(headers or {})}, HTML)
    remember(request, response)
    return response
