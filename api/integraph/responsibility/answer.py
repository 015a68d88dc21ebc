"""What an answer is made of. The JSON form is a contract: fields are added, never renamed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Thing:
    """A named thing of the graph."""

    iri: str
    label: str

    def as_dict(self) -> dict[str, str]:
        """Return ``{"iri", "label"}``."""
        return {"iri": self.iri, "label": self.label}


@dataclass(frozen=True)
class Evidence:
    """A passage: the source and its lines (1-based, inclusive)."""

    iri: str
    source: Thing
    first_line: int
    last_line: int
    citation: str

    def as_dict(self) -> dict[str, Any]:
        """Return the passage with its source as ``{"iri", "label"}``."""
        return {
            "iri": self.iri,
            "source": self.source.as_dict(),
            "firstLine": self.first_line,
            "lastLine": self.last_line,
            "citation": self.citation,
        }


@dataclass(frozen=True)
class Condition:
    """A condition of a row and whether it holds: ``met``, ``notMet`` or ``open`` (a figure is missing)."""

    iri: str
    text: str
    state: str
    figures: tuple[str, ...] = ()
    near: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return text, state, the figures that were compared, and whether they are too near to be certain."""
        return {
            "iri": self.iri,
            "text": self.text,
            "state": self.state,
            "figures": list(self.figures),
            "near": self.near,
        }


@dataclass(frozen=True)
class Alternative:
    """What holds instead, and when: if the condition is ``met`` or ``notMet``."""

    text: str
    condition: str
    when: str

    def as_dict(self) -> dict[str, str]:
        """Return ``{"text", "condition", "when"}``."""
        return {"text": self.text, "condition": self.condition, "when": self.when}


@dataclass
class Row:
    """One holder of one role, with everything that says why."""

    role: Thing
    holder: Thing
    holder_kind: Thing | None
    level: Thing | None
    obligation: Thing | None
    bindingness: Thing | None
    certainty: Thing
    reason: dict[str, str]
    task: Thing
    territory: Thing
    statements: list[Thing]
    as_of: str
    target_groups: list[Thing] = field(default_factory=list)
    legal_basis: list[Thing] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)
    overrides: list[Thing] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def key(self) -> tuple[object, ...]:
        """What two rows must share to say the same."""
        things = (self.role, self.holder, self.holder_kind, self.task, self.obligation, self.bindingness)
        return (*things, tuple(c.iri for c in self.conditions), tuple(self.target_groups), self.territory)

    def covers(self, other: Row) -> bool:
        """Return whether *other* says no more: the same but for a duty that it leaves out."""
        if self is other or (self.obligation, self.bindingness) == (other.obligation, other.bindingness):
            return False
        silent = all(
            theirs in (None, ours)
            for ours, theirs in ((self.obligation, other.obligation), (self.bindingness, other.bindingness))
        )
        return (
            silent
            and replace(self, obligation=None, bindingness=None).key()
            == replace(other, obligation=None, bindingness=None).key()
        )

    def merged(self, other: Row) -> Row:
        """Return this row with the grounds of *other*, which says the same from another statement."""
        for name in ("legal_basis", "overrides", "evidence", "statements", "alternatives"):
            ours = getattr(self, name)
            ours.extend(item for item in getattr(other, name) if item not in ours)
        return self

    def as_dict(self) -> dict[str, Any]:
        """Return the row in the form of the contract; ``condition`` is the first of ``conditions``."""

        def optional(thing: Thing | None) -> dict[str, str] | None:
            return thing.as_dict() if thing else None

        conditions = [c.as_dict() for c in self.conditions]
        return {
            "role": self.role.as_dict(),
            "holder": self.holder.as_dict(),
            "holderKind": optional(self.holder_kind),
            "level": optional(self.level),
            "obligation": optional(self.obligation),
            "bindingness": optional(self.bindingness),
            "certainty": self.certainty.as_dict(),
            "reason": self.reason,
            "task": self.task.as_dict(),
            "territory": self.territory.as_dict(),
            "targetGroups": [g.as_dict() for g in self.target_groups],
            "legalBasis": [b.as_dict() for b in self.legal_basis],
            "condition": conditions[0] if conditions else None,
            "conditions": conditions,
            "alternatives": [a.as_dict() for a in self.alternatives],
            "overrides": [o.as_dict() for o in self.overrides],
            "evidence": [e.as_dict() for e in self.evidence],
            "statements": [s.as_dict() for s in self.statements],
            "asOf": self.as_of,
        }


@dataclass(frozen=True)
class Considered:
    """A statement that was looked at, and what became of it: ``taken``, ``beaten`` or ``left out``, and why."""

    statement: Thing
    fate: str
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return statement, fate and reason."""
        return {"statement": self.statement.as_dict(), "fate": self.fate, "why": self.why}


@dataclass
class Answer:
    """The answer to "who is responsible": rows, roles on which the sources are silent, and what was considered."""

    task: Thing
    area: Thing
    on: str
    role: Thing | None
    target_group: Thing | None
    scenario: list[Thing]
    rows: list[Row]
    silent: list[Thing]
    denied: list[tuple[Thing, list[Evidence]]]
    related: list[Thing]
    considered: list[Considered]

    @property
    def note(self) -> str | None:
        """Say silence as silence: no statement of the sources is not the same as nobody being responsible."""
        if self.rows:
            return None
        return "Keine Aussage in den Quellen. Das heißt nicht, dass niemand zuständig ist."

    def as_dict(self) -> dict[str, Any]:
        """Return the answer in the form of the contract."""
        return {
            "question": {
                "task": self.task.as_dict(),
                "area": self.area.as_dict(),
                "on": self.on,
                "role": self.role.as_dict() if self.role else None,
                "targetGroup": self.target_group.as_dict() if self.target_group else None,
                "scenario": [overlay.as_dict() for overlay in self.scenario] or None,
            },
            "answers": [row.as_dict() for row in self.rows],
            "silent": [r.as_dict() for r in self.silent],
            "denied": [{"statement": s.as_dict(), "evidence": [e.as_dict() for e in ev]} for s, ev in self.denied],
            "related": [r.as_dict() for r in self.related],
            "note": self.note,
        }
