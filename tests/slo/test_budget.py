"""Error budgets: what is left, when somebody is told, and when a window began."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.budget import FEWEST_BAD, begins, burn, fires, reckoned, usual_rules
from onetake.words.slo import Count, Indicator, Slo

DAY = 86_400.0
RULES = usual_rules(30 * DAY)
PER_MINUTE = 200


def slo(target=0.999, **more):
    return Slo(
        "s", "S", "", Indicator("journey", "*"), target, more.pop("window", 30 * DAY), **more
    )


def test_the_usual_rules_are_the_workbook_s():
    assert [(rule.threshold, rule.lookback, rule.short) for rule in RULES] == [
        (pytest.approx(14.4), 3600, 300), (pytest.approx(6), 21_600, 1800),
        (pytest.approx(1), 259_200, 21_600),
    ]  # fmt: skip


def told_after(share: float, minutes: int = 6 * 1440) -> tuple[str, int] | None:
    """Return who is told first, and after how many minutes, when this share of all fails."""
    for minute in range(1, minutes):
        for rule in RULES:
            long, short = (
                Count(round(span / 60) * PER_MINUTE,
                      round(min(minute, span / 60) * PER_MINUTE * share))
                for span in (rule.lookback, rule.short)
            )  # fmt: skip
            if fires(rule, 0.999, long, short):
                return rule.severity, minute
    return None


@pytest.mark.parametrize(
    ("share", "severity", "minutes"),
    [(1.0, "page", 1), (0.02, "page", 41), (0.007, "page", 287), (0.0015, "ticket", 2682)],
)
def test_the_time_until_somebody_is_told_is_that_of_the_research(share, severity, minutes):
    found = told_after(share)
    assert found is not None
    assert found[0] == severity
    assert found[1] == pytest.approx(minutes, rel=0.10)


def test_what_is_healthy_tells_nobody_and_a_short_trouble_that_is_over_neither():
    assert told_after(0.0005) is None
    blip = Count(60 * PER_MINUTE, 2 * PER_MINUTE)
    assert burn(blip, 0.999) > RULES[0].threshold
    assert fires(RULES[0], 0.999, blip, Count(5 * PER_MINUTE, PER_MINUTE))
    assert not fires(RULES[0], 0.999, blip, Count(5 * PER_MINUTE, 0))


def test_few_bad_events_tell_nobody_however_fast_they_burn():
    rule = RULES[0]
    few, enough = Count(60, FEWEST_BAD - 1), Count(60, FEWEST_BAD)
    assert burn(few, 0.999) > rule.threshold
    assert not fires(rule, 0.999, few, few)
    assert fires(rule, 0.999, enough, enough)


@pytest.mark.parametrize(
    ("total", "bad", "left"),
    [(1000, 0, 100.0), (1000, 10, 90.0), (1000, 100, 0.0), (1000, 150, -50.0)],
)
def test_what_is_left_of_a_budget(total, bad, left):
    found = reckoned(slo(0.9), lambda seconds: Count(0, 0), Count(total, bad))
    assert found.left == pytest.approx(left)


def test_no_events_are_no_budget_kept():
    assert reckoned(slo(), lambda s: Count(0, 0), Count(0, 0)).why == "no events"
    few = reckoned(slo(), lambda s: Count(0, 0), Count(19, 0))
    assert (few.left, few.why) == (None, "only 19 of 20 events")


@given(st.integers(20, 10_000), st.data(), st.floats(0.5, 0.9999))
def test_more_bad_events_never_leave_more(total, data, target):
    bad = data.draw(st.integers(0, total - 1))
    less, more = (
        reckoned(slo(target), lambda s: Count(0, 0), Count(total, n)).left for n in (bad, bad + 1)
    )
    assert less is not None and more is not None and more < less


def at(text, zone="Europe/Oslo"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("unit", "count", "window", "begun", "now", "begin"),
    [
        ("M", 1, 30 * DAY, "2026-01-01", "2026-11-22T12:00", "2026-11-01"),
        ("M", 1, 30 * DAY, "2026-01-31", "2026-02-28T12:00", "2026-02-28"),
        ("Q", 1, 90 * DAY, "2026-01-01", "2026-03-31T23:59", "2026-01-01"),
        ("Y", 1, 365 * DAY, "2024-02-29", "2026-02-27", "2025-02-28"),
        ("d", 1, DAY, "2026-01-01", "2026-03-29T12:00", "2026-03-29"),
        ("w", 1, 7 * DAY, "2026-10-19", "2026-10-26T00:30", "2026-10-26"),
        ("w", 1, 7 * DAY, "2026-10-19", "2026-10-25T23:30", "2026-10-19"),
    ],
)
def test_a_calendar_window_begins_at_local_time_over_both_changes_of_the_clocks(
    unit, count, window, begun, now, begin
):
    made = slo(window=window, calendar="Europe/Oslo", unit=unit, count=count, begun=at(begun))
    assert begins(made, at(now)) == at(begin)


@given(st.integers(0, 3_000), st.sampled_from(["M", "Q", "Y", "d", "w", "h"]))
def test_a_window_holds_now(hours, unit):
    seconds = {"M": 30 * DAY, "Q": 90 * DAY, "Y": 365 * DAY, "d": DAY, "w": 7 * DAY, "h": 3600.0}
    begun = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    made = slo(window=seconds[unit], calendar="Europe/Oslo", unit=unit, count=1, begun=begun)
    now = begun + hours * 3600 + 1
    assert now - 370 * DAY < begins(made, now) <= now
