"""What the page of a comparison shows of each journey, as values that its templates only place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from onetake.reports.changes import Change, Kind, Standing
from onetake.reports.compare import WORSE
from onetake.reports.duration import duration_text
from onetake.reports.html_evidence import Exhibition
from onetake.reports.html_view import Kept, RunView, run_view
from onetake.reports.signs import SIGNS, walker
from onetake.reports.step_pairs import Interval, StepPair, interval, step_pairs
from onetake.reports.summary_file import Summary
from onetake.words.events import RunResult
from onetake.words.verdict import Verdict

BETTER = (Kind.PASSING, Kind.BETTER, Kind.FASTER)
"""Kinds of changes that a customer would rather have."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two tests: how it stood, its journeys' runs as far as they are known.

    `name` is what it was asked for by; `read` gives a piece of its evidence, from `folder`.
    """

    name: str
    summary: Summary
    kept: Sequence[Kept] = ()
    read: Callable[[str], bytes | None] = lambda name: None
    folder: str = ""

    def runs(self, standing: Standing | None) -> Sequence[RunResult]:
        """Return the runs of a journey, persona and row."""
        return _runs(self.kept, standing)

    def telling(self, standing: Standing | None) -> RunResult | None:
        """Return the run that stands for a journey: the first of its verdict."""
        runs = self.runs(standing)
        same = [run for run in runs if standing and run.verdict is standing.verdict]
        return next(iter(same or runs), None)


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What became of a journey: before and now, with its steps' times and a run of each test."""

    anchor: str
    kind: Kind
    mark: str
    who: str
    verdict: Verdict
    sign: str
    was: str
    reason: str
    facts: tuple[tuple[str, str, bool], ...]
    then: str
    now: str
    interval: Interval | None
    pairs: tuple[StepPair, ...] = ()
    before: RunView | None = None
    after: RunView | None = None


def change_view(
    change: Change, anchor: str, base: Side, head: Side, shows: Sequence[Exhibition] | None
) -> ChangeView:
    """Return what is shown of a change; `shows` gives each test's evidence, None tells no runs."""
    now, old, new = change.now, change.base, change.head
    then, after = (_typical(one) for one in (old, new))
    told = then is not None and after is not None
    runs = [side.telling(one) for side, one in ((base, old), (head, new))]
    views = [
        run_view(run, show.look, anchor if show is shows[1] else "", telling=True) if run else None
        for run, show in zip(runs, shows, strict=True)
    ] if shows else [None, None]  # fmt: skip
    return ChangeView(
        anchor=anchor,
        kind=change.kind,
        mark="worse" if change.kind in WORSE else "better" if change.kind in BETTER else "",
        who=who(now),
        verdict=now.verdict,
        sign=SIGNS[now.verdict],
        was=f"{SIGNS[old.verdict]} {old.verdict.value}" if old else "–",
        reason=now.reason if change.kind is not Kind.REMOVED else "",
        facts=tuple(_about(change)),
        then=duration_text(then),
        now=duration_text(after),
        interval=interval(change.shift, (after or 0.0) - (then or 0.0)) if told else None,
        pairs=step_pairs(base.runs(old), head.runs(new)),
        before=views[0],
        after=views[1],
    )


def _about(change: Change) -> Iterator[tuple[str, str, bool]]:
    """Yield the facts of a journey: a name, a text, and whether it is code."""
    now, old, head = change.now, change.base, change.head
    if now.goal:
        yield "Goal", now.goal, False
    if old and old.reason:
        yield "Before", f"{old.verdict.value}: {old.reason}", False
    if head and head.reason:
        where = f"step {head.number}, {head.step}: " if head.step else ""
        yield "Now", f"{where}{head.reason}", False
    for name, value in (("Rule", now.rule), ("Seen", now.seen), ("Place", now.place)):
        if value and now.verdict is not Verdict.PASSED:
            yield name, value, True
    for name, one in (("Rate before", old), ("Rate now", head)):
        if one and one.rate:
            yield name, one.rate, False
    if now.again and head:
        yield "Again", now.again, True


def who(standing: Standing) -> str:
    """Return who walks what."""
    return walker(standing.journey, standing.persona, standing.row, standing.given)


def _runs(kept: Sequence[Kept], standing: Standing | None) -> Sequence[RunResult]:
    """Return the kept runs of the journey, persona and row that a standing is of."""
    if standing is None:
        return ()
    wanted = (standing.journey, standing.persona, standing.row)
    return next((one.runs for one in kept if one.walker == wanted), ())


def _typical(standing: Standing | None) -> float | None:
    return median(standing.times) if standing and standing.times else None
