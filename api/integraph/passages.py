"""Makes `data/quellen/belege-<source>.ttl`: one `ig:Passage` for every passage that some file names as evidence.

A passage's IRI says all of it: `id/beleg/<slug of the source>/<first line>-<last line>`. The section is the innermost
one in `data/quellen/abschnitte.ttl` that holds the first line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from integraph.build import read_turtle
from integraph.namespaces import BELEG, DCT, ID, IG, RDFS, SOURCE_SLUGS
from integraph.paths import DATA

CITATIONS: Final = {
    "s0": "Kühn/Schammann/Bendel",
    "s1": "McGovern",
    "s2": "KGSt",
    "s3": "Bogumil/Hafner/Kastilan",
    "s4": "KI-Gutachten",
}
"""How a source is cited in a line of text."""
_IRI: Final = re.compile(re.escape(BELEG) + r"([a-z-]+)/([1-9]\d*)-([1-9]\d*)")
_PREFIXES: Final = """@prefix ig: <https://w3id.org/integraph/ontology#> .
@prefix quelle: <https://w3id.org/integraph/id/quelle/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
"""


@dataclass
class Section:
    """A section of a source: its heading and its lines (1-based, inclusive)."""

    label: str
    first: int
    last: int


@dataclass
class Passages:
    """What the evidence in the data asks for: file contents by name, and what is wrong (`file: what`)."""

    files: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    count: int = 0


def _lines(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> int:
    return int(value.value) if isinstance(value, ox.Literal) else 0


def sections(data: Path = DATA) -> tuple[dict[str, list[Section]], dict[str, int]]:
    """By slug of the source: its sections, and how many lines its text has. Raises `DataError`."""
    of: dict[str, dict[str, str]] = defaultdict(dict)
    lengths: dict[str, int] = {}
    for name in ("abschnitte.ttl", "quellen.ttl"):
        path = data / "quellen" / name
        for quad in read_turtle(path) if path.is_file() else ():
            subject, predicate, value = str(quad.subject), quad.predicate.value, quad.object
            if predicate == IG + "lineCount":
                lengths[subject[1:-1].removeprefix(ID + "quelle/")] = _lines(value)
            elif name == "abschnitte.ttl" and not isinstance(value, ox.Triple):
                of[subject][predicate] = value.value
    found: dict[str, list[Section]] = defaultdict(list)
    for properties in of.values():
        if {DCT + "isPartOf", IG + "firstLine", IG + "lastLine", RDFS + "label"} <= properties.keys():
            slug = properties[DCT + "isPartOf"].removeprefix(ID + "quelle/")
            first, last = int(properties[IG + "firstLine"]), int(properties[IG + "lastLine"])
            found[slug].append(Section(properties[RDFS + "label"], first, last))
    return found, lengths


def make(data: Path = DATA, ontology: Path | None = None) -> Passages:
    """The passage files for all evidence in `data` and, where given, in the schemes of `ontology`.

    Raises `DataError` when a file cannot be read.
    """
    made = Passages()
    wanted: dict[str, set[tuple[int, int]]] = {slug: set() for slug in SOURCE_SLUGS.values()}
    known_sections, lengths = sections(data)
    files = [(data, path) for path in sorted(data.rglob("*.ttl")) if not path.name.startswith("belege-")]
    if ontology:
        files += [(ontology, path) for path in sorted(ontology.rglob("*.ttl"))]
    read = [(root, path, list(read_turtle(path))) for root, path in files]
    # the sources of a Land come with its data, and so do their passages
    described = {str(q.subject) for _, _, quads in read for q in quads if q.object == ox.NamedNode(IG + "Passage")}
    for root, path, quads in read:
        for quad in quads:
            if quad.predicate.value != IG + "evidence" or str(quad.object) in described:
                continue
            iri = getattr(quad.object, "value", str(quad.object))
            problem = _problem(iri, lengths)
            if problem:
                made.problems.append(f"{path.relative_to(root).as_posix()}: {quad.subject}: {problem}")
            elif match := _IRI.fullmatch(iri):
                wanted[match[1]].add((int(match[2]), int(match[3])))
    made.problems = sorted(set(made.problems))
    for source, slug in SOURCE_SLUGS.items():
        if wanted[slug]:
            blocks = [_block(source, slug, first, last, known_sections[slug]) for first, last in sorted(wanted[slug])]
            head = f"# Passages of {source} that the data name as evidence. Made by `integraph passages`.\n"
            prefix = f"@prefix {source}: <{BELEG}{slug}/> .\n"
            made.files[f"belege-{slug}.ttl"] = head + _PREFIXES + prefix + "\n" + "\n".join(blocks)
            made.count += len(blocks)
    return made


def _problem(iri: str, lengths: dict[str, int]) -> str | None:
    match = _IRI.fullmatch(iri)
    if not match:
        return f"{iri} is not a passage (beleg/<source>/<first>-<last>)"
    slug, first, last = match[1], int(match[2]), int(match[3])
    if slug not in SOURCE_SLUGS.values():
        return f"{iri} names no known source"
    if first > last:
        return f"{iri} ends before it begins"
    if slug in lengths and last > lengths[slug]:
        return f"{iri} ends after the source, which has {lengths[slug]} lines"
    return None


def _block(source: str, slug: str, first: int, last: int, known: list[Section]) -> str:
    around = [s for s in known if s.first <= first <= s.last]
    section = min(around, key=lambda s: s.last - s.first).label if around else ""
    lines = f"Zeile {first}" if first == last else f"Zeilen {first}–{last}"
    text = f'{source}:{first}-{last} a ig:Passage ;\n    rdfs:label "{CITATIONS[source]}, {lines}"@de ;\n'
    text += f"    dct:isPartOf quelle:{slug} ; ig:firstLine {first} ; ig:lastLine {last}"
    if section:
        text += f" ;\n    ig:section {ox.Literal(section, language='de')}"
    return text + " .\n"


def stale(made: Passages, data: Path = DATA) -> list[str]:
    """Names of passage files that are missing, differ from what they should be, or are no longer needed."""
    folder = data / "quellen"
    present = {p.name: p.read_text(encoding="utf-8") for p in folder.glob("belege-*.ttl")}
    return sorted(name for name in {*present, *made.files} if present.get(name) != made.files.get(name))


def write(made: Passages, data: Path = DATA) -> list[str]:
    """Write what is stale; return the names of the files that changed."""
    changed = stale(made, data)
    folder = data / "quellen"
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in made.files:
            (folder / name).write_text(made.files[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed
