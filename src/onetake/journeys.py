"""What journeys are written with in Python: `@journey` above an async function that walks.

from onetake.journeys import Walk, journey

@journey(goal="A greeting comes back", personas=["anna"])
async def greeting(walk: Walk) -> None:
    await walk.echo.say("hello")
    await walk.echo.hear("hello", within="1s / 4s")
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol, TypeVar

from onetake.words.script import Written

__all__ = ["Action", "Channel", "Heard", "Walk", "journey", "template"]

Journey = TypeVar("Journey", bound=Callable[..., Awaitable[object]])


def journey(
    *,
    goal: str,
    owner: str = "",
    personas: Sequence[str] = (),
    tags: Sequence[str] = (),
    effort: Mapping[str, int] | None = None,
    safe_in: Sequence[str] | None = None,
    stops_before: str = "",
    status: Literal["draft"] | None = None,
    data: str = "",
    tries: int = 1,
    pass_rate: str | float | None = None,
    ceilings: Mapping[str, float] | None = None,
    systems: Sequence[str] = (),
    order: Sequence[object] | None = None,
    throughout: Mapping[str, object] | None = None,
) -> Callable[[Journey], Journey]:
    """Make a journey of an async function; the arguments are the keys of a journey's file.

    They must be literals: Onetake reads them without running the file.
    """
    return lambda function: function


def template(text: str) -> str:
    """Return a text in which `${…}` is filled in, wherever it is used.

    A text needs this only when it is not written where it is said: any other text that code
    brings along, such as one that was heard, says exactly what it holds.
    """
    return Written(text)


class Heard(Protocol):
    """What a step heard; false when it heard nothing."""

    @property
    def text(self) -> str:
        """What was heard, as text."""

    @property
    def ms(self) -> float | None:
        """Milliseconds from the saying to the hearing; None when nothing was heard."""

    def fact(self, path: str, default: Any = None) -> Any:
        """Return a fact, such as `json.items.0.id`; `default` when there is none."""

    def __getitem__(self, name: str) -> Any:
        """Return what this step kept under a name. Raises KeyError."""

    def __bool__(self) -> bool:
        """Tell if anything was heard."""


class Action(Protocol):
    """An action of a channel: `walk.chat.say`."""

    def __call__(
        self,
        given: object = ...,
        /,
        *,
        expect: Mapping[str, object] = ...,
        keep: Mapping[str, str] = ...,
        within: str = ...,
        patience: str = ...,
        name: str = ...,
        phase: str = ...,
        as_: str = ...,
        system: str = ...,
        optional: bool = ...,
        since: str = ...,
        **fields: Any,
    ) -> Awaitable[Heard]:
        """Return the step; it is walked when it is awaited, or given to `walk.always`."""


class Channel(Protocol):
    """A channel of a walk: `walk.chat`."""

    def __getattr__(self, action: str, /) -> Action:
        """Return an action of the channel by its name."""


class Walk(Protocol):
    """What a journey walks with: channels by their names, and what is known on the way."""

    @property
    def memory(self) -> MutableMapping[str, Any]:
        """What was kept so far, by name; what is put here can be used as `${name}`."""

    @property
    def persona(self) -> Mapping[str, Any]:
        """The attributes of who walks, with `id`; empty when nobody does."""

    @property
    def environment(self) -> Mapping[str, Any]:
        """The environment's values, with `name`."""

    @property
    def data(self) -> Mapping[str, Any]:
        """The row of the journey's table that this run is of."""

    @property
    def run(self) -> Mapping[str, Any]:
        """The run's own `id`, `number` and `date`."""

    def phase(self, name: str) -> None:
        """Name the phase of the steps that follow."""

    def always(self, *undoing: Awaitable[object] | Callable[[], Awaitable[object]]) -> None:
        """Put off steps, or async functions, until the run is over, whatever it came to."""

    def together(self, **lanes: Callable[[Walk], Awaitable[object]]) -> Awaitable[None]:
        """Walk async functions at once, each with a walk of its own; `customer` is who walks."""

    def handoff(self, *knows: str) -> AbstractAsyncContextManager[None]:
        """Expect of the steps inside that each of these names is known before it is told."""

    def __getitem__(self, name: str) -> Any:
        """Return what was kept under a name. Raises KeyError."""

    def __setitem__(self, name: str, value: object) -> None:
        """Keep a value under a name."""

    def __getattr__(self, channel: str, /) -> Channel:
        """Return a channel by its name."""
