"""Two KPIs day by day: opposed, alike, moved by the same, or undecided."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.align.series import FEWEST, compare, discovered

DAYS = 120


def series(seed: int, days: int = DAYS) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=days)


def test_one_that_gets_worse_the_day_after_the_other_gets_better_is_opposed() -> None:
    speed = series(1)
    care = series(2) - 0.8 * np.r_[0, speed[:-1]]
    found = compare(speed, care, series(3))
    assert found is not None
    assert found.p < 0.001
    assert found.correlation < -0.5
    assert found.days == DAYS


@pytest.mark.parametrize("shared", ["trend", "week", "driver"])
def test_what_merely_shares_a_trend_a_week_or_a_driver_is_not(shared: str) -> None:
    days, driver = np.arange(DAYS), series(9)
    moved = {"trend": days / 20, "week": 2 * np.sin(2 * np.pi * days / 7), "driver": 2 * driver}
    one, other = series(4) + moved[shared], series(5) - moved[shared]
    assert np.corrcoef(one, other)[0, 1] < -0.4
    found = compare(one, other, driver)
    assert found is not None
    assert found.p > 0.05


def test_two_that_get_better_together_are_not() -> None:
    one = series(6)
    found = compare(one, one + 0.5 * series(7), series(8))
    assert found is not None
    assert found.p == 1.0


@pytest.mark.parametrize("what", ["short", "a day unknown", "flat", "the driver itself"])
def test_what_cannot_be_decided_is_not(what: str) -> None:
    one, other, driver = series(1), series(2), series(3)
    if what == "short":
        one, other, driver = (part[: FEWEST - 1] for part in (one, other, driver))
    elif what == "a day unknown":
        other[17] = np.nan
    elif what == "flat":
        other[:] = 4.0
    else:
        other = 3 * driver + 1
    assert compare(one, other, driver) is None


def test_forty_days_are_enough() -> None:
    """As many days as are asked for can be decided."""
    found = compare(series(1, FEWEST), series(2, FEWEST), series(3, FEWEST))
    assert (FEWEST, found is not None and found.days) == (40, 40)


@pytest.mark.parametrize("lag", [-3, -2, 0, 2, 3])
def test_what_comes_up_to_three_days_later_is_opposed_either_way_round(lag: int) -> None:
    """Whichever of both is first, and by how many days."""
    speed, quiet = series(1), 0.3 * series(2)
    care = quiet - np.roll(speed, lag)
    found = compare(speed, care, series(3))
    assert found is not None
    assert found.p < 0.001 and found.correlation < -0.8


def test_what_a_driver_moves_a_day_later_is_not_opposed() -> None:
    """Contacts of yesterday move today's figures, too."""
    driver = series(9)
    later = 2 * np.r_[driver[0], driver[:-1]]
    found = compare(series(4) + later, series(5) - later, driver)
    assert found is not None
    assert found.p > 0.05


def test_a_weak_correlation_is_nothing_however_certain() -> None:
    """Of many days even what nobody feels is certain."""
    one = series(6, 4000)
    found = compare(one, series(7, 4000) - 0.15 * one, series(8, 4000))
    assert found is not None
    assert -0.25 < found.correlation < -0.1
    assert found.p == 1.0


def test_a_chance_of_just_its_limit_counts() -> None:
    """One of two may be half of the share that is allowed, the greater one all of it."""
    assert discovered([0.05]) == [True]
    assert discovered([0.025, 0.9]) == [True, False]
    assert discovered([0.05, 0.05]) == [True, True]


def test_false_discoveries_are_bounded_as_benjamini_and_hochberg_say() -> None:
    chances = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
    assert discovered(chances) == [True, True, *[False] * 8]
    assert discovered([]) == []


@given(st.lists(st.floats(0, 1), max_size=30), st.data())
def test_a_smaller_chance_is_never_called_nothing_where_a_greater_counts(
    chances: list[float], data: st.DataObject
) -> None:
    called = discovered(chances)
    counted = [p for p, yes in zip(chances, called, strict=True) if yes]
    others = [p for p, yes in zip(chances, called, strict=True) if not yes]
    assert not counted or not others or max(counted) <= min(others)
