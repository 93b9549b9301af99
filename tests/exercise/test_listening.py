"""Saying returns when sent, hearing takes from the inbox: what fits, when it came, or why not."""

import pytest
from scripted import Scripted, hear, say, walk_one

from onetake.words.programme import Environment
from onetake.words.trouble import CannotTell, CustomerNotices, Unreached


def last(run):
    return run.steps[-1]


def test_an_answer_in_time_passes_and_its_time_is_exact():
    run = walk_one(Scripted({"hi": [(0.25, "Hello!")]}), say("hi"), hear("hello", within="1s / 2s"))
    assert run.verdict == "passed"
    assert last(run).ms == pytest.approx(250)


@pytest.mark.parametrize(
    ("delay", "verdict", "rule"),
    [(0.99, "passed", ""), (1.5, "degraded", "within"), (2.5, "failed", "within"),
     (4.5, "failed", "patience")],
)  # fmt: skip
def test_late_and_never_are_different_reasons(delay, verdict, rule):
    run = walk_one(Scripted({"hi": [(delay, "Hello")]}), say("hi"), hear("hello", within="1s / 2s"))
    assert (run.verdict, last(run).rule) == (verdict, rule)


def test_an_answer_in_parts_is_joined():
    channel = Scripted({"hi": [(0.1, "Your card"), (0.2, "is blocked")]})
    run = walk_one(
        channel, say("hi"), hear({"matches": r"card\nis (?P<state>\w+)"}), say("${state}")
    )
    assert run.verdict == "passed"
    assert channel.said == ["hi", "blocked"]


def test_what_does_not_fit_is_passed_over_until_it_comes():
    channel = Scripted({"hi": [(0.1, "One moment"), (0.9, "Your card is blocked")]})
    run = walk_one(channel, say("hi"), hear("blocked"))
    assert run.verdict == "passed"


def test_two_hearings_take_one_answer_each():
    channel = Scripted({"hi": [(0.1, "first"), (0.1, "second")]})
    assert walk_one(channel, say("hi"), hear("first"), hear("second")).verdict == "passed"
    assert walk_one(channel, say("hi"), hear("second"), hear("first")).verdict == "failed"


def test_what_was_heard_instead_is_the_reason():
    run = walk_one(Scripted({"hi": [(0.1, "Sorry?")]}), say("hi"), hear("blocked", patience=2.0))
    assert run.verdict == "failed"
    assert last(run).reason == "text is 'Sorry?'; expected contains 'blocked'"


def test_nothing_heard_says_what_was_waited_for_and_how_long():
    run = walk_one(Scripted({}), say("hi"), hear("blocked", patience=2.0))
    assert "nothing was heard (text contains 'blocked')" in last(run).reason
    assert "2 s" in last(run).reason


def test_none_is_judged_after_quiet():
    late = {"hi": [(0.1, "Welcome"), (0.9, "Sorry, an error")]}
    run = walk_one(Scripted(late), say("hi"), hear({"contains": "welcome", "none": ["sorry"]}))
    assert (run.verdict, last(run).rule) == ("failed", "expect.text")
    later = {"hi": [(0.1, "Welcome"), (2.9, "Sorry, an error")]}
    run = walk_one(Scripted(later), say("hi"), hear({"contains": "welcome", "none": ["sorry"]}))
    assert run.verdict == "passed"


def test_silence_is_what_none_wants():
    assert walk_one(Scripted({}), say("hi"), hear({"none": ["sorry"]})).verdict == "passed"


def test_within_runs_from_the_last_saying_or_a_named_step():
    script = {"a": [], "b": [(1.0, "answer")]}
    steps = say("a", name="Ask"), hear("x", optional=True, patience=3.0), say("b")
    assert walk_one(Scripted(script), *steps, hear("answer", within="2s")).verdict == "passed"
    run = walk_one(Scripted(script), *steps, hear("answer", within="2s", since="Ask", patience=9.0))
    assert (run.verdict, last(run).rule) == ("failed", "within")
    assert last(run).ms == pytest.approx(4000)


def test_an_unasked_message_is_heard_too():
    channel = Scripted({}, opening=[(0.5, "Welcome")])
    assert walk_one(channel, hear("welcome", within="1s")).verdict == "passed"


def test_a_threshold_may_come_from_the_data():
    channel = Scripted({"hi": [(0.5, "x")]})
    steps = say("hi"), hear("x", within="${data.limit}")
    assert walk_one(channel, *steps, data=({"limit": "1s"},)).verdict == "passed"
    assert walk_one(channel, *steps, data=({"limit": "300ms"},)).verdict == "failed"


def test_a_bot_that_answers_for_ever_is_stopped():
    flood = [(n / 1000, "and another thing") for n in range(2000)]
    run = walk_one(Scripted({"hi": flood}), say("hi"), hear("goodbye"))
    assert (run.verdict, last(run).rule) == ("failed", "ceiling.messages")


@pytest.mark.parametrize(
    ("trouble", "verdict"),
    [
        (CustomerNotices("certificate", "it expired"), "failed"),
        (CannotTell("secret", "it has no value"), "unknown"),
        (RuntimeError("a bug"), "unknown"),
    ],
)
def test_a_trouble_is_blamed_on_whose_fault_it_is(trouble, verdict):
    run = walk_one(Scripted({"hi": trouble}), say("hi"))
    assert run.verdict == verdict


def test_a_lost_line_fails_the_next_hearing():
    channel = Scripted({"hi": [(0.1, "Hello"), (0.2, CustomerNotices("connection", "it hung up"))]})
    run = walk_one(channel, say("hi"), hear("hello"), hear("bye"))
    assert (run.verdict, last(run).reason) == ("failed", "it hung up")


def test_a_line_that_cannot_be_opened_fails_the_step_that_needs_it():
    channel = Scripted({}, opening=CustomerNotices("connection", "refused"))
    run = walk_one(channel, say("hi"), hear("hello"))
    assert [step.verdict for step in run.steps] == ["failed", "skipped"]


def test_nobody_is_blamed_while_our_own_network_is_down():
    online = Environment("dev", control=("127.0.0.1:9",))
    channel = Scripted({"hi": Unreached("connection", "no route to bot.example")})
    run = walk_one(channel, say("hi"), environment=online)
    assert (run.verdict, run.rule) == ("unknown", "own-network")
    assert "127.0.0.1:9 did not answer either" in run.reason


class Texting(Scripted):
    """Whatever is said, the answer comes on the line that was opened last."""

    async def open(self, place):
        self.newest = line = await super().open(place)
        line.answer = lambda answers: type(line).answer(self.newest, answers)
        return line


def test_another_line_of_the_same_customer_counts_from_her_last_saying():
    bot = Texting({"wait": [(5.0, "ok")], "send it": [(0.2, "code 1234")]})
    run = walk_one(
        bot, say("wait"), hear("ok", patience=9.0, speaker="phone"), say("send it"),
        hear("code", speaker="phone", within="1s / 2s"),
    )  # fmt: skip
    assert (run.verdict, run.reason) == ("passed", "")
    assert run.steps[-1].ms == pytest.approx(200)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([(0.0, "fine"), (0.2, "error")], "failed"),
        ([(3.0, "fine")], "passed"),
        ([(0.0, "wait"), (3.0, "fine")], "passed"),
    ],
)
def test_what_must_not_be_said_among_what_must(answers, verdict):
    both = {"text": {"all": ["fine", {"not": {"contains": "error"}}]}}
    assert walk_one(Scripted({"a": answers}), say("a"), hear(both, patience=9.0)).verdict == verdict
