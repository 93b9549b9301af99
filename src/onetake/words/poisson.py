"""The interval of a count of events that come by themselves."""

from __future__ import annotations

from math import sqrt

from onetake.words.wilson import Z95


def poisson(count: float) -> tuple[float, float]:
    """Return what bounds the mean of a Poisson count with 95 % confidence, by Byar's approximation.

    Breslow and Day (1987), "Statistical Methods in Cancer Research", volume II, equation 2.13: from
    five events on within 1 % of the exact interval. Raises ValueError below zero.
    """
    if count < 0:
        raise ValueError(f"{count} is no count of events")
    more = count + 1
    high = more * (1 - 1 / (9 * more) + Z95 / (3 * sqrt(more))) ** 3
    if not count:
        return 0.0, high
    low = count * max(1 - 1 / (9 * count) - Z95 / (3 * sqrt(count)), 0.0) ** 3
    return low, high
