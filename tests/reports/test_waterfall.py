"""All steps of a run stand on one axis, whichever channel or lane they were on."""

from __future__ import annotations

from dataclasses import replace

import story_run as story
from hypothesis import given
from hypothesis import strategies as st

from onetake.reports.waterfall import waterfall
from onetake.words.figure import Levels
from onetake.words.verdict import Verdict


def test_steps_stand_in_the_order_of_time_and_skipped_ones_do_not():
    steps = (story.STEPS[3], *story.STEPS[:3], *story.STEPS[4:])
    flow = waterfall(replace(story.RUN, steps=steps))
    assert [bar.step.number for bar in flow.bars] == [1, 2, 3, 4, 5, 6, 8]
    assert [bar.begin for bar in flow.bars][:3] == [0.0, 3.0, 1190.0]
    assert flow.ms == flow.bars[-1].end == 5460.5


def test_the_axis_begins_with_the_first_word():
    """What it took to get ready before it is no customer's time."""
    late = replace(story.RUN, started=story.RUN.started - 3.0)
    assert waterfall(late) == waterfall(story.RUN)


def test_limits_stand_where_an_answer_would_have_been_late():
    """The bot was asked 10 ms before this step began, and answered 90 ms into it."""
    step = story.step(1, "chat.hear", 50.0, 90.0, within=Levels(0.4, 0.2))
    [bar] = waterfall(replace(story.RUN, steps=(replace(step, ms=100.0),))).bars
    assert (bar.minor, bar.major) == (190.0, 390.0)
    [bar] = waterfall(replace(story.RUN, steps=(replace(step, ms=None),))).bars
    assert (bar.minor, bar.major) == (None, None)
    [bar] = waterfall(replace(story.RUN, steps=(replace(step, within=Levels(0.4)),))).bars
    assert (bar.minor, bar.major) == (None, 400.0)


def test_a_step_of_an_older_ledger_is_as_long_as_its_answer_took():
    old = replace(story.STEPS[1], took=None)
    assert waterfall(replace(story.RUN, steps=(old,))).bars[0].took == old.ms
    silent = replace(old, ms=None)
    assert waterfall(replace(story.RUN, steps=(silent,))).bars[0].took == 0.0


STEPS = st.lists(
    st.builds(
        lambda at, took, number, verdict: replace(
            story.STEPS[0], started=at, took=took, number=number, verdict=verdict
        ),
        st.floats(0, 4e9), st.none() | st.floats(-1, 1e9), st.integers(1, 99),
        st.sampled_from(Verdict),
    ),
    max_size=9,
)  # fmt: skip


@given(STEPS, st.floats(0, 4e9), st.floats(0, 1e9))
def test_every_bar_is_on_the_axis(steps, started, ms):
    flow = waterfall(replace(story.RUN, steps=tuple(steps), started=started, ms=ms))
    assert len(flow.bars) == sum(step.verdict is not Verdict.SKIPPED for step in steps)
    for bar in flow.bars:
        assert 0 <= bar.begin <= bar.end <= flow.ms
