"""Load in nouns: a curve of rates, when to stop, and one customer having come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

from onetake.words.events import RunResult
from onetake.words.figure import FigureFault, duration
from onetake.words.location import NOWHERE, Location
from onetake.words.verdict import Verdict

_STOP = re.compile(r"(failed|degraded|unknown|skipped)\s*>\s*(\d+(?:\.\d+)?)\s*%\s+for\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of `seconds`, over which the rate goes evenly from `begin` to `end` a second."""

    seconds: float
    begin: float
    end: float

    @property
    def customers(self) -> float:
        """Return how many come in it: the area below the rate."""
        return self.seconds * (self.begin + self.end) / 2

    def when(self, customers: float) -> float:
        """Return after how many seconds so many have come; at most all of them."""
        slope = (self.end - self.begin) / self.seconds
        root = sqrt(max(self.begin**2 + 2 * slope * customers, 0.0))
        total = self.begin + root
        return min(2 * customers / total, self.seconds) if total else 0.0


@dataclass(frozen=True, slots=True)
class StopRule:
    """When a load is stopped: more than a share (0 to 1) come to a verdict, for so many seconds."""

    verdict: Verdict
    share: float
    seconds: float

    @classmethod
    def parse(cls, text: object) -> StopRule:
        """Return the rule of `failed > 5 % for 30s`. Raises FigureFault."""
        found = _STOP.fullmatch(" ".join(str(text).split()))
        if not found or not float(found[2]) < 100:
            raise FigureFault(f"{str(text)!r} tells not when to stop", "write failed > 5 % for 30s")
        return cls(Verdict(found[1]), float(found[2]) / 100, duration(found[3]))

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.verdict.value} > {100 * self.share:g} % for {self.seconds:g}s"


@dataclass(frozen=True, slots=True)
class Profile:
    """How customers come: the curve of rates, which journeys by weight, and when to stop.

    Without a mix all journeys asked for have the same weight. With `chance` they come at random, as
    strangers do. `customers` come again and again instead, each as soon as served: a closed load.
    """

    name: str
    phases: tuple[Phase, ...]
    mix: Mapping[str, float] = field(default_factory=dict)
    stops: tuple[StopRule, ...] = ()
    chance: bool = False
    customers: int = 0
    location: Location = NOWHERE

    @property
    def seconds(self) -> float:
        """Return how long it lasts."""
        return sum(phase.seconds for phase in self.phases)


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a load that one process takes: every customer whose number is its own.

    Customers are numbered from 0; it takes each `of`th, from `number` on. `seed` is by what chance
    they come, the same in all parts, `canary` our mark in what they send.
    """

    number: int = 0
    of: int = 1
    seed: float = 0.0
    canary: str = ""

    def share(self, whole: int) -> int:
        """Return how many of so many are its own."""
        return len(range(self.number, whole, self.of))


@dataclass(frozen=True, slots=True)
class Visit:
    """One customer having come: when it was meant to begin, when it began and ended, in seconds.

    Times count from the load's beginning. `result` is None for one that never began, and `reason`
    says why.
    """

    journey: str
    intended: float
    begun: float
    ended: float
    verdict: Verdict
    reason: str = ""
    result: RunResult | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """One second of a load as it is watched: how many came, are here, and what they met.

    `p50`, `p95` and `p99` are responses in nanoseconds and `late` how late we began at most,
    `verdicts` those of who was served in it. `so_far` are all verdicts until now, `kinds` the most
    frequent failures until now, each with how many.
    """

    number: int
    came: int
    here: int
    p50: int
    p95: int
    p99: int
    late: int
    verdicts: Mapping[Verdict, int]
    so_far: Mapping[Verdict, int]
    kinds: tuple[tuple[str, Verdict, int], ...] = ()

    @property
    def failed(self) -> float:
        """Return which share of those served in it failed, 0 to 1."""
        served = sum(self.verdicts.values())
        return self.verdicts.get(Verdict.FAILED, 0) / served if served else 0.0


@dataclass(frozen=True, slots=True)
class Stage:
    """One rate tried while a limit is sought: who came, the share not served well, and by what.

    `p95` is the response of the slowest journey in nanoseconds, `worst` the most frequent failure.
    """

    rate: float
    customers: int
    bad: float
    p95: int
    holds: bool
    worst: str = ""
