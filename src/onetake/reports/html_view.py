"""What the HTML report shows of each journey and run, as values that its templates only place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from onetake.reports.before import since_it_passed
from onetake.reports.detail import effort_text
from onetake.reports.duration import duration_text
from onetake.reports.html_evidence import Shown
from onetake.reports.journey_map import CHANNELS, JourneyMap, journey_map
from onetake.reports.signs import SIGNS, counted
from onetake.reports.step_times import limit_text
from onetake.reports.story import Story
from onetake.reports.waterfall import Bar, Waterfall, waterfall
from onetake.words.events import RunResult, StepResult
from onetake.words.past import LastPass, Walker
from onetake.words.verdict import Verdict

AXIS = 1000
"""Units of a waterfall's axis; its drawing is as wide as there is room."""

_NARROWEST = 4.0
_TICKS = 4
_BAD = (Verdict.FAILED, Verdict.DEGRADED, Verdict.UNKNOWN)
Look = Callable[[str], Shown]


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a story: its words, and its bar from `x`, `wide` units, with its limits."""

    number: int
    title: str
    speaker: str
    system: str
    action: str
    channel: str
    lane: str
    verdict: Verdict
    sign: str
    at: str
    took: str
    allowed: str
    said: str
    heard: str
    reason: str
    rule: str
    seen: str
    place: str
    x: str
    wide: str
    limits: tuple[tuple[str, str], ...]
    exhibits: tuple[Shown, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as one story over all channels; `skipped` are reasons with how many steps."""

    id: str
    title: str
    verdict: Verdict
    sign: str
    took: str
    reason: str
    steps: tuple[StepView, ...]
    skipped: tuple[tuple[str, str], ...]
    ticks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    telling: bool = False


@dataclass(frozen=True, slots=True)
class JourneyView:
    """A judged journey: its facts and its runs, of which `signs` holds all, told or not."""

    anchor: str
    who: str
    verdict: Verdict
    sign: str
    goal: str
    owner: str
    took: str
    reason: str
    rule: str
    seen: str
    place: str
    again: str
    rate: str
    draft: bool
    signs: str
    runs: tuple[RunView, ...] = ()
    untold: str = ""
    map: JourneyMap | None = None
    before: str = ""


@dataclass(slots=True)
class Kept:
    """A judged journey and its runs, as far as they were kept; `signs` stand for all of them."""

    story: Story
    runs: list[RunResult] = field(default_factory=list)
    signs: str = ""
    count: int = 0

    @property
    def walker(self) -> Walker:
        """Whose they are."""
        judged = self.story.judged
        return judged.journey, judged.persona, judged.row


def journey_view(
    kept: Kept,
    anchor: str,
    look: Look | None,
    last: LastPass | None = None,
    *,
    mapped: bool = True,
) -> JourneyView:
    """Return what is shown of a journey; without `look`, which gives evidence, no run is told.

    `last` is when it passed last; `mapped`: a map is drawn, too.
    """
    story = kept.story
    judged, run, step = story.judged, story.run, story.step
    runs = sorted(kept.runs, key=lambda item: item is not run) if look else []
    more = kept.count - len(runs)
    return JourneyView(
        anchor=anchor,
        who=story.who,
        verdict=judged.verdict,
        sign=SIGNS[judged.verdict],
        goal=run.goal if run else "",
        owner=run.owner if run else "",
        took=duration_text(story.ms) if run else "",
        reason=story.reason if judged.verdict is not Verdict.PASSED else "",
        rule=judged.rule,
        seen=step.seen if step else "",
        place=str(step.location) if step else "",
        again=story.again,
        rate=judged.reason if story.by_rate and judged.reason else story.rate,
        draft=judged.draft,
        signs=kept.signs if len(kept.signs) > 1 else "",
        runs=tuple(
            run_view(item, look, anchor if number == 0 else "", telling=item is run)
            for number, item in enumerate(runs)
        )
        if look
        else (),
        untold=_untold(more, story) if more else "",
        map=journey_map(runs, anchor) if look and mapped else None,
        before=since_it_passed(story, last),
    )


def run_view(run: RunResult, look: Look, anchor: str = "", *, telling: bool) -> RunView:
    """Return a run as a story; `look` gives a piece of evidence by its name.

    With an `anchor` each step can be led to.
    """
    flow = waterfall(run)
    return RunView(
        id=str(run.id),
        title=f"try {run.tries.number}" if run.tries.of > 1 else "run",
        verdict=run.verdict,
        sign=SIGNS[run.verdict],
        took=duration_text(run.ms),
        reason=run.reason,
        steps=tuple(_step(bar, flow, look, anchor) for bar in flow.bars),
        skipped=_skipped(run.steps),
        ticks=tuple(duration_text(flow.ms * part / _TICKS) for part in range(1, _TICKS + 1)),
        facts=tuple(_facts(run)),
        telling=telling,
    )


def _step(bar: Bar, flow: Waterfall, look: Look, anchor: str) -> StepView:
    step = bar.step
    bad = step.verdict in _BAD
    begin, length = _units(bar.begin, flow), _units(bar.took, flow)
    limits = [("minor", bar.minor), ("major", bar.major)]
    return StepView(
        number=step.number,
        title=step.name if step.name != step.action else "",
        speaker=step.speaker or "the customer",
        system=step.system or step.channel,
        action=step.action,
        channel=step.channel if step.channel in CHANNELS else "other",
        lane=step.lane,
        verdict=step.verdict,
        sign=SIGNS[step.verdict],
        at=duration_text(bar.at),
        took=duration_text(step.felt),
        allowed=limit_text(step.within),
        said=step.said,
        heard=step.heard,
        reason=step.reason if bad else "",
        rule=step.rule if bad else "",
        seen=step.seen if bad and step.seen not in ("", "nothing") else "",
        place=str(step.location) if bad else "",
        x=_figure(min(begin, AXIS - _NARROWEST)),
        wide=_figure(max(length, _NARROWEST)),
        limits=tuple(
            (kind, _figure(_units(at, flow)))
            for kind, at in limits
            if at is not None and 0 <= at <= flow.ms
        ),
        exhibits=tuple(map(look, step.evidence)),
        anchor=f"{anchor}s{step.number}" if anchor else "",
    )


def _facts(run: RunResult) -> list[tuple[str, str]]:
    facts = [("run", str(run.id))]
    facts += [("effort", effort_text(run))] if run.turns else []
    facts += [("messages", str(run.messages))] if run.messages else []
    facts += [("cost", f"{run.cost:g}")] if run.cost else []
    return [*facts, ("trace", run.trace)] if run.trace else facts


def _skipped(steps: Sequence[StepResult]) -> tuple[tuple[str, str], ...]:
    """Return the reasons why steps were not walked, each with how many there are."""
    reasons: dict[str, int] = {}
    for step in steps:
        if step.verdict is Verdict.SKIPPED:
            reasons[step.reason] = reasons.get(step.reason, 0) + 1
    return tuple((f"{counted(count, 'step')} not walked", why) for why, count in reasons.items())


def _untold(more: int, story: Story) -> str:
    shown = f"onetake runs {story.run.id}" if story.run else "onetake runs"
    return f"{counted(more, 'run')} not told on this page; the ledger holds all: {shown}"


def _units(ms: float, flow: Waterfall) -> float:
    return ms / flow.ms * AXIS if flow.ms else 0.0


def _figure(units: float) -> str:
    return f"{units:.1f}".removesuffix(".0")
