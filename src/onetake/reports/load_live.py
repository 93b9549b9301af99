"""Watches a load in a terminal: who comes, what they meet and how long they wait, each second."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from onetake.reports.load import time_text
from onetake.reports.paper import Paper, Part
from onetake.reports.signs import SIGNS, STYLES
from onetake.words.load import Tick
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

_BARS = " ▁▂▃▄▅▆▇█"
_CURVE = 50
"""Seconds of the curves."""

_EVERY = 10
"""Seconds between two lines where nothing can be printed over."""

_SOONEST = 1_000_000
"""Nanoseconds; a curve of less is flat, for nobody notices."""


class LoadLive:
    """Shows each second of a load: in place on a terminal, elsewhere a line now and then.

    `seconds` is how long it is meant to last.
    """

    def __init__(self, seconds: float, console: Console | None = None) -> None:
        from rich.console import Console as Made

        self._paper = Paper(console or Made(file=sys.stderr, highlight=False))
        self._seconds = seconds
        self._moving = self._paper.interactive and not os.environ.get("CI")
        self._ticks: deque[Tick] = deque(maxlen=_CURVE)
        self._live: Live | None = None

    def __enter__(self) -> LoadLive:
        """Begin to watch."""
        return self

    def take(self, tick: Tick) -> None:
        """Show a second that is over."""
        self._ticks.append(tick)
        if self._moving and self._live is None:
            self._live = self._paper.live(self.lines)
            self._live.start()
        elif not self._moving and tick.number % _EVERY == 0:
            self._paper.line(tick_line(tick))

    def say(self, line: str) -> None:
        """Print a line that stays, and begin to watch anew."""
        self._stop()
        self._ticks.clear()
        self._paper.whole(line)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the lines away."""
        self._stop()

    def _stop(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def lines(self) -> list[Text]:
        """Return what is shown now, each on one row of the terminal."""
        told = [self._paper.text(*parts) for parts in self._told()] if self._ticks else []
        for line in told:
            line.truncate(self._paper.width, overflow="ellipsis")
        return told

    def _told(self) -> Iterator[tuple[Part, ...]]:
        tick = self._ticks[-1]
        yield (_bar(tick.number, self._seconds),)
        counts = [
            (f"  {SIGNS[verdict]} {tick.so_far[verdict]:,} {verdict.value}", STYLES[verdict])
            for verdict in Verdict
            if tick.so_far.get(verdict)
        ]
        yield (f"  {tick.came:,}/s come, {tick.here:,} are here", *counts)
        yield (
            f"  p50 {time_text(tick.p50)}   p95 {time_text(tick.p95)}   p99 {time_text(tick.p99)}",
            (f"   late ourselves {time_text(tick.late)}", "dim"),
        )
        waits = [one.p95 for one in self._ticks]
        yield ("  p95 ", (_curve(waits, _SOONEST), "cyan"), f" up to {time_text(max(waits))}")
        comes = [one.came for one in self._ticks]
        yield ("  come", f" {_curve(comes, 1)} up to {max(comes):,}/s")
        unwell = [100 * one.failed for one in self._ticks]
        if any(unwell):
            curve = (_curve(unwell, 1), STYLES[Verdict.FAILED])
            yield ("  fail", " ", curve, f" up to {max(unwell):.1f} %")
        for text, verdict, number in tick.kinds:
            yield ((f"  {SIGNS[verdict]} ", STYLES[verdict]), f"{number:,} × ", text)


def tick_line(tick: Tick) -> str:
    """Return one second of a load as a line."""
    return (
        f"{tick.number:>5} s  {tick.came:>5}/s  {tick.here:>5} here  p50 {time_text(tick.p50):>8}  "
        f"p95 {time_text(tick.p95):>8}  failed {100 * tick.failed:.1f} %"
    )


def _bar(now: int, whole: float, width: int = 40) -> str:
    """Return how far it is: `████░░░░ 0:42 of 5:00`."""
    if not whole:
        return _clock(now)
    done = min(int(width * now / whole), width)
    return f"{'█' * done}{'░' * (width - done)} {_clock(min(now, whole))} of {_clock(whole)}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def _curve(values: list[int] | list[float], least: float) -> str:
    """Return values as a row of bars, the greatest the highest; `least` is its scale at least."""
    scale = max(*values, least)
    return "".join(_BARS[round(value / scale * (len(_BARS) - 1))] for value in values)
