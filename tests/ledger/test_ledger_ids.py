"""Ids of our own follow time; ids of others follow their source."""

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from onetake.words.ids import source_id, uuid7


@given(st.integers(0, (1 << 48) - 1), st.binary(min_size=10, max_size=10))
def test_an_id_holds_its_time_version_and_variant(now, chance):
    made = uuid7(lambda: now, lambda size: chance[:size])
    assert (made.int >> 80, made.version, made.variant) == (now, 7, RFC_4122)
    assert made == uuid7(lambda: now, lambda size: chance[:size])


def test_an_id_is_the_example_of_the_standard():
    chance = (0xCC3 << 62 | 0x18C4DC0C0C07398F & (1 << 62) - 1).to_bytes(10, "big")
    made = uuid7(lambda: 0x017F22E279B0, lambda size: chance)
    assert made == UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")


@given(st.lists(st.integers(0, (1 << 48) - 1), unique=True))
def test_ids_sort_by_time(times):
    ids = [uuid7(lambda now=now: now) for now in sorted(times)]
    assert sorted(ids, key=str) == ids


def test_ids_of_one_moment_differ():
    assert len({uuid7(lambda: 1) for _ in range(1000)}) == 1000


def test_the_same_source_and_key_have_one_id_for_ever():
    assert source_id("bank", "order 7") == UUID("fab30d4f-b809-5084-b009-0e866164819f")


def test_a_key_that_is_no_whole_text_has_an_id_too():
    assert source_id("bank", "\ud83d") == source_id("bank", "\ud83d") != source_id("bank", "\ud83e")


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_other_sources_and_keys_have_other_ids(one, other):
    assert (source_id(*one) == source_id(*other)) == (one == other)
