"""Journeys whose steps come from code: how they end, and what a stop does to them."""

import asyncio
import gc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import Scripted, hear, journey, say, setting
from virtual_time import run as run_virtually

from onetake.exercise.code_body import Runner
from onetake.exercise.code_place import as_written
from onetake.exercise.engine import Engine
from onetake.exercise.plan import Selection, make_plan
from onetake.words.code import CallWrong
from onetake.words.events import JourneyJudged, RunEnded
from onetake.words.location import Location
from onetake.words.script import Script, Written, literally
from onetake.words.template import Template


class Inline:
    """Scripts whose only body is a function of a test; `chat.say` and `chat.hear` are known."""

    def __init__(self, body):
        self._body = body

    def body(self, script):
        return self._body

    def step(self, journey, call):
        make = {"chat.say": say, "chat.hear": hear}.get(call.word)
        if make is None:
            raise CallWrong(f"there is no {call.word}")
        return replace(make(*call.given, **call.named), location=call.location)

    def place(self, file, line, column):
        return Location("it.py", line, column + 1) if file == __file__ else None


def walked(channel, body, *, planned=(), stop=None, stops=1, **more):
    """Walk a body once and return its run; `stop` is when, in seconds, Ctrl-C is pressed."""
    about = {key: more.pop(key) for key in ("always", "tries") if key in more}
    made = setting(channel, journey(*planned, script=Script("it.py", "it"), **about), **more)
    made = replace(made, scripts=Inline(body), code_patience=60.0)

    async def collect():
        engine = Engine(make_plan(made, Selection()), made)
        loop = asyncio.get_running_loop()
        for number in range(stops if stop is not None else 0):
            loop.call_later(stop + number, engine.stop, "stopped by Ctrl-C")
        events = [event async for event in engine.events()]
        return events, loop.time()

    events, took = run_virtually(collect())
    [run] = [event.result for event in events if isinstance(event, RunEnded)]
    assert any(isinstance(event, JourneyJudged) for event in events)
    return run, took


def test_code_that_takes_no_step_shows_nothing():
    async def body(walk):
        if walk.data.get("never"):
            await walk.chat.say("a")

    run, _ = walked(Scripted({}), body)
    assert (run.verdict, run.rule) == ("skipped", "python.nothing")


def test_code_that_waits_for_ever_is_ended_and_its_line_told():
    async def body(walk):
        walk.always(walk.chat.say("reset"))
        await walk.chat.say("a")
        await asyncio.Event().wait()

    chat = Scripted({})
    run, took = walked(chat, body)
    assert (run.verdict, run.rule) == ("unknown", "python.time")
    line = body.__code__.co_firstlineno + 3
    assert f"did not end within 60 s; it waits at it.py:{line}" in run.reason
    assert chat.said == ["a", "reset"]
    assert chat.open_lines == 0
    assert took < 70


def test_code_that_swallows_its_end_is_left_behind():
    async def body(walk):
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                continue

    run, took = walked(Scripted({}), body)
    assert (run.verdict, run.rule) == ("unknown", "python.time")
    assert took < 70


def test_ctrl_c_cleans_up():
    async def body(walk):
        walk.always(walk.chat.say("reset"))
        await walk.chat.say("a")
        await walk.chat.hear("never", patience=100.0)

    chat = Scripted({})
    run, _ = walked(chat, body, stop=5)
    assert (run.verdict, run.rule) == ("unknown", "interrupted")
    assert chat.said == ["a", "reset"]
    assert chat.open_lines == 0


@pytest.mark.parametrize("stops", [1, 2])
def test_code_that_swallows_ctrl_c_walks_nothing_more(stops):
    async def body(walk):
        while True:
            try:
                await asyncio.sleep(3600)
            except BaseException:  # noqa: BLE001 - as somebody may write it
                await walk.chat.say("never")

    chat = Scripted({})
    run, took = walked(chat, body, stop=5, stops=stops)
    assert (run.verdict, run.rule) == ("unknown", "interrupted")
    assert chat.said == []
    assert took < 15


def test_a_saying_that_outlasts_its_patience_fails_the_step_of_code_too():
    class Slow(Scripted):
        def prepare(self, action, system):
            prepared = super().prepare(action, system)

            class Waits:
                read = prepared.read

                async def say(self, line, memory):
                    await asyncio.Event().wait()

            return Waits()

    async def body(walk):
        await walk.chat.say("a", patience=2.0)

    run, _ = walked(Slow({}), body)
    assert (run.verdict, run.rule) == ("failed", "patience")


def test_lines_that_the_code_names_are_open_before_its_first_step():
    seen = []

    async def body(walk):
        seen.append(chat.open_lines)
        await walk.chat.say("a")
        await walk.chat.say("b", speaker="phone")
        seen.append(chat.open_lines)

    chat = Scripted({})
    walked(chat, body, planned=(say("a"),))
    assert seen == [1, 2]


def test_steps_asked_for_at_once_are_walked_one_after_the_other():
    async def body(walk):
        await asyncio.gather(walk.chat.say("a"), walk.chat.hear("b"), walk.chat.say("c"))

    run, _ = walked(Scripted({"a": [(0.5, "b")]}), body)
    assert [step.said for step in run.steps] == ["a", "", "c"]
    assert run.verdict == "passed"


def test_a_step_of_a_task_left_alone_is_not_walked_once_the_run_is_over():
    async def body(walk):
        await walk.chat.say("a")

        async def later():
            await asyncio.sleep(1)
            await walk.chat.say("late")

        tasks.append(asyncio.create_task(later()))
        await walk.chat.hear("never", patience=0.5)

    tasks = []
    chat = Scripted({})
    run, _ = walked(chat, body)
    assert run.verdict == "failed"
    assert chat.said == ["a"]


@pytest.mark.parametrize("cleans", [False, True])
@pytest.mark.parametrize("before", [0, 0.05])
def test_a_step_of_a_task_that_nobody_awaits_is_unknown(before, cleans, recwarn, caplog):
    """Begun before the code ends, in the middle of it then, or not begun: it is the same."""

    async def body(walk):
        async def later():
            await walk.chat.say("b")
            await walk.chat.hear("never", patience=20.0)

        if cleans:
            walk.always(walk.chat.say("reset"))
        await walk.chat.say("a")
        asyncio.create_task(later())  # noqa: RUF006 - as somebody may write it
        if before:
            await asyncio.sleep(before)

    chat = Scripted({})
    run, took = walked(chat, body)
    gc.collect()
    assert (run.verdict, run.rule) == ("unknown", "python.await")
    assert "the code ended before walk.chat." in run.reason
    assert chat.said == ["a", *["b"] * bool(before), *["reset"] * cleans]
    assert chat.open_lines == 0
    assert took < 1
    assert caplog.records == [] and recwarn.list == []


def test_a_task_that_asks_while_the_run_cleans_up_is_told(caplog):
    async def body(walk):
        async def later():
            await asyncio.sleep(0.2)
            await walk.chat.say("b")

        walk.always(lambda: walk.chat.hear("late", patience=1.0))
        await walk.chat.say("a")
        asyncio.create_task(later())  # noqa: RUF006 - as somebody may write it

    chat = Scripted({"a": [(0.5, "late")]})
    run, _ = walked(chat, body)
    gc.collect()
    assert (run.verdict, run.rule) == ("unknown", "python.await")
    assert chat.said == ["a"]
    assert caplog.records == []


def test_a_failing_step_of_a_task_left_alone_ends_the_run_without_noise(caplog):
    async def body(walk):
        async def other():
            await walk.chat.hear("never", patience=0.1)

        asyncio.create_task(other())  # noqa: RUF006 - as somebody may write it
        await asyncio.sleep(1)
        await walk.chat.say("a")

    chat = Scripted({})
    run, _ = walked(chat, body)
    gc.collect()
    assert (run.verdict, run.rule) == ("failed", "patience")
    assert chat.said == []
    assert caplog.records == []


def test_a_clean_up_may_ask_for_steps_at_once():
    async def body(walk):
        async def undo():
            await asyncio.gather(walk.chat.say("b"), walk.chat.say("c"))

        walk.always(undo)
        await walk.chat.say("a")

    chat = Scripted({})
    run, _ = walked(chat, body)
    assert run.verdict == "passed"
    assert chat.said == ["a", "b", "c"]


async def in_a_group(*steps):
    async def one(step):
        await step

    async with asyncio.TaskGroup() as group:
        for step in steps:
            group.create_task(one(step))


async def in_time(*steps):
    for step in steps:
        async with asyncio.timeout(30):
            await step


@pytest.mark.parametrize("way", [asyncio.gather, in_a_group, in_time])
def test_a_step_that_fails_ends_its_run_however_it_is_awaited(way, caplog):
    async def body(walk):
        await way(walk.chat.say("a"), walk.chat.hear("never", patience=0.1), walk.chat.say("b"))
        await walk.chat.say("c")

    chat = Scripted({})
    run, _ = walked(chat, body)
    gc.collect()
    assert (run.verdict, run.rule) == ("failed", "patience")
    assert chat.said == ["a"]
    assert caplog.records == []


@pytest.mark.parametrize("way", [asyncio.gather, in_a_group, in_time])
def test_a_clean_up_that_fails_degrades_however_it_is_awaited(way):
    async def body(walk):
        walk.always(lambda: way(walk.chat.hear("never", patience=0.1), walk.chat.say("b")))
        walk.always(lambda: way(walk.chat.say("c"), walk.chat.say("d")))
        await walk.chat.say("a")

    chat = Scripted({})
    run, _ = walked(chat, body)
    assert (run.verdict, run.rule) == ("degraded", "always")
    assert chat.said[:3] == ["a", "c", "d"]


def test_lanes_that_wait_for_each_other_are_told_so():
    async def body(walk):
        async def one(walk):
            await walk.chat.say("${b}")
            await walk.chat.hear({"matches": "(?P<a>x)"})

        async def two(walk):
            await walk.chat.say("${a}")
            await walk.chat.hear({"matches": "(?P<b>x)"})

        await walk.together(customer=one, agent=two)

    run, took = walked(Scripted({}), body)
    assert (run.verdict, run.rule) == ("unknown", "template")
    assert took < 60


def test_one_lane_or_lanes_in_lanes_are_refused():
    async def nested(walk):
        await walk.together(customer=nothing, agent=nothing)

    async def nothing(walk):
        await asyncio.sleep(0)

    async def body(walk):
        await walk.together(customer=nested, agent=nothing)

    async def one(walk):
        await walk.together(customer=nothing)

    for wrong in (body, one):
        run, _ = walked(Scripted({}), wrong)
        assert (run.verdict, run.rule) == ("unknown", "python")
        assert "two lanes at least" in run.reason


def test_what_no_lease_covers_is_not_walked_as():
    async def body(walk):
        await walk.chat.say("a", speaker="ben")

    run, _ = walked(Scripted({}), body, personas=("anna", "ben"))
    assert (run.verdict, run.rule) == ("unknown", "python")
    assert "'ben' is a persona that this run did not lease" in run.reason


def test_code_that_is_no_async_function_is_told():
    run, _ = walked(Scripted({}), lambda walk: 5)
    assert (run.verdict, run.rule) == ("unknown", "python")
    assert "write async def" in run.reason


def test_each_try_starts_anew():
    async def body(walk):
        assert not walk.memory
        walk["n"] = 1
        await walk.chat.say("a")

    made = setting(Scripted({}), journey(script=Script("it.py", "it"), tries=3))
    made = replace(made, scripts=Inline(body))

    async def collect():
        engine = Engine(make_plan(made, Selection()), made)
        return [event async for event in engine.events()]

    runs = [e.result for e in run_virtually(collect()) if isinstance(e, RunEnded)]
    assert [run.verdict for run in runs] == ["passed"] * 3


def test_stretches_are_measured_without_our_own_and_results_come_through():
    async def code():
        first = await runner.ours(ours())
        try:
            await failing()
        except ValueError as error:
            clock.append(clock[-1] + 3.0)
            return first + str(error)

    async def ours():
        clock.append(clock[-1] + 5.0)
        await asyncio.sleep(0)
        return "a"

    async def failing():
        clock.append(clock[-1] + 1.0)
        await asyncio.sleep(0)
        raise ValueError("b")

    clock = [0.0]
    runner = Runner(lambda: clock[-1])

    async def run():
        return await runner.watch(code())

    assert run_virtually(run()) == "ab"
    assert runner.longest == 3.0


@given(st.text(alphabet="${}ab.", max_size=12))
def test_a_text_taken_literally_says_itself(text):
    assert Template.parse(literally(text)).text({}) == text


_OWN = "in ${persona.card}"


def test_only_texts_that_stand_in_the_code_are_marked():
    def code():
        return "${own}", ["a", {"k": "${nested}"}], ("x", "${b}", "${c}")

    own, nested, folded = code()
    heard = own[:2] + own[2:]
    assert heard == own
    marked = as_written({"a": own, "b": [heard, nested], "c": folded, "d": _OWN, "e": 5},
                        code.__code__)  # fmt: skip
    assert isinstance(marked["a"], Written)
    assert not isinstance(marked["b"][0], Written)
    assert isinstance(marked["b"][1][1]["k"], Written)
    assert all(isinstance(text, Written) for text in marked["c"])
    assert not isinstance(marked["d"], Written)
