"""What stands on top of a report: the gravest journey, beside its limits and its own past."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
import sample_events as sample

from onetake.channels.web.a11y import barriers
from onetake.channels.web.recorder.browsing import browser
from onetake.reports.html import HtmlReport
from onetake.reports.html_view import Kept
from onetake.reports.journey_map import journey_map
from onetake.reports.spread import spread
from onetake.reports.step_title import step_title
from onetake.reports.story import Stories
from onetake.words.events import JourneyJudged, RunEnded
from onetake.words.figure import Levels
from onetake.words.past import LastPass, Past, Share
from onetake.words.verdict import Verdict

WALKER = ("cards/block", "anna", None)
SLOW = Levels(2.5, 1.5)


def limited(run, ms):
    """Return a run whose second step was answered after so many ms, of 1.5 s / 2.5 s allowed."""
    steps = [replace(step, took=step.ms or 1.0) for step in run.steps]
    steps[1] = replace(steps[1], ms=ms, took=ms, within=SLOW)
    return replace(run, steps=tuple(steps))


def earlier(number, ms, verdict=Verdict.PASSED):
    """Return a run of an earlier test: all of its steps passed."""
    run = limited(replace(sample.FAILED, id=UUID(int=900 + number), verdict=verdict), ms)
    steps = tuple(replace(step, verdict=Verdict.PASSED, reason="") for step in run.steps)
    return replace(run, started=sample.BEGUN - 3600 * (9 - number), steps=steps, repeats=0, turns=2)


EARLIER = [earlier(1, 900.0), earlier(2, 1100.0), earlier(3, 2600.0)]
PAST = Past(
    (Share(1.0, 1, 2), Share(2.0, 2, 2)),
    {WALKER: LastPass(sample.BEGUN - 3600, "c0ffee0123456789")},
    lambda walkers: {WALKER: EARLIER[-1]} if WALKER in walkers else {},
    lambda walker: EARLIER if walker == WALKER else (),
)


def kept(*runs):
    """Return judged journeys of one run each, as a report keeps them."""
    stories, found = Stories(), []
    for run in runs:
        stories.run(run)
        found.append(Kept(stories.judged(sample.judged(run)), [run], "", 1))
    return found


NOW = limited(sample.FAILED, 1240.0)


@pytest.fixture
def top():
    return spread(kept(sample.PASSED, NOW), PAST, "deadbeef0123")


def test_the_gravest_journey_is_shown_whatever_its_place(top):
    assert (top.who, top.anchor, top.title) == ("cards/block as anna", "j2", "Worst run")
    assert top.rule == "expect.json.state" and "expected 'blocked'" in top.reason


def test_of_equally_grave_ones_the_longest_run_is_shown():
    longer = replace(sample.PASSED, journey="cards/limit", ms=9_000.0)
    steps = tuple(replace(step, took=1.0) for step in sample.PASSED.steps)
    both = [replace(run, steps=steps) for run in (sample.PASSED, longer)]
    shown = spread(kept(*both), Past())
    assert shown.who.startswith("cards/limit") and shown.title == "Longest run"


def test_each_step_stands_beside_its_limits_and_its_past(top):
    step = next(one for one in top.times if one.number == 2)
    assert (step.typical, step.before, step.limit) == ("1.24 s", "1.10 s", "1.5 s / 2.5 s")
    kinds = [kind for kind, _ in step.marks]
    assert kinds == ["minor", "major"]
    places = [float(at.rstrip("%")) for at in (step.share, *(at for _, at in step.marks))]
    assert places == sorted(places) and places[-1] < 100


def test_a_skipped_step_has_no_time(top):
    assert [one.number for one in top.times] == [1, 2, 3, 4, 5]


def test_times_over_runs_are_those_of_the_step_that_failed_or_else_of_the_whole(top):
    assert top.chart.title == "The whole journey", "the step that failed has no limit"
    assert [dot.now for dot in top.chart.dots] == [False, False, False, True]
    late = replace(NOW, steps=(NOW.steps[0], replace(NOW.steps[1], verdict=Verdict.FAILED)))
    chart = spread(kept(late), PAST).chart
    assert chart.title == "Hear what it offers"
    assert [dot.ms for dot in chart.dots] == [900.0, 1100.0, 2600.0, 1240.0]
    assert (chart.minor, chart.major) == ("1500", "2500")


def test_what_changed_is_told_point_by_point(top):
    told = {point.what: (point.then, point.now) for point in top.changed}
    assert told["Commit"] == ("c0ffee012345", "deadbeef0123")
    assert told["First step that is not fine"][0] == "step 5, Card is blocked: passed"
    assert told["The customer spoke"] == ("2 times", "3 times")


def test_without_a_past_there_is_no_chart_and_nothing_changed():
    shown = spread(kept(NOW), Past())
    assert shown.chart is None and shown.changed == ()
    assert {one.before for one in shown.times} == {""}


def test_a_step_without_a_name_tells_what_it_did():
    nameless = replace(sample.step(1, "web.click"), action="web.click", said="Log  in")
    assert step_title(nameless) == "click Log in"
    assert step_title(replace(nameless, name="Enter")) == "Enter"
    assert step_title(replace(nameless, said="")) == "web.click"
    posted = replace(nameless, name="api.post", action="api.post", said="POST /orders")
    assert step_title(posted) == "POST /orders"
    assert len(step_title(replace(nameless, said="very " * 40))) == 48


def test_a_long_phase_goes_on_in_the_next_column():
    steps = tuple(replace(sample.step(n, f"Step {n}"), took=1.0) for n in range(1, 10))
    drawn = journey_map([replace(sample.PASSED, steps=steps)], "j1")
    assert [name for name, _ in drawn.phases] == ["Report", ""]
    assert max(node.y for node in drawn.nodes) < drawn.high <= 30 + 6 * 96


@pytest.fixture
def file(tmp_path):
    """Give the address of a page with a past."""
    path = tmp_path / "report.html"
    report = HtmlReport(path, lambda folder, name: None, "1.0", lambda *_: PAST)
    happened = [
        event for run in (sample.PASSED, NOW) for event in (RunEnded(run), sample.judged(run))
    ]
    judged = tuple(event for event in happened if isinstance(event, JourneyJudged))
    sample.play(report, happened, sample.outcome(judged=judged))
    return path.as_uri()


async def test_lines_are_drawn_and_the_table_stays_one_click_away(file):
    async with browser() as started:
        page = await started.new_page()
        await page.goto(file)
        charts = page.locator("figure.chart")
        assert await charts.count() == 2
        assert await page.locator(".drawing svg path").count() > 5
        assert not await charts.locator("table").first.is_visible()
        await charts.get_by_text("As a table").first.click()
        assert await charts.locator("table").first.is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1024, 1440])
async def test_it_is_for_everybody(file, theme, width):
    async with browser() as started:
        page = await started.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
        said = []
        page.on("console", lambda message: said.append(message.text))
        await page.goto(file)
        assert await barriers(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert said == []


async def test_without_scripts_the_tables_stand_there(file):
    async with browser() as started:
        context = await started.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(file)
        assert await page.locator("figure.chart table").first.is_visible()
        assert await page.get_by_text("Copy", exact=True).count() == 0


async def test_a_command_is_copied_by_keyboard(file):
    async with browser() as started:
        page = await started.new_page()
        await page.goto(file)
        button = page.locator(".copy button").first
        await button.focus()
        await page.keyboard.press("Enter")
        assert await button.inner_text() in ("Copied", "Press Ctrl+C")
        selected = await page.evaluate("getSelection().toString()")
        assert selected.startswith("onetake test --env staging cards/block")
