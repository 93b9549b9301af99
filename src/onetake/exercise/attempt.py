"""One walking of one step: what it came to so far, and the result made of it."""

from __future__ import annotations

from dataclasses import dataclass

from onetake.exercise.ready import Act
from onetake.words.events import Exhibit, StepResult
from onetake.words.figure import Levels
from onetake.words.verdict import Ruling, Verdict

PROVEN = (Verdict.FAILED, Verdict.DEGRADED, Verdict.UNKNOWN)
"""The verdicts that want proof."""


@dataclass(slots=True)
class Attempt:
    """What a step's walking came to so far.

    `begun`, `deadline` and `arrived`, when the answer did, are by the loop's clock.
    """

    started: float
    begun: float = 0.0
    deadline: float = 0.0
    said: str = ""
    heard: str = ""
    ms: float | None = None
    arrived: float | None = None
    took: float | None = None
    within: Levels | None = None

    def result(
        self, act: Act, ruling: Ruling, *, speaker: str, proof: tuple[Exhibit, ...]
    ) -> StepResult:
        """Return what the step came to, by a ruling and with what proves it."""
        return StepResult(
            number=act.number,
            name=act.name,
            phase=act.phase,
            speaker=speaker,
            channel=act.step.channel,
            system=act.system.name,
            action=act.step.word,
            verdict=ruling.verdict,
            started=self.started,
            ms=self.ms,
            took=self.took,
            said=self.said,
            heard=self.heard,
            reason=ruling.reason,
            rule=ruling.rule,
            seen=ruling.seen,
            exhibits=proof,
            location=act.step.location,
            lane=act.lane,
            within=self.within,
        )
