"""The chat channel itself; what needs the HTTP library is loaded on first use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onetake.channels.chat.actions import ACTIONS, Press, Say
from onetake.channels.chat.message import HeardMessages
from onetake.channels.chat.settings import Settings
from onetake.words.channel import Action, Memory, Place
from onetake.words.line import Arrival
from onetake.words.programme import System

if TYPE_CHECKING:
    from onetake.channels.chat.line import ChatLine
    from onetake.channels.chat.opening import Opener


@dataclass(frozen=True, slots=True)
class Prepared:
    """A saying, a press or a hearing, ready to use."""

    action: Action

    async def say(self, line: ChatLine, memory: Memory) -> None:
        """Send the text, or press the button. Raises Trouble, Undefined."""
        if isinstance(self.action, Say):
            await line.say(self.action.text.text(memory))
        elif isinstance(self.action, Press):
            await line.press(self.action.label.text(memory))

    def read(self, arrivals: Sequence[Arrival]) -> HeardMessages:
        """Join messages to one answer."""
        return HeardMessages.of(arrivals)


class Chat:
    """Talks to bots through connectors declared as data."""

    name = "chat"
    actions = ACTIONS
    settings = Settings

    def __init__(self) -> None:
        self._opener: Opener | None = None

    def prepare(self, action: Action, system: System) -> Prepared:
        """Make an action ready."""
        return Prepared(action)

    async def open(self, place: Place) -> ChatLine:
        """Start a conversation and listen. Raises Trouble, Undefined."""
        if self._opener is None:
            from onetake.channels.chat.opening import Opener

            self._opener = Opener()
        return await self._opener.open(place)
