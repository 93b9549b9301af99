"""The GSM alphabet, and how many segments a text needs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.wire import gsm

EXTENDED = "\f^{}\\[~]|€"
GSM = "".join(char for char in map(chr, range(0x3000)) if gsm.encoding_of(char) == "gsm7")
texts = st.text(alphabet=st.sampled_from(GSM), max_size=700)
any_text = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400)


def test_the_alphabet_has_all_that_the_standard_gives_it():
    assert len(GSM) == 127 + len(EXTENDED)
    assert gsm.encode("@Δ à\n¿ÉZz") == bytes([0x00, 0x10, 0x20, 0x7F, 0x0A, 0x60, 0x1F, 0x5A, 0x7A])
    assert gsm.encode("€[]") == bytes([0x1B, 0x65, 0x1B, 0x3C, 0x1B, 0x3E])


@pytest.mark.parametrize("text", ["ç", "`", "ж", "漢", "😀", "“quoted”", "Ç ok but ê not"])
def test_one_strange_character_makes_all_of_it_ucs2(text):
    assert gsm.encoding_of("hello " + text) == "ucs2"
    with pytest.raises(ValueError, match="is not in the GSM 7-bit alphabet"):
        gsm.encode(text)


@given(texts)
def test_what_is_encoded_is_decoded(text):
    assert gsm.decode(gsm.encode(text)) == text
    assert gsm.length(text) == len(gsm.encode(text))


@given(st.binary(max_size=50).map(lambda data: bytes(byte & 0x7F for byte in data)))
def test_any_septets_are_some_text(septets):
    assert gsm.encoding_of(gsm.decode(septets)) == "gsm7"


def test_an_unknown_escape_is_shown_as_phones_do():
    assert gsm.decode(bytes([0x1B, 0x41, 0x1B])) == " A"
    with pytest.raises(ValueError, match="0x80 is no septet"):
        gsm.decode(b"\x80")


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("€" * 80, 1), ("€" * 81, 2), ("€" * 152, 2), ("€" * 153, 3), ("a" * 152 + "€" * 5, 2),
        ("ж" * 70, 1), ("ж" * 71, 2), ("ж" * 134, 2), ("ж" * 135, 3),
        ("😀" * 35, 1), ("😀" * 36, 2), ("😀" * 66, 2), ("😀" * 67, 3),
    ],
)  # fmt: skip
def test_how_many_segments_a_text_needs(text, segments):
    assert len(gsm.split(text)) == segments


@given(any_text | texts)
def test_segments_joined_are_the_text_and_each_has_room(text):
    parts = gsm.split(text)
    assert "".join(parts) == text
    wide = gsm.encoding_of(text) == "ucs2"
    room = (70 if wide else 160) if len(parts) == 1 else (67 if wide else 153)
    for part in parts:
        size = len(part.encode("utf-16-be")) // 2 if wide else len(gsm.encode(part))
        assert size <= room
