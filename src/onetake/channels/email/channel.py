"""The email channel itself; what needs network, HTML and MIME is loaded on first use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onetake.channels.email.actions import ACTIONS, Forward, Receive, Reply, Send
from onetake.channels.email.settings import Settings
from onetake.words.channel import Action, Heard, Memory, Place
from onetake.words.line import Arrival
from onetake.words.programme import System

if TYPE_CHECKING:
    from onetake.channels.email.line import EmailLine
    from onetake.channels.email.opening import Opener


class Prepared:
    """A writing or a receiving, ready to use."""

    __slots__ = ("_action", "_closing")

    def __init__(self, action: Action) -> None:
        self._action = action
        self._closing = any(matcher.closing for _, matcher in action.expects())

    async def say(self, line: EmailLine, memory: Memory) -> None:
        """Send the mail. Raises Trouble, Undefined."""
        from onetake.channels.email.writing import forward, reply, send

        if isinstance(self._action, Send):
            await send(self._action, line, memory)
        elif isinstance(self._action, Reply):
            await reply(self._action, line, memory)
        elif isinstance(self._action, Forward):
            await forward(self._action, line, memory)

    def read(self, arrivals: Sequence[Arrival]) -> Heard:
        """Take the last mail; what forbids something is judged on all of them.

        Two mails never are one: what one says and the other's subject prove nothing together.
        """
        from onetake.channels.email.heard import HeardMail, HeardMails

        letters = tuple(arrival.content for arrival in arrivals)
        if (self._closing and isinstance(self._action, Receive)) or not letters:
            return HeardMails(letters)  # type: ignore[arg-type]
        return HeardMail(letters[-1])  # type: ignore[arg-type]


class Email:
    """Receives mails by IMAP or from a catcher, and sends them by SMTP."""

    name = "email"
    actions = ACTIONS
    settings = Settings

    def __init__(self) -> None:
        self._opener: Opener | None = None

    def prepare(self, action: Action, system: System) -> Prepared:
        """Make an action ready."""
        return Prepared(action)

    async def open(self, place: Place) -> EmailLine:
        """Mark where the mailbox stands, and listen. Raises Trouble, Undefined."""
        if self._opener is None:
            from onetake.channels.email.opening import Opener

            self._opener = Opener()
        return await self._opener.open(place)
