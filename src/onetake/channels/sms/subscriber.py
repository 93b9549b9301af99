"""A line as what brings its messages sees it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from onetake.channels.sms.message import Part, Report
from onetake.words.trouble import Trouble


class Subscriber(Protocol):
    """Somebody with a number, who is told what concerns it."""

    number: str

    def has(self, number: str) -> bool:
        """Tell if a number, however it is written, is this line's; none is everybody's."""

    def hear(self, part: Part) -> bool:
        """Take a message, or a part of one; False when it is for another number."""

    def told(self, sending: str, report: Report) -> None:
        """Take what the gateway says of a message this line sent."""

    def note(self, what: str) -> None:
        """Write down something that happened."""

    def miss(self, what: str) -> None:
        """Write down something that may be why nothing was heard."""

    def unsure(self, trouble: Trouble | None) -> None:
        """Know that a silence proves nothing, and why; or that it does again."""

    def end(self, trouble: Trouble) -> None:
        """Stop listening, and why."""


def dispatch(part: Part, lines: Collection[Subscriber]) -> bool:
    """Give a message to each line with its number; False when there is none."""
    taken = [line.hear(part) for line in lines]
    return any(taken)
