"""The same journeys in several environments side by side, and what a customer would notice."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onetake.reports.duration import duration_text
from onetake.reports.live import LiveProgress
from onetake.reports.paper import Paper, Part
from onetake.reports.signs import SIGNS, STYLES, counted, signed
from onetake.reports.story import Stories, Story
from onetake.words.events import Event, JourneyJudged, RunEnded
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict, worst

if TYPE_CHECKING:
    from rich.console import Console

_GRAVEST_FIRST = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.DEGRADED)


@dataclass(slots=True)
class _Environment:
    """What the journeys came to in one environment."""

    name: str
    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    gaps: list[Story] = field(default_factory=list)

    def verdict(self, journey: str) -> Verdict | None:
        return worst(self.verdicts[journey]) if journey in self.verdicts else None


class SideBySide:
    """A report given to one test per environment in turn; `show` then prints them side by side.

    `live` and `clock` are as for the console report.
    """

    def __init__(
        self,
        console: Console | None = None,
        *,
        live: bool | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._paper = Paper(console)
        self._progress = LiveProgress(self._paper, live, clock)
        self._stories = Stories()
        self._environments: list[_Environment] = []
        self._goals: dict[str, str] = {}
        self._planted: Mapping[tuple[str, int], str] = {}

    def start(self, programme: str, environment: str) -> None:
        """Begin an environment; the first one prints whose customers are walked."""
        if not self._environments:
            self._paper.line((programme, "bold"), ", as its customers meet it")
            self._paper.gap()
        self._environments.append(_Environment(environment))
        self._progress.start()

    def event(self, event: Event) -> None:
        """Take an event of the environment begun last."""
        self._progress.take(event)
        if isinstance(event, RunEnded):
            self._goals.setdefault(event.result.journey, event.result.goal)
            self._stories.run(event.result)
        elif isinstance(event, JourneyJudged) and not event.draft:
            here = self._environments[-1]
            here.verdicts.setdefault(event.journey, []).append(event.verdict)
            story = self._stories.judged(event)
            if event.verdict in _GRAVEST_FIRST:
                here.gaps.append(story)

    def finish(self, outcome: Outcome) -> None:
        """End an environment with a line."""
        self._progress.stop()
        took = f"walked {counted(outcome.runs, 'run')} in {duration_text(outcome.ms)}"
        self._paper.line(outcome.environment, (f": {took}", "dim"))

    def show(self, planted: Mapping[tuple[str, int], str] | None = None) -> None:
        """Print the table, then every gap in a plain sentence, then what it comes to.

        `planted` maps a journey and a step to what was planted there; it is told beside the gap.
        """
        self._planted = planted or {}
        self._paper.gap()
        self._table()
        for environment in self._environments:
            self._gaps(environment)
        self._paper.gap()
        width = max(len(environment.name) for environment in self._environments)
        for environment in self._environments:
            verdict = worst(map(worst, environment.verdicts.values()))
            word = (SIGNS[verdict], STYLES[verdict])
            name = f" {environment.name:<{width}}"
            self._paper.line(word, (name, "bold"), f"  {_sum(environment)}")

    def _table(self) -> None:
        journeys = dict.fromkeys(
            journey for environment in self._environments for journey in environment.verdicts
        )
        rows: list[list[Part]] = []
        for journey in sorted(journeys):
            found = [environment.verdict(journey) for environment in self._environments]
            rows.append([journey, *(signed(verdict) if verdict else "" for verdict in found)])
        headers = ["journey", *(environment.name for environment in self._environments)]
        self._paper.table(headers, rows)

    def _gaps(self, environment: _Environment) -> None:
        if not environment.gaps:
            return
        self._paper.gap()
        title = f"What a customer would have noticed in {environment.name}"
        self._paper.line((title, "bold"))
        for verdict in _GRAVEST_FIRST:
            for stories in _same(environment.gaps, verdict):
                self._gap(verdict, stories)

    def _gap(self, verdict: Verdict, stories: list[Story]) -> None:
        """Print one gap: who would notice it, wanting what, at which step, and where it stands."""
        paper, judged, step = self._paper, stories[0].judged, stories[0].step
        paper.gap()
        sign = (f"{SIGNS[verdict]} ", STYLES[verdict])
        personas = dict.fromkeys(story.judged.persona for story in stories if story.judged.persona)
        as_personas = f" as {_listed(list(personas))}" if personas else ""
        paper.line((judged.journey, "bold"), as_personas, lead=sign)
        if goal := self._goals.get(judged.journey):
            paper.line((goal, "italic"), indent=2)
        if stories[0].by_rate:
            paper.line(judged.reason, indent=2)
        where = f"Step {step.number}, {step.name or step.action}: " if step else ""
        untold = "we could not tell: " if verdict is Verdict.UNKNOWN else ""
        paper.line(where, (f"{untold}{stories[0].reason}", STYLES[verdict]), indent=2)
        if step and step.location.file:
            paper.whole((str(step.location), "dim"), indent=2)
        if step and (told := self._planted.get((judged.journey, step.number))):
            paper.line((f"as planted: {told}", "dim"), indent=2)


def _same(gaps: list[Story], verdict: Verdict) -> list[list[Story]]:
    """Return the stories of a verdict by name, those of one journey, step and rule together."""
    groups: dict[tuple[object, ...], list[Story]] = {}
    for story in sorted(gaps, key=lambda story: story.who):
        if story.judged.verdict is verdict:
            number = story.step.number if story.step else None
            groups.setdefault((story.judged.journey, number, story.judged.rule), []).append(story)
    return list(groups.values())


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _sum(environment: _Environment) -> str:
    """Return what an environment's journeys came to: `7 of 9 journeys passed, 2 failed`."""
    found = Counter(environment.verdict(journey) for journey in environment.verdicts)
    whole = len(environment.verdicts)
    if found[Verdict.PASSED] == whole:
        return f"{'the journey' if whole == 1 else f'all {whole} journeys'} passed"
    parts = [f"{found[Verdict.PASSED]} of {counted(whole, 'journey')} passed"]
    parts += [
        f"{found[verdict]} {verdict.value}"
        for verdict in (*_GRAVEST_FIRST, Verdict.SKIPPED)
        if found[verdict]
    ]
    return ", ".join(parts)
