"""How long each step of a journey took: in this test, before it, and beside its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from onetake.reports.before import moment
from onetake.reports.duration import duration_text
from onetake.reports.signs import SIGNS
from onetake.reports.step_title import step_title
from onetake.words.events import RunResult, StepResult
from onetake.words.figure import Levels
from onetake.words.verdict import Verdict, worst

_FEWEST = 2
_ROOM = 1.08
_FAR = 2.5


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step's times as words; `share` and the marks are percents of the longest bar."""

    title: str
    number: int
    verdict: Verdict
    sign: str
    typical: str
    slow: str
    before: str
    limit: str
    share: str
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A run on a chart: when, its time in ms, its verdict, and whether this test walked it."""

    when: str
    ms: float
    took: str
    verdict: Verdict
    sign: str
    now: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A time over runs, the oldest first; `minor` and `major` are limits in ms, empty for none."""

    title: str
    dots: tuple[Dot, ...]
    minor: str = ""
    major: str = ""


def step_times(runs: Sequence[RunResult], earlier: Sequence[RunResult]) -> tuple[StepTime, ...]:
    """Return the times of each step that was walked; `earlier` are runs of tests before."""
    steps: dict[int, list[StepResult]] = {}
    for run in runs:
        for step in run.steps:
            if _ms(step) is not None:
                steps.setdefault(step.number, []).append(step)
    longest = max((_slow(_all_ms(found)) for found in steps.values()), default=0.0)
    near = [step.within.major * 1000 for found in steps.values() for step in found if step.within]
    widest = max([longest, *(at for at in near if at <= longest * _FAR)], default=0.0) * _ROOM
    return tuple(_row(found, earlier, widest or 1.0) for _, found in sorted(steps.items()))


def chart(
    runs: Sequence[RunResult], earlier: Sequence[RunResult], step: StepResult | None
) -> Chart | None:
    """Return how long runs took, or how long that step of theirs; None for a single run.

    The step is taken when it has a time in at least two runs.
    """
    both = [*((run, False) for run in earlier), *((run, True) for run in runs)]
    both.sort(key=lambda pair: pair[0].started)
    if step is not None and step.within is not None:
        dots = tuple(_dots(both, step))
        if len(dots) >= _FEWEST:
            limits = (step.within.minor, step.within.major)
            minor, major = ("" if at is None else f"{at * 1000:g}" for at in limits)
            return Chart(step_title(step), dots, minor, major)
    dots = tuple(_dot(run, run.ms, run.verdict, now=now) for run, now in both)
    return Chart("The whole journey", dots) if len(dots) >= _FEWEST else None


def _dots(both: Sequence[tuple[RunResult, bool]], wanted: StepResult) -> list[Dot]:
    known = (wanted.number, wanted.name, wanted.action)
    return [
        _dot(run, step.ms, step.verdict, now=now)
        for run, now in both
        for step in run.steps
        if (step.number, step.name, step.action) == known and step.ms is not None
    ]


def _dot(run: RunResult, ms: float, verdict: Verdict, *, now: bool) -> Dot:
    return Dot(
        moment(run.started), round(ms, 1), duration_text(ms), verdict, SIGNS[verdict], now
    )  # fmt: skip


def _row(steps: Sequence[StepResult], earlier: Sequence[RunResult], widest: float) -> StepTime:
    times, first = _all_ms(steps), steps[0]
    slow = _slow(times)
    known = (first.number, first.name, first.action)
    before = [
        ms
        for run in earlier
        for step in run.steps
        if (step.number, step.name, step.action) == known and (ms := _ms(step)) is not None
    ]
    verdict = worst(step.verdict for step in steps)
    return StepTime(
        title=step_title(first),
        number=first.number,
        verdict=verdict,
        sign=SIGNS[verdict],
        typical=duration_text(median(times)),
        slow=duration_text(slow) if len(times) > 1 else "",
        before=duration_text(median(before)) if before else "",
        limit=limit_text(first.within),
        share=_percent(max(slow / widest, 0.004)),
        marks=_marks(first.within, widest),
    )


def limit_text(within: Levels | None) -> str:
    """Return the limits of a step as its file has them: `1.5 s / 4 s`."""
    if within is None:
        return ""
    return " / ".join(f"{at:g} s" for at in (within.minor, within.major) if at is not None)


def _marks(within: Levels | None, widest: float) -> tuple[tuple[str, str], ...]:
    if within is None:
        return ()
    places = (("minor", within.minor), ("major", within.major))
    return tuple(
        (kind, _percent(at * 1000 / widest))
        for kind, at in places
        if at is not None and at * 1000 <= widest
    )


def _percent(part: float) -> str:
    return f"{part * 100:.2f}%"


def _ms(step: StepResult) -> float | None:
    return None if step.verdict is Verdict.SKIPPED else step.felt


def _all_ms(steps: Sequence[StepResult]) -> list[float]:
    return [ms for step in steps if (ms := _ms(step)) is not None]


def _slow(times: Sequence[float]) -> float:
    """Return the time that 95 of 100 did not exceed, by the nearest rank."""
    return sorted(times)[ceil(len(times) * 0.95) - 1]
