"""Reckons error budgets and burn rates: multi-window, multi-burn-rate, with a low-traffic guard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from onetake.words.kpi import DAY
from onetake.words.slo import Alert, AlertRule, Budget, Count, Slo

HOUR = 3600.0
FEWEST_BAD = 5
"""Bad events in the long window below which nobody is told: a single failed run is no trend."""

FEWEST = 20
"""Events over the whole window below which a budget cannot be told."""

_SHARES = (("page", 0.02, HOUR), ("page", 0.05, 6 * HOUR), ("ticket", 0.10, 72 * HOUR))


def usual_rules(window: float) -> tuple[AlertRule, ...]:
    """Return the rules for a window (seconds): 2 % of the budget in 1 h, 5 % in 6 h, 10 % in 3 d.

    The short window is a twelfth of the long one. Beyer and others (2018), "The Site Reliability
    Workbook", chapter 5; for 30 days the thresholds are 14.4, 6 and 1.
    """
    return tuple(
        AlertRule(severity, share * window / long, long, long / 12)
        for severity, share, long in _SHARES
    )


def burn(count: Count, target: float) -> float:
    """Return how many times faster than allowed a budget burns; 1 spends exactly all of it."""
    if not count.total:
        return 0.0
    return count.bad / count.total / (1 - target)


def reckoned(slo: Slo, counted: Callable[[float], Count], spent: Count) -> Budget:
    """Return an SLO's budget; `counted` counts events of so many last seconds, `spent` its window.

    No events, or too few, are told as such.
    """
    if spent.total < FEWEST:
        why = f"only {spent.total} of {FEWEST} events" if spent.total else "no events"
        return Budget(slo, spent.total, spent.bad, why=why)
    left = 100 * (1 - burn(spent, slo.target))
    alerts = []
    for rule in slo.rules or usual_rules(slo.window):
        long, short = counted(rule.lookback), counted(rule.short)
        if fires(rule, slo.target, long, short):
            alerts.append(Alert(rule, burn(long, slo.target), long.bad))
    return Budget(slo, spent.total, spent.bad, left, tuple(alerts))


def fires(rule: AlertRule, target: float, long: Count, short: Count) -> bool:
    """Return whether a rule fires: both windows burn too fast, by enough bad events."""
    return long.bad >= FEWEST_BAD and all(
        burn(count, target) >= rule.threshold for count in (long, short)
    )


def begins(slo: Slo, now: float) -> float:
    """Return when the window that `now` is in began, in seconds since 1970.

    A calendar window begins at local time, whatever the clocks were put to in between.
    """
    if not slo.calendar:
        return now - slo.window
    zone = ZoneInfo(slo.calendar)
    first = datetime.fromtimestamp(slo.begun, zone)
    if slo.unit in ("M", "Q", "Y"):
        months = {"M": 1, "Q": 3, "Y": 12}[slo.unit] * slo.count
        return _by_months(first, months, now)
    days = round(slo.window / DAY)
    if days < 1:
        return slo.begun + (now - slo.begun) // slo.window * slo.window
    passed = datetime.fromtimestamp(now, zone).replace(tzinfo=None) - first.replace(tzinfo=None)
    begin = first + timedelta(days=passed.days // days * days)
    return begin.timestamp()


def _by_months(first: datetime, months: int, now: float) -> float:
    last = datetime.fromtimestamp(now, first.tzinfo)
    passed = (last.year - first.year) * 12 + last.month - first.month
    at = passed // months * months
    begin = _after(first, at)
    return (begin if begin.timestamp() <= now else _after(first, at - months)).timestamp()


def _after(first: datetime, months: int) -> datetime:
    """Return a date so many months later, on the last day of a month that is too short for it."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    for day in range(first.day, first.day - 4, -1):
        try:
            return first.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return first
