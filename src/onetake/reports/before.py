"""What changed since a journey passed last, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from onetake.reports.story import Story
from onetake.words.past import LastPass
from onetake.words.verdict import Verdict


def since_it_passed(story: Story, last: LastPass | None) -> str:
    """Return what changed since a journey passed last; nothing for one that passes."""
    if story.judged.verdict in (Verdict.PASSED, Verdict.SKIPPED) or last is None:
        return ""
    when = datetime.fromtimestamp(last.at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    at = f" at commit {last.commit[:12]}" if last.commit else ""
    step = story.step
    where = f"; now step {step.number}, {step.name or step.action}, does not" if step else ""
    return f"it passed on {when}{at}{where}"
