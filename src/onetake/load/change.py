"""Compares percentiles of two loads: by how much, and between what it surely lies."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from onetake.load.histogram import Histogram

_Z975 = 2.241402727604947
"""How many standard deviations hold 97.5 % of a normal distribution, on both sides together."""


@dataclass(frozen=True, slots=True)
class Change:
    """A percentile now and before, in nanoseconds, with what its ratio lies between.

    The bounds are None where too few came to tell.
    """

    now: int
    before: int
    low: float | None
    high: float | None

    @property
    def sure(self) -> bool:
        """Return whether it changed at all, for all that can be told."""
        return self.low is not None and self.high is not None and not self.low <= 1 <= self.high


def change(now: Histogram, before: Histogram, percent: float) -> Change:
    """Return how a percentile changed; each is bounded with 97.5 %, so that both hold with 95 %."""
    bounds, earlier = between(now, percent), between(before, percent)
    low = high = None
    if bounds and earlier and earlier[0]:
        low, high = bounds[0] / earlier[1], bounds[1] / earlier[0]
    return Change(now.at(percent), before.at(percent), low, high)


def between(times: Histogram, percent: float) -> tuple[int, int] | None:
    """Return the order statistics that bound a percentile with 97.5 %; None where too few are.

    By the normal approximation of the binomial: David and Nagaraja (2003), "Order Statistics", 7.1.
    """
    total, share = len(times), percent / 100
    reach = _Z975 * sqrt(total * share * (1 - share))
    low, high = total * share - reach, ceil(total * share + reach) + 1
    if low < 1 or high > total:
        return None
    return times.at(100 * low / total), times.at(100 * high / total)
