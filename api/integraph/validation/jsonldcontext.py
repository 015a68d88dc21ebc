"""What the names of a JSON-LD document mean: active contexts and their terms.

After https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms, without the errors: Oxigraph has accepted the
document, and a name that means nothing only loses its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urljoin

from integraph.validation.jsonld import imported

_NO_CONTEXT: Final = object()
_KEYWORD: Final = re.compile("@[A-Za-z]+")


@dataclass(frozen=True)
class Meaning:
    """What a term means: its IRI or keyword, type and containers of its values, and the context within them."""

    iri: str
    reverse: bool = False
    coercion: str = ""
    containers: frozenset[str] = frozenset()
    scoped: Any = _NO_CONTEXT

    @property
    def has_scope(self) -> bool:
        """Whether there is such a context."""
        return self.scoped is not _NO_CONTEXT


@dataclass(frozen=True)
class Context:
    """An active context. ``previous`` is the one that holds again in the next node, where this one is not inherited."""

    terms: Mapping[str, Meaning] = field(default_factory=dict)
    base: str = ""
    vocabulary: str | None = None
    previous: Context | None = None

    def with_local(self, local: Any, *, inherited: bool = True) -> Context:  # noqa: ANN401
        """The context after a local one (`@context` or a term's); *inherited* says whether it holds in nodes below."""
        active = self
        for each in local if isinstance(local, list) else [local]:
            meant = imported(each)
            if meant is None:
                active = Context(previous=self.previous)
            elif isinstance(meant, dict):
                inherited = bool(meant.get("@propagate", inherited))
                active = _Defining(active, meant).run()
        return active if inherited else replace(active, previous=self.previous or self)

    def meaning(self, key: str) -> Meaning:
        """What a key means; one whose IRI is "" means nothing."""
        return self.terms.get(key) or Meaning(self.expand(key, vocabulary=True))

    def expand(self, name: str, *, vocabulary: bool) -> str:
        """The IRI (or keyword) that *name* stands for: as a term or in the vocabulary, else relative to the base."""
        if _KEYWORD.fullmatch(name):
            return name
        if vocabulary and name in self.terms:
            return self.terms[name].iri
        prefix, colon, local = name.partition(":")
        if colon and prefix:
            if prefix == "_" or local.startswith("//"):
                return name
            return self.terms[prefix].iri + local if prefix in self.terms else name
        if vocabulary:
            return name if self.vocabulary is None else self.vocabulary + name
        return urljoin(self.base, name) if self.base else name


class _Defining:
    """Makes the terms of one local context, each after those that it is written with."""

    def __init__(self, active: Context, local: Mapping[str, Any]) -> None:
        self.local = local
        self.begun: set[str] = set()
        self.terms = dict(active.terms)
        base = local.get("@base", active.base)
        self.base = urljoin(active.base, base) if isinstance(base, str) else ""
        self.context = replace(active, terms=self.terms, base=self.base)
        vocabulary = local.get("@vocab", active.vocabulary)
        if isinstance(vocabulary, str) and vocabulary != active.vocabulary:
            vocabulary = self._expand(vocabulary) if vocabulary else self.base
        self.context = replace(self.context, vocabulary=vocabulary)

    def run(self) -> Context:
        for term in self.local:
            self._define(term)
        return self.context

    def _expand(self, name: str) -> str:
        self._define(name)
        self._define(name.partition(":")[0])
        return self.context.expand(name, vocabulary=True)

    def _define(self, term: str) -> None:
        if term not in self.local or _KEYWORD.fullmatch(term) or term in self.begun:
            return
        self.begun.add(term)
        self.terms.pop(term, None)
        said = self.local[term]
        if said is None or (isinstance(said, dict) and "@id" in said and said["@id"] is None):
            self.terms[term] = Meaning("")
            return
        detail = said if isinstance(said, dict) else {"@id": said}
        backwards = detail.get("@reverse")
        named = backwards if isinstance(backwards, str) else detail.get("@id", term)
        iri = self._expand(named) if isinstance(named, str) and named != term else self._own(term)
        held = detail.get("@container") or []
        coercion = detail.get("@type", "")
        self.terms[term] = Meaning(
            iri,
            reverse=isinstance(backwards, str),
            coercion=self._expand(coercion) if isinstance(coercion, str) else "",
            containers=frozenset(held if isinstance(held, list) else [held]),
            scoped=detail.get("@context", _NO_CONTEXT),
        )

    def _own(self, term: str) -> str:
        """The IRI of a term that is not said: that of a compact IRI, or in the vocabulary."""
        self._define(term.partition(":")[0])
        return self.context.expand(term, vocabulary=True)
