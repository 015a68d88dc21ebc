"""`sh:datatype`: the datatype of a literal and whether its text is one of that datatype.

Oxigraph stores well-formed literals of the datatypes derived from `xsd:integer` as integers, `xsd:dateTimeStamp` as
`xsd:dateTime`, and forgets which they were. Of triples that were handed in, `Data.spellings` still knows; of a store,
an integer within the range of the datatype is taken for one of it, a `xsd:dateTime` with a time zone for a stamp.
"""

from __future__ import annotations

import pyoxigraph as ox

from integraph.shacl.core import Build, ValueTest
from integraph.shacl.data import Data
from integraph.shacl.terms import XSD, Term

_BYTE, _SHORT, _INT, _LONG = (2 ** (bits - 1) for bits in (8, 16, 32, 64))
_RANGES = {
    "byte": (-_BYTE, _BYTE - 1),
    "short": (-_SHORT, _SHORT - 1),
    "int": (-_INT, _INT - 1),
    "long": (-_LONG, _LONG - 1),
    "unsignedByte": (0, 2 * _BYTE - 1),
    "unsignedShort": (0, 2 * _SHORT - 1),
    "unsignedInt": (0, 2 * _INT - 1),
    "unsignedLong": (0, 2 * _LONG - 1),
}
_SIGNED = {
    "nonNegativeInteger": "^([+]?[0-9]+|-0+)$",
    "positiveInteger": "^[+]?0*[1-9][0-9]*$",
    "nonPositiveInteger": "^(-[0-9]+|[+]?0+)$",
    "negativeInteger": "^-0*[1-9][0-9]*$",
}
_STORED_AS = {**dict.fromkeys([*_RANGES, *_SIGNED], "integer"), "dateTimeStamp": "dateTime"}
_INTEGER = "^[+-]?[0-9]+$"
_DECIMAL = r"[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)"
_FLOAT = rf"^({_DECIMAL}([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$"
_TEXTS = {
    "boolean": "^(true|false|0|1)$",
    "integer": _INTEGER,
    "decimal": f"^{_DECIMAL}$",
    "float": _FLOAT,
    "double": _FLOAT,
    **dict.fromkeys(_RANGES, _INTEGER),
    **_SIGNED,
    "dateTimeStamp": "(Z|[+-][0-9][0-9]:[0-9][0-9])$",
}
_CAST = (
    *("date", "time", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration"),
    *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
)


def datatype(kind: ox.NamedNode) -> Build:
    """`sh:datatype`: value nodes that are no literal, of another datatype, or ill-typed."""
    name = kind.value.removeprefix(XSD) if kind.value.startswith(XSD) else ""

    def violated(data: Data) -> str:
        text = _well_formed(name)
        accepted = f"COALESCE(isLiteral(?value) && DATATYPE(?value) = {kind}{text}, false)"
        if name in _STORED_AS:
            stored = f"DATATYPE(?value) = <{XSD}{_STORED_AS[name]}>{_written_as(kind, data)}{text}"
            accepted += f" || COALESCE({stored}, false)"
        elif name in _STORED_AS.values() and data.spellings:
            accepted += _written_as(kind, data)
        return f"!({accepted})"

    return ValueTest(violated)


def _written_as(kind: ox.NamedNode, data: Data) -> str:
    """A condition, to be added to others, that `?value` was written with this datatype, if that is known."""
    spellings = data.spellings
    if spellings is None:
        return ""

    def written_as(term: Term) -> Term:
        return ox.Literal(any(getattr(form, "datatype", None) == kind for form in spellings.get(term, {term})))

    return f" && {data.function(written_as)}(?value)"


def _well_formed(name: str) -> str:
    """A condition, to be added to others, that the text of `?value` is one of the datatype."""
    if name in _CAST:
        return f" && isLiteral(<{XSD}{name}>(STR(?value)))"
    condition = f' && REGEX(STR(?value), "{_TEXTS[name]}")' if name in _TEXTS else ""
    if name in _RANGES:
        least, most = _RANGES[name]
        number = f"<{XSD}decimal>(STR(?value))"  # xsd:integer ends at 64 bits with sign
        condition += f" && {number} >= {least}.0 && {number} <= {most}.0"
    return condition
