"""A driver that plays the walker's part, so that tests need nothing but the channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from onetake.channels.api import channel
from onetake.words.channel import Heard, Line, Place
from onetake.words.path import Path
from onetake.words.programme import System

ACTIONS = {action.word: action for action in channel.actions}


@dataclass
class Proofs:
    """Keeps the latest evidence of each kind."""

    latest: dict[str, object] = field(default_factory=dict)

    def put(self, kind: str, data: object) -> None:
        self.latest[kind] = data

    def text(self, kind: str) -> str:
        data = self.latest[kind]
        return (data() if callable(data) else data).decode("utf-8", "replace")


class Driver:
    """A customer with one line to one system."""

    def __init__(self, system: System, memory: Mapping[str, object]) -> None:
        self.system = system
        self.memory = memory
        self.proofs = Proofs()
        self.line: Line | None = None
        self.address = ""

    async def open(self, address: str) -> Driver:
        marks = {"traceparent": "00-1-1-01", "x-synthetic": "onetake"}
        place = Place(self.system, address, self.memory, self.proofs, lambda: marks)
        self.address = address
        self.line = await channel.open(place)
        return self

    async def __call__(self, word: str, written: object) -> Heard:
        """Say what a step says and return what it hears: `await api("get", "/orders/1")`."""
        model = ACTIONS[word]
        written = written if isinstance(written, Mapping) else {model.shorthand: written}
        prepared = channel.prepare(model.model_validate(written), self.system)
        await prepared.say(self.line, self.memory)
        arrivals = self.line.inbox.take(1)
        assert not self.line.inbox.pending
        return prepared.read(arrivals)


def fact(heard: Heard, path: str) -> object:
    """Return a fact by its path as it is written in a journey."""
    return heard.fact(Path.parse(path))


Opener = Callable[..., Awaitable[Driver]]
