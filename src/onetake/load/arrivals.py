"""When customers come: the intended moment of each arrival of a curve of rates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from onetake.words.load import Phase


def highest(phases: Sequence[Phase]) -> float:
    """Return the highest rate a second of a curve."""
    return max((max(phase.begin, phase.end) for phase in phases), default=0.0)


def expected(phases: Sequence[Phase]) -> float:
    """Return how many customers a curve brings."""
    return sum(phase.customers for phase in phases)


def arrivals(phases: Sequence[Phase], chance: Random | None = None) -> Iterator[float]:
    """Yield the intended moment of each arrival, in seconds from the beginning, in their order.

    They come evenly, the first at once; with `chance` as strangers do, at random with the same
    rates (a Poisson process, whose expected count passes at unit rate: Cinlar 1975, section 4.7).
    """
    begun, come, wanted = 0.0, 0.0, 0.0
    if chance is not None:
        wanted = chance.expovariate(1.0)
    for phase in phases:
        while wanted < come + phase.customers:
            yield begun + phase.when(wanted - come)
            wanted += 1.0 if chance is None else chance.expovariate(1.0)
        begun += phase.seconds
        come += phase.customers
