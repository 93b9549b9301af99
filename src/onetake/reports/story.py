"""Joins each judged journey with the run that tells best how it came to its verdict."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace

from onetake.reports.signs import rate_text, walker
from onetake.words.events import ERASED, JourneyJudged, Planned, RunResult, StepResult
from onetake.words.verdict import Verdict, worst


@dataclass(frozen=True, slots=True)
class Story:
    """A judged journey: how long its runs took together, when they began, and the telling run.

    `run` is the first run with the journey's verdict, else its gravest; None when it had no run.
    `folder` is where evidence lies; `degraded` is how many of its runs were.
    """

    judged: JourneyJudged
    ms: float = 0.0
    started: float | None = None
    run: RunResult | None = None
    folder: str = ""
    options: tuple[str, ...] = ()
    degraded: int = 0
    where: str = ""

    def without_steps(self) -> Story:
        """Return the story without its run's steps, for a report that has no room for them."""
        return replace(self, run=replace(self.run, steps=())) if self.run else self

    @property
    def rate(self) -> str:
        """What several tries show; nothing for a single one."""
        tries = self.judged.tries
        return rate_text(tries, self.degraded) if tries.of > 1 else ""

    @property
    def evidence(self) -> list[str]:
        """The files that prove the deciding step's verdict."""
        names = self.step.evidence if self.step else ()
        return [evidence_at(self.folder, name) for name in names]

    @property
    def step(self) -> StepResult | None:
        """The step that decided the run's verdict, or None when no single step did."""
        run = self.run
        if run is None or not run.rule:
            return None
        if run.rule == "always":
            grave = (Verdict.FAILED, Verdict.UNKNOWN)
            return next((step for step in run.steps if step.verdict in grave), None)
        decisive = (run.verdict, run.rule)
        return next((step for step in run.steps if (step.verdict, step.rule) == decisive), None)

    @property
    def who(self) -> str:
        """Who walks what: `payments/send as anna, row 2 (amount 200)`."""
        given = self.run.given if self.run else ""
        told = walker(self.judged.journey, self.judged.persona, self.judged.row, given)
        return f"{told} in {self.where}" if self.where else told

    @property
    def by_rate(self) -> bool:
        """Whether the verdict rests on a pass rate, not on one run."""
        return self.judged.rule == "pass_rate"

    @property
    def reason(self) -> str:
        """What a customer would have noticed: the telling run's reason when it rests on a rate."""
        of_run = self.run.reason if self.run else ""
        if self.by_rate and of_run:
            return of_run
        return self.judged.reason or of_run or "no reason was given"

    @property
    def again(self) -> str:
        """The command that walks just this journey again, as this persona."""
        judged = self.judged
        words = ["onetake", "test", "--env", judged.environment, judged.journey]
        words += ["--persona", judged.persona] if judged.persona else []
        return shlex.join([*words, *self.options])


def evidence_at(folder: str, name: str) -> str:
    """Return where a piece of evidence lies, as people type it; nowhere when it was erased."""
    return f"{folder}/{name}" if folder and name != ERASED else name


@dataclass(slots=True)
class _Walked:
    """The runs of one journey, persona and row so far; holds one run per verdict."""

    ms: float = 0.0
    started: float | None = None
    degraded: int = 0
    first: dict[Verdict, RunResult] = field(default_factory=dict)

    def story(self, judged: JourneyJudged, planned: Planned, where: str) -> Story:
        verdict = judged.verdict if judged.verdict in self.first else worst(self.first)
        return Story(
            judged,
            self.ms,
            self.started,
            self.first.get(verdict),
            planned.evidence,
            planned.options,
            self.degraded,
            where,
        )


class Stories:
    """Remembers runs until their journey is judged; never more than a run per verdict.

    Of tests in several environments each story tells where it was.
    """

    def __init__(self) -> None:
        self._plans: dict[str, Planned] = {}
        self._walked: dict[tuple[str, str, str], dict[int | None, _Walked]] = {}

    def planned(self, planned: Planned) -> None:
        """Note where evidence will lie, and how it is walked again."""
        self._plans[planned.environment] = planned

    def run(self, result: RunResult) -> None:
        """Take a run that ended."""
        key = (result.environment, result.journey, result.persona)
        walked = self._walked.setdefault(key, {}).setdefault(result.row, _Walked())
        walked.ms += result.ms
        walked.degraded += result.verdict is Verdict.DEGRADED
        walked.started = result.started if walked.started is None else walked.started
        walked.first.setdefault(result.verdict, result)

    def judged(self, judged: JourneyJudged) -> Story:
        """Return the story of a judged journey, and forget its runs."""
        rows = self._walked.get((judged.environment, judged.journey, judged.persona), {})
        walked = rows.pop(judged.row, None)
        where = judged.environment if len(self._plans) > 1 else ""
        if walked is None:
            return Story(judged, where=where)
        newest = next(reversed(self._plans.values()), Planned("", 0))
        return walked.story(judged, self._plans.get(judged.environment, newest), where)
