"""Parts of long messages: shuffled, doubled, missing, with a number that is used again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onetake.channels.sms.message import Part
from onetake.channels.sms.parts import Joiner
from onetake.wire.gsm import split
from onetake.wire.udh import Reference


def parts_of(text: str, number: int = 7, sender: str = "BANK", *, wide: bool = False) -> list[Part]:
    """Return a text as a network cuts it, each part with a header."""
    segments = split(text)
    return [
        Part("", sender, "+44", segment, Reference(number, len(segments), place, wide), None, {})
        for place, segment in enumerate(segments, start=1)
    ]


def joined(parts: list[Part]) -> list[str]:
    """Return the texts that a line makes of parts."""
    joiner = Joiner()
    return [message.text for part in parts if (message := joiner.join(part))]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=1500), st.data())
def test_shuffled_and_doubled_parts_make_one_message(text, data):
    parts = parts_of(text)
    parts += data.draw(st.lists(st.sampled_from(parts), max_size=4))
    assert joined(data.draw(st.permutations(parts))) == [text]


@given(st.integers(2, 12), st.data())
def test_a_missing_part_is_named_and_nothing_is_heard(total, data):
    parts = parts_of("x" * 153 * total)
    places = st.lists(st.sampled_from(range(total)), min_size=1, max_size=total - 1, unique=True)
    came = [parts[place] for place in data.draw(places)]
    joiner = Joiner()
    assert [joiner.join(part) for part in came] == [None] * len(came)
    places = ",".join(str(place) for place in sorted(part.reference.position for part in came))
    [sentence] = joiner.missing()
    assert sentence == f"parts {places} of {total} came of a long message from BANK"


def test_messages_that_cross_are_told_apart():
    a, b = parts_of("a" * 300), parts_of("b" * 300, number=8)
    c, d = parts_of("c" * 300, sender="SHOP"), parts_of("d" * 300, wide=True)
    crossed = [part for several in zip(a, b, c, d, strict=True) for part in several]
    assert [text[0] for text in joined(crossed)] == ["a", "b", "c", "d"]


def test_a_number_that_is_used_again_begins_a_new_message():
    first, second = parts_of("a" * 300), parts_of("b" * 300)
    assert joined([*first, *second]) == ["a" * 300, "b" * 300]
    joiner = Joiner()
    for part in (first[0], *second):
        joiner.join(part)
    assert [sentence[:17] for sentence in joiner.missing()] == ["parts 1 of 2 came"]


def test_a_part_that_comes_again_later_is_nothing_new():
    parts = parts_of("a" * 300)
    joiner = Joiner()
    for part in [*parts, parts[0]]:
        joiner.join(part)
    assert list(joiner.missing()) == []


def test_one_part_of_one_is_a_message():
    whole = Part("", "BANK", "+44", "hi", Reference(1, 1, 1), None, {})
    assert joined([whole]) == ["hi"]
