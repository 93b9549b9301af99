"""Channels that wait by their own means, such as browsers: deadlines, proof, facts, places."""

import asyncio
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from scripted import Scripted, journey, say, walk, walk_one
from scripted import hear as hear_words

from onetake.channels.echo import Echoed, EchoLine, Hear
from onetake.channels.echo import Say as Echo
from onetake.words.clock import now
from onetake.words.figure import Levels, duration
from onetake.words.line import Inbox
from onetake.words.match import Matcher
from onetake.words.path import ABSENT, Path
from onetake.words.steps import Step, Until
from onetake.words.trouble import CustomerNotices


class Do(Echo):
    """Do a thing on the page; what it shows then is heard at once."""

    word: ClassVar[str] = "do"
    hears: ClassVar[bool] = True
    facts: ClassVar = {"text": "what stands there", "figure": "a figure", "dear": "a dear figure"}


class See(Do):
    """See what is there."""

    word: ClassVar[str] = "see"
    looks: ClassVar[bool] = True


class Read(See):
    """Read a text for which the line itself has waited."""

    word: ClassVar[str] = "read"

    def gathers(self):
        return ((Path.parse("text"), Matcher.parse({"matches": r"order (?P<order>\d+)"})),)


@dataclass(frozen=True)
class Shown(Echoed):
    """What stands on the page, and the figures gathered of it."""

    gathered: dict[str, object] = field(default_factory=dict)

    def fact(self, path):
        return self.gathered.get(path.root, ABSENT) if path.root != "text" else self.text


class Page(EchoLine):
    """A page; texts come up on it after so many seconds."""

    def __init__(self, channel, evidence):
        super().__init__(Inbox())
        self.channel, self.evidence, self.deadline = channel, evidence, 0.0

    async def prove(self, verdict):
        self.channel.proven.append(str(verdict))
        await self.channel.proving(self)

    async def close(self):
        self.channel.open_lines -= 1


class Browser(Scripted):
    """Waits in its sayings: `shows` maps a text to the seconds after which it is there.

    It opens in `starting` seconds, and gathers facts of what came for `gathering`.
    """

    actions = (Do, See, Hear)
    at_once = 2

    def __init__(self, shows=None, starting=0.0, gathering=0.0):
        super().__init__({})
        self.shows = shows or {}
        self.starting, self.gathering = starting, gathering
        self.asked, self.proven = {}, []

    async def proving(self, page):
        page.evidence.put("screen.txt", b"a picture")

    def prepare(self, action, system):
        return Ready(self, action)

    async def open(self, place):
        await super().open(place)
        await asyncio.sleep(self.starting)
        return Page(self, place.evidence)


@dataclass(frozen=True)
class Ready:
    channel: Browser
    action: Echo
    roots: frozenset[str] = frozenset()

    def observing(self, roots):
        self.channel.asked[self.action.text.written] = roots
        return Ready(self.channel, self.action, roots)

    async def say(self, line, memory):
        text = self.action.text.text(memory)
        wait = self.channel.shows.get(text, 0)
        if now() + wait > line.deadline - 0.05:
            await asyncio.sleep(line.deadline - 0.05 - now())
            raise CustomerNotices("page.missing", f"{text} never came up")
        await asyncio.sleep(wait)
        at = now()
        await asyncio.sleep(self.channel.gathering)
        line.inbox.put(Shown(text, dict.fromkeys(self.roots, 7)), at)

    def read(self, arrivals):
        return arrivals[-1].content


def do(text, kind=Do, **more):
    more["keep"] = tuple((n, Path.parse(p)) for n, p in more.pop("keep", {}).items())
    expect = more.pop("expect", {})
    more["expect"] = tuple((Path.parse(p), Matcher.parse(spec)) for p, spec in expect.items())
    if "within" in more:
        more["within"] = Levels.parse(more["within"], duration)
    return Step("chat", f"chat.{kind.word}", kind.model_validate({"text": text}), **more)


def see(text, **more):
    return do(text, See, **more)


def test_only_what_is_asked_is_gathered():
    channel = Browser()
    steps = do("a"), do("b", expect={"figure": 7}), do("c", keep={"x": "dear"})
    assert walk_one(channel, *steps).verdict == "passed"
    assert channel.asked == {"a": frozenset(), "b": frozenset({"figure"}), "c": frozenset({"dear"})}


def test_what_a_loop_waits_for_is_gathered_by_its_steps():
    channel = Browser()
    expect = ((Path.parse("figure"), Matcher.parse(7)),)
    run = walk_one(channel, Until((do("again"),), expect, every=1.0, times=2), do("after"))
    assert run.verdict == "passed"
    assert channel.asked == {"again": frozenset({"figure"}), "after": frozenset()}


def test_a_throughout_expectation_is_gathered_at_every_step():
    channel = Browser()
    throughout = ((Path.parse("figure"), Matcher.parse(7)),)
    run = walk_one(channel, do("a"), do("b"), throughout=throughout)
    assert run.verdict == "passed"
    assert set(channel.asked.values()) == {frozenset({"figure"})}


def test_looking_is_timed_from_what_was_done_before():
    channel = Browser({"click": 1.0, "result": 2.0})
    run = walk_one(channel, do("click"), see("result", within="2500ms / 9s"))
    assert [step.ms for step in run.steps] == pytest.approx([1000, 3000])
    assert (run.verdict, run.rule) == ("degraded", "within")


def test_gathering_facts_and_proof_is_no_time_of_the_subjects():
    """A click takes 1 s and its result 2 s more; we were busy for 1.5 s, then 3 s in between."""

    class Careful(Browser):
        async def proving(self, page):
            await asyncio.sleep(1.5)

    channel = Careful({"click": 1.0, "result": 2.0}, gathering=1.5)
    run = walk_one(channel, do("click", within="500ms / 9s"), see("result"), see("result"))
    assert [step.verdict for step in run.steps] == ["degraded", "passed", "passed"]
    assert [step.ms for step in run.steps] == pytest.approx([1000, 3000, 5000])


def test_what_is_looked_for_after_another_doing_is_timed_from_that():
    channel = Browser({"click": 1.0, "result": 2.0}, gathering=1.5)
    run = walk_one(channel, do("click"), do("click"), see("result"))
    assert [step.ms for step in run.steps] == pytest.approx([1000, 1000, 3000])


def test_opening_a_line_and_proving_the_last_step_is_no_time_of_the_customers():
    class Slow(Browser):
        async def proving(self, page):
            await asyncio.sleep(4.0)

    run = walk_one(Slow({"click": 1.0, "never": 60}, starting=8.0), do("click"), do("never"))
    assert (run.verdict, [step.took for step in run.steps]) == (
        "failed",
        pytest.approx([1000, 9950]),
    )
    assert run.ms == pytest.approx(10950)


def test_what_a_line_itself_has_seen_to_is_kept():
    channel = Browser()
    run = walk_one(channel, do("order 17", Read), do("${order}"))
    assert (run.verdict, run.steps[1].said) == ("passed", "17")
    assert channel.asked["order 17"] == frozenset({"text"})


def test_looking_is_no_saying():
    run = walk_one(Browser(), do("click"), see("a"), see("b"))
    assert run.messages == 1


def test_a_line_tells_itself_what_never_came():
    run = walk_one(Browser({"result": 60}), do("click"), see("result", patience=5.0))
    assert (run.verdict, run.rule, run.reason) == (
        "failed",
        "page.missing",
        "result never came up",
    )
    assert run.steps[1].took == pytest.approx(4950)


def test_what_did_not_pass_is_proven():
    channel = Browser({"result": 60})
    run = walk_one(channel, do("click"), do("slow", within="0ms / 1s"), see("result"))
    kinds = [[exhibit.kind for exhibit in step.exhibits] for step in run.steps]
    assert channel.proven == ["failed"]
    assert "screen.txt" in kinds[2] and kinds[0] == []


def test_a_proof_that_takes_too_long_is_given_up():
    class Stuck(Browser):
        async def proving(self, page):
            await asyncio.Event().wait()

    run = walk_one(Stuck({"x": 60}), do("x"))
    assert (run.verdict, run.rule) == ("failed", "page.missing")
    assert run.steps[0].took == pytest.approx(9950)


def test_a_proof_that_crashes_changes_no_verdict_and_is_told():
    class Broken(Browser):
        async def proving(self, page):
            raise RuntimeError("no paint")

    run = walk_one(Broken({"x": 60}), do("x"))
    assert (run.verdict, run.rule) == ("failed", "page.missing")
    crash = [exhibit for exhibit in run.steps[0].exhibits if exhibit.kind == "proof-crash.txt"]
    assert b"no paint" in crash[0].data


def test_no_more_runs_at_once_than_a_channel_bears():
    channel = Browser({"x": 1.0})
    runs, _ = walk(channel, *(journey(do("x"), id=f"j{n}") for n in range(7)), jobs=8)
    assert (len(runs), channel.most_lines) == (7, 2)
    assert {str(run.verdict) for run in runs} == {"passed"}


def test_waiting_for_a_place_is_no_waiting_for_a_lease():
    channel = Browser({"x": 30.0})
    journeys = [journey(do("x", patience=60.0), id=f"j{n}", personas=("anna",)) for n in range(4)]
    more = [journey(do("x", patience=60.0), id=f"k{n}") for n in range(4)]
    runs, _ = walk(channel, *journeys, *more, personas=("anna",), jobs=8, lease_patience=1.0)
    assert {str(run.verdict) for run in runs} == {"passed"} and len(runs) == 8


def test_other_channels_need_no_place():
    channel = Scripted({"hi": [(1, "hello")]})
    walk(channel, *(journey(say("hi"), hear_words("hello"), id=f"j{n}") for n in range(7)), jobs=8)
    assert channel.most_lines == 7
