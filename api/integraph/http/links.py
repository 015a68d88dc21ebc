"""Between IRIs of the graph and addresses of this server."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox

from integraph.namespaces import BASE


def local(iri: str) -> str:
    """The address at which this server describes an IRI: a path for our own, the IRI itself for others."""
    if not iri.startswith(BASE):
        return iri if iri.startswith(("http://", "https://")) else "#"
    path, hash_sign, fragment = iri[len(BASE) :].partition("#")
    return "/" + quote(path, safe="/-._~") + hash_sign + fragment


def iri_of(path: str) -> str:
    """The IRI that a path of this server stands for."""
    return BASE + path.lstrip("/")


def is_iri(text: str) -> bool:
    """Whether *text* has the form of an absolute IRI."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
