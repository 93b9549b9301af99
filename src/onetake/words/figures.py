"""What a KPI of each kind comes to: its value with the interval that bounds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor, sqrt
from typing import Any

from onetake.words.poisson import poisson
from onetake.words.student import t95
from onetake.words.wilson import Z95, wilson

Figured = tuple[float, float | None, float | None]
"""A value, and what bounds it with 95 % confidence."""


def _ratio(n: int, parts: Sequence[Any]) -> Figured:
    """Return a share in percent with Wilson's interval."""
    low, high = wilson(parts[0], n)
    return parts[0] / n * 100, low * 100, high * 100


def _net(n: int, parts: Sequence[Any]) -> Figured:
    """Return the good less the bad in points; the variance is that of a multinomial difference."""
    good, bad = parts[0] / n, parts[1] / n
    value = good - bad
    half = Z95 * sqrt(max(good + bad - value * value, 0.0) / n)
    return value * 100, max(value - half, -1.0) * 100, min(value + half, 1.0) * 100


def _mean(n: int, parts: Sequence[Any]) -> Figured:
    """Return the mean with Student's interval; a single row has none."""
    mean, spread = parts
    if n < 2 or spread is None:
        return mean, None, None
    half = t95(n - 1) * spread / sqrt(n)
    return mean, mean - half, mean + half


def _median(n: int, parts: Sequence[Any]) -> Figured:
    """Return the median with the order statistics that bound it, by the normal approximation.

    David and Nagaraja (2003), "Order Statistics", section 7.1. Few rows bound nothing.
    """
    values = parts[0]
    value = (values[(n - 1) // 2] + values[n // 2]) / 2
    reach = Z95 * sqrt(n) / 2
    low, high = floor(n / 2 - reach), ceil(n / 2 + reach) + 1
    if low < 1 or high > n:
        return value, None, None
    return value, values[low - 1], values[high - 1]


def _sum(n: int, parts: Sequence[Any]) -> Figured:
    """Return the sum with the interval of a scaled Poisson count; below zero nothing bounds it.

    The sum of a random number of figures is told as `count` events of equal size that have its mean
    and its variance: Bohm and Zech (2014), "Statistics of weighted Poisson events", section 2.
    """
    total, squares, least = (float(part) for part in parts)
    if total <= 0 or least < 0:
        return total, None, None
    size = squares / total
    low, high = poisson(total / size)
    return total, low * size, high * size


def _rate(n: int, parts: Sequence[Any]) -> Figured:
    """Return the sum per day, with its interval; the last part is how many days it is of."""
    *figures, days = parts
    total, low, high = _sum(n, figures)
    return total / days, low and low / days, high and high / days


FIGURES: Mapping[str, Callable[[int, Sequence[Any]], Figured]] = {
    "ratio": _ratio, "net": _net, "mean": _mean, "median": _median, "sum": _sum, "rate": _rate,
}  # fmt: skip
"""By kind of KPI: of `n` rows, and the parts that SQL gave for them."""
