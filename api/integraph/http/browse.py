"""`/liste/…`: lists that are narrowed by facets, sorted and paged, with everything in the address; as files too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from integraph import __version__
from integraph.facets import Item, Selection, containing, ordered, select
from integraph.http.i18n import Text, language
from integraph.http.links import is_iri
from integraph.http.problems import Problem
from integraph.http.state import Service, ServiceDep
from integraph.http.tables import CSV, XLSX, as_csv, as_xlsx
from integraph.http.templates import page
from integraph.inventory import LISTS, Column, Listing, slug_of
from integraph.labelling import labels
from integraph.sparql.formats import HTML, negotiate

router = APIRouter()
PAGE: Final = 50
"""Things on one page."""
SHOWN: Final = 10
"""Values of a facet that are seen at once; the others unfold."""
_SHORT: Final = "SELECT ?source ?short WHERE { ?source ig:shortCitation ?short }"
_OWN: Final = ("q", "zu", "sort", "seite", "format", "lang")
_FORMATS: Final = {"html": HTML, "csv": CSV, "xlsx": XLSX, "json": "application/json"}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The list", "content": {media: {} for media in _FORMATS.values()}},
    400: {"description": "A parameter or a value that the list does not know (problem+json)"},
    404: {"description": "There is no such list (problem+json)"},
    "default": {"description": "Any other problem (problem+json)"},
}


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list."""

    name: str
    listing: Listing
    chosen: dict[str, list[str]]
    text: str
    about: str
    sort: str
    number: int

    @property
    def column(self) -> Column | None:
        """The column to sort by; none: by label."""
        return self.listing.column(self.sort.removeprefix("-"))


@router.get("/liste/", include_in_schema=False)
@router.get("/liste", include_in_schema=False)
async def get_lists(request: Request, service: ServiceDep) -> Response:
    """All lists with the number of their things."""
    lang = language(request)
    counts = await run_in_threadpool(lambda: {name: len(service.inventory.items(name)) for name in LISTS})
    title = Text("Stöbern", "Browse")(lang)
    return page(request, "lists.html", title=title, lists=LISTS, counts=counts)


@router.get("/liste/{name}", summary="Browse a list", response_model=None, responses=_RESPONSES)
async def get_list(
    request: Request,
    service: ServiceDep,
    name: str,
    q: Annotated[str, Query(max_length=200, description="words that the name must have")] = "",
    zu: Annotated[str, Query(description="only statements that mention this thing (IRI); for `aussagen`")] = "",
    sort: Annotated[str, Query(description="column; with - before it, downwards; default by name")] = "",
    seite: Annotated[int, Query(ge=1, description="page")] = 1,
    format: Annotated[str, Query(description="html, csv, xlsx or json, instead of Accept")] = "",
) -> Response:
    """A list of things; any other parameter is a column and the value it must have (repeatable: one of them)."""
    if name not in LISTS:
        raise Problem(404, "not-found", f"Die Liste „{name}“ gibt es nicht. Es gibt: {', '.join(LISTS)}.")
    media = _FORMATS.get(format) if format else negotiate(request.headers.get("accept"), list(_FORMATS.values()))
    if media is None:
        raise Problem(406, "not-acceptable", f"Es gibt: {', '.join(_FORMATS)}.", available=list(_FORMATS))

    def respond() -> Response:
        listing = LISTS[name]
        asked = Asked(name, listing, _chosen(request, service, name, listing), q, zu, sort, seite)
        if sort and asked.column is None:
            raise Problem(
                400, "invalid-parameter", f"Nach „{sort}“ lässt sich nicht sortieren.", columns=_names(listing)
            )
        selection = _select(service, asked)
        lang = language(request)
        if media == HTML:
            return _page(request, service, asked, selection, lang)
        return _file(request, service, asked, selection, lang, media)

    return await run_in_threadpool(respond)


def _names(listing: Listing) -> list[str]:
    return [column.name for column in listing.columns]


def _chosen(request: Request, service: Service, name: str, listing: Listing) -> dict[str, list[str]]:
    """The values asked for by column: IRIs, or texts as they are. Raises `Problem` for a column that there is not."""
    chosen: dict[str, list[str]] = {}
    for column, text in request.query_params.multi_items():
        if column in _OWN or not text:
            continue
        if listing.column(column) is None:
            raise Problem(400, "invalid-parameter", f"Die Liste hat keine Spalte „{column}“.", columns=_names(listing))
        slugs = service.inventory.slugs(name, column)
        chosen.setdefault(column, []).append(slugs.get(text, text))
    return chosen


def _select(service: Service, asked: Asked) -> Selection:
    accepts = containing(asked.text)
    if asked.about:
        if not is_iri(asked.about):
            raise Problem(400, "invalid-parameter", "zu ist die Adresse (IRI) einer Sache.")
        mentioning = {fact.iri for fact in service.statements.mentioning(asked.about)}
        named = accepts
        accepts = lambda item: item.iri in mentioning and named(item)  # noqa: E731 - two conditions in one
    facets = [column.name for column in asked.listing.columns if column.facet]
    selection = select(service.inventory.items(asked.name), facets, asked.chosen, accepts)
    column = asked.column
    names = (
        labels(
            service.graph,
            {v for i in selection.items for v in i.values.get(column.name, ())[:1] if v.startswith("http")},
        )
        if column
        else {}
    )
    items = ordered(
        selection.items,
        column.name if column else "",
        lambda value: names.get(value, value),
        number=bool(column and column.number),
        down=asked.sort.startswith("-"),
    )
    return Selection(items, selection.counts)


def _page(request: Request, service: Service, asked: Asked, selection: Selection, lang: str) -> Response:
    shown = selection.items[(asked.number - 1) * PAGE : asked.number * PAGE]
    columns = [column for column in asked.listing.columns if column.shown]
    iris = {v for item in shown for c in columns for v in item.values.get(c.name, ()) if v.startswith("http")}
    iris |= {v for counts in selection.counts.values() for v in counts if v.startswith("http")}
    iris |= {v for values in asked.chosen.values() for v in values if is_iri(v)} | (
        {asked.about} if asked.about else set()
    )
    names = labels(service.graph, [*iris, *(item.iri for item in shown)], lang)
    short = service.memo.get("short citations", lambda: _short_citations(service))
    names |= {iri: short[iri] for iri in iris & short.keys()}
    return page(
        request,
        "list.html",
        title=Text(*asked.listing.title)(lang),
        asked=asked,
        columns=columns,
        items=shown,
        names=names,
        total=len(selection.items),
        pages=-(-len(selection.items) // PAGE),
        facets=[_facet(service, asked, selection, c, names, request) for c in asked.listing.columns if c.facet],
        chosen=_removals(request, service, asked, names),
        seen=SHOWN,
    )


def _short_citations(service: Service) -> dict[str, str]:
    """The sources by the names under which evidence cites them, which leave room for the other columns."""
    return {row["source"].value: row["short"].value for row in service.graph.select(_SHORT)}


def _facet(
    service: Service, asked: Asked, selection: Selection, column: Column, names: dict[str, str], request: Request
) -> dict[str, Any]:
    """One facet with its values: those chosen first, then by count (numbers by size)."""
    counts, chosen = selection.counts[column.name], asked.chosen.get(column.name, [])
    slugs = service.inventory.slugs(asked.name, column.name)
    values = list(dict.fromkeys([*chosen, *counts]))
    if column.number:
        values.sort(key=lambda v: (v not in chosen, -float(v) if v.replace(".", "").isdigit() else 0))
    else:
        values.sort(key=lambda v: (v not in chosen, -counts[v], (names.get(v) or v).lower()))
    return {
        "column": column,
        "chosen": bool(chosen),
        "values": [
            {
                "label": names.get(value, value),
                "count": counts[value],
                "chosen": value in chosen,
                "href": _toggled(request, column.name, value, slugs),
            }
            for value in values
        ],
    }


def _toggled(request: Request, column: str, value: str, slugs: dict[str, str]) -> str:
    """The address with this value added, or taken away where it is chosen; on its first page."""
    slug = slug_of(value)
    text = slug if slugs.get(slug) == value else value
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k not in ("seite", "format", "lang")]
    left = [(k, v) for k, v in pairs if not (k == column and v in (text, value))]
    query = urlencode(left if len(left) < len(pairs) else [*pairs, (column, text)])
    return request.url.path + (f"?{query}" if query else "")


def _removals(request: Request, service: Service, asked: Asked, names: dict[str, str]) -> list[dict[str, str]]:
    """What is chosen, each with the address without it."""
    found = [
        {
            "column": column.name,
            "label": names.get(value, value),
            "href": _toggled(request, column.name, value, service.inventory.slugs(asked.name, column.name)),
        }
        for column in asked.listing.columns
        for value in asked.chosen.get(column.name, [])
    ]
    for parameter, value in (("zu", asked.about), ("q", asked.text)):
        if value:
            found.append(
                {"column": parameter, "label": names.get(value, value), "href": _toggled(request, parameter, value, {})}
            )
    return found


def _file(request: Request, service: Service, asked: Asked, selection: Selection, lang: str, media: str) -> Response:
    """All of the selection, not only a page of it."""
    iris = {v for i in selection.items for values in i.values.values() for v in values if v.startswith("http")}
    names = labels(service.graph, [*iris, *(item.iri for item in selection.items)], lang)
    headers = {"Vary": "Accept, Cookie"}
    if media == "application/json":
        return JSONResponse(_as_dict(asked, selection, names), headers=headers)
    columns = asked.listing.columns
    title = Text(*asked.listing.title)(lang)
    head = [Text("Name", "Name")(lang), *(Text(c.de, c.en)(lang) for c in columns)]
    things = [c for c in columns if _has_things(service.inventory.items(asked.name), c)]
    head += ["IRI", *(f"{Text(c.de, c.en)(lang)} IRI" for c in things)]
    rows = [_row(item, columns, things, names) for item in selection.items]
    filename = f"integraph-{asked.name}.{'csv' if media == CSV else 'xlsx'}"
    headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    if media == CSV:
        return Response(as_csv(head, rows), headers=headers, media_type=f"{CSV}; charset=utf-8")
    about = {
        Text("Tabelle", "Table")(lang): title,
        Text("Adresse", "Address")(lang): str(request.url),
        Text("Zeilen", "Rows")(lang): str(len(rows)),
        Text("Datenstand", "Data state")(lang): service.build.digest,
        Text("Version", "Version")(lang): f"Integraph {__version__}",
        Text("Lizenz", "Licence")(lang): "CC BY 4.0",
        Text("Mehrere Werte", "Several values")(lang): Text("durch | getrennt", "divided by |")(lang),
    }
    book = as_xlsx(title, head, rows, about, Text("Über diese Tabelle", "About this table")(lang))
    return Response(book, headers=headers, media_type=XLSX)


def _has_things(items: list[Item], column: Column) -> bool:
    """Whether *column* holds things, which have IRIs, and not texts or numbers."""
    return any(value.startswith("http") for item in items for value in item.values.get(column.name, ()))


def _row(item: Item, columns: tuple[Column, ...], things: list[Column], names: dict[str, str]) -> list[str | float]:
    cells: list[str | float] = [names[item.iri]]
    for column in columns:
        values = item.values.get(column.name, ())
        if column.number and len(values) == 1 and values[0].replace(".", "", 1).isdigit():
            cells.append(float(values[0]) if "." in values[0] else int(values[0]))
        else:
            cells.append(" | ".join(names.get(value, value) for value in values))
    cells.append(item.iri)
    return cells + [" | ".join(item.values.get(c.name, ())) for c in things]


def _as_dict(asked: Asked, selection: Selection, names: dict[str, str]) -> dict[str, Any]:
    def thing(value: str) -> dict[str, str] | str:
        return {"iri": value, "label": names[value]} if value in names else value

    return {
        "list": asked.name,
        "total": len(selection.items),
        "facets": {
            name: [{"value": thing(value), "count": count} for value, count in counts.most_common()]
            for name, counts in selection.counts.items()
        },
        "items": [
            {
                "iri": item.iri,
                "label": names[item.iri],
                **{column: [thing(value) for value in values] for column, values in item.values.items()},
            }
            for item in selection.items
        ],
    }
