"""Explains why a KPI moved: where it moved most, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.errors import UsageWrong
from onetake.flows.explain_run import when
from onetake.flows.kpi import settled
from onetake.measure import measure
from onetake.words.cause import Cause, Explained
from onetake.words.checks import Facts
from onetake.words.kpi import Kpi, Measurement, told, wanted

_DEFINITIONS = """
SELECT max(measured) FROM measurements
WHERE split_part(kpi, '@', 1) = $id AND definition <> $digest
"""
_MEANWHILE = """
SELECT
    (SELECT count(*) FROM deployments WHERE NOT synthetic AND started BETWEEN $since AND $until),
    (SELECT count(*) FROM deployments WHERE NOT synthetic AND started BETWEEN $since AND $until
        AND outcome <> 'succeeded'),
    (SELECT count(*) FROM incidents WHERE NOT synthetic AND opened BETWEEN $since AND $until)
"""
_FAILING = """
SELECT journey, count(*) FROM runs
WHERE verdict = 'failed' AND NOT coalesce(draft, false) AND started BETWEEN $since AND $until
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3
"""
_BY = ("channel", "journey", "region", "environment", "team")


def explain_kpi(facts: Facts, kpi: Kpi, now: float) -> Explained:
    """Return where a KPI moved most beside the time before, and what happened meanwhile."""
    measured = settled(kpi, facts, now)
    if measured.value is None:
        return Explained(f"{kpi.title} ({kpi.id})", f"unknown: {measured.why}", ())
    before = "" if measured.before is None else f"; before it was {told(measured.before, kpi.unit)}"
    target = f"; it should be {wanted(kpi)}" if kpi.target else ""
    said = f"it is {measured}{before}{target}"
    causes = sorted(_causes(facts, measured, now), key=lambda cause: -cause.likely)
    return Explained(
        f"{kpi.title} ({kpi.id})", said, tuple(causes), compared=measured.before is not None
    )


def _causes(facts: Facts, measured: Measurement, now: float) -> Iterator[Cause]:
    kpi, span = measured.kpi, _micros(measured)
    [(otherwise,)] = facts.select(_DEFINITIONS, id=kpi.id, digest=kpi.digest)
    if otherwise and otherwise >= 2 * span["since"] - span["until"]:
        told = f"until {when(otherwise)} or later it was defined otherwise: that was another figure"
        yield Cause(0.95, told, f"onetake kpi ack {kpi.id}")
    yield from _moved(facts, measured, now)
    [(deployed, failed, incidents)] = facts.select(_MEANWHILE, **span)
    if incidents:
        yield Cause(0.5, f"incidents opened meanwhile: {incidents}", "onetake kpi time_to_fix")
    for journey, times in facts.select(_FAILING, **span):
        yield Cause(
            0.45, f"{journey} failed meanwhile, in {times} of its runs", f"onetake runs {journey}"
        )
    if deployed:
        broke = f", {failed} of them failed" if failed else ""
        yield Cause(0.3, f"deployments made meanwhile: {deployed}{broke}",
                    "onetake kpi change.fail_rate")  # fmt: skip


def _moved(facts: Facts, measured: Measurement, now: float) -> Iterator[Cause]:
    """Yield, for each dimension, the value that drew the KPI the wrong way most, by its weight."""
    kpi = measured.kpi
    worse = -1.0 if kpi.better == "more" else 1.0
    for by in _BY:
        try:
            found = measure(kpi, facts, measured.since, measured.until, by=by, now=now)
            began = 2 * measured.since - measured.until
            earlier = measure(kpi, facts, began, measured.since, by=by, now=now)
        except UsageWrong:
            continue
        values = {item.dimensions.get(by): item.value for item in earlier}
        drawn = []
        for item in found:
            before = values.get(item.dimensions.get(by))
            if item.value is not None and before is not None:
                share = worse * (item.value - before) * item.n / measured.n
                drawn.append((share, item, before))
        if len(found) > 1 and drawn:
            share, item, before = max(drawn, key=lambda each: each[0])
            if share > 0:
                yield Cause(
                    min(0.9, 0.6 + share / max(abs(measured.value or 1.0), 1e-9)),
                    f"{by} {item.dimensions[by] or '(not said)'} drew it most: "
                    f"{told(before, kpi.unit)} → {told(item.value or 0.0, kpi.unit)}, "
                    f"{item.n:,} of {measured.n:,}",
                    f"onetake kpi {kpi.id} --by {by}",
                )


def _micros(measured: Measurement) -> dict[str, int]:
    return {"since": int(measured.since * 1e6), "until": int(measured.until * 1e6)}
