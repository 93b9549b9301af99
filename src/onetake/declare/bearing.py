"""Reads what stands in one list each: waivers, and what influences what."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from onetake.declare.amounts import Day
from onetake.declare.document import Spot
from onetake.declare.validate import validate
from onetake.words.channel import Declared
from onetake.words.charter import Influence
from onetake.words.policy import Waiver


class WaiverPart(Declared):
    """Somebody bearing with a finding until a day."""

    check: str = Field(description="The check's name; * stands for anything.")
    place: str = Field("*", description="Where: a file or file:line; * stands for anything.")
    owner: str = Field(description="Who answers for it.")
    reason: str = Field(description="Why.")
    until: Day = Field(description="The last day it holds, such as 2027-01-31.")


class WaiversFile(Declared):
    """waivers.yaml: findings that somebody bears with, until a day."""

    waivers: tuple[WaiverPart, ...] = Field((), description="One each.")


class InfluencePart(Declared):
    """What becomes more or less when something else becomes more."""

    cause: str = Field(description="A KPI's id, or a lever of some team.")
    effect: str = Field(description="A KPI's id.")
    sign: Literal["more", "less"] = Field(description="What more of the cause makes of the effect.")
    evidence: str = Field("", description="How this is known.")


class InfluencesFile(Declared):
    """influences.yaml: what influences what in this company, beside what Onetake knows."""

    influences: tuple[InfluencePart, ...] = Field((), description="One each.")


def read_waivers(spot: Spot) -> tuple[Waiver, ...]:
    """Return the waivers; every fault is noted in their file."""
    head = validate(spot, WaiversFile)
    return tuple(
        Waiver(part.check, part.owner, part.reason, part.until, part.place,
               spot["waivers"][number].location)
        for number, part in enumerate(head.waivers if head else ())
    )  # fmt: skip


def read_influences(spot: Spot) -> tuple[Influence, ...]:
    """Return the influences; every fault is noted in their file."""
    head = validate(spot, InfluencesFile)
    return tuple(
        Influence(part.cause, part.effect, 1 if part.sign == "more" else -1, part.evidence,
                  spot["influences"][number].location)
        for number, part in enumerate(head.influences if head else ())
    )  # fmt: skip
