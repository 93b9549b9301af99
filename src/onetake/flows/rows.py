"""Turns what happened into rows of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from onetake.words.events import JourneyJudged, RunResult, StepResult
from onetake.words.finding import Finding
from onetake.words.personal import Personal, Text
from onetake.words.report import Outcome
from onetake.words.rows import FindingRow, InvocationRow, JudgementRow, RunRow, StepRow


@dataclass(frozen=True, slots=True)
class Invocation:
    """What all rows of one command share; `options` are what it was told beside journeys."""

    id: UUID
    programme: str
    commit: str
    version: str
    command: str = "test"
    options: tuple[str, ...] = ()


def rows_of(
    result: RunResult, invocation: Invocation, new_id: Callable[[], UUID]
) -> list[RunRow | Personal]:
    """Return the row of a run and those of its steps with what was said and heard, in order."""
    run = RunRow(
        id=result.id,
        invocation=invocation.id,
        programme=invocation.programme,
        journey=result.journey,
        persona=result.persona,
        environment=result.environment,
        try_number=result.tries.number,
        started=_micros(result.started),
        ms=result.ms,
        verdict=result.verdict,
        reason=result.reason,
        rule=result.rule,
        turns=result.turns,
        repeats=result.repeats,
        logins=result.logins,
        messages=result.messages,
        cost=result.cost,
        trace=result.trace,
        commit=invocation.commit,
        version=invocation.version,
        goal=result.goal,
        row=result.row,
        draft=result.draft,
        owner=result.owner or None,
        given=result.given or None,
    )
    return [run, *(_personal(step, result, new_id()) for step in result.steps)]


def _personal(step: StepResult, run: RunResult, identity: UUID) -> Personal:
    """Return the row of a step with what it refers to, as the run's people's."""
    said, heard = (Text.of(words) if words else None for words in (step.said, step.heard))
    row = replace(
        _step_row(step, run.id, identity),
        said=said.reference if said else None,
        heard=heard.reference if heard else None,
    )
    return Personal(row, run.people, tuple(text for text in (said, heard) if text))


def _step_row(step: StepResult, run: UUID, identity: UUID) -> StepRow:
    return StepRow(
        id=identity,
        run=run,
        number=step.number,
        name=step.name,
        phase=step.phase,
        speaker=step.speaker,
        channel=step.channel,
        system=step.system,
        action=step.action,
        verdict=step.verdict,
        started=_micros(step.started),
        ms=step.ms,
        reason=step.reason,
        rule=step.rule,
        seen=step.seen,
        evidence=step.evidence,
        place=str(step.location),
        took=step.took,
        lane=step.lane or None,
        minor=_ms(step.within.minor) if step.within else None,
        major=_ms(step.within.major) if step.within else None,
    )


def judgement_row(
    judged: JourneyJudged, invocation: Invocation, identity: UUID, at: float
) -> JudgementRow:
    """Return the row of a judged journey; `at` is when, in seconds since 1970."""
    tries = judged.tries
    return JudgementRow(
        id=identity,
        invocation=invocation.id,
        journey=judged.journey,
        persona=judged.persona,
        environment=judged.environment,
        verdict=judged.verdict,
        reason=judged.reason,
        rule=judged.rule,
        row=judged.row,
        tries=tries.of,
        walked=tries.walked,
        passed=tries.passed,
        low=tries.low,
        high=tries.high,
        draft=judged.draft,
        judged=_micros(at),
    )


def invocation_row(outcome: Outcome, invocation: Invocation, started: float) -> InvocationRow:
    """Return the row of a command that ended; `started` is in seconds since 1970."""
    return InvocationRow(
        id=invocation.id,
        command=invocation.command,
        programme=invocation.programme,
        environment=outcome.environment,
        started=_micros(started),
        ms=outcome.ms,
        verdict=outcome.verdict,
        runs=outcome.runs,
        interrupted=outcome.interrupted,
        options=invocation.options,
        commit=invocation.commit,
        version=invocation.version,
    )


def finding_row(
    finding: Finding, invocation: Invocation, identity: UUID, found: float
) -> FindingRow:
    """Return the row of a finding; its fingerprint is the same for the same gap at every time."""
    parts = (finding.rule, finding.place, finding.journey, finding.environment)
    return FindingRow(
        id=identity,
        invocation=invocation.id,
        rule=finding.rule,
        severity=finding.severity,
        place=finding.place,
        message=finding.message,
        fix=finding.fix,
        journey=finding.journey,
        environment=finding.environment,
        fingerprint=sha256("\0".join(parts).encode()).hexdigest()[:32],
        found=_micros(found),
    )


def _micros(seconds: float) -> int:
    return round(seconds * 1e6)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000
