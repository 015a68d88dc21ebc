"""The sheets of a Land's workbook: one for each class that a Land's office speaks of, headers in German."""

from __future__ import annotations

from typing import Final

from .statements import FUNDING_RULES, PROGRAMMES, RESPONSIBILITIES
from .things import ACTORS, CONDITIONS, LAWS, PASSAGES, SOURCES, TASKS

SHEETS: Final = (
    RESPONSIBILITIES,
    PROGRAMMES,
    FUNDING_RULES,
    ACTORS,
    TASKS,
    LAWS,
    CONDITIONS,
    SOURCES,
    PASSAGES,
)
"""All sheets with data, in the order of the workbook."""
GUIDE: Final = "Anleitung"
VALUES: Final = "Zulässige Werte"
