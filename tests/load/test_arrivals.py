"""When customers come: evenly or by chance, as many as the curve says."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.load.arrivals import arrivals, expected, highest
from onetake.words.load import Phase

rates = st.floats(0, 300)
curves = st.lists(st.builds(Phase, st.floats(0.1, 5), rates, rates), min_size=1, max_size=5)


def test_a_constant_rate_comes_evenly_and_at_once():
    assert list(arrivals([Phase(0.5, 10, 10)])) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])


def test_a_ramp_comes_closer_and_closer():
    found = list(arrivals([Phase(2, 0, 4)]))
    assert found == pytest.approx([0, 1, 2**0.5, 3**0.5])


def test_a_break_brings_nobody():
    found = list(arrivals([Phase(1, 2, 2), Phase(1, 0, 0), Phase(1, 2, 2)]))
    assert found == pytest.approx([0, 0.5, 2, 2.5])


@given(curves)
def test_as_many_come_as_the_curve_says_in_their_order_and_in_its_time(phases):
    found = list(arrivals(phases))
    assert len(found) == pytest.approx(expected(phases), abs=1.001)
    assert all(one <= other + 1e-9 for one, other in pairwise(found))
    assert all(0 <= moment <= sum(phase.seconds for phase in phases) for moment in found)
    assert highest(phases) == max(max(phase.begin, phase.end) for phase in phases)


@given(st.floats(0.5, 5), rates.filter(lambda rate: rate > 0), rates, st.floats(0, 1))
def test_when_is_the_inverse_of_how_many_came(seconds, begin, end, share):
    phase = Phase(seconds, begin, end)
    moment = phase.when(share * phase.customers)
    came = begin * moment + (end - begin) / seconds * moment**2 / 2
    assert came == pytest.approx(share * phase.customers, abs=1e-6, rel=1e-6)


def test_strangers_come_by_chance_as_often_in_each_half():
    found = list(arrivals([Phase(100, 50, 50)], Random(4)))
    assert len(found) == pytest.approx(5000, rel=0.05)
    assert sum(moment < 50 for moment in found) == pytest.approx(2500, rel=0.06)
    gaps = [other - one for one, other in pairwise(found)]
    assert sum(gap < 0.01 for gap in gaps) / len(gaps) == pytest.approx(0.393, abs=0.03)
