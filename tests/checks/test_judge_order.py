"""In which order findings are told, which waivers are over, and what was looked at."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from charter_rows import NoRows

from onetake.judge import judge
from onetake.words.charter import Charter
from onetake.words.checks import Check, Gap, Known
from onetake.words.location import Location
from onetake.words.policy import Waiver
from onetake.words.programme import Programme

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
ORDERED = [
    ("z.last", 1, "major", "z:1", "z"),
    ("a.first", 2, "major", "b:1", "a"),
    ("b.second", 2, "major", "a:1", "b"),
    ("b.second", 2, "major", "b:1", "a"),
    ("b.second", 2, "major", "b:1", "b"),
    ("a.minor", 1, "minor", "a:1", "a"),
    ("a.told", 1, "info", "a:1", "a"),
    ("a.borne", 1, "major", "a:1", "a"),
]
BORNE = Waiver("a.borne", "ida", "until today", date(2026, 11, 22), "*", Location("waivers.yaml"))


def check(name, pitfall, severity, place, message):
    """Return a check that finds one gap."""
    return Check(name, pitfall, severity, lambda known: [Gap(place, message, "mend it")])


def judged(checks, *waivers, tell=lambda name: None):
    """Return what checks find while somebody bears with some of it."""
    return judge(checks, Known(Programme("B", "."), Charter(waivers=waivers), NoRows(), NOW), tell)


@pytest.mark.parametrize("at", range(len(ORDERED) - 1))
def test_findings_are_told_by_gravity_pitfall_check_place_and_message(at):
    """What somebody bears with comes last, whatever it is; the order of checks does not matter."""
    for pair in permutations(ORDERED[at : at + 2]):
        found = judged([check(*item) for item in pair], BORNE).found
        told = [(item.check, item.gap.place, item.gap.message) for item in found]
        wanted = [(item[0], *item[3:]) for item in ORDERED[at : at + 2]]
        assert [item for item in told if item[0] != "waiver.idle"] == wanted


def test_a_waiver_holds_on_its_last_day_and_is_not_over():
    """On the day itself it is neither expired nor idle."""
    found = judged([check(*ORDERED[-1])], BORNE).found
    assert [(item.check, item.waiver) for item in found] == [("a.borne", BORNE)]


def test_every_check_is_told_of_and_counted_though_it_finds_nothing():
    """A pitfall that was looked at and is clean was looked at."""
    names = []
    quiet = Check("a.quiet", 5, "major", lambda known: [])
    found = judged([quiet, check(*ORDERED[0])], tell=names.append)
    assert names == ["a.quiet", "z.last"]
    assert dict(found.looked) == {5: 1, 1: 1}
