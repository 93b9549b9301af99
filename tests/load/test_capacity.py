"""What a load needs before it begins, and how its limit is sought."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.load.capacity import NEAR, Need, Search


def test_littles_law_says_how_many_are_here_at_once():
    need = Need(200, 0.5, 2)
    assert (need.here, need.lines) == (100, 200)
    assert list(need.lacks(100, 1000, 1, 2)) == []
    assert [told[:28] for told in need.lacks(99, 199, 1, 2)] == [
        "only 99 may be here at once:", "this process may open 199 fi",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("jobs", "cores", "told"),
    [
        (1, 8, "about 3 cores of ours are needed, and 1 serve: take --jobs 3"),
        (1, 2, "about 3 cores of ours are needed, and 1 serve: take --jobs 2"),
        (2, 2, "about 3 cores of ours are needed, and 2 serve: take a stronger machine"),
        (3, 8, ""),
    ],
)
def test_a_load_tells_how_many_of_our_own_cores_it_takes(jobs, cores, told):
    assert list(Need(500, 0.1, 1, 5).lacks(9999, 9999, jobs, cores)) == [told][: bool(told)]


def sought(limit, begin=1.0, most=None):
    search, tried = Search(begin, most), []
    while (rate := search.next) is not None:
        tried.append(rate)
        search.tell(holds=rate <= limit)
        assert len(tried) < 60
    return search, tried


@given(st.floats(0.2, 5000), st.floats(0.5, 500))
def test_the_limit_is_found_to_a_tenth_wherever_one_begins(limit, begin):
    search, _ = sought(limit, begin)
    assert search.held <= limit < search.broke
    assert search.broke / search.held <= NEAR + 1e-9


@pytest.mark.parametrize("most", [100.0, 64.0, 0.5])
def test_what_is_allowed_is_never_passed(most):
    search, tried = sought(10**6, 1.0, most)
    assert (search.held, search.broke, max(tried)) == (most, None, most)


def test_what_never_holds_is_told_as_such():
    search, tried = sought(0.0, 8.0)
    assert search.held == 0.0
    assert tried[-1] < 0.2
