"""Narrowing a list by its properties: which values there are, how many things have each, and what is left.

Values of one facet are alternatives, facets restrict each other. A count says how many things a value would show if it
were chosen beside what is chosen in the *other* facets. One pass over the things is enough for all counts: a thing that
fails no facet counts in all, one that fails a single facet counts in that one only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from integraph.text import fold


@dataclass(frozen=True)
class Item:
    """One thing of a list: its values by column, and for columns with a hierarchy also what these values belong to.

    `key` is the label in the form in which names are compared and sorted.
    """

    iri: str
    label: str
    values: Mapping[str, tuple[str, ...]]
    wider: Mapping[str, frozenset[str]] = field(default_factory=dict)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", fold(self.label))

    def under(self, column: str) -> Iterable[str]:
        """The values of *column* by which the thing is found."""
        return self.wider.get(column) or self.values.get(column, ())


@dataclass(frozen=True)
class Selection:
    """What is left of a list, and the counts of each facet's values."""

    items: list[Item]
    counts: dict[str, Counter[str]]


def select(
    items: Iterable[Item],
    facets: Iterable[str],
    chosen: Mapping[str, Collection[str]],
    accepts: Callable[[Item], bool] = lambda _: True,
) -> Selection:
    """Keep the items that have one of the *chosen* values in each chosen column, and count the values of *facets*.

    *accepts* is a further condition that is no facet.
    """
    names = tuple(facets)
    wanted = {column: frozenset(values) for column, values in chosen.items() if values}
    kept: list[Item] = []
    missed: dict[str, list[Item]] = {column: [] for column in wanted}
    for item in items:
        if not accepts(item):
            continue
        failed = [column for column, values in wanted.items() if values.isdisjoint(item.under(column))]
        if not failed:
            kept.append(item)
        elif len(failed) == 1:
            missed[failed[0]].append(item)
    counts = {
        name: Counter(chain.from_iterable(item.under(name) for item in chain(kept, missed.get(name, ()))))
        for name in names
    }
    return Selection(kept, counts)


def containing(text: str) -> Callable[[Item], bool]:
    """A condition: the label has every word of *text* (folded) in it."""
    words = fold(text).split()
    return lambda item: all(word in item.key for word in words)


def ordered(items: list[Item], column: str, names: Callable[[str], str], *, number: bool, down: bool) -> list[Item]:
    """The items by their first value of *column* (empty: by label), and among equals by label.

    Those without a value come last either way. *names* gives the label of a value.
    """
    by_label = sorted(items, key=lambda item: item.key, reverse=down and not column)
    if not column:
        return by_label

    def key(item: Item) -> tuple[float, str]:
        first = item.values[column][0]
        return (float(first), "") if number else (0, fold(names(first)))

    have = [item for item in by_label if item.values.get(column)]
    lack = [item for item in by_label if not item.values.get(column)]
    return sorted(have, key=key, reverse=down) + lack
