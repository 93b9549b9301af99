"""The one task that looks into a mailbox for all its lines: how long it bears an outage."""

from __future__ import annotations

import asyncio

import pytest
from exercise.virtual_time import run as run_virtually

from onetake.channels.email.mailbox import Mailbox, Passing
from onetake.channels.email.people import Inbox
from onetake.words.trouble import Unreached


class Source:
    """Where mails would lie; out of reach at the seconds in `away`, each a beginning and an end."""

    def __init__(self, *away, kind=Passing):
        self._away = away
        self._kind = kind

    async def look(self):
        await asyncio.sleep(0)
        now = asyncio.get_running_loop().time()
        if any(begin <= now < end for begin, end in self._away):
            raise self._kind("net", "nobody answers")
        return []

    async def pause(self, seconds):
        await asyncio.sleep(seconds)

    def wake(self):
        pass

    async def close(self):
        pass


class Line:
    """A line that notes what it is told."""

    owner = Inbox.of("anna@customers.example")

    def __init__(self):
        self.missed = []
        self.ended = None

    def miss(self, what):
        self.missed.append(what)

    def end(self, trouble):
        self.ended = trouble


def watched(source, *, seconds):
    """Return a line after so long at a mailbox that may be out of reach for 10 s."""

    async def wait():
        line, mailbox = Line(), Mailbox(source, every=1.0, patience=10.0, trusted="")
        await mailbox.join(line)
        await asyncio.sleep(seconds)
        await mailbox.close()
        return line

    return run_virtually(wait())


@pytest.mark.parametrize("kind", [Passing, Unreached])
def test_outages_far_apart_do_not_add_up(kind):
    line = watched(Source((5, 11), (30, 36), (60, 66), kind=kind), seconds=90)
    assert line.ended is None
    assert set(line.missed) == {"the mailbox was out of reach: nobody answers"}


def test_an_outage_that_lasts_ends_the_lines():
    line = watched(Source((5, 11), (30, 50)), seconds=90)
    assert str(line.ended) == "nobody answers"
