"""What a channel's tests stand on: a system, a place that records, and one line opened there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from onetake.words.channel import Action, Channel, Configured, Heard, Hurried, Line, Place, Streams
from onetake.words.clock import now
from onetake.words.path import Path
from onetake.words.programme import System
from onetake.words.scalar import Plain
from onetake.words.template import Template

PATIENCE = 10.0
"""Seconds an answer may take; only a channel that fails the contract waits as long."""

Said = tuple[str, object]
"""An action's word and what stands behind it in a journey: `("say", "hello")`."""


def a_system(channel: Channel, address: str = "", **settings: object) -> System:
    """Return a system as its file would declare it. Raises ValidationError for wrong settings."""
    model = channel.settings.model_validate(settings) if isinstance(channel, Configured) else None
    addresses = {"": Template.parse(address)} if address else {}
    return System("subject", channel.name, addresses, settings=model)


def action_of(channel: Channel, said: Said) -> Action:
    """Return the action a step would have. Raises ValidationError as reading a file would."""
    word, value = said
    model = next(action for action in channel.actions if action.word == word)
    if not isinstance(value, Mapping):
        value = {model.shorthand: Plain(value) if isinstance(value, str) else value}
    return model.model_validate(value)


@dataclass(slots=True)
class Evidence:
    """Keeps the evidence that a channel puts, the latest of each kind."""

    kept: dict[str, bytes | Callable[[], bytes]] = field(default_factory=dict)

    def put(self, kind: str, data: bytes | Callable[[], bytes]) -> None:
        """Keep evidence."""
        self.kept[kind] = data

    def all(self) -> Iterator[tuple[str, object]]:
        """Yield each kind with its data, callables called."""
        for kind, data in self.kept.items():
            yield kind, data() if callable(data) else data


@dataclass(slots=True)
class Stage:
    """A channel at a system, with what it was asked and gave; `marked` counts calls for marks."""

    channel: Channel
    system: System
    memory: Mapping[str, object] = field(default_factory=dict)
    evidence: Evidence = field(default_factory=Evidence)
    marked: int = 0

    def place(self) -> Place:
        """Return where a line is to be opened."""
        template = self.system.address_in("test")
        address = template.text(self.memory) if template else ""
        return Place(self.system, address, self.memory, self.evidence, self._marks)

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """Open a line until the block ends. Raises Trouble."""
        line = await self.channel.open(self.place())
        if isinstance(line, Hurried):
            line.deadline = now() + PATIENCE
        try:
            yield line
        finally:
            await line.close()

    async def do(self, line: Line, said: Said) -> None:
        """Say something as a step would. Raises Trouble."""
        action = action_of(self.channel, said)
        await self.channel.prepare(action, self.system).say(line, self.memory)

    async def hear(self, line: Line, said: Said) -> Heard:
        """Return what an action makes of everything that arrives, once it makes something.

        Raises the reason why the line closed, or AssertionError when nothing comes.
        """
        action = action_of(self.channel, said)
        prepared, inbox = self.channel.prepare(action, self.system), line.inbox
        if isinstance(line, Streams):
            inbox = line.inbox_for(action)
        deadline = now() + PATIENCE
        while True:
            heard = prepared.read(inbox.pending) if inbox.pending else None
            if heard is not None and _fits(action, heard, self.memory):
                return heard
            if inbox.closed is not None:
                raise inbox.closed
            if not await inbox.more(deadline - now()):
                raise AssertionError(f"{said!r} heard nothing that fits within {PATIENCE:g} s")

    def _marks(self) -> Mapping[str, str]:
        self.marked += 1
        return {
            "traceparent": f"00-{'1' * 32}-{self.marked:016x}-01", "x-synthetic": "onetake"
        }  # fmt: skip


def _fits(action: Action, heard: Heard, memory: Mapping[str, object]) -> bool:
    return all(matcher.grade(heard.fact(path), memory)[0] < 2 for path, matcher in action.expects())


TEXT = Path.parse("text")
NOWHERE = Path.parse("no-such-fact.at.all")
