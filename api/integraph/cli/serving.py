"""`build`, `serve` and `get`."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from integraph.cli.failures import of_system
from integraph.cli.output import Format, as_json, progress, show

if TYPE_CHECKING:
    from integraph.build import Build
    from integraph.curation import Curation
    from integraph.remote import RemoteStore


def build(
    force: Annotated[bool, typer.Option("--force", help="auch bauen, wenn der Stand schon gebaut ist")] = False,
    format: Annotated[Format, typer.Option(help="Ausgabeformat")] = Format.table,
) -> None:
    """Den Graphen aus den Dateien bauen. Geschieht sonst von selbst, sobald sich eine Datei geändert hat."""
    from integraph.build import ensure_build

    made = ensure_build(rebuild=force, progress=progress)
    facts = {**made.facts(), "directory": str(made.directory)}
    if format is Format.json:
        print(as_json(facts))
    else:
        show(format, ("Angabe", "Wert"), [(name, str(value)) for name, value in facts.items()])


def _read_settings(context: typer.Context, path: Path | None) -> Path | None:
    """Take the options of `serve` that a TOML file sets as their defaults. Raises BadParameter."""
    if path is None:
        return None
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise typer.BadParameter(of_system(error)) from None
    except ValueError as error:
        raise typer.BadParameter(f"{path}: Das ist kein TOML ({error}).") from None
    known = {parameter.name for parameter in context.command.params} - {"settings"}
    if unknown := sorted(found.keys() - known):
        names = ", ".join(sorted(filter(None, known)))
        raise typer.BadParameter(f"{path}: unbekannt ist {', '.join(unknown)}; es gibt {names}.")
    context.default_map = {**(context.default_map or {}), **found}
    return path


def serve(
    settings: Annotated[  # noqa: ARG001 - its callback has taken it
        Path | None,
        typer.Option(
            help="TOML-Datei mit diesen Angaben; Schalter und Umgebung gehen vor",
            envvar="INTEGRAPH_SETTINGS",
            callback=_read_settings,
            is_eager=True,
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(help="Adresse; von außen erreichbar nur mit einer anderen als 127.0.0.1", envvar="INTEGRAPH_HOST"),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port", min=0, max=65535, envvar="INTEGRAPH_PORT")] = 8000,
    workers: Annotated[
        int, typer.Option(help="so viele lange Abfragen laufen zugleich", min=1, envvar="INTEGRAPH_WORKERS")
    ] = 2,
    quick: Annotated[
        int, typer.Option(help="so viele kurze Abfragen laufen daneben", min=1, envvar="INTEGRAPH_QUICK")
    ] = 4,
    deadline: Annotated[
        float,
        typer.Option(help="Sekunden, nach denen eine Abfrage abgebrochen wird", min=0.1, envvar="INTEGRAPH_DEADLINE"),
    ] = 10.0,
    waiting: Annotated[
        int, typer.Option(help="so viele Abfragen dürfen warten", min=0, envvar="INTEGRAPH_WAITING")
    ] = 16,
    memory: Annotated[
        int, typer.Option(help="MiB Arbeitsspeicher je Abfrageprozess", min=64, envvar="INTEGRAPH_MEMORY")
    ] = 1024,
    result: Annotated[
        int, typer.Option(help="MiB, die ein Ergebnis haben darf", min=1, envvar="INTEGRAPH_RESULT")
    ] = 1024,
    result_cache: Annotated[
        int, typer.Option(help="MiB für gemerkte Ergebnisse", min=0, envvar="INTEGRAPH_RESULT_CACHE")
    ] = 64,
    curated: Annotated[
        Path | None,
        typer.Option(help="Ordner für einen Stand, der geändert werden darf", envvar="INTEGRAPH_CURATED"),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(help="Datei mit dem Kennwort für Änderungen", envvar="INTEGRAPH_TOKEN_FILE"),
    ] = None,
    store: Annotated[
        str,
        typer.Option(help="SPARQL-Adresse eines anderen Speichers, der diesen Stand hält", envvar="INTEGRAPH_STORE"),
    ] = "",
    contact: Annotated[
        str,
        typer.Option(
            help="Mailadresse oder Webadresse (nimmt title und body), an die Leserinnen und Leser Fehler melden",
            envvar="INTEGRAPH_CONTACT",
        ),
    ] = "",
    upload: Annotated[
        int, typer.Option(help="MiB, die eine Datei zum Prüfen haben darf", min=1, envvar="INTEGRAPH_UPLOAD")
    ] = 16,
    upload_deadline: Annotated[
        float,
        typer.Option(
            help="Sekunden, nach denen eine Prüfung abgebrochen wird", min=1, envvar="INTEGRAPH_UPLOAD_DEADLINE"
        ),
    ] = 60.0,
    patience: Annotated[
        float,
        typer.Option(help="Sekunden, in denen eine Anfrage angekommen sein muss", min=0.1, envvar="INTEGRAPH_PATIENCE"),
    ] = 30.0,
    federate: Annotated[
        list[str] | None,
        typer.Option(
            help="Ursprung, den SERVICE nennen darf, z. B. https://host (mehrmals)", envvar="INTEGRAPH_FEDERATE"
        ),
    ] = None,
    access_log: Annotated[
        bool,
        typer.Option("--access-log", help="je Anfrage eine JSON-Zeile auf stderr", envvar="INTEGRAPH_ACCESS_LOG"),
    ] = False,
) -> None:
    """Die Seiten und den SPARQL-Endpunkt anbieten, bis Strg-C."""
    import uvicorn

    from integraph.allocation import return_memory
    from integraph.build import ensure_build
    from integraph.http import create_app
    from integraph.http.protocol import patient
    from integraph.http.validating import Uploads
    from integraph.sparql.workers import Limits

    _require_free(host, port)
    return_memory()
    made = ensure_build(progress=lambda message: print(message, file=sys.stderr))
    limits = Limits(
        workers=workers,
        quick=quick,
        seconds=deadline,
        waiting=waiting,
        memory=memory << 20,
        result=result << 20,
        cache=result_cache << 20,
        federated=tuple(each.rstrip("/") for each in federate or ()),
    )
    if store and curated:
        raise typer.BadParameter("--store und --curated schließen einander aus.")
    remote = _remote(made, store, deadline)
    uploads = Uploads(size=upload << 20, seconds=upload_deadline)
    app = create_app(made, limits, _curation(made, curated, token_file), remote, contact, uploads)
    if access_log:
        lines = logging.StreamHandler()
        lines.setFormatter(logging.Formatter("%(message)s"))
        logger = logging.getLogger("integraph.access")
        logger.addHandler(lines)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    print(f"Integraph läuft unter http://{host}:{port}/ (Ende mit Strg-C)", file=sys.stderr)
    protocol = patient(patience)
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=10, http=protocol)


def _require_free(host: str, port: int) -> None:
    """Find out before the graph is built that the address is taken or not ours. Raises BadParameter."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise typer.BadParameter(f"„{host}“ ist keine Adresse dieses Rechners.", param_hint="--host") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            text = f"Der Port {port} ist schon belegt. Einen anderen wählen, zum Beispiel --port {port % 65535 + 1}."
            raise typer.BadParameter(text, param_hint="--port") from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise typer.BadParameter(f"„{host}“ ist keine Adresse dieses Rechners.", param_hint="--host") from None
        raise typer.BadParameter(f"Port {port}: {of_system(error)}", param_hint="--port") from None


def _remote(build: Build, url: str, deadline: float) -> RemoteStore | None:
    """The store at *url*, when it holds this build. Raises BadParameter, `StoreUnavailable`."""
    from integraph.remote import RemoteStore

    if not url:
        return None
    remote = RemoteStore(url, seconds=deadline)
    held = remote.digest()
    if held != build.digest:
        what = f"den Stand {held}" if held else "noch keinen Stand"
        text = f"{url} hält {what}, die Dateien ergeben {build.digest}. Senden: integraph load ADRESSE"
        raise typer.BadParameter(text, param_hint="--store")
    return remote


def load(
    graph_store: Annotated[str, typer.Argument(help="Adresse des Graph Store Protocols, z. B. http://host:7878/store")],
    user: Annotated[str, typer.Option(help="Name für die Anmeldung (Digest)")] = "",
    password_file: Annotated[Path | None, typer.Option(help="Datei mit dem Kennwort dazu")] = None,
) -> None:
    """Den gebauten Graphen an einen anderen SPARQL-Speicher senden (für `serve --store`)."""
    from integraph.build import ensure_build
    from integraph.remote import load as send

    password = password_file.read_text(encoding="utf-8").strip() if password_file else ""
    sent = send(ensure_build(progress=progress), graph_store, progress, user, password)
    print(f"{sent} Tripel gesendet.")


def _curation(build: Build, directory: Path | None, token_file: Path | None) -> Curation | None:
    """What lets the curator change the graph, where the options ask for it. Raises BadParameter."""
    from integraph.curation import Curation, WriteRefused

    if directory is None and token_file is None:
        return None
    if directory is None or token_file is None:
        raise typer.BadParameter("--curated und --token-file gehören zusammen.")
    try:
        curation = Curation(directory, token_file.read_text(encoding="utf-8").strip(), build)
    except BlockingIOError:
        raise typer.BadParameter(f"{directory}: ein anderer Prozess ändert diesen Ordner gerade.") from None
    except WriteRefused as error:
        raise typer.BadParameter(f"{token_file}: {error}") from None
    began = curation.build.facts().get("source")
    if began != build.digest:
        text = f"Hinweis: {directory} begann mit dem Stand {began}; die Dateien haben sich seither geändert."
        print(text, file=sys.stderr)
    return curation


def get(
    path: Annotated[str, typer.Argument(help="Pfad mit Abfrageteil, zum Beispiel /id/gebiet/06611000")],
    accept: Annotated[str, typer.Option(help="gewünschter Medientyp")] = "*/*",
    format: Annotated[str, typer.Option(help="kurz für --accept: json, html, turtle, jsonld, csv …")] = "",
) -> None:
    """Eine Adresse beantworten, ohne einen Server zu starten. Exit-Code 1, wenn die Antwort ein Fehler ist."""
    import httpx

    from integraph.http import create_app
    from integraph.sparql.formats import NAMES
    from integraph.sparql.workers import Limits

    if format and format not in NAMES:
        raise typer.BadParameter(f"bekannt sind: {', '.join(NAMES)}", param_hint="--format")
    if not path.startswith("/"):
        raise typer.BadParameter("Der Pfad beginnt mit /.", param_hint="PATH")
    app = create_app(limits=Limits(workers=1))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", follow_redirects=True) as client:
            return await client.get(path, headers={"Accept": NAMES.get(format, accept)})

    try:
        response = asyncio.run(ask())
    finally:
        app.state.service.close()
    sys.stdout.flush()
    sys.stdout.buffer.write(response.content)
    if response.is_error:
        raise typer.Exit(1)
