"""The contract suite notices a channel that breaks a promise: each test of it can fail."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

import pytest

from onetake.channels import echo
from onetake.channels.echo import Echo, Echoed, EchoLine
from onetake.testing import ChannelContract, ServedContract, a_system
from onetake.words.channel import Action
from onetake.words.fields import Text
from onetake.words.line import Inbox
from onetake.words.path import Path


def broken(test: str, channel: object, contract: type = ChannelContract, **more: object) -> str:
    """Return what a test of the contract says about a channel; it must say something."""
    suite = type("Suite", (contract,), {
        "channel": channel, "a_saying": ("say", "hello"), "a_hearing": ("hear", "hello"), **more
    })  # fmt: skip
    with pytest.raises(AssertionError) as fault:
        getattr(suite(), test)()
    return str(fault.value).splitlines()[0]


def an_echo(**members: object) -> Echo:
    """Return an echo with something changed."""
    return type("Changed", (Echo,), members)()


class Undocumented(echo.Say):
    __doc__ = ""
    word: ClassVar[str] = "say"


class Silent(Action):
    """Do nothing at all.

    `echo.wait: long`
    """

    word: ClassVar[str] = "wait"


class Open(echo.Say):
    """Take every key.

    `echo.say: hello`
    """

    model_config: ClassVar = {"extra": "ignore"}


class Short(echo.Say):
    """Say something.

    `echo.say: hello`
    """

    shorthand: ClassVar[str] = "texts"


class Factless(echo.Hear):
    """Hear something.

    `echo.hear: hello`
    """

    facts: ClassVar = {}


@pytest.mark.parametrize(
    ("test", "changed", "reason"),
    [
        ("test_its_name_is_one_small_word", {"name": "Echo.2"}, "'Echo.2' should be small"),
        ("test_no_word_means_two_actions", {"actions": (echo.Say, echo.Say)}, "stands twice"),
        ("test_every_action_has_a_manual_page", {"actions": (Undocumented,)}, "no docstring"),
        ("test_every_action_says_or_hears", {"actions": (Silent,)}, "neither says nor hears"),
        ("test_what_hears_names_its_facts", {"actions": (Factless,)}, "has no fact `text`"),
        ("test_the_shorthand_is_a_field", {"actions": (Short,)}, "is none of"),
        ("test_unknown_keys_are_refused", {"actions": (Open,)}, "takes an unknown key"),
    ],
)
def test_actions_that_break_a_promise(test, changed, reason):
    assert reason in broken(test, an_echo(**changed))


class Greeting(Echo):
    """Says something before it was spoken to."""

    async def open(self, place):
        line = await super().open(place)
        line.inbox.put("hello")
        return line


class Backwards(Echo):
    """Gives arrivals the time of long ago."""

    def prepare(self, action, system):
        class Prepared(echo.Prepared):
            async def say(self, line, memory):
                line.inbox.put("hello", at=1.0 / (1 + line.inbox.arrived))

        return Prepared(action)


class Lingering(Echo):
    """Leaves a task behind."""

    async def open(self, place):
        line = await super().open(place)
        self.task = asyncio.create_task(_forever())
        return line


async def _forever() -> None:
    await asyncio.Event().wait()


class Deaf(Echo):
    """Takes whatever is said on a closed line."""

    async def open(self, place):
        @dataclass(slots=True)
        class Line(EchoLine):
            async def close(self) -> None:
                """Do nothing."""

        return Line(Inbox())


class Formless(Echo):
    """Gives evidence without a form."""

    async def open(self, place):
        place.evidence.put("transcript", b"")
        return await super().open(place)


class Unproven(Echo):
    """Shows nothing when asked for a proof."""

    async def open(self, place):
        class Line(EchoLine):
            async def prove(self, verdict) -> None:
                """Show nothing."""

        return Line(Inbox())


class Leisurely(Echo):
    """Waits for ever, whatever its deadline."""

    async def open(self, place):
        class Line(EchoLine):
            deadline = 0.0

        return Line(Inbox())

    def prepare(self, action, system):
        class Prepared(echo.Prepared):
            async def say(self, line, memory):
                await _forever()

        return Prepared(action)


class Knowing(Echo):
    """Has an answer to everything."""

    def prepare(self, action, system):
        class All(Echoed):
            def fact(self, path: Path) -> object:
                return "hello"

        class Prepared(echo.Prepared):
            def read(self, arrivals):
                return All("hello")

        return Prepared(action)


@pytest.mark.parametrize(
    ("test", "channel", "reason"),
    [
        ("test_opening_only_listens", Greeting(), "arrived before anything was said"),
        ("test_arrivals_lie_in_order_of_time", Backwards(), "times go backwards"),
        ("test_closing_ends_everything", Lingering(), "tasks are left behind"),
        ("test_a_closed_line_says_so", Deaf(), "a closed line took what was said"),
        ("test_evidence_is_bytes_of_a_named_form", Formless(), "has no suffix"),
        ("test_a_proof_is_evidence", Unproven(), "put nothing into the evidence"),
        ("test_a_saying_is_heard", Knowing(), "should be ABSENT"),
        ("test_reading_nothing_is_no_error", Knowing(), "nothing was read as something"),
    ],
)
def test_lines_that_break_a_promise(test, channel, reason):
    assert reason in broken(test, channel)


def test_a_channel_that_marks_nothing_is_noticed():
    assert "must carry" in broken("test_what_is_sent_is_marked", Echo(), ServedContract)


def test_a_channel_that_reaches_nobody_and_says_nothing_is_noticed():
    reason = broken(
        "test_nobody_there_is_unreached", Echo(), ServedContract,
        unreachable=lambda self, port: a_system(Echo(), f"http://127.0.0.1:{port}"),
    )  # fmt: skip
    assert "None is not Unreached" in reason


class Rewriting(Echo):
    """Changes an action while making it ready."""

    def prepare(self, action, system):
        object.__setattr__(action, "text", Text.__origin__.parse("something else"))
        return super().prepare(action, system)


def test_a_channel_that_rewrites_actions_is_noticed():
    assert "prepare changed the action" in broken("test_preparing_is_pure", Rewriting())


def test_a_line_that_does_not_hurry_is_noticed(monkeypatch):
    monkeypatch.setattr("onetake.testing.waiting.AT_ONCE", 0.05)
    reason = broken("test_a_line_in_a_hurry_gives_up_before_its_deadline", Leisurely())
    assert "waited on after its deadline" in reason
