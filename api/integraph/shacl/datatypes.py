"""`sh:datatype`: the datatype of a literal and whether its text is one of that datatype.

Oxigraph stores well-formed literals of the datatypes derived from `xsd:integer` as integers and forgets which they
were. Of triples that were handed in, `Data.spellings` still knows; of a store, an integer within the range of the
datatype is taken for one of it.
"""

from __future__ import annotations

import pyoxigraph as ox

from integraph.shacl.core import Build
from integraph.shacl.engine import Scope
from integraph.shacl.terms import XSD, Term

_BYTE, _SHORT, _INT, _LONG = (2 ** (bits - 1) for bits in (8, 16, 32, 64))
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "byte": (-_BYTE, _BYTE - 1),
    "short": (-_SHORT, _SHORT - 1),
    "int": (-_INT, _INT - 1),
    "long": (-_LONG, _LONG - 1),
    "unsignedByte": (0, 2 * _BYTE - 1),
    "unsignedShort": (0, 2 * _SHORT - 1),
    "unsignedInt": (0, 2 * _INT - 1),
    "unsignedLong": (0, 2 * _LONG - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
_DECIMAL = r"[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)"
_FLOAT = rf"^({_DECIMAL}([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$"
_TEXTS = {
    "boolean": "^(true|false|0|1)$",
    "integer": "^[+-]?[0-9]+$",
    "decimal": f"^{_DECIMAL}$",
    "float": _FLOAT,
    "double": _FLOAT,
}
_CAST = (
    *("date", "time", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration"),
    *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
)


def datatype(kind: ox.NamedNode) -> Build:
    """`sh:datatype`: value nodes that are no literal, of another datatype, or ill-typed."""
    name = kind.value.removeprefix(XSD) if kind.value.startswith(XSD) else ""

    def build(scope: Scope) -> str:
        is_kind = f"isLiteral(?value) && DATATYPE(?value) = {kind}{_well_formed(name)}"
        accepted = f"COALESCE({is_kind}, false)"
        integer = f"DATATYPE(?value) = <{XSD}integer>"
        spellings = scope.run.data.spellings
        if name in _RANGES and spellings is None:
            accepted += f" || COALESCE({integer}{_in_range(name)}, false)"
        elif name in _RANGES and spellings is not None:
            stored = [term for term, forms in spellings.items() if _one_of(forms, kind) and _is_integer(term)]
            accepted += f" || COALESCE({integer} && ?value IN ({_terms(stored)}){_in_range(name)}, false)"
        elif name == "integer" and spellings:
            stored = [term for term, forms in spellings.items() if not _one_of(forms, kind) and _is_integer(term)]
            accepted = f"{accepted} && !COALESCE(?value IN ({_terms(stored)}), false)"
        return f"SELECT ?this ?value {{ {scope.values} FILTER(!({accepted})) }}"

    return build


def _terms(terms: list[Term]) -> str:
    return ", ".join(map(str, terms))


def _one_of(forms: frozenset[Term], kind: ox.NamedNode) -> bool:
    return any(isinstance(form, ox.Literal) and form.datatype == kind for form in forms)


def _is_integer(term: Term) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value == XSD + "integer"


def _in_range(name: str) -> str:
    least, most = _RANGES[name]
    number = f"<{XSD}decimal>(STR(?value))"
    low = "" if least is None else f" && {number} >= {least}"
    return low + ("" if most is None else f" && {number} <= {most}")


def _well_formed(name: str) -> str:
    """A condition, to be added to others, that the text of `?value` is one of the datatype."""
    if name in _RANGES:
        return f' && REGEX(STR(?value), "{_TEXTS["integer"]}"){_in_range(name)}'
    if name in _TEXTS:
        return f' && REGEX(STR(?value), "{_TEXTS[name]}")'
    return f" && isLiteral(<{XSD}{name}>(STR(?value)))" if name in _CAST else ""
