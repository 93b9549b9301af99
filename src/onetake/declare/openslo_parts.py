"""What the kinds of OpenSLO v1 are made of: indicators, conditions, policies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from onetake.words.channel import Declared
from onetake.words.figure import FigureFault
from onetake.words.scalar import Plain

_SHORT = re.compile(r"([1-9]\d*)([mhdwMQY])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800, "M": 2_592_000, "Q": 7_776_000,
            "Y": 31_536_000}  # fmt: skip


def shorthand(text: str) -> tuple[int, str, float]:
    """Return the number, the letter and the seconds of a duration such as `4w`."""
    found = _SHORT.fullmatch(text)
    if not found:
        raise FigureFault(
            f"{text!r} is not OpenSLO's shorthand", "write 5m, 12h, 30d, 4w, 1M or 1Y"
        )
    return int(found[1]), found[2], float(int(found[1]) * _SECONDS[found[2]])


def _short(value: object) -> object:
    shorthand(str(value))
    return str(value)


def _plain(value: object) -> object:
    """Return free fields with the types that YAML gives them."""
    import yaml

    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return yaml.safe_load(value) if isinstance(value, Plain) else value


_TEXT = {"type": "string"}
Short = Annotated[str, BeforeValidator(_short), WithJsonSchema(_TEXT)]
Slice = Annotated[str, BeforeValidator(str), WithJsonSchema({"type": ["string", "number"]})]
Free = Annotated[Any, BeforeValidator(_plain), WithJsonSchema({})]
Moment = Annotated[datetime, PlainSerializer(lambda at: at.strftime("%Y-%m-%d %H:%M:%S"))]
Number = Annotated[float, PlainSerializer(lambda n: int(n) if n == int(n) else n)]
Described = Annotated[str, Field(max_length=1050)]


class Metadata(Declared):
    """What an object is called."""

    name: str = Field(min_length=1)
    displayName: str = ""  # noqa: N815 - OpenSLO's own keys, here and below
    labels: Mapping[str, Free] = {}
    annotations: Mapping[str, Free] = {}


class MetricSource(Declared):
    """Where a metric comes from."""

    metricSourceRef: str = ""  # noqa: N815
    type: str = ""
    spec: Free = None


class Metric(Declared):
    """A metric."""

    metricSource: MetricSource  # noqa: N815


class RatioMetric(Declared):
    """Good or bad beside all, or a ratio that was worked out before."""

    counter: bool | None = None
    good: Metric | None = None
    bad: Metric | None = None
    total: Metric | None = None
    rawType: Literal["success", "failure"] | None = None  # noqa: N815
    raw: Metric | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.raw is not None:
            if self.good or self.bad or self.total or self.rawType is None:
                raise ValueError("raw stands alone, with rawType")
        elif self.total is None or (self.good is None) == (self.bad is None):
            raise ValueError("a ratio has total and either good or bad")
        return self


class SliSpec(Declared):
    """How a metric is read."""

    description: Described = ""
    thresholdMetric: Metric | None = None  # noqa: N815
    ratioMetric: RatioMetric | None = None  # noqa: N815

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.thresholdMetric is None) == (self.ratioMetric is None):
            raise ValueError("an indicator has either thresholdMetric or ratioMetric")
        return self


class InlineSli(Declared):
    """An indicator that stands within its SLO."""

    apiVersion: str = ""  # noqa: N815
    kind: Literal["SLI", ""] = ""
    metadata: Metadata | None = None
    spec: SliSpec


class Condition(Declared):
    """When to tell."""

    kind: Literal["burnrate"] = "burnrate"
    op: Literal["lte", "gte", "lt", "gt"] | None = None
    threshold: Number = Field(gt=0)
    lookbackWindow: Short  # noqa: N815
    alertAfter: Short = "5m"  # noqa: N815


class ConditionSpec(Declared):
    """How grave it is, and when."""

    description: Described = ""
    severity: str
    condition: Condition


class ConditionPart(Declared):
    """A condition, here or elsewhere."""

    conditionRef: str = ""  # noqa: N815
    apiVersion: str = ""  # noqa: N815
    kind: Literal["AlertCondition", ""] = ""
    metadata: Metadata | None = None
    spec: ConditionSpec | None = None


class TargetSpec(Declared):
    """Whom to tell."""

    target: str
    description: Described = ""


class TargetPart(Declared):
    """Whom to tell, here or elsewhere."""

    targetRef: str = ""  # noqa: N815
    apiVersion: str = ""  # noqa: N815
    kind: Literal["AlertNotificationTarget", ""] = ""
    metadata: Metadata | None = None
    spec: TargetSpec | None = None


class PolicySpec(Declared):
    """What is told, when, and to whom."""

    description: Described = ""
    alertWhenNoData: bool | None = None  # noqa: N815
    alertWhenResolved: bool | None = None  # noqa: N815
    alertWhenBreaching: bool | None = None  # noqa: N815
    conditions: tuple[ConditionPart, ...] = Field(min_length=1, max_length=1)
    notificationTargets: tuple[TargetPart, ...] = ()  # noqa: N815


class PolicyPart(Declared):
    """A policy, here or elsewhere."""

    alertPolicyRef: str = ""  # noqa: N815
    apiVersion: str = ""  # noqa: N815
    kind: Literal["AlertPolicy", ""] = ""
    metadata: Metadata | None = None
    spec: PolicySpec | None = None
