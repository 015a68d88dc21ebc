"""The settings: what the server takes as option, variable or line of a file, and the variables all commands heed."""

from __future__ import annotations

from typing import Final

from .commands import commands, parameters
from .markdown import Page, code

VARIABLES: Final = {
    "INTEGRAPH_CACHE": ("Ordner für gebaute Graphen", "der Ordner `integraph` im Cache-Ordner des Benutzers"),
    "XDG_CACHE_HOME": ("Cache-Ordner des Benutzers (Linux)", "`~/.cache`"),
    "LOCALAPPDATA": ("Cache-Ordner des Benutzers (Windows)", "der Benutzerordner"),
}
"""Environment variable that every command heeds → meaning and default."""


def page() -> Page:
    """Return the page of all settings."""
    made = Page("Einstellungen", "Schalter, Umgebungsvariablen und Zeilen der Einstellungsdatei.")
    made.heading("Server (`integraph serve`)")
    made.paragraph(
        "Ein Schalter geht der Umgebung vor, beide gehen der Datei vor. Die Datei ist TOML und wird mit `--settings` "
        "oder `INTEGRAPH_SETTINGS` genannt; eine unbekannte Zeile darin wird abgelehnt. Was die Werte bewirken, "
        "erklärt [operation.md](../operation.md)."
    )
    made.table(
        ("Schalter", "Umgebungsvariable", "Zeile in der Datei", "Wert", "Voreinstellung", "Bedeutung"),
        [
            (
                code(p.flag),
                code(p.variable),
                "" if p.name == "settings" else code(p.name),
                p.value,
                p.shown_default,
                p.meaning,
            )
            for p in parameters(commands()["serve"])
        ],
    )
    made.heading("Alle Befehle")
    made.table(
        ("Umgebungsvariable", "Bedeutung", "ohne sie"),
        [(code(name), *meaning) for name, meaning in VARIABLES.items()],
    )
    return made
