"""Writes the register's bodies as Turtle: one block a body, sorted by key, the same bytes each time.

Strings only; nothing here fails. Written by hand rather than by a library because the order and the layout decide
whether two versions of the register can be compared line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from integraph.namespaces import NAMESPACES
from integraph.register.model import Body

LOCAL_PREFIXES: Final = {
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "gk": "http://dcat-ap.de/def/politicalGeocoding/",
}
_USED: Final = re.compile(r"(?:^|[ ^])([a-z]+):", re.MULTILINE)


def literal(text: str, language: str = "") -> str:
    """A quoted Turtle string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def day(value: date) -> str:
    """A typed xsd:date."""
    return f'"{value.isoformat()}"^^xsd:date'


def _values(predicate: str, values: Iterable[str]) -> list[str]:
    listed = " , ".join(values)
    return [f"{predicate} {listed}"] if listed else []


def _names(prefix: str, slugs: Iterable[str]) -> list[str]:
    return [f"{prefix}:{slug}" for slug in slugs]


def body_block(body: Body, population_date: date) -> str:
    """The statements about one body."""
    lines = [f"a ig:{body.cls} ; rdfs:label {literal(body.label, 'de')}"]
    lines += _values("skos:altLabel", [literal(text, language) for text, language in body.alternatives()])
    lines.append(f"ig:officialName {literal(body.official, 'de')}")
    keys = _values("ig:ags", map(literal, body.ags)) + _values("ig:ars", map(literal, body.ars))
    if keys:
        lines.append(" ; ".join(keys))
    kinds = _values("ig:bodyKind", _names("kind", body.kinds))
    kinds += _values("ig:bodyTypeName", [literal(body.type_name, "de")] if body.type_name else [])
    levels = _values("ig:level", _names("level", [body.level] if body.level else []))
    levels += _values("ig:actsAtLevel", _names("level", body.acts_at))
    lines += [" ; ".join(group) for group in (kinds, levels) if group]
    if body.seat:
        lines.append(f"ig:seat {literal(body.seat, 'de')}")
    figures = f"ig:population {body.population} ; ig:populationDate {day(population_date)}"
    figures += f" ; ig:areaHectares {body.area}"
    lines.append(figures + (f" ; ig:postalCode {literal(body.postal_code)}" if body.postal_code else ""))
    lines += _values("ig:containedIn", _names("geb", body.contained_in))
    lines += _values("dcatde:politicalGeocodingURI", [f"gk:{kind}\\/{key}" for kind, key in body.geocodes])
    lines += _values("dcatde:politicalGeocodingLevelURI", [f"gk:Level\\/{name}" for name in body.geocode_levels])
    if body.note:
        lines.append(f"ig:note {literal(body.note, 'de')}")
    return f"geb:{body.key} " + " ;\n    ".join(lines) + " .\n"


def document(comment: str, blocks: Iterable[str]) -> str:
    """A Turtle file: a comment, the prefixes in use, the blocks."""
    text = "\n".join(blocks)
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    table = {**NAMESPACES, **LOCAL_PREFIXES}
    used = sorted({name for name in _USED.findall(bare) if name in table})
    head = "".join(f"@prefix {name}: <{table[name]}> .\n" for name in used)
    return f"# {comment}\n{head}\n{text}"
