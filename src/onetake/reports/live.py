"""Keeps the progress of a test at the bottom of a terminal while it runs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from onetake.reports.paper import Paper
from onetake.reports.progress import Progress
from onetake.words.events import Event

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text


class LiveProgress:
    """Shows progress where lines can be printed over, and nothing elsewhere.

    `wanted` absent means: unless the environment variable CI is set. `clock` gives seconds.
    """

    def __init__(
        self, paper: Paper, wanted: bool | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        wanted = not os.environ.get("CI") if wanted is None else wanted
        self.moving = wanted and paper.interactive
        self._paper = paper
        self._clock = clock
        self._progress = Progress()
        self._begun = 0.0
        self._live: Live | None = None

    def start(self) -> None:
        """Begin to show progress from nothing."""
        self._progress, self._begun = Progress(), self._clock()
        if self.moving:
            self._live = self._paper.live(self._lines)
            self._live.start()

    def take(self, event: Event) -> None:
        """Take an event."""
        if self.moving:
            self._progress.take(event)

    def stop(self) -> None:
        """Take the lines away."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _lines(self) -> list[Text]:
        return self._progress.lines(self._paper, (self._clock() - self._begun) * 1000)
