"""The rows of the ledger, one frozen value per table.

Times are whole microseconds UTC since 1970; `ms` are milliseconds. A row is `synthetic` when an
invented customer made it, and real when a customer did. `retention` names how long it is kept.
A field added later may be None and is None by default: only so do old rows keep their digests.

What may quote somebody lies in `texts`, where it can be erased, and a row names it by its digest:
`reason_text`, `seen_text` and `message_text` hold the digests of what old rows have in `reason`,
`seen` and `message` themselves; in new rows those are empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

from onetake.words.verdict import Verdict

REFERRING = ("said", "heard", "reason_text", "seen_text", "message_text", "comment", "title")
"""Fields whose value is the digest of words in `texts`, in whichever table."""


class Row(Protocol):
    """What every row has: its table, an id that is its own in that table, and how it is kept."""

    table: ClassVar[str]

    @property
    def id(self) -> UUID:
        """Return the row's id."""

    @property
    def synthetic(self) -> bool:
        """Return whether an invented customer made it."""

    @property
    def retention(self) -> str:
        """Return the name of how long it is kept."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One persona having walked one journey once.

    `invocation` joins what one command made. `trace` is the trace id sent to the subject,
    `commit` the programme's git commit, `version` Onetake's. `cost` is in the programme's currency.
    `row` is the number of its row in the journey's table, `given` what that holds; `owner` is the
    team whose journey it is.
    """

    table: ClassVar[str] = "runs"

    id: UUID
    invocation: UUID
    programme: str
    journey: str
    persona: str
    environment: str
    try_number: int
    started: int
    ms: float
    verdict: Verdict
    reason: str = ""
    rule: str = ""
    turns: int = 0
    repeats: int = 0
    logins: int = 0
    messages: int = 0
    cost: float = 0.0
    trace: str = ""
    commit: str = ""
    version: str = ""
    synthetic: bool = True
    retention: str = "synthetic"
    goal: str | None = None
    row: int | None = None
    draft: bool | None = None
    owner: str | None = None
    given: str | None = None
    reason_text: str | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """What one step of a run came to.

    `speaker` is the persona or line the step was said as. `ms` is None when nothing was heard.
    `evidence` holds names in the evidence store, `place` is file:line:column of the step.
    `took` is from its begin to its end, in ms; `lane` is that of a `together`. `said` and `heard`
    name the words in `texts`; they are never here. `minor` and `major` are its limits, in ms.
    """

    table: ClassVar[str] = "steps"

    id: UUID
    run: UUID
    number: int
    name: str
    phase: str
    speaker: str
    channel: str
    system: str
    action: str
    verdict: Verdict
    started: int
    ms: float | None = None
    reason: str = ""
    rule: str = ""
    seen: str = ""
    evidence: tuple[str, ...] = ()
    place: str = ""
    synthetic: bool = True
    retention: str = "synthetic"
    took: float | None = None
    lane: str | None = None
    said: str | None = None
    heard: str | None = None
    minor: float | None = None
    major: float | None = None
    reason_text: str | None = None
    seen_text: str | None = None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """What all tries of a journey by one persona, with one row of its table, came to.

    Of `tries` allowed, `walked` could be judged and `passed` passed; `low` and `high` bound the
    pass rate with 95 % confidence (Wilson 1927), 0 to 1. `judged` is when.
    """

    table: ClassVar[str] = "judgements"

    id: UUID
    invocation: UUID
    journey: str
    persona: str
    environment: str
    verdict: Verdict
    reason: str = ""
    rule: str = ""
    row: int | None = None
    tries: int = 1
    walked: int = 0
    passed: int = 0
    low: float = 0.0
    high: float = 1.0
    draft: bool = False
    judged: int = 0
    synthetic: bool = True
    retention: str = "synthetic"
    reason_text: str | None = None


@dataclass(frozen=True, slots=True)
class InvocationRow:
    """One command that ended: what it came to as a whole.

    Runs whose invocation has no such row belong to a command that never ended, or still goes on.
    `options` are what it takes on the command line to do the same again; `stopped` is why it was
    `interrupted`, where that was recorded.
    """

    table: ClassVar[str] = "invocations"

    id: UUID
    command: str
    programme: str
    environment: str
    started: int
    ms: float
    verdict: Verdict
    runs: int = 0
    interrupted: bool = False
    options: tuple[str, ...] = ()
    commit: str = ""
    version: str = ""
    synthetic: bool = True
    retention: str = "synthetic"
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A gap between what should be and what happened, with its place and its fix.

    `fingerprint` is the same whenever the same gap is found again; `found` is when. `pitfall` is
    the one of the six that its check belongs to, `waiver` names who bears with it.
    """

    table: ClassVar[str] = "findings"

    id: UUID
    invocation: UUID
    rule: str
    severity: str
    place: str
    message: str
    fix: str = ""
    journey: str = ""
    environment: str = ""
    fingerprint: str = ""
    found: int = 0
    synthetic: bool = True
    retention: str = "synthetic"
    message_text: str | None = None
    pitfall: int | None = None
    waiver: str | None = None


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """Personal text and evidence having been erased, because somebody asked or its time was up.

    `subject` is a pseudonym that leads to nobody any more, empty for what expired; `reason` is
    `forgotten` or `expired`. `texts` and `evidence` count what was erased.
    """

    table: ClassVar[str] = "erasures"

    id: UUID
    at: int
    subject: str
    reason: str
    texts: int = 0
    evidence: int = 0
    synthetic: bool = True
    retention: str = "synthetic"


def references(row: Row) -> dict[str, str]:
    """Return the digests of the words that a row refers to, by field."""
    named = ((name, getattr(row, name, None)) for name in REFERRING)
    return {name: digest for name, digest in named if digest}
