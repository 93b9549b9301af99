"""What a ledger knows of earlier tests, as far as a report tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Walker = tuple[str, str, int | None]
"""A journey, the persona who walks it, and the row of its table."""


@dataclass(frozen=True, slots=True)
class Share:
    """What an earlier test came to: when, in seconds since 1970, and how many journeys passed."""

    at: float
    passed: int
    walked: int


@dataclass(frozen=True, slots=True)
class LastPass:
    """When a journey passed last, in seconds since 1970, and at which commit."""

    at: float
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier tests in one environment, the oldest first, and when each journey passed last."""

    shares: tuple[Share, ...] = ()
    passes: Mapping[Walker, LastPass] = field(default_factory=dict)


Remembering = Callable[[str, float], Past]
"""Gives what was before a moment, in seconds since 1970, in an environment."""


def nothing_before(environment: str, before: float) -> Past:
    """Return the past of who has no ledger."""
    return Past()
