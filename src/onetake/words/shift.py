"""How much longer one group of times is than another, with the interval that shows how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import comb
from statistics import median

MOST = 50
"""Times of one group that are looked at; the last ones, so that the count stays exact."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How many times as long the second group takes: 2 is twice as long, within `low` to `high`."""

    ratio: float
    low: float
    high: float


def shift(before: Sequence[float], after: Sequence[float], sure: float = 0.95) -> Shift | None:
    """Return how many times as long `after` takes, None when they are too few to show it.

    The ratios of all pairs give the estimate (their median) and its interval, whatever the times'
    distribution: Hodges & Lehmann (1963), "Estimates of location based on rank tests", Ann. Math.
    Stat. 34, on logarithms. With 95 %, four times against four are the fewest that show anything.
    """
    kept_before = [time for time in before if time > 0][-MOST:]
    kept_after = [time for time in after if time > 0][-MOST:]
    outside = _outside(len(kept_before), len(kept_after), (1 - sure) / 2)
    if outside == 0:
        return None
    ratios = sorted(new / old for new in kept_after for old in kept_before)
    return Shift(median(ratios), ratios[outside - 1], ratios[-outside])


@lru_cache(maxsize=256)
def _outside(few: int, many: int, share: float) -> int:
    """Return how many of the ordered ratios lie outside the interval at either end.

    Below it lies at most `share` of how the Mann-Whitney statistic comes out by chance; its
    counts are the coefficients of the Gaussian binomial.
    """
    if not few or not many:
        return 0
    most = share * comb(few + many, few)
    return sum(total <= most for total in accumulate(_arrangements(few, many)))


def _arrangements(few: int, many: int) -> list[int]:
    """Return in how many orders of two groups the statistic is 0, 1, … few × many."""
    counts = [1] + [0] * (few * many)
    for size in range(1, many + 1):
        for at in range(len(counts) - 1, few + size - 1, -1):
            counts[at] -= counts[at - few - size]
        for at in range(size, len(counts)):
            counts[at] += counts[at - size]
    return counts
