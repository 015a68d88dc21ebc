"""Maps of answers: for each area, how strict a duty is, or at which level those are who have a role."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Final

from integraph.namespaces import SCHEME
from integraph.networks.model import LEVELS, level_of
from integraph.responsibility import Resolver
from integraph.responsibility.answer import Answer, Thing
from integraph.responsibility.chain import Chain
from integraph.responsibility.profiles import Profiler
from integraph.views.duty import DUTIES, duty_of_answer
from integraph.views.maps import BLANK, DENIED, SILENT, Area, Group, Map, areas
from integraph.views.table import Cell, cell, sources
from integraph.views.words import GERMAN, Words

EXECUTION: Final = SCHEME + "role/ausfuehrung"
HOLDERS: Final = {
    "eu": (("Europäische Union", "European Union"), "#c9a227", "E"),
    "bund": (("Bund", "federation"), "#0b4f8a", "B"),
    "land": (("Land", "Land"), "#75559b", "L"),
    "kommune": (("kommunale Ebene", "local level"), "#a6cde9", "K"),
    "nicht-staatlich": (("nicht staatlich", "non-state"), "#8fb996", "N"),
    "several": (("mehrere Ebenen", "several levels"), "#e8a33d", "+"),
    "": (("Ebene nicht genannt", "level not stated"), "#9fb0a3", "?"),
    "denied": (DENIED, "#a3343c", "×"),
    "silent": (SILENT, BLANK, ""),
}
"""Level of the holders → its names in both languages, colour and sign."""


@dataclass(frozen=True)
class Reading:
    """What a map reads off an answer; each pair of texts is German and English.

    ``scale`` stands in the title and over the legend, ``column`` heads the table, ``rule`` says how an area gets its
    class. ``classes`` are names, colour and sign; ``read`` turns an answer and the names of its holders into an index
    of ``classes`` and a sentence.
    """

    scale: tuple[str, str]
    column: tuple[str, str]
    rule: tuple[str, str]
    classes: tuple[tuple[tuple[str, str], str, str], ...]
    read: Callable[[Answer, str, Words], tuple[int, str]]


def _duty(answer: Answer, said: str, words: Words) -> tuple[int, str]:
    duty = duty_of_answer(answer)
    return DUTIES.index(duty), said or duty.name(words)


def _level(answer: Answer, said: str, words: Words) -> tuple[int, str]:
    levels = {level_of([row.level.iri] if row.level else []) for row in answer.rows}
    names = [HOLDERS[level][0] for level in (*LEVELS, "") if level in levels]
    group = "silent" if not levels and not answer.denied else "denied" if not levels else "several"
    if len(levels) == 1:
        (group,) = levels
    text = " + ".join(words(*name) for name in names) + f": {said}" if said else words(*HOLDERS[group][0])
    return list(HOLDERS).index(group), text


DUTY: Final = Reading(
    ("Pflicht", "duty"),
    ("Pflicht", "Duty"),
    (
        "Gibt es mehrere Zuständige, zählt die strengste Pflicht.",
        "Of several holders the strictest duty counts.",
    ),
    tuple(((duty.text, duty.english), duty.colour, duty.sign) for duty in DUTIES),
    _duty,
)
LEVEL: Final = Reading(
    ("Ebene der Zuständigen", "level of the holders"),
    ("Ebene", "Level"),
    (
        "Die Farbe sagt, auf welcher Ebene die Zuständigen stehen; Kreise und Gemeinden zählen als kommunale Ebene.",
        "The colour tells at which level the holders are; districts and municipalities count as the local level.",
    ),
    tuple(HOLDERS.values()),
    _level,
)


def answer_map(
    reading: Reading,
    resolver: Resolver,
    layer: str,
    task: str,
    on: str,
    role: str = EXECUTION,
    land: str = "",
    words: Words = GERMAN,
) -> Map:
    """Return what *reading* makes of the answers on *task* in each area on the ISO date *on* (IRIs of task, role)."""
    found = [
        Area(key, thing, *reading.read(answer, said, words), cells)
        for key, thing, answer, said, cells in _answers(resolver, layer, task, on, role, land, words)
    ]
    labels = resolver.knowledge.labels
    what, held = words.title(Thing(task, labels(task))), words.name(Thing(role, labels(role)))
    where = words("nach Ländern", "by Land") if layer == "laender" else words("nach Kreisen", "by district")
    scale = words(*reading.scale)
    return Map(
        f"{what if role == EXECUTION else f'{what} ({held})'}: {scale} {where}",
        f"{words(f'Rolle {held}, Stichtag', f'Role {held},')} {words.day(on)}. {words(*reading.rule)}",
        layer,
        tuple(Group(colour, words(*names), sign) for names, colour, sign in reading.classes),
        tuple(found),
        (
            words(*reading.column),
            words("Zuständig", "Responsible"),
            words("Aussagen", "Statements"),
            words("Belege", "Sources"),
        ),
        scale[:1].upper() + scale[1:],
    )


def _answers(
    resolver: Resolver, layer: str, task: str, on: str, role: str, land: str, words: Words
) -> Iterator[tuple[str, Thing, Answer, str, tuple[Cell, ...]]]:
    """Yield for each area its key, itself, the answer, its holders as text, and the cells that say whence it comes.

    Areas of one profile share an answer up to the names of their territories (`integraph.responsibility.profiles`).
    """
    profiler = Profiler(resolver)
    scope, known = profiler.scope(task), dict[Hashable, tuple[Answer, Chain]]()
    for key, thing in areas(resolver.graph, layer, land):
        chain = resolver.geography.chain(thing.iri)
        profile = profiler.key(chain, scope)
        if profile not in known:
            known[profile] = resolver.resolve(task, thing.iri, on, role), chain
        answer, first = known[profile]
        named = dict(zip((t.iri for t in first.inner_first()), chain.inner_first(), strict=True))
        holders = sorted(
            {Thing(own.iri, own.label) if (own := named.get(r.holder.iri)) else r.holder for r in answer.rows},
            key=lambda holder: holder.label,
        )
        evidence = [e for row in answer.rows for e in row.evidence] or [e for _, more in answer.denied for e in more]
        statements = [s for row in answer.rows for s in row.statements] or [s for s, _ in answer.denied]
        said = "; ".join(dict.fromkeys(words.name(holder) for holder in holders))
        yield key, thing, answer, said, (cell(*holders), cell(*statements), sources(evidence))
