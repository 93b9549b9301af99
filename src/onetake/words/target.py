"""What a figure should be: at least or at most so much, in one level or two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onetake.words.figure import Levels
from onetake.words.verdict import Verdict

Better = Literal["more", "less"]
"""Which way a figure should go."""


@dataclass(frozen=True, slots=True)
class Target:
    """A limit in the figure's own unit; past `minor` it is degraded, past `major` it failed."""

    bound: Literal["at_least", "at_most"]
    levels: Levels

    def judge(self, value: float) -> Verdict:
        """Return whether a value meets the target."""
        if self._missed(value, self.levels.major):
            return Verdict.FAILED
        minor = self.levels.minor
        return (
            Verdict.DEGRADED
            if minor is not None and self._missed(value, minor)
            else (Verdict.PASSED)
        )

    def _missed(self, value: float, limit: float) -> bool:
        return value < limit if self.bound == "at_least" else value > limit

    def __str__(self) -> str:
        """Return the target as people say it: `at least 80`."""
        minor = "" if self.levels.minor is None else f"{self.levels.minor:g} / "
        return f"{self.bound.replace('_', ' ')} {minor}{self.levels.major:g}"
