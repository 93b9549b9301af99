"""What is written without quotes: numbers are numbers, and what only looks like one stays text."""

from __future__ import annotations

import pytest

from onetake.words.scalar import Plain, typed


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("1.50", 1.5),
        ("+0.5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
    ],
)
def test_numbers_are_numbers(written: str, value: float) -> None:
    assert typed(Plain(written)) == value
    assert type(typed(Plain(written))) is type(value)


@pytest.mark.parametrize("written", ["007", "-01", "+49301234567", "+5", "00.5", "1-2", "+"])
def test_codes_and_telephone_numbers_stay_text(written: str) -> None:
    assert typed(Plain(written)) == written
    assert type(typed(Plain(written))) is str


@pytest.mark.parametrize("written", ["12", "true", "", "+49301234567"])
def test_what_is_in_quotes_is_text(written: str) -> None:
    assert typed(written) == written
