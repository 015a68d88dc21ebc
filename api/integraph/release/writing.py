"""Write a release: everything or nothing, and the same bytes from the same graph."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from integraph import __version__
from integraph.manual import vocabulary
from integraph.namespaces import BASE
from integraph.paths import SBOM
from integraph.store import Graph

from .changes import Changes, compare, verify
from .content import DUMP, Content, packed
from .metadata import RELEASE, metadata
from .tables import tables


class OccupiedDirectory(ValueError):
    """The directory for a release is there already and not empty."""


def write(
    graph: Graph,
    directory: Path,
    *,
    previous: Path | None = None,
    endpoint: str = BASE + "sparql",
    issued: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> Changes | None:
    """Write the release of *graph* to *directory*, and what changed since *previous* (a release's directory).

    The directory appears when it is complete. Files: ``integraph.nq.gz``, ``integraph.jsonld.gz``,
    ``ttl/<graph>.ttl.gz``, ``csv/<class>.csv`` with ``csv/datapackage.json``, ``ontologie.md``, ``sbom.cdx.json``,
    ``void.ttl``, ``release.json``, ``SHA256SUMS``, with *previous* also ``CHANGES.md`` and ``changes.json``. Raises
    OccupiedDirectory, UnusableRelease, OSError.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise OccupiedDirectory(f"{directory}: ist schon da und nicht leer. Bitte ein neues Verzeichnis angeben.")
    if previous:
        verify(previous)
    content = Content(graph)
    files = {DUMP: packed(content.nquads())}
    progress("N-Quads")
    files["integraph.jsonld.gz"] = packed(content.jsonld())
    progress("JSON-LD")
    files |= {f"ttl/{path}.ttl.gz": packed(data) for path, data in content.turtle()}
    progress("Turtle")
    files |= {f"csv/{name}": data for name, data in tables(content.facts()).items()}
    progress("Tabellen")
    files["ontologie.md"] = vocabulary.page(graph).text().encode()
    files["sbom.cdx.json"] = SBOM.read_bytes()
    quads = sum(map(len, content.graphs.values()))
    facts = {
        "version": __version__,
        "iri": RELEASE,
        "graphs": len(content.graphs),
        "quads": quads,
        "issued": issued or None,
    }
    files["release.json"] = _json(facts)
    files["void.ttl"] = metadata(graph, files, endpoint, issued)
    progress("Metadaten")
    directory.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        _save(work, files)
        changes = compare(previous, work) if previous else None
        if changes:
            report = {"CHANGES.md": changes.markdown().encode(), "changes.json": _json(changes.as_dict())}
            _save(work, files | report)
        work.chmod(0o755)
        if directory.is_dir():
            directory.rmdir()
        work.rename(directory)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return changes


def _save(directory: Path, files: dict[str, bytes]) -> None:
    """Write *files* and their checksums in the form that ``sha256sum --check`` reads."""
    for name, data in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    (directory / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
