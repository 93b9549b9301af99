"""The contract of a channel that talks over a network: what it sends is marked."""

from __future__ import annotations

import asyncio
import socket

from onetake.testing.actions import ActionsContract
from onetake.testing.lines import trouble_in
from onetake.testing.stage import Stage
from onetake.testing.waiting import WaitingContract
from onetake.words.programme import System
from onetake.words.trouble import Trouble, Unreached


class ServedContract(ActionsContract, WaitingContract):
    """What every channel with a network must do: all that others must, and this.

    A test class gives `system`, which starts something to talk to, and `unreachable`.
    """

    def unreachable(self, port: int) -> System:
        """Return a system at 127.0.0.1 and a port where nobody listens."""
        raise NotImplementedError

    def test_what_is_sent_is_marked(self) -> None:
        """The headers that say a message is synthetic are asked for when there is one to send."""

        async def go() -> None:
            async with self.stage() as stage, stage.line() as line:
                await stage.do(line, self.a_saying)
                assert stage.marked, "nothing asked for the marks each message must carry"

        asyncio.run(go())

    def test_nobody_there_is_unreached(self) -> None:
        """A refused connection raises Unreached, so that our own network is looked at first."""

        async def go() -> None:
            stage = Stage(self.channel, self.unreachable(free_port()))
            trouble = await self._first_trouble(stage)
            assert isinstance(trouble, Unreached), f"{trouble!r} is not Unreached"
            assert trouble.reason, "the trouble has no reason"

        asyncio.run(go())

    async def _first_trouble(self, stage: Stage) -> Trouble | None:
        """Return what goes wrong when a line opens, or else when something is said."""

        async def talk() -> None:
            async with stage.line() as line:
                await stage.do(line, self.a_saying)
                await stage.hear(line, self.a_hearing or self.a_saying)

        return await trouble_in(talk())


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
