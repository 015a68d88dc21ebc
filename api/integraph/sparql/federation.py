"""`SERVICE` carried out by this process for the few endpoints that a setting allows (SPARQL 1.1 Federated Query).

The pattern of a `SERVICE` is a query of its own, so it is asked there first and its solutions take its place as
`VALUES`; what evaluates the rest has no network. Allowed is an exact origin (`https://query.wikidata.org`). A redirect
is refused, so is a name that leads to a private address, and the connection goes to the address that was looked at.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
import pyoxigraph as ox

from integraph.namespaces import NAMESPACES
from integraph.sparql.guard import QueryRefused
from integraph.sparql.lexer import tokens, unescape
from integraph.sparql.workers import QueryFailed

_ACCEPT: Final = "application/sparql-results+json"
_LARGEST: Final = 8 << 20
_ROWS: Final = 10_000
Token = tuple[str, str]


class _Failure(Exception):
    """An endpoint that gave no usable answer; the message is German."""


@dataclass(frozen=True)
class Federation:
    """The origins that may be asked, and how long one may take (s). *private* allows private addresses, for tests."""

    origins: frozenset[str] = frozenset()
    seconds: float = 5.0
    private: bool = False

    def resolve(self, query: str, base: str = "") -> str:
        """The query with each `SERVICE` replaced by what its endpoint answered; unchanged when it has none.

        Raises `QueryRefused` (403) for an endpoint that is not allowed, `QueryFailed` (503) for one that fails, unless
        the query says `SILENT`.
        """
        stream = list(tokens(unescape(query)))
        if not any(kind == "word" and text.upper() == "SERVICE" for kind, text in stream):
            return query
        prefixes, prologue = _prologue(stream, base)
        out: list[str] = []
        position = 0
        while position < len(stream):
            kind, text = stream[position]
            if kind == "word" and text.upper() == "SERVICE":
                silent, endpoint, pattern, position = _service(stream, position, prefixes, base)
                out.append(self._solutions(endpoint, f"{prologue} SELECT * WHERE {pattern}", silent))
                continue
            out.append(text)
            position += 1
        return "".join(out)

    def _solutions(self, endpoint: str, query: str, silent: bool) -> str:
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self.origins:
            allowed = ", ".join(sorted(self.origins)) or "keine"
            raise QueryRefused("service-refused", f"SERVICE <{endpoint}> ist nicht erlaubt. Erlaubt sind: {allowed}.")
        try:
            return _values(self._ask(endpoint, query))
        except _Failure as failure:
            if silent:
                return " VALUES () { () } "
            raise QueryFailed("service-failed", f"SERVICE <{endpoint}>: {failure}", 503) from None

    def _ask(self, endpoint: str, query: str) -> bytes:
        url = httpx.URL(endpoint)
        address = self._address(url)
        headers = {"Host": url.netloc.decode(), "Accept": _ACCEPT, "Content-Type": "application/sparql-query"}
        body = bytearray()
        try:
            with (
                httpx.Client(timeout=self.seconds, trust_env=False, follow_redirects=False) as client,
                client.stream(
                    "POST",
                    url.copy_with(host=address),
                    content=query.encode(),
                    headers=headers,
                    extensions={"sni_hostname": url.host},
                ) as response,
            ):
                if response.is_redirect:
                    raise _Failure("antwortet mit einer Weiterleitung, der nicht gefolgt wird")
                if response.status_code != 200:
                    raise _Failure(f"antwortet mit Status {response.status_code}")
                for part in response.iter_bytes():
                    body += part
                    if len(body) > _LARGEST:
                        raise _Failure(f"antwortet mit mehr als {_LARGEST >> 20} MiB")
        except httpx.HTTPError as error:
            raise _Failure(f"ist nicht erreichbar ({type(error).__name__})") from None
        return bytes(body)

    def _address(self, url: httpx.URL) -> str:
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            found = {str(each[4][0]) for each in socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)}
        except OSError:
            raise _Failure("der Name ist nicht bekannt") from None
        if not self.private and not all(ipaddress.ip_address(each.partition("%")[0]).is_global for each in found):
            raise _Failure("führt zu einer Adresse im eigenen Netz")
        return sorted(found)[0]


def _prologue(stream: list[Token], base: str) -> tuple[dict[str, str], str]:
    """The prefixes a query declares beside Integraph's, and declarations of all of them."""
    prefixes = dict(NAMESPACES)
    plain = [token for token in stream if token[0] != "space"]
    for number, (kind, text) in enumerate(plain):
        word = text.upper() if kind == "word" else ""
        following = plain[number + 1 : number + 3]
        if word == "BASE" and following and following[0][0] == "iri":
            base = urljoin(base, following[0][1][1:-1])
        elif word == "PREFIX" and len(following) == 2 and following[1][0] == "iri":
            prefixes[following[0][1].removesuffix(":")] = urljoin(base, following[1][1][1:-1])
        elif word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            break
    declared = [f"BASE <{base}>"] if base else []
    return prefixes, " ".join([*declared, *(f"PREFIX {name}: <{iri}>" for name, iri in prefixes.items())])


def _service(stream: list[Token], start: int, prefixes: dict[str, str], base: str) -> tuple[bool, str, str, int]:
    """Whether it is silent, the endpoint, the pattern with its braces, and where the query goes on."""
    rest = _significant(stream, start + 1)
    position, (kind, text) = next(rest)
    silent = kind == "word" and text.upper() == "SILENT"
    if silent:
        position, (kind, text) = next(rest)
    if kind == "iri":
        endpoint = urljoin(base, text[1:-1])
    elif kind == "name":
        prefix, _, local = text.partition(":")
        endpoint = prefixes.get(prefix, "") + local
    else:
        raise QueryRefused("service-refused", "SERVICE braucht hier eine IRI; eine Variable wird nicht aufgelöst.")
    opening, (_, text) = next(rest)
    if text != "{":
        raise QueryFailed("syntax", "Nach SERVICE <…> folgt ein Muster in geschweiften Klammern.", 400)
    depth = 0
    for position in range(opening, len(stream)):
        kind, text = stream[position]
        if kind == "other":
            depth += (text == "{") - (text == "}")
            if depth == 0:
                pattern = "".join(text for _, text in stream[opening : position + 1])
                return silent, endpoint, pattern, position + 1
    raise QueryFailed("syntax", "Die geschweifte Klammer nach SERVICE wird nicht geschlossen.", 400)


def _significant(stream: list[Token], start: int) -> Iterator[tuple[int, Token]]:
    for position in range(start, len(stream)):
        if stream[position][0] != "space":
            yield position, stream[position]
    while True:
        yield len(stream), ("other", "")


def _values(body: bytes) -> str:
    """Solutions as `VALUES`. A blank node, which could equal nothing here, becomes an IRI of its own."""
    try:
        found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        if not isinstance(found, ox.QuerySolutions):
            raise _Failure("antwortet mit keiner Tabelle")
        names = [variable.value for variable in found.variables]
        rows = []
        for row in found:
            rows.append("(" + " ".join(_term(row[name]) for name in names) + ")")
            if len(rows) > _ROWS:
                raise _Failure(f"antwortet mit mehr als {_ROWS} Zeilen; bitte das Muster enger fassen")
    except (SyntaxError, ValueError):
        raise _Failure("antwortet mit etwas, das kein SPARQL-Ergebnis ist") from None
    return f" VALUES ({' '.join('?' + name for name in names)}) {{ {' '.join(rows)} }} "


def _term(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    if value is None:
        return "UNDEF"
    if isinstance(value, ox.BlankNode):
        return f"<urn:integraph:blank:{value.value}>"
    return str(value)
