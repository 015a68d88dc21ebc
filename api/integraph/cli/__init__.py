"""The command line. `main` is the entry point; each command is documented by its `--help`.

Exit codes: 0 done, 1 a negative result (nothing found, not conforming, findings, ASK false), 2 unusable input.
"""

from __future__ import annotations

import sys
from typing import Final

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
from integraph.cli.failures import of_parser, of_system

_USAGE: Final = "Usage:"
"""How the help begins, which is shown where no command is given."""
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
app.command()(land.add)
app.command()(serving.get)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. Errors in what the user gave become one line on stderr and exit code 2."""
    try:
        # not standalone: what the parser refuses is raised, so that it can be said in German
        sys.exit(app(args=arguments, prog_name="integraph", standalone_mode=False) or 0)
    except typer.Abort:
        print("Abgebrochen.", file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        text = _text(error)
        if text is None:
            raise
        print(text if text.startswith(_USAGE) else f"Fehler: {text}", file=sys.stderr)
        sys.exit(2)


def _text(error: Exception) -> str | None:
    """What to say of an error that the user can mend; None for a defect of ours."""
    if isinstance(error, OSError) and error.strerror:
        return of_system(error)
    if isinstance(error, SyntaxError):
        from integraph.store import syntax_error

        line, column, message = syntax_error(error)
        return f"Zeile {line}, Spalte {column}: {message}"
    if hasattr(error, "format_message"):  # the parser's errors, whose common class is private to typer
        message, context = error.format_message(), getattr(error, "ctx", None)
        if message.startswith(_USAGE):
            return str(message)
        return of_parser(message) + (f" Hilfe: {context.command_path} --help" if context else "")
    if type(error) in (ValueError, KeyError) or not isinstance(error, ValueError | OSError | KeyError):
        return None
    return str(error)
