"""What the blocks of a page about a thing are made from, and its statements as lines of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from integraph.describe import Description
from integraph.http.state import Service
from integraph.labelling import named
from integraph.responsibility.knowledge import Fact
from integraph.statements import Statements, is_denied
from integraph.store import Graph

_ROW: Final = ("role", "holder", "holderType", "appliesIn", "obligation", "bindingness", "modality")


@dataclass(frozen=True)
class Subject:
    """What the blocks of a page are made from."""

    service: Service
    graph: Graph
    statements: Statements
    thing: Description
    lang: str

    def named(self, iris: Sequence[str]) -> list[dict[str, str]]:
        """The things with their labels, in the order given."""
        found = named(self.graph, iris, self.lang)
        return [found[iri] for iri in iris]

    def sorted(self, iris: Sequence[str]) -> list[dict[str, str]]:
        """The things with their labels, by label."""
        return sorted(self.named(list(dict.fromkeys(iris))), key=lambda t: t["label"].casefold())


def passages(subject: Subject, iris: Sequence[str]) -> list[dict[str, Any]]:
    """The passages with source, section and lines."""
    return [each.as_dict() for each in subject.service.resolver().knowledge.passages(iris)]


def rows(subject: Subject, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """The statements as lines of a table: what they say, who, where, how it holds, since when, and the passages."""
    used = {v for f in facts for name in _ROW for v in f.all(name)}
    names = named(subject.graph, used, subject.lang)
    return [
        {
            "iri": fact.iri,
            "label": (subject.lang == "en" and fact.one("labelEn")) or fact.label,
            "lang": "en" if subject.lang == "en" and fact.one("labelEn") else "de",
            "denied": is_denied(fact),
            "asOf": fact.one("asOf") or "",
            "from": fact.one("validFrom") or "",
            "through": fact.one("validThrough") or "",
            "sources": passages(subject, fact.all("evidence")),
            **{name: [names[v] for v in fact.all(name)] for name in _ROW},
        }
        for fact in facts
    ]
