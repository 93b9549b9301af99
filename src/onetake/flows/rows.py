"""Turns what happened into rows of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
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
) -> list[Personal]:
    """Return the row of a run and those of its steps, as its people's, with all words, in order."""
    run = personal(_run_row(result, invocation), result.people, reason_text=result.reason)
    steps = (
        personal(
            _step_row(step, result.id, new_id()),
            result.people,
            said=step.said,
            heard=step.heard,
            reason_text=step.reason,
            seen_text=step.seen,
        )
        for step in result.steps
    )
    return [run, *steps]


def personal(row: Any, people: tuple[str, ...], **words: str) -> Personal:
    """Return a row of these people that refers to words, each by the field that names it."""
    texts = {field: Text.of(text) for field, text in words.items() if text}
    named = {field: text.reference for field, text in texts.items()}
    return Personal(replace(row, **named), people, tuple(texts.values()))


def _run_row(result: RunResult, invocation: Invocation) -> RunRow:
    return RunRow(
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
        rule=step.rule,
        evidence=step.evidence,
        place=str(step.location),
        took=step.took,
        lane=step.lane or None,
        minor=_ms(step.within.minor) if step.within else None,
        major=_ms(step.within.major) if step.within else None,
    )


def judgement_row(
    judged: JourneyJudged,
    people: tuple[str, ...],
    invocation: Invocation,
    identity: UUID,
    at: float,
) -> Personal:
    """Return the row of a judged journey, with its words as these people's.

    `at` is when it was judged, in seconds since 1970.
    """
    tries = judged.tries
    row = JudgementRow(
        id=identity,
        invocation=invocation.id,
        journey=judged.journey,
        persona=judged.persona,
        environment=judged.environment,
        verdict=judged.verdict,
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
    return personal(row, people, reason_text=judged.reason)


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
        stopped=outcome.stopped or None,
        options=invocation.options,
        commit=invocation.commit,
        version=invocation.version,
    )


def finding_row(
    finding: Finding, people: tuple[str, ...], invocation: Invocation, identity: UUID, found: float
) -> Personal:
    """Return the row of a finding, with its words as these people's; `found` is in s since 1970.

    Its fingerprint is the same for the same gap at every time.
    """
    parts = (finding.rule, finding.place, finding.journey, finding.environment)
    row = FindingRow(
        id=identity,
        invocation=invocation.id,
        rule=finding.rule,
        severity=finding.severity,
        place=finding.place,
        message="",
        fix=finding.fix,
        journey=finding.journey,
        environment=finding.environment,
        fingerprint=sha256("\0".join(parts).encode()).hexdigest()[:32],
        found=_micros(found),
    )
    return personal(row, people, message_text=finding.message)


def _micros(seconds: float) -> int:
    return round(seconds * 1e6)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000
