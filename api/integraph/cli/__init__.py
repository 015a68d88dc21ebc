"""The command line. `main` is the entry point; each command is documented by its `--help`.

Exit codes: 0 done, 1 a negative result (nothing found, not conforming, findings, ASK false), 2 unusable input.
"""

from __future__ import annotations

import sys

import typer

from integraph.cli import (
    answering,
    asking,
    authoring,
    comparing,
    land,
    mapping,
    reforming,
    research,
    serving,
    validating,
)

app = typer.Typer(
    name="integraph",
    help="Wer ist wofür zuständig? Ein Wissensgraph der föderalen Integrationslandschaft.\n\n"
    "Exit-Codes: 0 erledigt, 1 verneinendes Ergebnis, 2 unbrauchbare Eingabe.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(serving.build)
app.command()(serving.serve)
app.command()(answering.who)
app.command()(answering.query)
app.command()(asking.ask)
app.command()(asking.queries)
app.command()(comparing.timeline)
app.command()(comparing.gaps)
app.command()(comparing.compare)
app.command()(comparing.batch)
app.command()(reforming.diff)
app.command()(reforming.overlays)
app.command()(research.network)
app.command()(research.release)
app.command()(validating.validate)
app.command()(authoring.check)
app.command()(authoring.register)
app.command()(authoring.passages)
app.command()(mapping.boundaries)
app.command()(land.template)
app.command("import")(land.import_)
app.command()(land.export)
app.command()(serving.load)
app.command()(serving.get)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. Errors in what the user gave become one line on stderr and exit code 2."""
    try:
        app(args=arguments, prog_name="integraph")
    except (ValueError, SyntaxError, OSError, KeyError) as error:
        if type(error) in (ValueError, KeyError):
            raise
        print(f"Fehler: {_text(error)}", file=sys.stderr)
        sys.exit(2)


def _text(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, SyntaxError):
        from integraph.store import syntax_error

        line, column, message = syntax_error(error)
        return f"Zeile {line}, Spalte {column}: {message}"
    return str(error)
