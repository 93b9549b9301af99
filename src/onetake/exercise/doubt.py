"""Takes back verdicts on times that our own lateness could have made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onetake.words.events import RunResult, StepResult
from onetake.words.verdict import Verdict


def doubted(result: RunResult, late: float) -> RunResult:
    """Return a run as it can be told by who was up to `late` milliseconds late.

    A step is unknown whose time, give or take as much, could be on either side of a limit; so is
    the run, unless something else failed.
    """
    steps = tuple(_doubted(step, late) for step in result.steps)
    doubt = next(
        (new for new, old in zip(steps, result.steps, strict=True) if new is not old), None
    )
    if doubt is None:
        return result
    if any(step.verdict is Verdict.FAILED for step in steps):
        return replace(result, steps=steps)
    return replace(result, steps=steps, verdict=doubt.verdict, reason=doubt.reason, rule=doubt.rule)


def _doubted(step: StepResult, late: float) -> StepResult:
    rests = step.rule == "within" or step.verdict is Verdict.PASSED
    if not rests or step.ms is None or step.within is None:
        return step
    for limit in _limits(step):
        if abs(step.ms - limit) < late:
            return replace(
                step,
                verdict=Verdict.UNKNOWN,
                rule="lateness",
                reason=f"it took {step.ms:.0f} ms, we were up to {late:.0f} ms late ourselves, and "
                f"{limit:.0f} ms is the limit",
            )
    return step


def _limits(step: StepResult) -> Iterator[float]:
    assert step.within is not None, "only steps with a limit are looked at"
    if step.within.minor is not None:
        yield step.within.minor * 1000
    yield step.within.major * 1000
