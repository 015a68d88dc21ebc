"""The page of an error: what went wrong, and where to go on with one click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError

from integraph.http.i18n import Text, language
from integraph.http.links import local
from integraph.http.state import service
from integraph.http.templates import page
from integraph.responsibility.lookup import AmbiguousName, LookupFailure
from integraph.search import Entry

if TYPE_CHECKING:
    from integraph.http.problems import Problem

_TITLES: Final = {
    "ambiguous-name": Text("Welcher ist gemeint?", "Which one is meant?"),
    "unknown-name": Text("Dieser Name ist nicht bekannt", "This name is not known"),
    "invalid-parameter": Text("Eine Angabe fehlt oder passt nicht", "Something is missing or does not fit"),
    "too-large": Text("Die Daten sind zu groß", "The data are too large"),
    "busy": Text("Gerade ist viel los", "There is much going on"),
    "deadline": Text("Das hat zu lange gedauert", "This took too long"),
    "not-acceptable": Text("Dieses Format gibt es hier nicht", "There is no such format here"),
    "contradicting-scenarios": Text("Diese Vorschläge widersprechen sich", "These options contradict each other"),
    "syntax": Text("Die Abfrage ist nicht lesbar", "The query cannot be read"),
    "internal": Text("Das hätte nicht passieren dürfen", "This should not have happened"),
}
_MISSING: Final = Text("Diese Seite gibt es nicht", "There is no such page")
_UNKNOWN: Final = Text("Unter dieser Adresse ist nichts bekannt.", "Nothing is known at this address.")
_FIELDS: Final = {
    "task": Text("die Aufgabe", "the task"),
    "in": Text("der Ort", "the place"),
    "on": Text("der Tag", "the day"),
    "q": Text("der Suchtext", "the text to search for"),
    "seite": Text("die Seitenzahl", "the number of the page"),
}
"""What people call the parameters that forms and links set."""
_FAILED: Final = Text("Das ging nicht", "That did not work")
_KIND_OF: Final = {"Die Aufgabe": "aufgabe", "Der Ort": "ort", "Der Gebietsschlüssel": "ort"}
SUGGESTIONS: Final = 8


def respond(request: Request, problem: Problem, error: Exception, headers: dict[str, str]) -> Response:
    """The page for *problem*, which stands for *error*."""
    lang = language(request)
    detail, choices = Text(problem.detail, ""), [*_given(problem.more)]
    if isinstance(error, LookupFailure):
        detail, choices = _detail(error), _choices(request, error)
    elif isinstance(error, RequestValidationError):
        detail = _wrong(error)
    elif problem.code == "unknown-thing":
        detail = _UNKNOWN
    elif problem.status == 404 and not choices:
        choices = _by_address(request)
    elif problem.code == "syntax" and "line" in problem.more:
        line, column = problem.more["line"], problem.more["column"]
        detail = Text(f"Das gilt ab Zeile {line}, Spalte {column}.", f"From line {line}, column {column} on.")
    fallback = _MISSING if problem.status == 404 else _FAILED
    return page(
        request,
        "problem.html",
        problem.status,
        headers,
        title=_TITLES.get(problem.code, fallback)(lang),
        detail=detail(lang) or detail.de,
        detail_lang="de" if lang == "de" or not detail.en else "en",
        choices=choices,
        technical=problem.detail if problem.code == "syntax" else "",
        problem=problem,
        asked={name: request.query_params.get(name, "") for name in ("task", "in", "on")},
    )


def _wrong(error: RequestValidationError) -> Text:
    """What is missing, or what does not fit, in the words of the form."""
    missing: list[Text] = []
    unfit: list[Text] = []
    for each in error.errors():
        name = str(each["loc"][-1])
        empty = each["type"] in ("missing", "string_too_short")
        (missing if empty else unfit).append(_FIELDS.get(name, Text(f"„{name}“", f"“{name}”")))
    parts = (
        ("Es fehlt: ", "Missing: ", missing),
        ("Diese Angabe passt nicht: ", "This does not fit: ", unfit),
    )
    said = [(de, en, named) for de, en, named in parts if named]
    return Text(
        " ".join(de + ", ".join(text.de for text in named) + "." for de, _, named in said),
        " ".join(en + ", ".join(text.en for text in named) + "." for _, en, named in said),
    )


def _detail(error: LookupFailure) -> Text:
    if isinstance(error, AmbiguousName):
        return Text(
            f"{error.what} „{error.text}“ ist mehrdeutig. Bitte auswählen.",
            f"“{error.text}” may mean several things. Please choose.",
        )
    hint = Text(" Ähnlich heißen:", " Similar names:") if error.candidates else Text("", "")
    return Text(f"{error.what} „{error.text}“ ist nicht bekannt.{hint.de}", f"“{error.text}” is not known.{hint.en}")


def _choices(request: Request, error: LookupFailure) -> list[dict[str, str]]:
    """The things that may be meant, each with the address of the same question about it."""
    found = {c.iri: (c.label, c.context) for c in error.candidates}
    if not isinstance(error, AmbiguousName) and error.what in _KIND_OF:
        hits = service(request).index.find(error.text, [_KIND_OF[error.what]]).hits
        for hit in hits[:SUGGESTIONS]:
            found.setdefault(hit.entry.iri, (hit.entry.label, hit.entry.context))
    return [
        {"label": label, "context": context, "href": _instead(request, error.text, iri)}
        for iri, (label, context) in found.items()
    ]


def _instead(request: Request, text: str, iri: str) -> str:
    """The address of the request with *iri* for the parameter that had *text*."""
    pairs = [
        (name, iri if value.strip() == text.strip() else value) for name, value in request.query_params.multi_items()
    ]
    return f"{request.url.path}?{urlencode(pairs)}"


def _given(more: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"label": c["label"], "context": c.get("context", ""), "href": local(c["iri"])}
        for group in ("candidates", "suggestions")
        for c in more.get(group) or []
    ]


def _by_address(request: Request) -> list[dict[str, str]]:
    """What the last part of a wrong address may have meant."""
    words = unquote(request.url.path.rstrip("/").rpartition("/")[2]).replace("-", " ").replace("_", " ")[:80]
    hits = service(request).index.find(words.rpartition(".")[0] or words).hits[:SUGGESTIONS] if len(words) > 2 else []
    return [_link(hit.entry) for hit in hits]


def _link(entry: Entry) -> dict[str, str]:
    return {"label": entry.label, "context": entry.context, "href": local(entry.iri)}
