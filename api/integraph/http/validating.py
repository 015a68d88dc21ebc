"""`/validate`: a page to drop a file on, and the same for programs, with every format of report.

Uploads stay in memory, are validated in a process of their own (`integraph.validation.worker`) and are gone afterwards.
"""

from __future__ import annotations

import asyncio
import contextlib
import unicodedata
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from integraph.codes import ProblemCode
from integraph.http.i18n import language
from integraph.http.problems import Problem
from integraph.http.results import gone
from integraph.http.state import ServiceDep
from integraph.http.templates import page
from integraph.land.laender import LAENDER, UnknownLand, find_land
from integraph.reports import FORMATS
from integraph.responsibility.labels import german_number
from integraph.sparql.formats import HTML, content_type, negotiate
from integraph.validation.inputs import KNOWN, MEDIA, NAMES, TABLE_MEDIA, Bounds, Input
from integraph.validation.worker import Job, Outcome, Stopped, Worker

router = APIRouter()
_MULTIPART: Final = "multipart/form-data"
_FILES: Final = 20
_MEDIA: Final = {each.media: name for name, each in FORMATS.items()}
_OFFERS: Final = ["application/json", HTML, *(media for media in _MEDIA if media not in ("application/json", HTML))]


_STOPPED: Final[dict[str, tuple[ProblemCode, str]]] = {
    "cancelled": ("cancelled", "Die Prüfung wurde abgebrochen."),
    "deadline": ("deadline", "Die Prüfung dauerte zu lange und wurde abgebrochen. Bitte die Datei teilen."),
    "died": ("worker-died", "Die Prüfung brauchte zu viel Speicher und wurde abgebrochen. Bitte die Datei teilen."),
}


@dataclass(frozen=True)
class Uploads:
    """Limits of an upload (bytes, triples, levels of nesting) and of validations (seconds, bytes, number at once)."""

    size: int = 16 << 20
    triples: int = 250_000
    depth: int = 50
    seconds: float = 60.0
    memory: int = 2 << 30
    at_once: int = 2


class Desk:
    """Takes validations in, as many at once as there may be."""

    def __init__(self, uploads: Uploads) -> None:
        self.uploads = uploads
        self.running = 0

    async def validate(self, request: Request, job: Job) -> Outcome:
        """The outcome of a job. Raises `Problem` when there are too many, it takes too long, or nobody waits for it."""
        if self.running >= self.uploads.at_once:
            text = "Gerade werden andere Dateien geprüft; bitte gleich noch einmal versuchen."
            raise Problem(503, "busy", text, {"Retry-After": "10"})
        self.running += 1
        try:
            return await self._attended(request, job)
        except Stopped as error:
            raise Problem(503, *_STOPPED[error.reason]) from None
        finally:
            self.running -= 1

    async def _attended(self, request: Request, job: Job) -> Outcome:
        """Validate in a process while watching whether the client is still there."""
        worker = Worker(job, seconds=self.uploads.seconds, memory=self.uploads.memory)
        working = asyncio.ensure_future(run_in_threadpool(worker.run))
        watching = asyncio.ensure_future(gone(request))
        try:
            await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                worker.cancel()
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            worker.cancel()
            with contextlib.suppress(Stopped):
                await working
            raise
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching


def _desk(request: Request) -> Desk:
    found: Desk = request.app.state.desk
    return found


@router.get("/validate", include_in_schema=False)
async def form(request: Request) -> Response:
    """The form."""
    return _page(request, {"Vary": "Cookie"})


def _page(request: Request, headers: dict[str, str], status: int = 200, report: str = "", land: str = "") -> Response:
    return page(
        request,
        "validate.html",
        status,
        headers,
        title="Daten prüfen" if language(request) == "de" else "Check data",
        report=Markup(report),  # noqa: S704 - made by a template that escapes
        formats=FORMATS,
        inputs=NAMES,
        known=KNOWN,
        laender=LAENDER,
        land=land,
        size=_desk(request).uploads.size,
        most=_FILES,
    )


_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The report; `conforms` says whether the data can be taken in",
        "content": {media: {} for media in _OFFERS},
        "headers": {"Integraph-Conforms": {"schema": {"type": "boolean"}}},
    },
    400: {"description": "The form cannot be read, or a parameter is not as described"},
    406: {"description": "None of the accepted media types is available"},
    413: {"description": "The upload is too large"},
    415: {"description": "A content type that cannot be checked, or a content encoding"},
    422: {
        "description": "An input could not be read; the report says why",
        "content": {media: {} for media in _OFFERS},
    },
    503: {"description": "Deadline or memory reached, or too many validations at once"},
    "default": {"description": "Any other problem (problem+json)"},
}


@router.post(
    "/validate",
    summary="Validate data",
    responses=_RESPONSES,
    openapi_extra={
        "parameters": [
            {
                "name": "format",
                "in": "query",
                "schema": {"type": "string", "enum": list(FORMATS)},
                "description": "instead of Accept",
            },
            {"name": "lang", "in": "query", "schema": {"type": "string", "enum": ["de", "en"]}},
            {
                "name": "land",
                "in": "query",
                "schema": {"type": "string"},
                "description": "Land whose data it is (name, code or key); its profile holds too",
            },
            {
                "name": "name",
                "in": "query",
                "schema": {"type": "string"},
                "description": "name of the file in a report",
            },
        ],
        "requestBody": {
            "required": True,
            "content": {
                **{media: {"schema": {"type": "string"}} for media in (*MEDIA, *TABLE_MEDIA)},
                _MULTIPART: {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                            "text": {"type": "string"},
                            "input": {"type": "string", "enum": list(NAMES)},
                            "format": {"type": "string", "enum": list(FORMATS)},
                            "lang": {"type": "string", "enum": ["de", "en"]},
                            "land": {"type": "string"},
                        },
                    }
                },
            },
        },
    },
)
async def validate(request: Request, service: ServiceDep) -> Response:
    """Check the body, or the files of a form, against the shapes. Nothing of it is kept."""
    desk = _desk(request)
    uploads = desk.uploads
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "packed", "Gepackte Daten werden nicht angenommen; bitte ohne Content-Encoding senden.")
    asked = dict(request.query_params)
    if kind == _MULTIPART:
        fields = await _form(request, uploads)
        inputs = await _of_form(fields)
        asked |= {key: value for key, value in fields.multi_items() if isinstance(value, str)}
    elif kind in MEDIA:
        body = b"".join([part async for part in _bounded(request, uploads.size)])
        inputs = [Input(_safe_name(asked.get("name", "")) or "body", body, MEDIA[kind])]
    elif kind in TABLE_MEDIA:
        body = b"".join([part async for part in _bounded(request, uploads.size)])
        name = PurePosixPath(_safe_name(asked.get("name", "")) or "body").with_suffix(TABLE_MEDIA[kind]).name
        inputs = [Input(name, body)]
    else:
        accepted = ", ".join([*MEDIA, *TABLE_MEDIA, _MULTIPART])
        raise Problem(415, "unsupported-media-type", f"Angenommen werden: {accepted}.")
    if not inputs:
        raise Problem(400, "nothing-to-check", "Bitte eine Datei auswählen oder Text eingeben.")
    chosen_language = asked.get("lang") or language(request)
    if chosen_language not in ("de", "en"):
        raise Problem(400, "invalid-parameter", "lang ist de oder en.")
    name = _report_format(request, asked.get("format", ""))
    framed = name == "html" and not asked.get("format")
    bounds = Bounds(uploads.size, uploads.triples, uploads.depth)
    land = _land(asked.get("land", ""))
    job = Job(inputs, "body" if framed else name, chosen_language, bounds, str(service.build.store), land)
    outcome = await desk.validate(request, job)
    headers = {
        "Cache-Control": "no-store",
        "Vary": "Accept",
        "Integraph-Conforms": "true" if outcome.conforms else "false",
    }
    status = 200 if outcome.readable else 422
    if framed:
        return _page(request, headers | {"Vary": "Accept, Cookie"}, status, outcome.report.decode(), land)
    chosen = FORMATS[name]
    if kind == _MULTIPART:
        headers["Content-Disposition"] = f'attachment; filename="pruefbericht{chosen.suffix}"'
    return Response(outcome.report, status, {**headers, "Content-Type": content_type(chosen.media)})


def _land(asked: str) -> str:
    """The code of the Land that is asked for, "" for none."""
    if not asked:
        return ""
    try:
        return find_land(asked).code
    except UnknownLand as error:
        raise Problem(400, "invalid-parameter", str(error)) from None


def _report_format(request: Request, asked: str) -> str:
    if asked:
        if asked not in FORMATS:
            raise Problem(406, "not-acceptable", f"Berichte gibt es als {', '.join(FORMATS)}.", available=list(FORMATS))
        return asked
    media = negotiate(request.headers.get("accept"), _OFFERS)
    if media is None:
        raise Problem(406, "not-acceptable", "In diesem Format gibt es keinen Bericht.", available=_OFFERS)
    return _MEDIA[media]


async def _bounded(request: Request, size: int, overhead: int = 0) -> AsyncGenerator[bytes, None]:
    """The body part by part. Raises `Problem` as soon as it is, or says that it is, larger than *size*.

    *overhead* is what a form may have besides the data.
    """
    most = german_number(float(f"{size / (1 << 20):.3g}"))
    limit = f"Die Daten sind größer als {most} MiB; mit „integraph validate“ gilt diese Grenze nicht."
    size += overhead
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > size:
        raise Problem(413, "too-large", limit, {"Connection": "close"})
    received = 0
    async for part in request.stream():
        received += len(part)
        if received > size:
            raise Problem(413, "too-large", limit, {"Connection": "close"})
        yield part


async def _form(request: Request, uploads: Uploads) -> FormData:
    overhead = 1 << 16  # boundaries, part headers and the other fields
    stream = _bounded(request, uploads.size, overhead)
    parser = MultiPartParser(request.headers, stream, max_files=_FILES, max_fields=_FILES, max_part_size=uploads.size)
    parser.spool_max_size = uploads.size + overhead  # never to disk
    try:
        return await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        reason = getattr(error, "message", "")
        raise Problem(400, "malformed-form", f"Das Formular ist nicht lesbar. {reason}".strip()) from None


async def _of_form(fields: FormData) -> list[Input]:
    chosen = str(fields.get("input") or "")
    if chosen and chosen not in NAMES:
        raise Problem(400, "invalid-parameter", f"input ist eines von {', '.join(NAMES)}.")
    found = []
    for upload in fields.getlist("file"):
        if isinstance(upload, UploadFile) and (upload.filename or upload.size):
            found.append(Input(_safe_name(upload.filename or "") or "Datei", await upload.read(), chosen))
            await upload.close()
    text = fields.get("text")
    if isinstance(text, str) and text.strip():
        found.append(Input("Eingabe", text.encode(), chosen))
    return found


def _safe_name(name: str) -> str:
    """The last part of a file's name, printable and of bearable length."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in last)
    return plain if len(plain) <= 120 else plain[:60] + "…" + plain[-50:]
