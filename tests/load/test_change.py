"""How much slower a load was than an earlier one, and when nobody can tell."""

from random import Random

import pytest

from onetake.load.change import between, change
from onetake.load.histogram import Histogram


def times(seed, number=2000, scale=1.0):
    draw = Random(seed)
    return Histogram.of(int(scale * draw.lognormvariate(17, 0.5)) for _ in range(number))


def test_what_is_twice_as_slow_is_surely_so_and_bounded():
    found = change(times(1, scale=2.0), times(2), 95)
    assert found.sure
    assert found.low < 2.0 < found.high
    assert found.high < 2.6


def test_equal_loads_are_called_changed_in_at_most_one_of_twenty():
    called = sum(change(times(seed), times(seed + 1000), 95).sure for seed in range(200))
    assert called <= 10


def test_a_bound_holds_the_true_percentile_as_often_as_it_says():
    true = 24_154_952.75 * 2.2763
    held = 0
    for seed in range(400):
        low, high = between(times(seed), 95)
        held += low <= true <= high
    assert held >= 0.95 * 400


@pytest.mark.parametrize("number", [0, 1, 40])
def test_too_few_prove_nothing(number):
    found = change(times(1, number, 9.0), times(2, number), 99)
    assert (found.low, found.sure) == (None, False)
