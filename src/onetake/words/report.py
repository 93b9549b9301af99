"""The contract of a report, and what a whole test came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from onetake.words.events import Event, JourneyJudged
from onetake.words.finding import Finding
from onetake.words.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a whole test in one environment came to; `head` is the ledger's chain head.

    `waiting` rows are on this machine's disk, because the ledger cannot take them yet. `stopped` is
    why it was `interrupted`.
    """

    environment: str
    verdict: Verdict
    judged: tuple[JourneyJudged, ...] = ()
    findings: tuple[Finding, ...] = ()
    runs: int = 0
    ms: float = 0.0
    head: str = ""
    interrupted: bool = False
    waiting: int = 0
    stopped: str = ""


class Report(Protocol):
    """Shows events, already scrubbed, to somebody; one file in `reports/` each."""

    def start(self, programme: str, environment: str) -> None:
        """Begin; called once, before the first event."""

    def event(self, event: Event) -> None:
        """Take an event, in the order they happened; must return quickly."""

    def finish(self, outcome: Outcome) -> None:
        """End; called once, whatever happened."""
