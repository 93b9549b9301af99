"""What a company declares beside its journeys: who answers, what is wanted, how it is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from onetake.words.kpi import Kpi
from onetake.words.location import NOWHERE, Location
from onetake.words.policy import Gate, Waiver
from onetake.words.slo import Slo


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency, such as 250000 EUR."""

    amount: float
    currency: str

    def __str__(self) -> str:
        """Return it as people write it: `250,000 EUR`."""
        return f"{self.amount:,.0f} {self.currency}"


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a sponsor may decide: money, people (teams), process (policies), where and until when.

    A part that is missing is empty. `scope` holds KPIs, journeys and teams, with wildcards.
    """

    budget: Money | None = None
    people: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    until: date | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Somebody who answers for the customers' experience, with deputies and a mandate.

    A decision that was asked should be taken within `days`.
    """

    name: str
    title: str = ""
    contact: str = ""
    deputies: tuple[str, ...] = ()
    mandate: Mandate | None = None
    days: int = 14
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Ask:
    """A decision that was asked of a sponsor, and what was decided, if it was taken."""

    what: str
    asked: date
    by: str = ""
    cost: Money | None = None
    taken: date | None = None
    decided: str = ""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Initiative:
    """Work on the customers' experience: its sponsor, departments, money, and decisions asked."""

    name: str
    title: str = ""
    sponsor: str = ""
    departments: tuple[str, ...] = ()
    budget: Money | None = None
    needed: Money | None = None
    spent: Money | None = None
    asks: tuple[Ask, ...] = ()
    until: date | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Influence:
    """More of `cause` makes `effect` more (`sign` 1) or less (-1), says `evidence`.

    Both are KPIs' ids, or levers: what a team can turn, such as a change freeze.
    """

    cause: str
    effect: str
    sign: int
    evidence: str = ""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Charter:
    """All of it, by name; KPIs by `id@version`."""

    kpis: Mapping[str, Kpi] = field(default_factory=dict)
    sponsors: Mapping[str, Sponsor] = field(default_factory=dict)
    initiatives: Mapping[str, Initiative] = field(default_factory=dict)
    influences: tuple[Influence, ...] = ()
    gates: Mapping[str, Gate] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    slos: Mapping[str, Slo] = field(default_factory=dict)

    def mandated(self, day: date) -> frozenset[str]:
        """Return who may bear with findings and open gates on a day: sponsors and deputies.

        A sponsor needs a mandate that is not over.
        """
        return frozenset(
            name
            for sponsor in self.sponsors.values()
            if sponsor.mandate is not None and not (sponsor.mandate.until or day) < day
            for name in (sponsor.name, *sponsor.deputies)
        )
