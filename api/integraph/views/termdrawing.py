"""The ontology drawn: the tree of its classes with their use, and how its central statement leads to the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from integraph.namespaces import shorten
from integraph.responsibility.labels import german_number
from integraph.views.svg import INK, MUTED, Address, Drawing, wrap
from integraph.views.terms import Term, Vocabulary

_ROW, _LEFT, _BOX, _TOP = 26.0, 20.0, 300.0, 60.0
_STATEMENT, _OTHER = "#dcebf8", "#eef0f2"
_START: Final = 430.0


def draw(
    known: Vocabulary, centre: Term, found: Sequence[tuple[Term, Term | None, int]], lang: str, address: Address
) -> str:
    """Return the diagram; *found* as `terms.links` gives it for *centre*, *address* leads from a term to its place."""
    german = lang == "de"
    tree = known.tree()
    height = _TOP + max(len(tree) * _ROW, len(found) * 40.0) + 40
    title = "Die Ontologie" if german else "The ontology"
    about = (
        "Links die Klassen mit der Zahl ihrer Dinge, rechts die Beziehungen der Zuständigkeit mit ihrer Häufigkeit."
        if german
        else "Left the classes with the number of their things, right the relations of a responsibility with their use."
    )
    drawing = Drawing(1160, height, title, about, "ontologie")
    drawing.add("text", "Klassen" if german else "Classes", x=_LEFT, y=30, font_size=16, font_weight="bold")
    levels: dict[int, float] = {}
    statements = {term.iri for _, term in _below(tree, "Statement")}
    for number, (depth, term) in enumerate(tree):
        x, y = _LEFT + depth * 26, _TOP + number * _ROW
        if depth:
            top = levels[depth - 1] + 20
            drawing.add("path", d=f"M{x - 14} {top}V{y + 10}H{x}", fill="none", stroke=MUTED, stroke_width=1)
        levels[depth] = y
        link = drawing.link(address(term.iri), term.definitions.get(lang, term.label(lang)))
        fill = _STATEMENT if term.iri in statements else _OTHER
        drawing.add(
            "rect", parent=link, x=x, y=y, width=_BOX - depth * 26, height=20, rx=3, fill=fill, stroke="#7b8794"
        )
        drawing.add(
            "text", wrap(term.label(lang), _BOX - depth * 26 - 56, 12, 1)[0], link, x=x + 6, y=y + 14, font_size=12
        )
        drawing.add(
            "text",
            german_number(term.uses),
            link,
            x=_LEFT + _BOX - 6,
            y=y + 14,
            font_size=11,
            text_anchor="end",
            fill=MUTED,
        )
    head = "Was eine Zuständigkeit sagt" if german else "What a responsibility says"
    drawing.add("text", head, x=_START, y=30, font_size=16, font_weight="bold")
    middle = _TOP + len(found) * 20.0
    link = drawing.link(address(centre.iri), centre.definitions.get(lang, centre.label(lang)))
    drawing.add(
        "rect",
        parent=link,
        x=_START,
        y=middle - 22,
        width=150,
        height=44,
        rx=4,
        fill=_STATEMENT,
        stroke=INK,
        stroke_width=2,
    )
    drawing.add("text", centre.label(lang), link, x=_START + 75, y=middle + 5, text_anchor="middle", font_weight="bold")
    for number, (relation, target, count) in enumerate(found):
        y = _TOP + number * 40.0 + 16
        path = f"M{_START + 150} {middle:.1f}C{_START + 230} {middle:.1f} {_START + 210} {y:.1f} {_START + 290} {y:.1f}"
        drawing.add("path", d=path, fill="none", stroke="#9aa5b1", stroke_width=min(5.0, 0.8 + count / 250))
        named = drawing.link(address(relation.iri), relation.definitions.get(lang, relation.label(lang)))
        text = f"{relation.label(lang)} ({german_number(count)})"
        drawing.add("text", text, named, x=_START + 296, y=y + 4, font_size=12)
        other = next(iter(sorted(relation.relations["range"])), "")
        if target or other:
            name = target.label(lang) if target else shorten(other)
            box = drawing.link(address(target.iri if target else other), name)
            drawing.add(
                "rect", parent=box, x=_START + 530, y=y - 12, width=180, height=26, rx=3, fill=_OTHER, stroke="#7b8794"
            )
            drawing.add(
                "text", wrap(name, 168, 12, 1)[0], box, x=_START + 620, y=y + 5, font_size=12, text_anchor="middle"
            )
    drawing.add("text", about, x=_LEFT, y=height - 10, font_size=11, fill=MUTED)
    return drawing.text()


def _below(tree: Sequence[tuple[int, Term]], anchor: str) -> list[tuple[int, Term]]:
    """Return the part of *tree* at and below the class *anchor*."""
    start = next((i for i, (_, term) in enumerate(tree) if term.anchor == anchor), len(tree))
    end = next((i for i in range(start + 1, len(tree)) if tree[i][0] <= tree[start][0]), len(tree))
    return list(tree[start:end])
