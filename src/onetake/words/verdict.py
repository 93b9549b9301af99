"""What a step, a run or a whole test came to, and how several come to one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """One of five words; *unknown* is never *passed*."""

    PASSED = "passed"
    DEGRADED = "degraded"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


_WEIGHT = {
    Verdict.SKIPPED: 0,
    Verdict.PASSED: 1,
    Verdict.DEGRADED: 2,
    Verdict.UNKNOWN: 3,
    Verdict.FAILED: 4,
}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the gravest: failed, unknown, degraded, passed, skipped; none at all is skipped."""
    return max(verdicts, key=_WEIGHT.__getitem__, default=Verdict.SKIPPED)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with the rule that decided, the reason in words, and what was seen, unrounded."""

    verdict: Verdict
    rule: str = ""
    reason: str = ""
    seen: str = ""


PASSED = Ruling(Verdict.PASSED)
