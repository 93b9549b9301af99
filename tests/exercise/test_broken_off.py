"""What breaks on the way (a channel, a line, our own settings) gets a verdict, and no more."""

import asyncio

import pytest
from scripted import Scripted, hear, journey, say, setting, walk, walk_one
from virtual_time import run as run_virtually

from onetake.exercise.engine import Engine
from onetake.exercise.plan import Selection, make_plan
from onetake.words.events import JourneyJudged, RunEnded, StepEnded
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


def test_a_condition_whose_value_makes_no_sense_is_unknown():
    answers = Scripted({"a": [(0, "abc")]})
    unclear = {"x": {"at_most": "${x}"}}
    run = walk_one(answers, say("a"), hear({"matches": "(?P<x>abc)"}), say("b", when=unclear))
    assert (run.verdict, run.rule) == ("unknown", "template")
    assert "'abc' is not a figure" in run.reason


def test_a_report_that_breaks_leaves_nothing_uncleaned():
    bot = Scripted({})
    made = setting(bot, journey(say("a"), always=(say("reset"),)))

    def report(event):
        if isinstance(event, StepEnded) and event.result.number == 1:
            raise BrokenPipeError

    async def walk_all():
        return [
            event async for event in Engine(make_plan(made, Selection()), made, report).events()
        ]

    with pytest.raises(BrokenPipeError):
        run_virtually(walk_all())
    assert (bot.said, bot.open_lines) == (["a", "reset"], 0)


class LongClosing(Scripted):
    """Lines take three seconds to close."""

    async def open(self, place):
        line = await super().open(place)
        line.close = lambda: asyncio.sleep(3)
        return line


def test_ctrl_c_while_lines_close_keeps_what_was_walked():
    runs, _ = walk(LongClosing({"a": [(0, "b")]}), journey(say("a"), hear("b")), stop=1.0)
    assert [run.verdict for run in runs] == ["passed"]


RESETS = {"a": [(0, "b")], "reset": [(2, "done")]}
RESET = (say("reset"), hear("done"), say("bye"))


def test_ctrl_c_lets_a_clean_up_under_way_end():
    bot = Scripted(RESETS)
    [run], _ = walk(bot, journey(say("a"), hear("b"), always=RESET), stop=1.0)
    assert (run.verdict, bot.said[-1]) == ("passed", "bye")


def test_a_second_ctrl_c_ends_a_clean_up():
    bot = Scripted(RESETS)
    made = setting(bot, journey(say("a"), hear("b"), always=RESET))
    engine = Engine(make_plan(made, Selection()), made)

    async def stop_twice():
        for after in (0.5, 1.0):
            asyncio.get_running_loop().call_later(after, engine.stop, "stopped by Ctrl-C")
        return [event async for event in engine.events()]

    [run] = [event.result for event in run_virtually(stop_twice()) if isinstance(event, RunEnded)]
    assert (run.verdict, bot.said[-1]) == ("unknown", "reset")
    assert "clean-up was stopped" in run.steps[-1].reason


def test_steps_after_an_interruption_say_so():
    [run], _ = walk(Scripted({}), journey(hear("b"), say("c")), stop=1.0)
    assert {step.reason for step in run.steps} == {"the walk was stopped before it ended"}
