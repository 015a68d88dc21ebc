"""The facts as CSV, one table a class, with a Frictionless Data Package that says what the columns mean.

After https://specs.frictionlessdata.io/data-package/ and https://specs.frictionlessdata.io/table-schema/.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pyoxigraph as ox

from integraph import __version__
from integraph.namespaces import RDF, SKOS, XSD, shorten
from integraph.table import as_csv

_TYPE: Final = RDF + "type"
_TYPES: Final = {
    **dict.fromkeys((XSD + "integer", XSD + "nonNegativeInteger"), "integer"),
    **dict.fromkeys((XSD + "decimal", XSD + "double"), "number"),
    XSD + "boolean": "boolean",
    XSD + "date": "date",
    XSD + "gYear": "year",
    XSD + "gYearMonth": "yearmonth",
}
_LICENCE: Final = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}


@dataclass
class _Column:
    """A property in one class: its name there, its values by thing, and what kinds of value they are."""

    name: str
    iri: str
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    kinds: set[str] = field(default_factory=set)

    @cached_property
    def several(self) -> bool:
        """Whether some thing has more than one value; asked for once all values are in."""
        return any(len(found) > 1 for found in self.values.values())

    def cell(self, iri: str) -> str:
        """Return the value for *iri*; a column with several values for some thing holds JSON arrays."""
        found = sorted(self.values.get(iri, ()))
        if not found:
            return ""
        return json.dumps(found, ensure_ascii=False) if self.several else found[0]

    def schema(self) -> dict[str, Any]:
        """Return the field descriptor."""
        kind = "array" if self.several else next(iter(self.kinds)) if len(self.kinds) == 1 else "string"
        shown: dict[str, Any] = {
            "name": self.name,
            "type": "string" if kind == "iri" else kind,
            "rdfType": self.iri,
        }
        if kind == "iri":
            shown["format"] = "uri"
        return shown


def tables(quads: Iterable[ox.Quad]) -> dict[str, bytes]:
    """Return file name → content: ``<class>.csv`` for each class of *quads*, and ``datapackage.json``."""
    facts: dict[str, list[ox.Quad]] = defaultdict(list)
    classes: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            if quad.predicate.value == _TYPE and isinstance(quad.object, ox.NamedNode):
                classes[quad.object.value].add(quad.subject.value)
            else:
                facts[quad.subject.value].append(quad)
    files: dict[str, bytes] = {}
    resources, columns_of = [], {}
    for class_, name in sorted(_names(classes).items(), key=lambda item: item[1]):
        members = sorted(classes[class_])
        columns = columns_of[name] = _columns(members, facts)
        rows = [[iri, *(column.cell(iri) for column in columns)] for iri in members]
        content = as_csv(["iri", *(column.name for column in columns)], rows).encode()
        files[f"{name}.csv"] = content
        resources.append(_resource(name, class_, columns))
    members_of = {name: classes[class_] for class_, name in _names(classes).items()}
    for resource in resources:
        _add_keys(resource, columns_of[resource["name"]], members_of)
    package = {
        "name": "integraph",
        "title": "Integraph: Zuständigkeiten in der Integrationspolitik",
        "version": __version__,
        "licenses": [_LICENCE],
        "resources": resources,
    }
    files["datapackage.json"] = (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()
    return files


def _names(classes: Iterable[str]) -> dict[str, str]:
    """Return class → name of its table: its local name in lower case, with the prefix where two would be alike."""
    short = {class_: shorten(class_).strip("<>") for class_ in sorted(classes)}
    local = {class_: name.rpartition(":")[2].rpartition("/")[2].lower() for class_, name in short.items()}
    taken = [*local.values()]
    return {c: name if taken.count(name) == 1 else short[c].replace(":", "-").lower() for c, name in local.items()}


def _columns(members: list[str], facts: dict[str, list[ox.Quad]]) -> list[_Column]:
    columns: dict[tuple[str, str], _Column] = {}
    for iri in members:
        for quad in facts[iri]:
            language, value = "", str(getattr(quad.object, "value", quad.object))
            if isinstance(quad.object, ox.Literal):
                language = quad.object.language or ""
                kind = _TYPES.get(quad.object.datatype.value, "string")
            else:
                kind = "iri"
            key = quad.predicate.value, language
            if key not in columns:
                name = shorten(quad.predicate.value).strip("<>").removeprefix("ig:").replace(":", "_")
                columns[key] = _Column(f"{name}_{language}" if language else name, quad.predicate.value)
            if value not in columns[key].values[iri]:
                columns[key].values[iri].append(value)
            columns[key].kinds.add(kind)
    return sorted(
        columns.values(),
        key=lambda c: (c.iri != SKOS + "prefLabel", not c.name.startswith("rdfs_label"), c.name),
    )


def _resource(name: str, class_: str, columns: list[_Column]) -> dict[str, Any]:
    identifier = {"name": "iri", "type": "string", "format": "uri", "constraints": {"required": True, "unique": True}}
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\n"},
        "schema": {"rdfType": class_, "primaryKey": "iri", "fields": [identifier, *(c.schema() for c in columns)]},
    }


def _add_keys(resource: dict[str, Any], columns: list[_Column], members: dict[str, set[str]]) -> None:
    """Add a foreign key for each column of single things that all lie in one and the same table."""
    keys = []
    for column in columns:
        if column.kinds == {"iri"} and not column.several:
            targets = {value for found in column.values.values() for value in found}
            fitting = [name for name, those in members.items() if targets <= those]
            if fitting:
                smallest = min(fitting, key=lambda name: (len(members[name]), name))
                keys.append({"fields": column.name, "reference": {"resource": smallest, "fields": "iri"}})
    if keys:
        resource["schema"]["foreignKeys"] = keys
