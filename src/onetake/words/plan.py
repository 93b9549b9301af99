"""What will be walked, before anything is: the plan people read with `--explain`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the plan: where it goes and what is expected, in words.

    `sends` is what goes along with what it `says`, such as a body; `keeps` what it remembers.
    """

    number: int
    name: str
    phase: str
    speaker: str
    action: str
    says: str
    system: str
    address: str
    expected: str
    indent: int = 0
    note: str = ""
    sends: str = ""
    within: str = ""
    keeps: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A journey to be walked by a persona, `tries` times at most, or why it will not be.

    `given` tells what the row of its table holds.
    """

    journey: str
    goal: str
    persona: str
    environment: str
    tries: int
    pass_rate: float | None = None
    row: int | None = None
    steps: tuple[PlannedStep, ...] = ()
    always: tuple[PlannedStep, ...] = ()
    skipped: str = ""
    draft: bool = False
    given: str = ""
