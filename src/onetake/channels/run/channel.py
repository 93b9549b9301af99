"""The run channel itself: a line that runs suites, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onetake.channels.run.actions import Suite
from onetake.channels.run.suite import Heard, Task, walk_suite
from onetake.words.channel import Action, Memory, Place
from onetake.words.line import Arrival, Inbox
from onetake.words.programme import System
from onetake.words.trouble import CannotTell

_IN_TIME = 0.05


@dataclass(slots=True)
class RunLine:
    """A line to this machine's own commands; `deadline` is set before each saying."""

    place: Place
    inbox: Inbox = field(default_factory=Inbox)
    deadline: float = 0.0

    async def close(self) -> None:
        """End the line; nothing runs beyond its step."""
        self.inbox.close(CannotTell("line.closed", "this line is closed"))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A suite, ready to be run."""

    action: Suite

    async def say(self, line: RunLine, memory: Memory) -> None:
        """Run the suite and put how it went into the inbox.

        Raises CustomerNotices and CannotTell as `walk_suite` does.
        """
        if line.inbox.closed is not None:
            raise line.inbox.closed
        action, now = self.action, asyncio.get_running_loop().time()
        left = line.deadline - now - _IN_TIME if line.deadline else Suite.patience
        task = Task(
            command=tuple(word.text(memory) for word in action.command),
            folder=line.place.folder / action.folder.text(memory),
            junit=action.junit.text(memory),
            environment=_filled(action, memory),
            seconds=min(left, action.timeout or left),
            may_fail=tuple(name.text(memory) for name in action.may_fail),
        )
        line.inbox.put(await walk_suite(task, line.place.evidence))

    def read(self, arrivals: Sequence[Arrival]) -> Heard | None:
        """Return how the suite went."""
        return arrivals[-1].content if arrivals else None  # type: ignore[return-value]


def _filled(action: Suite, memory: Memory) -> Mapping[str, str]:
    return {name: text.text(memory) for name, text in action.environment.items()}


class Run:
    """Runs test suites that are there already, and reads how each of their tests went.

    It needs no system and no address.
    """

    name = "run"
    actions = (Suite,)
    at_once = 1

    def prepare(self, action: Action, system: System) -> Prepared:
        """Make a suite ready."""
        if not isinstance(action, Suite):
            raise TypeError(f"{type(action).__name__} is no action of this channel")
        return Prepared(action)

    async def open(self, place: Place) -> RunLine:
        """Open a line; nothing is started."""
        return RunLine(place)


channel = Run()
