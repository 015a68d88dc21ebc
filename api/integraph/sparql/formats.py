"""Media types of results, and the choice among them (RFC 9110 §12.5.1)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import IO, Final, cast

import pyoxigraph as ox

from integraph.namespaces import NAMESPACES

JSON: Final = "application/sparql-results+json"
TURTLE: Final = "text/turtle"
HTML: Final = "text/html"

SOLUTIONS: Final[dict[str, ox.QueryResultsFormat]] = {
    JSON: ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
"""For SELECT and ASK; the first is the default."""

GRAPHS: Final[dict[str, ox.RdfFormat]] = {
    TURTLE: ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}
"""For CONSTRUCT and DESCRIBE; the first is the default."""

NAMES: Final[dict[str, str]] = {
    "json": "application/json",
    "xml": "application/xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": TURTLE,
    "ttl": TURTLE,
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "html": HTML,
}
"""Short names, as in `?format=`, `--format` and file suffixes."""

_SAMPLE: Final = 10_000
_RANGE: Final = re.compile(r"\s*([!#$%&'*+.^_`|~\w-]+)/([!#$%&'*+.^_`|~\w-]+)\s*((?:;[^,]*)?)")
_Q: Final = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def negotiate(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer the client likes best, or None when it accepts none of them (406).

    The most specific range that matches an offer decides its weight; among equals the server's order decides. No
    `Accept`, or one that holds no media range, accepts everything.
    """
    ranges = list(_ranges(accept or ""))
    if not ranges:
        return offers[0]
    best, best_weight = None, 0.0
    for offer in offers:
        kind, _, subtype = offer.partition("/")
        matches = [
            (specificity, weight)
            for wanted_kind, wanted_subtype, weight in ranges
            for specificity in [_specificity(kind, subtype, wanted_kind, wanted_subtype)]
            if specificity
        ]
        weight = max(matches)[1] if matches else 0.0
        if weight > best_weight:
            best, best_weight = offer, weight
    return best


def _specificity(kind: str, subtype: str, wanted_kind: str, wanted_subtype: str) -> int:
    if wanted_kind == "*":
        return 1 if wanted_subtype == "*" else 0
    if wanted_kind != kind:
        return 0
    if wanted_subtype == "*":
        return 2
    return 3 if wanted_subtype == subtype else 0


def _ranges(accept: str) -> Iterable[tuple[str, str, float]]:
    for part in accept.split(","):
        if match := _RANGE.match(part):
            weight = _Q.search(match[3])
            yield match[1].lower(), match[2].lower(), float(weight[1]) if weight else 1.0


def content_type(media: str) -> str:
    """The `Content-Type` header for a media type: text types say that they are UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


_NOT_IN_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters that an RDF literal may hold and XML 1.0 may not, not even as references."""


class _WellFormed:
    """Passes on what is written, and raises `ValueError` before something would make XML ill-formed."""

    def __init__(self, output: IO[bytes]) -> None:
        self.output, self._last = output, b""

    def write(self, data: bytes) -> int:
        if found := _NOT_IN_XML.search(self._last + data):
            sign = ord(found[0].decode())
            raise ValueError(
                f"Das Ergebnis enthält das Zeichen U+{sign:04X}, das es in XML nicht gibt; bitte als JSON."
            )
        self._last = data[-2:]
        return self.output.write(data)

    def flush(self) -> None:
        self.output.flush()


def serialise(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, media: str, output: IO[bytes]) -> None:
    """Write a result in a media type of `SOLUTIONS` or `GRAPHS` to a binary file-like object."""
    if media.endswith("xml"):
        output = cast("IO[bytes]", _WellFormed(output))
    if isinstance(result, ox.QueryTriples):
        serialise_triples(result, GRAPHS[media], output)
    else:
        result.serialize(output, format=SOLUTIONS[media])


def serialise_triples(triples: Iterable[ox.Triple], syntax: ox.RdfFormat, output: IO[bytes]) -> None:
    """Write triples one after the other, with those of Integraph's prefixes that occur in the first ten thousand."""
    following = iter(triples)
    first = list(itertools.islice(following, _SAMPLE))
    used = {
        node.value[: max(node.value.rfind("/"), node.value.rfind("#")) + 1]
        for triple in first
        for node in triple
        if isinstance(node, ox.NamedNode)
    }
    prefixes = {prefix: namespace for prefix, namespace in NAMESPACES.items() if namespace in used}
    ox.serialize(itertools.chain(first, following), output, format=syntax, prefixes=prefixes)
