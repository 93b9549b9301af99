"""Scrubs what happened before anyone sees it, and makes sure that it was scrubbed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from onetake.flows.evidence import LARGEST, storable
from onetake.scrub import Canary, Scrubber
from onetake.words.events import (
    Event,
    JourneyJudged,
    RunEnded,
    RunResult,
    StepEnded,
    StepResult,
)
from onetake.words.verdict import Verdict

_LEAK = "something personal was about to be stored: the planted canary turned up in {}"


class Cleaner:
    """Takes secrets and personal data out of events and evidence, then looks for the canary.

    `keep` stores the scrubbed bytes of a piece of evidence, of which at most about `largest` are
    kept, and returns its name. `raw`: evidence that nothing can scrub may be kept, too.
    """

    def __init__(
        self,
        scrubber: Scrubber,
        canary: Canary,
        keep: Callable[[str, bytes], str],
        largest: int = LARGEST,
        *,
        raw: bool = False,
    ) -> None:
        self._scrubber = scrubber
        self._canary = canary
        self._keep = keep
        self._largest = largest
        self._raw = raw

    def event(self, event: Event) -> Event:
        """Return an event with nothing personal left in it; its evidence is stored."""
        if isinstance(event, StepEnded):
            return StepEnded(event.run, self._words(replace(event.result, exhibits=())))
        if isinstance(event, RunEnded):
            return RunEnded(self._run(event.result))
        if isinstance(event, JourneyJudged):
            return replace(event, reason=self.text(event.reason))
        return event

    def _run(self, result: RunResult) -> RunResult:
        steps = tuple(self._step(step) for step in result.steps)
        leaks = [step for step in steps if step.rule == "canary"]
        reason, given = self.text(result.reason), self.text(result.given)
        scrubbed = replace(result, steps=steps, reason=reason, given=given)
        if leaks:
            return replace(scrubbed, verdict=Verdict.FAILED, rule="canary", reason=leaks[0].reason)
        return scrubbed

    def _step(self, step: StepResult) -> StepResult:
        words = self._words(step)
        if not step.exhibits:
            return words
        names = []
        for exhibit in step.exhibits:
            data = storable(exhibit, self._scrubber, self._largest, raw=self._raw)
            if self._canary.check(data):
                reason = _LEAK.format(f"evidence {exhibit.kind}")
                words = replace(words, verdict=Verdict.FAILED, rule="canary", reason=reason)
            else:
                names.append(self._keep(exhibit.kind, data))
        return replace(words, exhibits=(), evidence=tuple(names))

    def _words(self, step: StepResult) -> StepResult:
        if not (step.reason or step.seen or step.said or step.heard):
            return step
        reason, seen, said, heard = map(self.text, (step.reason, step.seen, step.said, step.heard))
        if self._canary.check(f"{reason}\n{seen}\n{said}\n{heard}".encode()):
            return replace(
                step, reason=_LEAK.format("a step's words"), seen="", said="", heard="",
                rule="canary", verdict=Verdict.FAILED,
            )  # fmt: skip
        return replace(step, reason=reason, seen=seen, said=said, heard=heard)

    def text(self, text: str) -> str:
        """Return a text with nothing personal left in it."""
        return self._scrubber.text(text) if text else text
