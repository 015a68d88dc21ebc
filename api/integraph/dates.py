"""Days as people write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

_GERMAN: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")


def day_of(text: str) -> dt.date:
    """Return the day that *text* gives: ``2024-12-31`` or ``31.12.2024``; today where it is empty.

    Raises ValueError, whose text is a German sentence.
    """
    text = text.strip()
    if not text:
        return dt.date.today()
    try:
        if match := _GERMAN.fullmatch(text):
            day, month, year = map(int, match.groups())
            return dt.date(year, month, day)
        return dt.date.fromisoformat(text)
    except ValueError:
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise ValueError(f"„{shown}“ ist kein Datum der Form JJJJ-MM-TT oder TT.MM.JJJJ.") from None
