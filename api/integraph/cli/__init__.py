"""The command line. `main` is the entry point; each command is documented by its `--help`.

Exit codes: 0 done, 1 a negative result (nothing found, not conforming, findings, ASK false), 2 unusable input.
"""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from integraph import __version__
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
from integraph.cli.helping import COMMAND, OPTIONS, USAGE, Command, Group

app = typer.Typer(
    name="integraph",
    cls=Group,
    options_metavar=OPTIONS,
    subcommand_metavar=COMMAND,
    help="Wer ist wofür zuständig? Ein Wissensgraph der föderalen Integrationslandschaft.\n\n"
    "Exit-Codes: 0 erledigt, 1 verneinendes Ergebnis, 2 unbrauchbare Eingabe.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"integraph {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="die Version nennen", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    pass


for command in (
    serving.build,
    serving.serve,
    answering.who,
    answering.query,
    asking.ask,
    asking.queries,
    comparing.timeline,
    comparing.gaps,
    comparing.compare,
    comparing.batch,
    reforming.diff,
    reforming.overlays,
    research.network,
    research.release,
    validating.validate,
    authoring.check,
    authoring.register,
    authoring.passages,
    mapping.boundaries,
    land.template,
    land.import_,
    land.export,
    serving.load,
    land.add,
    serving.get,
):
    app.command(command.__name__.rstrip("_"), cls=Command, options_metavar=OPTIONS)(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. Errors in what the user gave become one line on stderr and exit code 2.

    What is read and written is in UTF-8, whatever the locale.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in ("utf-8", "utf8"):
            stream.reconfigure(encoding="utf-8")
    if arguments is None:
        arguments = [each.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for each in sys.argv[1:]]
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
        print(text if text.startswith(USAGE) else f"Fehler: {text}", file=sys.stderr)
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
        if message.startswith(USAGE):
            return str(message)
        return of_parser(message) + (f" Hilfe: {context.command_path} --help" if context else "")
    if type(error) in (ValueError, KeyError) or not isinstance(error, ValueError | OSError | KeyError):
        return None
    return str(error)
