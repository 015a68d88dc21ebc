"""Fast check for people who write Turtle under ``data/``: ``python -m integraph.lint FILES…``.

It reads the given files closely and the rest of the tree only to know what is defined there, and reports one line a
problem. It covers what docs/encoding.md asks of a file while it is being written; the shapes remain the reference.
Exit status: 0 nothing found, 1 findings.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from integraph import lint_rules as rules
from integraph.lint_text import first_copied, text_runs
from integraph.namespaces import BASE, ID, IG, SCHEME, SKOS, XSD, shorten
from integraph.paths import ROOT

Value = NamedNode | Literal
Properties = dict[str, list[Value]]

_LEXICAL = {
    XSD + "gYear": re.compile(r"\d{4}"),
    XSD + "gYearMonth": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    XSD + "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
}
_NUMERIC = {XSD + name for name in ("integer", "decimal", "double")}
_PASSAGE = re.compile(re.escape(rules.PASSAGE) + r"([a-z-]+)/([1-9]\d*)-([1-9]\d*)")
_TERRITORY = re.compile(r"de|\d{2,12}")


@dataclass(frozen=True, order=True)
class Finding:
    """One problem: the file, the subject as a prefixed name (or line and column of a syntax error), what is wrong."""

    file: str
    subject: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.subject}: {self.problem}"


@dataclass
class Document:
    """One Turtle file: its subjects with their properties, and what already went wrong while it was read."""

    path: Path
    subjects: dict[str, Properties] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)
    complete: bool = True


def read(path: Path) -> Document:
    """Parse one file; a syntax error becomes a finding with line and column and ends the reading of this file."""
    document = Document(path)
    name = str(path)
    try:
        for quad in parse(path=name, format=RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, NamedNode) or isinstance(value, BlankNode):
                shown = shorten(subject.value) if isinstance(subject, NamedNode) else str(subject)
                document.problems.append(
                    Finding(name, shown, f"blank node at {shorten(quad.predicate.value)}: give it an IRI")
                )
            elif isinstance(value, NamedNode | Literal):
                document.subjects.setdefault(subject.value, {}).setdefault(quad.predicate.value, []).append(value)
    except SyntaxError as error:
        document.complete = False
        place = f"line {error.lineno}, column {error.offset}"
        document.problems.append(Finding(name, place, f"syntax error: {error.msg}"))
    except OSError as error:
        document.problems.append(Finding(name, "file", f"cannot be read: {error.strerror or error}"))
    return document


class Tree:
    """What the whole tree defines: every typed or labelled subject, and the terms of the ontology."""

    def __init__(self, root: Path, documents: Iterable[Document]) -> None:
        self.terms: set[str] = set()
        self.typed_in: dict[str, set[Path]] = defaultdict(set)
        own = {document.path.resolve(): document for document in documents}
        for path in sorted([*root.glob("data/**/*.ttl"), *root.glob("ontology/**/*.ttl")]):
            if path.resolve() not in own:
                self._add(path.resolve(), read(path), root)
        for path, document in own.items():
            self._add(path, document, root)
        # A namespace nobody has filled yet is not held against those who already refer to it.
        self.namespaces = {iri[: iri.rindex("/") + 1] for iri in self.typed_in if iri.startswith(SCHEME)}
        self.has_register = sum(iri.startswith(ID + "gebiet/") for iri in self.typed_in) > 16

    def _add(self, path: Path, document: Document, root: Path) -> None:
        overlay = (root / "data" / "vorschlaege").resolve() in path.parents
        for iri, properties in document.subjects.items():
            if iri.startswith(IG):
                self.terms.add(iri)
            if rules.RDF_TYPE in properties and not (overlay and iri in self.typed_in):
                self.typed_in[iri].add(path)

    def missing(self, iri: str) -> bool:
        """Whether the IRI belongs to Integraph's things or schemes and nothing in the tree defines it."""
        if iri in self.typed_in or iri.startswith(rules.PASSAGE):
            return False
        if iri.startswith(ID + "gebiet/"):
            known = _TERRITORY.fullmatch(iri.removeprefix(ID + "gebiet/"))
            return self.has_register or not known
        if iri.startswith(ID + "quelle/"):
            return iri.removeprefix(ID + "quelle/") not in rules.SOURCES
        if iri.startswith(SCHEME):
            return iri[: iri.rindex("/") + 1] in self.namespaces
        return iri.startswith(ID)


def _term(name: str) -> str:
    return name if ":" in name else IG + name


def _passage_problem(iri: str, *, any_length: bool) -> str | None:
    match = _PASSAGE.fullmatch(iri)
    if match is None or match[1] not in rules.SOURCES:
        return f"evidence {shorten(iri)} is not a passage IRI such as s0:931-933"
    first, last = int(match[2]), int(match[3])
    lines, longest = rules.SOURCES[match[1]]
    if not first <= last <= lines:
        return f"evidence {shorten(iri)} is out of range (the text has {lines} lines)"
    if last - first + 1 > longest and not any_length:
        return f"evidence {shorten(iri)} spans {last - first + 1} lines, at most {longest} are allowed"
    return None


def _date_problem(value: Value) -> str | None:
    if isinstance(value, Literal):
        lexical = _LEXICAL.get(value.datatype.value)
        if lexical is not None and lexical.fullmatch(value.value):
            return None
    return f"{value} is not an xsd:gYear, xsd:gYearMonth or xsd:date"


def _value_problem(name: str, value: Value) -> str | None:
    if name in rules.DATES:
        return _date_problem(value)
    if name in rules.NUMBERS:
        number = isinstance(value, Literal) and value.datatype.value in _NUMERIC
        return None if number else f"{value} is not a number"
    if name in rules.GERMAN_TEXT:
        return None if isinstance(value, Literal) and value.language else f"{value} has no language tag"
    if name in rules.TARGETS:
        starts = tuple(BASE + start for start in rules.TARGETS[name])
        if not (isinstance(value, NamedNode) and value.value.startswith(starts)):
            shown = shorten(value.value) if isinstance(value, NamedNode) else str(value)
            return f"{shown} is not one of {', '.join(shorten(start) for start in starts)}"
    if name == "quotedTerm" and len(value.value.split()) > 8:
        return f"{value} has more than eight words"
    if name == "enforceable" and not (isinstance(value, Literal) and value.value in {"true", "false"}):
        return f"{value} is not true or false"
    return None


def _statement_problems(iri: str, kind: str, properties: Properties) -> Iterator[str]:
    space, requirements = rules.STATEMENTS[kind]
    if not iri.startswith(f"{ID}{space}/"):
        yield f"ig:{kind} belongs into the namespace {shorten(ID + space + '/')}"
    present = {name for name in properties if properties[name]}
    for alternatives in (*((name,) for name in rules.COMMON), *requirements):
        if not any(all(_term(part) in present for part in choice.split("+")) for choice in alternatives):
            yield "misses " + " or ".join(
                " and ".join(shorten(_term(part)) for part in choice.split("+")) for choice in alternatives
            )
    for name in rules.EXACTLY_ONE:
        if len(properties.get(_term(name), ())) > 1:
            yield f"has more than one ig:{name}"
    if kind == "Observation":
        for value in properties.get(_term("surveyedGroup"), ()):
            if not (isinstance(value, Literal) and value.language):
                yield f"ig:surveyedGroup: {value} has no language tag"
    if kind == "Cooperation" and len(properties.get(_term("partner"), ())) == 1 and _term("from") not in present:
        yield "has only one ig:partner, two or more are needed"
    if kind == "Recommendation":
        for value in properties.get(_term("modality"), ()):
            if value.value.rsplit("/", 1)[-1] not in {"empfehlung", "forderung"}:
                yield f"a recommendation has mod:empfehlung or mod:forderung, not {shorten(value.value)}"
    start, end = (properties.get(key, ()) for key in (rules.VALID_FROM, rules.VALID_THROUGH))
    for first in start:
        for last in end:
            width = min(len(first.value), len(last.value))
            if first.value[:width] > last.value[:width]:
                yield f"ends ({last.value}) before it begins ({first.value})"


def _subject_problems(iri: str, properties: Properties, tree: Tree) -> Iterator[str]:
    types = [value.value for value in properties.get(rules.RDF_TYPE, ())]
    if not types:
        if iri not in tree.typed_in and iri.startswith(BASE):
            yield "has no class (rdf:type)"
    else:
        concept = SKOS + "Concept" in types or IG + "BodyKind" in types
        label = SKOS + "prefLabel" if concept else rules.LABEL
        unnamed = {IG + name for name in ("Passage", "Source", "SourceSection", "CitedWork")}
        values = properties.get(label, ())
        if not unnamed.intersection(types) and not any(isinstance(v, Literal) and v.language == "de" for v in values):
            yield f"has no {shorten(label)} @de"
    for kind in types:
        if kind.removeprefix(IG) in rules.STATEMENTS:
            yield from _statement_problems(iri, kind.removeprefix(IG), properties)
    any_length = any(kind in {IG + "Table", IG + "SourceSection"} for kind in types)
    for predicate, values in properties.items():
        if predicate.startswith(IG) and tree.terms and predicate not in tree.terms:
            yield f"unknown property {shorten(predicate)}"
        for value in values:
            name = predicate.removeprefix(IG)
            problem = _value_problem(name, value)
            if problem is not None:
                yield f"{shorten(predicate)}: {problem}"
            if predicate == IG + "evidence":
                problem = _passage_problem(value.value, any_length=any_length)
                if problem is not None:
                    yield problem
            elif isinstance(value, NamedNode):
                if value.value.startswith(IG) and tree.terms and value.value not in tree.terms:
                    yield f"{shorten(predicate)}: unknown term {shorten(value.value)}"
                elif predicate != rules.RDF_TYPE and tree.missing(value.value):
                    yield f"{shorten(predicate)}: {shorten(value.value)} is defined nowhere"


def _copied(properties: Properties, runs: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    types = {value.value for value in properties.get(rules.RDF_TYPE, ()) if isinstance(value, NamedNode)}
    for predicate, values in properties.items():
        if types & rules.PROPERLY_NAMED and predicate in rules.NAMES:
            continue  # an official name is as long as it is, and the same wherever it stands
        for value in values:
            copied = first_copied(value.value, runs) if isinstance(value, Literal) else None
            if copied is not None:
                yield f"{shorten(predicate)} shares nine words in a row with text {copied[0]}: “{copied[1]}”"


def findings(paths: Iterable[Path], root: Path, texts: Path | None = None) -> list[Finding]:
    """Everything that is wrong in the given files, sorted by file and subject.

    ``root`` is the directory that holds ``data/`` and ``ontology/``; ``texts`` a directory of source texts, to find
    wording that is not our own. Problems of a file's syntax are findings; nothing is raised for them.
    """
    documents = [read(path) for path in paths]
    tree = Tree(root, documents)
    runs = text_runs(texts) if texts is not None else {}
    found: list[Finding] = []
    for document in documents:
        found += document.problems
        if not document.complete:  # what a half-read subject lacks may stand after the error
            continue
        for iri, properties in document.subjects.items():
            problems = [*_subject_problems(iri, properties, tree), *_copied(properties, runs)]
            others = tree.typed_in.get(iri, set()) - {document.path.resolve()}
            if others and rules.RDF_TYPE in properties and not iri.startswith(rules.PASSAGE):
                problems.append("is also defined in " + ", ".join(sorted(_shown(path, root) for path in others)))
            found += (Finding(str(document.path), shorten(iri), problem) for problem in problems)
    return sorted(set(found))


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root.resolve())) if path.is_relative_to(root.resolve()) else str(path)


def main(arguments: list[str] | None = None) -> int:
    """Command line: print the findings, one a line; return 1 if there are any."""
    parser = argparse.ArgumentParser(prog="python -m integraph.lint", description="check Turtle files while writing")
    parser.add_argument("files", nargs="+", type=Path, help="Turtle files, or folders of them")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of data/ and ontology/")
    parser.add_argument("--texts", type=Path, help="folder of the source texts (*.txt): finds copied wording")
    options = parser.parse_args(arguments)
    paths = [p for path in options.files for p in (sorted(path.rglob("*.ttl")) if path.is_dir() else [path])]
    found = findings(paths, options.root, options.texts)
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(paths)} files, {len(found)} findings", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
