"""A hand-off: what the first channel was told, the second one knows."""

import pytest
from scripted import Scripted, hear, say, walk_one

from onetake.words.steps import Handoff
from onetake.words.verdict import Verdict

TOLD = (say("block card 4711"), hear({"matches": r"order (?P<order>R-\d+)"}))


def walked(second, *steps, knows=("order",)):
    bot = Scripted({"block card 4711": [(0.1, "your order R-11")], **second})
    return walk_one(bot, *TOLD, Handoff(knows, steps), say("bye"), personas=["anna"])


def test_a_second_channel_that_names_it_unasked_passes():
    run = walked(
        {"hello": [(0.1, "About your order r 11, Anna?")]},
        say("hello"), hear("order"), knows=("order", "persona.name"),
    )  # fmt: skip
    assert run.verdict is Verdict.PASSED, run.reason


def test_a_second_channel_that_shows_nothing_fails_at_the_last_step():
    run = walked({"hello": [(0.1, "How can I help?")]}, say("hello"), hear("help"))
    assert (run.verdict, run.rule) == (Verdict.FAILED, "handoff.knows")
    assert run.steps[3].rule == "handoff.knows" and "order ('R-11')" in run.reason
    assert run.steps[4].verdict is Verdict.SKIPPED


def test_having_to_say_it_again_fails_where_it_is_said():
    run = walked(
        {"hello": [(0.1, "What is it about?")], "my order R-11": [(0.1, "order R-11, yes")]},
        say("hello"), hear("about"), say("my order ${order}"), hear("yes"),
    )  # fmt: skip
    assert (run.verdict, run.rule) == (Verdict.FAILED, "handoff.told")
    assert "the customer had to tell bot again: order is 'R-11'" in run.reason
    assert run.steps[4].verdict is Verdict.FAILED


def test_saying_it_after_it_was_shown_is_no_repetition():
    run = walked(
        {"hello": [(0.1, "Is it about R-11?")], "yes, R-11": [(0.1, "fine")]},
        say("hello"), hear("R-11"), say("yes, R-11"), hear("fine"),
    )  # fmt: skip
    assert run.verdict is Verdict.PASSED, run.reason


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Order r-11 is on its way", True),
        ("order R 11", True),
        ("order R-110", False),
        ("order R11", False),
        ("your card ending in 4 7 1 1 1 0", False),
    ],
)
def test_a_value_is_known_whatever_its_case_and_punctuation(text, known):
    run = walked({"hello": [(0.1, text)]}, say("hello"), hear({"text": {"not": ""}}))
    assert (run.verdict is Verdict.PASSED) is known


def test_long_numbers_are_known_however_they_are_spaced():
    bot = Scripted({"my card is 41111111": [(0.1, "ok 41111111")], "hi": [(0.1, "card 4111-1111")]})
    run = walk_one(
        bot,
        say("my card is 41111111"), hear({"matches": r"ok (?P<card>\d+)"}),
        Handoff(("card",), (say("hi"), hear("card"))),
        personas=["anna"],
    )  # fmt: skip
    assert run.verdict is Verdict.PASSED, run.reason


def test_what_is_said_outside_the_hand_off_does_not_count():
    run = walked({"hello": [(0.1, "hi, R-11")]}, say("hello"), hear("hi"))
    assert run.verdict is Verdict.PASSED


def test_a_name_without_a_value_is_unknown():
    run = walked({}, say("hello"), hear("hi"), knows=("nothing",))
    assert (run.verdict, run.rule) == (Verdict.UNKNOWN, "template")
