"""Judging: all checks look, one that crashes stops none, and waivers hold for their time only."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from charter_rows import NoRows

from onetake.judge import judge
from onetake.words.charter import Charter
from onetake.words.checks import Check, Gap, Known
from onetake.words.location import Location
from onetake.words.policy import Waiver
from onetake.words.programme import Programme

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
SLOW = Check("kpi.target", 3, "major", lambda known: [Gap("kpis/a.yaml:4:1", "off target", "fix")])
ODD = Check("system.region", 4, "minor", lambda known: [Gap("systems/a.yaml:1:1", "odd", "fix")])
QUIET = Check("sponsor.nobody", 1, "major", lambda known: [])
UNMEASURED = Check(
    "security.runs", 4, "major", lambda known: [Gap("", "not measured", "fix", severity="info")]
)


def broken(known):
    raise ZeroDivisionError("no contacts")


def waiver(check="kpi.target", place="*", until=date(2026, 11, 22)):
    return Waiver(check, "ida", "until the move", until, place, Location("waivers.yaml", 2, 5))


def judged(*checks, waivers=()):
    known = Known(Programme("Bank", "."), Charter(waivers=tuple(waivers)), NoRows(), NOW)
    return judge(checks, known)


def told(result):
    return [(item.check, item.severity, item.waiver is not None) for item in result.found]


def test_the_gravest_comes_first_whatever_the_order_of_checks():
    assert told(judged(ODD, UNMEASURED, QUIET, SLOW)) == [
        ("kpi.target", "major", False), ("system.region", "minor", False),
        ("security.runs", "info", False),
    ]  # fmt: skip
    assert judged(ODD, SLOW).worst() == "major" and judged(QUIET).worst() is None


def test_a_check_that_crashes_is_a_finding_and_the_others_go_on():
    result = judged(Check("a.broken", 5, "minor", broken), ODD)
    crashed = result.found[0]
    assert (crashed.check, crashed.pitfall, crashed.severity) == ("check.crashed", 5, "major")
    assert "a.broken could not be made: ZeroDivisionError: no contacts" in crashed.gap.message
    assert told(result)[1][0] == "system.region"


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        (waiver(), True),
        (waiver("kpi.*", "kpis/*"), True),
        (waiver(place="kpis/a.yaml"), True),
        (waiver(place="kpis/b.yaml"), False),
        (waiver("kpi.owner"), False),
        (waiver(until=date(2026, 11, 21)), False),
    ],
)
def test_a_waiver_holds_for_its_check_place_and_time(given, holds):
    result = judged(SLOW, waivers=[given])
    item = next(item for item in result.found if item.check == "kpi.target")
    assert (item.waiver is given) is holds
    assert (item in result.open) is not holds


def test_a_waiver_that_is_over_is_a_finding_while_its_gap_is_there():
    result = judged(SLOW, waivers=[waiver(until=date(2026, 11, 21))])
    assert ("waiver.expired", "major", False) in told(result)
    assert told(judged(QUIET, waivers=[waiver(until=date(2026, 11, 21))]))[0][0] == "waiver.idle"


def test_a_waiver_that_nothing_needs_is_told():
    assert told(judged(QUIET, waivers=[waiver()])) == [("waiver.idle", "minor", False)]
