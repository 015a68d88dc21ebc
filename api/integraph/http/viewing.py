"""How a view is served: as a page with its picture and table, or as a file (SVG, PNG, CSV, XLSX, JSON)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import markupsafe
from fastapi import Request, Response

from integraph import __version__
from integraph.german import located
from integraph.http.comparing import date_of
from integraph.http.i18n import Text, language, remember
from integraph.http.links import local
from integraph.http.problems import Problem
from integraph.http.raster import png, raster
from integraph.http.results import not_modified
from integraph.http.state import Service
from integraph.http.templates import page
from integraph.responsibility.answer import Thing
from integraph.sparql.formats import HTML, negotiate
from integraph.text import fold
from integraph.views.svg import Address, framed
from integraph.views.table import Table
from integraph.views.words import Words

SVG: Final = "image/svg+xml"
PNG: Final = "image/png"
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON: Final = "application/json"
FORMATS: Final = {"html": HTML, "svg": SVG, "png": PNG, "csv": CSV, "xlsx": XLSX, "json": JSON}


@dataclass(frozen=True)
class View:
    """A table with the picture that shows it, where there is one: *draw* makes SVG, given how things are addressed.

    *about* says in a sentence or two what picture and table show.
    """

    table: Table
    draw: Callable[[Address], str] | None = None
    about: str = ""


def words_of(request: Request, service: Service) -> Words:
    """Return the words of the views in the language of the page."""
    return Words(language(request), service.graph)


def respond(
    request: Request,
    service: Service,
    template: str,
    title: Text,
    make: Callable[[], View] | None,
    *,
    format: str = "",
    address: Address = local,
    **values: Any,  # noqa: ANN401
) -> Response:
    """Answer with the page made of *template*, or with a file of the view that *make* makes.

    A response is kept like a query result: it changes only with the build and the day (whose date is the default).
    *make* is None where the page has nothing to show yet; *address* leads from things to pages. Raises `Problem` 406
    for a format that the view does not have.
    """
    wanted = _media(request, format)
    lang = language(request)
    digest = _digest(service, request, wanted, lang)
    headers = {"Vary": "Accept, Cookie", "ETag": f'"{digest}"', "Cache-Control": "private, max-age=0, must-revalidate"}
    if not_modified(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if wanted == HTML:
        headers["Content-Language"] = lang
    elif wanted != JSON:
        name = f"integraph-{_slug(title.de)}.{next(n for n, m in FORMATS.items() if m == wanted)}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    body = service.cache.get(digest)
    if body is None:
        view = make() if make else None
        body = (
            _page(request, template, title(lang), view, address, values)
            if wanted == HTML
            else _file(request, service, title(lang), view, wanted)
        )
        service.cache.put(digest, body)
    response = Response(body, media_type=wanted, headers=headers)
    remember(request, response)
    return response


def _page(
    request: Request, template: str, title: str, view: View | None, address: Address, values: dict[str, Any]
) -> bytes:
    formats = [
        name
        for name in FORMATS
        if view
        and name != "html"
        and (view.draw or name not in ("svg", "png"))
        and (name != "png" or raster() is not None)
    ]
    picture = view.draw(address) if view and view.draw else ""
    made = page(
        request,
        template,
        title=title,
        view=view,
        picture=markupsafe.Markup(picture),  # noqa: S704 - made by our own drawing, which escapes all text
        formats=formats,
        **values,
    )
    return bytes(made.body)


def _file(request: Request, service: Service, title: str, view: View | None, wanted: str) -> bytes:
    if view is None:
        raise Problem(406, "not-acceptable", "Ohne Auswahl gibt es hier nur die Seite.", available=["html"])
    if wanted == CSV:
        return view.table.csv().encode()
    notes = _notes(request, service, view, title)
    if wanted == JSON:
        origin = {"title": title, "about": view.about, "source": notes[2][1], "address": notes[3][1]}
        return json.dumps(view.table.as_dict() | origin, ensure_ascii=False).encode()
    if wanted == XLSX:
        return view.table.xlsx(notes)
    if view.draw is None:
        raise Problem(406, "not-acceptable", "Zu dieser Ansicht gibt es kein Bild.", available=["html", "csv", "json"])
    lines = [f"{name}: {text}" for name, text in notes[2:]]
    picture = framed(view.draw(str), title, view.about, lines)
    return png(picture) if wanted == PNG else f'<?xml version="1.0" encoding="UTF-8"?>\n{picture}\n'.encode()


def _notes(request: Request, service: Service, view: View, title: str) -> list[tuple[str, str]]:
    """Return what a file needs to be understood and cited away from its page: title, sentence, source, address …"""
    words = words_of(request, service)
    today, digest = words.date(dt.date.today()), service.build.digest[:12]
    address = str(request.url.remove_query_params(["format", "lang"]))
    return [
        (words("Titel", "Title"), title),
        (words("Erläuterung", "What it shows"), view.about or view.table.caption),
        (
            words("Quelle", "Source"),
            words(
                f"Integraph {__version__}, Datenstand {digest}, abgerufen am {today}; CC BY 4.0",
                f"Integraph {__version__}, data state {digest}, retrieved on {today}; CC BY 4.0",
            ),
        ),
        (words("Adresse", "Address"), address),
    ]


def _media(request: Request, wanted: str) -> str:
    offers = list(FORMATS.values())
    media = FORMATS.get(wanted, wanted) if wanted else negotiate(request.headers.get("accept"), offers)
    if media not in offers:
        raise Problem(406, "not-acceptable", "Dieses Format gibt es hier nicht.", available=list(FORMATS))
    return media


def _digest(service: Service, request: Request, *parts: str) -> str:
    today = dt.date.today().isoformat()
    text = "\0".join((__version__, service.build.digest, today, request.url.path, request.url.query, *parts))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:60] or "ansicht"


def day(text: str) -> str:
    """Return the ISO date that a parameter gives, today where it is empty. Raises `Problem` 400."""
    return date_of(text).isoformat()


def within(where: Thing | None) -> Text:
    """Return " in" and the name of a place, as it ends a title; nothing for no place."""
    return Text(f" {located(where.label)}", f" in {where.label}") if where else Text("", "")


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return *value*, or the first of *allowed* where it is empty. Raises `Problem` 400 that names what there is."""
    if value and value not in allowed:
        raise Problem(400, "invalid-parameter", f"{name} kann {', '.join(allowed)} sein, nicht „{value}“.")
    return value or allowed[0]
