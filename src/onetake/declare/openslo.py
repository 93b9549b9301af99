"""The kinds of OpenSLO v1, field by field; what it does not know is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from onetake.declare.openslo_parts import (
    ConditionSpec,
    Described,
    Free,
    InlineSli,
    Metadata,
    Moment,
    Number,
    PolicyPart,
    PolicySpec,
    Short,
    Slice,
    SliSpec,
    TargetSpec,
)
from onetake.words.channel import Declared


class Calendar(Declared):
    """When a window begins anew."""

    startTime: Moment  # noqa: N815
    timeZone: str  # noqa: N815

    @model_validator(mode="after")
    def _known(self) -> Self:
        try:
            ZoneInfo(self.timeZone)
        except (KeyError, ValueError):
            raise ValueError(f"there is no time zone {self.timeZone!r}") from None
        return self


class TimeWindow(Declared):
    """Over how long an SLO is reckoned."""

    duration: Short
    isRolling: bool | None = None  # noqa: N815
    calendar: Calendar | None = None


class ObjectivePart(Declared):
    """A threshold and its target."""

    displayName: str = ""  # noqa: N815
    op: Literal["lte", "gte", "lt", "gt"] | None = None
    value: Number | None = None
    target: Number | None = Field(None, ge=0, lt=1)
    targetPercent: Number | None = Field(None, ge=0, lt=100)  # noqa: N815
    timeSliceTarget: Number | None = Field(None, gt=0, le=1)  # noqa: N815
    timeSliceWindow: Slice | None = None  # noqa: N815
    indicator: InlineSli | None = None
    indicatorRef: str = ""  # noqa: N815
    compositeWeight: Number | None = None  # noqa: N815

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.target is None) == (self.targetPercent is None):
            raise ValueError("an objective has either target or targetPercent")
        return self


class SloSpec(Declared):
    """What customers may count on."""

    description: Described = ""
    service: str = ""
    indicator: InlineSli | None = None
    indicatorRef: str = ""  # noqa: N815
    timeWindow: tuple[TimeWindow, ...] = Field((), max_length=1)  # noqa: N815
    budgetingMethod: Literal["Occurrences", "Timeslices", "RatioTimeslices"]  # noqa: N815
    objectives: tuple[ObjectivePart, ...] = Field(min_length=1)
    alertPolicies: tuple[PolicyPart, ...] = ()  # noqa: N815


class SourceSpec(Declared):
    """How a data source is reached."""

    description: Described = ""
    type: str
    connectionDetails: Free = None  # noqa: N815


class ServiceSpec(Declared):
    """A group of SLOs."""

    description: Described = ""


class _Object(Declared):
    apiVersion: Literal["openslo/v1"]  # noqa: N815
    metadata: Metadata


class DataSource(_Object):
    """OpenSLO's DataSource."""

    kind: Literal["DataSource"]
    spec: SourceSpec


class SloObject(_Object):
    """OpenSLO's SLO."""

    kind: Literal["SLO"]
    spec: SloSpec


class Sli(_Object):
    """OpenSLO's SLI."""

    kind: Literal["SLI"]
    spec: SliSpec


class AlertPolicy(_Object):
    """OpenSLO's AlertPolicy."""

    kind: Literal["AlertPolicy"]
    spec: PolicySpec


class AlertCondition(_Object):
    """OpenSLO's AlertCondition."""

    kind: Literal["AlertCondition"]
    spec: ConditionSpec


class AlertNotificationTarget(_Object):
    """OpenSLO's AlertNotificationTarget."""

    kind: Literal["AlertNotificationTarget"]
    spec: TargetSpec


class Service(_Object):
    """OpenSLO's Service."""

    kind: Literal["Service"]
    spec: ServiceSpec = ServiceSpec()


KINDS: Mapping[str, type[Declared]] = {
    "DataSource": DataSource, "SLO": SloObject, "SLI": Sli, "AlertPolicy": AlertPolicy,
    "AlertCondition": AlertCondition, "AlertNotificationTarget": AlertNotificationTarget,
    "Service": Service,
}  # fmt: skip
