"""What is different where nobody knows beforehand which steps will come: lanes, hand-offs, ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from onetake.exercise.handoff import HandoffWatch
from onetake.exercise.lanes import Promises
from onetake.exercise.ready import Act, Handover, Node
from onetake.words.events import StepResult


async def at_once(ways: Iterable[Callable[[], Awaitable[object]]]) -> None:
    """Go several ways at once; the first that raises ends the others, and is raised."""
    errors: list[BaseException] = []
    tasks: list[asyncio.Task[None]] = []

    async def go(way: Callable[[], Awaitable[object]]) -> None:
        try:
            await way()
        except BaseException as error:  # noqa: BLE001 - it is somebody else's code
            errors.append(error)
            for task in tasks:
                if task is not asyncio.current_task():
                    task.cancel()

    tasks += [asyncio.create_task(go(way)) for way in ways]
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        raise
    if errors:
        raise errors[0]


class OpenPromises(Promises):
    """Lanes of which any may keep any name, until it is over."""

    def __init__(self, lanes: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(lanes, ()))

    def _is_promised(self, lane: str, name: str) -> bool:
        return not self._stuck and any(other != lane for other in self._open)


class OpenHandoff(HandoffWatch):
    """A hand-off whose steps are those that one lane walks while it is watched."""

    def __init__(self, knows: tuple[str, ...], memory: Mapping[str, object], lane: str) -> None:
        """Note what must be known; raises Undefined for a name that has no value."""
        super().__init__(Handover(None, knows, ()), memory)
        self.acts: list[Act] = []
        self._lane = lane

    def covers(self, act: Act) -> bool:
        """Tell if a step is one of the hand-off's."""
        if act.lane != self._lane:
            return False
        if act not in self.acts:
            self.acts.append(act)
        return True


def surely_next(nodes: Iterable[Node], results: Iterable[StepResult]) -> list[Act]:
    """Return the steps after the last one walked that no line of code decides about."""
    walked = {(result.location.file, result.location.line) for result in results}
    sure = [node for node in nodes if isinstance(node, Act)]
    places = [act.step.location for act in sure]
    done = [at for at, place in enumerate(places) if (place.file, place.line) in walked]
    return sure[max(done, default=-1) + 1 :]


def not_walked(acts: Iterable[Act], results: Iterable[StepResult]) -> list[Act]:
    """Return the steps at whose place none was walked."""
    walked = {result.location for result in results}
    return [act for act in acts if act.step.location not in walked]
