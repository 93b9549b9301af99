"""How long each step took in two tests, side by side, with the interval that shows how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from onetake.reports.changes import FELT, NOTICED
from onetake.reports.duration import duration_text
from onetake.reports.signs import SIGNS
from onetake.reports.step_title import step_title
from onetake.words.events import RunResult, StepResult
from onetake.words.shift import Shift, shift
from onetake.words.verdict import Verdict, worst

FARTHEST = 4.0
"""The ratio at either end of the axis; what lies beyond is drawn at its end."""

_THIN = 0.4


@dataclass(frozen=True, slots=True)
class Interval:
    """A ratio of two times with its interval, in percent of an axis from ¼ to 4 times."""

    text: str
    sure: str
    pace: str
    at: str
    low: str
    wide: str


@dataclass(frozen=True, slots=True)
class StepPair:
    """A step in both tests, or in one of them; `then` and `now` are percents of the longest bar.

    `change` says what became of it: `new`, `gone`, `not reached`, what it was before, or nothing.
    """

    title: str
    number: int
    verdict: Verdict
    sign: str
    before: str
    after: str
    then: str
    now: str
    interval: Interval | None
    change: str = ""


def step_pairs(before: Sequence[RunResult], after: Sequence[RunResult]) -> tuple[StepPair, ...]:
    """Return each step that was walked in either test, in the newer one's order, then the gone."""
    old, new = _steps(before), _steps(after)
    names = [*new, *(name for name in old if name not in new)]
    both = [(old.get(name, []), new.get(name, [])) for name in names]
    known = [median(times) for pair in both for steps in pair if (times := _all_ms(steps))]
    widest = max(known, default=0.0) or 1.0
    return tuple(_pair(*pair, widest) for pair in both if any(map(_all_ms, pair)))


def interval(found: Shift | None, difference: float) -> Interval | None:
    """Return how a ratio is told and drawn; None when nothing is sure.

    `difference` is how many ms longer it takes; what nobody feels is neither slower nor faster.
    """
    if found is None:
        return None
    felt = abs(difference) >= FELT
    pace = "slower" if found.low > NOTICED else "faster" if found.high < 1 / NOTICED else ""
    low, high = _along(found.low), _along(found.high)
    return Interval(
        f"{found.ratio:.2f} ×",
        f"{found.low:.2f} to {found.high:.2f}",
        pace if felt else "",
        _percent(_along(found.ratio)),
        _percent(min(low, 100 - _THIN)),
        _percent(max(high - low, _THIN)),
    )


Name = tuple[str, str, int]


def _steps(runs: Sequence[RunResult]) -> dict[Name, list[StepResult]]:
    """Return the steps of runs by what they are called, the third of one name as such."""
    found: dict[Name, list[StepResult]] = {}
    for run in runs:
        times: dict[tuple[str, str], int] = {}
        for step in run.steps:
            called = (step.name, step.action)
            times[called] = times.get(called, 0) + 1
            found.setdefault((*called, times[called]), []).append(step)
    ordered = sorted(found.items(), key=lambda item: item[1][0].number)
    return dict(ordered)


def _pair(old: Sequence[StepResult], new: Sequence[StepResult], widest: float) -> StepPair:
    step = (new or old)[-1]
    walked = next(one for one in (*new, *old) if _ms(one) is not None)
    before, after = _all_ms(old), _all_ms(new)
    then, now = (median(times) if times else None for times in (before, after))
    verdict = worst(one.verdict for one in new or old)
    difference = (now or 0.0) - (then or 0.0)
    return StepPair(
        title=step_title(walked),
        number=step.number,
        verdict=verdict,
        sign=SIGNS[verdict],
        before=duration_text(then),
        after=duration_text(now),
        then=_percent((then or 0.0) / widest * 100),
        now=_percent((now or 0.0) / widest * 100),
        interval=interval(shift(before, after), difference),
        change=_change(old, new),
    )


def _change(old: Sequence[StepResult], new: Sequence[StepResult]) -> str:
    if not _all_ms(new):
        return "not reached" if new else "gone"
    if not _all_ms(old):
        return "not reached before" if old else "new"
    was, now = (worst(one.verdict for one in steps) for steps in (old, new))
    return "" if was is now else f"{was.value} before"


def _ms(step: StepResult) -> float | None:
    """Return how long an answer took, else how long the step took."""
    if step.verdict is Verdict.SKIPPED:
        return None
    return step.felt


def _all_ms(steps: Sequence[StepResult]) -> list[float]:
    return [ms for step in steps if (ms := _ms(step)) is not None]


def _along(ratio: float) -> float:
    """Return where a ratio lies on the axis, 0 to 100, as far from the middle as its inverse."""
    inside = min(max(ratio, 1 / FARTHEST), FARTHEST)
    return 50 + 50 * log(inside) / log(FARTHEST)


def _percent(part: float) -> str:
    return f"{part:.2f}%"
