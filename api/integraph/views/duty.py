"""How strict a duty is, in the few steps that a picture can tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from integraph.namespaces import SCHEME
from integraph.responsibility.answer import Answer, Row
from integraph.views.words import GERMAN, Words

_OBLIGATION: Final = SCHEME + "obligation/"
_BINDINGNESS: Final = SCHEME + "bindingness/"


@dataclass(frozen=True)
class Duty:
    """One step: its name in both languages, and its colour and sign in pictures, so that neither stands alone.

    `DUTIES` lists them from the strictest down. The signs are of WGL4, which nearly every font has.
    """

    key: str
    text: str
    english: str
    colour: str
    sign: str

    def name(self, words: Words = GERMAN) -> str:
        """Return its name in the language of the view."""
        return words(self.text, self.english)


MUST = Duty("muss", "Pflicht", "must", "#0b4f8a", "●")
SHOULD = Duty("soll", "Soll", "should", "#3f8fc8", "▲")
MAY = Duty("kann", "Kann", "may", "#a6cde9", "○")
STATE = Duty("staatlich", "staatliche Aufgabe", "task of the state", "#75559b", "■")
VOLUNTARY = Duty("freiwillig", "freiwillig", "voluntary", "#e8a33d", "□")
UNSAID = Duty("ohne", "zuständig, Pflicht nicht genannt", "responsible, duty not stated", "#9fb0a3", "?")
DENIED = Duty("verneint", "ausdrücklich verneint", "explicitly denied", "#a3343c", "×")
SILENT = Duty("keine", "keine Aussage in den Quellen", "no statement in the sources", "#eceff1", "")
DUTIES: Final = (MUST, SHOULD, MAY, STATE, VOLUNTARY, UNSAID, DENIED, SILENT)


def duty_of(obligation: str | None, bindingness: str | None) -> Duty:
    """Return the step of one responsibility from the IRIs of its obligation and bindingness.

    Must, should and may come before the kind of obligation: a voluntary task may still be bound by a "soll".
    """
    by_bindingness = {"muss": MUST, "soll": SHOULD, "kann": MAY}
    if bindingness:
        return by_bindingness.get(bindingness.removeprefix(_BINDINGNESS), UNSAID)
    match (obligation or "").removeprefix(_OBLIGATION):
        case "":
            return UNSAID
        case "freiwillig":
            return VOLUNTARY
        case "staatlich":
            return STATE
    return MUST


def duty_of_row(row: Row) -> Duty:
    """Return the step of one row of an answer."""
    return duty_of(row.obligation.iri if row.obligation else None, row.bindingness.iri if row.bindingness else None)


def strictest(duties: Iterable[Duty]) -> Duty:
    """Return the first of `DUTIES` that occurs; `SILENT` if none does."""
    found = set(duties)
    return next((duty for duty in DUTIES if duty in found), SILENT)


def duty_of_answer(answer: Answer) -> Duty:
    """Return the strictest step over the rows of an answer, `DENIED` where there is only a denial."""
    return strictest([duty_of_row(row) for row in answer.rows] or ([DENIED] if answer.denied else []))
