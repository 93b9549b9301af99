"""A planted value is recognised in any stored byte, however it got there."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.scrub import Canary, CanaryFound, Scrubber

VALUE = "canary-7f3a9c@onetake.example"


@pytest.mark.parametrize(
    "stored",
    [
        VALUE.encode(),
        VALUE.upper().encode(),
        b"canary%2D7f3a9c%40onetake.example",
        b"canary-7f3a9c\\u0040onetake.example",
        b"c-a-n-a-r-y 7f3a 9c @ onetake . example",
        b"canary-7f3a9c&#64;onetake.example",
        *(base64.b64encode(b"." * shift + VALUE.encode()) for shift in range(3)),
        base64.urlsafe_b64encode(VALUE.encode()),
    ],
)
def test_a_canary_is_found_however_it_was_written(stored):
    canary = Canary(VALUE)
    assert canary.check(b"before " + stored + b" behind")
    with pytest.raises(CanaryFound, match="evidence 7"):
        canary.demand_absent(stored, "evidence 7")


@given(st.binary(max_size=400))
def test_no_canary_is_seen_where_there_is_none(data):
    assert not Canary(VALUE).check(data)


def test_scrubbing_takes_the_canary_out():
    scrubbed = Scrubber(canary=VALUE).text(f"he said {VALUE}!")
    assert not Canary(VALUE).check(scrubbed.encode())


def test_a_canary_that_chance_could_write_is_refused():
    with pytest.raises(ValueError, match="at least 8"):
        Canary("a-b-c")
