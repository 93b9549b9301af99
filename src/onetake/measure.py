"""Measures KPIs: one question to the ledger for each, a value with its interval or why none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from math import ceil, floor, sqrt
from statistics import fmean, stdev
from typing import Any

from onetake.errors import UsageWrong
from onetake.words.checks import Facts
from onetake.words.kpi import DAY, Kpi, Measurement
from onetake.words.student import t95
from onetake.words.wilson import Z95, wilson

RELATIONS = ("issues", "sessions", "changes", "found", "culture", "verdicts")
PEOPLE = 5
"""Of fewer people than this who work for the company nothing is told."""
DIMENSIONS: Mapping[str, str] = {
    "environment": "environment", "channel": "channel", "journey": "journey", "region": "region",
    "team": "team", "hour": "strftime(make_timestamp({at}), '%H')",
}  # fmt: skip
"""What a KPI can be taken by, as SQL; hours are those of UTC."""

_HAVE = {
    "surveys": ("environment", "channel", "journey", "region"), "culture": ("team",),
    "contacts": ("environment", "channel", "journey", "region"),
    "issues": ("environment", "channel", "journey", "region"),
    "sessions": ("environment", "channel", "journey", "region"),
    "runs": ("environment", "journey"),
    "deployments": ("environment",), "changes": ("environment",),
    "incidents": ("environment", "journey"), "found": ("environment", "journey"),
    "invocations": ("environment",), "verdicts": ("environment",),
}  # fmt: skip


def measure(
    kpi: Kpi, facts: Facts, since: float, until: float, *, by: str = "", now: float | None = None
) -> list[Measurement]:
    """Return a KPI's measurement over a time, or one for each value of a dimension.

    Times are seconds since 1970; `now` is when it is asked, `until` unless told. Raises UsageWrong
    for a dimension that its rows do not have, QuestionRefused for SQL that cannot be asked.
    """
    if kpi.figures is not None:
        return [_by_code(kpi, facts, (since, until), by, until if now is None else now)]
    sql = question(kpi, _dimension(kpi, by) if by else "''")
    rows = facts.select(sql, since=int(since * 1e6), until=int(until * 1e6))
    open_still = until + kpi.reckoning.follow_up > (until if now is None else now)
    made = [_measured(kpi, row, (since, until), open_still, by) for row in rows]
    return made or [_unknown(kpi, since, until, 0)]


def daily(kpi: Kpi, facts: Facts, since: float, until: float) -> dict[int, float]:
    """Return a KPI's value of each UTC day that has rows, by the days since 1970.

    One that code works out has none. Raises QuestionRefused for SQL that cannot be asked.
    """
    if kpi.figures is not None:
        return {}
    rows = facts.select(
        question(kpi, f"{kpi.reckoning.at} // 86400000000"),
        since=int(since * 1e6), until=int(until * 1e6),
    )  # fmt: skip
    reckon = _FIGURES[kpi.reckoning.kind]
    return {day: reckon(n, parts, 1.0)[0] for day, n, *parts in rows if n}


def with_before(found: Sequence[Measurement], earlier: Sequence[Measurement]) -> list[Measurement]:
    """Return measurements beside the values that an earlier time has for the same dimension."""
    values = {tuple(item.dimensions.items()): item.value for item in earlier}
    return [replace(item, before=values.get(tuple(item.dimensions.items()))) for item in found]


def behind(measured: Measurement, by: str = "") -> str:
    """Return SQL that asks for the `seq` of every row a measurement counted."""
    kpi = measured.kpi
    if kpi.figures is not None:
        return ""
    where = list(_where(kpi))
    if by:
        value = measured.dimensions.get(by, "").replace("'", "''")
        where.append(f"{_dimension(kpi, by)} = '{value}'")
    span = {"$since": int(measured.since * 1e6), "$until": int(measured.until * 1e6)}
    asked = f"SELECT seq FROM {source(kpi.reckoning.rows)} WHERE {' AND '.join(where)} ORDER BY 1"
    return asked.replace("$since", str(span["$since"])).replace("$until", str(span["$until"]))


def question(kpi: Kpi, group: str) -> str:
    """Return the SQL that asks for a KPI's parts: what it groups by, then figures of its kind."""
    part = kpi.reckoning
    return (
        f"SELECT {group} AS dimension, count({part.value or '*'}), {', '.join(_parts(kpi))} "
        f"FROM {source(part.rows)} WHERE {' AND '.join(_where(kpi))} GROUP BY 1 ORDER BY 1"
    )


def _where(kpi: Kpi) -> Iterator[str]:
    part = kpi.reckoning
    yield from (f"{part.at} >= $since", f"{part.at} < $until")
    if part.where:
        yield f"({part.where})"
    if kpi.counted != "both":
        yield "synthetic" if kpi.counted == "synthetic" else "NOT synthetic"


def _parts(kpi: Kpi) -> Iterator[str]:
    part = kpi.reckoning
    if part.kind in ("ratio", "net"):
        yield f"count(*) FILTER (WHERE {part.good})"
    if part.kind == "net":
        yield f"count(*) FILTER (WHERE {part.bad})"
    if part.kind == "mean":
        yield from (f"{name}(({part.value})::DOUBLE)" for name in ("avg", "stddev_samp"))
    if part.kind == "median":
        yield f"list_sort(list(({part.value})::DOUBLE))"
    if part.kind in ("sum", "rate"):
        yield f"sum(({part.value})::DOUBLE)"


def source(rows: str) -> str:
    """Return what SQL selects from for a table or one of our relations."""
    return f"({relation(rows)}) AS {rows}" if rows in RELATIONS else rows


@cache
def relation(name: str) -> str:
    """Return the SQL of one of our relations."""
    text = files("onetake.kpis").joinpath("relations", f"{name}.sql").read_text("utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))


def _dimension(kpi: Kpi, by: str) -> str:
    have = (*_HAVE.get(kpi.reckoning.rows, ()), "hour")
    if by not in have:
        raise UsageWrong(
            f"{kpi.id} cannot be taken by {by!r}", hint=f"take it by {', '.join(have)}"
        )
    return DIMENSIONS[by].format(at=kpi.reckoning.at)


def _measured(
    kpi: Kpi, row: Sequence[Any], span: tuple[float, float], provisional: bool, by: str
) -> Measurement:
    dimension, n, *parts = row
    dimensions = {by: str(dimension)} if by else {}
    if n < _least(kpi):
        return _unknown(kpi, *span, n, dimensions)
    value, low, high = _FIGURES[kpi.reckoning.kind](n, parts, (span[1] - span[0]) / DAY)
    return Measurement(kpi, *span, value, low, high, n, provisional, "", dimensions)


def _by_code(kpi: Kpi, facts: Facts, span: tuple[float, float], by: str, now: float) -> Measurement:
    """Return what a KPI's code comes to; code that fails leaves it unknown."""
    assert kpi.figures is not None, "its figures are worked out by code"
    if by:
        raise UsageWrong(
            f"{kpi.id} is worked out by code, which knows no {by}", hint="measure it as a whole"
        )
    try:
        values = [float(v) for v in kpi.figures(facts, int(span[0] * 1e6), int(span[1] * 1e6))]
    except Exception as error:  # noqa: BLE001 - it is somebody else's code
        why = f"its code in {kpi.location.file} failed: {type(error).__name__}: {error}"
        return Measurement(kpi, *span, why=why)
    good, bad = (sum(value * sign > 0 for value in values) for sign in (1, -1))
    parts: dict[str, Sequence[Any]] = {
        "ratio": [good],
        "net": [good, bad],
        "mean": [fmean(values or [0.0]), stdev(values) if len(values) > 1 else None],
        "median": [sorted(values)],
    }
    figures = parts.get(kpi.reckoning.kind, [sum(values)])
    provisional = span[1] + kpi.reckoning.follow_up > now
    return _measured(kpi, ("", len(values), *figures), span, provisional, "")


def _unknown(
    kpi: Kpi, since: float, until: float, n: int, dimensions: Mapping[str, str] | None = None
) -> Measurement:
    why = f"only {n} of {_least(kpi)} rows" if n else "no rows"
    return Measurement(kpi, since, until, n=n, why=why, dimensions=dimensions or {})


def _least(kpi: Kpi) -> int:
    return max(kpi.minimum, PEOPLE) if kpi.reckoning.rows == "culture" else kpi.minimum


Figures = tuple[float, float | None, float | None]


def _ratio(n: int, parts: Sequence[Any], days: float) -> Figures:
    """Return a share in percent with Wilson's interval."""
    low, high = wilson(parts[0], n)
    return parts[0] / n * 100, low * 100, high * 100


def _net(n: int, parts: Sequence[Any], days: float) -> Figures:
    """Return the good less the bad in points; the variance is that of a multinomial difference."""
    good, bad = parts[0] / n, parts[1] / n
    value = good - bad
    half = Z95 * sqrt(max(good + bad - value * value, 0.0) / n)
    return value * 100, max(value - half, -1.0) * 100, min(value + half, 1.0) * 100


def _mean(n: int, parts: Sequence[Any], days: float) -> Figures:
    """Return the mean with Student's interval; a single row has none."""
    mean, spread = parts
    if n < 2 or spread is None:
        return mean, None, None
    half = t95(n - 1) * spread / sqrt(n)
    return mean, mean - half, mean + half


def _median(n: int, parts: Sequence[Any], days: float) -> Figures:
    """Return the median with the order statistics that bound it, by the normal approximation.

    David and Nagaraja (2003), "Order Statistics", section 7.1. Few rows bound nothing.
    """
    values = parts[0]
    value = (values[(n - 1) // 2] + values[n // 2]) / 2
    reach = Z95 * sqrt(n) / 2
    low, high = floor(n / 2 - reach), ceil(n / 2 + reach)
    if low < 1 or high > n:
        return value, None, None
    return value, values[low - 1], values[high - 1]


def _sum(n: int, parts: Sequence[Any], days: float) -> Figures:
    return float(parts[0]), None, None


def _rate(n: int, parts: Sequence[Any], days: float) -> Figures:
    return parts[0] / days, None, None


_FIGURES = {
    "ratio": _ratio, "net": _net, "mean": _mean, "median": _median, "sum": _sum, "rate": _rate,
}  # fmt: skip
