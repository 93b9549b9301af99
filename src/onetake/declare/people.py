"""Reads who answers for customers' experience: sponsors, initiatives, and teams' objectives."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from onetake.declare.amounts import Day, DayOr, MoneyOr, TargetOr
from onetake.declare.document import Spot
from onetake.declare.validate import validate
from onetake.words.channel import Declared
from onetake.words.charter import Ask, Initiative, Mandate, Sponsor
from onetake.words.figure import FigureFault, duration
from onetake.words.programme import Objective

_DAY = 86_400.0


def _days(value: object) -> object:
    if isinstance(value, int):
        return value
    days = duration(str(value)) / _DAY
    if days < 1 or days != int(days):
        raise FigureFault(f"{str(value)!r} is not a number of days", "write a time such as 14d")
    return int(days)


Days = Annotated[int, BeforeValidator(_days), WithJsonSchema({"type": "string"})]


class ObjectivePart(Declared):
    """What a team wants of a KPI, for which of the customer's goals."""

    kpi: str = Field(description="The KPI's id, such as csat.top2.")
    want: Literal["more", "less"] = Field(description="Which way it should go.")
    target: TargetOr = Field(None, description="How much: {at_least: 80%} or {at_most: 5m / 8m}.")
    guard: tuple[str, ...] = Field(
        (), description="KPIs that must not get worse; speed without any is a finding."
    )
    weight: float = Field(
        1.0,
        gt=0,
        description="How much it counts among the team's: the weightiest are compared first.",
    )
    goal: str = Field(
        "", description="The customer's goal it serves, a journey or words; else a finding."
    )


class MandatePart(Declared):
    """What a sponsor may decide."""

    budget: MoneyOr = Field(
        None, description="How much money, such as 250000 EUR; without it a finding."
    )
    people: tuple[str, ...] = Field(
        (), description="Teams whose work the sponsor may direct; without, a finding."
    )
    process: tuple[str, ...] = Field(
        (), description="Policies the sponsor may change; without any, a finding."
    )
    scope: tuple[str, ...] = Field(
        (), description="KPIs, journeys and teams, * is all; without, a finding."
    )
    until: DayOr = Field(None, description="The last day, such as 2027-06-30; without, a finding.")


class SponsorFile(Declared):
    """sponsors/NAME.yaml: somebody who answers for customers' experience."""

    title: str = Field("", description="What the sponsor is in the company.")
    contact: str = Field("", description="How to reach the sponsor.")
    deputies: tuple[str, ...] = Field((), description="Who decides when the sponsor is away.")
    decides_within: Days = Field(14, description="How long a decision may be open, such as 14d.")
    mandate: MandatePart | None = Field(None, description="What the sponsor may decide.")


class AskPart(Declared):
    """A decision that was asked of the sponsor."""

    what: str = Field(description="What should be decided, in one sentence.")
    asked: Day = Field(description="The day it was asked.")
    by: str = Field("", description="Who asked.")
    cost: MoneyOr = Field(None, description="What it costs.")
    taken: DayOr = Field(None, description="The day it was decided; absent while it is open.")
    decided: str = Field("", description="What was decided.")


class InitiativeFile(Declared):
    """initiatives/NAME.yaml: work on customers' experience that several departments share."""

    title: str = Field("", description="What it is for, in one sentence.")
    sponsor: str = Field("", description="The sponsor's name.")
    departments: tuple[str, ...] = Field((), description="Who takes part.")
    budget: MoneyOr = Field(None, description="The money it was given.")
    needed: MoneyOr = Field(None, description="The money it needs.")
    spent: MoneyOr = Field(None, description="The money it has spent.")
    until: DayOr = Field(None, description="The day it should be done.")
    decisions: tuple[AskPart, ...] = Field((), description="Decisions asked, oldest first.")


def read_sponsor(spot: Spot, name: str) -> Sponsor | None:
    """Return a sponsor, or None; every fault is noted in its file."""
    head = validate(spot, SponsorFile)
    if head is None:
        return None
    part, mandate = head.mandate, None
    if part is not None:
        mandate = Mandate(
            part.budget, part.people, part.process, part.scope, part.until,
            spot["mandate"].location,
        )  # fmt: skip
    return Sponsor(
        name, head.title, head.contact, head.deputies, mandate, head.decides_within, spot.location
    )


def read_initiative(spot: Spot, name: str) -> Initiative | None:
    """Return an initiative, or None; every fault is noted in its file."""
    head = validate(spot, InitiativeFile)
    if head is None:
        return None
    asks = tuple(
        Ask(
            ask.what, ask.asked, ask.by, ask.cost, ask.taken, ask.decided,
            spot["decisions"][number].location,
        )
        for number, ask in enumerate(head.decisions)
    )  # fmt: skip
    return Initiative(
        name, head.title, head.sponsor, head.departments, head.budget, head.needed, head.spent,
        asks, head.until, spot.location,
    )  # fmt: skip


def objectives(spot: Spot, parts: tuple[ObjectivePart, ...]) -> tuple[Objective, ...]:
    """Return a team's objectives with their places; `spot` is the team's file."""
    return tuple(
        Objective(
            part.kpi, part.want, part.target, part.guard, part.weight, part.goal,
            spot["objectives"][number].location,
        )
        for number, part in enumerate(parts)
    )  # fmt: skip
