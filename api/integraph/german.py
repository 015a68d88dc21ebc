"""German sentences around names of places: which preposition and article a name takes."""

from __future__ import annotations

import re
from typing import Final

_IM: Final = re.compile(
    r"(?:Landkreis|Kreis|Amt|Regierungsbezirk|Regionalverband|Gemeindeverwaltungsverband|Verwaltungsverband|Saarland)\b"
    r"|(?:[^ ]+ )?[^ ]*(?:kreis|-Kreis)\b|Rhein-Kreis\b"
)
_IM_WITH_ADJECTIVE: Final = re.compile(r"([^ ]+)e[rs] (?=(?:Kreis|Regierungsbezirk|Direktionsbezirk|Gebiet)\b)")
_IN_DER: Final = re.compile(
    r"(?:Bundesrepublik|Region|Städteregion|Verbandsgemeinde|Samtgemeinde|Verwaltungsgemeinschaft)\b"
)
_IN_DER_WITH_ADJECTIVE: Final = re.compile(r"(?:Vereinbarte|Erfüllende|Statistische)\b")


def located(name: str) -> str:
    """Return *name* of a territory with "in" before it: "in Kassel", "im Landkreis Gießen", "in der Region Hannover".

    Adjectives that belong to the name are declined: "im Märkischen Kreis", "im Gemeindefreien Gebiet Harz".
    """
    plain = name.partition(" (")[0]
    if _IM_WITH_ADJECTIVE.match(plain):
        return "im " + _IM_WITH_ADJECTIVE.sub(r"\1en ", name, count=1)
    if match := _IN_DER_WITH_ADJECTIVE.match(plain):
        return f"in der {match[0]}n{name[match.end() :]}"
    if _IN_DER.match(plain):
        return f"in der {name}"
    return f"im {name}" if _IM.match(plain) else f"in {name}"
