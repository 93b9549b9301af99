"""Alerts and windows of error budgets as data, worked out by hand."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from onetake.budget import begins, burn, reckoned
from onetake.words.slo import AlertRule, Count, Indicator, Slo

DAY, LONG, SHORT = 86_400.0, 7200.0, 600.0
ALERTS, WINDOWS = (
    yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text("utf-8"))
    for name in ("alerts", "windows")
)


@pytest.mark.parametrize("case", ALERTS, ids=[case["is"] for case in ALERTS])
def test_a_rule_of_its_own_fires_when_both_windows_burn(case):
    """An SLO's own rules are asked, not the usual ones, and tell how fast the long window burns."""
    rule = AlertRule("page", case["threshold"], LONG, SHORT)
    slo = Slo("s", "S", "", Indicator("journey", "*"), 0.5, 30 * DAY, rules=(rule,))
    counts = {LONG: Count(*case["long"]), SHORT: Count(*case["short"])}
    found = reckoned(slo, counts.__getitem__, Count(1000, 0))
    told = [{"burn": alert.burn, "bad": alert.bad} for alert in found.alerts]
    assert told == ([case["fires"]] if "fires" in case else [])
    assert all(alert.rule is rule for alert in found.alerts)


def test_no_events_burn_nothing():
    """Nothing happened, so nothing was spent."""
    assert burn(Count(0, 0), 0.99) == 0.0


def local(text):
    """Return a local time in Oslo, in seconds since 1970."""
    moment = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    return moment.replace(tzinfo=ZoneInfo("Europe/Oslo")).timestamp()


@pytest.mark.parametrize("case", WINDOWS, ids=[case["is"] for case in WINDOWS])
def test_a_window_begins_when_the_calendar_says(case):
    """Months, weeks and hours are counted from the day on which the first began."""
    slo = Slo(
        "s", "S", "", Indicator("journey", "*"), 0.9, case.get("days", 30) * DAY,
        calendar=case.get("calendar", "Europe/Oslo"), unit=case["unit"], count=case["count"],
        begun=local(case["begun"]),
    )  # fmt: skip
    assert begins(slo, local(case["now"])) == local(case["begins"])
