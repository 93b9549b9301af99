"""Keeps what a page tells of a test: its plans, and each judged journey with its runs."""

from __future__ import annotations

from onetake.reports.html_view import Kept
from onetake.reports.signs import SIGNS
from onetake.reports.story import Stories, Story
from onetake.words.events import Event, Interrupted, JourneyJudged, Planned, RunEnded, RunResult
from onetake.words.verdict import Verdict

_EACH = 20
_WHOLE = 2_000
_SIGNS = 500


class Keeping:
    """Takes the events of tests; of very many runs it keeps those that differ in their verdict.

    `stopped` is why a test did not end.
    """

    def __init__(self) -> None:
        self.judged: list[Kept] = []
        self.plans: list[Planned] = []
        self.stopped = ""
        self._stories = Stories()
        self._walked: dict[tuple[str, str, str, int | None], _Walked] = {}
        self._whole = 0

    @property
    def plan(self) -> Planned:
        """The newest plan."""
        return self.plans[-1] if self.plans else Planned("", 0)

    def take(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, RunEnded):
            self._run(event.result)
        elif isinstance(event, JourneyJudged):
            key = (event.environment, event.journey, event.persona, event.row)
            walked = self._walked.pop(key, _Walked())
            self._keep(self._stories.judged(event), walked)
        elif isinstance(event, Planned):
            self.plans.append(event)
            self._stories.planned(event)
        elif isinstance(event, Interrupted):
            self.stopped = event.reason

    def _keep(self, story: Story, walked: _Walked) -> None:
        """Keep a judged journey; one that passed has no steps once there are very many."""
        if self._whole > _WHOLE and story.judged.verdict is Verdict.PASSED:
            story, walked.runs = story.without_steps(), []
        self.judged.append(Kept(story, walked.runs, walked.signs, walked.count))

    def _run(self, result: RunResult) -> None:
        """Keep a run: whole when its like was not kept yet, or while there are few."""
        self._stories.run(result)
        key = (result.environment, result.journey, result.persona, result.row)
        walked = self._walked.setdefault(key, _Walked())
        new = all(run.verdict is not result.verdict for run in walked.runs)
        if new or (len(walked.runs) < _EACH and self._whole < _WHOLE):
            walked.runs.append(result)
            self._whole += 1
        walked.add(result.verdict)


class _Walked:
    """The runs of one journey, persona and row so far, and a sign for each."""

    def __init__(self) -> None:
        self.runs: list[RunResult] = []
        self.signs = ""
        self.count = 0

    def add(self, verdict: Verdict) -> None:
        """Note what a run came to."""
        self.count += 1
        if self.count <= _SIGNS:
            self.signs += SIGNS[verdict]
