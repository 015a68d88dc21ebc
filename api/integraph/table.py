"""A result as a table of Python values: columns, rows, and the ways out (pandas, CSV, dictionaries)."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from integraph.namespaces import XSD

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | bool | dt.date | None
"""A value of a table; None where there is none."""

_SHOWN: Final = 60
_INTEGERS: Final = {XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")}
_NUMBERS: Final = {XSD + name for name in ("decimal", "double", "float")}


class MissingExtra(ImportError):
    """An optional library is not installed; the message says how to get it."""


def cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Cell:
    """Return a term as a Python value: IRI and text as str, numbers, dates and truth values as themselves.

    A partial date (``2024``, ``2023-12``) stays text, and so does a literal that is not of the type it claims.
    """
    if not isinstance(term, ox.Literal):
        return None if term is None else str(getattr(term, "value", term))
    kind, text = term.datatype.value, term.value
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind in _NUMBERS:
            return float(text)
        if kind == XSD + "date":
            return dt.date.fromisoformat(text)
    except ValueError:
        return text
    if kind == XSD + "boolean" and text in ("true", "false", "1", "0"):
        return text in ("true", "1")
    return text


@dataclass(frozen=True, repr=False)
class Table:
    """Rows under named columns.

    >>> table = Table(("land", "inhabitants"), [("Bremen", 704881), ("Saarland", 1012141)])
    >>> table.columns
    ('land', 'inhabitants')
    >>> len(table), table["land"]
    (2, ['Bremen', 'Saarland'])
    >>> print(table.to_csv())
    land,inhabitants
    Bremen,704881
    Saarland,1012141
    <BLANKLINE>
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]

    @classmethod
    def of(cls, solutions: ox.QuerySolutions) -> Table:
        """Return the solutions of a SELECT query; reads them to the end."""
        columns = tuple(variable.value for variable in solutions.variables)
        return cls(columns, [tuple(cell(value) for value in solution) for solution in solutions])

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __getitem__(self, column: str) -> list[Cell]:
        """Return the values of *column*, row by row. Raises KeyError."""
        if column not in self.columns:
            raise KeyError(column)
        index = self.columns.index(column)
        return [row[index] for row in self.rows]

    def to_dicts(self) -> list[dict[str, Cell]]:
        """Return the rows as dictionaries."""
        return list(self)

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas DataFrame. Raises MissingExtra where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise MissingExtra("Dafür wird pandas gebraucht: pip install 'integraph[pandas]'") from None
        return pandas.DataFrame(list(self.rows), columns=list(self.columns))

    def to_csv(self, path: str | Path | None = None) -> str:
        """Return the table as CSV (RFC 4180 with line feeds, UTF-8) and write it to *path* where given."""
        text = as_csv(self.columns, self.rows)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8", newline="")
        return text

    def __repr__(self) -> str:
        return f"<Table: {len(self.rows)} rows of {', '.join(self.columns)}>"

    def __str__(self) -> str:
        rows = [[_short(value) for value in row] for row in self.rows]
        widths = [max(map(len, column)) for column in zip(self.columns, *rows, strict=True)]
        lines = [self.columns, ["-" * width for width in widths], *rows]
        return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(text(value))}</td>" for value in row) + "</tr>" for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def text(value: Cell) -> str:
    """Return *value* as it stands in a CSV file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as CSV with a header line."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([text(value) for value in row] for row in rows)
    return output.getvalue()


def _short(value: Cell) -> str:
    whole = text(value)
    return whole if len(whole) <= _SHOWN else whole[: _SHOWN - 1] + "…"
