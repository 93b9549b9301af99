"""Two tests side by side on a terminal: what got worse, what got better, what is new or gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING

from onetake.reports.changes import Change, Changes, Kind, Standing
from onetake.reports.duration import duration_text
from onetake.reports.paper import Paper
from onetake.reports.signs import SIGNS, STYLES, counted, walker
from onetake.reports.summary_file import Summary
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console

WORSE = (Kind.FAILING, Kind.UNKNOWN, Kind.OTHERWISE, Kind.DEGRADED, Kind.SLOWER, Kind.SKIPPED)
"""Kinds of changes that a customer would rather not have."""


def compare_text(
    base: Summary, head: Summary, changes: Changes, console: Console | None = None
) -> str:
    """Return what changed as text, the gravest first, and a count of what stayed as it was."""
    paper = Paper(console).draft()
    for name, test in (("before", base), ("after", head)):
        paper.line(_test(test), lead=(f"{name.ljust(7)}", "dim"))
    for kind in Kind:
        found = changes.of(kind)
        if kind is Kind.SAME or not found:
            continue
        paper.gap()
        paper.line((f"{kind.value} ({len(found)})", "bold red" if kind in WORSE else "bold"))
        for change in found:
            _change(paper, change)
    paper.gap()
    paper.line((_sum(changes), "bold"))
    return paper.kept()


def compare_document(base: Summary, head: Summary, changes: Changes) -> dict[str, object]:
    """Return what changed for other programs; journeys that stayed as they were are counted."""
    return {
        "schema": 1,
        "before": _head(base),
        "after": _head(head),
        "changes": [asdict(change) for change in changes.changed],
        "unchanged": {verdict.value: count for verdict, count in changes.same.items()},
        "not_walked": [_who(one) for one in changes.absent],
        "worse": sum(change.kind in WORSE for change in changes.changed),
    }


def _head(test: Summary) -> dict[str, object]:
    return {
        "programme": test.programme, "environment": test.environment, "verdict": test.verdict,
        "commit": test.commit, "started": test.started, "ms": test.ms,
    }  # fmt: skip


def _test(test: Summary) -> str:
    when = datetime.fromtimestamp(test.started, UTC).strftime("%Y-%m-%d %H:%M UTC")
    commit = f" · {test.commit[:12]}" if test.commit else ""
    good = sum(one.verdict in (Verdict.PASSED, Verdict.DEGRADED) for one in test.journeys)
    return (
        f"{SIGNS[test.verdict]} {test.verdict.value} · {good} of {len(test.journeys)} passed · "
        f"{test.environment} · {when}{commit}"
    )


def _change(paper: Paper, change: Change) -> None:
    now = change.now
    paper.line((_who(now), "bold"), lead=(f"{SIGNS[now.verdict]} ", STYLES[now.verdict]))
    if now.reason and change.kind is not Kind.REMOVED:
        step = f"step {now.number}, {now.step}: " if now.step else ""
        paper.line(f"{step}{now.reason}", indent=4)
    times = _times(change)
    if times:
        paper.line((times, "dim"), indent=4)
    if now.place and now.verdict not in (Verdict.PASSED, Verdict.SKIPPED):
        paper.whole((now.place, "dim"), indent=4)


def _times(change: Change) -> str:
    """Return both times, and how sure their ratio is; nothing unless both were walked."""
    base, head = change.base, change.head
    if base is None or head is None or not (base.times and head.times):
        return ""
    told = f"{_time(base.times)} before, {_time(head.times)} now"
    shift = change.shift
    if shift is None:
        return told
    return f"{told}: {shift.ratio:.2f} × (95 % sure: {shift.low:.2f} to {shift.high:.2f})"


def _time(times: Sequence[float]) -> str:
    return duration_text(median(times))


def _who(standing: Standing) -> str:
    return walker(standing.journey, standing.persona, standing.row, standing.given)


def _sum(changes: Changes) -> str:
    worse = sum(change.kind in WORSE for change in changes.changed)
    parts = [f"{worse} worse", counted(len(changes.changed) - worse, "other change")]
    parts.append(f"{counted(sum(changes.same.values()), 'journey')} unchanged")
    if changes.absent:
        parts.append(f"{len(changes.absent)} not walked again")
    return ", ".join(parts)
