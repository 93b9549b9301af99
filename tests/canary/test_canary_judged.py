"""A candidate beside its baseline: when it is called worse, and when nothing may be said."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onetake.canary import interleaved, judge
from onetake.canary.judge import ALPHA, FEWEST, spent


def times(n: int, *, scale: float = 1.0, seed: int = 1) -> list[float]:
    lot = random.Random(seed)
    return [scale * lot.lognormvariate(0, 0.6) for _ in range(n)]


def asked(candidate: list[float], wrong: int = 0, before: int = 0, **look: int):
    return judge(times(1000), candidate, baseline_errors=before, candidate_errors=wrong, **look)


def test_what_is_alike_passes_at_the_last_look_and_goes_on_before() -> None:
    alike = times(1000, seed=2)
    assert asked(alike).verdict == "pass"
    assert asked(alike, look=3, looks=10).verdict == "continue"


def test_what_is_slower_fails_and_tells_how_much() -> None:
    found = asked(times(1000, scale=1.3, seed=2))
    assert found.verdict == "fail"
    assert found.effect == pytest.approx(1.3, abs=0.1)
    assert "times the baseline's" in found.why


def test_what_fails_more_often_fails_though_it_is_as_quick() -> None:
    found = asked(times(1000, seed=2), wrong=60, before=10)
    assert (found.verdict, found.effect) == ("fail", pytest.approx(0.05))
    assert found.why == "6.00% of its requests fail, 1.00% of the baseline's"


def test_a_difference_nobody_feels_is_none_however_certain() -> None:
    baseline, candidate = times(60_000), times(60_000, scale=1.04, seed=2)
    found = judge(baseline, candidate, baseline_errors=0, candidate_errors=0)
    assert found.p is not None
    assert found.p < ALPHA
    assert found.verdict == "pass"


def test_a_baseline_that_is_bad_itself_proves_nothing() -> None:
    found = asked(times(1000, seed=2), wrong=200, before=200)
    assert (found.verdict, "20.0%" in found.why) == ("inconclusive", True)


def test_few_requests_prove_nothing() -> None:
    found = asked(times(FEWEST - 1))
    assert (found.verdict, found.n) == ("inconclusive", FEWEST - 1)


@pytest.mark.parametrize(
    ("wrong", "look", "told"),
    [(1001, 1, "1001 errors among 1000"), (0, 0, "count from 1"), (0, 2, "not one of 1")],
)
def test_nonsense_is_refused(wrong: int, look: int, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        asked(times(1000), wrong, look=look, looks=1)


@pytest.mark.parametrize("time", [-1.0, float("inf"), float("nan")])
def test_a_time_that_is_none_is_refused(time: float) -> None:
    """A time below nothing, without end or that is no number is no request's."""
    with pytest.raises(ValueError, match="seconds from 0 on"):
        asked([*times(999), time])


@given(st.integers(1, 40))
def test_all_looks_together_spend_the_whole_alpha_and_no_more(looks: int) -> None:
    parts = [spent(k / looks) - spent((k - 1) / looks) for k in range(1, looks + 1)]
    assert sum(parts) == pytest.approx(ALPHA)
    assert all(part >= 0 for part in parts)


@settings(max_examples=25)
@given(st.floats(1.0, 3.0), st.integers(0, 100))
def test_worse_errors_never_help(scale: float, wrong: int) -> None:
    candidate = times(1000, scale=scale, seed=3)
    order = ["fail", "inconclusive", "continue", "pass"]
    less, more = (order.index(asked(candidate, w).verdict) for w in (wrong, wrong + 50))
    assert more <= less


@given(st.integers(0, 200), st.integers())
def test_both_are_asked_as_often_and_never_three_in_a_row(pairs: int, seed: int) -> None:
    arms = list(interleaved(pairs, random.Random(seed).random))
    assert arms.count("baseline") == arms.count("candidate") == pairs
    assert all(len(set(arms[at : at + 3])) == 2 for at in range(len(arms) - 2))


def test_the_lot_says_who_is_asked_first() -> None:
    """Half of all lots ask the baseline first, the others the candidate."""
    for lot, first in (
        (0.0, "baseline"),
        (0.49, "baseline"),
        (0.5, "candidate"),
        (0.99, "candidate"),
    ):
        assert next(interleaved(1, lambda lot=lot: lot)) == first
