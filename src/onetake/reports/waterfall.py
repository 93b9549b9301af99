"""When each step of a run began and ended, on one axis over all channels and lanes."""

from __future__ import annotations

from dataclasses import dataclass

from onetake.words.events import RunResult, StepResult
from onetake.words.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Bar:
    """A walked step on the axis: where it begins and how long it is, in ms since the run began.

    `minor` and `major` are where an answer would have been late, None without such a limit.
    """

    step: StepResult
    begin: float
    took: float
    minor: float | None = None
    major: float | None = None

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.begin + self.took


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The walked steps of a run in the order of time; the axis is `ms` milliseconds long."""

    bars: tuple[Bar, ...]
    ms: float


def waterfall(run: RunResult) -> Waterfall:
    """Return a run's steps on one axis, from the begin of the first to the end of the last."""
    walked = [step for step in run.steps if step.verdict is not Verdict.SKIPPED]
    begun = min((step.started for step in walked), default=run.started)
    bars = sorted((_bar(step, begun) for step in walked), key=_order)
    return Waterfall(tuple(bars), max((bar.end for bar in bars), default=0.0))


def _bar(step: StepResult, started: float) -> Bar:
    # in whole microseconds, as the ledger keeps them: told again, a run looks the same
    begin = max(0, round(step.started * 1e6) - round(started * 1e6)) / 1000
    took = max(0.0, step.took if step.took is not None else step.ms or 0.0)
    if step.within is None or step.ms is None:
        return Bar(step, begin, took)
    asked = begin + took - step.ms
    minor = step.within.minor
    return Bar(
        step, begin, took,
        None if minor is None else asked + minor * 1000, asked + step.within.major * 1000,
    )  # fmt: skip


def _order(bar: Bar) -> tuple[float, int]:
    return bar.begin, bar.step.number
