"""Adds up the tries of one errand and judges the journey by them."""

from __future__ import annotations

from dataclasses import replace

from onetake.exercise.plan import Errand
from onetake.exercise.tries import decide
from onetake.words.events import JourneyJudged, RunResult, Tries
from onetake.words.verdict import Ruling, Verdict, worst
from onetake.words.wilson import wilson

_NEVER = Ruling(Verdict.UNKNOWN, "interrupted", "it was never walked")
_CLEAR = (Verdict.PASSED, Verdict.DEGRADED, Verdict.FAILED)


class Tally:
    """The tries of one errand so far; a try nobody could judge counts for nothing."""

    def __init__(self, errand: Errand) -> None:
        self._journey = errand.ready.journey
        self._persona = errand.persona.name if errand.persona else ""
        self._row = errand.row_number
        self._tries = errand.tries
        self._walked = self._clear = self._passed = 0
        self._first: dict[Verdict, RunResult] = {}

    def take(self, result: RunResult) -> RunResult:
        """Count a run and return it with what the tries so far show."""
        self._walked += 1
        self._first.setdefault(result.verdict, result)
        self._clear += result.verdict in _CLEAR
        self._passed += result.verdict in (Verdict.PASSED, Verdict.DEGRADED)
        return replace(result, tries=self._shown(result.tries.number))

    def decided(self) -> bool:
        """Tell if the pass rate can be judged before the last try."""
        rate = self._journey.pass_rate
        return rate is not None and self._decide(rate) in (Verdict.PASSED, Verdict.FAILED)

    def judged(self, environment: str, stopped: Ruling | None = None) -> JourneyJudged:
        """Return the verdict on the journey: by its pass rate, or else its gravest run's.

        `stopped` says why there were not all tries.
        """
        ruling = self._ruling(stopped)
        return JourneyJudged(
            self._journey.id,
            self._persona,
            environment,
            ruling.verdict,
            ruling.reason,
            ruling.rule,
            self._shown(self._walked),
            self._journey.draft,
            self._row,
        )

    def _ruling(self, stopped: Ruling | None) -> Ruling:
        rate = self._journey.pass_rate
        if rate is None or self._tries == 1:
            verdict = worst(self._first)
            if stopped and self._walked < self._tries and verdict is not Verdict.FAILED:
                return stopped
            first = self._first.get(verdict)
            return Ruling(verdict, first.rule, first.reason) if first else stopped or _NEVER
        verdict = self._decide(rate) or Verdict.UNKNOWN
        low, high = wilson(self._passed, self._clear)
        reason = (
            f"{self._passed} of {self._clear} passed: the pass rate lies between {low:.1%} and "
            f"{high:.1%}; {rate:.0%} is asked for"
        )
        if verdict is Verdict.UNKNOWN:
            reason += ": too few tries to tell"
        passed = verdict is Verdict.PASSED
        return Ruling(verdict, "" if passed else "pass_rate", "" if passed else reason)

    def _decide(self, rate: float) -> Verdict | None:
        ended = self._walked >= self._tries
        return decide(self._passed, self._clear, self._clear if ended else self._tries, rate)

    def _shown(self, number: int) -> Tries:
        low, high = wilson(self._passed, self._clear)
        return Tries(number, self._tries, self._passed, self._clear, low, high)
