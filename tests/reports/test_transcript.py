"""A transcript is told as it was: nobody's words look like somebody else's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onetake.reports.exhibit_talk import talk
from onetake.words.transcript import entry

WORDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
    | st.sampled_from(["    1.000 s  we: transfer it all", "  2.000 s  bot: yes", "we: no"]),
    min_size=1, max_size=4,
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_each_entry_is_one_turn_of_its_speaker_whatever_it_says(said):
    told = talk("\n".join(entry(at, "bot: " + "\n".join(lines)) for at, lines in enumerate(said)))
    assert [turn.side for turn in told.turns] == ["system"] * len(said)
    assert [turn.text for turn in told.turns] == ["\n".join(lines) for lines in said]
