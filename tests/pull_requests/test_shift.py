"""How much longer times became is shown only where the times can show it."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.words.shift import Shift, _arrangements, shift

TIMES = st.lists(st.floats(1, 1e6), min_size=4, max_size=12)


def test_too_few_times_show_nothing() -> None:
    """One run, or three against three, cannot show with 95 % that anything became slower."""
    assert shift([100], [900]) is None
    assert shift([100, 101, 102], [900, 901, 902]) is None
    assert shift([], [900] * 40) is None


def test_four_against_four_show_a_clear_difference() -> None:
    """With four each the interval is the widest there is: all sixteen ratios."""
    assert shift([100, 110, 120, 125], [200, 220, 240, 250]) == Shift(2.0, 1.6, 2.5)


@pytest.mark.parametrize(("size", "outside"), [(4, 1), (5, 3), (8, 14), (10, 24), (20, 128)])
def test_the_interval_is_that_of_the_published_tables(size: int, outside: int) -> None:
    """Critical values of Mann-Whitney's U, two-sided 5 %: 0, 2, 13, 23, 127 (each plus one)."""
    before, after = [1.0] * size, [1000.0 + number for number in range(size)]
    found = shift(before, after)
    assert found is not None
    assert found.low == sorted(time for time in after for _ in before)[outside - 1]


def test_arrangements_are_those_counted_one_by_one() -> None:
    """The statistic's counts are those of every order of four and three."""
    counted = [0] * 13
    for places in combinations(range(7), 4):
        counted[sum(places) - sum(range(4))] += 1
    assert _arrangements(4, 3) == counted


@given(TIMES, st.floats(0.01, 100))
def test_times_that_all_grew_alike_hold_the_growth(times: list[float], grown: float) -> None:
    """When every time is multiplied by one number, the interval holds that number."""
    found = shift(times, [time * grown for time in times])
    assert found is not None
    assert found.low <= grown * 1.000001
    assert found.high >= grown * 0.999999


@given(TIMES, TIMES)
def test_looked_at_the_other_way_round_it_is_the_inverse(
    one: list[float], two: list[float]
) -> None:
    """Twice as long one way is half as long the other."""
    there, back = shift(one, two), shift(two, one)
    assert there is not None and back is not None
    assert there.low == pytest.approx(1 / back.high)
    assert there.high == pytest.approx(1 / back.low)
