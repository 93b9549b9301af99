"""What a ledger knows of earlier tests, as far as a report tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from onetake.words.events import RunResult

Walker = tuple[str, str, int | None]
"""A journey, the persona who walks it, and the row of its table."""


@dataclass(frozen=True, slots=True)
class Share:
    """What an earlier test came to: when, in seconds since 1970, and how many journeys passed.

    Of `runs`, `good` passed; `slowest` is the largest part of its limit that an answer took, 1 for
    one that took just as long; `turns` are how often customers spoke, half of all runs less.
    """

    at: float
    passed: int
    walked: int
    good: int = 0
    runs: int = 0
    slowest: float | None = None
    turns: float | None = None
    findings: int = 0


@dataclass(frozen=True, slots=True)
class LastPass:
    """When a journey passed last, in seconds since 1970, and at which commit."""

    at: float
    commit: str = ""


def nobody_passed(walkers: Sequence[Walker]) -> Mapping[Walker, RunResult]:
    """Return the last passes of who has no ledger."""
    return {}


def nobody_walked(walker: Walker) -> Sequence[RunResult]:
    """Return the earlier runs of who has no ledger."""
    return ()


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier tests in one environment, the oldest first, and when each journey passed last.

    `recall` gives the last runs that passed, whole, for those who are asked for; `lately` the
    newest runs of one walker, the oldest first, without words. Both look them up when called.
    """

    shares: tuple[Share, ...] = ()
    passes: Mapping[Walker, LastPass] = field(default_factory=dict)
    recall: Callable[[Sequence[Walker]], Mapping[Walker, RunResult]] = nobody_passed
    lately: Callable[[Walker], Sequence[RunResult]] = nobody_walked


Remembering = Callable[[str, float], Past]
"""Gives what was before a moment, in seconds since 1970, in an environment."""


def nothing_before(environment: str, before: float) -> Past:
    """Return the past of who has no ledger."""
    return Past()
