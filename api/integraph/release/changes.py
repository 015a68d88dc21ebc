"""What changed from one release to the next: terms, statements and things that came, went or say something else."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from integraph.build import CATALOGUE, INFERRED
from integraph.namespaces import GRAPH, IG, RDF, RDFS, SCHEME, shorten

from .content import DUMP, read_dump

_TYPE: Final = RDF + "type"
_END: Final = "https://schema.org/validThrough"
_STATEMENTS: Final = {
    IG + name
    for name in (
        "Responsibility", "FundingRule", "LegalProvision", "Supervision", "Cooperation", "Placement", "Membership",
        "Classification", "Observation", "Event", "Finding", "Definition", "Argument", "Recommendation",
    )
}  # fmt: skip
_GROUPS: Final = {"terms": "Begriffe", "statements": "Aussagen", "things": "Sachen"}
_FATES: Final = {"added": "neu", "ended": "beendet", "changed": "geändert"}


class UnusableRelease(ValueError):
    """A directory that is no release, or whose files are not those of its checksums; the message says which."""


@dataclass(frozen=True)
class Change:
    """One thing that came, went or changed; ``lost`` and ``gained`` are its property–value pairs, shortened."""

    iri: str
    label: str
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()


@dataclass
class Changes:
    """All changes: group (terms, statements, things) → fate (added, ended, changed) → changes, by IRI."""

    previous: str
    version: str
    groups: dict[str, dict[str, list[Change]]] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """The step that Semantic Versioning asks for: ``major``, ``minor``, ``patch``, or ``none``.

        Major where a term of the ontology or a scheme went; minor where terms came or changed, or statements or things
        came or ended; patch where these only say something else.
        """
        terms, others = self.groups["terms"], (self.groups["statements"], self.groups["things"])
        if terms["ended"]:
            return "major"
        if terms["added"] or terms["changed"] or any(group["added"] or group["ended"] for group in others):
            return "minor"
        return "patch" if any(group["changed"] for group in others) else "none"

    def as_dict(self) -> dict[str, Any]:
        """Return everything for JSON."""
        groups = {
            group: {fate: [asdict(change) for change in changes] for fate, changes in fates.items()}
            for group, fates in self.groups.items()
        }
        return {"previous": self.previous, "version": self.version, "level": self.level, **groups}

    def markdown(self) -> str:
        """Return the report in German."""
        lines = [
            f"# Änderungen von {self.previous} zu {self.version}",
            "",
            "| | neu | beendet | geändert |",
            "| --- | --- | --- | --- |",
        ]
        for group, fates in self.groups.items():
            lines.append(f"| {_GROUPS[group]} | " + " | ".join(str(len(fates[fate])) for fate in _FATES) + " |")
        step = {"major": "eine neue Hauptversion", "minor": "eine neue Unterversion", "patch": "eine Korrekturversion"}
        lines += ["", f"Nach Semantic Versioning ist das {step.get(self.level, 'keine neue Version')}."]
        if self.level != "none" and self.previous == self.version:
            lines += ["", "**Achtung:** Der Inhalt ist ein anderer, die Versionsnummer aber dieselbe."]
        for group, fates in self.groups.items():
            for fate, changes in fates.items():
                if changes:
                    lines += ["", f"## {_GROUPS[group]}: {_FATES[fate]}", ""]
                    lines += [_line(change) for change in changes]
        return "\n".join(lines) + "\n"


def compare(previous: Path, directory: Path) -> Changes:
    """Return what changed from the release in *previous* to that in *directory*. Raises UnusableRelease."""
    old, new = _read(previous), _read(directory)
    labels = {**_labels(old), **_labels(new)}
    groups: dict[str, dict[str, list[Change]]] = {group: {fate: [] for fate in _FATES} for group in _GROUPS}
    for iri in sorted(old.keys() | new.keys()):
        before, after = old.get(iri, frozenset()), new.get(iri, frozenset())
        if before == after:
            continue
        lost, gained = (tuple(sorted(_pair(p, o) for p, o in part)) for part in (before - after, after - before))
        ended = not after or any(p == _END for p, _ in after - before)
        fate = "added" if not before else "ended" if ended else "changed"
        label = labels.get(iri, shorten(iri))
        change = Change(iri, label) if not before or not after else Change(iri, label, lost, gained)
        groups[_group(iri, before | after)][fate].append(change)
    return Changes(version_of(previous), version_of(directory), groups)


def version_of(directory: Path) -> str:
    """Return the version of the release in *directory*. Raises UnusableRelease."""
    try:
        return str(json.loads((directory / "release.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        raise UnusableRelease(f"{directory}: keine Veröffentlichung von Integraph (release.json fehlt).") from None


def verify(directory: Path) -> None:
    """Check the files of *directory* against its checksums. Raises UnusableRelease naming the first that differs."""
    version_of(directory)
    try:
        lines = (directory / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        for line in lines:
            digest, _, name = line.partition("  ")
            if hashlib.sha256((directory / name).read_bytes()).hexdigest() != digest:
                raise UnusableRelease(f"{directory / name}: stimmt nicht mit der Prüfsumme in SHA256SUMS überein.")
    except OSError as error:
        raise UnusableRelease(f"{error.filename}: fehlt oder ist nicht lesbar.") from None
    if not any(line.endswith(f"  {DUMP}") for line in lines):
        raise UnusableRelease(f"{directory}: {DUMP} fehlt in SHA256SUMS.")


def _read(directory: Path) -> dict[str, frozenset[tuple[str, ox.NamedNode | ox.Literal]]]:
    """Return what is said of each IRI outside the inferences, the catalogue and the shapes, without blank nodes."""
    verify(directory)
    found: dict[str, set[tuple[str, ox.NamedNode | ox.Literal]]] = defaultdict(set)
    left_out = (INFERRED, CATALOGUE, GRAPH + "shapes/")
    for quad in read_dump(directory):
        name = getattr(quad.graph_name, "value", "")
        if (
            isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.NamedNode | ox.Literal)
            and not name.startswith(left_out)
        ):
            found[quad.subject.value].add((quad.predicate.value, quad.object))
    return {iri: frozenset(pairs) for iri, pairs in found.items()}


def _group(iri: str, pairs: Iterable[tuple[str, ox.NamedNode | ox.Literal]]) -> str:
    if iri.startswith((IG, SCHEME)):
        return "terms"
    return "statements" if any(p == _TYPE and o.value in _STATEMENTS for p, o in pairs) else "things"


def _labels(things: dict[str, frozenset[tuple[str, ox.NamedNode | ox.Literal]]]) -> dict[str, str]:
    wanted = {RDFS + "label", "http://www.w3.org/2004/02/skos/core#prefLabel"}
    return {
        iri: o.value
        for iri, pairs in things.items()
        for p, o in sorted(pairs, key=str)
        if p in wanted and isinstance(o, ox.Literal) and o.language in ("de", None)
    }


def _pair(predicate: str, value: ox.NamedNode | ox.Literal) -> str:
    return f"{shorten(predicate)} {shorten(value.value) if isinstance(value, ox.NamedNode) else value}"


def _line(change: Change) -> str:
    parts = [*(f"−{pair}" for pair in change.lost), *(f"+{pair}" for pair in change.gained)]
    return f"* {change.label} (`{shorten(change.iri)}`)" + (
        ": " + "; ".join(f"`{part}`" for part in parts) if parts else ""
    )
