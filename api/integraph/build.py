"""From the files of the graph to a store on disk: parse, unite, infer, write once, never use a stale one.

A build holds every file as a named graph (`https://w3id.org/integraph/graph/…`) and, in its default graph, the union
of all of them but the overlays under `data/vorschlaege/`. The union is written out because that is what makes
queries fast: over 150 graphs and 260,000 triples a property path took 20 ms on the written union and 1.4 s on a list
of default graphs. Opening a build read-only takes some ten milliseconds.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from integraph import __version__, catalogue, paths, void
from integraph.namespaces import GRAPH

STATUS_QUO = GRAPH + "status-quo"
"""Name of the default graph, for `FROM` and `default-graph-uri`: all graphs but the overlays."""
INFERRED = GRAPH + "abgeleitet"
CATALOGUE = GRAPH + "abfragen"
"""The query files as RDF."""
OVERLAYS = GRAPH + "vorschlaege/"
_KEEP = 3


class DataError(ValueError):
    """A file of the graph cannot be read. Says which, and where: `file`, `line`, `column` (both from 1, or 0)."""

    def __init__(self, file: Path, line: int, column: int, reason: str) -> None:
        self.file, self.line, self.column, self.reason = file, line, column, reason
        super().__init__(f"{file}:{line}:{column}: {reason}")


@dataclass(frozen=True)
class Roots:
    """The four folders a graph is made of (*queries* may be missing). The default is the graph in the package."""

    ontology: Path = paths.ONTOLOGY
    data: Path = paths.DATA
    shapes: Path = paths.SHAPES
    queries: Path | None = paths.QUERIES

    def files(self) -> Iterator[tuple[Path, str]]:
        """Every Turtle file with the IRI of its named graph, in a fixed order."""
        for folder, prefix in ((self.ontology, "ontology/"), (self.data, ""), (self.shapes, "shapes/")):
            for path in sorted(folder.rglob("*.ttl")):
                yield path, GRAPH + prefix + path.relative_to(folder).with_suffix("").as_posix()


@dataclass(frozen=True)
class Build:
    """A finished build: where its store lies, the digest of what it was made from, and whether it must be removed."""

    directory: Path
    digest: str
    temporary: bool = False

    @property
    def store(self) -> Path:
        return self.directory / "store"

    def hold(self) -> int:
        """Keep the build from being removed by other processes as long as the returned file descriptor is open."""
        descriptor = os.open(self.directory / "build.json", os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        return descriptor

    def facts(self) -> dict[str, Any]:
        """What was built: files, quads, inferred triples, seconds."""
        text = (self.directory / "build.json").read_text(encoding="utf-8")
        facts: dict[str, Any] = json.loads(text)
        return facts


def is_overlay(graph: str) -> bool:
    """Whether a graph holds a reform option and so is no part of the status quo."""
    return graph.startswith(OVERLAYS)


def read_turtle(path: Path, graph: str | None = None, content: bytes | None = None) -> Iterator[ox.Quad]:
    """The statements of one Turtle file as quads of *graph* (default graph if none).

    Raises `DataError` with line and column.
    """
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    try:
        data = path.read_bytes() if content is None else content
        for quad in ox.parse(input=data, format=ox.RdfFormat.TURTLE, base_iri=graph, rename_blank_nodes=True):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, name)
    except SyntaxError as error:
        reason = re.sub(r"^Parser error at line \d+ column \d+: ", "", error.msg)
        raise DataError(path, error.lineno or 0, error.offset or 0, reason) from None
    except OSError as error:
        raise DataError(path, 0, 0, error.strerror or str(error)) from None
    except ValueError as error:
        raise DataError(path, 0, 0, str(error)) from None
    except MemoryError:
        raise DataError(path, 0, 0, "a single token has more than 16 MiB") from None


def digest_of(roots: Roots) -> str:
    """SHA-256 over names and contents of all files and over the code that turns them into a store."""
    sha = hashlib.sha256(f"{__version__} {ox.__version__}".encode())
    code = sorted(
        [
            paths.PACKAGE / "build.py",
            paths.PACKAGE / "catalogue.py",
            paths.PACKAGE / "counting.py",
            paths.PACKAGE / "void.py",
            *paths.PACKAGE.glob("reasoning*"),
            *paths.PACKAGE.glob("reasoning/*.py"),
        ]
    )
    for path in code:
        if path.is_file():
            sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for path, graph in roots.files():
        content = path.read_bytes()
        sha.update(f"{graph} {len(content)}\0".encode() + content)
    for path in sorted(roots.queries.rglob("*.rq")) if roots.queries else ():
        content = path.read_bytes()
        sha.update(f"{path.relative_to(roots.queries or path)} {len(content)}\0".encode() + content)
    return sha.hexdigest()[:32]


def load(roots: Roots, progress: Callable[[str], None] = lambda _: None) -> ox.Store:
    """A store in memory with all named graphs, the union and what follows from it. Raises `DataError`."""
    store = ox.Store()
    quads: list[ox.Quad] = []
    for path, graph in roots.files():
        quads.extend(read_turtle(path, graph))
    if roots.queries:
        name = ox.NamedNode(CATALOGUE)
        quads.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in catalogue.executables(roots.queries))
    progress(f"{len(quads)} Tripel gelesen")
    store.bulk_extend(quads)
    store.bulk_extend(
        ox.Quad(q.subject, q.predicate, q.object) for q in quads if not is_overlay(getattr(q.graph_name, "value", ""))
    )
    inferred = list(_inferred(store))
    name = ox.NamedNode(INFERRED)
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in inferred)
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in inferred)
    progress(f"{len(inferred)} Tripel abgeleitet")
    return store


def _inferred(store: ox.Store) -> Iterable[ox.Triple]:
    # imported here because an open needs no reasoner, and rdflib takes a third of a second to import
    reasoning = importlib.import_module("integraph.reasoning")
    triples: Iterable[ox.Triple] = reasoning.materialise(store)
    return triples


def ensure_build(
    roots: Roots | None = None, *, rebuild: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Build:
    """The build for what the files say now: the one in the cache, or a new one.

    A build appears in the cache by one rename, so another process sees all of it or nothing; when two build at once,
    the first to finish wins and the other uses its result. Where the cache cannot be written the build goes to a
    temporary directory (`Build.temporary`), which the caller removes. Raises `DataError`.
    """
    roots = roots or Roots()
    digest = digest_of(roots)
    cache = paths.cache_directory()
    final = cache / f"graph-{digest}"
    if not rebuild and (final / "build.json").is_file():
        with contextlib.suppress(OSError):
            os.utime(final)
        return Build(final, digest)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f"work-{digest}-", dir=cache))
        temporary = False
    except OSError:
        work = Path(tempfile.mkdtemp(prefix="integraph-"))
        temporary = True
        progress(f"{cache} ist nicht beschreibbar; gebaut wird nur für dieses Mal (anderer Ort: INTEGRAPH_CACHE)")
    try:
        _write(roots, digest, work, progress)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    if temporary:
        return Build(work, digest, temporary=True)
    if rebuild:
        shutil.rmtree(final, ignore_errors=True)
    try:
        work.rename(final)
    except OSError:
        if not (final / "build.json").is_file():
            raise
        shutil.rmtree(work, ignore_errors=True)
    _prune(cache, final)
    return Build(final, digest)


def _write(roots: Roots, digest: str, directory: Path, progress: Callable[[str], None]) -> None:
    started = time.monotonic()
    memory = load(roots, progress)
    description = void.summarise(memory)
    for name in (ox.NamedNode(void.DESCRIPTION), ox.DefaultGraph()):
        memory.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in description)
    disk = ox.Store(directory / "store")
    disk.bulk_extend(memory)
    disk.flush()
    disk.optimize()
    inferred = sum(1 for _ in memory.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED)))
    facts = {
        "digest": digest,
        "version": __version__,
        "files": sum(1 for _ in roots.files()),
        "triples": sum(1 for _ in memory.quads_for_pattern(None, None, None, ox.DefaultGraph())),
        "inferred": inferred,
        "seconds": round(time.monotonic() - started, 2),
    }
    (directory / "build.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    directory.chmod(0o755)
    progress(f"{facts['triples']} Tripel in {facts['files']} Dateien, {facts['seconds']} s")


def _prune(cache: Path, keep: Path) -> None:
    """Remove all but the newest builds, and what a killed build left behind."""
    with contextlib.suppress(OSError):
        builds = sorted(cache.glob("graph-*"), key=lambda p: p.stat().st_mtime, reverse=True)
        old = [p for p in builds if p != keep][_KEEP - 1 :]
        abandoned = [p for p in cache.glob("work-*") if time.time() - p.stat().st_mtime > 3600]
        for path in [*(p for p in old if not _held(p)), *abandoned]:
            shutil.rmtree(path, ignore_errors=True)


def _held(build: Path) -> bool:
    """Whether some process has the build open (`Build.hold`)."""
    try:
        with (build / "build.json").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
