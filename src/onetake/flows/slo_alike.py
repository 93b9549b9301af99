"""Counts the runs of many journeys at once, for SLOs that each have one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from onetake.budget import reckoned, usual_rules
from onetake.words.checks import Facts
from onetake.words.slo import Budget, Count, Slo

_RUNS = """
SELECT journey, environment, {counts} FROM runs
WHERE NOT coalesce(draft, false) AND verdict IN ('passed', 'degraded', 'failed')
    AND started >= $since AND started < $until
GROUP BY journey, environment
"""
_COUNT = "count(*) FILTER (WHERE started >= {since} {only})"
_NONE = Count(0, 0)


def is_plain(slo: Slo) -> bool:
    """Return whether an SLO is about the runs of one journey in one place, over the last days."""
    indicator = slo.indicator
    named = indicator.of == "journey" and not set("*?[") & set(indicator.name)
    whole = indicator.within is None and not indicator.failures
    return named and whole and bool(indicator.environment) and not (slo.slice or slo.calendar)


class Alike:
    """The budgets of plain SLOs, for whose runs the ledger is asked once."""

    def __init__(self, slos: Iterable[Slo], facts: Facts, now: float) -> None:
        self._slos = tuple(slos)
        self._facts = facts
        self._now = now

    def budget(self, slo: Slo) -> Budget:
        """Return the budget of one of them. Raises QuestionRefused."""
        counts = self._counts.get((slo.indicator.name, slo.indicator.environment), {})
        return reckoned(
            slo, lambda seconds: counts.get(seconds, _NONE), counts.get(slo.window, _NONE)
        )

    @cached_property
    def _counts(self) -> Mapping[tuple[str, str], Mapping[float, Count]]:
        """Count runs by journey and environment, over each of the spans that are asked for."""
        spans = sorted({span for slo in self._slos for span in _spans(slo)})
        counts = []
        for span in spans:
            since = int((self._now - span) * 1e6)
            counts.append(_COUNT.format(since=since, only=""))
            counts.append(_COUNT.format(since=since, only="AND verdict = 'failed'"))
        rows = self._facts.select(
            _RUNS.format(counts=", ".join(counts)),
            since=int((self._now - spans[-1]) * 1e6), until=int(self._now * 1e6),
        )  # fmt: skip
        return {
            (journey, environment): {
                span: Count(found[2 * at], found[2 * at + 1]) for at, span in enumerate(spans)
            }
            for journey, environment, *found in rows
        }


def _spans(slo: Slo) -> set[float]:
    rules = slo.rules or usual_rules(slo.window)
    return {slo.window, *(rule.lookback for rule in rules), *(rule.short for rule in rules)}
