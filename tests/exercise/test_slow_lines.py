"""A line whose system is slow says how long a silence is there, and what may be behind one."""

from scripted import Scripted, hear, say, walk_one


class Slow(Scripted):
    """A channel whose lines tell what they know of a silence."""

    def __init__(self, script, *, quiet=0.0, known=""):
        super().__init__(script)
        self.quiet, self.known = quiet, known

    async def open(self, place):
        line = await super().open(place)
        line.inbox.quiet = self.quiet
        line.inbox.explain = lambda: self.known
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
