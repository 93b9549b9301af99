"""What changed since a journey passed last: in a sentence, and point by point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from onetake.reports.duration import duration_text
from onetake.reports.step_title import step_title
from onetake.reports.story import Story
from onetake.words.events import RunResult, StepResult
from onetake.words.past import LastPass
from onetake.words.verdict import Verdict

_LONGEST = 400
_FINE = (Verdict.PASSED, Verdict.SKIPPED)


@dataclass(frozen=True, slots=True)
class Difference:
    """One point of a journey: how it was when it passed last, and how it is now."""

    what: str
    then: str
    now: str


def since_it_passed(story: Story, last: LastPass | None) -> str:
    """Return what changed since a journey passed last; nothing for one that passes."""
    if story.judged.verdict in _FINE or last is None:
        return ""
    at = f" at commit {last.commit[:12]}" if last.commit else ""
    step = story.step
    where = f"; now step {step.number}, {step_title(step)}, does not" if step else ""
    return f"it passed on {moment(last.at)}{at}{where}"


def differences(
    story: Story, passed: RunResult | None, last: LastPass | None, commit: str = ""
) -> tuple[Difference, ...]:
    """Return how a journey that does not pass differs from when it passed last.

    `passed` is the run then, `last` what is known of its test, `commit` is that of this test. No
    point is listed that was not seen on either side.
    """
    if story.judged.verdict in _FINE or story.run is None or passed is None:
        return ()
    return tuple(_points(story, passed, last, commit))


def moment(at: float) -> str:
    """Return a moment, in seconds since 1970, as people read it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _points(
    story: Story, passed: RunResult, last: LastPass | None, commit: str
) -> Iterator[Difference]:
    run, step = story.run, story.step
    assert run is not None, "only what was walked is compared"
    yield Difference("When", moment(passed.started), moment(run.started))
    then = last.commit if last else ""
    if then or commit:
        same = " (the same)" if then == commit else ""
        yield Difference("Commit", then[:12] or "unknown", f"{commit[:12] or 'unknown'}{same}")
    if step is not None:
        yield from _at_step(step, _counterpart(step, passed))
    yield Difference("Whole journey", duration_text(passed.ms), duration_text(run.ms))
    if (passed.turns, passed.repeats) != (run.turns, run.repeats):
        yield Difference("The customer spoke", _times(passed.turns), _times(run.turns))


def _at_step(step: StepResult, before: StepResult | None) -> Iterator[Difference]:
    title = f"step {step.number}, {step_title(step)}"
    was = before.verdict.value if before else "not there"
    yield Difference("First step that is not fine", f"{title}: {was}", f"{title}: {step.reason}")
    if before is None:
        return
    for what, then, now in (
        ("Said there", before.said, step.said), ("Heard there", before.heard, step.heard),
    ):  # fmt: skip
        if then != now and (then or now):
            yield Difference(what, _cut(then) or "nothing", _cut(now) or "nothing")
    then_ms, now_ms = before.felt, step.felt
    if then_ms is not None and now_ms is not None:
        yield Difference("Time of that step", duration_text(then_ms), duration_text(now_ms))


def _counterpart(step: StepResult, passed: RunResult) -> StepResult | None:
    """Return the same step of another run: of this number and name, else the one of its name."""
    named = [one for one in passed.steps if (one.name, one.action) == (step.name, step.action)]
    return next((one for one in named if one.number == step.number), named[0] if named else None)


def _times(turns: int) -> str:
    return "once" if turns == 1 else f"{turns} times"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
