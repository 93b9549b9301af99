"""What must be painted over is found by what is known and by its shape, in any text at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.channels.web.hiding import Hiding
from onetake.scrub import Scrubber

MEMORY = {
    "persona": {"id": "anna", "language": "English", "name": "Anna Holm", "home": {"zip": 20457}},
    "secret": {"pin": "xyz"},
}


def hidden(text: str, memory: dict = MEMORY, **how) -> str:
    """Return a text with dots where it is painted over."""
    for start, end in reversed(Hiding(memory, **how).spans(text)):
        text = f"{text[:start]}…{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Hello Anna Holm, hello ANNA  HOLM", "Hello …, hello …"),
        ("Annabel Holmes speaks English", "Annabel Holmes speaks English"),
        ("Zip 20457 and 204570", "Zip … and …"),
        ("Pin xyz, not xyzzy", "Pin …, not xyzzy"),
        ("a@b.example or c@d.example.", "… or …"),
        ("Card 4111-1111 1111/1111 till 12/29", "Card … till 12/29"),
        ("Card •••• 1111", "Card •••• 1111"),
        ("Tel. (030) 901-820", "Tel. …"),
        ("On 2026-11-23 10:15 and on 23.11.2026", "On 2026-11-23 10:15 and on 23.11.2026"),
        ("Order A-1042, 3 for 1,250.00 EUR", "Order A-1042, 3 for 1,250.00 EUR"),
        ("Passport C01X00T47 or C01XYZT47", "Passport … or C01XYZT47"),
        ("", ""),
    ],
)
def test_what_is_painted_over(text: str, seen: str) -> None:
    assert hidden(text) == seen


def test_long_values_are_found_however_they_are_set() -> None:
    memory = {"persona": {"iban": "DE89370400440532013000"}}
    for text in ("DE89 3704 0044 0532 0130 00", "de89-3704-0044-0532-0130-00"):
        assert hidden(text, memory) == "…"


@given(st.text(max_size=60))
def test_nothing_is_left_that_the_scrubber_would_take_out(text: str) -> None:
    scrub = Scrubber().text
    left = hidden(text, {}, scrub=scrub)
    assert scrub(left) == left


@given(
    st.lists(st.sampled_from(["4111111111111111", "a@b.example", "+4930901820", "word", " ", ", "]))
)
def test_nothing_is_left_of_numbers_and_addresses(parts: list[str]) -> None:
    left = hidden("".join(parts), {})
    assert "4111" not in left and "a@b" not in left and "9018" not in left


def test_a_text_without_gaps_costs_no_time_to_speak_of() -> None:
    for text in (
        "x" * 400_000,
        "x1" * 200_000,
        "a" * 300_000 + "@",
        "1 " * 200_000,
        "\0" * 400_000,
    ):
        assert isinstance(hidden(text), str)
