"""Labels in the reader's language, for pages; what has no English label keeps the German one, marked as such."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from integraph.labelling import labels
from integraph.store import Graph


def in_language(graph: Graph, body: Any, lang: str) -> Any:  # noqa: ANN401 - any JSON-like value
    """The same lists and dicts with the label of each `{"iri", "label"}` in *lang*; `lang` says which one it got."""
    if lang == "de":
        return body
    found = labels(graph, {thing["iri"] for thing in _things(body)}, lang)
    return _translated(body, found, lang)


def _things(body: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    if isinstance(body, dict):
        if "iri" in body and "label" in body:
            yield body
        for value in body.values():
            yield from _things(value)
    elif isinstance(body, list | tuple):
        for value in body:
            yield from _things(value)


def _translated(body: Any, found: dict[str, str], lang: str) -> Any:  # noqa: ANN401
    if isinstance(body, dict):
        result = {key: _translated(value, found, lang) for key, value in body.items()}
        if "iri" in body and "label" in body:
            label = found.get(body["iri"], body["label"])
            # a name that is the same in both languages needs no mark, and German is the only other language there is
            result["lang"] = "de" if label == body["label"] else lang
            result["label"] = label
        return result
    if isinstance(body, list | tuple):
        return [_translated(value, found, lang) for value in body]
    return body
