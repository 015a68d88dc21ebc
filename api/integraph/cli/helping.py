"""The help of the commands in German: what typer writes around our own texts, for which it has no translations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from typer import Context
from typer.core import TyperCommand, TyperGroup

USAGE: Final = "Aufruf: "
"""How a help begins."""
OPTIONS: Final = "[OPTIONEN]"
"""What stands for the options in the usage."""
COMMAND: Final = "BEFEHL [ANGABEN]..."
"""What stands for a command in the usage."""
_HEADINGS: Final = {"Arguments": "Angaben", "Options": "Optionen", "Commands": "Befehle"}
_TYPES: Final = tuple(
    (re.compile(rf"<(?:list\[)?(?:{english})\]?(?: range)?>"), f"<{german}>")
    for english, german in (("str", "Text"), ("int", "ganze Zahl"), ("float", "Zahl"), ("[Pp]ath|file|dir", "Pfad"))
)
_TEXTS: Final = (
    (re.compile(r"Show this message and exit\."), "diese Hilfe zeigen"),
    (re.compile(r"(?<=[\[ ])env var: "), "Umgebung: "),
    (re.compile(r"(?<=[\[ ])default: "), "sonst: "),
    (re.compile(r"(?<=[\[ ])([\d.]+)<=x<=([\d.]+)(?=[;\]])"), r"\1 bis \2"),
    (re.compile(r"(?<=[\[ ])x>=([\d.]+)(?=[;\]])"), r"ab \1"),
    (re.compile(r"(?<=[\[ ])x<=([\d.]+)(?=[;\]])"), r"bis \1"),
    (re.compile(r"(?<=[\[ ])required\]"), "nötig]"),
)


class _Formatter(Context.formatter_class):  # type: ignore[misc,valid-type] # typer has no public name for it
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or USAGE)

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], *arguments: Any, **more: Any) -> None:  # noqa: ANN401
        super().write_dl([(_german(name, _TYPES), _german(text, _TEXTS)) for name, text in rows], *arguments, **more)


def _german(text: str, pairs: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for english, german in pairs:
        text = english.sub(german, text)
    return text


class _Context(Context):
    formatter_class = _Formatter


class Command(TyperCommand):
    """A command whose help is German."""

    context_class = _Context


class Group(TyperGroup):
    """The commands together, whose help is German."""

    context_class = _Context
