"""Labels in the reader's language, for pages; what has no English label keeps the German one, marked as such."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from integraph.labelling import named
from integraph.store import Graph


def in_language(graph: Graph, body: Any, lang: str) -> Any:  # noqa: ANN401 - any JSON-like value
    """The same lists and dicts with the label of each `{"iri", "label"}` in *lang*; `lang` says which one it got."""
    if lang == "de":
        return body
    return _translated(body, named(graph, set(_things(body)), lang))


def _things(body: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(body, dict):
        if "iri" in body and "label" in body:
            yield body["iri"]
        for value in body.values():
            yield from _things(value)
    elif isinstance(body, list | tuple):
        for value in body:
            yield from _things(value)


def _translated(body: Any, names: dict[str, dict[str, str]]) -> Any:  # noqa: ANN401
    if isinstance(body, dict):
        translated = {key: _translated(value, names) for key, value in body.items()}
        return translated | names[body["iri"]] if "iri" in body and "label" in body else translated
    if isinstance(body, list | tuple):
        return [_translated(value, names) for value in body]
    return body
