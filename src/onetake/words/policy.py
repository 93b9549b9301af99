"""What decides about a release: gates with weighted objectives, and waivers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from onetake.words.location import NOWHERE, Location

Sign = Literal["<", "<=", "=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody bearing with a finding until a day: `check` and `place` may hold wildcards."""

    check: str
    owner: str
    reason: str
    until: date
    place: str = "*"
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Criterion:
    """A comparison: with a value, or with what good releases before had.

    `relative` is None for a fixed value; *percent* and *points* compare with the figure before,
    plus that many percent of it or plus that much.
    """

    sign: Sign
    value: float
    relative: Literal["percent", "points"] | None = None

    def __str__(self) -> str:
        """Return it as it is written: `<=+10%`."""
        if self.relative is None:
            return f"{self.sign}{self.value:g}"
        return f"{self.sign}{self.value:+g}{'%' if self.relative == 'percent' else ''}"


AnyOf = tuple[tuple[Criterion, ...], ...]
"""Met when every criterion of one of the groups is."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One objective of a gate: what is looked at, when it passes or warns, what it weighs.

    `of` is what `name` is: journeys by a wildcard (the lower end of their pass rates' interval, in
    percent; or their verdicts, without criteria), a kpi, findings (how many of a severity and
    graver), or a budget (percent left of an error budget). What has no criteria otherwise is only
    shown. A `key` objective that fails shuts the gate whatever the score.
    """

    of: Literal["journey", "kpi", "findings", "budget"]
    name: str
    passes: AnyOf = ()
    warns: AnyOf = ()
    weight: float = 1.0
    key: bool = False
    title: str = ""
    location: Location = NOWHERE

    @property
    def called(self) -> str:
        """Return what it is called, in decisions and in the ledger."""
        return self.title or f"{self.of} {self.name}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which releases before are compared with: the last `number` that passed, or also warned."""

    number: int = 3
    results: Literal["pass", "pass_or_warn", "all"] = "pass"
    aggregate: Literal["avg", "p50", "p90", "p95"] = "avg"


@dataclass(frozen=True, slots=True)
class Gate:
    """The way into environments: objectives, and the score in percent to pass or to warn.

    Journeys count as they were walked in `walked_in`; empty is the environment before in order of
    promotion.
    """

    name: str
    environments: tuple[str, ...] = ()
    walked_in: str = ""
    objectives: tuple[Weighed, ...] = ()
    comparison: Comparison = Comparison()
    passes: float = 90.0
    warns: float = 75.0
    location: Location = NOWHERE
