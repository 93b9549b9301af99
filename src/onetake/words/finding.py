"""A gap between what should be and what happened, with place, reason and fix."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap: the dotted rule it breaks, how grave it is, where, what was seen, and the fix.

    `people` are those whose words its message may hold, as of `RunResult`; never shown.
    """

    rule: str
    severity: str
    place: str
    message: str
    fix: str = ""
    journey: str = ""
    environment: str = ""
    people: tuple[str, ...] = ()
