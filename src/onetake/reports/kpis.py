"""Shows KPIs: value and interval, target, trend, or why nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onetake.reports.paper import Paper, Part
from onetake.reports.signs import SIGNS, STYLES, counted
from onetake.words.kpi import DAY, Measurement, told, wanted
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = 1
_UNTOLD = (f"{SIGNS[Verdict.UNKNOWN]}  ", STYLES[Verdict.UNKNOWN])


def kpis_text(found: Sequence[Measurement], console: Console | None = None) -> str:
    """Return measured KPIs as a table; a single one with its definition."""
    paper = Paper(console).draft()
    names = {item.kpi.name for item in found}
    if len(names) == 1:
        _definition(paper, found[0])
    known = [item for item in found if item.value is not None]
    if known:
        rows: list[tuple[Part, ...]] = [
            ("", "KPI", "now", "95 % between", "of", "before", "target")
        ]
        rows += [_row(item, _name(item, len(names) > 1)) for item in known]
        head, *lines = paper.aligned(rows, right=(2, 4, 5), firm=(0, 2, 3, 4, 5))
        head.stylize("dim")
        paper.put(head, *lines)
    untold = [item for item in found if item.value is None]
    if untold:
        if known:
            paper.gap()
        for item in untold:
            name = _name(item, len(names) > 1)
            paper.line(f"{name}  ", (f"unknown: {item.why}", "dim"), lead=_UNTOLD)
    paper.gap()
    paper.line(_sum(found))
    if untold:
        paper.line(("what customers said and did: onetake ledger import", "dim"))
    return paper.kept()


def kpis_document(found: Sequence[Measurement]) -> dict[str, Any]:
    """Return measured KPIs as JSON has them: values unrounded, each with SQL for its rows."""
    return {"schema": SCHEMA, "kpis": [_as_json(item) for item in found]}


def _definition(paper: Paper, item: Measurement) -> None:
    kpi = item.kpi
    paper.line((f"{kpi.title}  ", "bold"), (kpi.name, "dim"))
    paper.line(kpi.formula)
    for label, text in _facts(item):
        paper.line(text, lead=(f"  {label:<10} ", "dim"))
    paper.gap()


def _facts(item: Measurement) -> Iterator[tuple[str, str]]:
    kpi = item.kpi
    if kpi.exclusions:
        yield "without", kpi.exclusions
    yield "counts", {"both": "real and invented customers"}.get(kpi.counted, f"{kpi.counted} rows")
    yield (
        "time",
        f"{_day(item.since)} to {_day(item.until)} ({(item.until - item.since) / DAY:.0f} days)",
    )
    if kpi.reckoning.follow_up:
        yield "follow-up", f"{told(kpi.reckoning.follow_up, 's')}; provisional until it is over"
    if kpi.dialect:
        yield "dialect", f"{kpi.dialect}: {kpi.note}"
    elif kpi.note:
        yield "note", kpi.note
    if kpi.owner:
        yield "owner", kpi.owner
    if kpi.source:
        yield "source", kpi.source
    yield "definition", kpi.digest[:12]


def _row(item: Measurement, name: str) -> tuple[Part, ...]:
    kpi, verdict = item.kpi, item.verdict
    sign: Part = (SIGNS[verdict], STYLES[verdict]) if verdict else ""
    between = (
        "" if item.low is None or item.high is None else _between(item.low, item.high, kpi.unit)
    )
    value = told(item.value or 0.0, kpi.unit) + ("*" if item.provisional else "")
    target = wanted(kpi)
    return sign, name, value, (between, "dim"), f"{item.n:,}", _before(item), target


def _between(low: float, high: float, unit: str) -> str:
    first, last = told(low, unit), told(high, unit)
    same = first.partition(" ")[2] == last.partition(" ")[2]
    return f"{first.partition(' ')[0] if same else first} – {last}"


def _before(item: Measurement) -> Part:
    if item.before is None or item.value is None:
        return ""
    moved = item.value - item.before
    if not moved:
        return ("=", "dim")
    better = (moved > 0) == (item.kpi.better == "more")
    sign = "▲" if moved > 0 else "▼"
    return (f"{sign} {told(item.before, item.kpi.unit)}", "green" if better else "yellow")


def _name(item: Measurement, several: bool) -> str:
    dimensions = [value or "(not said)" for value in item.dimensions.values()]
    named = [item.kpi.id] if several or not dimensions else []
    return " · ".join([*named, *dimensions])


def _sum(found: Sequence[Measurement]) -> str:
    unknown = sum(item.value is None for item in found)
    parts = [counted(len(found), "value"), *([f"{unknown} unknown"] if unknown else [])]
    missed = sum(item.verdict in (Verdict.FAILED, Verdict.DEGRADED) for item in found)
    parts += [f"{missed} off target"] if missed else []
    if any(item.provisional and item.value is not None for item in found):
        parts.append("* provisional: customers may still come back")
    return " · ".join(parts)


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")


def _as_json(item: Measurement) -> dict[str, Any]:
    kpi = item.kpi
    return {
        "kpi": kpi.name,
        "definition": kpi.digest,
        "title": kpi.title,
        "unit": kpi.unit,
        "better": kpi.better,
        "counted": kpi.counted,
        "since": datetime.fromtimestamp(item.since, UTC).isoformat(),
        "until": datetime.fromtimestamp(item.until, UTC).isoformat(),
        "dimensions": dict(item.dimensions),
        "value": item.value,
        "low": item.low,
        "high": item.high,
        "n": item.n,
        "minimum": kpi.minimum,
        "provisional": item.provisional,
        "why": item.why,
        "before": item.before,
        "target": wanted(kpi) or None,
        "verdict": item.verdict.value if item.verdict else None,
        "owner": kpi.owner,
        "rows": item.rows,
    }
