"""Reckons a programme's SLOs out of its ledger, and writes them as OpenSLO."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from onetake import declare
from onetake.analysis import opened
from onetake.budget import begins, reckoned
from onetake.declare.kpis import known_by_id
from onetake.declare.slos import read_slos, written
from onetake.errors import QuestionRefused, UsageWrong
from onetake.flows.declared import declared_in
from onetake.flows.place import place_of
from onetake.flows.programme import ProgrammeFaulty
from onetake.flows.slo_alike import Alike, is_plain
from onetake.measure import events as rows_counted
from onetake.words.checks import Facts
from onetake.words.kpi import Kpi
from onetake.words.slo import Budget, Count, Slo

_RUNS = """
SELECT started AS moment, (verdict <> 'failed' {within}) <> $failures AS good FROM runs
WHERE NOT coalesce(draft, false) AND verdict IN ('passed', 'degraded', 'failed')
    AND journey GLOB $name AND ($environment = '' OR environment = $environment)
"""
_ROWS = """
SELECT moment, good <> $failures AS good FROM ({events})
WHERE $name <> '' AND ($environment = '' OR environment = $environment)
"""
_SLICES = """
SELECT moment // $slice * $slice AS moment,
    count(*) FILTER (WHERE good) >= $wanted * count(*) AS good
FROM ({events}) GROUP BY 1
"""
_COUNT = """
SELECT count(*), count(*) FILTER (WHERE NOT good) FROM ({events})
WHERE moment >= $since AND moment < $until
"""


def budgets_of(start: Path, which: Sequence[str] = (), ledger: str = "") -> list[Budget]:
    """Return the budgets of SLOs that fit, or of all, as they are now.

    Raises UsageWrong for no such SLO, ProgrammeFaulty, LedgerUnusable.
    """
    declared = declared_in(declare.find(start))
    charter = declared.charter
    slos = charter.slos
    wanted = [slo for name, slo in slos.items() if not which or _fits(name, which)]
    if which and not wanted:
        known = ", ".join(slos) or "none: write slo: 99% into onetake.yaml, or OpenSLO into slos/"
        raise UsageWrong(f"there is no SLO {' or '.join(which)}", hint=f"SLOs: {known}")
    with (
        place_of(start, ledger).open(writable=False) as kept,
        opened(kept, declared.programme.facing) as facts,
    ):
        return list(budgets(wanted, facts, charter.kpis, time.time()))


def budgets(
    slos: Iterable[Slo], facts: Facts, kpis: Mapping[str, Kpi], now: float
) -> Iterable[Budget]:
    """Yield the budget of each SLO; one that cannot be reckoned says why."""
    known, wanted = known_by_id(kpis), list(slos)
    alike = Alike([slo for slo in wanted if is_plain(slo)], facts, now)
    for slo in wanted:
        try:
            yield alike.budget(slo) if is_plain(slo) else _budget(slo, facts, known, now)
        except QuestionRefused as refused:
            yield Budget(slo, why=refused.message)


def openslo(start: Path) -> str:
    """Return every object of slos/ as OpenSLO v1. Raises ProgrammeFaulty."""
    _, objects, faults = read_slos(declare.find(start))
    if any(fault.severity == "error" for fault in faults):
        raise ProgrammeFaulty(tuple(faults))
    return written(found.value for found in objects.values())


def _fits(name: str, which: Sequence[str]) -> bool:
    return any(fnmatchcase(name, wanted) or name.startswith(f"{wanted}/") for wanted in which)


def _budget(slo: Slo, facts: Facts, kpis: Mapping[str, Kpi], now: float) -> Budget:
    indicator = slo.indicator
    if slo.unreckoned:
        return Budget(slo, why=slo.unreckoned)
    if indicator.of == "foreign":
        return Budget(slo, why=f"it is measured in {indicator.foreign}, not in the ledger")
    events = _events(slo, facts, kpis)
    if events is None:
        return Budget(slo, why=f"there is no KPI {indicator.name} that is a ratio")
    counted = partial(_counted, slo, events, facts, now)
    return reckoned(slo, counted, counted(now - begins(slo, now)))


def _events(slo: Slo, facts: Facts, kpis: Mapping[str, Kpi]) -> str | None:
    """Return SQL for an SLO's events: when each was, and whether it was good."""
    indicator = slo.indicator
    if indicator.of == "journey":
        within = "" if indicator.within is None else f"AND ms <= {indicator.within * 1000:f}"
        sql = _RUNS.format(within=within)
    else:
        kpi = kpis.get(indicator.name)
        if kpi is None or kpi.reckoning.kind != "ratio":
            return None
        sql = _ROWS.format(events=rows_counted(kpi, facts))
    return _SLICES.format(events=sql) if slo.slice else sql


def _counted(slo: Slo, events: str, facts: Facts, now: float, seconds: float) -> Count:
    values: dict[str, Any] = {
        "name": slo.indicator.name, "environment": slo.indicator.environment,
        "failures": slo.indicator.failures,
        "since": int((now - seconds) * 1e6), "until": int(now * 1e6),
    }  # fmt: skip
    if slo.slice:
        values |= {"slice": int(slo.slice * 1e6), "wanted": slo.slice_target}
    [(total, bad)] = facts.select(_COUNT.format(events=events), **values)
    return Count(total, bad)
