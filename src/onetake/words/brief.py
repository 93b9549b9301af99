"""What a sponsor needs on one page: how customers fare, what it costs, what to decide."""

from __future__ import annotations

from dataclasses import dataclass

from onetake.words.charter import Ask, Money, Sponsor
from onetake.words.judged import Found
from onetake.words.kpi import Measurement


@dataclass(frozen=True, slots=True)
class Worst:
    """A journey that costs most: how often customers had to come again, and what it took.

    `hours` are those that people served who came again; `money` what they cost, None where
    onetake.yaml does not say what an hour costs. `verdicts` are the newest ones by environment.
    """

    journey: str
    goal: str
    contacts: int
    again: int
    hours: float
    money: Money | None
    incidents: int
    verdicts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision that waits for the sponsor: since how many days, of how many allowed."""

    ask: Ask
    initiative: str
    days: int
    allowed: int


@dataclass(frozen=True, slots=True)
class Gated:
    """The newest decision of a gate."""

    release: str
    environment: str
    verdict: str
    reason: str
    decided: int


@dataclass(frozen=True, slots=True)
class Brief:
    """All of it, from `since` until `until`, in seconds since 1970.

    `outcome` holds customers' KPIs, `dora` those of delivery; each beside the time before.
    `opposed` says which goals pull against each other, in words without KPIs' ids, each with its
    fix; `privacy` is what pitfall 4 found, `budgets` what is told of error budgets, `unknown` what
    nobody can tell.
    """

    programme: str
    sponsor: Sponsor
    since: float
    until: float
    outcome: tuple[Measurement, ...]
    worst: tuple[Worst, ...]
    dora: tuple[Measurement, ...]
    asked: tuple[Asked, ...]
    opposed: tuple[tuple[str, str], ...]
    privacy: tuple[Found, ...]
    gates: tuple[Gated, ...]
    budgets: tuple[str, ...]
    unknown: tuple[str, ...]
