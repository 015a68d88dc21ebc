"""Territories that must get the same answers up to names, so that thousands are resolved by resolving a few.

Two chains have the same profile when, level by level from the place outwards, their territories have the same kinds
and levels and are the very same territory wherever a statement, a named body or an observation speaks of it, and when
every condition with a figure comes out the same. The answer for one is then the answer for the other with the
territories exchanged one for one. What counts as spoken of depends on the scope: all statements, or those that bear on
one task. A test proves it against resolving each by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .chain import Chain, Territory
from .knowledge import Fact
from .resolve import Resolver


@dataclass
class Profile:
    """Chains that share their answers; the first stands for all."""

    members: list[Chain]

    @property
    def representative(self) -> Chain:
        """The chain that is resolved."""
        return self.members[0]

    def renaming(self, member: Chain) -> dict[str, str]:
        """Return the IRIs of the representative's territories → those of *member*."""
        pairs = zip(self.representative.inner_first(), member.inner_first(), strict=True)
        return {ours.iri: theirs.iri for ours, theirs in pairs}


@dataclass(frozen=True)
class Scope:
    """What tells places apart: the territories that are spoken of, and the conditions with figures."""

    spoken_of: frozenset[str]
    conditions: tuple[str, ...]

    @classmethod
    def union(cls, scopes: Iterable[Scope]) -> Scope:
        """Return what any of *scopes* tells apart."""
        found = list(scopes)
        conditions = {condition for scope in found for condition in scope.conditions}
        return cls(frozenset().union(*(scope.spoken_of for scope in found)), tuple(sorted(conditions)))


class Profiler:
    """Sorts the chains of one graph into profiles."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._known: dict[tuple[str, tuple[str, ...]], tuple[tuple[str, bool], ...]] = {}

    @cached_property
    def whole(self) -> Scope:
        """The scope of all statements and all named bodies."""
        scope = self._scope(self.resolver.knowledge.facts.values())
        jurisdictions = {jurisdiction for *_, jurisdiction, _ in self.resolver.geography.bodies}
        return Scope(scope.spoken_of | jurisdictions, scope.conditions)

    def scope(self, task: str) -> Scope:
        """Return the scope of the statements on *task* or a broader one, and of the bodies of their kinds."""
        knowledge = self.resolver.knowledge
        return self._scope(f for each in (task, *knowledge.broader(task)) for f in knowledge.by_task.get(each, ()))

    def _scope(self, facts: Iterable[Fact]) -> Scope:
        facts = list(facts)
        named = {iri for fact in facts for name in ("appliesIn", "holder") for iri in fact.all(name)}
        kinds = {kind for fact in facts for kind in fact.all("holderType")}
        seats = {place for _, kind, _, place, _ in self.resolver.geography.bodies if kind in kinds}
        conditions = {iri for fact in facts for name in ("condition", "unless") for iri in fact.all(name)}
        return Scope(frozenset(named | seats), tuple(sorted(filter(self.resolver.conditions.has_figure, conditions))))

    def key(self, chain: Chain, scope: Scope | None = None) -> tuple[object, ...]:
        """Return what chains of one profile share in *scope* (default: the whole)."""
        scope = scope or self.whole
        territories = chain.inner_first()
        return (
            tuple(
                (
                    frozenset(t.kinds),
                    frozenset(t.levels),
                    t.iri if t.iri in scope.spoken_of else len(t.containers),
                )
                for t in territories
            ),
            tuple(self._states(territory, scope.conditions) for territory in territories),
        )

    def _states(self, territory: Territory, conditions: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
        """Return how each condition comes out for a territory; a Land is asked for by all its municipalities."""
        key = (territory.iri, conditions)
        if key not in self._known:
            evaluated = (self.resolver.conditions.evaluate(c, territory.iri, territory) for c in conditions)
            self._known[key] = tuple((c.state, c.near) for c in evaluated)
        return self._known[key]

    def sort(self, areas: Iterable[str]) -> list[Profile]:
        """Return the profiles of *areas* (IRIs), in the order of their first member."""
        profiles: dict[tuple[object, ...], Profile] = {}
        for area in areas:
            chain = self.resolver.geography.chain(area)
            profiles.setdefault(self.key(chain), Profile([])).members.append(chain)
        return list(profiles.values())

    def for_task(self, task: str, profiles: Iterable[Profile]) -> list[Profile]:
        """Return *profiles* joined where the statements on *task* tell no difference."""
        scope = self.scope(task)
        joined: dict[tuple[object, ...], Profile] = {}
        for profile in profiles:
            key = self.key(profile.representative, scope)
            joined.setdefault(key, Profile([])).members.extend(profile.members)
        return list(joined.values())
