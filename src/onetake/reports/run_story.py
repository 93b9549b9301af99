"""One run on a terminal: what was said and heard on all channels, in the order of time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onetake.reports.detail import effort_text
from onetake.reports.duration import duration_text
from onetake.reports.paper import Paper, Part
from onetake.reports.signs import SIGNS, STYLES, counted, signed, walker
from onetake.reports.story import evidence_at
from onetake.reports.waterfall import Bar, Waterfall, waterfall
from onetake.words.events import RunResult, StepResult
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH = 20
_INDENT = 12


def run_text(run: RunResult, folder: str = "", console: Console | None = None) -> str:
    """Return a run as text: its verdict, then each step with its words and a bar of its time.

    `folder` is where evidence lies. The text has the width and colours of `console`.
    """
    paper = Paper(console).draft()
    _head(paper, run)
    paper.gap()
    flow = waterfall(run)
    rows = [_row(bar, flow) for bar in flow.bars]
    lines = paper.aligned(rows, indent=2, right=(0, 2, 5), firm=(0, 1, 2, 5, 6))
    for bar, line in zip(flow.bars, lines, strict=True):
        paper.put(line)
        _words(paper, bar.step, folder)
    _skipped(paper, run)
    paper.gap()
    paper.line((_sum(run, flow), "dim"))
    return paper.kept()


def _head(paper: Paper, run: RunResult) -> None:
    word, style = signed(run.verdict)
    who = walker(run.journey, run.persona, run.row, run.given)
    paper.line((who, "bold"), lead=(f"{word}  ", style))
    if run.goal:
        paper.line((run.goal, "italic"), indent=2)
    if run.reason:
        rule = f" ({run.rule})" if run.rule else ""
        paper.line(run.reason, (rule, "dim"), indent=2)


def _row(bar: Bar, flow: Waterfall) -> list[Part]:
    step = bar.step
    style = STYLES[step.verdict]
    way = f"{step.action} ({step.lane})" if step.lane else step.action
    title = step.name or step.action
    return [
        (duration_text(bar.at), "dim"), (SIGNS[step.verdict], style), (str(step.number), "dim"),
        title, ("" if title == way else way, "dim"), duration_text(step.felt),
        (_drawn(bar, flow.ms), style),
    ]  # fmt: skip


def _drawn(bar: Bar, ms: float) -> str:
    """Return a bar on an axis of so many milliseconds; at least one sign, wherever it stands."""
    first = min(_WIDTH - 1, int(bar.begin / ms * _WIDTH)) if ms else 0
    length = max(1, min(_WIDTH - first, round(bar.took / ms * _WIDTH))) if ms else 1
    return (" " * first + "▇" * length).ljust(_WIDTH)


def _words(paper: Paper, step: StepResult, folder: str) -> None:
    speaker, system = step.speaker or "the customer", step.system or step.channel
    for who, text in ((speaker, step.said), (system, step.heard)):
        if text:
            paper.line(text, lead=(f"{who}: ", "cyan"), indent=_INDENT)
    if step.verdict in (Verdict.PASSED, Verdict.SKIPPED):
        return
    paper.line((step.reason, STYLES[step.verdict]), indent=_INDENT)
    if step.seen not in ("", "nothing") and step.seen not in step.reason:
        paper.line(step.seen, lead=("seen: ", "dim"), indent=_INDENT)
    if step.location.file:
        paper.whole((str(step.location), "dim"), indent=_INDENT)
    for name in step.evidence:
        paper.whole((f"evidence {evidence_at(folder, name)}", "dim"), indent=_INDENT)


def _skipped(paper: Paper, run: RunResult) -> None:
    """Print the steps that were not walked, those of one reason together."""
    reasons: dict[str, list[StepResult]] = {}
    for step in run.steps:
        if step.verdict is Verdict.SKIPPED:
            reasons.setdefault(step.reason, []).append(step)
    for reason, steps in reasons.items():
        sign = (f"  {SIGNS[Verdict.SKIPPED]} ", STYLES[Verdict.SKIPPED])
        paper.line((f"{counted(len(steps), 'step')} not walked: {reason}", "dim"), lead=sign)


def _sum(run: RunResult, flow: Waterfall) -> str:
    when = datetime.fromtimestamp(run.started, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    parts = [f"run {run.id}", run.environment, when, duration_text(run.ms)]
    parts += [effort_text(run)] if run.turns else []
    return " · ".join(parts)
