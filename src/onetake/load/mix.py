"""Chooses who comes next: by weight, as evenly as can be, so that a short load has the mix, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

Thing = TypeVar("Thing")


def in_turn(weights: Mapping[Thing, float]) -> Iterator[Thing]:
    """Yield things for ever, each as often as its weight: after any number, within one of it.

    Each gains its weight a turn and the richest pays for all, as nginx balances its servers.
    """
    total = sum(weights.values())
    held = dict.fromkeys(weights, 0.0)
    while True:
        for thing, weight in weights.items():
            held[thing] += weight
        chosen = max(held, key=held.__getitem__)
        held[chosen] -= total
        yield chosen
