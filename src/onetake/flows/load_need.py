"""Tells before a load how many customers will be here at once, and what it lacks for them."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean

from onetake.analysis import opened
from onetake.exercise.plan import Errand
from onetake.ledger.ledger import Ledger
from onetake.load.arrivals import highest
from onetake.load.capacity import Need
from onetake.words.load import Profile

_STAYED = """
SELECT journey, median(ms) / 1000 FROM runs
WHERE environment = $environment AND verdict IN ('passed', 'degraded') GROUP BY journey
"""


@dataclass(frozen=True, slots=True)
class Means:
    """What there is for a load: so many customers at once, served by so many processes."""

    most: int
    jobs: int


def needs(
    errands: Sequence[tuple[Errand, float]],
    profile: Profile,
    environment: str,
    means: Means,
    stayed: Mapping[str, float],
) -> Iterator[str]:
    """Yield what a load needs and lacks; errands come with their weights.

    `stayed` is how long a customer stays in each journey, in seconds.
    """
    if profile.customers:
        return
    need = _need(errands, stayed, highest(profile.phases))
    if need is None:
        again = f"onetake test --env {environment}"
        yield f"how many customers will be here at once is not known: {again}"
        return
    yield (
        f"{need.rate:g}/s who stay {need.seconds:.2g} s each: {ceil(need.here):,} at once, open "
        f"lines {ceil(need.lines):,} (Little's law)"
    )
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0] * means.jobs
    yield from need.lacks(means.most, files, means.jobs, os.cpu_count() or 1)


def stays(ledger: Ledger, environment: str) -> Mapping[str, float]:
    """Return how long customers stay in each journey there, in seconds, as the ledger knows."""
    with opened(ledger) as facts:
        return dict(facts.select(_STAYED, environment=environment))


def _need(
    errands: Sequence[tuple[Errand, float]], stayed: Mapping[str, float], rate: float
) -> Need | None:
    known = [(errand, weight) for errand, weight in errands if errand.ready.journey.id in stayed]
    if not known:
        return None
    total = sum(weight for _, weight in known)
    seconds = sum(stayed[errand.ready.journey.id] * weight for errand, weight in known) / total
    steps = sum(len(errand.ready.acts) * weight for errand, weight in known) / total
    return Need(rate, seconds, fmean(_lines(errand) for errand, _ in known), steps)


def _lines(errand: Errand) -> int:
    """Return on how many lines a run talks: one for each speaker and system."""
    return len({(act.step.speaker, act.system.name) for act in errand.ready.acts}) or 1
