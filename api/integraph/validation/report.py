"""What a validation says: results with their places, grouped by problem, and inputs that could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from integraph.codes import InputCode
from integraph.namespaces import shorten
from integraph.shacl.paths import Path
from integraph.validation.place import NO_TEXT, NOWHERE, Place, Text

if TYPE_CHECKING:
    from integraph.land.cells import Table

SEVERITIES: Final = ("Violation", "Warning", "Info")
"""By weight. A violation keeps data out; a warning must be looked at; an info is advice."""

Node = ox.NamedNode | ox.BlankNode | ox.Literal
_SHOWN: Final = 200


@dataclass(frozen=True)
class Suggestion:
    """A value that may have been meant: as it would be written, and its German label."""

    value: str
    label: str = ""

    def __str__(self) -> str:
        return f"{self.value} ({self.label})" if self.label else self.value


@dataclass(frozen=True)
class Result:
    """One finding in the terms of SHACL, with its place and what helps to mend it.

    ``message`` is the rule that is broken, ``expected`` what the broken part of it asks for, ``remedy`` what to do;
    ``details`` are the results of the shapes that the broken one refers to (`sh:detail`).
    """

    severity: str
    focus_node: Node
    path_node: Path | None
    value_node: Node | None
    shape_node: Node | None
    component: str
    messages: Text
    kind: Text = NO_TEXT
    name: Text = NO_TEXT
    label: str = ""
    found: Text = NO_TEXT
    expected: Text = NO_TEXT
    remedy: Text = NO_TEXT
    suggestions: tuple[Suggestion, ...] = ()
    place: Place = NOWHERE
    details: tuple[Result, ...] = ()

    @property
    def file(self) -> str:
        """The file of the place."""
        return self.place.file

    @property
    def focus(self) -> str:
        """The thing, by its prefixed name."""
        return written(self.focus_node)

    @property
    def path(self) -> str:
        """The property or property path, "" where the thing as a whole is meant."""
        return str(self.path_node or "")

    @property
    def value(self) -> str:
        """The value found, as Turtle writes it, shortened when it is long; "" where none is at fault."""
        return written(self.value_node) if self.value_node is not None else ""

    @property
    def shape(self) -> str:
        """The name of the rule."""
        return written(self.shape_node) if self.shape_node is not None else ""

    @property
    def message(self) -> str:
        """The rule in German."""
        return self.messages.de

    @property
    def message_en(self) -> str:
        """The rule in English."""
        return self.messages.en

    @property
    def rank(self) -> int:
        """0 for a violation, 1 for a warning, 2 for an info."""
        return SEVERITIES.index(self.severity)

    @property
    def code(self) -> str:
        """A stable name of the problem: the rule and the kind of constraint broken."""
        kind = self.component.rpartition("#")[2].removesuffix("ConstraintComponent")
        shape = self.shape.removeprefix("igs:") if isinstance(self.shape_node, ox.NamedNode) else self.path or "shape"
        return kind if shape == kind else f"{shape}/{kind}"

    def sort_key(self) -> tuple[Any, ...]:
        """Heaviest first, then by place and thing."""
        return (self.rank, self.place, self.focus, self.path, self.code, self.value, self.messages)

    def __str__(self) -> str:
        where = f"{self.place.text()}: " if self.place.file else ""
        found = f" (gefunden: {self.value})" if self.value else ""
        return f"{where}{SEVERITY_NAMES[self.severity].de} bei {self.focus}: {self.message}{found}"

    def lines(self, language: str = "de") -> list[tuple[str, str]]:
        """What helps to mend it: pairs of a word (Gefunden, Erwartet, Abhilfe) and a text; empty ones left out."""
        names = ("Gefunden", "Erwartet", "Abhilfe") if language != "en" else ("Found", "Expected", "Remedy")
        texts = (self.found, self.expected, self.remedy)
        return [(name, text.in_language(language)) for name, text in zip(names, texts, strict=True) if text.de]

    def as_dict(self) -> dict[str, Any]:
        """For JSON; each text as ``{"de", "en"}``."""
        return {
            "severity": self.severity,
            "code": self.code,
            "place": self.place.as_dict(),
            "file": self.place.file,
            "focus": self.focus,
            "label": self.label,
            "path": self.path,
            "field": self.name._asdict(),
            "value": self.value,
            "message": self.messages.de,
            "message_en": self.messages.en,
            "found": self.found._asdict(),
            "expected": self.expected._asdict(),
            "remedy": self.remedy._asdict(),
            "suggestions": [{"value": s.value, "label": s.label} for s in self.suggestions],
            "shape": self.shape,
            "component": self.component,
            "details": [detail.as_dict() for detail in self.details],
        }


SEVERITY_NAMES: Final = {
    "Violation": Text("Verstoß", "Violation"),
    "Warning": Text("Warnung", "Warning"),
    "Info": Text("Hinweis", "Advice"),
}
KEYWORDS: Final = {
    "Violation": Text("MUSS", "MUST"),
    "Warning": Text("SOLL", "SHOULD"),
    "Info": Text("DARF", "MAY"),
}


def written(node: Node) -> str:
    """A term as Turtle writes it, with Integraph's prefixes; long literals are shortened in the middle."""
    match node:
        case ox.NamedNode():
            return shorten(node.value)
        case ox.BlankNode():
            return "[]"
        case ox.Literal():
            text = node.value
            if len(text) > _SHOWN:
                text = f"{text[: _SHOWN // 2]} … ({len(node.value)} Zeichen) … {text[-_SHOWN // 4 :]}"
            quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
            if node.language:
                return f"{quoted}@{node.language}"
            if node.datatype.value.endswith("XMLSchema#string"):
                return quoted
            return f"{quoted}^^{shorten(node.datatype.value)}"
    raise TypeError(f"not a term: {node!r}")


@dataclass(frozen=True)
class InputProblem:
    """Why an input could not be checked at all: a stable code, the place, what is wrong and what would be right."""

    code: InputCode
    place: Place
    message: Text
    remedy: Text = NO_TEXT
    excerpt: str = ""

    def where(self) -> str:
        """`file:line:column`, which editors take you to."""
        place = self.place
        if place.sheet or place.row:
            return place.text()
        return ":".join([place.file, *(str(number) for number in (place.line, place.column) if number)])

    def __str__(self) -> str:
        return f"{self.where()}: {self.message.de} {self.remedy.de}".rstrip()

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "code": self.code,
            "place": self.place.as_dict(),
            "message": self.message.de,
            "message_en": self.message.en,
            "remedy": self.remedy._asdict(),
            "excerpt": self.excerpt,
        }


class Unusable(ValueError):
    """An input that cannot be checked; ``problem`` says why."""

    def __init__(self, code: InputCode, place: Place, message: Text, remedy: Text = NO_TEXT, excerpt: str = "") -> None:
        self.problem = InputProblem(code, place, message, remedy, excerpt)
        super().__init__(str(self.problem))


@dataclass(frozen=True)
class Group:
    """Results with the same problem."""

    results: tuple[Result, ...]

    @property
    def first(self) -> Result:
        """The result that stands for the group."""
        return self.results[0]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.results)

    def shared(self, language: str = "de") -> list[tuple[str, str]]:
        """Those of `Result.lines` that are the same for every result of the group, where it has more than one."""
        if len(self.results) == 1:
            return []
        common = set.intersection(*(set(result.lines(language)) for result in self.results))
        return [line for line in self.first.lines(language) if line in common]


@dataclass
class Report:
    """The outcome for some inputs. ``conforms`` is false when there is a violation or an input could not be read.

    ``tables`` are the sheets that were read, for the report that shows the findings beside their cells; ``notes`` say
    what was passed over.
    """

    results: list[Result] = field(default_factory=list)
    focus_nodes: int = 0
    inputs: list[str] = field(default_factory=list)
    problems: list[InputProblem] = field(default_factory=list)
    triples: int = 0
    tables: list[Table] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    @property
    def conforms(self) -> bool:
        """Whether the data can be taken in; warnings and infos do not stop them."""
        return self.passes("violation")

    def passes(self, fail_on: str) -> bool:
        """Whether every input was read and nothing as heavy as *fail_on* (violation, warning, info) was found."""
        limit = SEVERITIES.index(fail_on.capitalize())
        return not self.problems and all(result.rank > limit for result in self.results)

    def counts(self) -> dict[str, int]:
        """How many results there are of each severity."""
        return {severity: sum(r.severity == severity for r in self.results) for severity in SEVERITIES}

    def groups(self) -> list[Group]:
        """The results by problem, heaviest and most frequent first."""
        found: dict[tuple[int, str, Text, Text], list[Result]] = {}
        for result in self.results:
            found.setdefault((result.rank, result.code, result.messages, result.expected), []).append(result)
        return [
            Group(tuple(results)) for _, results in sorted(found.items(), key=lambda g: (g[0][0], -len(g[1]), g[0][1:]))
        ]

    def as_dict(self) -> dict[str, Any]:
        """For JSON: `{"conforms", "inputs", "problems", "counts", "groups", "results", …}`."""
        return {
            "conforms": self.conforms,
            "inputs": self.inputs,
            "problems": [problem.as_dict() for problem in self.problems],
            "notes": [note._asdict() for note in self.notes],
            "counts": self.counts(),
            "focusNodes": self.focus_nodes,
            "triples": self.triples,
            "groups": [
                {"code": g.first.code, "severity": g.first.severity, "message": g.first.message, "count": g.count}
                for g in self.groups()
            ],
            "results": [result.as_dict() for result in self.results],
        }


def nested(results: Sequence[Result]) -> Iterator[tuple[int, Result]]:
    """Each result and, indented by depth, its details."""
    for result in results:
        yield 0, result
        for depth, detail in nested(result.details):
            yield depth + 1, detail
