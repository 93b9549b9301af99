"""Tells why a journey did not pass: the step, what was seen, where, and how to walk it again."""

from __future__ import annotations

from collections.abc import Sequence

from onetake.reports.duration import duration_text
from onetake.reports.paper import Paper, Part
from onetake.reports.signs import SIGNS, STYLES, counted, signed
from onetake.reports.story import Story
from onetake.words.events import RunResult, StepResult
from onetake.words.verdict import Verdict

_LABEL = 10
_BAR = 16
_STEPS_SHOWN = 12


def print_failed(paper: Paper, story: Story) -> None:
    """Print a failed journey in full, with a table of the steps up to the one that failed."""
    _head(paper, story)
    run, step = story.run, story.step
    if step is not None:
        _field(paper, f"step {step.number}", *_way(step))
    _field(paper, "noticed", (story.reason, "bold"))
    _proof(paper, story)
    if run is not None and step is not None:
        paper.gap()
        paper.put(*paper.aligned(_steps(run, step), indent=4, right=(1, 4)))
        paper.gap()
    _again(paper, story)


def print_unknown(paper: Paper, story: Story) -> None:
    """Print a journey nobody could judge, and what kept us from it."""
    _head(paper, story)
    if story.step is not None:
        _field(paper, f"step {story.step.number}", *_way(story.step))
    paper.line("we could not tell: ", (story.reason, "bold"), indent=2)
    _proof(paper, story)
    _again(paper, story)


def print_degraded(paper: Paper, story: Story) -> None:
    """Print a degraded journey on a few lines, with the figure that made it so."""
    sign = (f"{SIGNS[Verdict.DEGRADED]} ", STYLES[Verdict.DEGRADED])
    step = story.step
    where = f"step {step.number}, {_titled(step)}: " if step else ""
    paper.line((story.who, "bold"), _draft(story), lead=sign, indent=2)
    paper.line(where, story.reason, indent=4)
    if step and step.location.file:
        paper.whole((str(step.location), "dim"), indent=4)


def print_skipped(paper: Paper, stories: Sequence[Story]) -> None:
    """Print why journeys were not walked, each reason once."""
    reasons: dict[str, list[str]] = {}
    for story in stories:
        reasons.setdefault(story.judged.reason, []).append(story.judged.journey)
    for reason, journeys in reasons.items():
        shown = ", ".join(journeys[:6]) + (f" and {len(journeys) - 6} more" * (len(journeys) > 6))
        sign = (f"{SIGNS[Verdict.SKIPPED]} ", STYLES[Verdict.SKIPPED])
        paper.line(shown, (f": {reason}", "dim"), lead=sign, indent=2)


def _head(paper: Paper, story: Story) -> None:
    judged, run = story.judged, story.run
    sign = (f"{signed(judged.verdict)[0]}  ", STYLES[judged.verdict])
    paper.line((story.who, "bold"), _draft(story), lead=sign)
    if run is not None and run.goal:
        paper.line((run.goal, "italic"), indent=2)
    if story.rate:
        _field(paper, "tries", judged.reason if story.by_rate else story.rate)


def _proof(paper: Paper, story: Story) -> None:
    """Print what was seen, where the step stands, the evidence, and what it cost the customer."""
    run, step = story.run, story.step
    if step is not None and step.seen not in ("", "nothing") and step.seen not in step.reason:
        _field(paper, "seen", step.seen)
    if step is not None and step.location.file:
        _field_whole(paper, "place", str(step.location))
    if run is not None and run.turns:
        _field(paper, "effort", effort_text(run))
    for number, file in enumerate(story.evidence):
        _field_whole(paper, "evidence" if number == 0 else "", file)


def _again(paper: Paper, story: Story) -> None:
    _field_whole(paper, "again", story.again, "cyan")


def _field(paper: Paper, label: str, *parts: Part) -> None:
    paper.line(*parts, lead=(f"{label:<{_LABEL}}", "dim"), indent=2)


def _field_whole(paper: Paper, label: str, text: str, style: str = "") -> None:
    """Print a labelled text that is copied as a whole: a path, a name, a command."""
    paper.whole((f"{label:<{_LABEL}}", "dim"), (text, style), indent=2)


def _steps(run: RunResult, last: StepResult) -> list[Sequence[Part]]:
    """Return the rows of the steps that were walked up to the failed one; bars compare times."""
    walked = [
        step
        for step in run.steps
        if step.number <= last.number and step.verdict is not Verdict.SKIPPED
    ]
    longest = max((step.felt or 0.0 for step in walked), default=0.0)
    rows: list[Sequence[Part]] = []
    if len(walked) > _STEPS_SHOWN:
        hidden = len(walked) - _STEPS_SHOWN
        rows.append(("", "", f"… {counted(hidden, 'step')} before", "", "", ""))
        walked = walked[-_STEPS_SHOWN:]
    for step in walked:
        style, title = STYLES[step.verdict], _titled(step)
        bar = "▇" * max(1, round(_BAR * step.felt / longest)) if step.felt and longest else ""
        rows.append((
            (SIGNS[step.verdict], style), (str(step.number), "dim"), title,
            ("" if title == step.action else step.action, "dim"), duration_text(step.felt),
            (bar, style),
        ))  # fmt: skip
    return rows


def _titled(step: StepResult) -> str:
    return step.name or step.action


def _way(step: StepResult) -> list[Part]:
    """Return a step's name, if it has one, then how it went to which system and who spoke."""
    to = f" to {step.system}" if step.system else ""
    spoken = f" as {step.speaker}" if step.speaker else ""
    way = f"{step.action}{to}{spoken}"
    return [way] if _titled(step) == step.action else [step.name, (f"  {way}", "dim")]


def _draft(story: Story) -> str:
    return "  (draft, not counted)" if story.judged.draft else ""


def effort_text(run: RunResult) -> str:
    """Return what a run cost the customer: `3 turns, 1 repeat, 1 login`."""
    parts = [counted(run.turns, "turn")]
    parts += [counted(run.repeats, "repeat")] if run.repeats else []
    parts += [counted(run.logins, "login")] if run.logins else []
    return ", ".join(parts)
