"""The whole test as Markdown, for a wiki or an issue: the verdicts, and what did not pass."""

from __future__ import annotations

from pathlib import Path

from onetake.reports.github_summary import summary
from onetake.reports.story import Stories, Story
from onetake.words.events import Event, JourneyJudged, Planned, RunEnded
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

LARGEST = 1_000_000
"""Bytes after which further journeys are left out, and that is said."""

_ORDER = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.DEGRADED, Verdict.PASSED, Verdict.SKIPPED)


class MarkdownReport:
    """Writes Markdown when the test ends, the gravest journey first.

    The file is made, and an older one emptied, at once: raises OSError where it cannot be written.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(b"")
        self._stories = Stories()
        self._judged: list[Story] = []
        self._planned = Planned("", 0)
        self._programme = ""

    def start(self, programme: str, environment: str) -> None:
        """Note whose programme it is."""
        self._programme = programme

    def event(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, RunEnded):
            self._stories.run(event.result)
        elif isinstance(event, JourneyJudged):
            story = self._stories.judged(event)
            fine = event.verdict is Verdict.PASSED
            self._judged.append(story.without_steps() if fine else story)
        elif isinstance(event, Planned):
            self._planned = event
            self._stories.planned(event)

    def finish(self, outcome: Outcome) -> None:
        """Write the file."""
        ordered = sorted(self._judged, key=_gravest_first)
        text = summary(ordered, outcome, self._planned, self._programme, most=LARGEST)
        self._path.write_text(text, "utf-8")


def _gravest_first(story: Story) -> tuple[bool, int, str]:
    judged = story.judged
    return judged.draft, _ORDER.index(judged.verdict), story.who
