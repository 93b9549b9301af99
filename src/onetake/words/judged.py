"""What judging came to: findings by pitfall, and who bears with which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onetake.words.checks import Gap, Severity
from onetake.words.policy import Waiver

PITFALLS = (
    "no executive sponsor, no culture change",
    "competing, misaligned incentives",
    "unclear KPIs",
    "security and privacy as an afterthought",
    "environments configured differently",
    "manual, outdated processes",
)
"""What stops companies from serving their customers, 1 to 6."""

GRAVITY: tuple[Severity, ...] = ("major", "minor", "info")
"""How grave a finding may be, the gravest first; *info* is for what was not measured."""


@dataclass(frozen=True, slots=True)
class Found:
    """A gap that a check found, and who bears with it until when, if anybody does."""

    check: str
    pitfall: int
    severity: Severity
    gap: Gap
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """All that was found, the gravest first, and how many checks looked, by pitfall."""

    found: tuple[Found, ...]
    looked: Mapping[int, int]

    @property
    def checks(self) -> int:
        """How many checks looked."""
        return sum(self.looked.values())

    @property
    def open(self) -> tuple[Found, ...]:
        """What nobody bears with."""
        return tuple(item for item in self.found if item.waiver is None)

    def worst(self) -> Severity | None:
        """Return how grave the gravest open finding is; None when there is none."""
        seen = {item.severity for item in self.open}
        return next((grave for grave in GRAVITY if grave in seen), None)
