"""German-aware text folding, so that names are found however they are typed."""

from __future__ import annotations

import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return *text* in the form in which names are compared.

    Case, accents, punctuation and the two spellings of umlauts and ß no longer matter: ``"Königs Wusterhausen"`` and
    ``"Koenigs-Wusterhausen"`` fold to the same string.
    """
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    plain = lowered
    if not lowered.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain).strip()


def bare(text: str) -> str:
    """Return *text* folded and without what typists leave out: umlauts lose their ``e``, ``Koln`` meets ``Köln``."""
    return re.sub(r"([aou])e", r"\1", fold(text))
