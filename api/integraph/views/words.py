"""The words of a view in one language: its own texts, the names of things, numbers and dates."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Final

from integraph.labelling import named
from integraph.namespaces import BELEG
from integraph.responsibility.answer import Thing
from integraph.responsibility.labels import german_number
from integraph.store import Graph

_MONTHS: Final = ("", *calendar.month_name[1:])


@dataclass(frozen=True)
class Foreign(Thing):
    """A thing whose label is in another language than the view."""

    lang: str = "de"


class Words:
    """`words("deutsch", "English")` is the text in *lang* (``de`` or ``en``).

    Models come with German labels; in another language *graph* tells what else a thing is called. What has no name in
    that language keeps the German one.
    """

    def __init__(self, lang: str = "de", graph: Graph | None = None) -> None:
        self.lang, self.graph = lang, graph

    def __call__(self, de: str, en: str) -> str:
        """Return the text in the language of the view."""
        return en if self.lang == "en" else de

    def thing(self, thing: Thing) -> Thing:
        """Return *thing* as it is called in the language of the view, `Foreign` where it has no such name."""
        if self.graph is None or self.lang == "de" or not thing.iri:
            return thing
        if not thing.iri.startswith(BELEG):
            found = named(self.graph, [thing.iri], self.lang)[thing.iri]
            if found["lang"] == self.lang:
                return Thing(thing.iri, found["label"])
        return Foreign(thing.iri, thing.label)

    def name(self, thing: Thing) -> str:
        """Return what *thing* is called in the language of the view."""
        return self.thing(thing).label

    def title(self, thing: Thing) -> str:
        """Return its name as the beginning of a heading: English names of concepts are in lower case."""
        name = self.name(thing)
        return name if self.lang == "de" else name[:1].upper() + name[1:]

    def number(self, value: float) -> str:
        """Return *value* as readers of the language write it."""
        if self.lang == "de":
            return german_number(value)
        return f"{value:,.10g}" if value % 1 else f"{value:,.0f}"

    def day(self, iso: str) -> str:
        """Return an ISO date, month or year as readers of the language write it."""
        parts = [int(part) for part in iso.split("-")]
        if len(parts) == 1:
            return iso
        year, month, day = (*parts, 0)[:3]
        if self.lang == "de":
            return f"{day:02}.{month:02}.{year}" if day else f"{month:02}/{year}"
        return f"{day} {_MONTHS[month]} {year}" if day else f"{_MONTHS[month]} {year}"

    def date(self, day: dt.date) -> str:
        """Return *day* as readers of the language write it."""
        return self.day(day.isoformat())


GERMAN: Final = Words()
