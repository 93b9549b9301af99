"""What did not pass, as text for a place that shows one journey at a time, such as an IDE."""

from __future__ import annotations

import io

from onetake.reports.detail import print_degraded, print_failed, print_unknown
from onetake.reports.paper import Paper
from onetake.reports.story import Stories, Story
from onetake.words.events import Event, JourneyJudged, Planned, RunEnded
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

_WIDTH = 100


class TellingReport:
    """Keeps the stories of what was walked; `outcome` is what it all came to, once it ended."""

    def __init__(self) -> None:
        self._stories = Stories()
        self._told: list[Story] = []
        self.outcome: Outcome | None = None

    def start(self, programme: str, environment: str) -> None:
        """Do nothing: there is no headline here."""

    def event(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, Planned):
            self._stories.planned(event)
        elif isinstance(event, RunEnded):
            self._stories.run(event.result)
        elif isinstance(event, JourneyJudged):
            self._told.append(self._stories.judged(event))

    def finish(self, outcome: Outcome) -> None:
        """Keep what it all came to."""
        self.outcome = outcome

    def text(self) -> str:
        """Return the stories of all that did not simply pass."""
        from rich.console import Console

        console = Console(file=io.StringIO(), width=_WIDTH, no_color=True, highlight=False)
        paper = Paper(console, "utf-8")
        show = {Verdict.FAILED: print_failed, Verdict.UNKNOWN: print_unknown,
                Verdict.DEGRADED: print_degraded}  # fmt: skip
        for story in self._told:
            if story.judged.verdict in show:
                show[story.judged.verdict](paper, story)
        return paper.kept().strip("\n")
