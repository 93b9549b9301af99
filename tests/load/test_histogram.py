"""Any percentile to a thousandth, and parts that merge into the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.load.histogram import Histogram

times = st.lists(st.integers(0, 10**13), min_size=1, max_size=200)


@given(times, st.floats(0, 100))
def test_a_percentile_is_that_of_the_sorted_times_to_a_thousandth(values, percent):
    wanted = sorted(values)[max(0, -(-len(values) * percent // 100) - 1).__int__()]
    assert Histogram.of(values).at(percent) == pytest.approx(wanted, rel=0.001, abs=0)


@given(times, times)
def test_parts_merge_into_the_whole(one, other):
    merged = Histogram.of(one)
    merged.merge(Histogram.of(other))
    whole = Histogram.of([*one, *other])
    assert merged.packed() == whole.packed()
    assert len(merged) == len(one) + len(other)
    assert merged.greatest == max(*one, *other)
    assert merged.mean == pytest.approx(sum([*one, *other]) / len(merged))


@given(times)
def test_what_is_packed_is_read_again(values):
    made = Histogram.of(values)
    again = Histogram.unpacked(made.packed())
    assert list(again.cells()) == list(made.cells())
    assert again.packed() == made.packed()
    assert sum(number for _, number in again.cells()) == len(values)


@pytest.mark.parametrize("data", [b"", b"nothing", Histogram().packed()[:-1]])
def test_bytes_that_are_no_histogram_are_told(data):
    with pytest.raises(ValueError, match="no histogram"):
        Histogram.unpacked(data)


def test_nothing_counted_is_nothing_and_what_is_impossible_stays_in_bounds():
    empty = Histogram()
    assert (len(empty), empty.at(99), empty.greatest, empty.mean) == (0, 0, 0, 0.0)
    assert Histogram.of([-5]).at(50) == 0
    assert Histogram.of([1 << 60]).at(50) == (1 << 46) - 1
