"""The names of the register's bodies: the short usual name, the official one and the ones people search for.

Strings in, strings out; nothing here fails. Source: the name and seat fields of GV100AD, and its notes for the one
name that the field is too short for.
"""

from __future__ import annotations

import re
from typing import Final

from integraph.register.parse import Record

CUT_OFF: Final = {
    "Bautzen / Budyšin, Stadt, Hochschulstadt / Wysokoš": (
        "Bautzen / Budyšin, Stadt, Hochschulstadt / Wysokošulske město"
    )
}
"""The name that the field of 50 characters cuts off → the whole name as the notes on the register print it."""

SORBIAN: Final = {"12": "dsb", "14": "hsb"}
"""Land → language of the second name in the Sorbian settlement area."""

SORBIAN_KREISE: Final = frozenset({"12052", "12061", "12066", "12071"})
"""Kreise in which a bare slash parts the German name from the Lower Sorbian one (elsewhere it is part of the name)."""

LAND_ABBREVIATIONS: Final = {
    "01": ("SH",),
    "02": ("HH",),
    "03": ("NI",),
    "04": ("HB",),
    "05": ("NW", "NRW"),
    "06": ("HE",),
    "07": ("RP", "RLP"),
    "08": ("BW", "BaWü"),
    "09": ("BY",),
    "10": ("SL",),
    "11": ("BE",),
    "12": ("BB",),
    "13": ("MV",),
    "14": ("SN",),
    "15": ("ST",),
    "16": ("TH",),
}
"""Key of a Land → its code in ISO 3166-2:DE and what else it is usually called for short."""

_TITLES: Final = {"M": "Markt", "St": "Stadt", "GKSt": "Große Kreisstadt"}
_KREIS_WORD: Final = re.compile(r"kreis\b|^(?:Region|Städteregion|Regionalverband)\b", re.IGNORECASE)


def official(name: str) -> str:
    """The register's name, completed where the field cuts it off."""
    return CUT_OFF.get(name, name)


def written_out(name: str) -> str:
    """The official name with the Bavarian abbreviations of titles written out: "Marktl, M" → "Marktl, Markt"."""
    head, comma, title = name.rpartition(", ")
    return f"{head}{comma}{_TITLES.get(title, title)}" if comma else name


def short(name: str) -> str:
    """The name without titles: "Kassel, documenta-Stadt" → "Kassel", "Sulzbach/ Saar, Stadt" → "Sulzbach/Saar"."""
    return re.sub(r"(?<! )/ ", "/", name.split(",")[0].strip()).replace("(Forstgutsbez.)", "(Forstgutsbezirk)")


def german_and_sorbian(name: str, key: str) -> tuple[str, str]:
    """The short German name and, where the register has one, the Sorbian one: "Cottbus", "Chóśebuz"."""
    if key[:2] in SORBIAN:
        separator = " / " if " / " in name else "/" if key[:5] in SORBIAN_KREISE else ""
        if separator and separator in name:
            german, _, other = name.partition(separator)
            return short(german), other.split(",")[0].strip()
    return short(name), ""


def kreis(record: Record) -> str:
    """The full name of a Landkreis: "Kassel" → "Landkreis Kassel"; "Heidekreis" and "Region Hannover" stay."""
    if _KREIS_WORD.search(record.name):
        return record.name
    return f"{record.type_name} {record.name}"


def kreis_variants(record: Record) -> list[str]:
    """Other ways to write a Landkreis: "Kreis Bergstraße" for "Landkreis Bergstraße" and the other way round."""
    if _KREIS_WORD.search(record.name):
        return []
    return [f"{word} {record.name}" for word in ("Kreis", "Landkreis") if word != record.type_name]


def bezirk(record: Record) -> str:
    """The full name of a Regierungsbezirk: "Reg.-Bez. Kassel" and "Oberbayern" → with the word in front."""
    return "Regierungsbezirk " + record.name.removeprefix("Reg.-Bez. ")


def region(record: Record) -> str:
    """The name of a statistical region: "früher: Reg.-Bez. Koblenz" → "Früherer Regierungsbezirk Koblenz"."""
    return record.name.replace("früher: ", "Früherer ").replace("Reg.-Bez. ", "Regierungsbezirk ")


def area(name: str) -> str:
    """The full name of a gemeindefreies Gebiet; many are called like the Gemeinde beside them."""
    plain = any(word in name for word in ("gemeindefreies Gebiet", "Hoheitsgebiet", "Küstengewässer"))
    return name if plain else f"Gemeindefreies Gebiet {name}"


def association_type(record: Record) -> str:
    """The name of the kind of association in its Land. Baden-Württemberg's two kinds stand in the name (VVG, GVV)."""
    if record.name.startswith("VVG "):
        return "Vereinbarte Verwaltungsgemeinschaft"
    if record.name.startswith("GVV "):
        return "Gemeindeverwaltungsverband"
    return record.type_name


def association(record: Record) -> tuple[str, str]:
    """The full name of an association and the bare one: ("Samtgemeinde Brome", "Brome")."""
    bare = short(re.sub(r"^(?:VVG|GVV|EG) | \(VGem\)$", "", record.name))
    return f"{association_type(record)} {bare}", bare
