"""The interval of a count beside the exact one, which is found by bisection of the distribution."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.words.poisson import poisson


def at_most(count, mean):
    """Return how likely so many events or fewer are."""
    term = total = exp(-mean)
    for number in range(1, count + 1):
        term *= mean / number
        total += term
    return total


def highest(fits, end):
    low, high = 0.0, end
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


@pytest.mark.parametrize("count", [5, 10, 50, 200])
def test_the_interval_is_that_of_the_exact_distribution(count):
    low, high = poisson(count)
    assert low == pytest.approx(
        highest(lambda m: 1 - at_most(count - 1, m) < 0.025, count), rel=0.01
    )
    assert high == pytest.approx(highest(lambda m: at_most(count, m) > 0.025, 3 * count), rel=0.01)


@given(st.floats(0, 1e6))
def test_a_count_lies_within_its_interval(count):
    low, high = poisson(count)
    assert 0 <= low <= count < high


def test_less_than_nothing_is_no_count():
    with pytest.raises(ValueError, match="-1 is no count"):
        poisson(-1)
