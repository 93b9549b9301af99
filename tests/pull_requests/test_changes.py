"""What changed between two tests is told by journey, persona and row, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onetake.reports.changes import Change, Changes, Kind, Standing, compare
from onetake.words.verdict import Verdict

PASSED, DEGRADED, FAILED = Verdict.PASSED, Verdict.DEGRADED, Verdict.FAILED
UNKNOWN, SKIPPED = Verdict.UNKNOWN, Verdict.SKIPPED


def stood(verdict: Verdict = PASSED, journey: str = "cards/block", **more: object) -> Standing:
    """Return how a journey stood."""
    return replace(Standing(journey, verdict), **more)  # type: ignore[arg-type]


def only(changes: Changes) -> Change:
    """Return the one change there is."""
    (change,) = changes.every
    return change


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        (PASSED, FAILED, Kind.FAILING),
        (DEGRADED, FAILED, Kind.FAILING),
        (UNKNOWN, FAILED, Kind.FAILING),
        (PASSED, UNKNOWN, Kind.UNKNOWN),
        (FAILED, UNKNOWN, Kind.UNKNOWN),
        (PASSED, DEGRADED, Kind.DEGRADED),
        (FAILED, DEGRADED, Kind.BETTER),
        (UNKNOWN, DEGRADED, Kind.BETTER),
        (FAILED, PASSED, Kind.PASSING),
        (UNKNOWN, PASSED, Kind.PASSING),
        (DEGRADED, PASSED, Kind.PASSING),
        (PASSED, SKIPPED, Kind.SKIPPED),
        (SKIPPED, PASSED, Kind.PASSING),
        *((verdict, verdict, Kind.SAME) for verdict in Verdict),
    ],
)
def test_what_became_of_a_verdict(before: Verdict, now: Verdict, kind: Kind) -> None:
    """Every turn has its word, and unknown is never passed."""
    assert only(compare([stood(before)], [stood(now)])).kind is kind


def test_failing_at_another_step_is_told() -> None:
    """What failed before and fails elsewhere now is no old failure."""
    before = stood(FAILED, rule="within", step="asks for the balance")
    now = replace(before, step="logs in")
    assert only(compare([before], [now])).kind is Kind.OTHERWISE
    assert only(compare([before], [replace(before, place="cards.yaml:9:3")])).kind is Kind.SAME


def test_new_and_removed() -> None:
    """A journey in only one of the tests is new, or removed."""
    changes = compare([stood(journey="old")], [stood(journey="fresh")])
    assert [(c.kind, c.now.journey) for c in changes.every] == [
        (Kind.NEW, "fresh"),
        (Kind.REMOVED, "old"),
    ]


def test_what_was_not_asked_for_is_not_removed() -> None:
    """A test of a part says nothing of the rest."""
    changes = compare([stood(journey="old"), stood()], [stood()], whole=False)
    assert not changes.changed
    assert [standing.journey for standing in changes.absent] == ["old"]


def test_a_row_put_in_before_moves_no_other() -> None:
    """Rows are known by what they hold, two alike by their order."""
    before = [stood(FAILED, row=1, given="amount 5"), stood(row=2, given="amount 7")]
    now = [stood(row=1, given="amount 0"), *(replace(s, row=(s.row or 0) + 1) for s in before)]
    assert [c.kind for c in compare(before, now).every] == [Kind.NEW, Kind.SAME, Kind.SAME]
    alike = [stood(given="amount 5"), stood(FAILED, given="amount 5")]
    assert not compare(alike, alike).changed


def test_personas_are_told_apart() -> None:
    """Another persona is another customer."""
    before = [stood(persona="anna"), stood(persona="ben")]
    now = [stood(persona="anna"), stood(FAILED, persona="ben")]
    assert [c.now.persona for c in compare(before, now).changed] == ["ben"]


def test_slower_beyond_its_interval_and_beyond_notice() -> None:
    """Slower wants an interval that lies above a tenth more; faster the other way round."""
    base, slow = (100.0, 104, 108, 112, 116), (150.0, 156, 162, 168, 174)
    slightly = tuple(time * 1.15 for time in base)
    slower = only(compare([stood(times=base)], [stood(times=slow)]))
    assert slower.kind is Kind.SLOWER
    assert slower.shift is not None
    assert slower.shift.ratio == pytest.approx(1.5)
    assert only(compare([stood(times=slow)], [stood(times=base)])).kind is Kind.FASTER
    assert only(compare([stood(times=base)], [stood(times=slightly)])).kind is Kind.SAME
    exact = (100.0, 100.1, 100.2, 100.3, 100.4)
    surely_but_hardly = tuple(time * 1.09 for time in exact)
    assert only(compare([stood(times=exact)], [stood(times=surely_but_hardly)])).kind is Kind.SAME
    assert only(compare([stood(times=(100.0,))], [stood(times=(900.0,))])).kind is Kind.SAME
    quick, twice = (1.0, 1.1, 1.2, 1.3), (2.0, 2.1, 2.2, 2.3)
    assert only(compare([stood(times=quick)], [stood(times=twice)])).kind is Kind.SAME


def test_a_failure_has_no_speed() -> None:
    """What failed is told as failed, whatever it took."""
    times = {"times": (1.0,) * 5}, {"times": (9.0,) * 5}
    assert only(compare([stood(FAILED, **times[0])], [stood(FAILED, **times[1])])).kind is Kind.SAME
    assert only(compare([stood(**times[0])], [stood(FAILED, **times[1])])).kind is Kind.FAILING


def test_the_gravest_come_first_and_the_rest_is_counted() -> None:
    """The order is that of the kinds, then of names; what is unchanged is a count by verdict."""
    before = [stood(v, name) for v, name in ((PASSED, "a"), (FAILED, "b"), (PASSED, "c"))]
    before += [stood(journey="z"), stood(FAILED, "y")]
    now = [stood(v, name) for v, name in ((FAILED, "c"), (FAILED, "a"), (PASSED, "b"))]
    changes = compare(before, [*now, stood(journey="z"), stood(FAILED, "y")])
    assert [c.now.journey for c in changes.changed] == ["a", "c", "b"]
    assert changes.same == {PASSED: 1, FAILED: 1}


def test_a_journey_that_was_skipped_as_a_whole_is_neither_new_nor_removed() -> None:
    """Skipped, it has no persona; walked, it has one or more."""
    skipped = [stood(SKIPPED), stood(journey="other")]
    walked = [
        stood(persona="anna"),
        stood(FAILED, persona="ben"),
        stood(journey="other"),
    ]
    found = [(c.kind, c.now.persona) for c in compare(skipped, walked).changed]
    assert found == [(Kind.FAILING, "ben"), (Kind.PASSING, "anna")]
    assert [c.kind for c in compare(walked, skipped).changed] == [Kind.SKIPPED]
    one, other = [stood()], [stood(persona="anna")]
    for bare in (compare(one, other), compare(other, one)):
        assert [c.kind for c in bare.changed] == [Kind.NEW, Kind.REMOVED]
