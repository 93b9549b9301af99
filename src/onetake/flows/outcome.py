"""Adds up what happened to one outcome, with a finding for every gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from shlex import quote

from onetake.words.events import Event, Interrupted, JourneyJudged, Planned, RunEnded, RunResult
from onetake.words.finding import Finding
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict, worst

_SEVERITY = {Verdict.FAILED: "major", Verdict.DEGRADED: "minor", Verdict.UNKNOWN: "unknown"}
Key = tuple[str, str, int | None]


@dataclass(slots=True)
class Account:
    """What is known of a test so far; drafts are shown and never count."""

    environment: str
    options: tuple[str, ...] = ()
    runs: int = 0
    stopped: str = ""
    judged: list[JourneyJudged] = field(default_factory=list)
    _gaps: dict[Key, dict[Verdict, Finding]] = field(default_factory=dict)
    _leaks: set[Key] = field(default_factory=set)

    def take(self, event: Event) -> Event:
        """Take an event, already scrubbed, and return it as it has to be shown."""
        if isinstance(event, Planned):
            self.options = event.options
        elif isinstance(event, RunEnded):
            self._run(event.result)
        elif isinstance(event, JourneyJudged):
            event = self._leaked(event)
            self.judged.append(event)
        elif isinstance(event, Interrupted):
            self.stopped = event.reason
        return event

    def outcome(self, ms: float, head: str = "") -> Outcome:
        """Return the whole outcome; `head` is the ledger's chain head, once it is known."""
        counting = [item for item in self.judged if not item.draft]
        return Outcome(
            environment=self.environment,
            verdict=worst(item.verdict for item in counting),
            judged=tuple(self.judged),
            findings=tuple(self._again(finding) for finding in self._findings()),
            runs=self.runs,
            ms=ms,
            head=head,
            interrupted=bool(self.stopped),
            stopped=self.stopped,
        )

    def _run(self, result: RunResult) -> None:
        self.runs += 1
        key = (result.journey, result.persona, result.row)
        if result.rule == "canary":
            self._leaks.add(key)
        if result.verdict in _SEVERITY and not result.draft:
            self._gaps.setdefault(key, {}).setdefault(result.verdict, finding_of(result))

    def _leaked(self, judged: JourneyJudged) -> JourneyJudged:
        """Fail a journey whose evidence held the canary, whatever else it came to."""
        if (judged.journey, judged.persona, judged.row) not in self._leaks:
            return judged
        reason = "the planted canary was about to be stored: see the finding"
        return replace(judged, verdict=Verdict.FAILED, rule="canary", reason=reason)

    def _again(self, finding: Finding) -> Finding:
        """Add to a finding's command what this test was told on the command line."""
        return replace(finding, fix=" ".join([finding.fix, *map(quote, self.options)]))

    def _findings(self) -> Iterator[Finding]:
        for judged in self.judged:
            gaps = self._gaps.get((judged.journey, judged.persona, judged.row), {})
            if judged.verdict in gaps:
                finding = gaps[judged.verdict]
                yield finding if judged.rule != "pass_rate" else _of_rate(finding, judged)
            elif judged.verdict in _SEVERITY and not judged.draft:
                yield Finding(
                    judged.rule, _SEVERITY[judged.verdict], "", judged.reason,
                    walk_again(judged.journey, judged.persona, judged.environment),
                    judged.journey, judged.environment,
                )  # fmt: skip


def finding_of(result: RunResult) -> Finding:
    """Return the finding of a run that did not pass: where, what, and the next command."""
    step = next((step for step in result.steps if step.verdict is result.verdict), None)
    where = f"step {step.number} '{step.name}': " if step else ""
    return Finding(
        rule=result.rule,
        severity=_SEVERITY[result.verdict],
        place=str(step.location) if step else "",
        message=f"{where}{result.reason}",
        fix=walk_again(result.journey, result.persona, result.environment),
        journey=result.journey,
        environment=result.environment,
        people=result.people,
    )


def walk_again(journey: str, persona: str, environment: str) -> str:
    """Return the command that walks just this journey again."""
    as_persona = f" --persona {persona}" if persona else ""
    return f"onetake test --env {environment} {journey}{as_persona}"


def _of_rate(finding: Finding, judged: JourneyJudged) -> Finding:
    return replace(finding, rule=judged.rule, message=f"{judged.reason}; e.g. {finding.message}")
