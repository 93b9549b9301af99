"""The journey that a report shows in full on top: the gravest, and of these the longest run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onetake.reports.before import Difference, differences
from onetake.reports.detail import effort_text
from onetake.reports.duration import duration_text
from onetake.reports.html_view import Kept
from onetake.reports.journey_map import CHANNELS, JourneyMap, journey_map
from onetake.reports.signs import SIGNS
from onetake.reports.step_times import Chart, StepTime, chart, step_times
from onetake.reports.step_title import step_title
from onetake.reports.story import Story
from onetake.reports.waterfall import Bar, Waterfall, waterfall
from onetake.words.events import RunResult, StepResult
from onetake.words.past import Past
from onetake.words.verdict import Verdict

_ORDER = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.DEGRADED, Verdict.PASSED)
_NARROWEST = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """A step on the waterfall; `x`, `wide` and the marks are percents of its axis."""

    title: str
    channel: str
    colour: str
    number: int
    verdict: Verdict
    sign: str
    x: str
    wide: str
    label: str
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """What is shown of one journey on top; `anchor` begins the ids of its steps' stories."""

    anchor: str
    who: str
    goal: str
    reason: str
    rule: str
    verdict: Verdict
    sign: str
    several: bool
    map: JourneyMap | None
    times: tuple[StepTime, ...]
    rows: tuple[Row, ...]
    title: str
    told: str
    chart: Chart | None
    changed: tuple[Difference, ...]
    again: str
    run: str


def spread(ordered: Sequence[Kept], past: Past, commit: str = "") -> Spread | None:
    """Return what is shown on top of a report; None when nothing was walked.

    `ordered` are its journeys in the order of their anchors, `commit` is that of the test.
    """
    number = _gravest(ordered)
    if number is None:
        return None
    kept, anchor = ordered[number], f"j{number + 1}"
    story, run = kept.story, kept.story.run
    assert run is not None, "only what was walked is chosen"
    judged = story.judged
    walker = kept.walker
    earlier = [one for one in past.lately(walker) if one.id not in {own.id for own in kept.runs}]
    passed = past.recall([walker]).get(walker) if judged.verdict is not Verdict.PASSED else None
    flow = waterfall(run)
    return Spread(
        anchor=anchor,
        who=story.who,
        goal=run.goal,
        reason=story.reason,
        rule=judged.rule,
        verdict=judged.verdict,
        sign=SIGNS[judged.verdict],
        several=len(kept.runs) > 1,
        map=journey_map(kept.runs, anchor),
        times=step_times(kept.runs, earlier),
        rows=tuple(_row(bar, flow) for bar in flow.bars),
        title="Longest run" if judged.verdict is Verdict.PASSED else "Worst run",
        told=_told(run),
        chart=chart(kept.runs, earlier, story.step or _limited(run)),
        changed=differences(story, passed, past.passes.get(walker), commit),
        again=story.again,
        run=f"onetake runs {run.id}",
    )


def _gravest(ordered: Sequence[Kept]) -> int | None:
    """Return which journey is shown: of the gravest verdict the run that took longest."""
    walked = [
        (number, kept.story)
        for number, kept in enumerate(ordered)
        if kept.runs and not kept.story.judged.draft and _walked(kept.story)
    ]
    if not walked:
        return None
    return min(walked, key=lambda pair: _grave(pair[1]))[0]


def _walked(story: Story) -> bool:
    return story.run is not None and any(step.took is not None for step in story.run.steps)


def _grave(story: Story) -> tuple[int, float]:
    assert story.run is not None, "only what was walked is chosen"
    return _ORDER.index(story.judged.verdict), -story.run.ms


def _limited(run: RunResult) -> StepResult | None:
    """Return the step whose answer came closest to its limit."""
    limited = [
        (step.ms / step.within.major, step)
        for step in run.steps
        if step.within is not None and step.ms is not None
    ]
    return max(limited, key=lambda pair: pair[0])[1] if limited else None


def _row(bar: Bar, flow: Waterfall) -> Row:
    step = bar.step
    begin, length = (at / flow.ms * 100 if flow.ms else 0.0 for at in (bar.begin, bar.took))
    begin, length = min(begin, 100 - _NARROWEST), max(length, _NARROWEST)
    bad = step.verdict not in (Verdict.PASSED, Verdict.SKIPPED)
    took = duration_text(step.felt)
    limits = (("minor", bar.minor), ("major", bar.major))
    return Row(
        title=step_title(step),
        channel=step.channel,
        colour=step.channel if step.channel in CHANNELS else "other",
        number=step.number,
        verdict=step.verdict,
        sign=SIGNS[step.verdict],
        x=_percent(begin),
        wide=_percent(length),
        label=f"{step.verdict.value} · {took}" if bad else took,
        marks=tuple(
            (kind, _percent(at / flow.ms * 100))
            for kind, at in limits
            if at is not None and 0 <= at <= flow.ms
        ),
    )


def _told(run: RunResult) -> str:
    effort = f", {effort_text(run)}" if run.turns else ""
    return f"{run.persona or 'the customer'}, {duration_text(run.ms)}{effort}"


def _percent(part: float) -> str:
    return f"{part:.2f}%"
