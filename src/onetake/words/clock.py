"""The clock that arrivals and waits share: the event loop's, but finely read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from time import monotonic


def now() -> float:
    """Return seconds on the running event loop's clock."""
    return reader()()


def reader() -> Callable[[], float]:
    """Return what reads the running event loop's clock, in seconds.

    uvloop reads its clock once per round and to the millisecond; the monotonic clock it reads
    counts from the same origin and is read here itself. Any other loop is asked.
    """
    loop = asyncio.get_running_loop()
    return monotonic if _is_coarse(type(loop).__module__) else loop.time


@cache
def _is_coarse(module: str) -> bool:
    return module.partition(".")[0] == "uvloop"
