"""Which part of a long message an SMS is, by its user data header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.wire.udh import Reference, read_reference, write_reference


@st.composite
def references(draw):
    wide = draw(st.booleans())
    total = draw(st.integers(1, 255))
    number = draw(st.integers(0, 65535 if wide else 255))
    return Reference(number, total, draw(st.integers(1, total)), wide)


@given(references())
def test_what_is_written_is_read(reference):
    assert read_reference(write_reference(reference)) == reference


def test_headers_are_as_the_standard_has_them():
    assert write_reference(Reference(0xCC, 2, 1)) == bytes.fromhex("050003CC0201")
    assert write_reference(Reference(0xBEEF, 10, 7, wide=True)) == bytes.fromhex("060804BEEF0A07")


def test_other_elements_are_passed_over():
    ports = "0504" + "23F40000"
    assert read_reference(bytes.fromhex("0B" + ports + "0003CC0201")) == Reference(0xCC, 2, 1)


@pytest.mark.parametrize(
    "header",
    ["", "00", "05", "050003CC", "050003CC0200", "050003CC0203", "050003CC0001", "060504158A0000",
     "05000CCC0201"],
)  # fmt: skip
def test_nonsense_is_no_part_of_anything(header):
    assert read_reference(bytes.fromhex(header)) is None


@given(st.binary(max_size=40))
def test_any_bytes_are_read_without_an_error(header):
    found = read_reference(header)
    assert found is None or 1 <= found.position <= found.total


@pytest.mark.parametrize(
    "reference", [Reference(1, 2, 3), Reference(1, 256, 1), Reference(1, 0, 0)]
)
def test_what_no_header_can_say_is_refused(reference):
    with pytest.raises(ValueError, match="no header can say"):
        write_reference(reference)
