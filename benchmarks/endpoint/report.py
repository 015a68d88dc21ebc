"""The numbers as a Markdown table and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.endpoint.graphs import Workload
from benchmarks.endpoint.measuring import BUDGET, CLIENTS, RUNAWAYS, Latencies, Measured
from benchmarks.endpoint.processes import LIMIT

Results = dict[str, Measured]
_NONE = "–"


def table(work: Workload, results: Results) -> str:
    """Markdown: one row a number, one column a peer; in brackets how many times Integraph's number that is.

    Where a peer was asked only some of the queries, Integraph's number over the same ones is what it is compared with.
    """
    names = list(results)
    rows: list[tuple[str, Callable[[Measured, Measured], str]]] = [
        ("load (s)", _plain(lambda m: m.load, 1)),
        ("memory (MiB)", _plain(lambda m: float(m.memory), 0)),
        ("point query, cold: median (ms)", _time("point", Latencies.median)),
        ("p99 (ms)", _time("point", Latencies.p99)),
        ("point query, repeated: median (ms)", _time("cached", Latencies.median)),
        ("catalogue, cold: median (ms)", _time("catalogue", Latencies.median)),
        ("p99 (ms)", _time("catalogue", Latencies.p99)),
        ("queries answered", lambda m, _: _answered(m.catalogue)),
        ("point queries a second, cold", _plain(lambda m: m.rate_cold, 0)),
        ("repeated", _plain(lambda m: m.rate_cached, 0)),
        ("the same bytes as files, by the same process", _plain(lambda m: m.rate_static, 0)),
        ("small queries alone: p99 (ms)", _time("alone", Latencies.p99)),
        ("beside runaways: p99 (ms)", _time("beside", Latencies.p99)),
        ("times as long as alone", lambda m, _: _slowdown(m)),
    ]
    lines = [
        f"**{work.triples:,} triples**, {len(work.points)} point queries, {len(work.queries)} queries of the catalogue "
        f"({work.left_out} about named graphs left out); at most {LIMIT:g} s a query and {BUDGET:g} s a list; rates of "
        f"{CLIENTS} clients, {RUNAWAYS} clients with runaways; in brackets: times Integraph's number.",
        "",
        f"| {work.name} | " + " | ".join(names) + " |",
        "| --- |" + " ---: |" * len(names),
    ]
    own = results["Integraph"]
    lines += [f"| {label} | " + " | ".join(cell(results[name], own) for name in names) + " |" for label, cell in rows]
    return "\n".join(lines)


def as_json(work: Workload, results: Results) -> dict[str, Any]:
    """All numbers, with the seconds of each run of each query (null: no answer in time)."""
    return {
        "triples": work.triples,
        "points": len(work.points),
        "queries": len(work.queries),
        "peers": {name: _numbers(measured) for name, measured in results.items()},
    }


def _numbers(measured: Measured) -> dict[str, Any]:
    return {
        name: {
            "of": value.of,
            "runs": [[None if t == float("inf") else round(t, 6) for t in runs] for runs in value.runs],
        }
        if isinstance(value, Latencies)
        else value
        for name, value in vars(measured).items()
    }


def _plain(number: Callable[[Measured], float | None], digits: int) -> Callable[[Measured, Measured], str]:
    def cell(measured: Measured, own: Measured) -> str:
        value = number(measured)
        return _NONE if value is None else f"{value:,.{digits}f}" + _ratio(value, number(own), measured is own)

    return cell


def _time(name: str, statistic: Callable[[Latencies, int | None], float]) -> Callable[[Measured, Measured], str]:
    def cell(measured: Measured, own: Measured) -> str:
        value: Latencies | None = getattr(measured, name)
        if value is None or not value.runs:
            return _NONE
        seconds = statistic(value, None)
        if seconds == float("inf"):
            return f"no answer ({value.answered} of {value.asked} answered)"
        other: Latencies | None = getattr(own, name)
        compared = statistic(other, value.asked) if other and other.runs else None
        return f"{1000 * seconds:,.2f}" + _ratio(seconds, compared, measured is own)

    return cell


def _ratio(value: float, own: float | None, itself: bool) -> str:
    if itself or not own or own == float("inf"):
        return ""
    return f" ({value / own:.2g}×)" if value / own < 100 else f" ({value / own:,.0f}×)"


def _answered(found: Latencies) -> str:
    text = f"{found.answered} of {found.of}"
    return text if found.asked == found.of else f"{text} ({found.of - found.asked} not asked)"


def _slowdown(measured: Measured) -> str:
    if measured.alone is None or measured.beside is None or not measured.beside.runs:
        return _NONE
    alone, beside = measured.alone.p99(), measured.beside.p99()
    return _NONE if beside == float("inf") else f"{beside / alone:.1f}"
