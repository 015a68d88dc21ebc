"""What the forms of the views offer to choose from, and what an address chose."""

from __future__ import annotations

from collections.abc import Callable

from integraph.http.problems import Problem
from integraph.http.state import Service
from integraph.namespaces import NAMESPACES
from integraph.responsibility import LookupFailure
from integraph.responsibility.answer import Thing
from integraph.views import naming
from integraph.views.maps import areas
from integraph.views.naming import Sort
from integraph.views.words import GERMAN, Words


def options(service: Service, sort: Sort, words: Words = GERMAN) -> list[Thing]:
    """Return all things of *sort*, by label in the language of *words*."""

    def make() -> list[Thing]:
        found = map(words.thing, naming.things(service.resolver().lookup, sort))
        return sorted(found, key=lambda thing: (thing.label.casefold(), thing.iri))

    return service.memo.get(("options", sort, words.lang), make)


def roles(service: Service, words: Words = GERMAN) -> list[Thing]:
    """Return the roles that can be held, by label."""
    return options(service, naming.ROLE, words)


def laender(service: Service) -> list[Thing]:
    """Return the 16 Länder, by key."""
    return service.memo.get("laender", lambda: [thing for _, thing in areas(service.graph, "laender")])


def land_key(service: Service, text: str) -> str:
    """Return the two-digit key of the Land that *text* names, nothing for nothing.

    Raises `Problem` for a place that is no Land, `LookupFailure` for an unknown or ambiguous name.
    """
    if not text:
        return ""
    iri = service.resolver().lookup.area(text)
    key = iri.removeprefix(NAMESPACES["geb"])
    if iri not in {land.iri for land in laender(service)}:
        names = ", ".join(land.label for land in laender(service))
        raise Problem(400, "invalid-parameter", f"„{text}“ ist kein Land. Es gibt: {names}.")
    return key


def place(service: Service, text: str) -> Thing | None:
    """Return the territory that *text* names, None for nothing. Raises `LookupFailure`."""
    if not text.strip():
        return None
    resolver = service.resolver()
    return resolver.knowledge.labels.thing(resolver.lookup.area(text))


def place_text(service: Service, where: Thing | None) -> str:
    """Return what a form shows for a place so that sending it leads there again: its name, else its official key."""
    return _text(where, service.resolver().lookup.area)


def task_text(service: Service, what: Thing | None) -> str:
    """Return what a form shows for a task, see `place_text`."""
    return _text(what, service.resolver().lookup.task)


def _text(thing: Thing | None, meant: Callable[[str], str]) -> str:
    if thing is None:
        return ""
    try:
        unambiguous = meant(thing.label) == thing.iri
    except LookupFailure:
        unambiguous = False
    return thing.label if unambiguous else thing.iri.rpartition("/")[2]


def task(service: Service, text: str) -> Thing | None:
    """Return the task that *text* names, None for nothing. Raises `LookupFailure`."""
    if not text.strip():
        return None
    resolver = service.resolver()
    return resolver.knowledge.labels.thing(resolver.lookup.task(text))
