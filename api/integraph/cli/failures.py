"""What went wrong on the command line, as one German sentence."""

from __future__ import annotations

import errno
import re
from typing import Final

_SYSTEM: Final = {
    errno.ENOENT: "Das gibt es nicht.",
    errno.EACCES: "Dafür fehlt die Berechtigung.",
    errno.EPERM: "Dafür fehlt die Berechtigung.",
    errno.EEXIST: "Das gibt es schon.",
    errno.EISDIR: "Das ist ein Ordner, keine Datei.",
    errno.ENOTDIR: "Ein Teil des Pfades ist kein Ordner.",
    errno.ENOSPC: "Auf dem Datenträger ist kein Platz mehr.",
    errno.EROFS: "Dort lässt sich nichts schreiben.",
    errno.ENAMETOOLONG: "Der Name ist zu lang.",
    errno.ECONNREFUSED: "Dort antwortet niemand.",
    errno.EADDRINUSE: "Diese Adresse ist schon in Gebrauch.",
}
_PARSER: Final = tuple(
    (re.compile(pattern, re.DOTALL), german)
    for pattern, german in (
        (r"Missing argument (?P<a>[^.]+)\.", "Es fehlt die Angabe „{a}“."),
        (r"Missing option (?P<a>[^.]+)\.", "Es fehlt der Schalter {a}."),
        (
            r"No such (?:option|command):? '?(?P<a>[^' ]+?)'?\.?"
            r"(?: \(?(?:Possible options:|Did you mean(?: one of:)?) (?P<b>.*?)[?)]*)?",
            "„{a}“ gibt es hier nicht.",
        ),
        (r"Option '?(?P<a>[^' ]+)'? requires .*", "Der Schalter {a} braucht einen Wert."),
        (r"Option '?(?P<a>[^' ]+)'? does not take a value\.?", "Der Schalter {a} nimmt keinen Wert."),
        (r"Got unexpected extra arguments?(?:\(s\))? \((?P<a>.*)\)", "Das sind zu viele Angaben: {a}."),
    )
)
_VALUES: Final = tuple(
    (re.compile(pattern, re.DOTALL), german)
    for pattern, german in (
        (r".*?'(?P<a>.*)' is not one of (?P<b>.*?)\.?", "„{a}“ gibt es hier nicht; möglich sind {b}."),
        (r"\w+ '(?P<a>.*)' does not exist\.", "„{a}“ gibt es nicht."),
        (r"\w+ '(?P<a>.*)' is a directory\.", "„{a}“ ist ein Ordner, keine Datei."),
        (r"\w+ '(?P<a>.*)' is a file\.", "„{a}“ ist eine Datei, kein Ordner."),
        (r"\w+ '(?P<a>.*)' is not (?:read|writ)able\.", "Für „{a}“ fehlt die Berechtigung."),
        (r"Input should be less than or equal to (?P<a>\S+)", "Der Wert darf höchstens {a} sein."),
        (r"Input should be greater than or equal to (?P<a>\S+)", "Der Wert muss mindestens {a} sein."),
        (r"Input should be a valid integer.*", "Das ist keine ganze Zahl."),
        (r"Input should be a valid number.*", "Das ist keine Zahl."),
        (r"Input should be a valid boolean.*", "Möglich sind nur true und false."),
    )
)
_VARIABLE: Final = re.compile(r" \(env var: '[^']*'\)")
_VALUE: Final = re.compile(r"Invalid value(?: for (?P<where>.+?))?: (?P<message>.*)", re.DOTALL)


def of_system(error: OSError) -> str:
    """The sentence for an error of the operating system, with the file it is about."""
    text = _SYSTEM.get(error.errno or 0) or error.strerror or str(error)
    return f"{error.filename}: {text}" if error.filename else text


def of_parser(message: str) -> str:
    """The sentence for what the parser of options says in English; our own messages in it stay as they are."""
    if match := _VALUE.fullmatch(_VARIABLE.sub("", message)):
        text = _first(_VALUES, match["message"]) or match["message"]
        text = text if text.endswith((".", "?", "!")) else f"{text}."
        return f"{match['where']}: {text}".replace("'", "") if match["where"] else text
    return _first(_PARSER, message) or message


def _first(patterns: tuple[tuple[re.Pattern[str], str], ...], message: str) -> str:
    for pattern, german in patterns:
        if match := pattern.fullmatch(message):
            values = {name: (value or "").replace("'", "") for name, value in match.groupdict().items()}
            near = values.get("b", "") if "{b}" not in german else ""
            return german.format(**values) + (f" Ähnlich: {near}." if near else "")
    return ""
