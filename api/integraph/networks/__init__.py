"""Who is tied to whom: actors of the integration landscape as networks, with measures (docs/netzwerk.md)."""

from .actors import brokerage, centralities, communities, distance
from .interlocking import MEASURES, compare, measures
from .model import Network, Node, Relation
from .reading import KINDS, UnknownKind, build

__all__ = [
    "KINDS",
    "MEASURES",
    "Network",
    "Node",
    "Relation",
    "UnknownKind",
    "brokerage",
    "build",
    "centralities",
    "communities",
    "compare",
    "distance",
    "measures",
]
