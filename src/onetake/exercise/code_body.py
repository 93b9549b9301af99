"""Runs a journey's own code: bounded in time, and told when it keeps everything else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

_GRACE = 5.0


class Watched:
    """Awaits somebody's coroutine; `took` is told of each stretch without `await`, in seconds.

    Once abandoned it is never resumed: code that swallows its cancellation ends there.
    """

    def __init__(
        self,
        code: Coroutine[Any, Any, Any],
        clock: Callable[[], float],
        took: Callable[[float], None],
    ) -> None:
        self.code = code
        self._took = took
        self._clock = clock
        self._abandoned = False

    def abandon(self) -> None:
        """Never resume the code again."""
        self._abandoned = True

    def __await__(self) -> Generator[Any, Any, Any]:
        """Pass on what the code waits for and what comes of it."""
        step: Callable[[], Any] = lambda: self.code.send(None)  # noqa: E731
        while True:
            begun = self._clock()
            try:
                waits_for = step()
            except StopIteration as ended:
                return ended.value
            finally:
                self._took(self._clock() - begun)
            try:
                came = yield waits_for
            except BaseException as error:
                if self._abandoned:
                    self._close()
                    raise
                step = _throwing(self.code, error)
            else:
                step = _sending(self.code, came)

    def _close(self) -> None:
        try:
            self.code.close()
        except RuntimeError:  # it awaits something instead of ending
            return


def _throwing(code: Coroutine[Any, Any, object], error: BaseException) -> Callable[[], Any]:
    return lambda: code.throw(error)


def _sending(code: Coroutine[Any, Any, object], value: object) -> Callable[[], Any]:
    return lambda: code.send(value)


class Runner:
    """Runs code in a task of its own, so that code which never ends can be left behind.

    `longest` is the longest stretch without `await` of the code alone, in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.longest = 0.0
        self._clock = clock
        self._ours = 0.0
        self._watched: list[Watched] = []

    def watch(self, code: Awaitable[object]) -> Watched:
        """Return a coroutine, to be awaited. Raises TypeError for anything else."""
        if not isinstance(code, Coroutine):
            raise TypeError("a journey's code is an async function: write async def")
        self._watched.append(Watched(code, self._clock, self._theirs_took))
        return self._watched[-1]

    def ours(self, step: Coroutine[Any, Any, Any]) -> Watched:
        """Return what code calls of ours, to be awaited: the time it takes is not the code's."""
        return Watched(step, self._clock, self._ours_took)

    async def run(
        self, code: Coroutine[Any, Any, object], patience: float, stop: Callable[[], None]
    ) -> bool:
        """Run code to its end; tell if it ended within `patience` seconds.

        `stop` is called before code is cancelled, for that or because the run is.
        """
        task = asyncio.create_task(code)
        try:
            await asyncio.wait({task}, timeout=patience)
            if task.done():
                return True
            stop()
            await self._end(task)
            return False
        except asyncio.CancelledError:
            stop()
            await self._end(task)
            raise

    def where(self) -> Coroutine[Any, Any, object] | None:
        """Return the coroutine that was begun first: what it awaits leads to its place."""
        return self._watched[0].code if self._watched else None

    def _theirs_took(self, seconds: float) -> None:
        self.longest = max(self.longest, seconds - self._ours)
        self._ours = 0.0

    def _ours_took(self, seconds: float) -> None:
        self._ours += seconds

    async def _end(self, task: asyncio.Task[object]) -> None:
        """Cancel a task; what is still there after a moment of grace is left behind."""
        try:
            task.cancel()
            await asyncio.wait({task}, timeout=_GRACE)
        finally:
            if not task.done():
                for watched in self._watched:
                    watched.abandon()
                task.cancel()
