"""The command line: every command with its arguments and options, as their functions declare them to typer."""

from __future__ import annotations

import enum
import inspect
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from typer.models import ArgumentInfo, ParameterInfo

from integraph.cli import app
from integraph.paths import ROOT

from .markdown import Page, code

_TYPES: Final = {str: "Text", int: "ganze Zahl", float: "Zahl", Path: "Pfad", bool: "Schalter"}


@dataclass(frozen=True)
class Parameter:
    """An argument or option of a command: its Python name, type (of one value), default and typer's information."""

    name: str
    type: Any
    repeatable: bool
    default: Any
    info: ParameterInfo

    @property
    def is_argument(self) -> bool:
        """Whether it is given by its place and not by a name."""
        return isinstance(self.info, ArgumentInfo)

    @property
    def required(self) -> bool:
        """Whether the command does without it."""
        return self.default is inspect.Parameter.empty

    @property
    def flag(self) -> str:
        """How it is written: `--name`, or the name of the argument in capitals."""
        if self.is_argument:
            return self.name.upper().rstrip("_")
        # within Annotated the first name that is given to typer.Option stands where a default would
        given = [self.info.default, *(self.info.param_decls or ())]
        declared = [text for text in given if isinstance(text, str) and text.startswith("-")]
        return ", ".join(declared) or f"--{self.name.replace('_', '-')}"

    @property
    def variable(self) -> str:
        """The environment variable that stands for it, "" where there is none."""
        return str(self.info.envvar or "")

    @property
    def value(self) -> str:
        """What values it takes, in German."""
        if isinstance(self.type, type) and issubclass(self.type, enum.Enum):
            shown = ", ".join(code(str(choice.value)) for choice in self.type)
        else:
            shown = _TYPES[self.type]
        if self.info.min is not None:
            shown += f" ab {self.info.min}"
        if self.info.max is not None:
            shown += f" bis {self.info.max}"
        return f"{shown}, mehrmals" if self.repeatable else shown

    @property
    def shown_default(self) -> str:
        """The default as it would be written, a path of the project relative to it; what is needed is called so."""
        if self.required:
            return "nötig"
        found = self.default.value if isinstance(self.default, enum.Enum) else self.default
        if isinstance(found, Path):
            return code(f"{found.relative_to(ROOT).as_posix()}/" if found.is_relative_to(ROOT) else found.as_posix())
        return code(str(found)) if found not in (None, "", False) else ""

    @property
    def meaning(self) -> str:
        """Its help."""
        return self.info.help or ""


def page() -> Page:
    """Return the page of all commands."""
    made = Page("Befehle", "Alle Befehle von `integraph` mit Angaben und Schaltern, wie `--help` sie nennt.")
    made.paragraph(
        "Exit-Codes: 0 erledigt, 1 verneinendes Ergebnis (keine Aussage, entspricht nicht, Befunde), "
        "2 unbrauchbare Eingabe."
    )
    for name, function in sorted(commands().items()):
        made.heading(f"integraph {name}")
        found = parameters(function)
        made.block(usage(name, found), "console")
        made.paragraph("\n\n".join(" ".join(p.split()) for p in (inspect.getdoc(function) or "").split("\n\n")))
        made.table(
            ("Angabe", "Wert", "Voreinstellung", "Bedeutung"),
            [(", ".join(map(code, p.flag.split(", "))), p.value, p.shown_default, p.meaning) for p in found],
        )
    return made


def commands() -> dict[str, Callable[..., Any]]:
    """Return every command by its name."""
    return {c.name or c.callback.__name__: c.callback for c in app.registered_commands if c.callback}


def parameters(function: Callable[..., Any]) -> list[Parameter]:
    """Return the arguments and options of a command, in the order in which it declares them."""
    hints = typing.get_type_hints(function, include_extras=True)
    found = []
    for name, declared in inspect.signature(function).parameters.items():
        kind, *more = typing.get_args(hints[name])
        info = next((each for each in more if isinstance(each, ParameterInfo)), None)
        if info is None:
            continue  # the context of the call
        kind = _present(kind)
        repeatable = typing.get_origin(kind) is list
        one = typing.get_args(kind)[0] if repeatable else kind
        found.append(Parameter(name, one, repeatable, declared.default, info))
    return found


def _present(kind: Any) -> Any:  # noqa: ANN401 - a type as it is written
    """Return *kind* without ``None``."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return next(each for each in typing.get_args(kind) if each is not types.NoneType)
    return kind


def usage(name: str, found: list[Parameter]) -> str:
    """Return how the command is called: name, options, arguments; what may be missing in brackets."""
    arguments = [(p.flag + ("…" if p.repeatable else ""), p.required) for p in found if p.is_argument]
    options = ["[OPTIONEN]"] if len(arguments) < len(found) else []
    return " ".join(["$ integraph", name, *options, *(text if needed else f"[{text}]" for text, needed in arguments)])
