"""The whole test as one HTML file: no request, no script but ours, readable on paper, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onetake.reports.html_page import Told, page
from onetake.reports.html_view import Kept
from onetake.reports.signs import SIGNS
from onetake.reports.story import Stories, Story
from onetake.words.events import Event, Interrupted, JourneyJudged, Planned, RunEnded, RunResult
from onetake.words.past import Remembering, nothing_before
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

Key = tuple[str, str, int | None]
_EACH = 20
_WHOLE = 2_000
_SIGNS = 500


class HtmlReport:
    """Writes the page when the test ends.

    `read` gives a piece of evidence by its folder and name, None when it is not there; `version`
    is Onetake's; `remember` gives what was before. The file is made, and an older one emptied, at
    once: raises OSError where it cannot be written, and no earlier result is ever taken for this
    one.
    """

    def __init__(
        self,
        path: Path | str,
        read: Callable[[str, str], bytes | None],
        version: str,
        remember: Remembering = nothing_before,
    ) -> None:
        self._path = Path(path)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(b"")
        self._read = read
        self._version = version
        self._remember = remember
        self._stories = Stories()
        self._walked: dict[Key, _Walked] = {}
        self._whole = 0
        self._judged: list[Kept] = []
        self._plans: list[Planned] = []
        self._programme = self._stopped = ""

    def start(self, programme: str, environment: str) -> None:
        """Note whose programme it is."""
        self._programme = programme

    def event(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, RunEnded):
            self._run(event.result)
        elif isinstance(event, JourneyJudged):
            key = (event.journey, event.persona, event.row)
            walked = self._walked.pop(key, _Walked())
            self._keep(self._stories.judged(event), walked)
        elif isinstance(event, Planned):
            self._plans.append(event)
            self._stories.planned(event)
        elif isinstance(event, Interrupted):
            self._stopped = event.reason

    def finish(self, outcome: Outcome) -> None:
        """Write the file."""
        plan = self._plans[-1] if self._plans else Planned("", 0)
        begun = self._plans[0].started if self._plans else 0.0
        told = Told(
            self._programme,
            self._version,
            self._plans,
            lambda name: self._read(plan.evidence, name),
            self._remember(outcome.environment, begun),
            self._stopped,
        )
        written = page(self._judged, outcome, told)
        self._path.write_text(written, "utf-8")

    def _keep(self, story: Story, walked: _Walked) -> None:
        """Keep a judged journey; one that passed has no steps once there are very many."""
        if self._whole > _WHOLE and story.judged.verdict is Verdict.PASSED:
            story, walked.runs = story.without_steps(), []
        self._judged.append(Kept(story, walked.runs, walked.signs, walked.count))

    def _run(self, result: RunResult) -> None:
        """Keep a run: whole when its like was not kept yet, or while there are few."""
        self._stories.run(result)
        walked = self._walked.setdefault((result.journey, result.persona, result.row), _Walked())
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
