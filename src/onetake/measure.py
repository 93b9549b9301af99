"""Measures KPIs: one question to the ledger for each, a value with its interval or why none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil, isfinite
from statistics import fmean, stdev
from typing import Any

from onetake.errors import UsageWrong
from onetake.kpis import RELATIONS, relation
from onetake.words.checks import Facts
from onetake.words.figures import FIGURES
from onetake.words.kpi import DAY, Kpi, Measurement

PEOPLE = 5
"""Of fewer people than this who work for the company nothing is told."""
FEW = 5
"""A day's share or mean of fewer rows than this is chance."""
DIMENSIONS: Mapping[str, str] = {
    "environment": "environment", "channel": "channel", "journey": "journey", "region": "region",
    "team": "team", "hour": "strftime(make_timestamp({at}), '%H')",
}  # fmt: skip
"""What a KPI can be taken by, as SQL; hours are those of UTC."""

_DAYS = (
    "($until - least(greatest($since, (SELECT min({at}) FROM {source})), $until - 86400000000))"
    " / 86400e6"
)
"""The days that a rate is of: since the first row of its kind, and one at least."""

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
    sql = _question(kpi, facts, _dimension(kpi, by) if by else "''")
    rows = facts.select(sql, since=int(since * 1e6), until=int(until * 1e6))
    open_still = until + kpi.reckoning.follow_up > (until if now is None else now)
    made = [_measured(kpi, row, (since, until), open_still, by) for row in rows]
    return made or [_unknown(kpi, since, until, 0)]


def reaches(kpi: Kpi, facts: Facts, since: float) -> bool:
    """Return whether what a figure adds up is known from then on; a share of fewer rows is one."""
    if kpi.reckoning.kind not in ("sum", "rate") or kpi.figures is not None:
        return True
    [(first,)] = facts.select(f"SELECT min({kpi.reckoning.at}) FROM {_source(kpi, facts)}")
    return first is not None and first <= since * 1e6


def daily(
    kpi: Kpi, facts: Facts, since: float, until: float, now: float | None = None
) -> dict[int, float]:
    """Return a KPI's value of each UTC day that has rows enough, by the days since 1970.

    Enough is its minimum, shared out over its window, and at least `FEW`; a sum or a rate is exact
    with any. Days whose rows may still change at `now`, `until` unless told, are left out. One that
    code works out has none. Raises QuestionRefused for SQL that cannot be asked.
    """
    if kpi.figures is not None:
        return {}
    if kpi.reckoning.kind == "rate":  # of one day it is the sum
        kpi = replace(kpi, reckoning=replace(kpi.reckoning, kind="sum"))
    settled = (until if now is None else now) - kpi.reckoning.follow_up
    until = min(until, settled // DAY * DAY)
    kind = kpi.reckoning.kind
    least = 1 if kind == "sum" else max(FEW, ceil(_least(kpi) * DAY / kpi.window))
    asked = _question(kpi, facts, f"{kpi.reckoning.at} // 86400000000")
    rows = facts.select(asked, since=int(since * 1e6), until=int(until * 1e6))
    return {day: FIGURES[kind](n, parts)[0] for day, n, *parts in rows if n >= least}


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
    if kpi.reckoning.value:
        where.append(f"({kpi.reckoning.value}) IS NOT NULL")
    span = {"$since": int(measured.since * 1e6), "$until": int(measured.until * 1e6)}
    rows = kpi.reckoning.rows
    table = f"({relation(rows)}) AS {rows}" if rows in RELATIONS else rows
    asked = f"SELECT seq FROM {table} WHERE {' AND '.join(where)} ORDER BY 1"
    return asked.replace("$since", str(span["$since"])).replace("$until", str(span["$until"]))


def events(kpi: Kpi, facts: Facts) -> str:
    """Return SQL for the rows of a ratio: the moment of each, whether it is good, and where."""
    part, where = kpi.reckoning, " AND ".join(_population(kpi)) or "true"
    good = f"coalesce({part.good}, false) AS good"
    return (
        f"SELECT {part.at} AS moment, {good}, environment "
        f"FROM {_source(kpi, facts, 'environment')} WHERE {where}"
    )


def _question(kpi: Kpi, facts: Facts, group: str) -> str:
    """Return the SQL that asks for a KPI's parts: what it groups by, then figures of its kind."""
    value, where = kpi.reckoning.value, " AND ".join(_where(kpi))
    source = _source(kpi, facts, group)
    return (
        f"SELECT {group} AS dimension, count({value or '*'}), {', '.join(_parts(kpi, source))} "
        f"FROM {source} WHERE {where} GROUP BY 1 ORDER BY 1"
    )


def _source(kpi: Kpi, facts: Facts, *asked: str) -> str:
    """Return what SQL selects from; of a relation only the columns asked are made, and kept."""
    part = kpi.reckoning
    if part.rows not in RELATIONS:
        return part.rows
    words = (part.at, part.where, part.good, part.bad, part.value, "synthetic", *asked)
    return f"{facts.kept(part.rows, relation(part.rows), ' '.join(words))} AS {part.rows}"


def _where(kpi: Kpi) -> Iterator[str]:
    yield from (f"{kpi.reckoning.at} >= $since", f"{kpi.reckoning.at} < $until")
    yield from _population(kpi)


def _population(kpi: Kpi) -> Iterator[str]:
    if kpi.reckoning.where:
        yield f"({kpi.reckoning.where})"
    if kpi.reckoning.rows == "surveys":
        yield "kind <> 'westrum'"  # what people who work here said is told by `culture` only
    if kpi.counted != "both":
        yield "synthetic" if kpi.counted == "synthetic" else "NOT synthetic"


def _parts(kpi: Kpi, source: str) -> Iterator[str]:
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
        value = f"({part.value})::DOUBLE"
        yield from (f"sum({value})", f"sum({value} * {value})", f"min({value})")
    if part.kind == "rate":
        yield _DAYS.format(at=part.at, source=source)


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
    value, low, high = FIGURES[kpi.reckoning.kind](n, parts)
    if not all(isfinite(item) for item in (value, low, high) if item is not None):
        why = f"{n} rows come to no number: something is divided by zero"
        return Measurement(kpi, *span, n=n, why=why, dimensions=dimensions)
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
        if not all(map(isfinite, values)):
            raise ValueError("it gave what is no number")
    except (Exception, SystemExit) as error:  # noqa: BLE001 - it is somebody else's code
        why = f"its code in {kpi.location.file} failed: {type(error).__name__}: {error}"
        return Measurement(kpi, *span, why=why)
    good, bad = (sum(value * sign > 0 for value in values) for sign in (1, -1))
    parts: dict[str, Sequence[Any]] = {
        "ratio": [good],
        "net": [good, bad],
        "mean": [fmean(values or [0.0]), stdev(values) if len(values) > 1 else None],
        "median": [sorted(values)],
    }
    added = [sum(values), sum(value * value for value in values), min(values, default=0.0)]
    parts |= {"sum": added, "rate": [*added, (span[1] - span[0]) / DAY]}
    figures = parts[kpi.reckoning.kind]
    provisional = span[1] + kpi.reckoning.follow_up > now
    return _measured(kpi, ("", len(values), *figures), span, provisional, "")


def _unknown(
    kpi: Kpi, since: float, until: float, n: int, dimensions: Mapping[str, str] | None = None
) -> Measurement:
    why = f"only {n} of {_least(kpi)} rows" if n else "no rows"
    return Measurement(kpi, since, until, n=n, why=why, dimensions=dimensions or {})


def _least(kpi: Kpi) -> int:
    return max(kpi.minimum, PEOPLE) if kpi.reckoning.rows == "culture" else kpi.minimum
