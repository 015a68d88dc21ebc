"""Territories that must get the same answers up to names, so that thousands are resolved by resolving a few.

Two chains have the same profile when, level by level from the place outwards, their territories have the same kinds
and levels and are the very same territory wherever a statement, a named body or an observation speaks of it, and when
every condition with a figure comes out the same. The answer for one is then the answer for the other with the
territories exchanged one for one. A test proves it against resolving each by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .chain import Chain
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


class Profiler:
    """Sorts the chains of one graph into profiles."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    @cached_property
    def spoken_of(self) -> frozenset[str]:
        """Territories of which a responsibility or a named body speaks."""
        facts = self.resolver.knowledge.facts.values()
        named = {iri for fact in facts for name in ("appliesIn", "holder") for iri in fact.all(name)}
        return frozenset(named | {jurisdiction for *_, jurisdiction, _ in self.resolver.geography.bodies})

    @cached_property
    def measured(self) -> list[str]:
        """Conditions of any responsibility, ordered."""
        facts = self.resolver.knowledge.facts.values()
        return sorted({iri for fact in facts for name in ("condition", "unless") for iri in fact.all(name)})

    def key(self, chain: Chain) -> tuple[object, ...]:
        """Return what chains of one profile share."""
        territories = chain.inner_first()
        evaluate = self.resolver.conditions.evaluate
        return (
            tuple(
                (
                    frozenset(t.kinds),
                    frozenset(t.levels),
                    t.iri if t.iri in self.spoken_of else len(chain.territories[t.iri].containers),
                )
                for t in territories
            ),
            tuple((c.state, c.near) for t in territories for c in (evaluate(m, t.iri, t) for m in self.measured)),
        )

    def sort(self, areas: Iterable[str]) -> list[Profile]:
        """Return the profiles of *areas* (IRIs), in the order of their first member."""
        profiles: dict[tuple[object, ...], Profile] = {}
        for area in areas:
            chain = self.resolver.geography.chain(area)
            profiles.setdefault(self.key(chain), Profile([])).members.append(chain)
        return list(profiles.values())
