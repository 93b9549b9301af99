"""Where what happened is kept, for how long, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Retention:
    """How long is kept what can be erased, in seconds since it was recorded.

    `texts` are what was said and heard, `evidence` requests, answers and the like. Neither is kept
    longer than the class of its row: `synthetic` for what invented customers did.
    """

    texts: float = 30 * DAY
    evidence: float = 30 * DAY
    synthetic: float = 90 * DAY

    def of_texts(self, row: str) -> float:
        """Return how long texts of rows of this class are kept."""
        return min(self.texts, self._of_rows(row))

    def of_evidence(self, row: str) -> float:
        """Return how long evidence of rows of this class is kept."""
        return min(self.evidence, self._of_rows(row))

    def _of_rows(self, row: str) -> float:
        """Return how long rows of a class keep what they refer to; one unknown here sets none."""
        return self.synthetic if row == "synthetic" else max(self.texts, self.evidence)


@dataclass(frozen=True, slots=True)
class Keeping:
    """The ledger's place (a path or an address; empty for the usual one) and its limits.

    `largest` bounds one piece of evidence and `whole` all of it, in bytes.
    """

    at: str = ""
    retention: Retention = Retention()
    largest: int = 500_000
    whole: int = 10_000_000_000
