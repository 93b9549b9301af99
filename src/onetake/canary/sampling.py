"""Says which of two releases is asked next, so that both meet the same hours and the same load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

Arm = Literal["baseline", "candidate"]


def interleaved(pairs: int, draw: Callable[[], float]) -> Iterator[Arm]:
    """Yield whom to ask, in pairs of one each, the first of a pair by lot.

    `draw` gives numbers from 0 up to 1, such as `random.Random(seed).random`.
    """
    for _ in range(pairs):
        yield from ("baseline", "candidate") if draw() < 0.5 else ("candidate", "baseline")
