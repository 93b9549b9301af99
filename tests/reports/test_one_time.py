"""A step has one time, wherever people look: how long its answer took, never our own doings."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import golden
import pytest
import sample_events as sample
import story_run as story

from onetake.reports.run_story import run_text
from onetake.reports.waterfall import waterfall
from onetake.words.events import Planned, RunEnded
from onetake.words.figure import Levels
from onetake.words.verdict import Verdict

OPENED = replace(
    story.STEPS[7], number=1, name="Open it", action="web.open", channel="web", ms=56.0,
    took=1905.0, started=sample.BEGUN, within=Levels(2.0, 1.0),
)  # fmt: skip
CLICKED = replace(
    OPENED, number=2, name="Click on it", action="web.click", ms=312.0, took=8960.0,
    started=sample.BEGUN + 2.5, verdict=Verdict.FAILED, rule="expect.title",
    reason="title is 'Oh'; expected 'Ah'", within=None,
)  # fmt: skip
RUN = replace(
    story.RUN, steps=(OPENED, CLICKED), ms=10865.0, reason=CLICKED.reason, rule=CLICKED.rule
)
EVENTS = [Planned("staging", 1), RunEnded(RUN), sample.judged(RUN)]


def console():
    """Return what a terminal shows."""
    kept = golden.paper()
    sample.play(golden.ConsoleReport(kept, live=False, clock=lambda: 0.0), EVENTS)
    return kept.file.getvalue()


@pytest.mark.parametrize(
    "told",
    [
        console,
        lambda: run_text(RUN, "", golden.paper()),
        lambda: golden.html(EVENTS),
        lambda: golden.junit(EVENTS),
    ],
    ids=["terminal", "story", "page", "junit"],
)
def test_people_see_how_long_the_answer_took(told):
    text = told()
    assert "56 ms" in text and "312 ms" in text
    assert not re.search(r"\b(1\.9\d?|8\.96) s\b|1905|8960", text)


def test_the_slowest_answer_is_what_its_limit_is_compared_with():
    page = golden.html(EVENTS)
    tile = page[page.index("Slowest answer, by its limit") :]
    assert "56 ms" in tile[:300] and "limit: 2 s" in tile[:600]


def test_programs_are_told_both():
    steps = json.loads(golden.json_report(EVENTS))["runs"][0]["steps"]
    assert [(step["ms"], step["took"]) for step in steps] == [(56.0, 1905.0), (312.0, 8960.0)]


def test_bars_are_as_long_as_the_times_beside_them():
    """Between an answer and the next step there is a gap; what is waited for begins when asked."""
    heard = replace(CLICKED, number=3, action="chat.hear", ms=500.0, took=400.0,
                    started=sample.BEGUN + 10.865)  # fmt: skip
    flow = waterfall(replace(RUN, steps=(OPENED, CLICKED, heard)))
    drawn = [(round(bar.begin, 3), round(bar.took, 3)) for bar in flow.bars]
    assert drawn == [(0.0, 56.0), (2500.0, 312.0), (10765.0, 500.0)]
    assert [bar.step.felt for bar in flow.bars] == [took for _, took in drawn]
    assert flow.ms == pytest.approx(11265)


def test_a_step_without_an_answer_shows_how_long_it_took():
    told = run_text(replace(RUN, steps=(replace(OPENED, ms=None),)), "", golden.paper())
    assert "1.91 s" in told or "1.9 s" in told
