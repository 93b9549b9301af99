"""A line's inbox: what arrived from a system, with its time, until a step takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from onetake.words.clock import reader


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that arrived on a line; `at` is in seconds of the event loop's clock."""

    at: float
    content: object


class Inbox:
    """Arrivals in order of time; one reader waits for more, the line appends.

    Not thread-safe: a line that receives in another thread hands over with
    `loop.call_soon_threadsafe(inbox.put, …)`. A line whose system is slow or unsure sets `quiet`,
    the seconds without arrivals that make a silence there; `explain`, which tells in words what may
    be behind one (nothing when nothing is known); and `doubt`, which gives a Trouble while a
    silence proves nothing.
    """

    __slots__ = ("_clock", "_waiter", "arrived", "closed", "doubt", "explain", "pending", "quiet")

    def __init__(self) -> None:
        self.pending: list[Arrival] = []
        self.arrived = 0
        self.quiet = 0.0
        self.explain: Callable[[], str] = str
        self.doubt: Callable[[], Exception | None] = lambda: None
        self._clock: Callable[[], float] | None = None
        self.closed: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    def put(self, content: object, at: float | None = None) -> None:
        """Append an arrival; `at` defaults to now by the running loop's clock."""
        if at is None:
            if self._clock is None:
                self._clock = reader()
            at = self._clock()
        self.pending.append(Arrival(at, content))
        self.arrived += 1
        self._wake()

    def close(self, reason: Exception) -> None:
        """Say that nothing more can arrive, and why (a Trouble, as a rule)."""
        self.closed = self.closed or reason
        self._wake()

    def take(self, count: int) -> list[Arrival]:
        """Remove and return the first `count` arrivals."""
        taken, self.pending = self.pending[:count], self.pending[count:]
        return taken

    async def more(self, timeout: float) -> bool:
        """Wait until something arrives or the line closes; False when `timeout` seconds passed."""
        if timeout <= 0:
            return False
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        handle = loop.call_later(timeout, self._expire, self._waiter)
        arrived, closed = self.arrived, self.closed
        try:
            await self._waiter
        finally:
            handle.cancel()
            self._waiter = None
        return self.arrived > arrived or self.closed is not closed

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    @staticmethod
    def _expire(waiter: asyncio.Future[None]) -> None:
        if not waiter.done():
            waiter.set_result(None)
