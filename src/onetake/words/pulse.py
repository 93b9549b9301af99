"""What a load came to, as rows of the ledger: by second, by journey and by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PulseRow:
    """Customers of a load together: those of one second, or of a whole journey or step.

    `journey` is empty for a second of all journeys; `step` is 0 for a whole journey. `second`
    counts from the load's beginning, None for all of it. `came` counts who meant to come, the
    verdicts those whose visit ended. `late` is in nanoseconds, and `times` a histogram of them in
    base64 (`load.histogram`): of responses, or of a step's service.
    """

    table: ClassVar[str] = "pulses"

    id: UUID
    invocation: UUID
    journey: str
    step: int
    name: str
    at: int
    came: int
    passed: int
    degraded: int
    failed: int
    unknown: int
    skipped: int
    late: int
    times: str
    second: int | None = None
    synthetic: bool = True
    retention: str = "synthetic"
