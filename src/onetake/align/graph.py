"""Follows influences from one KPI or lever to others, each way with its sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onetake.align.known import LOSSES
from onetake.words.charter import Influence

LONGEST = 3
"""Steps after which an influence is no longer followed: nobody could say that it holds."""

Way = tuple[Influence, ...]


def is_of(name: str, family: str) -> bool:
    """Return whether a KPI belongs to a family: `aht.voice` to `aht`."""
    return name == family or name.startswith(f"{family}.")


def loss(kpi: str) -> str:
    """Return what a customer loses when a KPI goes the wrong way."""
    return next((told for family, told in LOSSES.items() if is_of(kpi, family)), "loses by it")


def ways(begin: str, end: str, influences: Sequence[Influence]) -> Iterator[Way]:
    """Yield every way from a KPI or lever to another, the shortest first; none goes in a circle."""
    found: list[tuple[Way, str]] = [((), begin)]
    for _ in range(LONGEST):
        longer = [
            ((*way, edge), edge.effect)
            for way, at in found
            for edge in influences
            if is_of(at, edge.cause) and edge.effect not in _met(begin, way)
        ]
        yield from (way for way, at in longer if is_of(end, at))
        found = [(way, at) for way, at in longer if not is_of(end, at)]


def _met(begin: str, way: Way) -> set[str]:
    return {begin, *(edge.effect for edge in way)}


def sign_of(way: Way) -> int:
    """Return whether more of the first makes more (1) or less (-1) of the last."""
    product = 1
    for edge in way:
        product *= edge.sign
    return product


def told(way: Way) -> str:
    """Return a way in words: `more aht means more fcr`."""
    parts, more = [], 1
    for edge in way:
        after = more * edge.sign
        parts.append(f"{_much(more)} {edge.cause} means {_much(after)} {edge.effect}")
        more = after
    return ", ".join(parts)


def _much(sign: int) -> str:
    return "more" if sign > 0 else "less"
