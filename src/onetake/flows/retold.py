"""Turns rows of the ledger back into what happened: the same events as when it was walked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from onetake.flows.outcome import Key
from onetake.words.events import ERASED, JourneyJudged, RunResult, StepResult, Tries
from onetake.words.figure import Levels
from onetake.words.finding import Finding
from onetake.words.location import location
from onetake.words.rows import FindingRow, JudgementRow, RunRow, StepRow
from onetake.words.verdict import Verdict
from onetake.words.wilson import wilson

_REASON_ERASED = "its words were erased"

NEVER_ENDED = "the command that walked this never ended"
_CLEAR = (Verdict.PASSED, Verdict.DEGRADED, Verdict.FAILED)
_GOOD = (Verdict.PASSED, Verdict.DEGRADED)


@dataclass(slots=True)
class Retold:
    """The runs of one command told so far; `judgements` are all it came to, by their keys."""

    judgements: Mapping[Key, JudgementRow]
    runs: dict[Key, Counter[Verdict]] = field(default_factory=dict)

    def run(self, row: RunRow, steps: tuple[StepRow, ...], words: Mapping[str, str]) -> RunResult:
        """Return a run with what its tries had shown by then; `words` are by their references."""
        key = (row.journey, row.persona, row.row)
        found = self.runs.setdefault(key, Counter())
        found[row.verdict] += 1
        judgement = self.judgements.get(key)
        return run_of(row, steps, words, _tries(row.try_number, judgement, found))

    def judged(self, row: JudgementRow, words: Mapping[str, str]) -> JourneyJudged:
        """Return a judgement with how many runs it rests on; `words` are by their references."""
        walked = sum(self.runs.get((row.journey, row.persona, row.row), {}).values())
        tries = Tries(walked, row.tries, row.passed, row.walked, row.low, row.high)
        return JourneyJudged(
            row.journey, row.persona, row.environment, row.verdict, reason_of(row, words),
            row.rule, tries, row.draft, row.row,
        )  # fmt: skip

    def unjudged(self, environment: str) -> list[JourneyJudged]:
        """Return what journeys come to that were walked, and never judged: nobody can tell."""
        return [
            JourneyJudged(
                journey,
                persona,
                environment,
                Verdict.FAILED if found[Verdict.FAILED] else Verdict.UNKNOWN,
                NEVER_ENDED,
                "interrupted",
                _tries(sum(found.values()), None, found),
                row=row,
            )
            for (journey, persona, row), found in self.runs.items()
            if (journey, persona, row) not in self.judgements
        ]


def run_of(
    row: RunRow, steps: tuple[StepRow, ...], words: Mapping[str, str], tries: Tries
) -> RunResult:
    """Return a run as it was when it ended; `words` are by their references.

    Evidence that was erased stands there by its name, with the word for that.
    """
    return RunResult(
        id=row.id,
        journey=row.journey,
        goal=row.goal or "",
        persona=row.persona,
        environment=row.environment,
        verdict=row.verdict,
        started=row.started / 1e6,
        ms=row.ms,
        tries=tries,
        steps=tuple(_step(step, words) for step in steps),
        reason=reason_of(row, words),
        rule=row.rule,
        turns=row.turns,
        repeats=row.repeats,
        logins=row.logins,
        messages=row.messages,
        cost=row.cost,
        trace=row.trace,
        draft=bool(row.draft),
        row=row.row,
        owner=row.owner or "",
        given=row.given or "",
    )


def alone(row: RunRow, steps: tuple[StepRow, ...], words: Mapping[str, str]) -> RunResult:
    """Return a run as a test of its own would have walked it; `words` are by their references."""
    return run_of(row, steps, words, _tries(1, None, Counter([row.verdict])))


def judged_alone(run: RunResult) -> JourneyJudged:
    """Return what a journey came to by one run."""
    return JourneyJudged(
        run.journey, run.persona, run.environment, run.verdict, run.reason, run.rule, run.tries,
        run.draft, run.row,
    )  # fmt: skip


def _step(row: StepRow, words: Mapping[str, str]) -> StepResult:
    return StepResult(
        number=row.number,
        name=row.name,
        phase=row.phase,
        speaker=row.speaker,
        channel=row.channel,
        system=row.system,
        action=row.action,
        verdict=row.verdict,
        started=row.started / 1e6,
        ms=row.ms,
        reason=reason_of(row, words),
        rule=row.rule,
        seen=_text(row.seen_text, words) or row.seen,
        evidence=_proofs(row, words),
        location=location(row.place),
        took=row.took,
        said=_text(row.said, words),
        heard=_text(row.heard, words),
        lane=row.lane or "",
        within=_within(row),
    )


def _proofs(row: StepRow, words: Mapping[str, str]) -> tuple[str, ...]:
    """Return a step's evidence by its names; of what was erased it is said once."""
    names = [words.get(name, name) for name in row.evidence]
    kept = [name for name in names if name != ERASED]
    return tuple(kept) if len(kept) == len(names) else (*kept, ERASED)


def finding(row: FindingRow, words: Mapping[str, str]) -> Finding:
    """Return a finding as it was told; `words` are by their references."""
    message = _reason(row.message_text, words, row.rule) or row.message
    return Finding(
        row.rule, row.severity, row.place, message, row.fix, row.journey, row.environment
    )


def reason_of(row: RunRow | StepRow | JudgementRow, words: Mapping[str, str]) -> str:
    """Return a row's reason; of one whose words were erased, what is left: its rule."""
    return _reason(row.reason_text, words, row.rule) or row.reason


def _reason(reference: str | None, words: Mapping[str, str], rule: str) -> str:
    erased = f"{_REASON_ERASED}; rule {rule}" if rule else _REASON_ERASED
    return words.get(reference, erased) if reference else ""


def _text(reference: str | None, words: Mapping[str, str]) -> str:
    return words.get(reference, ERASED) if reference else ""


def _within(row: StepRow) -> Levels | None:
    if row.major is None:
        return None
    return Levels(row.major / 1000, None if row.minor is None else row.minor / 1000)


def _tries(number: int, judgement: JudgementRow | None, found: Counter[Verdict]) -> Tries:
    """Return what the runs found so far show; nobody knows how many a command meant to walk."""
    passed, walked = (sum(found[verdict] for verdict in kind) for kind in (_GOOD, _CLEAR))
    low, high = wilson(passed, walked)
    return Tries(number, judgement.tries if judgement else number, passed, walked, low, high)
