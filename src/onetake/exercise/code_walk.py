"""What a journey's code walks with: channels by their names, and what is known on the way."""

from __future__ import annotations

import sys
from asyncio import Lock
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import FrameType, MappingProxyType
from typing import Any, Protocol

from onetake.exercise.lanes import Promises
from onetake.exercise.step import StepWalker
from onetake.words.channel import Heard
from onetake.words.code import Call
from onetake.words.path import ABSENT, Path
from onetake.words.scalar import typed_tree

OWN = ("persona", "environment", "data", "run", "secret")
Named = Mapping[str, object]
_TEXT = Path.parse("text")


@dataclass(slots=True)
class Lane:
    """One way through a journey's code, whose steps follow each other."""

    name: str
    steps: StepWalker
    promises: Promises | None = None
    phase: str = ""
    turn: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class HeardBack:
    """What a step heard; false when it heard nothing."""

    heard: Heard | None = None
    ms: float | None = None
    kept: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What was heard, as text."""
        text = self.heard.fact(_TEXT) if self.heard is not None else ""
        return text if isinstance(text, str) else ""

    def fact(self, path: str, default: object = None) -> object:
        """Return a fact by its path, or `default` when there is none."""
        if path == "ms":
            return default if self.ms is None else self.ms
        value = self.heard.fact(Path.parse(path)) if self.heard is not None else ABSENT
        return default if value is ABSENT else value

    def __getitem__(self, name: str) -> object:
        """Return what this step kept. Raises KeyError."""
        if name not in self.kept:
            raise KeyError(f"this step kept nothing as {name!r}; it kept {_known(self.kept)}")
        return self.kept[name]

    def __bool__(self) -> bool:
        """Tell if anything was heard."""
        return self.heard is not None


class Course(Protocol):
    """What walks the steps that code asks for."""

    def asked(
        self, lane: Lane, word: str, frame: FrameType, given: tuple[object, ...], named: Named
    ) -> Asked:
        """Return a step, to be awaited."""

    async def ask(self, asked: Asked) -> HeardBack:
        """Walk a step."""

    def put_off(self, undo: Awaitable[object] | Callable[[], Awaitable[object]]) -> None:
        """Keep what undoes until the run is over."""

    async def together(
        self, lane: Lane, lanes: Mapping[str, Callable[[Any], Awaitable[object]]]
    ) -> None:
        """Walk lanes at once."""

    def handoff(self, lane: Lane, knows: tuple[str, ...]) -> AbstractAsyncContextManager[None]:
        """Watch what is told again."""


@dataclass(eq=False, slots=True)
class Asked:
    """A step that code asks for: walked when it is awaited."""

    course: Course
    lane: Lane
    call: Call

    def __await__(self) -> Generator[Any, Any, HeardBack]:
        """Walk the step and return what it heard."""
        return self.course.ask(self).__await__()


@dataclass(frozen=True, slots=True)
class ActionOf:
    """An action of a channel."""

    course: Course
    lane: Lane
    word: str

    def __call__(self, *given: object, **named: object) -> Asked:
        """Return the step, to be awaited."""
        return self.course.asked(self.lane, self.word, sys._getframe(1), given, named)


@dataclass(frozen=True, slots=True)
class ChannelOf:
    """A channel, with its actions as attributes."""

    course: Course
    lane: Lane
    name: str

    def __getattr__(self, action: str) -> ActionOf:
        """Return an action."""
        if action.startswith("__"):
            raise AttributeError(action)
        return ActionOf(self.course, self.lane, f"{self.name}.{action}")


class Kept(MutableMapping[str, object]):
    """What a run keeps by name; what it began with is not among it."""

    def __init__(self, memory: MutableMapping[str, object]) -> None:
        self._memory = memory

    def __getitem__(self, name: str) -> object:
        """Return a value. Raises KeyError, naming what is there."""
        if name in OWN or name not in self._memory:
            raise KeyError(f"nothing is kept as {name!r}; there is {_known(list(self))}")
        return self._memory[name]

    def __setitem__(self, name: str, value: object) -> None:
        """Keep a value. Raises KeyError for a name that has a meaning already."""
        if name in OWN:
            raise KeyError(f"{name!r} has a meaning already: keep this under another name")
        self._memory[name] = value

    def __delitem__(self, name: str) -> None:
        """Forget a value."""
        self[name]
        del self._memory[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate the names."""
        return (name for name in self._memory if name not in OWN)

    def __len__(self) -> int:
        """Return how many values are kept."""
        return sum(1 for _ in self)


class CodeWalk:
    """What a journey's function is given: see `onetake.journeys.Walk`."""

    def __init__(
        self,
        course: Course,
        lane: Lane,
        kept: MutableMapping[str, object],
        memory: Mapping[str, object],
        channels: tuple[str, ...],
    ) -> None:
        self._course = course
        self._lane = lane
        self._channels = channels
        self.memory = Kept(kept)
        self.persona = _seen(memory["persona"])
        self.environment = _seen(memory["environment"])
        self.data = _seen(memory["data"])
        self.run = _seen(memory["run"])

    def phase(self, name: str) -> None:
        """Name the phase of the steps that follow."""
        self._lane.phase = name

    def always(self, *undoing: Awaitable[object] | Callable[[], Awaitable[object]]) -> None:
        """Put off what undoes until the run is over; what was put off last comes first."""
        for undo in undoing:
            self._course.put_off(undo)

    async def together(self, **lanes: Callable[[Any], Awaitable[object]]) -> None:
        """Walk async functions at once, each with a walk of its own."""
        await self._course.together(self._lane, lanes)

    def handoff(self, *knows: str) -> AbstractAsyncContextManager[None]:
        """Expect of the steps inside that each of these names is known before it is told."""
        return self._course.handoff(self._lane, knows)

    def __getitem__(self, name: str) -> object:
        """Return what was kept under a name."""
        return self.memory[name]

    def __setitem__(self, name: str, value: object) -> None:
        """Keep a value under a name."""
        self.memory[name] = value

    def __getattr__(self, channel: str) -> ChannelOf:
        """Return a channel. Raises AttributeError, naming the nearest."""
        if channel not in self._channels:
            near = get_close_matches(channel, self._channels, 1, 0.6)
            hint = f"did you mean {near[0]!r}?" if near else f"channels: {_known(self._channels)}"
            raise AttributeError(f"there is no channel {channel!r}: {hint}")
        return ChannelOf(self._course, self._lane, channel)


def _seen(values: object) -> Mapping[str, object]:
    """Return what a run began with, unquoted values as what they stand for."""
    found: Any = typed_tree(values)
    return MappingProxyType(found)


def _known(names: Any) -> str:
    return ", ".join(names) or "nothing"
