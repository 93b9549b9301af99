"""The report for people: what is walked now, then what failed, why, and the next command."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onetake.reports.detail import print_degraded, print_failed, print_skipped, print_unknown
from onetake.reports.duration import duration_text
from onetake.reports.live import LiveProgress
from onetake.reports.paper import Paper, Part
from onetake.reports.signs import STYLES, counted, signed
from onetake.reports.story import Stories, Story
from onetake.words.events import Event, Interrupted, JourneyJudged, Planned, RunEnded
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console

_VERDICTS = tuple(Verdict)
_MANY = 60
_DETAILS = 25
_DATES = 5


class ConsoleReport:
    """Prints a line per judged journey, then whatever did not pass, then what it all came to.

    On a terminal, lines at the bottom show progress meanwhile; `live` decides otherwise, and
    absent it is off where the environment variable CI is set. `dated`: it tells when, too, for a
    test told again. `clock` gives seconds.
    """

    def __init__(
        self,
        console: Console | None = None,
        *,
        live: bool | None = None,
        dated: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._dated = dated
        self._paper = Paper(console)
        self._progress = LiveProgress(self._paper, live, clock)
        self._stories = Stories()
        self._kept: dict[Verdict, list[Story]] = {verdict: [] for verdict in _VERDICTS}
        self._unshown = 0
        self._many = False
        self._dates = 0

    def start(self, programme: str, environment: str) -> None:
        """Print whose customers are walked where, and begin to show progress."""
        self._paper.line((programme, "bold"), f" · {environment}")
        self._paper.gap()
        self._progress.start()

    def event(self, event: Event) -> None:
        """Show an event."""
        self._progress.take(event)
        if isinstance(event, RunEnded):
            self._stories.run(event.result)
        elif isinstance(event, JourneyJudged):
            self._judged(self._stories.judged(event))
        elif isinstance(event, Planned):
            self._many = event.runs > _MANY
            self._stories.planned(event)
            if self._dated:
                self._date(event)
        elif isinstance(event, Interrupted):
            self._paper.line(event.reason, lead=("! ", "bold yellow"))

    def finish(self, outcome: Outcome) -> None:
        """Print what did not pass and why, and last the verdict, counts, time and chain head."""
        self._progress.stop()
        self._after_dates()
        self._details(Verdict.DEGRADED, "Degraded", print_degraded)
        self._skipped()
        self._details(Verdict.UNKNOWN, "We could not tell", print_unknown)
        self._details(Verdict.FAILED, "What a customer would have noticed", print_failed)
        self._last(outcome)

    def _date(self, planned: Planned) -> None:
        """Print when a test that is told again was walked, and how it is named; of many, count."""
        self._dates += 1
        if self._dates > _DATES:
            return
        begun = datetime.fromtimestamp(planned.started, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        commit = f", commit {planned.commit[:12]}" if planned.commit else ""
        self._paper.line((f"begun {begun}{commit}, invocation {planned.invocation}", "dim"))

    def _after_dates(self) -> None:
        """Set what was told of when apart from what follows."""
        if self._dates > _DATES:
            more = counted(self._dates - _DATES, "test")
            self._paper.line((f"and {more} more", "dim"))
        if self._dates:
            self._paper.gap()
        self._dates = 0

    def _judged(self, story: Story) -> None:
        """Print the line of a journey; on a terminal many passed ones are only counted."""
        judged = story.judged
        self._after_dates()
        if judged.verdict is not Verdict.PASSED:
            kept = self._kept[judged.verdict]
            if len(kept) < _DETAILS or judged.verdict is Verdict.SKIPPED:
                kept.append(story)
            else:
                self._unshown += 1
        if judged.verdict is Verdict.SKIPPED or (
            self._progress.moving and self._many and judged.verdict is Verdict.PASSED
        ):
            return
        parts: list[Part] = [story.who]
        parts.append((f"  {duration_text(story.ms)}", "dim"))
        if story.rate:
            parts.append(f"  {story.rate}")
        if judged.draft:
            parts.append(("  draft, not counted", "dim"))
        word, style = signed(judged.verdict, 10)
        self._paper.line(*parts, lead=(f"{word}  ", style))

    def _details(self, verdict: Verdict, title: str, show: Callable[[Paper, Story], None]) -> None:
        if not self._kept[verdict]:
            return
        self._title(title, verdict)
        for number, story in enumerate(self._kept[verdict]):
            if number and verdict is not Verdict.DEGRADED:
                self._paper.gap()
            show(self._paper, story)

    def _skipped(self) -> None:
        if self._kept[Verdict.SKIPPED]:
            self._title("Skipped", Verdict.SKIPPED)
            print_skipped(self._paper, self._kept[Verdict.SKIPPED])

    def _title(self, title: str, verdict: Verdict) -> None:
        self._paper.gap()
        self._paper.line((title, f"{STYLES[verdict]} bold"))
        self._paper.gap()

    def _last(self, outcome: Outcome) -> None:
        paper = self._paper
        paper.gap()
        if self._unshown:
            paper.line(f"{self._unshown} more are not told here: --json and --junit hold all")
            paper.gap()
        stopped = ", stopped before the end" if outcome.interrupted else ""
        paper.line(
            signed(outcome.verdict), f" in {outcome.environment}{stopped}: {_counts(outcome)}"
        )
        paper.line((f"{counted(outcome.runs, 'run')} in {duration_text(outcome.ms)}", "dim"))
        if outcome.head:
            paper.whole((f"ledger {outcome.head}", "dim"))
        if outcome.waiting:
            wait = f"{counted(outcome.waiting, 'row')} wait in .onetake for the next command"
            paper.line((f"the ledger cannot take rows now: {wait}", "yellow"))


def _counts(outcome: Outcome) -> str:
    """Return how many journeys came to which verdict; drafts are counted apart."""
    found = Counter(judged.verdict for judged in outcome.judged if not judged.draft)
    drafts = sum(judged.draft for judged in outcome.judged)
    parts = [f"{found[verdict]} {verdict.value}" for verdict in _VERDICTS if found[verdict]]
    parts += [counted(drafts, "draft")] if drafts else []
    return ", ".join(parts) or "no journey was walked"
