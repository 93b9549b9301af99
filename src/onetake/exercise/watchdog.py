"""Ends a saying that outlasts its patience, with one timer for a whole run."""

from __future__ import annotations

import asyncio

from onetake.words.clock import now


class Watchdog:
    """Cancels the task it belongs to when a guarded stretch takes too long.

    The timer stays armed between stretches and re-arms itself only when it fires, so that guarding
    a stretch costs next to nothing.
    """

    __slots__ = ("_deadline", "_fires", "_loop", "_task", "_timer", "expired")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._deadline = 0.0
        self._fires = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.expired = False

    def guard(self, deadline: float) -> None:
        """Begin a stretch that must end by `deadline`, on the event loop's clock."""
        self.expired = False
        self._deadline = deadline
        if self._timer is None or self._fires > deadline:
            self._arm(deadline)

    def release(self) -> None:
        """End the stretch."""
        self._deadline = 0.0

    def close(self) -> None:
        """Disarm the timer; the run is over."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self, when: float) -> None:
        self.close()
        self._fires = when
        self._timer = self._loop.call_at(when, self._fire)

    def _fire(self) -> None:
        self._timer = None
        if not self._deadline:
            return
        if now() < self._deadline:
            self._arm(self._deadline)
        elif self._task is not None:
            self.expired = True
            self._deadline = 0.0
            self._task.cancel()

    def barked(self) -> bool:
        """Tell if the cancellation now under way is ours, and take it back if so."""
        if self.expired and self._task is not None:
            self._task.uncancel()
        return self.expired
