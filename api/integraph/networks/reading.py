"""From statements to a network: of all Germany as the sources word it, or of one place with its bodies resolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from integraph.namespaces import NAMESPACES
from integraph.responsibility import Resolver
from integraph.responsibility.chain import Chain
from integraph.responsibility.knowledge import Fact
from integraph.responsibility.resolve import covers
from integraph.store import Graph

from .model import Network, Node, Relation, level_of
from .ties import COOPERATION, FUNDING, RESPONSIBILITY, SUPERVISION, Ties, ends, things

KINDS: Final = {
    "responsibility": "Zuständigkeit: Akteur → Aufgabe",
    "supervision": "Aufsicht: wer beaufsichtigt → wer beaufsichtigt wird",
    "funding": "Förderung: Geldgeber → Empfänger",
    "cooperation": "Zusammenarbeit: wechselseitig oder gerichtet",
}
"""Kind of relation → what it ties, and in which direction, in German."""

_LEVELS: Final = (
    "SELECT ?thing ?level WHERE { ?thing ig:level|ig:usualLevel|ig:actsAtLevel ?level . VALUES ?thing { %s } }"
)
_OUTER: Final = "SELECT ?inner ?outer WHERE { VALUES ?inner { %s } ?inner ig:containedIn+ ?outer }"


class UnknownKind(ValueError):
    """A kind of relation that there is not; the message names those there are."""


def build(
    graph: Graph,
    kinds: Iterable[str] = (),
    *,
    area: str | None = None,
    on: dt.date | None = None,
    resolver: Resolver | None = None,
) -> Network:
    """Return the network of *kinds* (default: all KINDS) in force on the date *on* (default: today).

    Without *area* every statement counts and a kind of body is an actor of its own. With *area* (an IRI) only what
    holds there counts: responsibilities are those that ``who`` gives, and a kind of body becomes the body of that kind
    there where the graph knows just one. Overlays of *graph* are in force. A *resolver* of the same graph saves
    reading it again. Raises UnknownKind.
    """
    wanted = tuple(dict.fromkeys(kinds)) or tuple(KINDS)
    for kind in wanted:
        if kind not in KINDS:
            raise UnknownKind(f"„{kind}“ ist keine Art von Beziehung. Es gibt: {', '.join(KINDS)}.")
    return _Builder(graph, resolver or Resolver(graph), area, (on or dt.date.today()).isoformat()).network(wanted)


class _Builder:
    def __init__(self, graph: Graph, resolver: Resolver, area: str | None, on: str) -> None:
        self.graph, self.resolver, self.area, self.on = graph, resolver, area, on
        self.labels = self.resolver.knowledge.labels
        self.chain: Chain | None = self.resolver.geography.chain(area) if area else None
        self.ties = Ties(self.resolver)
        self._bodies: dict[str, str] = {}

    def network(self, kinds: tuple[str, ...]) -> Network:
        read: dict[str, Callable[[], Iterator[Relation]]] = {
            "responsibility": self._resolved if self.chain else self._responsibilities,
            "supervision": self._supervision,
            "funding": self._funding,
            "cooperation": self._cooperation,
        }
        relations = sorted({relation for kind in kinds for relation in read[kind]()})
        place = f"{self.labels(self.area)}" if self.area else "Deutschland, alle Aussagen"
        return Network(self._nodes(relations), relations, f"{place}, {self.on}", self._containment(relations))

    def _resolved(self) -> Iterator[Relation]:
        """Yield what ``who`` answers for the place, for every task with statements of its own."""
        assert self.area is not None  # noqa: S101 - network() calls this for a place only
        for task in sorted(self.resolver.knowledge.by_task):
            for row in self.resolver.resolve(task, self.area, self.on).rows:
                known = row.holder.iri in (self.chain.iris if self.chain else ()) or not row.holder_kind
                holder = (
                    row.holder.iri
                    if known or self._is_exact(row.certainty.iri)
                    else (row.holder_kind or row.holder).iri
                )
                yield Relation(
                    holder,
                    task,
                    "responsibility",
                    row.role.label,
                    row.statements[0].iri,
                    task=task,
                    level=level_of([row.level.iri] if row.level else []),
                    obligation=row.obligation.label if row.obligation else "",
                    territory=row.territory.iri,
                    as_of=row.as_of,
                )

    def _responsibilities(self) -> Iterator[Relation]:
        for fact in self._in_force(RESPONSIBILITY):
            for holder, task in self._ends(RESPONSIBILITY, fact):
                for role in fact.all("role"):
                    for territory in fact.all("appliesIn"):
                        yield self._relation(
                            fact, holder, task, "responsibility", self.labels(role), task=task, territory=territory
                        )

    def _supervision(self) -> Iterator[Relation]:
        for fact in self._in_force(SUPERVISION):
            for role in fact.all("role"):
                for over, under in self._ends(SUPERVISION, fact):
                    yield self._relation(fact, over, under, "supervision", self.labels(role))

    def _funding(self) -> Iterator[Relation]:
        for fact in self._in_force(FUNDING):
            programmes = "; ".join(self.labels(programme.iri) for programme in self.ties.programmes_of(fact))
            funders, recipients = self._here(self.ties.funders(fact)), self._here(self.ties.recipients(fact))
            forwarded = self._here(things(fact, "forwardedTo"))
            steps = [("fördert", funders, recipients), ("leitet weiter", recipients, forwarded)]
            for type_, sources, targets in steps:
                for source in sources:
                    for target in targets:
                        if source != target:
                            yield self._relation(fact, source, target, "funding", type_, programme=programmes)

    def _cooperation(self) -> Iterator[Relation]:
        for fact in self._in_force(COOPERATION):
            type_ = self.labels(fact.one("cooperationKind") or "")
            for source, target in self._ends(COOPERATION, fact):
                yield self._relation(fact, source, target, "cooperation", type_)
            partners = self._here(things(fact, "partner"))
            for source in partners:
                for target in partners:
                    if source != target:
                        yield self._relation(fact, source, target, "cooperation", type_, mutual=True)

    def _in_force(self, name: str) -> Iterator[Fact]:
        """Yield the statements of a class that hold in the place and on the date; a rule's programme dates the rule."""
        for fact in self.ties.of(name).values():
            frame = next(iter(self.ties.programmes_of(fact)), Fact("")) if name == FUNDING else Fact("")
            dated = fact if fact.one("validFrom") or fact.one("validThrough") else frame
            places = fact.all("appliesIn") or frame.all("jurisdiction")
            here = self.chain is None or not self.chain.iris.isdisjoint(places)
            if here and covers(dated, self.on):
                yield fact

    def _ends(self, name: str, fact: Fact) -> Iterator[tuple[str, str]]:
        return iter(dict.fromkeys((self._body(source), self._body(target)) for source, target in ends(name, fact)))

    def _here(self, iris: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(map(self._body, iris)))

    def _body(self, iri: str) -> str:
        """Return the one body that a kind of body means in this place, or the kind itself."""
        if self.chain is None or not iri.startswith(NAMESPACES["kind"]):
            return iri
        if iri not in self._bodies:
            holders = [h for h in self.chain.resolve([iri], None) if h.exact and not h.open_level]
            self._bodies[iri] = holders[0].iri if len(holders) == 1 else iri
        return self._bodies[iri]

    def _relation(
        self,
        fact: Fact,
        source: str,
        target: str,
        kind: str,
        type_: str,
        *,
        task: str = "",
        territory: str = "",
        programme: str = "",
        mutual: bool = False,
    ) -> Relation:
        return Relation(
            source,
            target,
            kind,
            type_,
            fact.iri,
            task=task or fact.one("task") or fact.one("fundedTask") or "",
            level=level_of(fact.all("level")) if kind == "responsibility" else "",
            obligation=self.labels(fact.one("obligation") or "") if fact.one("obligation") else "",
            programme=programme,
            territory=territory or fact.one("appliesIn") or "",
            as_of=fact.one("asOf") or "",
            start=fact.one("validFrom") or "",
            end=fact.one("validThrough") or "",
            mutual=mutual,
        )

    @staticmethod
    def _is_exact(certainty: str) -> bool:
        return not certainty.endswith("/nur-ebene")

    def _nodes(self, relations: list[Relation]) -> list[Node]:
        tasks = {r.task for r in relations if r.task}
        actors = {r.source for r in relations} | {r.target for r in relations if r.target not in tasks}
        values = " ".join(f"<{iri}>" for iri in sorted(actors))
        levels: dict[str, list[str]] = {}
        for row in self.graph.select(_LEVELS % values):
            levels.setdefault(row["thing"].value, []).append(row["level"].value)
        self.labels.load(actors | tasks)
        sorts = {NAMESPACES["kind"]: "kind", NAMESPACES["geb"]: "territory"}
        found = [
            Node(
                iri,
                self.labels(iri),
                next((sort for base, sort in sorts.items() if iri.startswith(base)), "body"),
                level_of(levels.get(iri, [])),
            )
            for iri in actors
        ]
        return found + [Node(iri, self.labels(iri), "task") for iri in tasks]

    def _containment(self, relations: list[Relation]) -> Callable[[str, str], bool]:
        if self.chain is not None:  # all that holds at one place meets there
            return lambda _outer, _inner: True
        places = sorted({r.territory for r in relations if r.territory})
        values = " ".join(f"<{iri}>" for iri in places)
        pairs = {(row["outer"].value, row["inner"].value) for row in self.graph.select(_OUTER % values)}
        return lambda outer, inner: (outer, inner) in pairs
