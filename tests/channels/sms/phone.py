"""A customer's telephone, as the tests hold it."""

from __future__ import annotations

from onetake.testing import Stage
from onetake.words.channel import Heard, Line
from onetake.words.line import Inbox
from onetake.words.path import Path


class Facts:
    """What was heard, by written path: `heard["codes.0"]`."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard

    def __getitem__(self, path: str) -> object:
        return self.heard.fact(Path.parse(path))


class Phone:
    """Somebody with a line to a gateway."""

    def __init__(self, stage: Stage, line: Line) -> None:
        self.stage = stage
        self.line = line

    async def send(self, text: str, to: str | None = None) -> None:
        """Send something."""
        await self.stage.do(self.line, ("send", {"text": text, "to": to} if to else text))

    async def receive(self, hearing: object) -> Facts:
        """Wait until all that arrived fits, and take it."""
        return await self._hear("receive", hearing, self.line.inbox)

    async def report(self, hearing: object) -> Facts:
        """Wait for a delivery report that fits, and take it."""
        return await self._hear("report", hearing, self.line.reports)

    async def _hear(self, word: str, hearing: object, inbox: Inbox) -> Facts:
        heard = await self.stage.hear(self.line, (word, hearing))
        inbox.take(len(inbox.pending))
        return Facts(heard)

    def arrived(self) -> list[str]:
        """Return the words of all messages that lie unheard."""
        return [arrival.content.text for arrival in self.line.inbox.pending]

    def reported(self) -> list[str]:
        """Return what was reported and lies unheard."""
        return [arrival.content.text for arrival in self.line.reports.pending]

    async def end(self) -> Exception:
        """Wait until the line closes and return why."""
        while self.line.inbox.closed is None:
            assert await self.line.inbox.more(10), "the line stays open"
        return self.line.inbox.closed

    def transcript(self) -> str:
        """Return the evidence as a person reads it."""
        [(kind, data)] = self.stage.evidence.all()
        assert kind == "sms.txt"
        return data.decode()
