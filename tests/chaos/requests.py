# ruff: noqa: E501 - the lists of words and queries are easier to read unbroken
"""Generated requests: ordinary, malformed, hostile, huge, slow and disconnecting, from a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote


@dataclass(frozen=True)
class Sending:
    """One request as bytes, and how it is sent: `plain`, `slow` (in small pieces) or `leaving` (without reading)."""

    kind: str
    data: bytes
    manner: str = "plain"


_PATHS: Final = [
    "/", "/sparql", "/sparql/", "/who", "/gaps", "/compare", "/timeline", "/diff", "/overlays", "/suche", "/graph/",
    "/graph-store", "/datensatz", "/.well-known/void", "/ontology", "/shapes", "/healthz", "/readyz", "/metrics",
    "/openapi.json", "/docs", "/id/gebiet/06611000", "/id/aufgabe/integrationsbeirat.ttl", "/scheme/role",
    "/id/gebiet/../../etc/passwd", "/static/../../../etc/passwd", "/static/site.css", "/liste/aufgaben", "/queries",
]  # fmt: skip
_WORDS: Final = [
    "Kassel", "Integrationsbeirat", "Unterbringung", "06611000", "2024-01-01", "", "ä" * 300, "'", '"', "<script>", "%00",
    "\x00", "../..", "${jndi:ldap://x}", "{{7*7}}", "geb:06", "https://w3id.org/integraph/id/gebiet/06", "-1", "1e999", "null",
    "\u202e", "😀", "a" * 5000, "2024-02-31", "9999-12-31", "0000-00-00", "s4-verteilsysteme-zusammenlegen",
]  # fmt: skip
_NAMES: Final = [
    "task",
    "in",
    "on",
    "role",
    "group",
    "scenario",
    "format",
    "q",
    "query",
    "page",
    "land",
    "graph",
    "default",
]
_METHODS: Final = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "QUERY", "TRACE", "BREW"]
_ACCEPTS: Final = [
    "*/*", "text/html", "application/json", "text/turtle", "application/sparql-results+json", "text/csv;q=0.1, */*;q=0",
    "image/png", "text/html;q=nonsense", "a/b;c=d;q=0.5," * 50, "", "application/ld+json",
]  # fmt: skip
_QUERIES: Final = [
    "ASK {}", "SELECT * { ?s a ig:Task } LIMIT 5", "SELECT", "SELECT * {", "SELECT * { ?s ?p ?o } LIMIT 100000",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "DESCRIBE geb:06",
    "SELECT * { ?s (ig:containedIn|^ig:containedIn)* ?o }", "SELECT * { SERVICE <TRAP> { ?s ?p ?o } }",
    "SELECT * FROM <TRAP> { ?s ?p ?o }", "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "LOAD <TRAP>", "INSERT DATA { <a> <b> <c> }", "CLEAR ALL", "SELECT * { \\u0053ERVICE <TRAP> { ?s ?p ?o } }",
    "SELECT (GROUP_CONCAT(?x) AS ?y) { ?a ?b ?x . ?c ?d ?e }", "ASK { FILTER(REGEX('" + "a" * 40 + "', '(a+)+$')) }",
    "SELECT * {" + "{" * 400 + "}" * 400 + "}", "SELECT * { VALUES ?x {" + "1 " * 20000 + "} }", "ASK { ?s ?p 'SERVICE' }",
    "SELECT (CONCAT(" + ", ".join(["?x"] * 50) + ") AS ?y) { VALUES ?x { '" + "x" * 1000 + "' } }", "\x00", "é" * 1000,
    "SELECT (REPLACE('" + "x" * 5000 + "', 'x', '" + "y" * 5000 + "') AS ?r) {}", "# only a comment", "BASE <TRAP> ASK { <x> ?p ?o }",
]  # fmt: skip
_BODIES: Final = [
    ("text/turtle", "<a> <b> <c> ."),
    ("application/ld+json", '{"@context": "TRAP", "@id": "x", "y": "z"}'),
    ("application/rdf+xml", '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "TRAP">]><r>&e;</r>'),
    ("application/rdf+xml", '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><r>&b;&b;&b;</r>'),
    ("multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="f"; filename="f.ttl"\r\n\r\n<a> <b> <c> .\r\n--x--'),
    ("multipart/form-data; boundary=x", "--x\r\nnonsense"),
    ("application/json", json.dumps({"query": "ASK {}"})),
    ("application/octet-stream", "\x00\x01\x02"),
    ("", "nothing"),
]  # fmt: skip


class Generator:
    """Makes requests from a seed; *trap* is an address that nobody may call."""

    def __init__(self, seed: int, host: str, trap: str) -> None:
        self.random, self.host, self.trap = random.Random(seed), host, trap  # noqa: S311

    def __call__(self, count: int) -> Iterator[Sending]:
        """That many requests."""
        kinds: list[tuple[int, Callable[[], Sending]]] = [
            (30, self.ordinary),
            (30, self.query),
            (10, self.malformed),
            (10, self.body),
            (6, self.huge),
            (4, self.slow),
            (10, self.leaving),
        ]
        for _ in range(count):
            (make,) = self.random.choices([make for _, make in kinds], [weight for weight, _ in kinds])
            yield make()

    def _http(self, method: str, target: str, body: bytes = b"", **headers: str) -> bytes:
        fields = {"Host": self.host, "Connection": "close", "Accept": self.random.choice(_ACCEPTS)}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        if body:
            fields["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("utf-8", "replace") + body

    def _target(self) -> str:
        names = self.random.choices(_NAMES, k=self.random.randrange(5))
        words = [(name, self.random.choice(_WORDS)) for name in names]
        text = "&".join(f"{name}={quote(word)}" for name, word in words)
        return self.random.choice(_PATHS) + ("?" + text if text else "")

    def ordinary(self) -> Sending:
        """Any address with any parameters, by any method."""
        return Sending("ordinary", self._http(self.random.choice([*_METHODS, *["GET"] * 12]), self._target()))

    def _query_text(self) -> str:
        text = self.random.choice(_QUERIES).replace("TRAP", self.trap)
        if self.random.random() < 0.2:
            position = self.random.randrange(len(text) + 1)
            text = text[:position] + self.random.choice(['"', "}", "\\", "?", "<", " ", "𝛼"]) + text[position:]
        return text

    def query(self) -> Sending:
        """A query, some of them hostile or broken, in each way of the protocol."""
        text = self._query_text()
        way = self.random.randrange(4)
        if way == 0:
            timeout = self.random.choice(
                ["", "&timeout=0.2", "&timeout=nonsense", "&format=csv", "&default-graph-uri=" + quote(self.trap)]
            )
            return Sending("query", self._http("GET", "/sparql?query=" + quote(text) + timeout))
        if way == 1:
            data = ("query=" + quote(text)).encode()
            return Sending(
                "query", self._http("POST", "/sparql", data, Content_Type="application/x-www-form-urlencoded")
            )
        kind = self.random.choice(
            [
                "application/sparql-query",
                "application/sparql-update",
                "text/plain",
                "application/sparql-query; charset=utf-16",
            ]
        )
        return Sending(
            "query", self._http("QUERY" if way == 2 else "POST", "/sparql", text.encode(), Content_Type=kind)
        )

    def malformed(self) -> Sending:
        """Bytes that are no request, or barely one."""
        some = bytes(self.random.randrange(256) for _ in range(self.random.randrange(200)))
        return Sending(
            "malformed",
            self.random.choice(
                [
                    some,
                    b"GET / HTTP/9.9\r\n\r\n",
                    b"GET /sparql?query=%FF%FE HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
                    b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n",
                    b"GET /" + some.replace(b"\r", b"").replace(b"\n", b"") + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n",
                ]
            ),
        )  # fmt: skip

    def body(self) -> Sending:
        """Data for the addresses that take some."""
        kind, text = self.random.choice(_BODIES)
        path = self.random.choice(
            ["/graph/laender/he/x", "/graph-store?default", "/validate", "/sparql", "/id/gebiet/06"]
        )
        headers = {"Content_Type": kind} if kind else {}
        if self.random.random() < 0.3:
            headers["Authorization"] = self.random.choice(["Bearer x", "Basic eDp5", "Bearer " + "x" * 5000])
        method = self.random.choice(["PUT", "POST", "DELETE"])
        return Sending("body", self._http(method, path, text.replace("TRAP", self.trap).encode(), **headers))

    def huge(self) -> Sending:
        """More than anyone needs."""
        if self.random.random() < 0.5:
            return Sending("huge", self._http("GET", "/sparql?query=" + "x" * self.random.choice([70_000, 300_000])))
        body = b"#" * self.random.choice([1 << 20, (1 << 20) + 1, 3 << 20])
        kind = self.random.choice(["application/sparql-query", "text/turtle"])
        path = self.random.choice(["/sparql", "/graph/bund/x", "/validate"])
        return Sending("huge", self._http("POST", path, body, Content_Type=kind))

    def slow(self) -> Sending:
        """A request that arrives in small pieces."""
        return Sending("slow", self._http("GET", self._target()), "slow")

    def leaving(self) -> Sending:
        """A query whose client does not wait for the answer."""
        text = self.random.choice([_QUERIES[5], _QUERIES[6], _QUERIES[7], _QUERIES[1]])
        return Sending("leaving", self._http("GET", "/sparql?query=" + quote(text)), "leaving")
