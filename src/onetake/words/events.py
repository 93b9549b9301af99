"""What happens while journeys are walked, as typed events; reports and the ledger read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from onetake.words.figure import Levels
from onetake.words.location import NOWHERE, Location
from onetake.words.verdict import Verdict

ERASED = "[erased]"
"""Stands where there were words or evidence that have been erased since, on demand or by expiry."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A piece of evidence before scrubbing: its kind (`answer.json`) and its bytes."""

    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a journey was walked: this one's number, of how many, and what the rate shows.

    `low` and `high` bound the pass rate with 95 % confidence (Wilson 1927), 0 to 1.
    """

    number: int = 1
    of: int = 1
    passed: int = 0
    walked: int = 0
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one step came to; `ms` is from saying to arrival, None when nothing was heard.

    `took` is from the step's begin to its end, in ms, None for a step that was not walked. `said`
    and `heard` are the customer's and the subject's words; `lane` is that of a `together`. `within`
    holds its limits, in seconds. `evidence` are names, ERASED for what is gone.
    """

    number: int
    name: str
    phase: str
    speaker: str
    channel: str
    system: str
    action: str
    verdict: Verdict
    started: float
    ms: float | None = None
    reason: str = ""
    rule: str = ""
    seen: str = ""
    exhibits: tuple[Exhibit, ...] = ()
    evidence: tuple[str, ...] = ()
    location: Location = NOWHERE
    took: float | None = None
    said: str = ""
    heard: str = ""
    lane: str = ""
    within: Levels | None = None

    @property
    def felt(self) -> float | None:
        """The step's time as people are shown it, in ms; None for one that was not walked.

        It is how long the answer took, which is what `within` judges; of a step without an answer,
        how long it took. What we did for ourselves after an answer, such as evidence, is not in it.
        """
        return self.ms if self.ms is not None else self.took


@dataclass(frozen=True, slots=True)
class RunResult:
    """One persona having walked one journey once.

    `owner` is the team whose journey it is; `given` tells what the row of its table holds.
    `people` are whose words it holds: its personas by name, and what was leased for them. It is
    never shown or stored as it is.
    """

    id: UUID
    journey: str
    goal: str
    persona: str
    environment: str
    verdict: Verdict
    started: float
    ms: float
    tries: Tries
    steps: tuple[StepResult, ...] = ()
    reason: str = ""
    rule: str = ""
    turns: int = 0
    repeats: int = 0
    logins: int = 0
    messages: int = 0
    cost: float = 0.0
    trace: str = ""
    draft: bool = False
    row: int | None = None
    people: tuple[str, ...] = ()
    owner: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan is made: how many runs at most, in which environment; where evidence will lie.

    `options` are what it takes on the command line to walk it again like this. `invocation` is the
    command's id, `commit` the programme's git commit, `started` in seconds since 1970.
    """

    environment: str
    runs: int
    evidence: str = ""
    options: tuple[str, ...] = ()
    invocation: str = ""
    commit: str = ""
    started: float = 0.0


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins."""

    id: UUID
    journey: str
    persona: str
    number: int
    steps: int


@dataclass(frozen=True, slots=True)
class StepEnded:
    """A step of a running run ended."""

    run: UUID
    result: StepResult


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run ended; its result holds every step."""

    result: RunResult


@dataclass(frozen=True, slots=True)
class JourneyJudged:
    """All tries of a journey by a persona are done, or a rule stopped them early."""

    journey: str
    persona: str
    environment: str
    verdict: Verdict
    reason: str
    rule: str
    tries: Tries
    draft: bool = False
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Somebody stopped the walk; runs under way were cleaned up and recorded as unknown."""

    reason: str


Event = Planned | RunStarted | StepEnded | RunEnded | JourneyJudged | Interrupted
Listener = Callable[[Event], None]
