"""How much a load needs, before it begins; and which rate to try next when its limit is sought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

NEAR = 1.1
"""A limit is found when the rate that broke is at most this many times the one that held."""

BAD = 0.01
"""The share of customers, 0 to 1, of whom more must not be failed, degraded or untold."""


WORK = 0.001
"""Seconds of a core that a walked step takes us, with some to spare: 0.7 ms were measured."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a load needs at its highest rate: customers at once, lines for them, and our own cores.

    Each customer stays so many `seconds`, on so many lines, and walks so many steps.
    """

    rate: float
    seconds: float
    lines_each: float
    steps_each: float = 1.0

    @property
    def here(self) -> float:
        """Return how many customers are here at once: Little's law (Operations Research 9, 1961).

        It is the rate at which they come, times how long each stays.
        """
        return self.rate * self.seconds

    @property
    def lines(self) -> float:
        """Return how many lines are open at once."""
        return self.here * self.lines_each

    @property
    def cores(self) -> int:
        """Return how many cores of ours are busy with it."""
        return ceil(self.rate * self.steps_each * WORK)

    def lacks(self, most: int, files: int, jobs: int, cores: int) -> Iterator[str]:
        """Yield what is missing, of `most` customers at once and `files` that may be open.

        `jobs` processes serve them, on a machine that has so many `cores`.
        """
        if self.here > most:
            yield f"only {most:,} may be here at once: the others will be skipped"
        if self.lines > files:
            yield f"this process may open {files:,} files: raise it, ulimit -n {2 * self.lines:.0f}"
        if self.cores > jobs:
            told = f"--jobs {min(self.cores, cores)}" if jobs < cores else "a stronger machine"
            yield f"about {self.cores} cores of ours are needed, and {jobs} serve: take {told}"


class Search:
    """Seeks the highest rate that holds: doubles until one breaks, then halves the gap.

    Rates are customers a second; `most` is never passed.
    """

    def __init__(self, begin: float, most: float | None = None) -> None:
        self.held: float = 0.0
        self.broke: float | None = None
        self._most = most
        self._next: float | None = min(begin, most) if most else begin

    @property
    def next(self) -> float | None:
        """Return the rate to try now; None when the limit is found."""
        return self._next

    def tell(self, *, holds: bool) -> None:
        """Note whether the rate that was tried holds."""
        assert self._next is not None, "there is nothing more to try"
        if holds:
            self.held = self._next
        else:
            self.broke = self._next
        self._next = self._following()

    def _following(self) -> float | None:
        if self.broke is None:
            if self._most is not None and self.held >= self._most:
                return None
            return min(2 * self.held, self._most) if self._most else 2 * self.held
        if not self.held:
            return self.broke / 2 if self.broke > 0.1 else None
        return (self.held + self.broke) / 2 if self.broke / self.held > NEAR else None
