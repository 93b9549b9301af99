"""What breaks on the way (a channel, a line, our own settings) gets a verdict, and no more."""

import asyncio

import pytest
from scripted import Scripted, hear, journey, say, setting, walk_one
from virtual_time import run as run_virtually

from onetake.exercise.engine import Engine
from onetake.exercise.plan import Selection, make_plan
from onetake.words.events import JourneyJudged, RunEnded
from onetake.words.programme import Environment
from onetake.words.trouble import CustomerNotices, Unreached


class Broken(Scripted):
    """A channel with a bug."""

    async def open(self, place):
        raise RuntimeError("oh")


def test_a_channel_that_crashes_as_it_opens_is_unknown():
    run = walk_one(Broken({}), say("a"), always=(say("b"),))
    assert (run.verdict, run.rule) == ("unknown", "channel.crash")
    assert "RuntimeError: oh" in run.reason


def test_what_must_not_be_said_is_told_even_when_the_bot_hangs_up():
    hangs_up = CustomerNotices("connection.lost", "the bot ended the conversation")
    bot = Scripted({"bye": [(0, "error 42"), (0.1, hangs_up)]})
    run = walk_one(bot, say("bye"), hear({"text": {"none": ["error"]}}))
    assert (run.verdict, run.rule) == ("failed", "expect.text")
    assert "error 42" in run.reason


def test_a_bot_that_hangs_up_before_it_was_quiet_said_nothing_good():
    hangs_up = CustomerNotices("connection.lost", "the bot ended the conversation")
    run = walk_one(Scripted({"a": [(0.1, hangs_up)]}), say("a"), hear({"text": {"none": ["x"]}}))
    assert (run.verdict, run.rule) == ("failed", "connection.lost")


@pytest.mark.parametrize(
    "control", ["here.example:99999", "http://[::1", "a" * 70 + ".example:1", "::::"]
)
def test_a_control_that_is_no_address_does_not_answer(control):
    down = Environment("dev", control=(control,))
    run = walk_one(Scripted({"a": Unreached("connection", "refused")}), say("a"), environment=down)
    assert (run.verdict, run.rule) == ("unknown", "own-network")


def test_a_journey_stopped_between_its_tries_is_not_passed(monkeypatch):
    monkeypatch.setattr("onetake.exercise.engine._QUEUE", 1)
    made = setting(Scripted({"a": [(0.5, "b")]}), journey(say("a"), hear("b"), tries=5))
    engine = Engine(make_plan(made, Selection()), made)

    async def stop_while_results_wait():
        events = []
        async for event in engine.events():
            events.append(event)
            await asyncio.sleep(10)
            if isinstance(event, RunEnded):
                engine.stop("stopped by Ctrl-C")
        return events

    events = run_virtually(stop_while_results_wait())
    runs = [event.result.verdict for event in events if isinstance(event, RunEnded)]
    [judged] = [event for event in events if isinstance(event, JourneyJudged)]
    assert set(runs) == {"passed"}
    assert (judged.verdict, judged.rule) == ("unknown", "interrupted")
