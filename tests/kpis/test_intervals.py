"""What holds of every interval: it holds its value, and more rows of the same narrow it."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.words.figures import FIGURES
from onetake.words.student import t95
from onetake.words.wilson import tries_needed, wilson

counts = st.integers(1, 500)
times = st.integers(2, 40)
values = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@st.composite
def split(draw):
    """Return how many rows there are, and how many of them are good and bad."""
    n = draw(counts)
    good = draw(st.integers(0, n))
    return n, good, draw(st.integers(0, n - good))


def width(found):
    """Return how far the ends of an interval lie apart."""
    value, low, high = found
    assert low <= value <= high
    return high - low


@given(split(), times)
def test_a_share_lies_within_an_interval_that_more_rows_narrow(counted, more):
    """As many times good of as many times more rows is known better."""
    n, good, _ = counted
    one, other = FIGURES["ratio"](n, [good]), FIGURES["ratio"](n * more, [good * more])
    assert width(other) < width(one)
    assert one[1] >= 0 and one[2] <= 100


@given(split(), times)
def test_a_net_share_lies_within_an_interval_that_more_rows_do_not_widen(counted, more):
    """What all say alike has no spread; whatever differs is known better of more rows."""
    n, good, bad = counted
    one = FIGURES["net"](n, [good, bad])
    other = FIGURES["net"](n * more, [good * more, bad * more])
    assert width(other) <= width(one)
    if 0 < one[2] - one[1] < 200 and one[1] > -100 and one[2] < 100:
        assert width(other) < width(one)
    assert one[1] >= -100 and one[2] <= 100


@given(values, st.floats(0.01, 1e6), st.integers(2, 200), times)
def test_a_mean_lies_within_an_interval_that_more_rows_narrow(mean, spread, n, more):
    """Of the same mean and spread more rows tell more."""
    one, other = (FIGURES["mean"](rows, [mean, spread]) for rows in (n, n * more))
    assert width(other) < width(one)
    assert one[1] + one[2] == pytest.approx(2 * mean, abs=1e-6 * (1 + abs(mean) + spread))


@given(st.lists(values, min_size=8, max_size=60))
def test_a_median_lies_within_ends_that_are_rows_themselves(found):
    """Eight rows and more bound their median."""
    ranked = sorted(found)
    value, low, high = FIGURES["median"](len(ranked), [ranked])
    assert low <= value <= high
    assert {low, high} <= set(ranked)


@pytest.mark.parametrize("n", [*range(8, 60), 84, 100, 300, 1000])
def test_the_ends_of_a_median_hold_the_true_one_about_19_times_of_20(n):
    """By the binomial: the true median lies above row k with the chance of k heads and more."""
    _, low, high = FIGURES["median"](n, [list(range(1, n + 1))])
    held = sum(comb(n, heads) for heads in range(low, high)) / 2**n
    assert 0.95 <= held <= 0.9985


@pytest.mark.parametrize(("n", "value"), [(1, 1.0), (2, 1.5), (7, 4.0)])
def test_few_rows_bound_no_median(n, value):
    """Seven rows and less have a median, and no ends."""
    assert FIGURES["median"](n, [list(range(1, n + 1))]) == (value, None, None)


def test_a_mean_of_one_row_and_sums_below_nothing_are_not_bounded():
    """One row tells nothing of its spread, and losses are no count of events."""
    assert FIGURES["mean"](1, [4.0, None]) == (4.0, None, None)
    assert FIGURES["mean"](2, [4.0, 0.0]) == (4.0, 4.0, 4.0)
    assert FIGURES["sum"](2, [7, 85, -2]) == (7.0, None, None)
    assert FIGURES["sum"](2, [0, 0, 0]) == (0.0, None, None)


@given(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=40), times)
def test_a_sum_lies_within_an_interval_whose_ends_more_rows_bring_nearer(found, more):
    """As many times more of the same events are known better, beside their sum."""
    parts = [sum(found), sum(value * value for value in found), min(found)]
    grown = [parts[0] * more, parts[1] * more, parts[2]]
    one, other = FIGURES["sum"](len(found), parts), FIGURES["sum"](len(found) * more, grown)
    assert 0 <= one[1] <= one[0] <= one[2]
    assert width(other) / other[0] < width(one) / one[0]
    rate = FIGURES["rate"](len(found), [*parts, 7.0])
    assert rate == tuple(pytest.approx(end / 7) for end in one)


@pytest.mark.parametrize(
    ("degrees", "t"),
    [(1, 12.7062), (2, 4.3027), (10, 2.2281), (30, 2.0423), (40, 2.0211), (60, 2.0003),
     (120, 1.9799), (10_000, 1.9602)],
)  # fmt: skip
def test_students_t_is_that_of_the_tables(degrees, t):
    """Four digits, on both sides of where the table ends."""
    assert t95(degrees) == pytest.approx(t, abs=1e-4)


def test_students_t_of_no_degrees_is_refused():
    """One value alone tells nothing of its spread."""
    with pytest.raises(ValueError, match="one value alone"):
        t95(0)


@given(st.integers(1, 5000))
def test_students_t_falls_with_every_degree(degrees):
    """More rows never widen what they bound."""
    assert t95(degrees + 1) < t95(degrees)


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_more_that_pass_are_never_worse(passed, of):
    """Both ends rise with the number of tries that passed, and mirror those that failed."""
    passed = min(passed, of - 1)
    one, other = wilson(passed, of), wilson(passed + 1, of)
    assert one[0] < other[0] or passed + 1 == 0
    assert one[1] <= other[1]
    low, high = wilson(of - passed, of)
    assert (1 - high, 1 - low) == pytest.approx(one, abs=1e-12)


def test_no_tries_at_all_show_nothing():
    """Every rate may be the true one."""
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.floats(0, 0.99))
def test_as_many_tries_as_are_needed_show_a_rate_and_one_less_does_not(rate):
    """The number is the smallest that is enough."""
    needed = tries_needed(rate)
    assert wilson(needed, needed)[0] >= rate - 1e-9
    assert needed == 1 or wilson(needed - 1, needed - 1)[0] < rate
