"""The contract of a channel's lines: they listen, say, hear in order of time, and end."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

from onetake.testing.stage import NOWHERE, TEXT, Said, Stage, a_system, action_of
from onetake.words.channel import Channel
from onetake.words.clock import now
from onetake.words.path import ABSENT
from onetake.words.programme import System
from onetake.words.trouble import Trouble


class LinesContract:
    """What the lines of every channel must do; a test class gives a system that answers.

    `system` is opened by each test in an event loop of its own; the default needs no server. What
    answers there must answer `a_saying` with something that `a_hearing` takes, and say nothing
    before.
    """

    channel: ClassVar[Channel]
    a_saying: ClassVar[Said]
    a_hearing: ClassVar[Said | None] = None

    @asynccontextmanager
    async def system(self) -> AsyncIterator[System]:
        """Give a system that answers, until the block ends."""
        yield a_system(self.channel)

    @asynccontextmanager
    async def stage(self) -> AsyncIterator[Stage]:
        """Give this channel at its system."""
        async with self.system() as system:
            yield Stage(self.channel, system)

    async def answer(self, stage: Stage, line):
        """Say the sample saying and return what is heard."""
        await stage.do(line, self.a_saying)
        return await stage.hear(line, self.a_hearing or self.a_saying)

    def test_preparing_is_pure(self) -> None:
        """An action is made ready before anything runs, and stays as it was read."""
        action, before = (action_of(self.channel, self.a_saying) for _ in range(2))
        system = a_system_without_settings(self.channel)
        assert self.channel.prepare(action, system) is not None
        assert repr(action) == repr(before), "prepare changed the action"

    def test_opening_only_listens(self) -> None:
        """Nothing is said when a line opens, so nothing has arrived."""

        async def go() -> None:
            async with self.stage() as stage, stage.line() as line:
                assert line.inbox.closed is None, f"the line is closed: {line.inbox.closed}"
                assert not line.inbox.pending, "something arrived before anything was said"

        asyncio.run(go())

    def test_a_saying_is_heard(self) -> None:
        """What was said is answered; facts that do not exist are absent, not an error."""

        async def go() -> None:
            async with self.stage() as stage, stage.line() as line:
                heard = await self.answer(stage, line)
                assert isinstance(heard.fact(TEXT), str), "the answer has no text"
                assert heard.fact(NOWHERE) is ABSENT, "an unknown fact should be ABSENT"

        asyncio.run(go())

    def test_arrivals_lie_in_order_of_time(self) -> None:
        """Each arrival has the event loop's time at which it came."""

        async def go() -> None:
            async with self.stage() as stage, stage.line() as line:
                begun = now()
                for _ in range(3):
                    await self.answer(stage, line)
                times = [arrival.at for arrival in line.inbox.pending]
                assert times == sorted(times), f"times go backwards: {times}"
                assert begun <= times[0], "an arrival is older than its line"
                assert times[-1] <= now(), "an arrival is from the future"

        asyncio.run(go())

    def test_reading_nothing_is_no_error(self) -> None:
        """A step that wants silence reads no arrivals at all."""
        action = action_of(self.channel, self.a_hearing or self.a_saying)
        system = a_system_without_settings(self.channel)
        heard = self.channel.prepare(action, system).read(())
        assert heard is None or heard.fact(TEXT) in ("", ABSENT), "nothing was read as something"

    def test_closing_ends_everything(self) -> None:
        """A line may be closed twice, and leaves no task behind."""

        async def go() -> None:
            async with self.stage() as stage:
                before = asyncio.all_tasks()
                line = await stage.channel.open(stage.place())
                await stage.do(line, self.a_saying)
                await line.close()
                await line.close()
                left = [task for task in asyncio.all_tasks() - before if _is_of(task, self.channel)]
                assert not left, f"tasks are left behind: {left}"

        asyncio.run(go())

    def test_a_closed_line_says_so(self) -> None:
        """Saying something on a closed line raises a Trouble, whose reason a person can read."""

        async def go() -> None:
            async with self.stage() as stage:
                line = await stage.channel.open(stage.place())
                await line.close()
                trouble = await trouble_in(stage.do(line, self.a_saying))
                assert trouble is not None, "a closed line took what was said"
                assert trouble.reason, "the trouble has no reason"

        asyncio.run(go())

    def test_evidence_is_bytes_of_a_named_form(self) -> None:
        """Each kind of evidence ends in a suffix that tells its form; data is bytes."""

        async def go() -> None:
            async with self.stage() as stage, stage.line() as line:
                await self.answer(stage, line)
                for kind, data in stage.evidence.all():
                    assert "." in kind, f"the evidence {kind!r} has no suffix such as .txt"
                    assert isinstance(data, bytes), f"the evidence {kind} is no bytes"

        asyncio.run(go())


def a_system_without_settings(channel: Channel) -> System:
    """Return a system nobody can reach: making an action ready needs none."""
    return System("nowhere", channel.name, {})


async def trouble_in(work) -> Trouble | None:
    """Return the Trouble that something raises, or None; another exception passes through."""
    try:
        await work
    except Trouble as trouble:
        return trouble
    return None


def _is_of(task: asyncio.Task[object], channel: Channel) -> bool:
    """Tell if a task runs code of the channel: a server in the same loop has tasks of its own."""
    code = getattr(task.get_coro(), "cr_code", None)
    folder = Path(inspect.getfile(type(channel))).parent
    return code is not None and folder in Path(code.co_filename).parents
