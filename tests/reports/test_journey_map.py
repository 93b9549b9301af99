"""A journey's map, the figures on top of a report, and what the ledger knows of the time before."""

from dataclasses import replace
from uuid import UUID

import pytest
import sample_events as sample

from onetake.ledger import past
from onetake.ledger.ledger import Ledger
from onetake.reports.html_view import Kept
from onetake.reports.journey_map import HIGH, WIDE, journey_map
from onetake.reports.story import Stories
from onetake.reports.tiles import tiles
from onetake.words.events import JourneyJudged, RunEnded, StepResult
from onetake.words.past import LastPass, Past, Share
from onetake.words.rows import InvocationRow, JudgementRow
from onetake.words.verdict import Verdict

RUN = sample.PASSED


def step(number, name, phase="", verdict=Verdict.PASSED, took=10.0, channel="chat"):
    return StepResult(
        number, name, phase, "anna", channel, "bot", f"{channel}.say", verdict,
        started=1000.0 + number, took=took,
    )  # fmt: skip


def run(*steps):
    return replace(RUN, steps=steps)


def test_phases_are_columns_and_steps_lie_below_each_other():
    made = journey_map(
        [run(step(1, "Ask", "Report"), step(2, "Hear"), step(3, "Pay", "Pay", channel="api"))], "j1"
    )
    assert [name for name, _ in made.phases] == ["Report", "Pay"]
    one, two, three = made.nodes
    assert (one.x, two.x) == (0, 0) and two.y - one.y > HIGH and three.x > WIDE
    assert three.y == one.y
    assert [node.anchor for node in made.nodes] == ["j1s1", "j1s2", "j1s3"]
    assert made.channels == ("chat", "api")


def test_rates_and_times_are_those_of_all_runs():
    runs = [run(step(1, "Ask"), step(2, "Hear", took=ms)) for ms in range(10, 200, 10)]
    runs.append(run(step(1, "Ask"), step(2, "Hear", verdict=Verdict.FAILED, took=9000)))
    ask, hear = journey_map(runs, "j1").nodes
    assert (ask.rate, ask.verdict, ask.slow) == ("100 %", "passed", "10 ms")
    assert (hear.rate, hear.verdict, hear.slow) == ("95.0 %", "failed", "190 ms")


def test_lines_are_as_thick_as_the_runs_that_took_them():
    short = run(step(1, "Ask"), step(3, "End"))
    whole = run(step(1, "Ask"), step(2, "Say more"), step(3, "End"))
    roads = journey_map([short, whole, whole], "j1").roads
    thick = {(road.count): road.thick for road in roads}
    assert thick["2"] > thick["1"]


def test_steps_not_walked_are_not_on_the_map():
    walked = run(step(1, "Ask"), step(2, "Hear"), replace(step(3, "Never"), took=None))
    assert [node.title for node in journey_map([walked], "j1").nodes] == ["Ask", "Hear"]
    assert journey_map([run(step(1, "Only"))], "j1") is None


@pytest.fixture
def kept():
    stories, found = Stories(), []
    last = sample.PASSED
    for event in sample.events():
        if isinstance(event, RunEnded):
            stories.run(event.result)
            last = event.result
        elif isinstance(event, JourneyJudged):
            found.append(Kept(stories.judged(event), [last], "", 1))
    return found


def test_a_figure_has_words_a_target_and_what_was_before(kept):
    shares = (Share(1.0, 1, 2), Share(2.0, 2, 2))
    first = tiles(kept, Past(shares), sample.outcome())[0]
    assert first.figure == "2 of 5"
    assert first.verdict is Verdict.FAILED and first.judged == "misses target"
    assert first.target == "target: all of them" and "points since the test before" in first.note
    assert first.trend.count(",") == 3 and first.told == "2 earlier tests: 1/2, 2/2"


def test_without_a_past_nothing_is_said_of_it(kept):
    first = tiles(kept, Past(), sample.outcome())[0]
    assert (first.note, first.trend, first.told) == ("", "", "")


def test_drafts_and_skipped_journeys_do_not_count(kept):
    drafts = [
        replace(item, story=replace(item.story, judged=replace(item.story.judged, draft=True)))
        for item in kept
    ]
    assert [tile.name for tile in tiles(drafts, Past(), sample.outcome())] == []


def test_the_ledger_tells_shares_and_last_passes_of_one_environment(tmp_path):
    ids = [UUID(int=number) for number in range(9)]
    rows = []
    for number, (at, verdict, environment) in enumerate((
        (1, "passed", "dev"), (2, "failed", "dev"), (2, "passed", "qa"), (9, "passed", "dev"),
    )):  # fmt: skip
        invocation = ids[number]
        rows.append(InvocationRow(
            invocation, "test", "Bank", environment, at * 10**6, 1.0, Verdict(verdict),
            commit=f"c{at}",
        ))  # fmt: skip
        rows.append(JudgementRow(
            ids[number + 4], invocation, "pay", "anna", environment, Verdict(verdict),
            judged=at * 10**6,
        ))  # fmt: skip
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.append(rows)
        shares, passes = past.shares(ledger, "dev", 5.0), past.passes(ledger, "dev", 5.0)
    assert shares == (Share(1.0, 1, 1), Share(2.0, 0, 1))
    assert passes == {("pay", "anna", None): LastPass(1.0, "c1")}


def test_two_hundred_journeys_of_twenty_steps_fit_on_a_page(tmp_path):
    import report as bench

    bench.write(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert len(page.encode()) <= 5_000_000
    assert page.count('class="story"') == bench.JOURNEYS
    assert page.count('class="map"') > 50
