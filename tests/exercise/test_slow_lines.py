"""Lines that are slow, know why nothing comes, or hear things of two kinds."""

from scripted import Scripted, hear, say, walk_one

from onetake.channels.echo import EchoLine
from onetake.words.line import Inbox
from onetake.words.trouble import CannotTell


class Slow(Scripted):
    """A channel whose lines tell what they know of a silence."""

    def __init__(self, script, *, quiet=0.0, known="", doubt=lambda: None):
        super().__init__(script)
        self.quiet, self.known, self.doubt = quiet, known, doubt

    async def open(self, place):
        line = await super().open(place)
        line.inbox.quiet = self.quiet
        line.inbox.explain = lambda: self.known
        line.inbox.doubt = self.doubt
        return line


def test_a_silence_is_as_long_as_the_line_says():
    late = {"hi": [(2.0, "Sorry, an error")]}
    silent = hear({"none": ["error"]})
    assert walk_one(Slow(late), say("hi"), silent).verdict == "passed"
    assert walk_one(Slow(late, quiet=3.0), say("hi"), silent).verdict == "failed"


def test_what_a_line_knows_of_a_silence_is_part_of_the_reason():
    run = walk_one(Slow({}, known="2 of 3 came"), say("hi"), hear("blocked", patience=2.0))
    assert "before patience ran out; 2 of 3 came (2 s)" in run.steps[-1].reason


def test_what_came_instead_is_told_before_it():
    channel = Slow({"hi": [(0.1, "Sorry?")]}, known="2 of 3 came")
    run = walk_one(channel, say("hi"), hear("blocked", patience=2.0))
    expected = "text is 'Sorry?'; expected contains 'blocked'; 2 of 3 came"
    assert run.steps[-1].reason == expected


def test_a_silence_in_doubt_is_none():
    """Nobody could tell whether something came: neither "nothing did" nor "too late" is known."""
    doubt = CannotTell("gateway", "the gateway could not be asked")
    for hearing in (hear({"none": ["error"]}, patience=5.0), hear("blocked", patience=5.0)):
        run = walk_one(Slow({}, doubt=lambda: doubt), say("hi"), hearing)
        assert (run.verdict, run.rule) == ("unknown", "gateway")
    run = walk_one(Slow({"hi": [(1.0, "Hello")]}, doubt=lambda: doubt), say("hi"), hear("hello"))
    assert run.verdict == "passed"


def test_a_doubt_that_passes_leaves_a_silence():
    doubts = iter([CannotTell("gateway", "not just now")] * 3)
    channel = Slow({}, doubt=lambda: next(doubts, None))
    silent = hear({"none": ["error"]}, patience=8.0)
    assert walk_one(channel, say("hi"), silent).verdict == "passed"


class Post(Scripted):
    """A channel with an inbox of its own for whoever waits for a receipt."""

    async def open(self, place):
        return PostLine(await super().open(place))


class PostLine(EchoLine):
    def __init__(self, line):
        super().__init__(line.inbox)
        self.line, self.receipts = line, Inbox()

    def inbox_for(self, action):
        return self.receipts if "receipt" in str(action.text) else self.inbox

    def answer(self, answers):
        for _, text in answers:
            (self.receipts if "receipt" in text else self.inbox).put(text)

    async def close(self):
        await self.line.close()


def test_what_arrives_of_another_kind_is_left_to_those_who_want_it():
    channel = Post({"hi": [(0, "receipt"), (0, "Hello"), (0, "receipt again")]})
    run = walk_one(
        channel, say("hi"), hear({"contains": "hello", "none": ["error"]}), hear("receipt again"),
        hear({"none": ["hello"]}), hear("hello", patience=1.0),
    )  # fmt: skip
    assert [step.verdict for step in run.steps] == [*["passed"] * 4, "failed"]
    assert "nothing was heard" in run.steps[-1].reason
