"""However a number is written, it is the same number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.channels.sms.numbers import normal


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("+44 7700 900001", None, "+447700900001"),
        ("0044 7700 900001", None, "+447700900001"),
        ("447700900001", None, "+447700900001"),
        ("+44 (0)7700-900001", None, "+447700900001"),
        ("07700 900001", "GB", "+447700900001"),
        ("030 / 123456", "DE", "+4930123456"),
        ("447700900001", "GB", "+447700900001"),
        ("4930123456", "US", "+4930123456"),
        ("(555) 010-9999", "US", "+15550109999"),
        ("12345", None, "12345"),
        ("82 000", "GB", "82000"),
        ("HarborBank", None, "HarborBank"),
        (" Harbor 24 ", "DE", "Harbor 24"),
        ("000000000000", None, "000000000000"),
        ("", None, ""),
        ("+", None, "+"),
    ],
)
def test_numbers_have_one_form(written, region, number):
    assert normal(written, region) == number


@given(st.text(max_size=30), st.sampled_from([None, "DE", "GB", "US"]))
def test_the_form_of_a_form_is_itself(written, region):
    number = normal(written, region)
    assert normal(number, region) == number


@given(st.integers(10**7, 10**9), st.lists(st.sampled_from(" -/."), max_size=6))
def test_spaces_and_dashes_mean_nothing(subscriber, marks):
    plain = f"+49151{subscriber}"
    spread = "".join(digit + mark for digit, mark in zip(plain, [*marks, *[""] * 20], strict=False))
    assert normal(spread) == normal(plain)
