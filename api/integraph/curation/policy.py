"""What may be written, and what must hold of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from integraph.namespaces import GRAPH

_FOLDERS: Final = r"(?:bund|laender/[a-z]{2}|kommunen|verzeichnis|vorschlaege|quellen)"
_GRAPH: Final = re.compile(re.escape(GRAPH) + _FOLDERS + r"/[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Policy:
    """Rules for writing. `curated` rules make the store what a build makes: default graph = union of the status quo.

    Without them the store is a plain SPARQL dataset: any graph may be written, the default graph too, nothing is
    checked, and an unknown graph is an empty one. The W3C's protocol tests ask for that.
    """

    name: str
    curated: bool

    def allows(self, graph: str) -> bool:
        """Whether a named graph may be written: with `curated` rules, only one that a data file could stand for."""
        return not self.curated or bool(_GRAPH.fullmatch(graph))


CURATED: Final = Policy("curated", curated=True)
OPEN: Final = Policy("open", curated=False)
POLICIES: Final = {policy.name: policy for policy in (CURATED, OPEN)}
