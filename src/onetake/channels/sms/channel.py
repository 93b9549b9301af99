"""The sms channel itself; what needs the HTTP library is loaded on first use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onetake.channels.sms.actions import ACTIONS, Report, Send
from onetake.channels.sms.message import HeardMessages, HeardReport
from onetake.channels.sms.settings import Settings
from onetake.words.channel import Action, Memory, Place
from onetake.words.line import Arrival
from onetake.words.programme import System

if TYPE_CHECKING:
    from onetake.channels.sms.line import SmsLine
    from onetake.channels.sms.opening import Opener


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sending or a hearing, ready to use."""

    action: Action

    async def say(self, line: SmsLine, memory: Memory) -> None:
        """Send the text. Raises Trouble, Undefined."""
        if isinstance(self.action, Send):
            to = self.action.to.text(memory) if self.action.to else ""
            await line.send(self.action.text.text(memory), to)

    def read(self, arrivals: Sequence[Arrival]) -> HeardMessages | HeardReport | None:
        """Join messages to one, or take the latest report."""
        if isinstance(self.action, Report):
            return HeardReport.of(arrivals)
        return HeardMessages.of(arrivals)


class Sms:
    """Sends and receives SMS through gateways declared as data."""

    name = "sms"
    actions = ACTIONS
    settings = Settings

    def __init__(self) -> None:
        self._opener: Opener | None = None

    def prepare(self, action: Action, system: System) -> Prepared:
        """Make an action ready."""
        return Prepared(action)

    async def open(self, place: Place) -> SmsLine:
        """Mark where the mailbox stands, and listen. Raises Trouble, Undefined."""
        if self._opener is None:
            from onetake.channels.sms.opening import Opener

            self._opener = Opener()
        return await self._opener.open(place)
