"""One curated store: its generation in force, and the way to the next."""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from integraph import __version__
from integraph.build import Build
from integraph.codes import ProblemCode
from integraph.curation.generations import Generations
from integraph.curation.policy import CURATED, Policy
from integraph.curation.targets import targets, with_dataset
from integraph.sparql.formats import GRAPHS

_WAIT: Final = 30.0
_log: Final = logging.getLogger(__name__)


Condition = Callable[[Build], None]
"""Raises where a build must not be changed."""


def unconditional(_: Build) -> None:
    """The condition that always holds."""


class WriteRefused(ValueError):
    """A change that was not made. `code`, HTTP `status` and `more` for the client; the message is German."""

    def __init__(self, code: ProblemCode, message: str, status: int, **more: Any) -> None:  # noqa: ANN401
        self.code, self.status, self.more = code, status, more
        super().__init__(message)


@dataclass(frozen=True)
class Done:
    """A change that was made: the generation it led to, whether it made a graph, and how many triples it changed."""

    build: Build
    created: bool
    added: int
    removed: int


class Curation:
    """Writes to the store in a directory. One change at a time, each in a process of its own.

    *source* is what an empty directory begins with (None: an empty store). *seconds* and *memory* (bytes) bound one
    change. Raises `OSError` when the directory cannot be used.
    """

    def __init__(
        self,
        directory: Path,
        token: str,
        source: Build | None = None,
        policy: Policy = CURATED,
        *,
        seconds: float = 120.0,
        memory: int = 4 << 30,
    ) -> None:
        if len(token) < 16:
            raise WriteRefused("weak-token", "Das Kennwort für Änderungen braucht mindestens 16 Zeichen.", 500)
        self.token, self.policy, self.seconds, self.memory = token, policy, seconds, memory
        self.generations = Generations(directory)
        self._lock = threading.Lock()
        with self.generations.locked():
            self.build = self.generations.current or self._begin(source)
            self.generations.prune()

    def _begin(self, source: Build | None) -> Build:
        work = self.generations.prepare(source)
        facts = source.facts() if source else {"digest": "", "version": __version__, "files": 0, "triples": 0}
        return self.generations.publish(work, {**facts, "source": facts["digest"]})

    def update(self, text: str, base: str, default: list[str], named: list[str]) -> Done:
        """Carry out a SPARQL Update; *default* and *named* are its `using-graph-uri` parameters. Raises `WriteRefused`.

        Raises `QueryRefused` for `LOAD`, `SERVICE` and a dataset that is given twice.
        """
        text = with_dataset(text, default, named)
        found = targets(text, base)
        if self.policy.curated and (found.default or found.unnamed):
            message = (
                "Jede Änderung nennt ihren Graphen: GRAPH <…> mit der IRI, oder WITH <…>. Der Standardgraph wird aus "
                "den benannten Graphen berechnet."
            )
            raise WriteRefused("graph-not-named", message, 400)
        self._require_writable(*found.graphs)
        graphs = sorted(found.graphs) if self.policy.curated else []
        return self._change({"kind": "update", "text": text, "base": base, "graphs": graphs})

    def put(
        self, graph: str | None, parts: list[tuple[str, str]], base: str, condition: Condition = unconditional
    ) -> Done:
        """Replace a graph (None: the default graph) by what *parts* say: (media type, text). Raises `WriteRefused`.

        *condition* is called with the build that would be changed, when nobody else can change it any more; what it
        raises is raised, and nothing changes.
        """
        return self._write("put", graph, parts, base, condition)

    def post(
        self, graph: str | None, parts: list[tuple[str, str]], base: str, condition: Condition = unconditional
    ) -> Done:
        """Add to a graph what *parts* say, as `put`."""
        return self._write("post", graph, parts, base, condition)

    def delete(self, graph: str | None, condition: Condition = unconditional) -> Done:
        """Remove a graph, as `put`. Raises `WriteRefused`, with status 404 when there is none."""
        return self._write("delete", graph, [], "", condition)

    def _write(
        self, kind: str, graph: str | None, parts: list[tuple[str, str]], base: str, condition: Condition
    ) -> Done:
        if graph is None and self.policy.curated:
            message = "Der Standardgraph wird aus den benannten Graphen berechnet; geschrieben werden nur diese."
            raise WriteRefused("default-graph-refused", message, 403)
        if graph is not None:
            self._require_writable(graph)
        for media, _ in parts:
            if media not in GRAPHS:
                message = f"„{media}“ wird nicht gelesen; möglich sind {', '.join(GRAPHS)}."
                raise WriteRefused("unsupported-media-type", message, 415)
        graphs = [graph] if graph else []
        job = {"kind": kind, "graph": graph, "parts": parts, "base": base, "graphs": graphs}
        return self._change(job, condition)

    def _require_writable(self, *graphs: str) -> None:
        for graph in graphs:
            if not self.policy.allows(graph):
                message = (
                    f"<{graph}> wird nicht geschrieben. Geschrieben werden Graphen unter bund/, laender/<xx>/, "
                    "kommunen/, verzeichnis/, vorschlaege/ und quellen/; Register, Ontologie und Shapes nicht."
                )
                raise WriteRefused("graph-refused", message, 403)

    def _change(self, job: dict[str, Any], condition: Condition = unconditional) -> Done:
        if not self._lock.acquire(timeout=_WAIT):
            raise WriteRefused("busy", "Gerade wird geändert; bitte gleich noch einmal versuchen.", 503)
        try:
            with self.generations.locked():
                self.build = self.generations.current or self.build  # another process may have changed it meanwhile
                condition(self.build)
                return self._next(job)
        except BlockingIOError:
            raise WriteRefused("busy", "Ein anderer Prozess ändert dieses Verzeichnis gerade.", 503) from None
        finally:
            self._lock.release()

    def _next(self, job: dict[str, Any]) -> Done:
        work = self.generations.prepare(self.build)
        try:
            outcome = self._work_out(work, {**job, "policy": self.policy.name})
            if "refused" in outcome:
                raise WriteRefused(outcome["refused"], outcome["message"], outcome["status"], **outcome["more"])
            digest = hashlib.sha256((self.build.digest + json.dumps(job)).encode()).hexdigest()[:32]
            facts = {**self.build.facts(), "digest": digest}
            self.build = self.generations.publish(work, facts)
        except BaseException:
            self.generations.discard(work)
            raise
        self.generations.prune()
        return Done(self.build, outcome["created"], outcome["added"], outcome["removed"])

    def _work_out(self, work: Path, job: dict[str, Any]) -> dict[str, Any]:
        command = [sys.executable, "-m", "integraph.curation.changing", str(work), str(self.memory)]
        try:
            done = subprocess.run(
                command, input=json.dumps(job).encode(), capture_output=True, timeout=self.seconds, check=False
            )
        except subprocess.TimeoutExpired:
            message = f"Die Änderung brauchte länger als {self.seconds:g} Sekunden und wurde nicht gemacht."
            raise WriteRefused("deadline", message, 503) from None
        if done.returncode != 0:
            _log.error("a change ended with %s: %s", done.returncode, done.stderr.decode(errors="replace")[-2000:])
            message = "Die Änderung brauchte zu viel Speicher und wurde nicht gemacht."
            raise WriteRefused("writer-died", message, 503)
        outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return outcome
