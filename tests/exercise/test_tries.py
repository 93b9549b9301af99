"""The sequential rule errs no more often than it says."""

from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.exercise.tries import decide, evidence_above
from onetake.words.verdict import Verdict
from onetake.words.wilson import tries_needed, wilson

decided = cache(decide)


def walked_to_the_end(truth, rate, tries, random):
    """Return the verdict on tries that pass with probability `truth`, and how many it took."""
    passed = 0
    for walked in range(1, tries + 1):
        passed += random.random() < truth
        verdict = decided(passed, walked, tries, rate)
        if verdict is not None:
            return verdict, walked
    raise AssertionError("the last try always decides")


@pytest.mark.parametrize("rate", [0.5, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("tries", [20, 100])
def test_a_journey_at_its_limit_is_judged_wrongly_in_at_most_5_percent(rate, tries):
    random = Random(f"{rate}{tries}")
    verdicts = [walked_to_the_end(rate - 1e-9, rate, tries, random)[0] for _ in range(2000)]
    assert verdicts.count(Verdict.PASSED) / 2000 <= 0.05 + 0.01
    verdicts = [walked_to_the_end(rate, rate, tries, random)[0] for _ in range(2000)]
    assert verdicts.count(Verdict.FAILED) / 2000 <= 0.05 + 0.01


def test_a_clear_case_is_decided_long_before_the_last_try():
    random = Random(7)
    bad = [walked_to_the_end(0.5, 0.95, 200, random) for _ in range(300)]
    assert all(verdict is Verdict.FAILED for verdict, _ in bad)
    assert sum(walked for _, walked in bad) / 300 < 20
    good = [walked_to_the_end(0.999, 0.9, 400, random) for _ in range(300)]
    assert sum(verdict is Verdict.PASSED for verdict, _ in good) / 300 > 0.95
    assert sum(walked for _, walked in good) / 300 < 100


@pytest.mark.parametrize(("passed", "failed"), [(0, 0), (5, 0), (3, 2), (18, 2)])
def test_the_bet_is_fair_at_the_limit(passed, failed):
    rate = 0.9
    now = evidence_above(passed, failed, rate)
    expected = rate * evidence_above(passed + 1, failed, rate)
    expected += (1 - rate) * evidence_above(passed, failed + 1, rate)
    assert expected == pytest.approx(now)


def test_twenty_of_twenty_proves_only_83_9_percent():
    low, high = wilson(20, 20)
    assert (round(low, 3), high) == (0.839, 1.0)
    assert tries_needed(0.95) == 73
    assert wilson(73, 73)[0] >= 0.95 > wilson(72, 72)[0]


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_mirrors(passed, failed):
    low, high = wilson(passed, passed + failed)
    share = passed / (passed + failed) if passed + failed else 0.5
    assert 0 <= low <= share <= high <= 1
    other_low, other_high = wilson(failed, passed + failed)
    assert (other_low, other_high) == pytest.approx((1 - high, 1 - low))


@given(st.floats(0.01, 0.995))
def test_tries_needed_is_the_least_number_that_shows_a_rate(rate):
    needed = tries_needed(rate)
    assert wilson(needed, needed)[0] >= rate - 1e-9
    assert needed == 1 or wilson(needed - 1, needed - 1)[0] < rate
