"""A customer who reads and writes mails, as the tests hold them."""

from __future__ import annotations

from onetake.testing import Stage
from onetake.words.channel import Heard, Line
from onetake.words.path import Path


class Facts:
    """What was heard, by written path: `heard["codes.0"]`."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard

    def __getitem__(self, path: str) -> object:
        return self.heard.fact(Path.parse(path))


class Reader:
    """Somebody with a line to a mailbox."""

    def __init__(self, stage: Stage, line: Line) -> None:
        self.stage = stage
        self.line = line

    async def write(self, word: str, value: object) -> None:
        """Send, answer or pass on."""
        await self.stage.do(self.line, (word, value))

    async def receive(self, hearing: object) -> Facts:
        """Wait until a mail fits, and take it with those before it."""
        heard = await self.stage.hear(self.line, ("receive", hearing))
        self.line.inbox.take(len(self.line.inbox.pending))
        return Facts(heard)

    def arrived(self) -> list[str]:
        """Return the subjects of all that lies unread."""
        return [arrival.content.subject for arrival in self.line.inbox.pending]

    async def end(self) -> Exception:
        """Wait until the line closes and return why."""
        while self.line.inbox.closed is None:
            assert await self.line.inbox.more(10), "the line stays open"
        return self.line.inbox.closed

    def evidence(self, kind: str = "email.txt") -> str:
        """Return evidence as a person reads it."""
        return dict(self.stage.evidence.all())[kind].decode()
