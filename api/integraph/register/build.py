"""Makes data/register/ from the official register: all of it, or nothing.

Shapes: `build_register(source, target, progress)` → `RegisterReport`.
Errors: `RegisterError` when the file cannot be taken in (every bad line is named), when it is incomplete, or when
`target` holds files that are not the register's. Then nothing is written.
Source: Destatis, Gemeindeverzeichnis-Informationssystem, GV100AD.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from integraph.namespaces import GRAPH
from integraph.register.model import ASSOCIATION, DISTRICT, STATISTICAL, UNINCORPORATED, Body, bodies
from integraph.register.parse import RegisterError, read_records
from integraph.register.turtle import body_block, day, document, literal

POPULATION_DATES: Final = {date(2025, 11, 30): date(2024, 12, 31)}
"""Gebietsstand → day for which the figures of population and area hold. It stands in the notes, not in the records."""

TOTALS: Final[dict[date, dict[str, int]]] = {
    date(2025, 11, 30): {
        "laender": 16,
        "regierungsbezirke": 19,
        "landkreise": 294,
        "kreisfreie_staedte": 106,
        "gemeinden": 10_751,
        "gemeindefreie_gebiete": 202,
        "gemeindeverbaende": 1_203,
        "statistische_regionen": 22,
        "population": 83_577_140,
    }
}
"""Gebietsstand → the totals that Destatis publishes for it: a file with others is incomplete."""

SOURCE: Final = "quelle:destatis-gv100ad"
TITLES: Final = {
    "bund": "Bund",
    "laender": "Länder",
    "regierungsbezirke": "Regierungsbezirke",
    "regionen": "statistische Regionen",
    "kreise": "Landkreise",
    "gemeindeverbaende": "Gemeindeverbände",
    "gemeindefreie-gebiete": "gemeindefreie Gebiete",
}
_OWN_FILE: Final = re.compile(rf"(?:{'|'.join(TITLES)}|gemeinden-\d\d|quelle)\.ttl")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class RegisterReport:
    """What was taken in. Dates are ISO strings; `files` are the names written, in order."""

    as_of: str
    population_date: str
    records: int
    laender: int
    regierungsbezirke: int
    landkreise: int
    kreisfreie_staedte: int
    gemeinden: int
    gemeindefreie_gebiete: int
    gemeindeverbaende: int
    statistische_regionen: int
    population: int
    files: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The report as plain data."""
        return asdict(self)


def _population_date(source: Path, as_of: date) -> date:
    """The day of the figures: known for this Gebietsstand, or as the notes beside the file name it."""
    if as_of in POPULATION_DATES:
        return POPULATION_DATES[as_of]
    notes = source.with_name(f"{source.stem}_Hinweise.txt")
    if notes.is_file():
        text = notes.read_text(encoding="utf-8-sig", errors="replace")
        if found := re.search(r"Bevölkerungsangaben[^.]*Stichtag (\d\d)\.(\d\d)\.(\d{4})", text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    message = f"unknown for the Gebietsstand {as_of}; right would be its notes beside it as {notes.name}"
    raise RegisterError.of(0, "date of the population", message)


def _totals(found: list[Body]) -> dict[str, int]:
    def kind(name: str) -> int:
        return sum(name in body.kinds for body in found)

    def cls(name: str) -> int:
        return sum(body.cls == name for body in found)

    return {
        "laender": kind("land"),
        "regierungsbezirke": cls(DISTRICT),
        "landkreise": kind("landkreis"),
        "kreisfreie_staedte": kind("kreisfreie-stadt"),
        "gemeinden": kind("kreisfreie-stadt") + kind("kreisangehoerige-gemeinde"),
        "gemeindefreie_gebiete": cls(UNINCORPORATED),
        "gemeindeverbaende": cls(ASSOCIATION),
        "statistische_regionen": cls(STATISTICAL),
        "population": next(body.population for body in found if body.key == "de"),
    }


def _check_totals(totals: dict[str, int], as_of: date) -> None:
    expected = TOTALS.get(as_of, {"laender": 16})
    for name, number in expected.items():
        if totals[name] != number:
            message = f"the file has {totals[name]}; right would be {number} for the Gebietsstand {as_of}"
            raise RegisterError.of(0, name, message)


def _source_document(as_of: date, population_date: date, files: list[str]) -> str:
    """quelle.ttl: the source, its publisher and which graphs were made from it."""
    source = f"""{SOURCE} a ig:Source ;
    rdfs:label "Gemeindeverzeichnis GV100AD, Gebietsstand {as_of:%d.%m.%Y}"@de ;
    dct:title "Gemeindeverzeichnis-Informationssystem (GV-ISys), GV100AD"@de ;
    dct:identifier "gv100ad" ; dct:publisher akt:destatis ;
    dct:valid {day(as_of)} ; ig:populationDate {day(population_date)} ;
    dct:rights "Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet."@de ;
    dct:bibliographicCitation {
        literal(f"Statistisches Bundesamt (Destatis), {as_of.year}: Gemeindeverzeichnis GV100AD, bearbeitet.", "de")
    } .
"""
    graphs = [
        f"<{GRAPH}register/{name}> a prov:Entity ;\n"
        f"    rdfs:label {literal(f'Register: {_title(name)}', 'de')} ; prov:wasDerivedFrom {SOURCE} .\n"
        for name in files
    ]
    return document("The source of the register, and the graphs made from it.", [*graphs, source])


def _title(file: str) -> str:
    return TITLES.get(file) or f"Gemeinden, Landesschlüssel {file[-2:]}"


def _replace_directory(target: Path, contents: dict[str, str]) -> None:
    """Puts a directory with exactly these files in the place of `target`; on any error the old one stays."""
    if target.exists():
        strange = sorted(p.name for p in target.iterdir() if not _OWN_FILE.fullmatch(p.name))
        if strange:
            message = f"{target} holds {strange[0]}, which is not the register's; right would be a directory of its own"
            raise RegisterError.of(0, "output", message)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        fresh, old = Path(scratch) / "new", Path(scratch) / "old"
        fresh.mkdir()
        for name, text in contents.items():
            (fresh / name).write_bytes(text.encode("utf-8"))
        if target.exists():
            shutil.copymode(target, fresh)
            target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise


def build_register(source: Path, target: Path, progress: Progress | None = None) -> RegisterReport:
    """Reads GV100AD from `source` and writes the Turtle files of the register to the directory `target`.

    The same input gives the same bytes. `progress` is told in a few words what is being done. Raises `RegisterError`,
    with nothing written, when a line is malformed, a container is missing, the totals are not those of the
    Gebietsstand, or `target` holds other files; `OSError` when a file cannot be read or written.
    """
    tell = progress or (lambda _message: None)
    tell(f"reading {source.name}")
    records = read_records(source)
    as_of = records[0].as_of
    population_date = _population_date(source, as_of)
    tell(f"{len(records)} records, Gebietsstand {as_of}")
    found = bodies(records)
    totals = _totals(found)
    _check_totals(totals, as_of)
    by_file: dict[str, list[Body]] = defaultdict(list)
    for body in found:
        by_file[body.file].append(body)
    origin = f"Made by `integraph register` from GV100AD of Destatis, Gebietsstand {as_of}."
    contents = {
        f"{name}.ttl": document(f"{_title(name)}. {origin}", [body_block(body, population_date) for body in members])
        for name, members in sorted(by_file.items())
    }
    contents["quelle.ttl"] = _source_document(as_of, population_date, sorted(by_file))
    tell(f"writing {len(contents)} files")
    _replace_directory(target, contents)
    return RegisterReport(
        as_of=as_of.isoformat(),
        population_date=population_date.isoformat(),
        records=len(records),
        files=tuple(sorted(contents)),
        **totals,
    )
