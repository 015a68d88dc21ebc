"""From the register's records to bodies: one body, one identity, and what contains what.

Shapes: `bodies(records)` → list of `Body`, sorted by file and key.
Errors: `RegisterError` with every record whose container or counterpart is missing.
Source: GV100AD of Destatis and docs/encoding.md §1 for the identities.

Decisions:

* A kreisfreie Stadt is one body with the key of its Gemeinde, Berlin and Hamburg are one body each with the key of
  the Land. Their other keys are further values of `ags`.
* Of the register's Regierungsbezirke only those that exist are bodies: the five of Nordrhein-Westfalen, three of
  Hessen, four of Baden-Württemberg and seven of Bayern. The rows of Niedersachsen are statistical regions, those of
  Rheinland-Pfalz and Sachsen are called "früher", and the twelve regions of Baden-Württemberg (Satzart 30) serve
  planning: these 22 are statistical regions, no bodies; no Kreis is said to lie in them.
* An association is a row of Satzart 50 that is not "verbandsfrei". The erfüllende Gemeinden and the vereinbarte
  Verwaltungsgemeinschaften are among them because the register counts them so; `type_name` tells them apart.
* Three gemeindefreie Gebiete have no Kreis (07000999, 13000998, 13000999) and lie directly in their Land.
* Figures of Kreise, Regierungsbezirke, associations, Länder and the Bund are sums over their municipalities.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

from integraph.register import names
from integraph.register.parse import BEZIRK, GEMEINDE, KREIS, LAND, REGION, VERBAND, Problem, Record, RegisterError

TERRITORIAL, DISTRICT = "TerritorialAuthority", "AdministrativeDistrict"
ASSOCIATION, UNINCORPORATED, STATISTICAL = "MunicipalAssociation", "UnincorporatedArea", "StatisticalRegion"

NATION: Final = "Bundesrepublik Deutschland"
BEZIRK_LAENDER: Final = frozenset({"05", "06", "08", "09"})
CITY_STATES: Final = frozenset({"02", "11"})
"""Länder that are a single municipality. Bremen is a Stadtstaat of two."""
INDEPENDENT_CITY: Final = frozenset({"61", "62"})
AREAS: Final = frozenset({"65", "66"})
REGISTER_NOTES: Final = {
    "03241": "Das Register führt die Region Hannover als Landkreis; die Stadt Hannover ist dort eine ihrer Gemeinden.",
    "05334": "Das Register führt die Städteregion Aachen als Kreis; die Stadt Aachen ist dort eine ihrer Gemeinden.",
    "10041": "Das Register führt den Regionalverband Saarbrücken mit eigener Kennzeichnung auf der Ebene der Kreise.",
    "03241001": "Das Register führt die Stadt als Gemeinde der Region Hannover, nicht als kreisfreie Stadt.",
    "05334002": "Das Register führt die Stadt als Gemeinde der Städteregion Aachen, nicht als kreisfreie Stadt.",
}
NO_KREIS_NOTE: Final = "Das Register ordnet dieses Gebiet keinem Kreis zu."


@dataclass
class Body:
    """A territory as the graph names it. `key` is the last part of its IRI, `contained_in` holds such keys."""

    file: str
    key: str
    cls: str
    label: str
    official: str
    level: str
    kinds: tuple[str, ...]
    type_name: str = ""
    other_names: list[tuple[str, str]] = field(default_factory=list)
    ags: tuple[str, ...] = ()
    ars: tuple[str, ...] = ()
    acts_at: tuple[str, ...] = ()
    seat: str = ""
    area: int = 0
    population: int = 0
    postal_code: str = ""
    contained_in: tuple[str, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()
    geocode_levels: tuple[str, ...] = ()
    note: str = ""

    def add_name(self, name: str, language: str = "de") -> None:
        self.other_names.append((name, language))

    def alternatives(self) -> list[tuple[str, str]]:
        """The other names with their language, each once, without the label."""
        return sorted({pair for pair in self.other_names if pair[0] and pair != (self.label, "de")})


class _Builder:
    """Holds the records by key while the bodies are made."""

    def __init__(self, records: tuple[Record, ...]) -> None:
        by_kind: dict[str, dict[str, Record]] = defaultdict(dict)
        for record in records:
            by_kind[record.kind][record.association_key if record.kind == VERBAND else record.key] = record
        self.laender, self.kreise = by_kind[LAND], by_kind[KREIS]
        self.bezirke = {key: record for key, record in by_kind[BEZIRK].items() if key[:2] in BEZIRK_LAENDER}
        self.regions = {key: r for key, r in by_kind[BEZIRK].items() if key not in self.bezirke} | by_kind[REGION]
        self.rows_of_associations, self.gemeinden = by_kind[VERBAND], by_kind[GEMEINDE]
        self.associations = {key: r for key, r in self.rows_of_associations.items() if r.code != "50"}
        self.area: Counter[str] = Counter()
        self.population: Counter[str] = Counter()
        for key, record in self.gemeinden.items():
            for container in {"de", key[:2], key[:3], key[:4], key[:5], record.association_key}:
                self.area[container] += record.area
                self.population[container] += record.population

    def check(self) -> None:
        """Every record has its container, every kreisfreie Stadt its two rows, every container something in it."""
        problems: list[Problem] = []

        def need(record: Record, where: bool, what: str) -> None:
            if not where:
                problems.append(Problem(record.line, "Schlüssel", f"'{record.key}' {record.name}: {what} is missing"))

        for key, record in [*self.bezirke.items(), *self.regions.items(), *self.kreise.items()]:
            need(record, key[:2] in self.laender, f"the Land {key[:2]} (Satzart 10)")
        for key, record in self.kreise.items():
            if key[:2] in BEZIRK_LAENDER:
                need(record, key[:3] in self.bezirke, f"the Regierungsbezirk {key[:3]} (Satzart 20)")
            if record.code in ("41", "42"):
                city = self.gemeinden.get(key + "000")
                there = city is not None and city.code in INDEPENDENT_CITY
                need(record, there, f"the kreisfreie Stadt {key}000 (Satzart 60)")
        for record in self.rows_of_associations.values():
            outside = record.key.endswith("000") and record.code == "50"
            need(record, outside or record.key in self.kreise, f"the Kreis {record.key} (Satzart 40)")
        for key, record in self.gemeinden.items():
            need(record, key[:2] in self.laender, f"the Land {key[:2]} (Satzart 10)")
            if key[2:5] == "000" and record.code in AREAS:
                continue
            above = self.kreise.get(key[:5])
            need(record, above is not None, f"the Kreis {key[:5]} (Satzart 40)")
            row = f"the row of its Verband {record.association_key} (Satzart 50)"
            need(record, record.association_key in self.rows_of_associations, row)
            if above and record.code in INDEPENDENT_CITY:
                need(record, above.code in ("41", "42"), f"the kreisfreie Stadt {key[:5]} (Satzart 40)")
        filled = {key[:2] for key in self.gemeinden} | {key[:5] for key in self.gemeinden}
        filled |= {record.association_key for record in self.gemeinden.values()}
        for container in (self.laender, self.kreise, self.rows_of_associations):
            for key, record in container.items():
                need(record, key in filled, "every municipality (Satzart 60)")
        if problems:
            raise RegisterError(sorted(problems, key=lambda problem: problem.line))

    def sums(self, body: Body) -> Body:
        body.area, body.population = self.area[body.key], self.population[body.key]
        return body

    def bund(self) -> Body:
        body = Body("bund", "de", TERRITORIAL, NATION, NATION, "bund", ("bund",))
        body.other_names = [("Bund", "de"), ("Deutschland", "de")]
        body.acts_at, body.geocode_levels = ("bund",), ("federal",)
        return self.sums(body)

    def land(self, key: str, record: Record) -> Body:
        body = Body("laender", key, TERRITORIAL, record.name, record.name, "land", ("land",), "Land")
        for name in (f"Land {record.name}", *names.LAND_ABBREVIATIONS[key]):
            body.add_name(name)
        body.ags, body.seat, body.contained_in = (key,), names.short(record.seat), ("de",)
        body.acts_at, body.geocodes, body.geocode_levels = ("land",), (("stateKey", key),), ("state",)
        if key == "04":
            body.kinds = ("land", "stadtstaat")
        if key in CITY_STATES:
            city = self.gemeinden[key + "000000"]
            body.kinds = ("kreisfreie-stadt", "land", "stadtstaat")
            body.acts_at = ("land", "kreis", "gemeinde")
            body.add_name(names.official(city.name))
            body.ags, body.ars = (key, city.key[:5], city.key), (city.ars,)
            body.postal_code = city.postal_code
            body.geocodes += self.city_codes(city)
            body.geocode_levels += ("administrativeDistrict", "municipality")
        return self.sums(body)

    def bezirk(self, key: str, record: Record) -> Body:
        label = names.bezirk(record)
        body = Body("regierungsbezirke", key, DISTRICT, label, record.name, "regierungsbezirk", ("regierungsbezirk",))
        body.type_name, body.ags, body.seat = "Regierungsbezirk", (key,), names.short(record.seat)
        body.contained_in, body.acts_at = (key[:2],), ("regierungsbezirk",)
        body.geocodes = (("governmentDistrictKey", key),)
        body.add_name(record.name)
        return self.sums(body)

    def region(self, key: str, record: Record) -> Body:
        body = Body("regionen", key, STATISTICAL, names.region(record), record.name, "", ())
        body.ags, body.seat, body.contained_in = (key,), names.short(record.seat), (key[:2],)
        return self.sums(body)

    def above_kreis(self, key: str) -> tuple[str, ...]:
        return (key[:2], key[:3]) if key[:3] in self.bezirke else (key[:2],)

    def landkreis(self, key: str, record: Record) -> Body:
        body = Body("kreise", key, TERRITORIAL, names.kreis(record), record.name, "kreis", ("landkreis",))
        body.type_name, body.ags, body.seat = record.type_name, (key,), names.short(record.seat)
        body.contained_in, body.acts_at = self.above_kreis(key), ("kreis",)
        body.geocodes, body.geocode_levels = (("districtKey", key),), ("administrativeDistrict",)
        body.note = REGISTER_NOTES.get(key, "")
        for variant in names.kreis_variants(record):
            body.add_name(variant)
        return self.sums(body)

    def association(self, key: str, record: Record) -> Body:
        label, bare = names.association(record)
        body = Body("gemeindeverbaende", key, ASSOCIATION, label, record.name, "gemeinde", ("gemeindeverband",))
        body.type_name, body.ars, body.seat = names.association_type(record), (key,), names.short(record.seat)
        body.contained_in, body.acts_at = (key[:5],), ("gemeinde",)
        body.geocodes = (("municipalAssociationKey", key),)
        if bare != record.name and "," not in record.name:
            body.add_name(record.name)
        return self.sums(body)

    def city_codes(self, record: Record) -> tuple[tuple[str, str], ...]:
        """The geocodes of a municipality, that of the Kreis included where it is one itself."""
        own = (("municipalityKey", record.key), ("regionalKey", record.ars))
        return ((("districtKey", record.key[:5]), *own)) if record.code in INDEPENDENT_CITY else own

    def gemeinde(self, key: str, record: Record) -> Body:
        independent, area = record.code in INDEPENDENT_CITY, record.code in AREAS
        label, sorbian = names.german_and_sorbian(record.name, key)
        kind = "gemeindefreies-gebiet" if area else "kreisfreie-stadt" if independent else "kreisangehoerige-gemeinde"
        file = "gemeindefreie-gebiete" if area else f"gemeinden-{key[:2]}"
        official = names.official(record.name)
        body = Body(file, key, UNINCORPORATED if area else TERRITORIAL, label, official, "gemeinde", (kind,))
        body.type_name, body.postal_code, body.ars = record.type_name, record.postal_code, (record.ars,)
        body.area, body.population, body.ags = record.area, record.population, (key,)
        body.geocodes, body.geocode_levels = self.city_codes(record), ("municipality",)
        body.note = REGISTER_NOTES.get(key, "")
        body.add_name(names.written_out(official))
        body.add_name(sorbian, names.SORBIAN.get(key[:2], "de"))
        if independent:
            row = self.kreise[key[:5]]
            body.ags, body.seat, body.contained_in = (key[:5], key), names.short(row.seat), self.above_kreis(key)
            body.geocode_levels = ("administrativeDistrict", "municipality")
            body.add_name(f"Stadt {label}")
            body.add_name(names.official(row.name))
        elif key[:5] in self.kreise:
            within = (record.association_key,) if record.association_key in self.associations else ()
            body.contained_in = (key[:5], *within)
        else:
            body.contained_in, body.note = (key[:2],), NO_KREIS_NOTE
        if area:
            body.label = names.area(label)
            body.add_name(label)
        else:
            body.acts_at = ("kreis", "gemeinde") if independent else ("gemeinde",)
        return body

    def all(self) -> list[Body]:
        found = [self.bund()]
        found += [self.land(*item) for item in self.laender.items()]
        found += [self.bezirk(*item) for item in self.bezirke.items()]
        found += [self.region(*item) for item in self.regions.items()]
        found += [self.landkreis(key, r) for key, r in self.kreise.items() if r.code not in ("41", "42")]
        found += [self.association(*item) for item in self.associations.items()]
        found += [self.gemeinde(key, r) for key, r in self.gemeinden.items() if key[:2] not in CITY_STATES]
        return sorted(found, key=lambda body: (body.file, body.key))


def _tell_apart(found: list[Body]) -> None:
    """Gives bodies of one label a further name with their container: "Neuenkirchen (Heidekreis)".

    Kreisfreie Städte and Länder have such a name already: "Stadt Bremen", "Land Bremen".
    """
    labels = {body.key: body.label for body in found}
    shared = Counter(body.label for body in found)
    proposed: dict[str, list[Body]] = defaultdict(list)
    for body in found:
        if shared[body.label] > 1 and body.level == "gemeinde" and "kreis" not in body.acts_at:
            proposed[f"{body.label} ({labels[body.contained_in[0]]})"].append(body)
    for name, bearers in proposed.items():
        for body in bearers:
            body.add_name(name if len(bearers) == 1 else f"{name[:-1]}, {(body.ags or body.ars)[-1]})")


def bodies(records: tuple[Record, ...]) -> list[Body]:
    """All bodies of the register. Raises `RegisterError` when a container or counterpart is missing."""
    builder = _Builder(records)
    builder.check()
    found = builder.all()
    _tell_apart(found)
    return found
