"""Sums a run up: the one verdict that its steps and its clean-up come to."""

from __future__ import annotations

from onetake.words.events import StepResult
from onetake.words.verdict import PASSED, Ruling, Verdict, worst


def sum_up(walked: list[StepResult], cleaned: list[StepResult], own: Ruling) -> Ruling:
    """Return a run's verdict: its gravest step's; a clean-up that failed only degrades it.

    `own` is what ended the run beside its steps, such as Ctrl-C; PASSED for nothing.
    """
    rulings = [Ruling(step.verdict, step.rule, step.reason) for step in walked]
    rulings += [own] if own is not PASSED else []
    verdict = worst(ruling.verdict for ruling in rulings)
    dirty = [step for step in cleaned if step.verdict in (Verdict.FAILED, Verdict.UNKNOWN)]
    if dirty and verdict is Verdict.PASSED:
        return Ruling(Verdict.DEGRADED, "always", f"cleaning up failed: {dirty[0].reason}")
    return next((ruling for ruling in rulings if ruling.verdict is verdict), PASSED)
