"""What a number of tries shows about a pass rate: the Wilson score interval."""

from __future__ import annotations

from math import ceil, sqrt

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided 95 % confidence."""


def wilson(passed: int, of: int, z: float = Z95) -> tuple[float, float]:
    """Return the interval that holds the true pass rate with 95 % confidence, each 0 to 1.

    Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference",
    J. Am. Stat. Assoc. 22. No tries at all show nothing: (0, 1).
    """
    if of == 0:
        return 0.0, 1.0
    share, weight = passed / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / of + weight / (4 * of)) / (1 + weight)
    low = 0.0 if passed == 0 else max(0.0, middle - half)
    return low, 1.0 if passed == of else min(1.0, middle + half)


def tries_needed(rate: float, z: float = Z95) -> int:
    """Return how many tries, all passed, it takes to show a pass rate of at least `rate`.

    Solves n / (n + z²) >= rate. Raises ValueError for a rate of 1, which no number shows.
    """
    if not 0 <= rate < 1:
        raise ValueError("no number of tries can show a pass rate of 100 %")
    return max(1, ceil(z * z * rate / (1 - rate) - 1e-9))
