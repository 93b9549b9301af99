"""When each step of a run began and ended, on one axis over all channels and lanes."""

from __future__ import annotations

from dataclasses import dataclass

from onetake.words.events import RunResult, StepResult
from onetake.words.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Bar:
    """A walked step on the axis, in ms since the run began: `at` is when it began.

    Its bar begins where its answer was asked for, be it before that, and is as long as that took.
    `minor` and `major` are where an answer would have been late, None without such a limit.
    """

    step: StepResult
    at: float
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
    at = max(0, round(step.started * 1e6) - round(started * 1e6)) / 1000
    felt = max(0.0, step.felt or 0.0)
    asked = at - max(0.0, felt - step.took) if step.took is not None else at
    begin = max(0.0, asked)
    took = max(0.0, asked + felt - begin)
    if step.within is None or step.ms is None:
        return Bar(step, at, begin, took)
    minor = step.within.minor
    return Bar(
        step, at, begin, took,
        None if minor is None else asked + minor * 1000, asked + step.within.major * 1000,
    )  # fmt: skip


def _order(bar: Bar) -> tuple[float, int]:
    return bar.at, bar.step.number
