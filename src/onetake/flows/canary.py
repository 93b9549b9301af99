"""Walks journeys on a candidate and its baseline by turns, and judges look by look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from time import time

from onetake.canary import Arm, CanaryVerdict, interleaved, judge
from onetake.errors import UsageWrong
from onetake.flows.prepare import Prepared, Wanted, prepare
from onetake.flows.test import allow_many_connections, walk
from onetake.ledger.ledger import Ledger
from onetake.words.decided import DecisionRow
from onetake.words.events import Event, RunEnded
from onetake.words.ids import uuid7
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

GATE = "canary"
UNTOLD = 0.10
"""Share of runs that may be unknown; with more of them nothing is told of the rest."""

_VERDICTS = {"pass": "pass", "fail": "fail"}


@dataclass(slots=True)
class Walked:
    """What was walked of one of the two: seconds of every run, how many failed, were unknown."""

    times: list[float] = field(default_factory=list)
    errors: int = 0
    unknown: int = 0

    def start(self, programme: str, environment: str) -> None:
        """Nothing has to be noted when a walk begins."""

    def event(self, event: Event) -> None:
        """Take what a run came to."""
        if not isinstance(event, RunEnded):
            return
        if event.result.verdict is Verdict.UNKNOWN:
            self.unknown += 1
            return
        self.times.append(event.result.ms / 1000)
        self.errors += event.result.verdict is Verdict.FAILED

    def finish(self, outcome: Outcome) -> None:
        """Nothing has to be noted when a walk ends."""

    @property
    def median(self) -> float:
        """Return the median of the runs' seconds; 0 without any."""
        return median(self.times) if self.times else 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """One look at all runs so far."""

    number: int
    baseline: Walked
    candidate: Walked
    verdict: CanaryVerdict


@dataclass(frozen=True, slots=True)
class Trial:
    """What is walked: which journeys, where, and in how many looks of how many runs of each."""

    start: Path
    journeys: tuple[str, ...]
    baseline: str
    candidate: str
    looks: int = 10
    each: int = 50
    ledger: str = ""
    release: str = ""
    seed: int | None = None


def try_canary(trial: Trial, tell: Callable[[Look], None]) -> Look:
    """Return the last look at a candidate; ends with the first that is sure.

    Each run is recorded as any other; with a `release` the verdict is a decision, too. Raises
    UsageWrong for a trial that cannot be, and what preparing a test raises.
    """
    import uvloop

    if trial.baseline == trial.candidate:
        raise UsageWrong(
            f"{trial.candidate} would be compared with itself",
            hint="name two environments: --baseline production --candidate canary",
        )
    if trial.looks < 1 or trial.each < 1:
        raise UsageWrong("no look, or no run at each, tells nothing", hint="--looks 10 --each 50")
    place = trial.ledger or None
    both = {
        arm: prepare(Wanted(trial.start, name, trial.journeys, tries=1, ledger=place))
        for arm, name in (("baseline", trial.baseline), ("candidate", trial.candidate))
    }
    allow_many_connections()
    with ExitStack() as stack:
        for prepared in both.values():
            stack.enter_context(closing(prepared.locks))
        ledger = stack.enter_context(both["baseline"].place.open())
        runner = stack.enter_context(asyncio.Runner(loop_factory=uvloop.new_event_loop))
        last = runner.run(_looked(trial, both, ledger, tell))
        if trial.release:
            ledger.append([_decision(trial, last, str(ledger.head()))])
    return last


async def _looked(
    trial: Trial, both: dict[str, Prepared], ledger: Ledger, tell: Callable[[Look], None]
) -> Look:
    walked: dict[Arm, Walked] = {"baseline": Walked(), "candidate": Walked()}
    draw = Random(trial.seed).random
    number = 0
    while True:
        number += 1
        for arm in interleaved(trial.each, draw):
            await walk(both[arm], ledger, [walked[arm]])
        look = Look(number, walked["baseline"], walked["candidate"], _judged(trial, number, walked))
        tell(look)
        if look.verdict.verdict == "fail" or number == trial.looks:
            return look


def _judged(trial: Trial, number: int, walked: dict[Arm, Walked]) -> CanaryVerdict:
    baseline, candidate = walked["baseline"], walked["candidate"]
    n = min(len(baseline.times), len(candidate.times))
    for name, arm in ((trial.baseline, baseline), (trial.candidate, candidate)):
        if arm.unknown > UNTOLD * (len(arm.times) + arm.unknown):
            why = f"{arm.unknown} runs in {name} could not be told"
            return CanaryVerdict("inconclusive", why, None, None, n)
    return judge(
        baseline.times, candidate.times, baseline_errors=baseline.errors,
        candidate_errors=candidate.errors, look=number, looks=trial.looks,
    )  # fmt: skip


def _decision(trial: Trial, last: Look, head: str) -> DecisionRow:
    return DecisionRow(
        uuid7(), uuid7(), trial.release, trial.candidate, GATE,
        _VERDICTS.get(last.verdict.verdict, "inconclusive"), int(time() * 1e6),
        reason=f"look {last.number} of {trial.looks}: {last.verdict.why}", head=head,
    )  # fmt: skip
